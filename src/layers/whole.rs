//! One whole file over another: shorthands that both may use are expanded where they meet.

use crate::source::{Entry, Node, Table, Value};

use super::merge::merge_by;
use super::{expand, merge, thresholds};

/// `over` over `base`.
pub fn lay(base: &Node, over: &Node) -> Node {
    merge_by(base, over, &lay_table)
}

/// A table of the root over the same of another layer.
pub fn lay_table(key: &str, base: &Node, over: &Node) -> Node {
    match key {
        "services" | "templates" | "kinds" => {
            merge_by(base, over, &|_, base, over| service(base, over))
        }
        "signals" => merge_by(base, over, &|name, base, over| {
            merge_by(base, over, &|key, base, over| match key {
                "threshold" => thresholds::lay(name, base, over),
                _ => merge(base, over),
            })
        }),
        "thresholds" => merge_by(base, over, &thresholds::lay),
        "retention" => merge_by(base, over, &|_, base, over| {
            merge(&limits(base), &limits(over))
        }),
        _ => merge(base, over),
    }
}

fn service(base: &Node, over: &Node) -> Node {
    let (base, over) = (expand(base.clone()), expand(over.clone()));
    merge_by(&base, &over, &|key, base, over| match key {
        "thresholds" => merge_by(base, over, &thresholds::lay),
        _ => merge(base, over),
    })
}

/// `"30d"` → `{ time = "30d" }`.
fn limits(retention: &Node) -> Node {
    if retention.string().is_none() {
        return retention.clone();
    }
    let entry = Entry {
        key: "time".into(),
        key_span: retention.span,
        node: retention.clone(),
    };
    Node {
        span: retention.span,
        value: Value::Table(Table::new(vec![entry])),
    }
}

/// A table of the root with every shorthand in full: two that mean the same are the same.
pub fn in_full(key: &str, table: &Node) -> Node {
    let each = |of: &Node, change: &dyn Fn(&str, &Node) -> Node| match &of.value {
        Value::Table(table) => Node {
            span: of.span,
            value: Value::Table(Table::new(
                table
                    .entries()
                    .iter()
                    .map(|entry| Entry {
                        node: change(&entry.key, &entry.node),
                        ..entry.clone()
                    })
                    .collect(),
            )),
        },
        _ => of.clone(),
    };
    match key {
        "services" | "templates" | "kinds" => each(table, &|_, service| {
            each(&expand(service.clone()), &|key, value| match key {
                "thresholds" => each(value, &thresholds::in_full),
                _ => value.clone(),
            })
        }),
        "signals" => each(table, &|name, signal| {
            each(signal, &|key, value| match key {
                "threshold" => thresholds::in_full(name, value),
                _ => value.clone(),
            })
        }),
        "thresholds" => each(table, &thresholds::in_full),
        "retention" => each(table, &|_, value| limits(value)),
        _ => table.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::lay;
    use crate::source::{Sources, parse};

    fn laid(base: &str, over: &str) -> String {
        let mut sources = Sources::default();
        let (base, over) = (sources.add("base", base), sources.add("over", over));
        lay(&parse(&sources, base).0, &parse(&sources, over).0)
            .to_json()
            .to_string()
    }

    #[test]
    fn thresholds_meet_in_full() {
        let over = |base: &str, over: &str| {
            let text = |value: &str| format!("thresholds.cpu = {value}");
            let both = laid(&text(base), &text(over));
            let inner = both.strip_prefix(r#"{"thresholds":{"cpu":"#);
            let inner = inner.and_then(|inner| inner.strip_suffix("}}"));
            inner.unwrap_or_default().to_owned()
        };
        let table = r#"{ warning = "80%", critical = "90%", for = "10m" }"#;
        assert_eq!(over("\"80%\"", "\"70%\""), r#"{"warning":"70%"}"#);
        assert_eq!(
            over(table, "\"70%\""),
            r#"{"warning":"70%","critical":"90%","for":{"warning":"10m","critical":"10m"}}"#
        );
        assert_eq!(
            over(table, r#"{ critical = "95%", for = "2m" }"#),
            r#"{"warning":"80%","critical":"95%","for":{"warning":"10m","critical":"2m"}}"#
        );
        assert_eq!(over(table, "false"), "false");
        assert_eq!(over("false", "\"70%\""), "\"70%\"");
    }

    #[test]
    fn other_shorthands_meet_in_full() {
        assert_eq!(
            laid(
                "retention.metrics = { time = \"30d\", size = \"20GB\" }",
                "retention.metrics = \"3d\""
            ),
            r#"{"retention":{"metrics":{"time":"3d","size":"20GB"}}}"#
        );
        assert_eq!(
            laid(
                "[services.a]\nprobe = \"x\"\nslos.latency = { objective = \"99%\", under = \"1s\" }",
                "[services.a]\nprobes.default = { method = \"HEAD\" }\nslos.latency = \"95%\""
            ),
            r#"{"services":{"a":{"slos":{"latency":{"objective":"95%","under":"1s"}},"probes":{"default":{"url":"x","method":"HEAD"}}}}}"#
        );
    }
}
