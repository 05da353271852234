//! Dashboards of the example stacks: the grid is whole, queries parse, every panel says what it is, and adding a service
//! changes no page's identity.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use monc::emit::files::Files;
use monc::emit::grafana;
use monc::resolve::Inputs;
use monc::source::Sources;

const SHOP: &str = include_str!("../examples/shop/monitoring.toml");
const KINDS: &str = include_str!("../examples/kinds/monitoring.toml");
const MANY: &str = include_str!("../examples/many-services/monitoring.toml");
const SMALLEST: &str = include_str!("../examples/smallest/monitoring.toml");

fn emit(text: &str) -> Files {
    let mut sources = Sources::default();
    let file = sources.add("monitoring.toml", text.to_owned());
    let document = monc::read(&sources, file, None);
    let inputs = Inputs {
        source: "monitoring.toml".into(),
        ..Inputs::default()
    };
    let (stack, findings) = monc::judge(&document, &inputs);
    grafana::emit(&stack.unwrap_or_else(|| panic!("{findings:?}")))
}

fn pages(text: &str) -> BTreeMap<String, Value> {
    emit(text)
        .iter()
        .filter(|(path, _)| path.ends_with(".json"))
        .map(|(_, text)| {
            let page: Value = serde_json::from_str(text).unwrap();
            (page["uid"].as_str().unwrap().to_owned(), page)
        })
        .collect()
}

fn examples() -> Vec<(&'static str, BTreeMap<String, Value>)> {
    [
        ("shop", SHOP),
        ("kinds", KINDS),
        ("many-services", MANY),
        ("smallest", SMALLEST),
    ]
    .into_iter()
    .map(|(name, text)| (name, pages(text)))
    .collect()
}

fn panels(page: &Value) -> Vec<&Value> {
    let mut found = Vec::new();
    for panel in page["panels"].as_array().unwrap() {
        found.push(panel);
        found.extend(panel["panels"].as_array().into_iter().flatten());
    }
    found
}

fn place(panel: &Value) -> [usize; 4] {
    ["x", "y", "w", "h"]
        .map(|key| usize::try_from(panel["gridPos"][key].as_u64().unwrap()).unwrap())
}

/// Every cell between the first and the last line is covered exactly once.
fn covered<'a>(panels: impl Iterator<Item = &'a Value>, from: usize, what: &str) {
    let mut cells: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut bottom = from;
    for panel in panels {
        let [x, y, w, h] = place(panel);
        bottom = bottom.max(y + h);
        for row in y..y + h {
            for column in x..x + w {
                *cells.entry((row, column)).or_insert(0) += 1;
            }
        }
    }
    for row in from..bottom {
        for column in 0..24 {
            assert_eq!(
                cells.get(&(row, column)),
                Some(&1),
                "{what}: cell {column},{row}"
            );
        }
    }
    assert_eq!(cells.len(), (bottom - from) * 24, "{what}: off the grid");
}

#[test]
fn the_grid_has_neither_holes_nor_overlaps() {
    for (name, pages) in examples() {
        for (uid, page) in &pages {
            covered(
                page["panels"].as_array().unwrap().iter(),
                0,
                &format!("{name} {uid}"),
            );
            for row in page["panels"].as_array().unwrap() {
                if row["collapsed"] == true {
                    let top = place(row)[1] + 1;
                    covered(
                        row["panels"].as_array().unwrap().iter(),
                        top,
                        &format!("{name} {uid} {}", row["title"]),
                    );
                }
            }
        }
    }
}

#[test]
fn identifiers_count_in_reading_order() {
    for (name, pages) in examples() {
        for (uid, page) in &pages {
            let ids: Vec<u64> = panels(page)
                .iter()
                .map(|panel| panel["id"].as_u64().unwrap())
                .collect();
            let wanted: Vec<u64> = (1..).take(ids.len()).collect();
            assert_eq!(ids, wanted, "{name} {uid}");
        }
    }
}

#[test]
fn every_panel_says_what_it_is() {
    for (name, pages) in examples() {
        for (uid, page) in &pages {
            for panel in panels(page) {
                let title = panel["title"].as_str().unwrap();
                let what = format!("{name} {uid} {title}");
                assert!(!title.is_empty(), "{what}");
                if panel["type"] == "row" {
                    let open = panel["collapsed"] == false;
                    assert!(!open || title.ends_with('?'), "{what} is no question");
                    continue;
                }
                let description = panel["description"].as_str().unwrap();
                assert!(
                    description.split_whitespace().count() >= 6,
                    "{what}: {description}"
                );
                let defaults = &panel["fieldConfig"]["defaults"];
                // The columns of a table have units of their own.
                let unit = defaults["unit"].as_str().unwrap_or_default();
                assert!(panel["type"] == "table" || !unit.is_empty(), "{what}");
                assert!(!defaults["noValue"].as_str().unwrap().is_empty(), "{what}");
            }
        }
    }
}

