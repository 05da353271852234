//! An address whose path is that of a health check, or holds `/metrics` twice.

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};

/// Last words of paths that answer "I am well" in words or JSON.
const HEALTH: [&str; 10] = [
    "health",
    "healthz",
    "healthcheck",
    "health-check",
    "live",
    "livez",
    "liveness",
    "ready",
    "readyz",
    "readiness",
];

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for (path, text) in context.strings {
        if !is_scraped(path) {
            continue;
        }
        let rest = text.split_once("://").map_or(*text, |(_, rest)| rest);
        let Some((_, route)) = rest.split_once('/') else {
            continue;
        };
        let route = route.split(['?', '#']).next().unwrap_or_default();
        let parts: Vec<&str> = route.split('/').filter(|part| !part.is_empty()).collect();
        let last = parts.last().copied().unwrap_or_default();
        let finding = if HEALTH.contains(&last.to_ascii_lowercase().as_str()) {
            Diagnostic::warning(
                "address/not-metrics",
                format!("`/{route}` looks like a health check, not like metrics"),
            )
            .at(
                Place::Value(path.clone()),
                "Prometheus reads its own format only: every scrape would fail",
            )
            .help("write the path of the metrics here; ask the health check by `probe`")
        } else if parts.windows(2).any(|pair| pair == ["metrics", "metrics"]) {
            Diagnostic::warning("address/not-metrics", "`/metrics` is there twice")
                .at(
                    Place::Value(path.clone()),
                    "the path is taken as it is written",
                )
                .help("write it once")
        } else {
            continue;
        };
        out.push(finding);
    }
}

/// `services.*.address`, and entries of it.
fn is_scraped(path: &Path) -> bool {
    let shown = path.to_string();
    let address = shown.ends_with(".address") || shown.contains(".address[");
    address && (shown.starts_with("services.") || shown.starts_with("kinds."))
}
