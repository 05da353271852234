//! `like` must come to an end.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, value};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let own = &context.config.dialects;
    for name in own.keys() {
        let mut trail = vec![name.as_str()];
        while let Some(like) = trail
            .last()
            .and_then(|at| own.get(*at))
            .and_then(|dialect| dialect.like.as_deref())
        {
            if like == name {
                trail.push(like);
                out.push(
                    Diagnostic::error(
                        "dialect/like-itself",
                        format!("dialect `{name}` is like itself: {}", trail.join(" → ")),
                    )
                    .at(value(&["dialects", name, "like"]), "comes back here")
                    .help("let the last one be like a dialect of the catalog, or like none"),
                );
                break;
            }
            if trail.contains(&like) {
                break;
            }
            trail.push(like);
        }
    }
}
