//! Routes of the old Alertmanager, and the times in which they tell.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::command::init::draft::own_name;
use crate::command::init::page::{list as toml_list, one_or_list};
use crate::escape::toml;

use super::receivers::Delivery;
use super::rules::{list, text, texts};
use super::told::Told;

/// Reads the routes below the one at the top. `names`: receivers that tell somebody; `severities`: what each became.
pub fn read(
    root: &Value,
    names: &BTreeMap<String, String>,
    severities: &BTreeMap<String, &'static str>,
    delivery: &mut Delivery,
    told: &mut Told,
) {
    let mut walk = Walk {
        names,
        severities,
        delivery,
        told,
    };
    walk.children(root, &BTreeMap::new(), 0);
}

/// Keys that say when a route tells.
pub fn timing(route: &Value, keys: &mut Vec<(String, String)>, told: &mut Told, what: &str) {
    let by = list(route.get("group_by"));
    let fine = by.iter().all(|label| label != "...");
    if !by.is_empty() && fine {
        let by: Vec<String> = by
            .into_iter()
            .map(|label| {
                if label == "job" {
                    "service".to_owned()
                } else {
                    label
                }
            })
            .collect();
        keys.push(("group_by".into(), toml_list(&by)));
    }
    for key in ["group_wait", "group_interval", "repeat_interval"] {
        let Some(duration) = text(route, key) else {
            continue;
        };
        if key == "repeat_interval" && is_short(&duration) {
            told.finding(format!("{what} repeats every {duration}: whoever is told 100 times stops to read. It is left to monc's 4 h for critical, 12 h for others"));
            continue;
        }
        keys.push((key.into(), toml::string(&duration)));
    }
}

fn is_short(duration: &str) -> bool {
    crate::config::value::parse_duration(duration)
        .is_some_and(|duration| duration.as_seconds() < 1800.0)
}

struct Walk<'a, 'b> {
    names: &'a BTreeMap<String, String>,
    severities: &'a BTreeMap<String, &'static str>,
    delivery: &'b mut Delivery,
    told: &'b mut Told,
}

