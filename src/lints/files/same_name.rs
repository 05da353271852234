//! Files that are taken along lie in one folder: two of one name would be one file.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};
use crate::model::{TakenFile, names};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let stack = context.stack;
    let written = [
        &stack.rule_files,
        &stack.grafana.dashboards,
        &stack.messages,
    ];
    for (taken, files) in super::taken(context).iter().zip(written) {
        let mut seen: BTreeMap<String, (&Path, &TakenFile)> = BTreeMap::new();
        for (input, file) in taken.found.iter().zip(files) {
            let Some((here, _)) = taken.globs.get(input.entry) else {
                continue;
            };
            if let Some(page) = own_page(context, file) {
                out.push(
                    Diagnostic::error(
                        "files/same-name",
                        format!("monc makes a dashboard `{page}.json` itself"),
                    )
                    .at(
                        Place::Value(here.clone()),
                        format!("`{}` would go to its place", file.path),
                    )
                    .help("rename the file"),
                );
            }
            // Two names that differ by case are one file on some systems.
            match seen.get(&file.to.to_lowercase()) {
                Some((there, first)) => out.push(finding(here, there, first, file)),
                None => {
                    seen.insert(file.to.to_lowercase(), (here, file));
                }
            }
        }
    }
}

fn finding(here: &Path, there: &Path, first: &TakenFile, file: &TakenFile) -> Diagnostic {
    let place = Place::Value(here.clone());
    let finding = if first.path == file.path {
        Diagnostic::error(
            "files/same-name",
            format!("`{}` is taken along twice", file.path),
        )
        .at(place, "found here as well")
        .help("take one of the two out, or make it narrower")
    } else {
        Diagnostic::error(
            "files/same-name",
            format!("`{}` and `{}` have one name", first.path, file.path),
        )
        .at(place, "they go to one folder, so one would be lost")
        .help("rename one of the two files")
    };
    if here == there {
        finding
    } else {
        finding.at(Place::Value(there.clone()), "the first is found here")
    }
}

/// The page of ours whose place a dashboard would take.
fn own_page<'f>(context: &Context<'_>, file: &'f TakenFile) -> Option<&'f str> {
    let page = file
        .to
        .strip_prefix("grafana/dashboards/monc/")?
        .strip_suffix(".json")?;
    let uid = format!("monc-{page}");
    let ours = [names::OVERVIEW_UID, names::ALERTS_UID, names::STACK_UID].contains(&uid.as_str())
        || context.stack.kind(page).is_some();
    ours.then_some(page)
}
