//! Killed at every step: the folder is as it was, or the next run makes it as it shall be.

use std::cell::{Cell, RefCell};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{as_map, files, fresh, seen, seen_files};
use crate::emit::files::Files;
use crate::output::disk::{Disk, Local};
use crate::output::manifest::Manifest;
use crate::output::{Error, layout, plan, write};

/// Does `left` steps, leaves the next one half done where that is possible, and does nothing any more: a dead process.
struct Mortal {
    left: Cell<usize>,
    died: Cell<bool>,
}

impl Mortal {
    fn after(steps: usize) -> Self {
        Self {
            left: Cell::new(steps),
            died: Cell::new(false),
        }
    }

    fn step(&self) -> io::Result<()> {
        match self.left.get().checked_sub(1) {
            Some(left) if !self.died.get() => {
                self.left.set(left);
                Ok(())
            }
            _ => {
                self.died.set(true);
                Err(io::Error::other("killed"))
            }
        }
    }
}

impl Disk for Mortal {
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        Local.make_folder(path)
    }

    fn write_new(&self, path: &Path, text: &[u8]) -> io::Result<()> {
        let alive = !self.died.get();
        if let Err(error) = self.step() {
            if alive {
                fs::write(path, &text[..text.len() / 2])?;
            }
            return Err(error);
        }
        // Without waiting for the disk: there are thousands of runs here, and no power cut.
        fs::write(path, text)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        Local.rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        Local.remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        Local.remove_folder(path)
    }

    fn sync_folder(&self, _path: &Path) -> io::Result<()> {
        self.step()
    }
}

fn old() -> Files {
    files(&[
        ("docker-compose.yml", "old compose"),
        ("prometheus/prometheus.yml", "old prometheus"),
        ("prometheus/rules.yml", "same rules"),
        ("prometheus/targets/api.yml", "old target"),
        ("blackbox/blackbox.yml", "old blackbox"),
        ("gone/deep/file", "gone"),
        ("file-then-folder", "a file"),
        ("folder-then-file/a/b", "in a folder"),
        ("folder-then-file/c", "in a folder"),
    ])
}

fn new() -> Files {
    files(&[
        ("docker-compose.yml", "new compose"),
        ("prometheus/prometheus.yml", "new prometheus"),
        ("prometheus/rules.yml", "same rules"),
        ("prometheus/targets/shop.yml", "new target"),
        ("alertmanager/alertmanager.yml", "new alertmanager"),
        ("grafana/dashboards/shop/overview.json", "{}"),
        ("file-then-folder/inside", "now a folder"),
        ("folder-then-file", "now a file"),
    ])
}

/// A folder with `old` in it and a file of the user's beside it.
fn before(folder: &Path, old: &Files) {
    crate::output::write::write(folder, old, false, &Mortal::after(usize::MAX)).unwrap();
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join(".env"), "GRAFANA_ADMIN_PASSWORD=x").unwrap();
}

fn expect(folder: &Path, files: &Files, what: &str) {
    let mut expected = as_map(files);
    expected.insert(".env".to_owned(), "GRAFANA_ADMIN_PASSWORD=x".to_owned());
    assert_eq!(seen_files(folder), expected, "{what}");
}

fn expect_done(folder: &Path, files: &Files, what: &str) {
    expect(folder, files, what);
    let mut records: Vec<String> = fs::read_dir(folder.join(layout::RECORDS))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    records.sort();
    assert_eq!(records, ["lock", "manifest.json"], "{what}");
    assert_eq!(
        Manifest::load(folder).unwrap(),
        Manifest::of(files),
        "{what}"
    );
    for empty in seen(folder)
        .into_iter()
        .filter(|(_, text)| text == "/")
        .map(|(path, _)| path)
    {
        let filled = fs::read_dir(folder.join(&empty)).unwrap().next().is_some();
        assert!(
            filled || layout::is_mounted(&empty),
            "{empty} is left empty, {what}"
        );
    }
}

/// Kills a write of `new` over `old` after each number of steps; returns how many there are.
fn kill_everywhere(old: &Files, new: &Files, then: impl Fn(&Path, bool, &str)) -> usize {
    for steps in 0.. {
        let (_parent, folder) = fresh();
        before(&folder, old);
        let disk = Mortal::after(steps);
        let result = crate::output::write::write(&folder, new, false, &disk);
        if !disk.died.get() {
            result.unwrap();
            expect_done(&folder, new, "not killed");
            return steps;
        }
        assert!(result.is_err());
        let what = format!("killed after {steps} steps");
        let begun = folder.join(layout::JOURNAL).exists();
        then(&folder, begun, &what);
    }
    0
}

#[test]
fn the_folder_is_old_or_becomes_new() {
    let (old, new) = (old(), new());
    let outcomes = RefCell::new(Vec::new());
    let steps = kill_everywhere(&old, &new, |folder, begun, what| {
        let finished = Manifest::load(folder).unwrap() == Manifest::of(&new) && !begun;
        if !begun && !finished {
            expect(folder, &old, what);
        }
        outcomes.borrow_mut().push(begun);
        // Any command that reads the folder mends it.
        plan(folder, &new, false).unwrap();
        expect(folder, if begun || finished { &new } else { &old }, what);
        write(folder, &new, false).unwrap();
        expect_done(folder, &new, what);
        assert!(plan(folder, &new, false).unwrap().is_empty(), "{what}");
    });
    let outcomes = outcomes.into_inner();
    assert!(steps > 40, "only {steps} steps: are they counted?");
    assert!(outcomes.contains(&true) && outcomes.contains(&false));
}

