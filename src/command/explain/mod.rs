//! `monc explain NAME`: a lint, kind, signal, dialect, alert, or a service of the file; all of them, where a name means several. A place of
//! the file, `services.api.thresholds.cpu`: what counts there, and which layers say it.

mod alert;
mod dialect;
mod kind;
mod lint;
mod page;
mod place;
mod service;
mod signal;

use std::collections::BTreeSet;

use crate::catalog::Catalog;
use crate::cli::Explain;
use crate::diagnostic::nearest;
use crate::error::Error;
use crate::lints;
use crate::model::Stack;
use crate::resolve::STANDING;
use crate::source::Sources;

use super::{Outcome, Project, Terminal};

pub use kind::example;
pub use page::Page;

pub fn run(options: &Explain, terminal: &Terminal) -> Result<Outcome, Error> {
    let name = options.name.trim();
    // The file, if there is one, may call something of its own by this name.
    let mut sources = Sources::default();
    let environment = options.environment.as_deref();
    let project = match Project::open(None, environment, &mut sources, terminal) {
        Ok(project) => Some(project),
        Err(error) if environment.is_some() => return Err(error),
        Err(_) => None,
    };
    if let (Some(path), Some(project)) = (place::route(name), &project)
        && (name.contains('.') || path.0.len() > 1)
        && let Some(page) = place::page(&path, project, &sources)
    {
        terminal.print(&page.render(terminal))?;
        return Ok(Outcome::Fine);
    }
    let built_in = Catalog::built_in();
    let catalog = project.as_ref().map_or(built_in, Project::catalog);
    let mut pages: Vec<Page> = lint::page(name).into_iter().collect();
    pages.extend(kind::page(name, catalog));
    pages.extend(signal::page(name, catalog));
    pages.extend(dialect::pages(name, catalog));
    let stack = project.as_ref().and_then(|project| project.stack.as_ref());
    if let (Some(project), Some(stack)) = (&project, stack) {
        // What a person calls by this name themselves comes first.
        let service = service::page(name, stack, project, &sources);
        pages.splice(0..0, service);
        pages.extend(signal::own_page(name, stack));
        pages.extend(alert::page(name, stack));
    }
    // The alerts that every service has, where the file tells nothing more of them.
    let told = stack.is_some_and(|stack| alert::page(name, stack).is_some());
    if !told {
        pages.extend(signal::standing_page(name));
    }
    if pages.is_empty() {
        return Err(Error::Unknown(unknown(name, catalog, stack)));
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
    for standing in STANDING {
        names.extend([standing.name, standing.alert]);
    }
    let services = stack.map_or(&[][..], |stack| &stack.services);
    names.extend(services.iter().map(|service| service.name.as_str()));
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
            "nothing is called `{name}`; `monc list` shows kinds, signals, dialects, lints, services and alerts"
        ),
    }
}
