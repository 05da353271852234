//! `monc build`: what it writes and says, drift, refusals.

use std::fs;

use crate::running::{BAD, GOOD, folder, run};

#[test]
fn build_writes_and_says_what_is_left_to_do() {
    let folder = folder(GOOD);
    let built = run(folder.path(), &["build"]);
    assert_eq!(
        (built.code, built.stdout.as_str()),
        (Some(0), ""),
        "{}",
        built.stderr
    );
    assert!(
        built.stderr.starts_with("Wrote monitoring/: "),
        "{}",
        built.stderr
    );
    assert!(
        built
            .stderr
            .contains("Secrets to set in monitoring/.env (see .env.example):"),
        "{}",
        built.stderr
    );
    assert!(
        built.stderr.contains("SLACK_WEBHOOK_URL"),
        "{}",
        built.stderr
    );
    assert!(
        built.stderr.contains("monitoring.toml:8"),
        "{}",
        built.stderr
    );
    assert!(
        folder
            .path()
            .join("monitoring/docker-compose.yml")
            .is_file()
    );
    assert!(!folder.path().join("monitoring/.env").exists());
}

#[test]
fn drift_is_seen_and_nothing_is_written_for_it() {
    let folder = folder(GOOD);
    let missing = run(folder.path(), &["build", "--check"]);
    assert_eq!(missing.code, Some(1), "{}", missing.stderr);
    assert!(!folder.path().join("monitoring").exists());

    assert_eq!(run(folder.path(), &["build"]).code, Some(0));
    let same = run(folder.path(), &["build", "--check"]);
    assert_eq!(
        (same.code, same.stdout.as_str()),
        (Some(0), ""),
        "{}",
        same.stderr
    );

    let text = GOOD.replace(
        "kind = \"host\"",
        "kind = \"host\"\nthresholds.cpu = \"42%\"",
    );
    fs::write(folder.path().join("monitoring.toml"), text).unwrap();
    let drifted = run(folder.path(), &["build", "--check"]);
    assert_eq!(drifted.code, Some(1));
    assert!(
        drifted.stdout.contains("prometheus/rules.yml"),
        "{}",
        drifted.stdout
    );
    let diff = run(folder.path(), &["build", "--diff"]);
    assert_eq!(diff.code, Some(1));
    assert!(
        diff.stdout
            .lines()
            .any(|line| line.starts_with('+') && line.contains("0.42")),
        "{}",
        diff.stdout
    );
    let rules = fs::read_to_string(folder.path().join("monitoring/prometheus/rules.yml")).unwrap();
    assert!(!rules.contains("0.42"));
}

#[test]
fn an_edited_file_is_refused_by_name() {
    let folder = folder(GOOD);
    assert_eq!(run(folder.path(), &["build"]).code, Some(0));
    let rules = folder.path().join("monitoring/prometheus/rules.yml");
    fs::write(&rules, "mine").unwrap();
    let refused = run(folder.path(), &["build"]);
    assert_eq!(refused.code, Some(2), "{}", refused.stderr);
    assert!(
        refused.stderr.contains("prometheus/rules.yml"),
        "{}",
        refused.stderr
    );
    assert_eq!(fs::read_to_string(&rules).unwrap(), "mine");
    assert_eq!(run(folder.path(), &["build", "--force"]).code, Some(0));
    assert_ne!(fs::read_to_string(&rules).unwrap(), "mine");
}

#[test]
fn errors_stop_the_build() {
    let folder = folder(BAD);
    let run = run(folder.path(), &["build"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stderr.contains("Nothing was written."),
        "{}",
        run.stderr
    );
    assert!(!folder.path().join("monitoring").exists());
}
