//! Probes: what is asked from outside, and the modules of the blackbox exporter that ask it.

use crate::config::value::Duration;
use crate::config::{Probe, ProbeEntry, Tls};
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::model::{HttpClient, ProbeModule, Prober};

use super::scope::{ProbeTarget, Scope, enabled};
use super::web::{Consumer, client};

pub fn resolve(scope: &mut Scope<'_>) {
    let names: Vec<String> = scope
        .stack
        .services
        .iter()
        .map(|service| service.name.clone())
        .collect();
    for service in names {
        let Some(written) = scope.written(&service) else {
            continue;
        };
        let is_probe = written.kind.as_deref() == Some("probe");
        if written.probe.is_none() && written.probes.is_empty() && !is_probe {
            continue;
        }
        let path = Path::of(&["services", &service]);
        let short = written
            .probe
            .as_ref()
            .map(|entry| ("default".to_owned(), entry, path.key("probe")));
        let named = written
            .probes
            .iter()
            .map(|(name, entry)| (name.clone(), entry, path.key("probes").key(name)));
        let mut own = Vec::new();
        for (name, entry, place) in short.into_iter().chain(named) {
            let probe = match entry {
                ProbeEntry::Url(url) => Probe {
                    url: Some(url.clone()),
                    ..Probe::default()
                },
                ProbeEntry::Probe(probe) => (**probe).clone(),
            };
            if enabled(probe.enabled) && add(scope, &service, &name, &probe, &place).is_some() {
                own.push(name);
            }
        }
        let Some(model) = scope
            .stack
            .services
            .iter_mut()
            .find(|model| model.name == service)
        else {
            continue;
        };
        if own.is_empty() {
            if model.kind == "probe" {
                let place = Place::Key(path);
                scope.findings.push(
                    Diagnostic::error(
                        "probe/nothing-asked",
                        format!("service `{service}` asks nothing"),
                    )
                    .at(place, "a service of kind `probe` needs a probe")
                    .help(
                        "add `probe = \"https://…\"`, or `probes.<name> = { tcp = \"host:port\" }`",
                    ),
                );
            }
        } else {
            model.sources.insert("probe".into());
            model.probes = own;
            scope.stack.blackbox = true;
        }
    }
}

fn add(
    scope: &mut Scope<'_>,
    service: &str,
    name: &str,
    probe: &Probe,
    place: &Path,
) -> Option<()> {
    let asked = [
        probe.url.is_some(),
        probe.tcp.is_some(),
        probe.icmp.is_some(),
        probe.dns.is_some(),
    ];
    if asked.iter().filter(|asked| **asked).count() != 1 {
        scope.report(
            Diagnostic::error(
                "probe/one-question",
                format!("probe `{name}` of `{service}` must ask exactly one thing"),
            )
            .at(
                Place::Value(place.clone()),
                "one of `url`, `tcp`, `icmp`, `dns`",
            )
            .help("make a second probe under another name for a second question"),
        );
        return None;
    }
    let interval = probe.interval.unwrap_or(scope.stack.scrape_interval);
    let timeout = probe
        .timeout
        .unwrap_or_else(|| interval.min(Duration::seconds(10)));
    let tls = !matches!(probe.tls, None | Some(Tls::On(false)));
    let client = client(
        scope,
        &Consumer {
            container: "blackbox",
            prefix: format!("{service}_{name}"),
            path: place.clone(),
        },
        probe.basic_auth.as_ref(),
        None,
        probe.tls.as_ref(),
    );
    let client = HttpClient {
        headers: probe.headers.clone(),
        ..client
    };
    let (target, prober, plain) = if let Some(url) = &probe.url {
        let prober = Prober::Http {
            method: probe.method.clone().unwrap_or_else(|| "GET".into()),
            status: probe.status.clone(),
            body_has: probe.body_has.clone(),
            body_lacks: probe.body_lacks.clone(),
            redirects: probe.redirects.unwrap_or(true),
        };
        (url.clone(), prober, "http")
    } else if let Some(tcp) = &probe.tcp {
        (
            tcp.clone(),
            Prober::Tcp { tls },
            if tls { "tcp_tls" } else { "tcp" },
        )
    } else if let Some(icmp) = &probe.icmp {
        (icmp.clone(), Prober::Icmp, "icmp")
    } else {
        let dns = probe.dns.as_ref()?;
        let prober = Prober::Dns {
            name: dns.name.clone(),
            record_type: dns.r#type.clone().unwrap_or_else(|| "A".into()),
        };
        (dns.server.clone(), prober, "dns")
    };
    let mut module = ProbeModule {
        name: String::new(),
        timeout,
        prober,
        ip: probe.ip.clone(),
        client,
    };
    let modules = &mut scope.stack.probe_modules;
    let same = modules.iter().find(|known| {
        ProbeModule {
            name: String::new(),
            ..(*known).clone()
        } == module
    });
    let module = match same {
        Some(known) => known.name.clone(),
        None => {
            let taken = modules.iter().any(|known| known.name == plain);
            module.name = if taken {
                format!("{service}_{name}")
            } else {
                plain.to_owned()
            };
            let name = module.name.clone();
            modules.push(module);
            name
        }
    };
    scope.probes.push(ProbeTarget {
        service: service.to_owned(),
        name: name.to_owned(),
        target,
        module,
        interval,
        timeout,
    });
    Some(())
}
