//! Colours. Red, orange and yellow mean trouble and appear nowhere else; fine has no loud colour.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::escape;

pub const FINE: &str = "rgba(87, 148, 242, 0.22)";
pub const NEAR: &str = "rgba(250, 222, 42, 0.35)";

/// Lines: eight colours that stay apart for normal and colour-blind eyes, none of them red, orange or yellow.
const LINES: [&str; 8] = [
    "#6FBEF3", "#49C087", "#6D5CCA", "#A8B252", "#B83997", "#B997AD", "#277E0F", "#6D6F50",
];
/// More services than this get Grafana's own palette.
const NAMED: usize = 16;

/// Mappings of the states 0…4; `loud` for large areas.
pub fn states(loud: bool) -> Value {
    let (warning, critical, unseen) = if loud {
        ("semi-dark-orange", "semi-dark-red", "dark-purple")
    } else {
        ("orange", "red", "purple")
    };
    mapping(&[
        ("0", "✓ fine", FINE),
        ("1", "▲ warning", warning),
        ("2", "■ critical", critical),
        ("3", "✕ down", "dark-red"),
        ("4", "? unseen", unseen),
    ])
}

/// Value mappings: value, text, colour.
pub fn mapping(entries: &[(&str, &str, &str)]) -> Value {
    let options: serde_json::Map<String, Value> = entries
        .iter()
        .enumerate()
        .map(|(index, (value, text, colour))| {
            (
                (*value).to_owned(),
                json!({ "text": text, "color": colour, "index": index }),
            )
        })
        .collect();
    json!([{ "type": "value", "options": options }])
}

/// Of a state: 1 is the bad one.
pub fn yes_or_no() -> Value {
    mapping(&[("0", "✓ no", "text"), ("1", "✕ yes", "red")])
}

/// Steps of a share of a limit.
pub fn limit_steps() -> Value {
    json!({ "mode": "absolute", "steps": [
        { "color": FINE, "value": null },
        { "color": NEAR, "value": 0.8 },
        { "color": "orange", "value": 1 },
    ]})
}

/// One colour a service on every page: by a hash of its name, the next free one if that is taken.
pub fn by_service(services: &[String]) -> Vec<Value> {
    if services.len() > NAMED {
        return Vec::new();
    }
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    services
        .iter()
        .map(|service| {
            let mut slot = hash(service) % LINES.len();
            if taken.len() < LINES.len() {
                while !taken.insert(slot) {
                    slot = (slot + 1) % LINES.len();
                }
            }
            json!({
                "matcher": { "id": "byRegexp", "options": format!("/^{}( |$)/", escape::promql::regex_literal(service)) },
                "properties": [{ "id": "color", "value": { "mode": "shades", "fixedColor": LINES[slot] } }],
            })
        })
        .collect()
}

/// FNV-1a: stable over machines and releases.
fn hash(text: &str) -> usize {
    let mut hash: u32 = 0x811c_9dc5;
    for byte in text.bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    hash as usize
}
