//! What is a URL begins with its scheme: the servers refuse anything else.

use crate::config::value::SecretOrText;
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};
use crate::resolve::parse_address;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let config = context.config;
    let own = [
        ("grafana", &config.grafana.url),
        ("prometheus", &config.prometheus.url),
        ("alertmanager", &config.alertmanager.url),
    ];
    for (system, url) in own {
        if let Some(url) = url {
            judge(url, Path::of(&[system, "url"]), out);
        }
    }
    for (index, remote) in config.prometheus.remote_write.iter().enumerate() {
        if let Some(url) = &remote.url {
            let path = Path::of(&["prometheus", "remote_write"]);
            judge(url, path.index(index).key("url"), out);
        }
    }
    for (name, receiver) in &config.receivers {
        if let Some(SecretOrText::Text(url)) = receiver
            .webhook
            .as_ref()
            .and_then(|webhook| webhook.url.as_ref())
        {
            judge(url, Path::of(&["receivers", name, "webhook", "url"]), out);
        }
    }
}

fn judge(url: &str, path: Path, out: &mut Findings) {
    let parts = parse_address(url);
    let scheme = parts.as_ref().and_then(|parts| parts.scheme.as_deref());
    // A variable in place of the URL is another finding.
    if matches!(scheme, Some("http" | "https")) && !url.contains(char::is_whitespace)
        || url.starts_with('$')
    {
        return;
    }
    let finding = Diagnostic::error(
        "url/not-http",
        format!("`{path}` does not begin with http:// or https://"),
    )
    .at(Place::Value(path), "not a URL of the web");
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
    let readable = parts.is_some() && !url.contains(char::is_whitespace);
    out.push(if readable && !bare.contains('@') {
        finding.help(format!("write \"https://{bare}\""))
    } else {
        finding.help("write it as \"https://monitoring.example.org\"")
    });
}
