//! Files that the stack takes along.

pub mod no_match;
pub mod not_a_template;
pub mod same_name;

use crate::config::FilesTaken;
use crate::config::value::OneOrMany;
use crate::diagnostic::Path;
use crate::resolve::TakenInput;

use super::context::Context;

/// One key that takes files: each glob with its place, and the files that it found.
struct Taken<'c> {
    globs: Vec<(Path, &'c str)>,
    found: Vec<&'c TakenInput>,
}

/// The keys: rules, dashboards, messages, catalog.
fn taken<'c>(context: &Context<'c>) -> [Taken<'c>; 4] {
    let config = context.config;
    let rules = Path::of(&["prometheus", "rules"]);
    let rules = match &config.prometheus.rules {
        None => Vec::new(),
        Some(OneOrMany::One(glob)) => vec![(rules, glob.as_str())],
        Some(OneOrMany::Many(globs)) => listed(&rules, globs.iter().map(String::as_str)),
    };
    let path = Path::of(&["grafana", "dashboards"]);
    let dashboards = config.grafana.dashboards.iter().enumerate();
    let dashboards = dashboards
        .map(|(index, taken)| match taken {
            FilesTaken::Glob(glob) => (path.index(index), glob.as_str()),
            FilesTaken::Foldered(taken) => (path.index(index).key("files"), taken.files.as_str()),
        })
        .collect();
    let kinds = config.stack.catalog.iter().map(String::as_str);
    let messages = config.routing.messages.iter().map(String::as_str);
    [
        Taken {
            globs: rules,
            found: context.inputs.rules.iter().collect(),
        },
        Taken {
            globs: dashboards,
            found: context.inputs.dashboards.iter().collect(),
        },
        Taken {
            globs: listed(&Path::of(&["routing", "messages"]), messages),
            found: context.inputs.messages.iter().collect(),
        },
        Taken {
            globs: listed(&Path::of(&["stack", "catalog"]), kinds),
            found: context.inputs.kinds.iter().map(|own| &own.input).collect(),
        },
    ]
}

fn listed<'g>(path: &Path, globs: impl Iterator<Item = &'g str>) -> Vec<(Path, &'g str)> {
    globs
        .enumerate()
        .map(|(index, glob)| (path.index(index), glob))
        .collect()
}
