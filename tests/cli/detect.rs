//! `monc detect` on every page that the repository holds, and on others.

use std::fs;
use std::path::Path;

use crate::running::{Run, folder, run, run_with};

fn detect(page: &str) -> Run {
    let folder = folder("");
    run_with(folder.path(), &["detect"], page.as_bytes())
}

/// Pages whose kind or dialect is not their name.
const OTHERWISE: &[(&str, &str)] = &[
    ("probe-dns", "probe"),
    ("probe-http", "probe"),
    ("probe-https", "probe"),
    ("probe-icmp", "probe"),
    ("probe-tcp", "probe"),
    ("probe-http-fails", "probe"),
    ("probe-tcp-tls", "probe"),
    ("alertmanager-clustered", "alertmanager"),
    ("elasticsearch-1.5", "elasticsearch"),
    ("mysql-primary", "mysql"),
    ("postgres-defaults", "postgres"),
    ("postgres-no-rights", "postgres"),
    ("postgres-replica", "postgres"),
    ("rabbitmq-per-object", "rabbitmq"),
    ("redis-primary", "redis"),
    // This app made the histogram with the label `route` and no counter.
    ("prom-client", "http, dialect fastify-metrics"),
    // Not the page that the kind reads.
    ("rabbitmq-detailed", "unknown"),
];

#[test]
fn every_page_is_known() {
    let mut pages = 0;
    for inside in ["", "variants"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/data/scrapes")
            .join(inside);
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "prom") {
                continue;
            }
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let said = detect(&fs::read_to_string(&path).unwrap()).stdout;
            let first = said.lines().next().unwrap_or_default();
            let other = OTHERWISE.iter().find(|(page, _)| *page == name);
            let right = match other {
                Some((_, expected)) => first.starts_with(&format!("# {expected}")),
                None => {
                    first.starts_with(&format!("# {name}: "))
                        || first.starts_with(&format!("# http, dialect {name}: "))
                }
            };
            assert!(right, "{name}: {first}");
            pages += 1;
        }
    }
    assert!(pages >= 40, "only {pages} pages");
}

#[test]
fn what_is_missing_is_named() {
    let answer = detect("pg_up 1\npg_stat_activity_count{state=\"active\"} 1\n");
    assert_eq!(answer.code, Some(0));
    assert!(answer.stdout.contains("| deadlocks "), "{}", answer.stdout);
    assert!(
        answer.stdout.contains("pg_stat_database_deadlocks"),
        "{}",
        answer.stdout
    );
    let dead = detect("redis_up 0\n");
    assert!(
        dead.stdout.contains("does not reach the service"),
        "{}",
        dead.stdout
    );
}

#[test]
fn an_app_with_own_names_gets_a_dialect_that_passes() {
    let answer = detect(
        "shop_http_total{code=\"200\"} 3\nshop_http_time_seconds_bucket{le=\"1\"} 4\nshop_http_time_seconds_count 4\n",
    );
    assert_eq!(answer.code, Some(0), "{}", answer.stdout);
    let toml = answer
        .stdout
        .split("```toml\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let text = format!(
        "[monc]\nedition = \"2026\"\n[stack]\nname = \"a\"\n[compose]\nnetworks = [\"app\"]\n[receivers.a]\nslack = {{ webhook_url = {{ env = \"A\" }}, channel = \"#a\" }}\n{toml}"
    );
    let folder = folder(&text.replace("my_app", "shop"));
    let check = run(folder.path(), &["check"]);
    assert_eq!(check.code, Some(0), "{}", check.stdout);
}

#[test]
fn what_is_no_page_is_said() {
    for text in [
        "",
        "<html><body>404</body></html>\n",
        "{\"status\": \"up\"}\n",
    ] {
        let answer = detect(text);
        assert_eq!(
            (answer.code, answer.stdout.as_str()),
            (Some(2), ""),
            "{text}"
        );
        assert!(
            answer.stderr.contains("is no metrics page"),
            "{}",
            answer.stderr
        );
    }
    let unknown = detect("backup_last_success 1\nbackup_size_bytes 5\n");
    assert_eq!(unknown.code, Some(1));
    assert!(
        unknown.stdout.contains("backup_size_bytes"),
        "{}",
        unknown.stdout
    );
}
