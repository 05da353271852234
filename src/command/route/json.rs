//! Answers for programs: `docs/json-format.md`.

use serde_json::{Map, Value, json};

use crate::model::Stack;
use crate::model::delivery::{Chance, Delivery, Labels};

use super::answer::{Answers, Asked, Other, origin_name};
use super::matrix;
use super::question::{Question, Unknown};

const VERSION: u32 = 1;

/// Every alert of the file.
pub fn matrix(stack: &Stack, question: &Question) -> String {
    printed(json!({
        "version": VERSION,
        "at": question.at.as_ref().map(|(text, _)| text),
        "matrix": matrix::table(stack, question, |_| true).values(),
    }))
}

/// The alerts that were asked for, and an alert with just these labels.
pub fn answers(answers: &Answers<'_>, question: &Question, unknown: &[Unknown]) -> String {
    let (labels, asked, deliveries) = answers.as_given();
    let told = |deliveries: &[Delivery]| -> Vec<Value> {
        deliveries
            .iter()
            .map(|delivery| self::delivery(answers.stack, question, delivery))
            .collect()
    };
    let mut as_given = self::labels(&labels);
    as_given.insert("path".into(), asked.iter().map(step).collect());
    as_given.insert("deliveries".into(), told(&deliveries).into());
    let alerts: Vec<Value> = answers
        .all()
        .map(|answer| {
            let mut keys = Map::new();
            keys.insert("alert".into(), answer.alert.rule.alert.clone().into());
            keys.insert("severity".into(), answer.alert.severity().into());
            keys.insert("service".into(), answer.alert.service.into());
            keys.extend(self::labels(&answer.labels));
            keys.insert("path".into(), answer.asked.iter().map(step).collect());
            keys.insert("deliveries".into(), told(&answer.deliveries).into());
            let soon = answer.soon;
            let mut within = Map::new();
            within.insert("seconds".into(), json!(soon.total().as_seconds()));
            for (name, part) in soon.parts() {
                within.insert(name.into(), json!(part.as_seconds()));
            }
            keys.insert("within".into(), within.into());
            keys.insert(
                "held_back_by".into(),
                answer.held_back_by.iter().map(other).collect(),
            );
            keys.insert(
                "holds_back".into(),
                answer.holds_back.iter().map(other).collect(),
            );
            keys.into()
        })
        .collect();
    printed(json!({
        "version": VERSION,
        "asked": question.labels,
        "at": question.at.as_ref().map(|(text, _)| text),
        "unknown": unknown.iter().map(|unknown| json!({
            "label": unknown.label,
            "value": unknown.value,
            "near": unknown.near,
        })).collect::<Vec<_>>(),
        "as_given": as_given,
        "alerts": alerts,
    }))
}

fn printed(document: Value) -> String {
    format!("{document:#}\n")
}

fn labels(labels: &Labels) -> Map<String, Value> {
    let mut keys = Map::new();
    keys.insert("labels".into(), json!(labels.known));
    keys.insert("open".into(), json!(labels.open));
    keys.insert("any_other".into(), labels.any.into());
    keys
}

fn step(asked: &Asked) -> Value {
    json!({
        "route": asked.name,
        "place": asked.line,
        "match": asked.matchers,
        "catches": match asked.chance {
            Chance::Never => "no",
            Chance::Perhaps => "perhaps",
            Chance::Surely => "yes",
        },
        "why_not": asked.why,
    })
}

fn delivery(stack: &Stack, question: &Question, delivery: &Delivery) -> Value {
    json!({
        "receiver": delivery.receiver,
        "route": origin_name(stack, delivery.origin),
        "sure": delivery.sure,
        "group_by": delivery.group_by,
        "group_wait": delivery.group_wait.to_string(),
        "group_interval": delivery.group_interval.to_string(),
        "repeat_interval": delivery.repeat_interval.to_string(),
        "mute": delivery.mute,
        "active": delivery.active,
        "muted": question.muted(stack, delivery),
    })
}

fn other(other: &Other) -> Value {
    json!({
        "alert": other.alert,
        "severity": other.severity,
        "services": other.services,
        "rule": other.rule,
        "same": other.same,
    })
}
