//! Certificates that the file names, mounted where the configuration expects them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::model::{HttpClient, Integration, Stack, TlsClient, names};

use super::container::{add, bind};

/// Path in containers of a certificate that the file names.
pub fn path(written: &str) -> String {
    format!(
        "{}/{}",
        names::CERTIFICATES_FOLDER,
        written.trim_start_matches("./")
    )
}

/// Path on the host, from the output folder.
pub fn source(stack: &Stack, written: &str) -> String {
    if written.starts_with('/') {
        written.to_owned()
    } else {
        format!("{}/{}", stack.root(), written.trim_start_matches("./"))
    }
}

/// Mounts certificates: path as written → path in the container.
pub fn mount(stack: &Stack, service: &mut Map<String, Value>, files: &BTreeMap<String, String>) {
    for (written, target) in files {
        add(service, "volumes", bind(&source(stack, written), target));
    }
}

/// Certificates of some clients and of the server itself.
pub fn files<'t>(
    clients: impl IntoIterator<Item = Option<&'t TlsClient>>,
    served: Option<&(String, String)>,
) -> BTreeMap<String, String> {
    let prefix = format!("{}/", names::CERTIFICATES_FOLDER);
    let mut files: BTreeMap<String, String> = clients
        .into_iter()
        .flatten()
        .flat_map(|tls| [&tls.ca_file, &tls.cert_file])
        .flatten()
        .filter_map(|target| Some((target.strip_prefix(&prefix)?.to_owned(), target.clone())))
        .collect();
    if let Some((written, _)) = served {
        files.insert(written.clone(), path(written));
    }
    files
}

/// Certificates that Prometheus reads.
pub fn of_prometheus(stack: &Stack) -> BTreeMap<String, String> {
    let jobs = stack.jobs.iter().map(|job| job.client.tls.as_ref());
    let remotes = stack.remote_write.iter().map(|r| r.client.tls.as_ref());
    files(jobs.chain(remotes), stack.prometheus.certificate.as_ref())
}

/// Certificates that Alertmanager reads.
pub fn of_alertmanager(stack: &Stack) -> BTreeMap<String, String> {
    let clients = clients_of_receivers(stack).map(|client| client.tls.as_ref());
    files(clients, stack.alertmanager.certificate.as_ref())
}

fn clients_of_receivers(stack: &Stack) -> impl Iterator<Item = &HttpClient> {
    stack
        .receivers
        .iter()
        .flat_map(|receiver| &receiver.integrations)
        .filter_map(|integration| match integration {
            Integration::Webhook { client, .. } => Some(client),
            _ => None,
        })
}

/// Certificates that Grafana reads.
pub fn of_grafana(stack: &Stack) -> BTreeMap<String, String> {
    let grafana = &stack.grafana;
    let database = grafana.database.iter().map(|d| d.tls.as_ref());
    let sources = grafana.data_sources.iter().map(|d| d.tls.as_ref());
    files(database.chain(sources), grafana.certificate.as_ref())
}

/// Certificates that the blackbox exporter reads.
pub fn of_blackbox(stack: &Stack) -> BTreeMap<String, String> {
    files(
        stack.probe_modules.iter().map(|m| m.client.tls.as_ref()),
        None,
    )
}

/// A secret's path in its consumer, whether the model holds the bare file name or the whole path.
pub fn secret_path(file: &str) -> String {
    let prefix = format!("{}/", names::SECRETS_FOLDER);
    if file.starts_with(&prefix) {
        file.to_owned()
    } else {
        format!("{prefix}{file}")
    }
}
