//! Dependencies that are not followed to their end: there are too many pairs of services.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, key};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(steps) = context.stack.dependency_steps else {
        return;
    };
    let only = match steps {
        1 => "only direct dependencies are followed".to_owned(),
        _ => format!("dependencies are followed {steps} steps deep"),
    };
    out.push(
        Diagnostic::advice("service/dependencies-too-deep", only)
            .at(
                key(&["services"]),
                "there are too many services that depend on each other by others",
            )
            .help("a service that fails with one further away can name it in its own `depends_on`"),
    );
}
