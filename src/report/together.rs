//! Findings of several environments as one list.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Level, Place};

/// Each finding once. One that is the same in all says nothing more; another says where it belongs. `views`: names with their findings,
/// whose places are bytes.
pub fn together(views: Vec<(String, Vec<Diagnostic>)>) -> Vec<Diagnostic> {
    type Key = (&'static str, Level, String, Option<Place>, Option<String>);
    let number = views.len();
    let mut known: HashMap<Key, usize> = HashMap::new();
    let mut all: Vec<Diagnostic> = Vec::new();
    for (name, findings) in views {
        for finding in findings {
            let place = finding.labels.first().map(|label| label.place.clone());
            let (title, help) = (finding.title.clone(), finding.help.clone());
            let key = (finding.id, finding.level, title, place, help);
            let at = *known.entry(key).or_insert_with(|| {
                all.push(finding);
                all.len() - 1
            });
            if let Some(finding) = all.get_mut(at)
                && finding.environments.last() != Some(&name)
            {
                finding.environments.push(name.clone());
            }
        }
    }
    // What excuses nothing in one environment may do so in another.
    all.retain(|finding| {
        finding.id != "lint/unused-excuse" || finding.environments.len() == number
    });
    for finding in &mut all {
        if finding.environments.len() == number {
            finding.environments.clear();
        }
    }
    all
}

/// ` in staging`, ` in base and staging`, or nothing.
pub fn where_it_is(finding: &Diagnostic) -> String {
    match finding.environments.as_slice() {
        [] => String::new(),
        [one] => format!(" in {one}"),
        [some @ .., last] => format!(" in {} and {last}", some.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{together, where_it_is};
    use crate::diagnostic::{Diagnostic, Place, Span};

    #[test]
    fn each_is_said_once_and_says_where() {
        let finding =
            |id, title: &str| Diagnostic::warning(id, title).at(Place::At(Span::default()), "here");
        let excuse = || finding("lint/unused-excuse", "x");
        let views = vec![
            (
                "base".to_owned(),
                vec![
                    finding("a/b", "everywhere"),
                    finding("a/b", "base"),
                    excuse(),
                ],
            ),
            (
                "dev".to_owned(),
                vec![finding("a/b", "everywhere"), excuse()],
            ),
            (
                "staging".to_owned(),
                vec![finding("a/b", "everywhere"), finding("a/b", "base")],
            ),
        ];
        let said: Vec<String> = together(views)
            .iter()
            .map(|finding| finding.title.clone() + &where_it_is(finding))
            .collect();
        assert_eq!(said, ["everywhere", "base in base and staging"]);
    }
}
