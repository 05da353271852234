//! A tag that moves is another program tomorrow.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, value};
use crate::resolve::component_of;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for (name, image) in &context.config.images {
        if image.contains("@sha256:") {
            continue;
        }
        let tag = image
            .rsplit('/')
            .next()
            .and_then(|last| last.split_once(':'))
            .map(|(_, tag)| tag);
        let what = match tag {
            None => "no tag: the newest of the day is taken",
            Some("latest" | "main" | "master" | "edge" | "nightly" | "stable") => "this tag moves",
            Some(_) => continue,
        };
        out.push(
            Diagnostic::warning(
                "image/unpinned",
                format!("the image of `{name}` is not pinned"),
            )
            .at(value(&["images", name]), what)
            .help(help(context, name)),
        );
    }
}

fn help(context: &Context<'_>, container: &str) -> String {
    let exporter = context
        .stack
        .exporters
        .iter()
        .find(|exporter| exporter.name == container);
    let component = exporter.map_or(component_of(container), |exporter| {
        exporter.component.as_str()
    });
    match context.catalog.components.get(component) {
        Some(known) => format!("write a version: \"{}:{}\"", known.image, known.tag),
        None => "write a version, or a digest".into(),
    }
}
