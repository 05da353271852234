//! Every metric name and label of the catalog is on the page of the exporter or library, as far as there is one.

use std::collections::BTreeSet;
use std::path::Path;

use super::reading::{Form, Grouping, forms, parts};
use super::scrape::Scrape;

/// Pages of kinds and of the dialects of `http`, in `tests/data/scrapes`.
const PAGES: &[(&str, &[&str])] = &[
    ("prom-client", &["prom-client"]),
    ("express-prom-bundle", &["express-prom-bundle"]),
    ("python", &["python"]),
    ("fastapi", &["fastapi"]),
    ("flask", &["flask"]),
    ("starlette", &["starlette"]),
    ("django", &["django"]),
    ("micrometer", &["micrometer"]),
    ("go", &["go"]),
    ("otel-python", &["otel-python"]),
    ("otel-node", &["otel-node"]),
    ("host", &["host"]),
    ("container", &["container"]),
    (
        "probe",
        &[
            "probe-http",
            "probe-https",
            "probe-tcp",
            "probe-icmp",
            "probe-dns",
        ],
    ),
    ("blackbox", &["blackbox"]),
    ("postgres", &["postgres"]),
    ("mysql", &["mysql"]),
    ("redis", &["redis"]),
    ("memcached", &["memcached"]),
    ("nginx", &["nginx"]),
    ("apache", &["apache"]),
    ("haproxy", &["haproxy"]),
    ("caddy", &["caddy"]),
    ("rabbitmq", &["rabbitmq"]),
    ("docker-engine", &["docker-engine"]),
    ("elasticsearch", &["elasticsearch"]),
    ("mongodb", &["mongodb"]),
    ("kafka", &["kafka"]),
    ("traefik", &["traefik"]),
    ("prometheus", &["prometheus"]),
    ("alertmanager", &["alertmanager"]),
    ("grafana", &["grafana"]),
];

/// Dialects without a page; their evidence is `unverified`.
const WITHOUT_PAGE: &[&str] = &[
    "fastify-metrics",
    "prometheus-net",
    "otel-collector",
    "otel-dotnet",
    "otel-go",
    "otel-java",
];

/// Metrics that are not on the page, and why.
const NOT_ON_THE_PAGE: &[(&str, &str, &str)] = &[
    (
        "prom-client",
        "http_requests_total",
        "the app of the page made the histogram only; 6 public projects make both",
    ),
    (
        "go",
        "go_goroutines",
        "the made-up page has HTTP only; the page of every exporter in Go has it",
    ),
    ("go", "go_gc_duration_seconds_sum", "as go_goroutines"),
    ("go", "process_cpu_seconds_total", "as go_goroutines"),
    ("go", "process_resident_memory_bytes", "as go_goroutines"),
    ("go", "process_open_fds", "as go_goroutines"),
    ("go", "process_max_fds", "as go_goroutines"),
    ("go", "process_start_time_seconds", "as go_goroutines"),
    (
        "micrometer",
        "process_files_open_files",
        "the made-up page leaves it out; its documentation has it",
    ),
    (
        "micrometer",
        "process_files_max_files",
        "as process_files_open_files",
    ),
    (
        "micrometer",
        "system_cpu_count",
        "as process_files_open_files",
    ),
    (
        "micrometer",
        "process_start_time_seconds",
        "as process_files_open_files",
    ),
    (
        "container",
        "container_spec_memory_limit_bytes",
        "the container of the test data has no limit; cAdvisor's documentation has it",
    ),
    ("container", "up", "Prometheus makes it"),
    ("container", "monc_container", "a list that monc writes"),
];

fn page(name: &str) -> Scrape {
    let mut scrape = Scrape::default();
    let pages = PAGES.iter().find(|(page, _)| *page == name);
    for file in pages.unwrap_or_else(|| panic!("no page for {name}")).1 {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/scrapes/{file}.prom"));
        scrape.add(&std::fs::read_to_string(path).expect("the page"));
    }
    scrape
}

fn page_of(form: &Form) -> Option<&str> {
    let name = form.dialect.as_deref().unwrap_or(&form.kind);
    (!WITHOUT_PAGE.contains(&name)).then_some(name)
}

#[test]
fn metrics_and_matchers_are_those_of_the_page() {
    let mut missing = Vec::new();
    for form in forms() {
        let Some(name) = page_of(&form) else { continue };
        let scrape = page(name);
        for selector in parts(&form.expression).selectors {
            let excused = NOT_ON_THE_PAGE
                .iter()
                .any(|(page, metric, _)| *page == name && *metric == selector.metric);
            let Some(series) = scrape.series.get(&selector.metric) else {
                if !excused {
                    missing.push(format!("{}: {}", form.place(), selector.metric));
                }
                continue;
            };
            assert!(
                !excused,
                "{name}: {} is on the page after all",
                selector.metric
            );
            let met = series.iter().any(|labels| {
                selector
                    .matchers
                    .iter()
                    .filter(|matcher| matcher.name != "job")
                    .all(|matcher| {
                        matcher.is_match(labels.get(&matcher.name).map_or("", String::as_str))
                    })
            });
            if !met {
                missing.push(format!(
                    "{}: {:?} of {}",
                    form.place(),
                    selector.matchers,
                    selector.metric
                ));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn labels_that_are_grouped_by_are_on_the_page() {
    for form in forms() {
        let Some(name) = page_of(&form) else { continue };
        let scrape = page(name);
        let parts = parts(&form.expression);
        let labels: BTreeSet<&str> = parts
            .selectors
            .iter()
            .flat_map(|selector| scrape.labels(&selector.metric))
            .collect();
        for label in parts
            .groupings
            .iter()
            .flat_map(|Grouping { labels, .. }| labels)
        {
            let of_target = ["service", "instance", "probe"].contains(&label.as_str());
            assert!(
                of_target || labels.contains(label.as_str()),
                "{}: by {label}",
                form.place()
            );
        }
    }
}

#[test]
fn the_gauge_of_the_service_itself_is_on_the_page() {
    for (name, kind) in &monc::catalog::Catalog::built_in().kinds {
        let Some(up) = &kind.up else { continue };
        let scrape = page(name);
        for metric in monc::promql::metrics(&monc::promql::parse(up).unwrap()) {
            assert!(scrape.series.contains_key(&metric), "{name}: {metric}");
        }
    }
}

#[test]
fn every_dialect_and_kind_has_a_page_or_says_that_it_has_none() {
    use monc::catalog::EvidenceLevel;
    let catalog = monc::catalog::Catalog::built_in();
    let has_page = |name: &str| PAGES.iter().any(|(page, _)| *page == name);
    for (name, kind) in &catalog.kinds {
        assert!(
            has_page(name) || ["http", "metrics"].contains(&name.as_str()),
            "{name}"
        );
        for (name, dialect) in &kind.dialects {
            let level = dialect.evidence.as_ref().map(|evidence| evidence.level);
            let unverified = level == Some(EvidenceLevel::Unverified);
            assert_eq!(has_page(name), !unverified, "{name}");
            assert_eq!(WITHOUT_PAGE.contains(&name.as_str()), unverified, "{name}");
        }
    }
}
