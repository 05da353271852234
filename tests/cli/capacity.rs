//! `monc capacity`.

use crate::running::{folder, run};

const STACK: &str = r##"[monc]
edition = "2026"
[stack]
name = "shop"
[compose]
networks = ["shop"]
[retention]
metrics = { time = "10d", size = "40GB" }
[services.cache]
kind = "redis"
address = ["cache-1:6379", "cache-2:6379"]
[receivers.chat]
slack = { webhook_url = { env = "SLACK_WEBHOOK_URL" }, channel = "#alerts" }
[routing]
watchdog = "chat"
"##;

#[test]
fn services_add_up() {
    let folder = folder(STACK);
    let run = run(folder.path(), &["capacity", "--format", "json"]);
    assert_eq!(run.code, Some(0), "{}", run.stdout);
    let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let services = answer["services"].as_array().unwrap();
    let sum: u64 = services
        .iter()
        .filter_map(|row| row["series"].as_u64())
        .sum();
    assert_eq!(answer["scraped_series"].as_u64(), Some(sum));
    let cache = services
        .iter()
        .find(|row| row["service"] == "cache")
        .unwrap();
    // Two instances of 459 series and five that Prometheus makes.
    assert_eq!(
        (&cache["targets"], &cache["series"]),
        (&2.into(), &928.into())
    );
    let rate = answer["samples_per_second"].as_f64().unwrap();
    let disk = answer["disk_bytes"].as_f64().unwrap();
    let expected = (rate * 12.0 * 86_400.0 * 1.5 + 10_800.0 * rate * 5.0) / 0.8;
    assert!((disk / expected - 1.0).abs() < 0.01, "{disk} {expected}");
}

#[test]
fn a_person_reads_disk_and_memory() {
    let folder = folder(STACK);
    let run = run(folder.path(), &["capacity"]);
    assert_eq!(run.code, Some(0));
    for word in [
        "SERVICE",
        "cache",
        "in all:",
        "for 10d of metrics",
        "37.3 GiB are full after",
        "memory:",
    ] {
        assert!(run.stdout.contains(word), "{word}: {}", run.stdout);
    }
}
