//! What is told at the end: what became what, what was dropped and why, and what is wrong with the old stack.

use std::collections::BTreeSet;

use crate::escape::{dotenv, toml};
use crate::foreign::compose::names;

/// The report as it grows.
#[derive(Debug, Default)]
pub struct Told {
    pub became: Vec<(String, String)>,
    pub dropped: Vec<(String, String)>,
    pub findings: Vec<String>,
    /// What is left to do.
    pub then: Vec<String>,
    variables: BTreeSet<String>,
    /// Alerts that nobody gave a severity.
    pub without_severity: Vec<String>,
    /// Secrets that stood in a file.
    pub literals: Vec<String>,
}

impl Told {
    pub fn became(&mut self, what: String, into: String) {
        self.became.push((what, into));
    }

    /// Takes back that an alert became something.
    pub fn unsay(&mut self, alert: &str) {
        let what = format!("alert {alert}");
        self.became.retain(|(known, _)| *known != what);
    }

    pub fn dropped(&mut self, what: String, why: String) {
        self.dropped.push((what, why));
    }

    pub fn finding(&mut self, text: String) {
        if !self.findings.contains(&text) {
            self.findings.push(text);
        }
    }

    /// Where a secret will be, in TOML. A literal is never repeated; `${NAME}` in it names the variable.
    pub fn secret(&mut self, what: &str, literal: Option<String>, variable: &str) -> String {
        let template = literal.as_deref().and_then(|text| {
            let braces = text
                .trim()
                .strip_prefix("{{")?
                .strip_suffix("}}")?
                .trim()
                .to_owned();
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
            braces.chars().all(plain).then_some(braces)
        });
        let named = literal
            .as_deref()
            .and_then(|text| names(text).into_iter().next())
            .or(template);
        let mut name = named.clone().unwrap_or_else(|| dotenv::name(variable));
        if name.starts_with(|c: char| c.is_ascii_digit() || c == '_') {
            name = format!("S{name}");
        }
        if named.is_none()
            && literal.as_deref().is_some_and(|text| !text.is_empty())
            && !self.literals.contains(&what.to_owned())
        {
            self.literals.push(what.to_owned());
        }
        self.variables.insert(name.clone());
        format!("{{ env = {} }}", toml::string(&name))
    }
}
