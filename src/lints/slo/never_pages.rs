//! A pace that is faster than all requests failing.

use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};
use crate::model::BURNS;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for slo in &context.stack.slos {
        let never: Vec<String> = BURNS
            .iter()
            .filter(|burn| !burn.can_fire(slo.objective))
            .map(|burn| burn.factor.to_string())
            .collect();
        // The mildest objective that even the fastest pace can be told of: 1 - 1/14.4.
        if !never.is_empty() {
            let most = 1.0 / (1.0 - slo.objective);
            out.push(
                Diagnostic::warning(
                    "slo/never-pages",
                    format!("an alert on {} of `{}` can never fire", slo.name, slo.service),
                )
                .at(
                    Place::Value(slo.path.clone()),
                    format!(
                        "with nothing but failures the budget goes {} times as fast as allowed; it waits for {}",
                        (most * 100.0).round() / 100.0,
                        never.join(" and ")
                    ),
                )
                .help("write \"93.1%\" or more, or a threshold on `error_ratio`"),
            );
        }
    }
}
