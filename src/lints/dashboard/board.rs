//! A dashboard of Grafana as far as it is judged: variables, panels, and what panels ask.

use crate::diagnostic::FileId;
use crate::resolve::Inputs;
use crate::source::{Node, NotJson, Value, parse_json};

/// A file that `[grafana] dashboards` takes along.
#[derive(Debug)]
pub struct Board {
    pub path: String,
    pub file: FileId,
    pub root: Result<Node, NotJson>,
}

/// All of them.
pub fn boards(inputs: &Inputs) -> Vec<Board> {
    let boards = inputs.dashboards.iter().map(|input| Board {
        path: input.path.clone(),
        file: input.file,
        root: parse_json(&input.text, input.file),
    });
    boards.collect()
}

/// A panel, and the data source of its dashboard's grid that it stands in.
pub struct Panel<'b> {
    pub node: &'b Node,
    pub kind: &'b str,
    /// Panels of one number stand in one grid: those of a collapsed row have their own.
    pub grid: usize,
}

impl<'b> Panel<'b> {
    /// Where a finding about the whole panel points at: its title, if it has one.
    pub fn place(&self) -> &'b Node {
        let title = self.node.get("title");
        title.or_else(|| self.node.get("type")).unwrap_or(self.node)
    }
}

/// What a panel asks.
pub struct Target<'b> {
    pub panel: &'b Node,
    pub expr: &'b Node,
    pub text: &'b str,
}

impl Board {
    /// Missing: not JSON, or no dashboard at all.
    pub fn root(&self) -> Option<&Node> {
        let root = self.root.as_ref().ok()?;
        root.table().is_some().then_some(root)
    }

    pub fn panels(&self) -> Vec<Panel<'_>> {
        let mut out = Vec::new();
        let Some(root) = self.root() else { return out };
        let mut grid = 0;
        // Until Grafana 5 panels stood in rows.
        let rows = items(root, "rows")
            .into_iter()
            .map(|row| items(row, "panels"));
        let mut lists: Vec<Vec<&Node>> = vec![items(root, "panels")];
        lists.extend(rows);
        let mut at = 0;
        while at < lists.len() {
            for node in std::mem::take(&mut lists[at]) {
                let Some(kind) = node.get("type").and_then(Node::string) else {
                    continue;
                };
                out.push(Panel { node, kind, grid });
                if kind == "row" {
                    lists.push(items(node, "panels"));
                }
            }
            grid += 1;
            at += 1;
        }
        out
    }

    /// Queries for Prometheus.
    pub fn targets(&self) -> Vec<Target<'_>> {
        let mut out = Vec::new();
        for panel in self.panels() {
            for target in items(panel.node, "targets") {
                let source = target
                    .get("datasource")
                    .or_else(|| panel.node.get("datasource"));
                let kind = source
                    .and_then(|source| source.get("type"))
                    .and_then(Node::string);
                if kind.is_some_and(|kind| kind != "prometheus") {
                    continue;
                }
                if let Some(expr) = target.get("expr")
                    && let Some(text) = expr.string().filter(|text| !text.trim().is_empty())
                {
                    out.push(Target {
                        panel: panel.node,
                        expr,
                        text,
                    });
                }
            }
        }
        out
    }

    /// `templating.list`: each with its name.
    pub fn variables(&self) -> Vec<(&Node, &str)> {
        let templating = self.root().and_then(|root| root.get("templating"));
        let list = templating.map(|templating| items(templating, "list"));
        let named = list.into_iter().flatten();
        named
            .filter_map(|variable| Some((variable, variable.get("name")?.string()?)))
            .collect()
    }

    /// Every `datasource` of panels, targets, variables and annotations.
    pub fn sources(&self) -> Vec<&Node> {
        let mut out = Vec::new();
        let mut open: Vec<&Node> = self.root().into_iter().collect();
        while let Some(node) = open.pop() {
            match &node.value {
                Value::Table(table) => {
                    for entry in table.entries() {
                        match entry.key.as_str() {
                            "datasource" => out.push(&entry.node),
                            // What Grafana remembers of panels that are gone, and of values chosen last.
                            "__inputs" | "__requires" | "current" => {}
                            _ => open.push(&entry.node),
                        }
                    }
                }
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
        out.sort_by_key(|node| node.span.start);
        out
    }
}

/// The entries of a list below a key.
pub fn items<'n>(node: &'n Node, key: &str) -> Vec<&'n Node> {
    match node.get(key).map(|list| &list.value) {
        Some(Value::Array(items)) => items.iter().collect(),
        _ => Vec::new(),
    }
}
