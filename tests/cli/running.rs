//! Running the built binary in a scratch folder.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

pub const GOOD: &str = r##"[monc]
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
pub const BAD: &str =
    "[monc]\nedition = \"2026\"\n[stack]\nname = \"shop\"\n[services.machine]\nkind = \"hst\"\n";

pub struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// Runs `monc` in `folder`, with `input` on stdin.
pub fn run_with(folder: &Path, arguments: &[&str], input: &[u8]) -> Run {
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

pub fn run(folder: &Path, arguments: &[&str]) -> Run {
    run_with(folder, arguments, b"")
}

pub fn folder(text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::write(folder.path().join("monitoring.toml"), text).unwrap();
    folder
}
