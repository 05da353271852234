//! Jobs of the blackbox exporter → services of kind `probe`.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::command::init::draft::own_name;
use crate::escape::toml;

use super::files::Files;
use super::jobs::Job;
use super::rules::{list, text};
use super::told::Told;
use super::watched::Watched;

/// Whether a job asks the blackbox exporter about its targets.
pub fn is_probe(job: &Job<'_>) -> bool {
    let relabels = job.value.get("relabel_configs").and_then(Value::as_array);
    let hands_on = relabels
        .into_iter()
        .flatten()
        .any(|relabel| text(relabel, "target_label").as_deref() == Some("__param_target"));
    job.path
        .as_deref()
        .is_some_and(|path| path.ends_with("/probe"))
        && hands_on
}

/// The service, one probe a target.
pub fn service(
    job: &Job<'_>,
    targets: Vec<String>,
    files: &Files,
    taken: &mut BTreeSet<String>,
    told: &mut Told,
) -> Option<Watched> {
    let module = list(
        job.value
            .get("params")
            .and_then(|params| params.get("module")),
    )
    .into_iter()
    .next();
    let module = module.unwrap_or_else(|| "http_2xx".to_owned());
    let defined = files
        .blackbox
        .iter()
        .find_map(|document| document.value.get("modules")?.get(&module));
    let prober = defined.and_then(|module| text(module, "prober"));
    let prober = prober.unwrap_or_else(|| {
        let known = ["tcp", "icmp", "dns"]
            .into_iter()
            .find(|known| module.contains(known));
        known.unwrap_or("http").to_owned()
    });
    let mut service = Watched {
        name: own_name(&job.name, taken),
        kind: "probe".into(),
        job: job.name.clone(),
        comment: format!("job {}, module {module}", job.name),
        ..Watched::default()
    };
    let mut names = BTreeSet::new();
    for target in targets {
        let key = match prober.as_str() {
            "tcp" => "tcp",
            "icmp" => "icmp",
            "http" => "url",
            _ => {
                told.dropped(
                    format!("probe of `{target}`"),
                    format!("module `{module}` asks by {prober}: write `probes.<name>` by hand"),
                );
                continue;
            }
        };
        let target_url = if key == "url" && !target.contains("://") {
            format!("http://{target}")
        } else {
            target.clone()
        };
        let short = target
            .split_once("://")
            .map_or(target.as_str(), |(_, rest)| rest);
        let name = own_name(
            &short.replace(['.', '/', ':'], "-").replace('-', "_"),
            &mut names,
        );
        let more = defined.map(options).unwrap_or_default();
        service.probes.push((
            name,
            format!("{{ {key} = {}{more} }}", toml::string(&target_url)),
        ));
        service.instances.push(target.clone());
        told.became(
            format!("probe of `{target}`"),
            format!("services.{}", service.name),
        );
    }
    (!service.probes.is_empty()).then_some(service)
}

/// What the module asks beyond its kind.
fn options(module: &Value) -> String {
    let mut out = String::new();
    let http = module.get("http");
    if let Some(method) = http
        .and_then(|http| text(http, "method"))
        .filter(|method| method != "GET")
    {
        out.push_str(&format!(", method = {}", toml::string(&method)));
    }
    let codes = http.and_then(|http| http.get("valid_status_codes")?.as_array());
    let codes: Vec<String> = codes
        .into_iter()
        .flatten()
        .filter_map(Value::as_u64)
        .map(|code| code.to_string())
        .collect();
    if !codes.is_empty() {
        out.push_str(&format!(", status = [{}]", codes.join(", ")));
    }
    let tls = http.and_then(|http| http.get("tls_config")?.get("insecure_skip_verify"));
    if tls == Some(&Value::Bool(true)) {
        out.push_str(", tls = { skip_verify = true }");
    }
    out
}
