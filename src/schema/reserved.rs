//! Words of the language that this version does not know yet. A line goes when its word is built.

use crate::diagnostic::{Diagnostic, Path, Place, Segment};

/// Routes, `*` for any name, and what to do until then.
const WORDS: &[(&[&str], &str)] = &[(
    &["kinds", "*", "use"],
    "name the template in each service, or in a template that they share",
)];

/// The finding, if the key is such a word.
pub fn finding(path: &Path) -> Option<Diagnostic> {
    let (_, instead) = WORDS.iter().find(|(route, _)| {
        route.len() == path.0.len()
            && route.iter().zip(&path.0).all(|(word, segment)| {
                matches!(segment, Segment::Key(key) if *word == "*" || word == key)
            })
    })?;
    Some(
        Diagnostic::error(
            "schema/not-yet",
            format!("`{path}` is not in this version of monc yet"),
        )
        .at(Place::Key(path.clone()), "a later version will know it")
        .help(*instead),
    )
}

/// Every route, for tests: a word that the schema knows is not reserved any more.
#[cfg(test)]
pub fn routes() -> impl Iterator<Item = &'static [&'static str]> {
    WORDS.iter().map(|(route, _)| *route)
}
