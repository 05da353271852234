//! A probe's `url` is a URL, with its scheme.

use crate::config::ProbeEntry;
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};
use crate::resolve::parse_address;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let mut say = |url: &str, path: Path| {
        let scheme = parse_address(url).and_then(|address| address.scheme);
        if !matches!(scheme.as_deref(), Some("http" | "https")) {
            out.push(
                Diagnostic::error(
                    "probe/not-a-url",
                    "this is no URL that a probe can ask",
                )
                .at(Place::Value(path), "expected http:// or https://, and a host")
                .help(match url.split_once("://").map_or(url, |(_, rest)| rest).trim_start_matches('/') {
                    "" => "write the whole URL, such as \"https://shop.example/\"".to_owned(),
                    rest => format!("write \"https://{rest}\", or `tcp = \"host:port\"` for something else"),
                }),
            );
        }
    };
    for (name, service) in &context.config.services {
        let path = Path::of(&["services", name]);
        let named = service
            .probes
            .iter()
            .map(|(name, probe)| (path.key("probes").key(name), probe));
        for (path, entry) in service
            .probe
            .iter()
            .map(|probe| (path.key("probe"), probe))
            .chain(named)
        {
            match entry {
                ProbeEntry::Url(url) => say(url, path),
                ProbeEntry::Probe(probe) => {
                    if let Some(url) = &probe.url {
                        say(url, path.key("url"));
                    }
                }
            }
        }
    }
}
