//! Panels that lie on each other, or beyond the grid.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};
use crate::source::{Node, Value};

use super::at;

/// Columns of Grafana's grid.
const COLUMNS: i64 = 24;

/// Left, top, right, bottom.
fn rectangle(panel: &Node) -> Option<[i64; 4]> {
    let grid = panel.get("gridPos")?;
    let number = |key: &str| match grid.get(key).map(|node| &node.value) {
        Some(Value::Integer(number)) => Some(*number),
        _ => None,
    };
    let (left, top) = (number("x")?, number("y")?);
    Some([
        left,
        top,
        left.saturating_add(number("w")?),
        top.saturating_add(number("h")?),
    ])
}

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for board in &context.dashboards {
        let mut placed: Vec<(usize, [i64; 4], &Node)> = Vec::new();
        for panel in board.panels() {
            let Some(own) = rectangle(panel.node) else {
                continue;
            };
            let Some(place) = panel.node.get("gridPos") else {
                continue;
            };
            if own[0] < 0 || own[2] > COLUMNS {
                out.push(
                    Diagnostic::advice("dashboard/overlap", "a panel stands beyond the grid")
                        .at(
                            at(place),
                            format!("the grid has {COLUMNS} columns; this ends at {}", own[2]),
                        )
                        .help("make `x` + `w` at most 24"),
                );
            }
            // The last ones are the likely ones; a grid of thousands is no grid.
            let over = placed.iter().rev().take(200).find(|(grid, other, _)| {
                *grid == panel.grid
                    && own[0] < other[2]
                    && other[0] < own[2]
                    && own[1] < other[3]
                    && other[1] < own[3]
            });
            if let Some((_, _, other)) = over {
                out.push(
                    Diagnostic::advice("dashboard/overlap", "two panels lie on each other")
                        .at(at(place), "covers a part of another panel")
                        .at(at(other), "this one")
                        .help("move one of them: open the dashboard in Grafana, which does so, and export it again"),
                );
            }
            placed.push((panel.grid, own, place));
        }
    }
}
