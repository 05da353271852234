//! A copy of a case, and running the built binary in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A password that stands in the cases, and must stand nowhere else.
pub const SECRET: &str = "never-to-be-seen";

pub struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

pub fn bless() -> bool {
    std::env::var_os("BLESS").is_some()
}

/// Runs `monc`; `path`: folders where programs are found.
pub fn run_with(folder: &Path, arguments: &[&str], path: &str) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_monc"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env("PATH", path)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The same without any program: what is read is read by `monc` itself.
pub fn run(folder: &Path, arguments: &[&str]) -> Run {
    run_with(folder, arguments, "")
}

/// Cases of a folder of `tests/init`, by name.
pub fn cases(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/init")
        .join(folder);
    let mut cases: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    cases
}

/// A copy in a repository of its own, in a folder of the case's name. `env` is called `.env` there.
pub fn copy(case: &Path) -> (TempDir, PathBuf) {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join(case.file_name().unwrap());
    copy_into(case, &folder);
    fs::create_dir(folder.join(".git")).unwrap();
    (scratch, folder)
}

fn copy_into(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let name = entry.file_name();
        if entry.path().is_dir() {
            copy_into(&entry.path(), &to.join(name));
        } else if name == "env" {
            fs::copy(entry.path(), to.join(".env")).unwrap();
        } else if name != "expected.toml" && name != "report.txt" {
            fs::copy(entry.path(), to.join(name)).unwrap();
        }
    }
}

/// Compares with a committed file, or writes it.
pub fn golden(path: &Path, text: &str, failures: &mut Vec<String>) {
    if bless() {
        fs::write(path, text).unwrap();
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    if committed != text {
        failures.push(format!(
            "{} differs, now it is\n{text}\n`BLESS=1 cargo test --test init` accepts it; read it then",
            path.display()
        ));
    }
}

/// All text of a folder's files.
pub fn texts(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(Result::unwrap)
    {
        if entry.path().is_dir() {
            all.push_str(&texts(&entry.path()));
        } else {
            all.push_str(&fs::read_to_string(entry.path()).unwrap_or_default());
        }
    }
    all
}
