//! Keys for a login or a connection that the kind's exporter does not have.

use crate::catalog::{Access, Kind};
use crate::config::{Service, Tls};
use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for service in context.stack.services.iter().filter(|service| !service.own) {
        let (Some(kind), Some(written)) = (
            context.catalog.kinds.get(&service.kind),
            context.config.services.get(&service.name),
        ) else {
            continue;
        };
        for (key, help) in unused(kind, written) {
            out.push(
                Diagnostic::warning(
                    "service/key-unused",
                    format!("nothing reads `{key}` of service `{}`", service.name),
                )
                .at(
                    Place::Key(service.path.key(key)),
                    format!("kind `{}` has no use for it", service.kind),
                )
                .help(help),
            );
        }
    }
}

fn unused(kind: &Kind, written: &Service) -> Vec<(&'static str, String)> {
    let exporter = kind
        .exporter
        .as_ref()
        .filter(|_| kind.access == Access::Exporter);
    let elsewhere = written
        .exporter
        .as_ref()
        .is_some_and(|exporter| exporter.address.is_some());
    let mut found = Vec::new();
    let mut say = |key, why: String| found.push((key, why));
    // A password that an exporter takes in no safe way is an error of its own, which says the same of the user.
    let told = exporter.is_some() && written.password.is_some();
    if written.username.is_some()
        && !told
        && exporter.is_none_or(|e| e.username == Default::default())
    {
        say("username", login(kind));
    }
    if written.password.is_some() && exporter.is_none() {
        say("password", login(kind));
    }
    if written.database.is_some() && exporter.is_none_or(|e| e.database.is_none()) {
        say("database", "take it out".to_owned());
    }
    if written
        .tls
        .as_ref()
        .is_some_and(|tls| *tls != Tls::On(false))
    {
        match exporter {
            None => say(
                "tls",
                match kind.access {
                    Access::Service => {
                        "how Prometheus reaches its metrics is said in `scrape.tls`".to_owned()
                    }
                    _ => "take it out".to_owned(),
                },
            ),
            Some(exporter)
                if exporter.tls == exporter.plain
                    && exporter.tls_skip_verify == Default::default() =>
            {
                say(
                    "tls",
                    "take it out: the scheme of `address` says it".to_owned(),
                );
            }
            Some(_) => {}
        }
    }
    if !elsewhere
        && written.exporter.is_some()
        && !matches!(
            kind.access,
            Access::Exporter | Access::Host | Access::Container
        )
    {
        say(
            "exporter",
            "take it out: no exporter stands between Prometheus and this service".to_owned(),
        );
    }
    found
}

/// Where a login is said instead.
fn login(kind: &Kind) -> String {
    match (kind.access, &kind.exporter) {
        (Access::Service, _) => {
            "what Prometheus logs in with is said in `scrape.basic_auth`".to_owned()
        }
        (Access::Exporter, Some(exporter)) => exporter
            .no_password
            .clone()
            .unwrap_or_else(|| "take it out".to_owned()),
        _ => "take it out".to_owned(),
    }
}
