//! What a budget is computed from must still be there.

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(kept) = context.stack.retention_time else {
        return;
    };
    let retention = context.config.retention.metrics.is_some();
    for slo in &context.stack.slos {
        if slo.window <= kept {
            continue;
        }
        let window = slo.window;
        let mut finding = Diagnostic::error(
            "slo/retention-too-short",
            format!(
                "{} of `{}` looks back {window}, but only {kept} are kept",
                slo.name, slo.service
            ),
        )
        .at(
            Place::Value(slo.path.clone()),
            format!("its window is {window}"),
        );
        if retention {
            finding = finding.at(
                Place::Value(Path::of(&["retention", "metrics"])),
                format!("keeps {kept}"),
            );
        }
        out.push(finding.help(format!(
            "write `metrics = \"{window}\"` or more in `[retention]`"
        )));
    }
}
