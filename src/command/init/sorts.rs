//! What runs in a container, by its image.

use crate::catalog::{Catalog, Kind};

/// Parts of a monitoring stack that the catalog has no image of: the end of their names.
const MONITORING: [&str; 24] = [
    "cadvisor",
    "node-exporter",
    "node_exporter",
    "nginx-prometheus-exporter",
    "postgres-exporter",
    "postgres_exporter",
    "mysqld-exporter",
    "redis_exporter",
    "mongodb_exporter",
    "mongodb-exporter",
    "elasticsearch-exporter",
    "elasticsearch_exporter",
    "blackbox-exporter",
    "memcached-exporter",
    "kafka-exporter",
    "apache-exporter",
    "pushgateway",
    "grafana-oss",
    "grafana-enterprise",
    "loki",
    "promtail",
    "alloy",
    "alertmanager-discord",
    "tempo",
];

/// What an image is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A kind of the catalog.
    Kind(&'static str),
    /// A part of a monitoring stack: the component of the catalog, where it has one.
    Monitoring(Option<&'static str>),
    /// Anything else.
    Other,
}

/// The sort of an image without its tag.
pub fn sort(repository: &str) -> Sort {
    let catalog = Catalog::built_in();
    if let Some(component) = component(repository) {
        return Sort::Monitoring(Some(component));
    }
    let last = repository.rsplit('/').next().unwrap_or(repository);
    if MONITORING.contains(&last) {
        return Sort::Monitoring(exporter_of(last));
    }
    let is = |kind: &(&String, &Kind)| {
        kind.1.images.iter().any(|image| {
            repository == image
                || repository.ends_with(&format!("/{image}"))
                || (!image.contains('/') && last == image)
        })
    };
    let found = catalog.kinds.iter().find(is);
    found.map_or(Sort::Other, |(name, _)| Sort::Kind(name))
}

/// The component of the stack whose image this is.
fn component(repository: &str) -> Option<&'static str> {
    let components = &Catalog::built_in().components;
    // Caddy is a part of the stack and a service of its own: only the catalog's exact server images are parts.
    let found = components.iter().find(|(name, component)| {
        name.as_str() != "caddy" && bare(&component.image) == bare(repository)
    });
    found.map(|(name, _)| name.as_str())
}

/// Without the registry.
fn bare(image: &str) -> &str {
    match image.split_once('/') {
        Some((registry, rest)) if registry.contains(['.', ':']) => rest,
        _ => image,
    }
}

/// The component that an older or other image of the same exporter is.
fn exporter_of(last: &str) -> Option<&'static str> {
    let wanted = last.replace('-', "_");
    let wanted = match wanted.as_str() {
        "nginx_prometheus_exporter" => "nginx_exporter",
        "grafana_oss" | "grafana_enterprise" => "grafana",
        other => other,
    };
    let components = &Catalog::built_in().components;
    components
        .keys()
        .map(String::as_str)
        .find(|name| *name == wanted)
}

/// The kind whose exporter a component is.
pub fn kind_of_exporter(component: &str) -> Option<&'static str> {
    let kinds = Catalog::built_in().kinds.iter();
    let mut kinds = kinds.filter(|(_, kind)| {
        kind.exporter
            .as_ref()
            .is_some_and(|exporter| exporter.component == component)
    });
    kinds.next().map(|(name, _)| name.as_str())
}

#[cfg(test)]
mod tests {
    use super::{Sort, kind_of_exporter, sort};

    #[test]
    fn images_are_known_by_any_registry() {
        for (image, is) in [
            ("postgres", Sort::Kind("postgres")),
            (
                "public.ecr.aws/docker/library/postgres",
                Sort::Kind("postgres"),
            ),
            ("timescale/timescaledb-ha", Sort::Kind("postgres")),
            ("ghcr.io/acme/nginx", Sort::Kind("nginx")),
            (
                "docker.elastic.co/elasticsearch/elasticsearch",
                Sort::Kind("elasticsearch"),
            ),
            ("caddy", Sort::Kind("caddy")),
            ("prom/prometheus", Sort::Monitoring(Some("prometheus"))),
            (
                "quay.io/prometheus/node-exporter",
                Sort::Monitoring(Some("node_exporter")),
            ),
            (
                "gcr.io/cadvisor/cadvisor",
                Sort::Monitoring(Some("cadvisor")),
            ),
            (
                "wrouesnel/postgres_exporter",
                Sort::Monitoring(Some("postgres_exporter")),
            ),
            ("grafana/loki", Sort::Monitoring(None)),
            ("grafana/grafana-oss", Sort::Monitoring(Some("grafana"))),
            ("acme/postgres-backup", Sort::Other),
            ("adminer", Sort::Other),
        ] {
            assert_eq!(sort(image), is, "{image}");
        }
        assert_eq!(kind_of_exporter("nginx_exporter"), Some("nginx"));
    }
}
