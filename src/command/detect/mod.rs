//! `monc detect`: which kind or dialect a `/metrics` page is.

mod draft;
mod exposition;
mod fit;

use std::io::{self, Read};
use std::path::Path;

use crate::catalog::Access;
use crate::error::Error;

use super::explain::{Page, example};
use super::{Outcome, Terminal};

use draft::draft;
use exposition::Exposition;
use fit::Fit;

/// Series that are listed where nothing fits.
const SHOWN: usize = 12;

pub fn run(terminal: &Terminal) -> Result<Outcome, Error> {
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(|reason| Error::reading(Path::new("stdin"), reason))?;
    let page = Exposition::read(&String::from_utf8_lossy(&bytes));
    if page.series == 0 || page.unread > page.series {
        return Err(Error::Unknown(
            "stdin is no metrics page; for example: curl -s http://localhost:3000/metrics | monc detect".into(),
        ));
    }
    let (text, known) = answer(&page);
    terminal.print(&text)?;
    Ok(if known {
        Outcome::Fine
    } else {
        Outcome::Findings
    })
}

/// What is said, and whether the page is something that can be written in the file.
fn answer(page: &Exposition) -> (String, bool) {
    let fits = fit::all(page);
    if let Some(best) = fits.first() {
        return (known(best, &fits[1..]), true);
    }
    if let Some(draft) = draft(page) {
        let mut out = Page::new("an app with names of its own");
        out.paragraph(
            "Its HTTP metrics are those of no dialect that monc knows. This is one for it:",
        );
        out.code("toml", &draft.toml());
        if draft.milliseconds {
            out.paragraph("Its histogram counts milliseconds, so it is left out: without it there is no latency.");
        }
        return (out.0, true);
    }
    let mut out = Page::new("unknown");
    out.paragraph("No kind and no dialect fits, and no counter has a label with HTTP statuses. Watch it with `kind = \"metrics\"` and signals of your own on series such as these:");
    let names: Vec<&str> = page
        .metrics
        .keys()
        .map(String::as_str)
        .filter(|name| {
            !["go_", "process_", "promhttp_", "python_", "scrape_"]
                .iter()
                .any(|own| name.starts_with(own))
        })
        .filter(|name| !name.ends_with("_bucket"))
        .take(SHOWN)
        .collect();
    out.code("", &names.join("\n"));
    (out.0, false)
}

fn known(fit: &Fit<'_>, others: &[Fit<'_>]) -> String {
    let name = match fit.dialect {
        Some((dialect, _)) => format!("{}, dialect {dialect}", fit.name),
        None => fit.name.to_owned(),
    };
    let title = fit
        .dialect
        .map_or(fit.kind.title.as_str(), |(_, dialect)| &dialect.title);
    let mut out = Page::new(&format!("{name}: {title}"));
    let all = fit.found.len() + fit.missing.len();
    out.paragraph(&format!(
        "{} of {all} signals have their metrics on this page.",
        fit.found.len()
    ));
    if fit.up && fit.found.is_empty() {
        out.paragraph("Only its own gauge is there: the exporter does not reach the service.");
    }
    if !fit.missing.is_empty() {
        out.heading("Missing");
        let rows: Vec<Vec<String>> = fit
            .missing
            .iter()
            .map(|(signal, (optional, metrics))| {
                let why = if *optional {
                    "often absent for good reasons"
                } else {
                    ""
                };
                vec![(*signal).to_owned(), metrics.join(", "), why.to_owned()]
            })
            .collect();
        out.table(&["signal", "metrics", ""], &rows);
    }
    if fit.kind.access == Access::Stack {
        out.paragraph("The stack watches its own without being told. Another one is watched with `kind = \"metrics\"`.");
        return out.0;
    }
    out.heading("In the file");
    out.code(
        "toml",
        &example(fit.name, fit.kind, fit.dialect.map(|(name, _)| name)),
    );
    let alike: Vec<&str> = others
        .iter()
        .filter(|other| other.name == fit.name && other.found.len() == fit.found.len())
        .filter_map(|other| Some(other.dialect?.0))
        .collect();
    if !alike.is_empty() {
        out.paragraph(&format!(
            "The same names also are of: {}.",
            alike.join(", ")
        ));
    }
    out.0
}
