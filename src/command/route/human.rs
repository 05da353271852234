//! Answers for people.

use std::collections::BTreeSet;

use crate::command::Terminal;
use crate::model::delivery::{Chance, Delivery, Labels};

use super::answer::{Answers, Asked, Other, origin_name};
use super::question::Question;

/// More services than this are counted.
const NAMED: usize = 8;
/// More alerts of one rule than this are counted.
const LISTED: usize = 4;

/// Each alert, one after the other.
pub fn alerts(answers: &Answers<'_>, question: &Question, terminal: &Terminal) -> String {
    let mut out = String::new();
    for answer in answers.all() {
        if !out.is_empty() {
            out.push('\n');
        }
        let of = answer
            .alert
            .service
            .map(|service| format!(" of {service}"))
            .unwrap_or_default();
        let title = format!(
            "{}, {}{of}",
            answer.alert.rule.alert,
            answer.alert.severity()
        );
        out.push_str(&terminal.bold(&title));
        out.push('\n');
        out.push_str(&labels(&answer.labels));
        path(&mut out, &answer.asked);
        told(&mut out, answers, question, &answer.deliveries);
        if answer.alert.rule.severity.is_some()
            && answer.deliveries.iter().any(|d| d.receiver.is_some())
        {
            let parts: Vec<String> = answer
                .soon
                .parts()
                .iter()
                .filter(|(_, part)| part.milliseconds > 0)
                .map(|(name, part)| format!("{name} {part}"))
                .collect();
            out.push_str(&format!(
                "  at the latest after {}: {}\n",
                answer.soon.total(),
                parts.join(" + ")
            ));
        }
        others(&mut out, "held back while", &answer.held_back_by);
        others(&mut out, "holds back", &answer.holds_back);
    }
    out
}

/// An alert that the file does not have.
pub fn as_given(answers: &Answers<'_>, question: &Question, terminal: &Terminal) -> String {
    let (given, asked, deliveries) = answers.as_given();
    let title = "No alert of the file has these labels; one that had would go here";
    let mut out = format!("{}\n{}", terminal.bold(title), labels(&given));
    path(&mut out, &asked);
    told(&mut out, answers, question, &deliveries);
    out
}

fn labels(labels: &Labels) -> String {
    let mut all: Vec<String> = labels
        .known
        .iter()
        .map(|(label, value)| format!("{label}={value:?}"))
        .collect();
    all.extend(labels.open.iter().map(|label| format!("{label}=…")));
    format!("  {}\n", all.join(" "))
}

fn path(out: &mut String, asked: &[Asked]) {
    let names: Vec<String> = asked
        .iter()
        .map(|asked| match asked.name.parse::<usize>() {
            Ok(number) => format!("route {number}"),
            Err(_) => asked.name.clone(),
        })
        .collect();
    let width = names.iter().map(|name| name.chars().count()).max();
    let width = width.unwrap_or_default();
    for (step, name) in asked.iter().zip(names) {
        let says = match (&step.why, step.chance) {
            (Some(why), _) => format!("no: {why}"),
            (None, Chance::Perhaps) => "perhaps: only the series know".to_owned(),
            _ => "yes".to_owned(),
        };
        let matchers = if step.matchers.is_empty() {
            String::new()
        } else {
            format!("  {}", step.matchers.join(", "))
        };
        out.push_str(&format!(
            "  {name:<width$}{matchers}  ({})  {says}\n",
            step.line
        ));
    }
}

fn told(out: &mut String, answers: &Answers<'_>, question: &Question, deliveries: &[Delivery]) {
    for delivery in deliveries {
        let receiver = delivery.receiver.as_deref().unwrap_or("nobody");
        let group = if delivery.group_by.is_empty() {
            "all in one group".to_owned()
        } else {
            format!("grouped by {}", delivery.group_by.join(", "))
        };
        let mut line = format!(
            "  → {receiver}  {group}; first after {}, changes after {}, again after {}",
            delivery.group_wait, delivery.group_interval, delivery.repeat_interval
        );
        if !delivery.sure {
            line.push_str(&format!(
                "; for the series that {} catches",
                origin_name(answers.stack, delivery.origin)
            ));
        }
        for (word, names) in [
            ("not during", &delivery.mute),
            ("only during", &delivery.active),
        ] {
            let places: Vec<String> = names.iter().map(|name| located(answers, name)).collect();
            if !places.is_empty() {
                line.push_str(&format!("; {word} {}", places.join(", ")));
            }
        }
        if let Some((text, _)) = &question.at {
            let word = match question.muted(answers.stack, delivery) {
                Some(true) => "muted",
                Some(false) => "told",
                None => "muted or not, by the date:",
            };
            line.push_str(&format!("; {word} on {text}"));
        }
        out.push_str(&line);
        out.push('\n');
    }
}

/// `nights (Europe/Paris)`: a moment is read on the clock of the interval's place.
fn located(answers: &Answers<'_>, name: &str) -> String {
    let known = answers
        .stack
        .time_intervals
        .iter()
        .find(|known| known.name == name);
    known.map_or_else(
        || name.to_owned(),
        |interval| format!("{name} ({})", interval.location),
    )
}

fn others(out: &mut String, title: &str, others: &[Other]) {
    if others.is_empty() {
        return;
    }
    out.push_str(&format!("  {title}\n"));
    let mut rules: Vec<&str> = Vec::new();
    for other in others {
        if !rules.contains(&other.rule.as_str()) {
            rules.push(&other.rule);
        }
    }
    for rule in rules {
        let of_it: Vec<&Other> = others.iter().filter(|other| other.rule == rule).collect();
        if of_it.len() <= LISTED {
            for other in of_it {
                let same = if other.same.is_empty() {
                    String::new()
                } else {
                    format!(", where it has the same {}", other.same.join(", "))
                };
                out.push_str(&format!(
                    "    {}, {}{}{same}  ({rule})\n",
                    other.alert,
                    other.severity,
                    of(other.services.iter())
                ));
            }
            continue;
        }
        let services: BTreeSet<&String> = of_it.iter().flat_map(|other| &other.services).collect();
        let count: usize = of_it.iter().map(|other| other.services.len().max(1)).sum();
        out.push_str(&format!(
            "    {count} alerts{}  ({rule})\n",
            of(services.into_iter())
        ));
    }
}

fn of<'a>(services: impl ExactSizeIterator<Item = &'a String>) -> String {
    match services.len() {
        0 => String::new(),
        count if count > NAMED => format!(" of {count} services"),
        _ => {
            let names: Vec<&str> = services.map(String::as_str).collect();
            format!(" of {}", names.join(", "))
        }
    }
}
