//! An exporter that cannot log in says that the service is down.

use crate::catalog::Access;
use crate::config::Tls;
use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for service in context.stack.services.iter().filter(|service| !service.own) {
        let kind = context.catalog.kinds.get(&service.kind);
        let Some((kind, exporter)) = kind.and_then(|kind| Some((kind, kind.exporter.as_ref()?)))
        else {
            continue;
        };
        let Some(written) = context.config.services.get(&service.name) else {
            continue;
        };
        let elsewhere = written
            .exporter
            .as_ref()
            .is_some_and(|e| e.address.is_some());
        if kind.access != Access::Exporter || !exporter.logs_in || elsewhere {
            continue;
        }
        // A client certificate can stand for the password.
        let certificate =
            matches!(&written.tls, Some(Tls::Options(options)) if options.cert.is_some());
        let mut missing = Vec::new();
        if written.username.is_none() {
            missing.push("`username`");
        }
        if written.password.is_none() && !certificate {
            missing.push("`password`");
        }
        if missing.is_empty() {
            continue;
        }
        let variable = service.name.to_uppercase().replace('-', "_");
        let help = match written.username {
            None => format!(
                "add `username = \"monitor\"` and `password = {{ env = \"{variable}_MONITOR_PASSWORD\" }}`; `monc explain {}` says which rights it needs",
                service.kind
            ),
            Some(_) => format!("add `password = {{ env = \"{variable}_MONITOR_PASSWORD\" }}`"),
        };
        out.push(
            Diagnostic::error(
                "service/no-login",
                format!("the exporter of `{}` cannot log in", service.name),
            )
            .at(
                Place::Key(service.path.clone()),
                format!(
                    "{} missing here",
                    match missing.as_slice() {
                        [one] => format!("{one} is"),
                        all => format!("{} are", all.join(" and ")),
                    }
                ),
            )
            .help(help),
        );
    }
}
