//! What is written, and what is left alone.

use std::fs;

use super::{as_map, files, fresh, seen, seen_files};
use crate::output::{Error, diff, layout, plan, write};

#[test]
fn stale_files_go_and_mounted_folders_stay() {
    let (_parent, folder) = fresh();
    let first = files(&[
        ("prometheus/targets/a.yml", "a"),
        ("grafana/dashboards/deep/a.json", "a"),
        ("extra/a", "a"),
        ("b", "b"),
    ]);
    let changes = write(&folder, &first, false).unwrap();
    assert_eq!(changes.summary(), "4 files (4 new)");
    let second = files(&[("b", "b2")]);
    let changes = write(&folder, &second, false).unwrap();
    assert_eq!(changes.summary(), "1 file (1 changed, 3 removed)");
    assert_eq!(
        changes.list(),
        "~ b\n- extra/a\n- grafana/dashboards/deep/a.json\n- prometheus/targets/a.yml\n"
    );
    let left: Vec<String> = seen(&folder).into_keys().collect();
    assert_eq!(
        left,
        [
            "b",
            "grafana",
            "grafana/dashboards",
            "prometheus",
            "prometheus/targets"
        ]
    );
}

#[test]
fn a_folder_with_files_of_the_user_stays() {
    let (_parent, folder) = fresh();
    write(&folder, &files(&[("extra/a", "a"), ("b", "b")]), false).unwrap();
    fs::write(folder.join("extra/mine"), "mine").unwrap();
    write(&folder, &files(&[("b", "b")]), false).unwrap();
    assert_eq!(
        seen_files(&folder).into_keys().collect::<Vec<_>>(),
        ["b", "extra/mine"]
    );
}

#[cfg(unix)]
#[test]
fn a_second_write_touches_nothing() {
    use std::os::unix::fs::MetadataExt as _;
    let (_parent, folder) = fresh();
    let made = files(&[("prometheus/prometheus.yml", "a"), ("b", "b")]);
    write(&folder, &made, false).unwrap();
    let state = || -> Vec<_> {
        let paths = [
            "",
            "prometheus",
            "prometheus/prometheus.yml",
            "b",
            layout::RECORDS,
            layout::MANIFEST,
            layout::LOCK,
        ];
        paths
            .iter()
            .map(|path| {
                let metadata = fs::metadata(folder.join(path)).unwrap();
                (
                    metadata.ino(),
                    metadata.mtime(),
                    metadata.mtime_nsec(),
                    metadata.ctime_nsec(),
                )
            })
            .collect()
    };
    let before = state();
    assert!(plan(&folder, &made, false).unwrap().is_empty());
    assert_eq!(diff(&folder, &made, false, false).unwrap(), "");
    assert_eq!(
        write(&folder, &made, false).unwrap().summary(),
        "2 files (nothing changed)"
    );
    assert_eq!(state(), before);

    // One change leaves the folder and the other file as they are: containers have them mounted.
    write(
        &folder,
        &files(&[("prometheus/prometheus.yml", "a2"), ("b", "b")]),
        false,
    )
    .unwrap();
    let after = state();
    assert_eq!(
        [after[0].0, after[1].0, after[3].0],
        [before[0].0, before[1].0, before[3].0]
    );
    assert_eq!(after[3], before[3]);
    assert_ne!(after[2].0, before[2].0);
}

#[cfg(unix)]
#[test]
fn containers_may_read_what_is_written() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_parent, folder) = fresh();
    write(
        &folder,
        &files(&[("grafana/access/apply.sh", "#!/bin/sh\n")]),
        false,
    )
    .unwrap();
    let mode = |path: &str| {
        fs::metadata(folder.join(path))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(mode("grafana/access/apply.sh"), 0o644);
    assert_eq!(mode("grafana/access") & 0o755, 0o755);
}

