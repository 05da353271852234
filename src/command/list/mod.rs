//! `monc list …`: what `monc` knows, and what the file makes of it. One file a list.

mod alerts;
mod dialects;
mod kinds;
mod lints;
mod routes;
mod secrets;
mod services;
mod signals;
mod targets;
mod thresholds;
mod users;

pub use signals::{direction, threshold};

use crate::catalog::Catalog;
use crate::cli::{List, Listing};
use crate::command::spoken::limit_of;
use crate::diagnostic::Path;
use crate::error::Error;
use crate::model::{AlertingRule, Stack};
use crate::source::Sources;

use super::{Outcome, Project, Table, Terminal};

pub fn run(options: &List, terminal: &Terminal) -> Result<Outcome, Error> {
    let table = match options.what {
        // Without a file there are those of the catalog still.
        Listing::Kinds | Listing::Signals if options.file.is_none() => {
            let mut sources = Sources::default();
            let environment = options.environment.as_deref();
            let project = match Project::open(None, environment, &mut sources, terminal) {
                Ok(project) => Some(project),
                Err(error) if environment.is_some() => return Err(error),
                Err(_) => None,
            };
            let built_in = Catalog::built_in();
            let catalog = project.as_ref().map_or(built_in, Project::catalog);
            if options.what == Listing::Kinds {
                kinds::table(catalog)
            } else {
                let stack = project.as_ref().and_then(|project| project.stack.as_ref());
                signals::table(stack, catalog)
            }
        }
        Listing::Dialects => dialects::table(),
        Listing::Lints => lints::table(),
        _ => return of_file(options, terminal),
    };
    table.print(terminal, options.format, "nothing")?;
    Ok(Outcome::Fine)
}

/// Lists of what a file makes. A file with errors is listed as far as it can be resolved.
fn of_file(options: &List, terminal: &Terminal) -> Result<Outcome, Error> {
    let mut sources = Sources::default();
    let project = Project::open(
        options.file.as_deref(),
        options.environment.as_deref(),
        &mut sources,
        terminal,
    )?;
    if let Some(stack) = &project.stack {
        let line = |path: &Path| project.line_of(path, &sources);
        let limit = |service: &str, rule: &AlertingRule| {
            let at = limit_of(&project, service, rule);
            at.map_or_else(|| "default".to_owned(), |at| project.line_at(at, &sources))
        };
        let (table, nothing) = match options.what {
            Listing::Thresholds => (thresholds::table(stack, &limit), "no thresholds"),
            what => of_stack(what, stack, project.catalog(), &line),
        };
        table.print(terminal, options.format, nothing)?;
    }
    Ok(project.outcome_of_view(terminal))
}

/// Where the file says something: `monitoring.toml:58`.
type Line<'l> = dyn Fn(&Path) -> String + 'l;

/// The list, and what a person is told where it is empty.
fn of_stack(
    what: Listing,
    stack: &Stack,
    catalog: &Catalog,
    line: &Line<'_>,
) -> (Table, &'static str) {
    match what {
        Listing::Services => (services::table(stack), "no services"),
        Listing::Thresholds => (
            thresholds::table(stack, &|_, _| String::new()),
            "no thresholds",
        ),
        Listing::Alerts => (alerts::table(stack), "no alerts"),
        Listing::Targets => (targets::table(stack), "nothing is scraped"),
        Listing::Routes => (
            routes::table(stack),
            "there is no receiver: nobody is told anything",
        ),
        Listing::Users => (
            users::table(stack),
            "no users in the file: there is only Grafana's first login",
        ),
        Listing::Secrets => (secrets::table(stack, line), "no secrets"),
        Listing::Kinds => (kinds::table(catalog), ""),
        Listing::Signals => (signals::table(Some(stack), catalog), ""),
        Listing::Dialects => (dialects::table(), ""),
        Listing::Lints => (lints::table(), ""),
    }
}
