//! From the file as written, and the catalog, to the stack as it will be. Total: what cannot be resolved is left out and
//! said, so that one run reports everything.

mod address;
mod alerts;
mod containers;
mod containers_relabels;
mod examples;
mod exporters;
mod files;
mod grafana;
mod hosts;
mod identity;
mod inhibitions;
mod jobs;
mod limits;
mod missing_rules;
mod networks;
mod own_kinds;
mod probes;
mod receivers;
mod routing;
mod scope;
mod secrets;
mod service_rules;
mod services;
mod severity_order;
mod signals;
mod slo_rules;
mod slos;
mod syntax;
mod threshold_rules;
mod threshold_values;
mod thresholds;
mod value;
mod web;
mod wrong_unit;

use crate::catalog::Catalog;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::model::Stack;

pub use address::{Address, parse_address};
pub use files::{Inputs, TakenInput};
pub use identity::component_of;
pub use own_kinds::OwnKind;
pub use service_rules::STANDING;
pub use signals::expression;
pub use value::{print_value, read_value};

use scope::Scope;

/// Name of the stack when the file gives none.
pub const DEFAULT_NAME: &str = "monitoring";

/// Resolves a file whose structure is right. `config` holds every service merged over its kind's table.
pub fn resolve(config: &Config, catalog: &Catalog, inputs: &Inputs) -> (Stack, Vec<Diagnostic>) {
    let mut scope = Scope::new(config, catalog, inputs);
    identity::resolve(&mut scope);
    services::resolve(&mut scope);
    probes::resolve(&mut scope);
    containers::resolve(&mut scope);
    services::add_own_parts(&mut scope);
    web::resolve(&mut scope);
    networks::resolve(&mut scope);
    jobs::resolve(&mut scope);
    exporters::resolve(&mut scope);
    signals::resolve(&mut scope);
    threshold_rules::resolve(&mut scope);
    service_rules::resolve(&mut scope);
    slos::resolve(&mut scope);
    alerts::resolve(&mut scope);
    receivers::resolve(&mut scope);
    routing::resolve(&mut scope);
    inhibitions::resolve(&mut scope);
    grafana::resolve(&mut scope);
    limits::resolve(&mut scope);
    secrets::sort(&mut scope);
    (scope.stack, scope.findings)
}
