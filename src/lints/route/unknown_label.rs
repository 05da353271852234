//! A matcher, or a grouping, on a label that no alert has.

use crate::diagnostic::{Diagnostic, Path, Place, nearest};
use crate::lints::context::{Context, Findings};
use crate::model::delivery::vocabulary;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let labels = vocabulary(context.stack);
    let mut judge = |label: &str, place: Place| {
        if labels.contains_key(label) {
            return;
        }
        let near = nearest(label, labels.keys().map(String::as_str));
        let all: Vec<&str> = labels.keys().map(String::as_str).collect();
        out.push(
            Diagnostic::error(
                "route/unknown-label",
                format!("no alert has a label `{label}`"),
            )
            .at(place, "not a label of any alert")
            .meant(near, format!("labels are {}", all.join(", "))),
        );
    };
    let mut grouped = |group_by: &Option<Vec<String>>, path: &Path| {
        for (index, label) in group_by.iter().flatten().enumerate() {
            // Alertmanager's own word for "by all labels".
            if label != "..." {
                judge(label, Place::Value(path.key("group_by").index(index)));
            }
        }
    };
    let routing = &context.stack.routing;
    grouped(&routing.group_by, &Path::of(&["routing"]));
    for route in &routing.routes {
        grouped(&route.group_by, &route.path);
    }
    for route in &routing.routes {
        for matcher in &route.matches {
            let path = route.path.key("match").key(&matcher.label);
            judge(&matcher.label, Place::Key(path));
        }
    }
}
