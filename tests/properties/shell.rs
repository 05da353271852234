//! The shell, which reads for itself: a real `/bin/sh`.
#![cfg(unix)]

use crate::texts;
use monc::escape::shell;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::fmt::Write as _;
use std::process::Command;

#[test]
fn the_shell_prints_what_is_meant() {
    let mut runner = TestRunner::deterministic();
    let words: Vec<String> = texts::hostile()
        .chain((0..400).map(|_| texts::text().new_tree(&mut runner).unwrap().current()))
        .collect();
    // A hundred words a script: a process for each would take longer than all other properties together.
    for words in words.chunks(100) {
        let mut script = String::new();
        for word in words {
            writeln!(script, "printf '%s\\000' {}", shell::word(word)).unwrap();
        }
        let output = Command::new("/bin/sh")
            .arg("-c")
            .arg(script)
            .env_clear()
            .output()
            .unwrap();
        assert!(
            output.status.success() && output.stderr.is_empty(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let printed = String::from_utf8(output.stdout).unwrap();
        let meant: String = words
            .iter()
            .map(|word| word.replace('\0', "") + "\0")
            .collect();
        assert_eq!(printed, meant);
    }
}
