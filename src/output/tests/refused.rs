//! What is not ours is not touched, and is said by name.

use std::fs;
use std::path::Path;

use super::{files, fresh, seen_files};
use crate::emit::files::Files;
use crate::output::{Error, Reason, diff, layout, plan, write};

fn refusals(folder: &Path, made: &Files, force: bool) -> Vec<(String, Reason)> {
    let before = seen_files(folder);
    let planned: Vec<(String, Reason)> = plan(folder, made, force)
        .unwrap()
        .refused
        .into_iter()
        .map(|refusal| (refusal.path, refusal.reason))
        .collect();
    match write(folder, made, force) {
        Err(Error::Refused { refusals }) => {
            let written: Vec<_> = refusals
                .into_iter()
                .map(|refusal| (refusal.path, refusal.reason))
                .collect();
            assert_eq!(written, planned);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(seen_files(folder), before);
    planned
}

#[test]
fn foreign_and_edited_files_are_named_and_only_force_takes_them() {
    let (_parent, folder) = fresh();
    write(
        &folder,
        &files(&[("edited", "1"), ("stale", "1"), ("ours", "1")]),
        false,
    )
    .unwrap();
    for (path, text) in [
        ("edited", "hunter2"),
        ("stale", "hunter2"),
        ("foreign", "hunter2"),
    ] {
        fs::write(folder.join(path), text).unwrap();
    }
    let made = files(&[("edited", "2"), ("foreign", "2"), ("ours", "2")]);
    assert_eq!(
        refusals(&folder, &made, false),
        [
            ("edited".to_owned(), Reason::Edited),
            ("foreign".to_owned(), Reason::Foreign),
            ("stale".to_owned(), Reason::Edited),
        ]
    );
    let error = write(&folder, &made, false).unwrap_err().to_string();
    assert!(
        error.contains(
            "  edited was edited since monc wrote it\n  foreign was not written by monc\n"
        ),
        "{error}"
    );
    for force in [false, true] {
        let shown = diff(&folder, &made, force, false).unwrap();
        assert!(!shown.contains("hunter2"), "{shown}");
        for path in ["edited", "foreign", "stale"] {
            assert!(shown.contains(path), "{shown}");
        }
    }
    write(&folder, &made, true).unwrap();
    assert_eq!(seen_files(&folder), super::as_map(&made));
}

#[test]
fn a_foreign_file_that_is_already_right_is_taken_over() {
    let (_parent, folder) = fresh();
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a"), "same").unwrap();
    let made = files(&[("a", "same")]);
    assert!(plan(&folder, &made, false).unwrap().record_only);
    write(&folder, &made, false).unwrap();
    write(&folder, &files(&[("a", "other")]), false).unwrap();
}

#[cfg(unix)]
#[test]
fn links_are_refused_wherever_they_stand() {
    use std::os::unix::fs::symlink;
    let (parent, folder) = fresh();
    let outside = parent.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("victim"), "safe").unwrap();
    fs::create_dir(&folder).unwrap();
    symlink(outside.join("victim"), folder.join("link")).unwrap();
    symlink(parent.path().join("nowhere"), folder.join("dangling")).unwrap();
    symlink(&outside, folder.join("folder")).unwrap();
    let made = files(&[
        ("link", "x"),
        ("dangling", "x"),
        ("folder/victim", "x"),
        ("folder/new/deep", "x"),
    ]);
    for force in [false, true] {
        let reasons = refusals_of_links(&folder, &made, force);
        assert_eq!(reasons, ["dangling", "folder", "link"]);
    }
    assert_eq!(fs::read_to_string(outside.join("victim")).unwrap(), "safe");
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 1);
    assert!(!parent.path().join("nowhere").exists());
}

