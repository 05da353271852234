//! Alertmanager reads message templates from files that end in `.tmpl`.

use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let [_, _, messages, _] = super::taken(context);
    for (entry, (path, glob)) in messages.globs.iter().enumerate() {
        let other = messages
            .found
            .iter()
            .find(|file| file.entry == entry && !file.path.ends_with(".tmpl"))
            .map(|file| file.path.as_str());
        let ending = glob
            .rsplit('/')
            .next()
            .and_then(|name| name.rsplit_once('.'));
        let never = ending.is_some_and(|(_, end)| end != "tmpl" && !end.contains(['*', '?', '[']));
        if let Some(file) = other.or(never.then_some(*glob)) {
            out.push(
                Diagnostic::error(
                    "files/not-a-template",
                    format!("`{file}` is no file of templates"),
                )
                .at(
                    Place::Value(path.clone()),
                    "expected files that end in .tmpl",
                )
                .help("rename the file so that it ends in .tmpl: no other is read"),
            );
        }
    }
}
