//! Where everything is printed: findings and lists to stdout; summaries, progress and next steps to stderr.

use std::env;
use std::io::{self, ErrorKind, IsTerminal, Write};

use crate::cli::{Color, Global};
use crate::error::Error;

/// Columns where there is no terminal.
const PLAIN_WIDTH: usize = 100;

/// Both streams, and what they can bear.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// Colours on stdout.
    pub color: bool,
    /// Columns of stdout; missing: a file or a pipe.
    pub columns: Option<usize>,
    color_messages: bool,
    interactive: bool,
    quiet: bool,
    verbose: bool,
}

impl Terminal {
    /// The streams of this process.
    pub fn new(global: &Global) -> Terminal {
        let color = |is_terminal: bool| match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                is_terminal
                    && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
                    && env::var_os("TERM").is_none_or(|value| value != "dumb")
            }
        };
        let stdout = io::stdout().is_terminal();
        let stderr = io::stderr().is_terminal();
        Terminal {
            color: color(stdout),
            columns: stdout
                .then(terminal_size::terminal_size)
                .flatten()
                .map(|(width, _)| usize::from(width.0)),
            color_messages: color(stderr),
            interactive: stderr,
            quiet: global.quiet,
            verbose: global.verbose,
        }
    }

    /// One that says nothing but what is printed.
    pub fn mute() -> Terminal {
        Terminal {
            color: false,
            columns: None,
            color_messages: false,
            interactive: false,
            quiet: true,
            verbose: false,
        }
    }

    /// Columns to which findings and prose are fitted.
    pub fn width(&self) -> usize {
        self.columns.unwrap_or(PLAIN_WIDTH).clamp(40, 120)
    }

    /// A finding or a list. A reader that has gone away is no error: the exit code still tells.
    pub fn print(&self, text: &str) -> Result<(), Error> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::Print(error)),
            _ => Ok(()),
        }
    }

    /// A summary.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            message(text);
        }
    }

    /// A next step: only a person at a terminal needs it.
    pub fn next(&self, text: &str) {
        if self.interactive {
            self.say(text);
        }
    }

    /// What is going on, under `-v`.
    pub fn progress(&self, text: &str) {
        if self.verbose {
            message(text);
        }
    }

    /// Why the command could not run.
    pub fn fail(&self, error: &Error) {
        let (on, off) = if self.color_messages {
            ("\x1b[1;31m", "\x1b[0m")
        } else {
            ("", "")
        };
        message(&format!("{on}error{off}: {error}"));
    }

    /// `text` in bold on stdout, where that can be seen.
    pub fn bold(&self, text: &str) -> String {
        if self.color {
            format!("\x1b[1m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

/// One line to stderr. Where even that is closed there is nobody left to tell.
pub fn message(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
