//! The built binary: exit codes, streams, formats, discovery, stdin, writing and drift.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

const GOOD: &str = r##"[monc]
edition = "2026"
[stack]
name = "shop"
[services.machine]
kind = "host"
[receivers.chat]
slack = { webhook_url = { env = "SLACK_WEBHOOK_URL" }, channel = "#alerts" }
[routing]
watchdog = "chat"
"##;

/// An error of meaning, that names the service.
const BAD: &str =
    "[monc]\nedition = \"2026\"\n[stack]\nname = \"shop\"\n[services.machine]\nkind = \"hst\"\n";

struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// Runs `monc` in `folder`, with `input` on stdin.
fn run_with(folder: &Path, arguments: &[&str], input: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_monc"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read its input may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    run_with(folder, arguments, b"")
}

fn folder(text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::write(folder.path().join("monitoring.toml"), text).unwrap();
    folder
}

#[test]
fn a_good_file_is_fine() {
    let folder = folder(GOOD);
    let run = run(folder.path(), &["check"]);
    assert_eq!(run.stdout, "");
    assert!(
        run.stderr.starts_with("monitoring.toml: fine: 1 service, "),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.ends_with(" alerts, 1 receiver\n"),
        "{}",
        run.stderr
    );
    assert_eq!(run.code, Some(0));
}

#[test]
fn findings_go_to_stdout_and_the_summary_to_stderr() {
    let folder = folder(BAD);
    for format in ["human", "short", "json"] {
        let run = run(folder.path(), &["check", "--format", format]);
        assert_eq!(run.code, Some(1), "{format}");
        assert!(
            run.stdout.contains("service/unknown-kind"),
            "{}",
            run.stdout
        );
        assert!(!run.stdout.contains('\x1b'), "{}", run.stdout);
        assert!(
            run.stderr.contains("monitoring.toml: 1 error"),
            "{}",
            run.stderr
        );
        // Nobody at a terminal, so no next step.
        assert!(!run.stderr.contains("monc explain"), "{}", run.stderr);
    }
    let json = run(folder.path(), &["check", "--format", "json"]).stdout;
    serde_json::from_str::<serde_json::Value>(&json).unwrap();
    assert_eq!(run(folder.path(), &["check", "-q"]).stderr, "");
}

#[test]
fn colours_come_when_asked_for() {
    let folder = folder(BAD);
    let always = run(folder.path(), &["check", "--color", "always"]);
    assert!(always.stdout.contains('\x1b'), "{}", always.stdout);
    let never = run(folder.path(), &["--color=never", "check"]);
    assert!(!never.stdout.contains('\x1b'), "{}", never.stdout);
}

#[test]
fn warnings_count_when_denied() {
    let folder = folder(
        "[monc]\nedition = \"2026\"\n[stack]\nname = \"shop\"\n[services.machine]\nkind = \"host\"\n",
    );
    let run_of = |arguments: &[&str]| run(folder.path(), arguments).code;
    assert_eq!(run_of(&["check"]), Some(0));
    assert_eq!(run_of(&["check", "--deny", "warnings"]), Some(1));
    assert_eq!(run_of(&["build", "--deny", "warnings"]), Some(1));
    assert!(!folder.path().join("monitoring").exists());
}

#[test]
fn lint_levels_of_the_file_count() {
    let warned = "[stack]\nname = \"shop\"\n[services.machine]\nkind = \"host\"\n[receivers.chat]\nslack = { webhook_url = { env = \"A\" } }\n[images]\nprometheus = \"prom/prometheus:latest\"\n";
    let with = |lint: &str| {
        let folder = folder(&format!("{warned}[lint]\n{lint}\n"));
        let run = run(folder.path(), &["check", "--format", "short"]);
        (run.code, run.stdout.contains("image/unpinned"))
    };
    assert_eq!(with(""), (Some(0), true));
    assert_eq!(with("image.unpinned = \"allow\""), (Some(0), false));
    assert_eq!(with("image.all = \"deny\""), (Some(1), true));
    assert_eq!(
        with("image.all = \"deny\"\nimage.unpinned = \"warn\""),
        (Some(0), true)
    );
}