impl Walk<'_, '_> {
    fn children(&mut self, route: &Value, above: &BTreeMap<String, String>, depth: usize) {
        let usual = text(route, "receiver");
        // Routes that go on: the next with the same matchers has the further receivers.
        let mut going_on: Vec<(BTreeMap<String, String>, Vec<String>)> = Vec::new();
        for child in route
            .get("routes")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let Some(mut matches) = self.matches(child) else {
                continue;
            };
            for (label, value) in above {
                matches
                    .entry(label.clone())
                    .or_insert_with(|| value.clone());
            }
            // The routes inside come first: they are the nearer ones.
            if depth < 20 {
                self.children(child, &matches, depth + 1);
            }
            let receiver = text(child, "receiver").or_else(|| usual.clone());
            let ours = receiver
                .as_ref()
                .and_then(|name| self.names.get(name))
                .cloned();
            if child.get("continue") == Some(&Value::Bool(true)) {
                match going_on.iter_mut().find(|(known, _)| *known == matches) {
                    Some((_, receivers)) => receivers.extend(ours),
                    None => going_on.push((matches, ours.into_iter().collect())),
                }
                continue;
            }
            let Some(ours) = ours else {
                self.told.dropped(
                    format!("the route to `{}`", receiver.unwrap_or_default()),
                    "that receiver tells nobody".into(),
                );
                continue;
            };
            let at = going_on.iter().position(|(known, _)| *known == matches);
            let mut receivers = at.map(|at| going_on.remove(at).1).unwrap_or_default();
            receivers.push(ours);
            self.route(child, &matches, &receivers);
        }
        for (matches, mut receivers) in going_on {
            receivers.extend(
                usual
                    .as_ref()
                    .and_then(|name| self.names.get(name))
                    .cloned(),
            );
            self.route(&Value::Null, &matches, &receivers);
        }
    }

    fn route(&mut self, child: &Value, matches: &BTreeMap<String, String>, receivers: &[String]) {
        if matches.is_empty() {
            return self.told.dropped(
                "a route without a matcher".into(),
                "it caught everything: `[routing] receiver` does".into(),
            );
        }
        let all: Vec<String> = matches
            .iter()
            .map(|(label, value)| format!("{} = {value}", toml::key(label)))
            .collect();
        let mut keys = vec![("match".to_owned(), format!("{{ {} }}", all.join(", ")))];
        let mut receivers = receivers.to_vec();
        receivers.dedup();
        match receivers.as_slice() {
            [] => return,
            [one] => keys.push(("receiver".into(), toml::string(one))),
            many => keys.push(("receivers".into(), toml_list(many))),
        }
        timing(child, &mut keys, self.told, "A route");
        for (key, ours) in [
            ("mute_time_intervals", "mute"),
            ("active_time_intervals", "active"),
        ] {
            let names = list(child.get(key));
            if !names.is_empty() {
                let names: Vec<String> = names
                    .iter()
                    .map(|name| own_name(name, &mut BTreeSet::new()))
                    .collect();
                keys.push((ours.into(), toml_list(&names)));
            }
        }
        self.delivery.routes.push(keys);
    }

    /// Matchers in TOML; `None`: they are of no form that is known.
    fn matches(&mut self, route: &Value) -> Option<BTreeMap<String, String>> {
        let mut found: Vec<(String, String, String)> = Vec::new();
        found.extend(
            texts(route.get("match"))
                .into_iter()
                .map(|(label, value)| (label, "=".to_owned(), value)),
        );
        found.extend(
            texts(route.get("match_re"))
                .into_iter()
                .map(|(label, value)| (label, "=~".to_owned(), value)),
        );
        for text in list(route.get("matchers")).iter().flat_map(|text| {
            text.trim_matches(['{', '}'])
                .split(',')
                .map(str::trim)
                .collect::<Vec<_>>()
        }) {
            let at = text.find(['=', '!'])?;
            let (label, rest) = text.split_at(at);
            let operator = ["=~", "!~", "!=", "="]
                .into_iter()
                .find(|operator| rest.starts_with(operator))?;
            found.push((
                label.trim().to_owned(),
                operator.to_owned(),
                rest[operator.len()..]
                    .trim()
                    .trim_matches(['"', '\''])
                    .to_owned(),
            ));
        }
        let mut matches = BTreeMap::new();
        for (label, operator, value) in found {
            let value = match label.as_str() {
                "severity" => value
                    .split('|')
                    .map(|one| self.severities.get(one).copied().unwrap_or(one).to_owned())
                    .collect::<Vec<_>>()
                    .join("|"),
                // As the services have it.
                "team" => value.to_lowercase(),
                _ => value,
            };
            if label == "severity" && operator.starts_with('=') && !self.severities.is_empty() {
                let carried = self
                    .severities
                    .values()
                    .copied()
                    .chain(["critical", "warning"]);
                let carried: BTreeSet<&str> = carried.collect();
                let kept: BTreeSet<&str> = value
                    .split('|')
                    .filter(|one| carried.contains(one))
                    .collect();
                if kept.is_empty() {
                    self.told.dropped(
                        format!("the route of severity `{value}`"),
                        "no alert has it".into(),
                    );
                    return None;
                }
                matches.insert(label, one_or_list(&kept.into_iter().collect::<Vec<_>>()));
                continue;
            }
            let label = if label == "job" {
                "service".to_owned()
            } else {
                label
            };
            let values: BTreeSet<&str> = value.split('|').collect();
            let plain = values.iter().all(|one| {
                one.chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-_ ".contains(c))
            });
            let written = match operator.as_str() {
                "=" => toml::string(&value),
                "=~" if plain => one_or_list(&values.into_iter().collect::<Vec<_>>()),
                other => toml::string(&format!("{other}{value}")),
            };
            matches.insert(label, written);
        }
        Some(matches)
    }
}

/// Times of the week.
pub fn intervals(config: &Value, delivery: &mut Delivery, told: &mut Told) {
    let entries = ["time_intervals", "mute_time_intervals"]
        .into_iter()
        .filter_map(|key| config.get(key)?.as_array())
        .flatten();
    for entry in entries {
        let Some(name) = text(entry, "name") else {
            continue;
        };
        let parts = entry
            .get("time_intervals")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let Some(part) = parts.first() else { continue };
        if parts.len() > 1 {
            told.dropped(
                format!("further parts of the time interval `{name}`"),
                "monitoring.toml has one part each: name a second interval".into(),
            );
        }
        let mut keys = Vec::new();
        for key in ["weekdays", "months", "years", "days_of_month"] {
            let values = list(part.get(key));
            if !values.is_empty() {
                keys.push((key.to_owned(), toml_list(&values)));
            }
        }
        let times = part
            .get("times")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let times: Vec<String> = times
            .filter_map(|time| {
                Some(format!(
                    "{}-{}",
                    text(time, "start_time")?,
                    text(time, "end_time")?
                ))
            })
            .collect();
        if !times.is_empty() {
            keys.push(("times".to_owned(), toml_list(&times)));
        }
        keys.push((
            "location".to_owned(),
            toml::string(&text(part, "location").unwrap_or_else(|| "UTC".into())),
        ));
        delivery
            .intervals
            .push((own_name(&name, &mut BTreeSet::new()), keys));
    }
}
