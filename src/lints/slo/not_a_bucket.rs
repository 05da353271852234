//! A limit that no bucket has.

use crate::config::value::{Duration, parse_duration};
use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};
use crate::model::Slo;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for slo in &context.stack.slos {
        if let Some(finding) = judge(context, slo) {
            out.push(finding);
        }
    }
}

fn judge(context: &Context<'_>, slo: &Slo) -> Option<Diagnostic> {
    let under = context
        .config
        .services
        .get(&slo.service)?
        .slos
        .get(&slo.name)?
        .table()
        .under?;
    let service = context.stack.service(&slo.service)?;
    let name = service.dialect.as_deref()?;
    // A dialect of the file names its own histogram: its buckets are not known.
    let dialect = context
        .catalog
        .kinds
        .get(&service.kind)?
        .dialects
        .get(name)?;
    let buckets: Vec<Duration> = dialect
        .buckets
        .iter()
        .filter_map(|text| parse_duration(text))
        .collect();
    if buckets.is_empty() || buckets.contains(&under) {
        return None;
    }
    let near: Vec<String> = buckets
        .iter()
        .filter(|bucket| **bucket < under)
        .max()
        .into_iter()
        .chain(buckets.iter().find(|bucket| **bucket > under))
        .map(|bucket| format!("\"{bucket}\""))
        .collect();
    Some(
        Diagnostic::advice(
            "slo/not-a-bucket",
            format!(
                "{} has no bucket at {under} unless the app gives it one",
                dialect.title
            ),
        )
        .at(
            Place::Value(slo.path.key("under")),
            format!("its own are {}", dialect.buckets.join(", ")),
        )
        .help(format!(
            "write {}, or give the histogram a bucket here",
            near.join(" or ")
        )),
    )
}