#[test]
fn the_nearest_file_upwards_is_found() {
    let folder = folder(GOOD);
    let inner = folder.path().join("a/b");
    fs::create_dir_all(&inner).unwrap();
    let found = run(&inner, &["check"]);
    assert!(
        found.stderr.starts_with("../../monitoring.toml: fine"),
        "{}",
        found.stderr
    );
    fs::create_dir(inner.join(".git")).unwrap();
    let lost = run(&inner, &["check"]);
    assert_eq!(lost.code, Some(2));
    assert!(
        lost.stderr.contains("no monitoring.toml in "),
        "{}",
        lost.stderr
    );
    assert!(
        lost.stderr.contains("`monc init` writes one"),
        "{}",
        lost.stderr
    );
}

#[test]
fn another_folder_is_gone_to_first() {
    let folder = folder(GOOD);
    let away = tempfile::tempdir().unwrap();
    let there = folder.path().to_str().unwrap();
    assert_eq!(run(away.path(), &["-C", there, "check"]).code, Some(0));
    let nowhere = run(away.path(), &["-C", "nowhere", "check"]);
    assert_eq!(nowhere.code, Some(2));
    assert!(
        nowhere.stderr.contains("cannot go to nowhere"),
        "{}",
        nowhere.stderr
    );
}

#[test]
fn stdin_is_a_file_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let good = run_with(folder.path(), &["check", "-"], GOOD.as_bytes());
    assert_eq!(good.code, Some(0), "{}", good.stdout);
    assert!(good.stderr.starts_with("<stdin>: fine"), "{}", good.stderr);
    let bad = run_with(
        folder.path(),
        &["check", "-", "--format", "short"],
        BAD.as_bytes(),
    );
    assert_eq!(bad.code, Some(1));
    assert!(bad.stdout.contains("<stdin>"), "{}", bad.stdout);
}

#[test]
fn several_files_are_reported_together() {
    let folder = folder(GOOD);
    fs::write(folder.path().join("other.toml"), BAD).unwrap();
    let run = run(
        folder.path(),
        &["check", "monitoring.toml", "other.toml", "--format", "json"],
    );
    assert_eq!(run.code, Some(1));
    serde_json::from_str::<serde_json::Value>(&run.stdout).unwrap();
    assert!(run.stdout.contains("other.toml"), "{}", run.stdout);
    assert_eq!(run.stderr.lines().count(), 2, "{}", run.stderr);
}

#[test]
fn what_cannot_be_read_is_said() {
    let folder = folder(GOOD);
    for (file, words) in [
        ("nothing.toml", "nothing.toml is not there"),
        (".git", ".git is a folder, not a file"),
    ] {
        let run = run(folder.path(), &["check", file]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{file}");
        assert!(run.stderr.contains(words), "{}", run.stderr);
    }
}

#[test]
fn a_file_that_is_not_text_is_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let input = b"[stack]\nname = \"shop\xff\"\n";
    let run = run_with(folder.path(), &["check", "-", "--format", "short"], input);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stdout.contains("2:13"), "{}", run.stdout);
    assert!(
        run.stdout.contains("the file is not written in UTF-8"),
        "{}",
        run.stdout
    );
}

#[test]
fn an_older_monc_says_that_it_is_too_old() {
    let folder = folder("[monc]\nrequires = \">=99\"\n[nonsense]\na = 1\n");
    let run = run(folder.path(), &["check"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    assert!(
        run.stderr
            .contains("monitoring.toml requires monc >=99, and this is monc "),
        "{}",
        run.stderr
    );
    let odd = self::folder("[monc]\nrequires = \"newest\"\n[stack]\nname = \"a\"\n");
    assert_eq!(self::run(odd.path(), &["check"]).code, Some(1));
}

#[test]
fn the_command_line_is_checked() {
    let folder = folder(GOOD);
    for arguments in [
        &["chek"][..],
        &["check", "--format", "sarif"],
        &["list", "cows"],
        &[],
    ] {
        assert_eq!(run(folder.path(), arguments).code, Some(2), "{arguments:?}");
    }
    for name in ["route", "detect", "diff", "capacity", "lsp"] {
        let run = run(folder.path(), &[name]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
        assert!(
            run.stderr.contains("is not in this version"),
            "{}",
            run.stderr
        );
    }
    let help = run(folder.path(), &["--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (Some(0), ""));
}

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
