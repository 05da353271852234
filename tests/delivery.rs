//! What holds back what, over every stack that is committed: no rule without an effect, none that reaches everything, no alert
//! that holds back itself, and never more than the language says. A file of many services stays a file.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use monc::emit::alertmanager;
use monc::model::Stack;
use monc::model::delivery::{Alert, Chance, Inhibiting};
use monc::resolve::Inputs;
use monc::source::Sources;

fn stack(text: &str) -> Stack {
    let mut sources = Sources::default();
    let file = sources.add("monitoring.toml", text.to_owned());
    let document = monc::read(&sources, file, None);
    // Files that it takes along are not read here.
    monc::judge(&document, &Inputs::default()).0.unwrap()
}

/// Every `monitoring.toml` whose tree is committed, by name.
fn committed() -> Vec<(String, Stack)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = vec![root.join("monitoring.toml")];
    for folder in ["examples", "tests/golden"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            files.push(entry.unwrap().path().join("monitoring.toml"));
        }
    }
    files.sort();
    files
        .iter()
        .map(|file| {
            let name = file.strip_prefix(root).unwrap().display().to_string();
            (name, stack(&fs::read_to_string(file).unwrap()))
        })
        .collect()
}

#[test]
fn every_rule_holds_something_back_and_none_everything() {
    for (name, stack) in committed() {
        let alerts = Alert::all(&stack);
        let inhibiting = Inhibiting::new(&stack);
        let mut used: BTreeSet<&str> = BTreeSet::new();
        for source in &alerts {
            let targets = inhibiting.targets(source, &alerts);
            used.extend(targets.iter().map(|(_, pair)| pair.rule.name.as_str()));
            assert!(
                targets.len() * 2 < alerts.len(),
                "{name}: {} of {} alerts are held back by {} of {:?}",
                targets.len(),
                alerts.len(),
                source.rule.alert,
                source.service
            );
            let own = inhibiting.over(&source.labels, &source.labels);
            assert_eq!(own, None, "{name}: {} holds back itself", source.rule.alert);
        }
        let all: BTreeSet<&str> = stack.inhibitions.iter().map(|i| i.name.as_str()).collect();
        assert_eq!(used, all, "{name}: rules that hold back nothing");
    }
}

#[test]
fn only_what_the_language_says_is_held_back() {
    let mut pairs = 0;
    for (name, stack) in committed() {
        let alerts = Alert::all(&stack);
        let inhibiting = Inhibiting::new(&stack);
        for source in &alerts {
            for (target, pair) in inhibiting.targets(source, &alerts) {
                let target = &alerts[target];
                if target.service.is_none() {
                    // An alert of the file whose series say which service.
                    assert_eq!(pair.chance, Chance::Perhaps);
                    continue;
                }
                let same_service = source.service == target.service;
                let is_down = source.rule.alert == "ServiceDown";
                let down_over_others = is_down && target.rule.alert != "ServiceDown";
                let graver = source.rule.alert == target.rule.alert
                    && source.rule.severity > target.rule.severity;
                let depends =
                    is_down && depends(&stack, target.service.unwrap(), source.service.unwrap());
                let hosted = is_down
                    && stack
                        .service(target.service.unwrap())
                        .and_then(|service| service.host.as_deref())
                        == source.service;
                assert!(
                    (same_service && (graver || down_over_others)) || depends || hosted,
                    "{name}: {} of {:?} is held back by {} of {:?}",
                    target.rule.alert,
                    target.service,
                    source.rule.alert,
                    source.service
                );
                // Whatever the series tell apart must be the same.
                if graver {
                    let open: Vec<&String> = source.labels.open.iter().collect();
                    assert_eq!(pair.same, open, "{name}: {}", source.rule.alert);
                } else {
                    assert_eq!(pair.chance, Chance::Surely);
                }
                assert_ne!(target.rule.alert, "Watchdog");
                pairs += 1;
            }
        }
    }
    assert!(pairs > 500, "only {pairs} pairs were looked at");
}

/// Whether `child` depends on `parent`, directly or by others.
fn depends(stack: &Stack, child: &str, parent: &str) -> bool {
    stack.service(child).is_some_and(|child| {
        child
            .depends_on
            .iter()
            .any(|on| on == parent || depends(stack, on, parent))
    })
}

/// Services of which each depends on the one before, and all on the first.
fn chain(count: usize) -> String {
    let mut text = String::from("[stack]\nname = \"chain\"\n");
    for at in 0..count {
        text.push_str(&format!(
            "[services.s{at:05}]\nkind = \"redis\"\naddress = \"s{at:05}:6379\"\n"
        ));
        if at > 0 {
            text.push_str(&format!("depends_on = [\"s00000\", \"s{:05}\"]\n", at - 1));
        }
    }
    text.replace("\"s00000\", \"s00000\"", "\"s00000\"")
}

#[test]
fn the_file_grows_with_the_services_not_with_their_square() {
    let size = |count| {
        let files = alertmanager::emit(&stack(&chain(count)));
        files.get("alertmanager/alertmanager.yml").unwrap().len()
    };
    let (small, large) = (size(500), size(2_000));
    assert!(large < small * 8, "{small} bytes became {large}");
}
