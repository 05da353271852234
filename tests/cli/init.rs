//! `monc init`: what it writes can be checked, and is never written over.

use std::fs;

use crate::running::run;

#[test]
fn what_init_writes_can_be_checked() {
    let folder = tempfile::tempdir().unwrap();
    let first = run(folder.path(), &["init"]);
    assert_eq!(
        (first.code, first.stdout.as_str()),
        (Some(0), ""),
        "{}",
        first.stderr
    );
    assert!(folder.path().join("monitoring.schema.json").is_file());
    let checked = run(folder.path(), &["check", "--format", "short"]);
    assert_eq!(checked.code, Some(0), "{}", checked.stdout);
    // Only a person can decide who is told.
    assert!(
        checked.stdout.contains("routing/nobody"),
        "{}",
        checked.stdout
    );
    assert_eq!(checked.stdout.lines().count(), 1, "{}", checked.stdout);

    fs::write(folder.path().join("monitoring.toml"), "mine").unwrap();
    let again = run(folder.path(), &["init"]);
    assert_eq!(again.code, Some(2));
    let kept = fs::read_to_string(folder.path().join("monitoring.toml")).unwrap();
    assert_eq!(kept, "mine");
}

#[test]
fn what_init_comments_out_is_right_as_well() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["init"]);
    let path = folder.path().join("monitoring.toml");
    let text = fs::read_to_string(&path).unwrap();
    let is_toml = |line: &str| line.starts_with('[') || line.contains(" = ");
    let told: Vec<&str> = text
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if is_toml(rest) => rest,
            _ => line,
        })
        .collect();
    fs::write(&path, told.join("\n")).unwrap();
    let checked = run(folder.path(), &["check", "--format", "short"]);
    assert_eq!(checked.code, Some(0), "{}", checked.stdout);
}