#[test]
fn planning_and_showing_write_nothing() {
    let (_parent, folder) = fresh();
    let made = files(&[("a", "1\n2\n")]);
    assert!(!plan(&folder, &made, false).unwrap().is_empty());
    let shown = diff(&folder, &made, false, false).unwrap();
    assert_eq!(shown, "--- /dev/null\n+++ b/a\n@@ -0,0 +1,2 @@\n+1\n+2\n");
    assert!(!folder.exists());
}

#[test]
fn the_diff_shows_new_changed_and_removed_files() {
    let (_parent, folder) = fresh();
    write(&folder, &files(&[("a", "1\n2\n"), ("gone", "x\n")]), false).unwrap();
    let made = files(&[("a", "1\n3\n"), ("new", "y\n")]);
    assert_eq!(
        diff(&folder, &made, false, false).unwrap(),
        "--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n 1\n-2\n+3\n\
         --- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n\
         --- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+y\n"
    );
    let colored = diff(&folder, &made, false, true).unwrap();
    assert!(
        colored.contains("\u{1b}[31m-2\u{1b}[0m\n\u{1b}[32m+3\u{1b}[0m\n"),
        "{colored:?}"
    );
}

#[test]
fn the_manifest_is_sorted_and_plain() {
    let (_parent, folder) = fresh();
    write(&folder, &files(&[("b", ""), ("a", "abc")]), false).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        fs::read_to_string(folder.join(layout::MANIFEST)).unwrap(),
        format!(
            "{{\n  \"monc\": \"{version}\",\n  \"files\": {{\n    \
             \"a\": \"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\",\n    \
             \"b\": \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"\n  }}\n}}\n"
        )
    );
}

#[test]
fn a_record_of_another_version_is_renewed() {
    let (_parent, folder) = fresh();
    let made = files(&[("a", "a")]);
    write(&folder, &made, false).unwrap();
    let manifest = folder.join(layout::MANIFEST);
    let other = fs::read_to_string(&manifest)
        .unwrap()
        .replace(env!("CARGO_PKG_VERSION"), "0.0.1");
    fs::write(&manifest, other).unwrap();
    let changes = plan(&folder, &made, false).unwrap();
    assert!(changes.record_only && !changes.is_empty());
    write(&folder, &made, false).unwrap();
    assert!(plan(&folder, &made, false).unwrap().is_empty());
}

#[test]
fn leftovers_of_a_run_that_never_began_are_cleared() {
    let (_parent, folder) = fresh();
    let made = files(&[("a", "a")]);
    write(&folder, &made, false).unwrap();
    fs::create_dir(folder.join(layout::STAGE)).unwrap();
    fs::write(folder.join(layout::STAGE).join("0"), "half").unwrap();
    write(&folder, &made, false).unwrap();
    assert!(!folder.join(layout::STAGE).exists());
}

#[test]
fn two_runs_at_once_are_told_apart() {
    let (_parent, folder) = fresh();
    write(&folder, &files(&[("a", "a")]), false).unwrap();
    let held = crate::output::lock::lock(&folder).unwrap();
    let error = write(&folder, &files(&[("a", "b")]), false).unwrap_err();
    assert!(matches!(error, Error::Busy { .. }), "{error}");
    assert_eq!(seen_files(&folder)["a"], "a");
    drop(held);
    write(&folder, &files(&[("a", "b")]), false).unwrap();
    assert_eq!(seen_files(&folder), as_map(&files(&[("a", "b")])));
}

#[cfg(unix)]
#[test]
fn the_folder_itself_may_be_a_link() {
    let (parent, folder) = fresh();
    let real = parent.path().join("release-7");
    fs::create_dir(&real).unwrap();
    std::os::unix::fs::symlink(&real, &folder).unwrap();
    write(&folder, &files(&[("a/b", "b")]), false).unwrap();
    assert_eq!(fs::read_to_string(real.join("a/b")).unwrap(), "b");
    assert!(
        fs::symlink_metadata(&folder)
            .unwrap()
            .file_type()
            .is_symlink()
    );
}
