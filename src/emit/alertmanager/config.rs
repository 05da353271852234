//! `alertmanager.yml`.

use serde_json::{Map, Value, json};

use crate::emit::{header, yaml};
use crate::escape::go_template;
use crate::escape::matcher::{Operator as Written, matcher};
use crate::model::{LabelMatch, Operator, Stack, names};

use super::{intervals, receivers, routes};

/// The whole file.
pub fn text(stack: &Stack) -> String {
    let mut config = Map::new();
    if let Some(global) = global(stack) {
        config.insert("global".into(), global.into());
    }
    config.insert(
        "templates".into(),
        json!([format!("{}/templates/*.tmpl", super::FOLDER)]),
    );
    config.insert("route".into(), routes::tree(stack));
    config.insert("receivers".into(), receivers::all(stack));
    let inhibitions: Vec<Value> = stack
        .inhibitions
        .iter()
        .map(|inhibition| {
            let mut keys = Map::new();
            // Known from 0.30 on; older ones refuse the file.
            if stack.at_least("alertmanager", 0, 30) {
                keys.insert("name".into(), inhibition.name.clone().into());
            }
            keys.insert("source_matchers".into(), matchers(&inhibition.source));
            keys.insert("target_matchers".into(), matchers(&inhibition.target));
            if !inhibition.equal.is_empty() {
                keys.insert("equal".into(), json!(inhibition.equal));
            }
            keys.into()
        })
        .collect();
    config.insert("inhibit_rules".into(), inhibitions.into());
    let times = intervals::all(stack);
    if !times.is_empty() {
        config.insert("time_intervals".into(), times.into());
    }
    yaml::to_string(
        &header(stack, "Who is told of what, and what holds what back."),
        &config,
    )
}

fn global(stack: &Stack) -> Option<Map<String, Value>> {
    let smtp = stack.smtp.as_ref()?;
    let mut keys = Map::new();
    keys.insert("smtp_smarthost".into(), smtp.address.clone().into());
    keys.insert("smtp_from".into(), go_template::text(&smtp.from).into());
    if let Some(username) = &smtp.username {
        keys.insert("smtp_auth_username".into(), username.clone().into());
    }
    if let Some(file) = &smtp.password_file {
        keys.insert(
            "smtp_auth_password_file".into(),
            format!("{}/{file}", names::SECRETS_FOLDER).into(),
        );
    }
    keys.insert("smtp_require_tls".into(), smtp.require_tls.into());
    Some(keys)
}

/// Matchers in Alertmanager's own notation.
pub fn matchers(matches: &[LabelMatch]) -> Value {
    matches
        .iter()
        .map(|m| {
            let operator = match m.operator {
                Operator::Equal => Written::Equal,
                Operator::NotEqual => Written::NotEqual,
                Operator::Matches => Written::Matches,
                Operator::MatchesNot => Written::DoesNotMatch,
            };
            Value::from(matcher(&m.label, operator, &m.value))
        })
        .collect()
}