#[test]
fn a_first_build_is_all_or_nothing() {
    let (old, new) = (Files::new(), new());
    kill_everywhere(&old, &new, |folder, begun, what| {
        if !begun && Manifest::load(folder).unwrap() != Manifest::of(&new) {
            expect(folder, &old, what);
        }
        write(folder, &new, false).unwrap();
        expect_done(folder, &new, what);
    });
}

#[test]
fn another_file_can_follow_a_killed_build() {
    let (old, new) = (old(), new());
    let third = files(&[
        ("docker-compose.yml", "third"),
        ("file-then-folder", "a file again"),
    ]);
    kill_everywhere(&old, &new, |folder, _, what| {
        write(folder, &third, false).unwrap();
        expect_done(folder, &third, what);
    });
}

#[test]
fn mending_can_be_killed_too() {
    let (old, new) = (old(), new());
    kill_everywhere(&old, &new, |folder, begun, what| {
        if !begun {
            return;
        }
        // One step further each time.
        for steps in 0.. {
            let disk = Mortal::after(steps);
            let result = crate::output::write::finish(folder, false, &disk);
            if !disk.died.get() {
                result.unwrap();
                break;
            }
        }
        expect(folder, &new, what);
        write(folder, &new, false).unwrap();
        expect_done(folder, &new, what);
    });
}

/// Order of what lands: what is referred to first, what is acted on last, and old files go when all new ones stand.
#[test]
fn new_before_old_and_compose_last() {
    struct Recorder(RefCell<Vec<String>>, PathBuf);
    impl Recorder {
        fn note(&self, word: &str, path: &Path) {
            let path = path.strip_prefix(&self.1).unwrap().to_str().unwrap();
            if !path.starts_with(".monc/stage") {
                self.0.borrow_mut().push(format!("{word} {path}"));
            }
        }
    }
    impl Disk for Recorder {
        fn make_folder(&self, path: &Path) -> io::Result<()> {
            Local.make_folder(path)
        }
        fn write_new(&self, path: &Path, text: &[u8]) -> io::Result<()> {
            Local.write_new(path, text)
        }
        fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
            self.note("+", to);
            Local.rename(from, to)
        }
        fn remove_file(&self, path: &Path) -> io::Result<()> {
            self.note("-", path);
            Local.remove_file(path)
        }
        fn remove_folder(&self, path: &Path) -> io::Result<()> {
            Local.remove_folder(path)
        }
        fn sync_folder(&self, path: &Path) -> io::Result<()> {
            Local.sync_folder(path)
        }
    }
    let (_parent, folder) = fresh();
    let before = files(&[
        ("prometheus/targets/old.yml", "x"),
        ("docker-compose.yml", "x"),
        ("prometheus/prometheus.yml", "x"),
    ]);
    write(&folder, &before, false).unwrap();
    let after = files(&[
        ("RUNBOOK.md", "y"),
        ("alertmanager/alertmanager.yml", "y"),
        ("docker-compose.yml", "y"),
        ("prometheus/prometheus.yml", "y"),
        ("prometheus/rules.yml", "y"),
        ("prometheus/targets/new.yml", "y"),
    ]);
    let disk = Recorder(RefCell::default(), folder.clone());
    crate::output::write::write(&folder, &after, false, &disk).unwrap();
    assert_eq!(
        disk.0.into_inner(),
        [
            "+ .monc/pending.json",
            "+ RUNBOOK.md",
            "+ prometheus/targets/new.yml",
            "+ prometheus/rules.yml",
            "+ prometheus/prometheus.yml",
            "+ alertmanager/alertmanager.yml",
            "+ docker-compose.yml",
            "- prometheus/targets/old.yml",
            "+ .monc/manifest.json",
            "- .monc/pending.json",
        ]
    );
}

#[test]
fn an_edit_after_the_kill_is_not_lost() {
    let (_parent, folder) = fresh();
    write(&folder, &old(), false).unwrap();
    for steps in 0.. {
        let disk = Mortal::after(steps);
        let _ = crate::output::write::write(&folder, &new(), false, &disk);
        if folder.join(layout::JOURNAL).exists() {
            break;
        }
    }
    fs::write(folder.join("docker-compose.yml"), "edited").unwrap();
    let error = write(&folder, &new(), false).unwrap_err();
    assert!(
        matches!(&error, Error::EditedMeanwhile { path } if path.ends_with("docker-compose.yml")),
        "{error}"
    );
    assert_eq!(
        fs::read_to_string(folder.join("docker-compose.yml")).unwrap(),
        "edited"
    );
    write(&folder, &new(), true).unwrap();
    assert_eq!(seen_files(&folder), as_map(&new()));
}

#[test]
fn a_lost_stage_is_said() {
    let (_parent, folder) = fresh();
    write(&folder, &old(), false).unwrap();
    for steps in 0.. {
        let _ = crate::output::write::write(&folder, &new(), false, &Mortal::after(steps));
        if folder.join(layout::JOURNAL).exists() {
            break;
        }
    }
    fs::remove_dir_all(folder.join(layout::STAGE)).unwrap();
    let error = write(&folder, &new(), false).unwrap_err();
    assert!(matches!(error, Error::StageLost { .. }), "{error}");
    // What the message says helps.
    fs::remove_file(folder.join(layout::JOURNAL)).unwrap();
    write(&folder, &new(), true).unwrap();
    assert_eq!(seen_files(&folder), as_map(&new()));
}
