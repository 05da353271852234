//! `monc list`, `explain`, `schema`, `completions`: what `monc` knows.

use std::process::Command;

use crate::running::{BAD, GOOD, folder, run};

#[test]
fn every_list_is_a_table_and_json() {
    let folder = folder(GOOD);
    for what in [
        "kinds",
        "signals",
        "dialects",
        "services",
        "thresholds",
        "alerts",
        "targets",
        "routes",
        "users",
        "secrets",
        "lints",
    ] {
        let table = run(folder.path(), &["list", what]);
        assert_eq!(table.code, Some(0), "{what}: {}", table.stderr);
        let json = run(folder.path(), &["list", what, "--format", "json"]);
        let rows: Vec<serde_json::Value> = serde_json::from_str(&json.stdout).unwrap();
        if what == "users" {
            assert!(rows.is_empty());
        } else {
            assert_eq!(table.stdout.lines().count(), rows.len() + 1, "{what}");
            assert!(!rows.is_empty(), "{what}");
        }
    }
}

#[test]
fn everything_that_is_listed_can_be_explained() {
    let folder = folder(GOOD);
    for (what, key) in [
        ("kinds", "kind"),
        ("dialects", "dialect"),
        ("alerts", "alert"),
    ] {
        let json = run(folder.path(), &["list", what, "--format", "json"]);
        let rows: Vec<serde_json::Value> = serde_json::from_str(&json.stdout).unwrap();
        for row in rows {
            let name = row[key].as_str().unwrap();
            let page = run(folder.path(), &["explain", name]);
            assert_eq!(page.code, Some(0), "{name}: {}", page.stderr);
            assert!(page.stdout.starts_with("# "), "{}", page.stdout);
        }
    }
    let near = run(folder.path(), &["explain", "postgrs"]);
    assert_eq!(near.code, Some(2));
    assert!(
        near.stderr.contains("did you mean `postgres`?"),
        "{}",
        near.stderr
    );
}

#[test]
fn schema_and_completions_are_printed() {
    let folder = tempfile::tempdir().unwrap();
    let schema = run(folder.path(), &["schema"]);
    serde_json::from_str::<serde_json::Value>(&schema.stdout).unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(folder.path(), &["completions", shell]);
        assert_eq!(script.code, Some(0));
        assert!(script.stdout.contains("monc"), "{shell}");
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_went_away_is_no_news() {
    let folder = folder(BAD);
    let output = Command::new("sh")
        .arg("-c")
        .arg("(\"$0\" list signals; echo \"ended with $?\" >&2) | true")
        .arg(env!("CARGO_BIN_EXE_monc"))
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "ended with 0\n");
}

#[test]
fn a_kind_of_the_file_is_listed_explained_and_built() {
    let folder = folder(&GOOD.replace(
        "name = \"shop\"",
        "name = \"shop\"\ncatalog = [\"kinds/*.toml\"]\n[compose]\nnetworks = [\"shop\"]\n[services.orders]\nkind = \"order-queue\"\naddress = \"orders:9400\"",
    ));
    let example = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/kinds/kinds");
    std::fs::create_dir(folder.path().join("kinds")).unwrap();
    let kind = folder.path().join("kinds/order-queue.toml");
    let text = std::fs::read_to_string(example.join("order-queue.toml")).unwrap();
    std::fs::write(&kind, &text).unwrap();
    assert!(
        run(folder.path(), &["list", "kinds"])
            .stdout
            .contains("order-queue")
    );
    assert_eq!(
        run(folder.path(), &["explain", "order-queue"]).code,
        Some(0)
    );
    let build = run(folder.path(), &["build"]);
    assert_eq!(build.code, Some(0), "{}{}", build.stdout, build.stderr);
    let rules = folder.path().join("monitoring/prometheus/rules.yml");
    let rules = std::fs::read_to_string(rules).unwrap();
    for word in [
        "service:order_queue_waiting:sum",
        "OrderQueueOrdersWaiting",
        "orders_up{job=\"order-queue\"}",
    ] {
        assert!(rules.contains(word), "{word}");
    }
    std::fs::write(&kind, text.replace("unit = \"count\"", "unit = \"counts\"")).unwrap();
    let check = run(folder.path(), &["check", "--format", "short"]);
    assert_eq!(check.code, Some(1));
    assert!(!check.stdout.contains("unknown-kind"), "{}", check.stdout);
    assert!(
        check
            .stdout
            .contains("kinds/order-queue.toml:28:8: error[schema/"),
        "{}",
        check.stdout
    );
}
