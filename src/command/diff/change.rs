//! One difference in meaning.

use serde::Serialize;

/// What it is about, in the order in which it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// What is watched, and how it is reached.
    Watched,
    /// When an alert fires.
    Limits,
    /// Who is told, and when.
    Told,
    /// Who may log in, and see or change what.
    People,
    /// The stack itself.
    Stack,
}

impl Topic {
    /// The heading.
    pub fn title(self) -> &'static str {
        match self {
            Topic::Watched => "What is watched",
            Topic::Limits => "When somebody is told",
            Topic::Told => "Who is told",
            Topic::People => "Who may log in",
            Topic::Stack => "The stack",
        }
    }
}

/// Whether something is new, gone, or other than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Removed,
    Added,
    Changed,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    pub topic: Topic,
    pub what: What,
    /// What it is a difference of: `CPU warning`, `retention of metrics`.
    pub subject: String,
    /// `null`: it was not there.
    pub was: Option<String>,
    /// `null`: it is not there any more.
    pub is: Option<String>,
    /// Services, alerts or people that it is about; empty: the stack.
    pub of: Vec<String>,
    /// The whole, for people.
    pub text: String,
}

/// More names than these are counted.
const NAMED: usize = 6;

/// `a, b and 3 more`.
pub fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        some if some.len() <= NAMED => {
            let (last, rest) = some.split_last().unwrap_or((&some[0], &[]));
            format!("{} and {last}", rest.join(", "))
        }
        many => format!(
            "{} and {} more",
            many[..NAMED].join(", "),
            many.len() - NAMED
        ),
    }
}

/// What was one thing and is another; nothing, where it is the same.
pub fn changed(
    topic: Topic,
    subject: &str,
    of: &[String],
    was: Option<String>,
    is: Option<String>,
) -> Option<Change> {
    if was == is {
        return None;
    }
    let (what, values) = match (&was, &is) {
        (Some(was), Some(is)) => (What::Changed, format!("{was} → {is}")),
        (None, Some(is)) => (What::Added, format!("now {is}")),
        (Some(was), None) => (What::Removed, format!("no longer {was}")),
        (None, None) => return None,
    };
    let on = match of {
        [] => String::new(),
        of => format!(" on {}", listed(of)),
    };
    Some(Change {
        topic,
        what,
        subject: subject.to_owned(),
        text: format!("{subject} {values}{on}"),
        was,
        is,
        of: of.to_vec(),
    })
}
