//! `monc check`: exit codes, streams, formats, discovery, stdin, the command line.

use std::fs;

use crate::running::{BAD, GOOD, folder, run, run_with};

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
fn a_place_is_excused_with_a_reason() {
    let with = |comment: &str, arguments: &[&str]| {
        let text = format!("{GOOD}[images]\n{comment}\nprometheus = \"prom/prometheus:latest\"\n");
        let folder = folder(&text);
        let run = run(folder.path(), &[&["check"], arguments].concat());
        (run.code, run.stdout)
    };
    let excused = "# monc: allow(image/unpinned) until 2027-01-31: our own";
    assert_eq!(
        with(excused, &["--deny", "warnings"]),
        (Some(0), String::new())
    );
    let last = ["--today", "2027-01-31"];
    assert_eq!(with(excused, &last), (Some(0), String::new()));
    let (code, said) = with(excused, &["--today", "2027-02-01", "--deny", "warnings"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("[image/unpinned]"), "{said}");
    assert!(said.contains("the excuse ended on 2027-01-31"), "{said}");
    assert_eq!(with(excused, &["--today", "2027-02-30"]).0, Some(2));
    // Errors that are firm cannot be excused.
    let text = "[services.a]\n# monc: allow(service/unknown-kind): x\nkind = \"hst\"\n";
    let folder = folder(&format!("{GOOD}{text}"));
    let run = run(folder.path(), &["check", "--format", "short"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stdout.contains("error[service/unknown-kind]"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("`service/unknown-kind` stays an error"),
        "{}",
        run.stdout
    );
}

#[test]
fn what_can_be_fixed_is_shown_first() {
    let text = BAD.replace("hst", "hosst");
    let folder = folder(&text);
    let file = folder.path().join("monitoring.toml");
    let shown = run(folder.path(), &["check", "--fix", "--diff"]);
    assert_eq!(shown.code, Some(1), "{}", shown.stderr);
    assert!(
        shown.stdout.contains("-kind = \"hosst\"\n+kind = \"host\""),
        "{}",
        shown.stdout
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    let fixed = run(folder.path(), &["check", "--fix"]);
    assert_eq!(fixed.code, Some(0), "{}{}", fixed.stdout, fixed.stderr);
    assert!(fixed.stderr.contains("1 finding fixed"), "{}", fixed.stderr);
    let after = fs::read_to_string(&file).unwrap();
    assert_eq!(after, text.replace("hosst", "host"));
    let again = run(folder.path(), &["check", "--fix", "--diff"]);
    assert_eq!((again.code, again.stdout.as_str()), (Some(0), ""));
    assert_eq!(run(folder.path(), &["check", "--diff"]).code, Some(2));
    assert_eq!(
        run_with(folder.path(), &["check", "-", "--fix"], b"").code,
        Some(2)
    );
    // Bytes that are no UTF-8 would be lost.
    let mut bytes = text.clone().into_bytes();
    bytes.extend(b"# \xff\n");
    fs::write(&file, &bytes).unwrap();
    assert_eq!(run(folder.path(), &["check", "--fix"]).code, Some(1));
    assert_eq!(fs::read(&file).unwrap(), bytes);
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
        &["check", "--format", "xml"],
        &["list", "cows"],
        &[],
    ] {
        assert_eq!(run(folder.path(), arguments).code, Some(2), "{arguments:?}");
    }
    let later = run(folder.path(), &["lsp"]);
    assert_eq!((later.code, later.stdout.as_str()), (Some(2), ""));
    let words = "is not in this version";
    assert!(later.stderr.contains(words), "{}", later.stderr);
    let help = run(folder.path(), &["--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (Some(0), ""));
}
