//! The grid: panels are placed in whole lines of 24 columns, ids count in the order of reading.

use serde_json::{Map, Value, json};

/// A panel waiting for its place.
pub type Panel = Map<String, Value>;

/// Places panels from the top to the bottom.
#[derive(Default)]
pub struct Board {
    panels: Vec<Value>,
    id: u32,
    y: u32,
}

/// Widths of n charts, by line: always whole lines.
pub fn lines(count: usize) -> Vec<Vec<u32>> {
    let mut out = Vec::new();
    let mut left = count;
    while left > 0 {
        let now = match left {
            1 => 1,
            2 | 4 => 2,
            _ => 3,
        };
        out.push(vec![24 / now as u32; now]);
        left -= now;
    }
    out
}

impl Board {
    /// The next line of panels, side by side: width, height.
    pub fn line(&mut self, panels: Vec<(u32, Panel)>, height: u32) {
        let mut x = 0;
        for (width, panel) in panels {
            let place = json!({ "x": x, "y": self.y, "w": width, "h": height });
            self.place(panel, place);
            x += width;
        }
        self.y += height;
    }

    /// A block of two columns: several panels on the left, one on the right as high as all of them.
    pub fn block(&mut self, left: Vec<(u32, Panel)>, width: u32, right: Panel) {
        let height: u32 = left.iter().map(|(height, _)| height).sum();
        let mut y = self.y;
        let mut first = true;
        let mut right = Some(right);
        for (own, panel) in left {
            self.place(panel, json!({ "x": 0, "y": y, "w": width, "h": own }));
            if first && let Some(right) = right.take() {
                self.place(
                    right,
                    json!({ "x": width, "y": self.y, "w": 24 - width, "h": height }),
                );
            }
            first = false;
            y += own;
        }
        self.y += height;
    }

    /// A question.
    pub fn row(&mut self, title: &str) {
        let place = json!({ "x": 0, "y": self.y, "w": 24, "h": 1 });
        let mut row = Map::new();
        row.insert("type".into(), "row".into());
        row.insert("title".into(), title.into());
        row.insert("collapsed".into(), false.into());
        row.insert("panels".into(), json!([]));
        self.place(row, place);
        self.y += 1;
    }

    /// Charts in whole lines.
    pub fn charts(&mut self, charts: Vec<Panel>, height: u32) {
        let mut charts = charts.into_iter();
        for widths in lines(charts.len()) {
            let line: Vec<(u32, Panel)> = widths.into_iter().zip(charts.by_ref()).collect();
            self.line(line, height);
        }
    }

    /// A row that is closed: its charts are not asked until somebody opens it, and do not push what stands below.
    pub fn collapsed(&mut self, title: &str, charts: Vec<Panel>, height: u32) {
        if charts.is_empty() {
            return;
        }
        self.id += 1;
        let row_id = self.id;
        let row_y = self.y;
        let mut inside = Board {
            id: self.id,
            y: row_y + 1,
            ..Board::default()
        };
        inside.charts(charts, height);
        self.id = inside.id;
        self.panels.push(json!({
            "id": row_id,
            "type": "row",
            "title": title,
            "collapsed": true,
            "gridPos": { "x": 0, "y": row_y, "w": 24, "h": 1 },
            "panels": inside.panels,
        }));
        self.y += 1;
    }

    fn place(&mut self, panel: Panel, place: Value) {
        self.id += 1;
        let mut placed = Map::new();
        placed.insert("id".into(), self.id.into());
        placed.extend(panel);
        placed.insert("gridPos".into(), place);
        self.panels.push(placed.into());
    }

    /// All panels.
    pub fn panels(self) -> Vec<Value> {
        self.panels
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn lines_are_whole() {
        for count in 1..30 {
            let lines = lines(count);
            assert!(
                lines.iter().all(|line| line.iter().sum::<u32>() == 24),
                "{count}"
            );
            assert_eq!(lines.iter().map(Vec::len).sum::<usize>(), count);
        }
        assert_eq!(lines(5), [vec![8, 8, 8], vec![12, 12]]);
        assert_eq!(lines(4), [vec![12, 12], vec![12, 12]]);
    }
}
