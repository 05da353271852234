//! TLS that checks nothing protects from nothing.

use crate::config::{ProbeEntry, Tls};
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let mut say = |tls: Option<&Tls>, path: Path| {
        if let Some(Tls::Options(options)) = tls
            && options.skip_verify
        {
            out.push(
                Diagnostic::warning("tls/skip-verify", "the certificate is not checked")
                    .at(Place::Value(path.key("skip_verify")), "anybody between can answer in its place")
                    .help("name the authority that signed it: `tls = { ca = \"certificates/ca.pem\" }`"),
            );
        }
    };
    for (name, service) in &context.config.services {
        let path = Path::of(&["services", name]);
        say(service.tls.as_ref(), path.key("tls"));
        say(
            service
                .scrape
                .as_ref()
                .and_then(|scrape| scrape.tls.as_ref()),
            path.key("scrape").key("tls"),
        );
        for (probe, entry) in &service.probes {
            if let ProbeEntry::Probe(entry) = entry {
                say(entry.tls.as_ref(), path.key("probes").key(probe).key("tls"));
            }
        }
    }
}
