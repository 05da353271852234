//! What a budget is computed from must still be there.

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};
use crate::model::Slo;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(kept) = context.stack.retention_time else {
        return;
    };
    // One cause, one finding: the longest of those that do not fit.
    let longer: Vec<&Slo> = context
        .stack
        .slos
        .iter()
        .filter(|slo| slo.window > kept)
        .collect();
    let Some(slo) = longer
        .iter()
        .max_by_key(|slo| (slo.window, std::cmp::Reverse(&slo.path)))
    else {
        return;
    };
    let window = slo.window;
    let others = match longer.len() - 1 {
        0 => String::new(),
        1 => " and of one more objective".to_owned(),
        others => format!(" and of {others} more objectives"),
    };
    let mut finding = Diagnostic::error(
        "slo/retention-too-short",
        format!(
            "{} of `{}` looks back {window}, but only {kept} are kept",
            slo.name, slo.service
        ),
    )
    .at(
        Place::Value(slo.path.clone()),
        if longer.len() == 1 {
            format!("its window is {window}")
        } else {
            format!("its window{others}: too long")
        },
    );
    if context.config.retention.metrics.is_some() {
        let place = Place::Value(Path::of(&["retention", "metrics"]));
        finding = finding.at(place, format!("keeps {kept}"));
    }
    out.push(finding.help(format!(
        "write `metrics = \"{window}\"` or more in `[retention]`"
    )));
}
