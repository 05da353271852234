//! `monc explain NAME`: a lint, kind, signal, dialect or alert; all of them, where a name means several.

mod alert;
mod dialect;
mod kind;
mod lint;
mod page;
mod signal;

use std::collections::BTreeSet;

use crate::catalog::Catalog;
use crate::cli::Explain;
use crate::diagnostic::nearest;
use crate::error::Error;
use crate::lints;
use crate::model::Stack;
use crate::source::Sources;

use super::{Outcome, Project, Terminal};

use page::Page;

pub fn run(options: &Explain, terminal: &Terminal) -> Result<Outcome, Error> {
    let name = options.name.trim();
    let catalog = Catalog::built_in();
    let mut pages: Vec<Page> = lint::page(name).into_iter().collect();
    pages.extend(kind::page(name, catalog));
    pages.extend(signal::page(name, catalog));
    pages.extend(dialect::pages(name, catalog));
    // Whatever the catalog does not know may be of the file, if there is one.
    let mut stack = None;
    if pages.is_empty() {
        let mut sources = Sources::default();
        let project = Project::open(None, &mut sources, terminal).ok();
        stack = project.and_then(|project| project.stack);
    }
    if let Some(stack) = &stack {
        pages.extend(alert::page(name, stack));
        pages.extend(signal::own_page(name, stack));
    }
    if pages.is_empty() {
        return Err(Error::Unknown(unknown(name, catalog, stack.as_ref())));
    }
    let texts: Vec<String> = pages.iter().map(|page| page.render(terminal)).collect();
    terminal.print(&texts.join("\n"))?;
    Ok(Outcome::Fine)
}

fn unknown(name: &str, catalog: &Catalog, stack: Option<&Stack>) -> String {
    let mut names: BTreeSet<&str> = lints::ALL.iter().map(|lint| lint.id).collect();
    for (kind, entry) in &catalog.kinds {
        names.insert(kind);
        names.extend(entry.signals.keys().map(String::as_str));
        names.extend(entry.dialects.keys().map(String::as_str));
    }
    let groups = stack.map_or(&[][..], |stack| &stack.groups);
    names.extend(
        groups
            .iter()
            .flat_map(|group| &group.alerts)
            .map(|rule| rule.alert.as_str()),
    );
    match nearest(name, names) {
        Some(near) => format!("nothing is called `{name}`; did you mean `{near}`?"),
        None => format!(
            "nothing is called `{name}`; `monc list` shows kinds, signals, dialects, lints and alerts"
        ),
    }
}
