//! `[lint]` lowers an error that stays one.

use crate::config::LintLevel;
use crate::diagnostic::Diagnostic;
use crate::lints::ALL;
use crate::lints::context::{Context, Findings, value};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for (group, levels) in &context.config.lint {
        for (name, level) in levels {
            let id = format!("{group}/{name}");
            let firm = ALL.iter().any(|lint| lint.firm && lint.id == id);
            if firm && *level != LintLevel::Deny {
                out.push(
                    Diagnostic::warning("lint/not-lowered", format!("`{id}` stays an error"))
                        .at(
                            value(&["lint", group, name]),
                            "the stack would not load, would show a secret, or would lack what is written",
                        )
                        .help("take this out, and mend what the finding says"),
                );
            }
        }
    }
}