fn concrete(expr: &str) -> String {
    ["$__rate_interval", "$__interval", "$__range"]
        .iter()
        .fold(expr.replace("$__range_s", "300"), |text, name| {
            text.replace(name, "5m")
        })
        .replace("$service", ".*")
        .replace("$instance", ".*")
        .replace("$team", ".*")
        .replace("$slo", ".*")
}

#[test]
fn every_query_parses() {
    let mut count = 0;
    for (name, pages) in examples() {
        for (uid, page) in &pages {
            let targets = panels(page)
                .into_iter()
                .flat_map(|panel| panel["targets"].as_array().into_iter().flatten());
            let annotations = page["annotations"]["list"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|annotation| annotation.get("target"));
            for target in targets.chain(annotations) {
                let expr = concrete(target["expr"].as_str().unwrap());
                if let Err(error) = promql_parser::parser::parse(&expr) {
                    panic!("{name} {uid}: {error}: {expr}");
                }
                count += 1;
            }
        }
    }
    assert!(count > 400, "only {count} queries");
}

#[test]
fn queries_of_a_panel_have_ids_of_their_own() {
    for (name, pages) in examples() {
        for (uid, page) in &pages {
            for panel in panels(page) {
                let mut seen = BTreeSet::new();
                for target in panel["targets"].as_array().into_iter().flatten() {
                    assert!(
                        seen.insert(target["refId"].to_string()),
                        "{name} {uid} {}",
                        panel["title"]
                    );
                }
            }
        }
    }
}

#[test]
fn variables_of_queries_are_the_page_s() {
    let reference = regex::Regex::new(r"\$([a-z]+)").unwrap();
    for (name, pages) in examples() {
        for (uid, page) in &pages {
            let known: BTreeSet<&str> = page["templating"]["list"]
                .as_array()
                .unwrap()
                .iter()
                .map(|variable| variable["name"].as_str().unwrap())
                .collect();
            for target in panels(page)
                .into_iter()
                .flat_map(|panel| panel["targets"].as_array().into_iter().flatten())
            {
                for found in reference.captures_iter(target["expr"].as_str().unwrap()) {
                    assert!(
                        known.contains(&found[1]),
                        "{name} {uid}: ${} in {}",
                        &found[1],
                        target["expr"]
                    );
                }
            }
        }
    }
}

#[test]
fn a_page_is_fixed_and_not_for_editing() {
    for (name, pages) in examples() {
        for (uid, page) in &pages {
            assert!(uid.len() <= 40, "{name} {uid}");
            assert_eq!(page["editable"], false);
            assert_eq!(page["version"], 1);
            assert_eq!(page["schemaVersion"], 42);
            assert!(page.get("id").is_none());
        }
    }
}

#[test]
fn adding_a_service_keeps_pages_and_panels() {
    let before = pages(SHOP);
    let more = format!(
        "{SHOP}\n[services.billing]\nkind = \"http\"\ndialect = \"prom-client\"\naddress = \"billing:3000\"\n"
    );
    let after = pages(&more);
    let uids = |pages: &BTreeMap<String, Value>| pages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(uids(&before), uids(&after));
    for (uid, page) in &before {
        let titles = |page: &Value| {
            panels(page)
                .iter()
                .map(|panel| (panel["id"].clone(), panel["title"].clone()))
                .collect::<Vec<_>>()
        };
        assert_eq!(titles(page), titles(&after[uid]), "{uid}");
    }
}

#[test]
fn the_same_stack_gives_the_same_bytes() {
    assert_eq!(emit(KINDS), emit(KINDS));
}

#[test]
fn many_services_show_the_worst_eight() {
    let pages = pages(MANY);
    let overview = pages["monc-overview"].to_string();
    assert!(overview.contains("the 8 worst"), "{overview}");
    assert!(overview.contains("[$__range] @ end()"));
}

#[test]
fn limits_of_the_file_are_drawn() {
    let pages = pages(SHOP);
    let http = pages["monc-http"].to_string();
    assert!(
        http.contains("monc:threshold{signal=\\\"error_ratio\\\""),
        "{http}"
    );
}

#[test]
fn data_sources_log_in_by_file() {
    let text = format!(
        "{SMALLEST}\n[prometheus]\nusername = \"reader\"\npassword = {{ env = \"PROMETHEUS_PASSWORD\" }}\npassword_hash = \"$2y$10$abcdefghijklmnopqrstuuK1Q1aZl7m1mQb6pVb1vSg0Vb1vSg0Vb\"\n"
    );
    let files = emit(&text);
    let yaml = files
        .get("grafana/provisioning/datasources/datasources.yaml")
        .unwrap();
    assert!(yaml.contains("uid: monc-prometheus"), "{yaml}");
    assert!(
        yaml.contains("basicAuthPassword: $__file{/run/secrets/"),
        "{yaml}"
    );
    assert!(yaml.contains("prune: true"), "{yaml}");
    assert!(!yaml.contains("$2y$"), "{yaml}");
}
