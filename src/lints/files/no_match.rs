//! A glob that finds no file.

use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for taken in super::taken(context) {
        for (entry, (path, glob)) in taken.globs.iter().enumerate() {
            if taken.found.iter().any(|file| file.entry == entry) {
                continue;
            }
            let is_glob = glob.contains(['*', '?', '[']);
            out.push(
                Diagnostic::error(
                    "files/no-match",
                    if is_glob {
                        format!("no file is found by `{glob}`")
                    } else {
                        format!("there is no file `{glob}`")
                    },
                )
                .at(
                    Place::Value(path.clone()),
                    "looked for from the folder of this file",
                )
                .help("correct the path, or take it out"),
            );
        }
    }
}
