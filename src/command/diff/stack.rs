//! The stack itself: its name, how long it keeps data, its images, and what is left.

use std::collections::BTreeSet;

use crate::emit;
use crate::model::{Bind, Stack};

use super::change::{Change, Topic, What, changed, listed};

pub fn changes(old: &Stack, new: &Stack) -> Vec<Change> {
    let (before, after) = (facts(old), facts(new));
    let mut out: Vec<Change> = before
        .into_iter()
        .zip(after)
        .filter_map(|((subject, was), (_, is))| {
            let some = |text: String| (!text.is_empty()).then_some(text);
            changed(Topic::Stack, subject, &[], some(was), some(is))
        })
        .collect();
    let images: BTreeSet<&String> = old.images.keys().chain(new.images.keys()).collect();
    for name in images {
        let (was, is) = (old.images.get(name).cloned(), new.images.get(name).cloned());
        out.extend(changed(
            Topic::Stack,
            &format!("image of {name}"),
            &[],
            was,
            is,
        ));
    }
    out
}

/// What no other difference speaks of: the files that would be other ones.
pub fn rest(old: &Stack, new: &Stack) -> Option<Change> {
    let (mut old, mut new) = (old.clone(), new.clone());
    for stack in [&mut old, &mut new] {
        // Where the file lies, and what it is called, means nothing.
        stack.source = String::new();
        stack.root = String::new();
        stack.overlaid = None;
    }
    let (before, after) = (emit::emit(&old), emit::emit(&new));
    let paths: BTreeSet<&str> = before
        .iter()
        .chain(after.iter())
        .map(|(path, _)| path)
        .collect();
    let differ: Vec<String> = paths
        .into_iter()
        .filter(|path| before.get(path) != after.get(path))
        .map(str::to_owned)
        .collect();
    (!differ.is_empty()).then(|| Change {
        topic: Topic::Stack,
        what: What::Changed,
        subject: "files".into(),
        was: None,
        is: None,
        text: format!("what is written differs in {}", listed(&differ)),
        of: differ,
    })
}

fn facts(stack: &Stack) -> Vec<(&'static str, String)> {
    let labels: Vec<String> = stack
        .external_labels
        .iter()
        .filter(|(label, _)| !["stack", "environment"].contains(&label.as_str()))
        .map(|(label, value)| format!("{label}={value}"))
        .collect();
    let text = |value: Option<String>| value.unwrap_or_default();
    let bound = |bind: &Option<Bind>| {
        text(
            bind.as_ref()
                .map(|bind| format!("{}:{}", bind.address, bind.port)),
        )
    };
    let remote: Vec<String> = stack
        .remote_write
        .iter()
        .map(|one| one.url.clone())
        .collect();
    vec![
        ("name", stack.name.clone()),
        ("environment", text(stack.environment.clone())),
        ("labels", labels.join(", ")),
        (
            "metrics are kept",
            text(stack.retention_time.map(|time| time.to_string())),
        ),
        (
            "metrics are kept up to",
            text(stack.retention_size.map(|size| format!("{} bytes", size.0))),
        ),
        ("scraped every", stack.scrape_interval.to_string()),
        ("evaluated every", stack.evaluation_interval.to_string()),
        ("networks:", stack.networks.join(", ")),
        ("profiles:", stack.profiles.join(", ")),
        ("Grafana's URL", stack.grafana.url.clone()),
        ("Grafana listens on", bound(&stack.grafana.bind)),
        (
            "mail server",
            text(stack.smtp.as_ref().map(|smtp| smtp.address.clone())),
        ),
        ("metrics are sent to", remote.join(", ")),
        ("the Watchdog goes to", text(stack.routing.watchdog.clone())),
    ]
}