#[cfg(unix)]
fn refusals_of_links(folder: &Path, made: &Files, force: bool) -> Vec<String> {
    match write(folder, made, force) {
        Err(Error::Refused { refusals }) => refusals
            .into_iter()
            .inspect(|refusal| assert_eq!(refusal.reason, Reason::Link))
            .map(|refusal| refusal.path)
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[cfg(unix)]
#[test]
fn records_that_are_links_are_refused() {
    use std::os::unix::fs::symlink;
    let (parent, folder) = fresh();
    let outside = parent.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::create_dir(&folder).unwrap();
    symlink(&outside, folder.join(layout::RECORDS)).unwrap();
    let error = write(&folder, &files(&[("a", "a")]), true).unwrap_err();
    assert!(matches!(error, Error::Link { .. }), "{error}");
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn a_stale_file_behind_a_link_is_not_deleted() {
    let (parent, folder) = fresh();
    write(&folder, &files(&[("extra/a", "a"), ("b", "b")]), false).unwrap();
    let outside = parent.path().join("outside");
    fs::rename(folder.join("extra"), &outside).unwrap();
    std::os::unix::fs::symlink(&outside, folder.join("extra")).unwrap();
    write(&folder, &files(&[("b", "b2")]), true).unwrap();
    assert_eq!(fs::read_to_string(outside.join("a")).unwrap(), "a");
}

#[test]
fn records_from_elsewhere_cannot_reach_out() {
    let (parent, folder) = fresh();
    fs::write(parent.path().join("victim"), "abc").unwrap();
    write(&folder, &files(&[("b", "b")]), false).unwrap();
    fs::write(folder.join(".env"), "abc").unwrap();
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let manifest = format!(
        r#"{{"monc":"0.0.0","files":{{"../victim":"{abc}",".env":"{abc}","secrets/x":"{abc}"}}}}"#
    );
    fs::write(folder.join(layout::MANIFEST), manifest).unwrap();
    write(&folder, &files(&[("b", "b")]), true).unwrap();
    assert!(folder.join(".env").exists() && parent.path().join("victim").exists());

    for step in [
        format!(r#"{{"delete":{{"path":"../victim","hash":"{abc}"}}}}"#),
        format!(r#"{{"delete":{{"path":".env","hash":"{abc}"}}}}"#),
        format!(
            r#"{{"place":{{"path":"b","staged":"../../victim","hash":"{abc}","replaces":null}}}}"#
        ),
    ] {
        fs::write(
            folder.join(layout::JOURNAL),
            format!(r#"{{"steps":[{step}]}}"#),
        )
        .unwrap();
        let error = plan(&folder, &files(&[("b", "b")]), true).unwrap_err();
        assert!(matches!(error, Error::BadRecord { .. }), "{error}");
    }
    assert!(folder.join(".env").exists() && parent.path().join("victim").exists());
}

#[test]
fn files_and_folders_in_the_way_are_refused_even_when_forced() {
    let (_parent, folder) = fresh();
    fs::create_dir_all(folder.join("a/b")).unwrap();
    fs::write(folder.join("a/b/mine"), "mine").unwrap();
    fs::write(folder.join("file"), "mine").unwrap();
    let made = files(&[("a/b", "x"), ("file/x", "x")]);
    for force in [false, true] {
        assert_eq!(
            refusals(&folder, &made, force),
            [
                ("a/b".to_owned(), Reason::Folder),
                ("file".to_owned(), Reason::File)
            ]
        );
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_read() {
    let (_parent, folder) = fresh();
    fs::create_dir(&folder).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(folder.join("a"))
        .status()
        .unwrap();
    assert!(made.success());
    let changes = plan(&folder, &files(&[("a", "a")]), true).unwrap();
    assert_eq!(changes.refused[0].reason, Reason::Special);
}

#[test]
fn a_file_in_place_of_the_folder_is_said() {
    let (parent, folder) = fresh();
    fs::write(&folder, "a file").unwrap();
    let made = files(&[("a", "a")]);
    let error = write(&folder, &made, true).unwrap_err();
    assert!(
        matches!(&error, Error::NotAFolder { path } if *path == folder),
        "{error}"
    );
    // On the way there, too.
    let error = write(&parent.path().join("monitoring/deeper"), &made, true).unwrap_err();
    assert!(error.to_string().contains("monitoring"), "{error}");
    assert_eq!(fs::read_to_string(&folder).unwrap(), "a file");
}

#[test]
fn a_record_that_is_no_record_is_said() {
    let (_parent, folder) = fresh();
    write(&folder, &files(&[("a", "a")]), false).unwrap();
    fs::write(folder.join(layout::MANIFEST), "<<<<<<< HEAD").unwrap();
    let error = write(&folder, &files(&[("a", "b")]), false).unwrap_err();
    assert!(matches!(error, Error::BadRecord { .. }), "{error}");
    // Nothing is ours then: force overwrites what it makes, and deletes nothing.
    fs::write(folder.join("other"), "mine").unwrap();
    write(&folder, &files(&[("a", "b")]), true).unwrap();
}

#[test]
fn files_of_the_user_beside_ours_are_left_alone() {
    let (_parent, folder) = fresh();
    fs::create_dir_all(folder.join("secrets")).unwrap();
    for path in [
        ".env",
        "secrets/token",
        "docker-compose.override.yml",
        "notes.txt",
    ] {
        fs::write(folder.join(path), "mine").unwrap();
    }
    write(&folder, &files(&[("a", "a")]), true).unwrap();
    write(&folder, &files(&[("b", "b")]), true).unwrap();
    let left: Vec<String> = seen_files(&folder).into_keys().collect();
    assert_eq!(
        left,
        [
            ".env",
            "b",
            "docker-compose.override.yml",
            "notes.txt",
            "secrets/token"
        ]
    );
    for path in [
        ".env",
        "secrets/token",
        "docker-compose.override.yml",
        ".monc/manifest.json",
    ] {
        let error = write(&folder, &files(&[(path, "ours")]), true).unwrap_err();
        assert!(matches!(error, Error::BadPath { .. }), "{error}");
    }
}
