//! The last line: `monitoring.toml: 2 errors, 1 warning in 9 services, 31 alerts, 2 receivers`.

use std::fmt::Write;

use crate::cli::Deny;
use crate::diagnostic::{Diagnostic, Level};

use super::{Outcome, Project, Terminal};

/// Numbers of one file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Summary {
    errors: usize,
    warnings: usize,
    advices: usize,
    /// Services, alerts and receivers, where the file could be resolved.
    size: Option<[usize; 3]>,
}

impl Summary {
    pub fn of(project: &Project) -> Summary {
        let count = |level| {
            project
                .findings
                .iter()
                .filter(|finding| finding.level == level)
                .count()
        };
        Summary {
            errors: count(Level::Error),
            warnings: count(Level::Warning),
            advices: count(Level::Advice),
            size: project.stack.as_ref().map(|stack| {
                [
                    stack.services.iter().filter(|service| !service.own).count(),
                    stack.groups.iter().map(|group| group.alerts.len()).sum(),
                    stack.receivers.len(),
                ]
            }),
        }
    }

    /// How the command ends.
    pub fn outcome(&self, deny: Option<Deny>) -> Outcome {
        if self.errors > 0 || (deny.is_some() && self.warnings > 0) {
            Outcome::Findings
        } else {
            Outcome::Fine
        }
    }

    /// The line for the file of this name.
    pub fn line(&self, name: &str) -> String {
        let mut found: Vec<String> = [
            (self.errors, "error", "errors"),
            (self.warnings, "warning", "warnings"),
            (self.advices, "piece of advice", "pieces of advice"),
        ]
        .into_iter()
        .filter(|(number, _, _)| *number > 0)
        .map(|(number, one, many)| counted(number, one, many))
        .collect();
        if found.is_empty() {
            found.push("fine".to_owned());
        }
        let mut line = format!("{name}: {}", found.join(", "));
        if let Some([services, alerts, receivers]) = self.size {
            let _ = write!(
                line,
                "{} {}, {}, {}",
                if found == ["fine"] { ":" } else { " in" },
                counted(services, "service", "services"),
                counted(alerts, "alert", "alerts"),
                counted(receivers, "receiver", "receivers"),
            );
        }
        line
    }
}

/// `1 error`, `2 errors`.
pub fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// What `--fix` would mend, and the page that says most about the worst finding.
pub fn say_more(findings: &[Diagnostic], terminal: &Terminal) {
    let fixable = findings.iter().filter(|finding| finding.fix.is_some());
    match fixable.count() {
        0 => {}
        number => terminal.next(&format!(
            "{number} can be fixed with `monc check --fix`; `--diff` shows it first."
        )),
    }
    if let Some(worst) = findings.iter().min_by_key(|finding| finding.level) {
        terminal.next(&format!("`monc explain {}` says more.", worst.id));
    }
}

#[cfg(test)]
mod tests {
    use super::Summary;

    #[test]
    fn reads_like_a_sentence() {
        let line = |errors, warnings, size| {
            Summary {
                errors,
                warnings,
                advices: 0,
                size,
            }
            .line("monitoring.toml")
        };
        assert_eq!(
            line(2, 1, Some([9, 31, 1])),
            "monitoring.toml: 2 errors, 1 warning in 9 services, 31 alerts, 1 receiver"
        );
        assert_eq!(
            line(0, 0, Some([1, 3, 0])),
            "monitoring.toml: fine: 1 service, 3 alerts, 0 receivers"
        );
        assert_eq!(line(1, 0, None), "monitoring.toml: 1 error");
    }
}
