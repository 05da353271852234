//! Excuses: `# monc: allow(id): reason` above a key, an entry of a list or a table holds back the findings of that lint that stand there.
//! What excuses nothing, is over, or cannot be read is a finding itself.

mod comment;
mod scope;

use std::collections::HashMap;
use std::ops::Range;

use crate::config::value::Date;
use crate::diagnostic::{Diagnostic, FileId, Level, Place, Span, nearest};
use crate::lints::ALL;
use crate::source::Node;

use comment::FORM;
use scope::Layout;

/// The excuses of one file.
#[derive(Debug, Clone, Default)]
pub struct Excuses {
    all: Vec<Excuse>,
    /// Lint → its excuses.
    of: HashMap<String, Vec<usize>>,
    /// What is wrong with them, whatever they are for.
    findings: Vec<Diagnostic>,
}

#[derive(Debug, Clone)]
struct Excuse {
    id: String,
    /// Of the id.
    span: Span,
    until: Option<Date>,
    /// Bytes of the file in which it counts; empty: nothing stands below it.
    scope: Vec<Range<usize>>,
}

impl Excuses {
    /// Reads the comments of a file.
    pub fn of(text: &str, file: FileId, root: &Node) -> Excuses {
        let mut excuses = Excuses::default();
        if !text.contains("monc:") {
            return excuses;
        }
        let layout = Layout::of(text, root);
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            lines.push((start, line));
            start += line.len();
        }
        // The nearest line that is no comment, from each line on.
        let mut below: Option<(usize, &str)> = None;
        for (start, line) in lines.iter().rev() {
            let candidates = line.match_indices('#').map(|(at, _)| at);
            let hash = candidates
                .filter(|hash| line[hash + 1..].trim_start().starts_with("monc:"))
                .find(|hash| !layout.is_inside_a_text(start + hash));
            let next = below.filter(|(_, line)| !line.trim().is_empty());
            if !line.trim_start().starts_with('#') || layout.is_inside_a_text(*start) {
                below = Some((*start, line));
            }
            let Some(hash) = hash else { continue };
            let scope = next
                .map(|(start, line)| layout.below(start..start + line.len()))
                .unwrap_or_default();
            let alone = line[..hash].trim().is_empty();
            let text = line[hash..].trim_end();
            let start = *start;
            let span = |range: Range<usize>| Span {
                file,
                start: start + hash + range.start,
                end: start + hash + range.end,
            };
            excuses.add(text, alone, &scope, &span);
        }
        for (at, excuse) in excuses.all.iter().enumerate() {
            excuses.of.entry(excuse.id.clone()).or_default().push(at);
        }
        excuses
    }

    fn add(
        &mut self,
        text: &str,
        alone: bool,
        scope: &[Range<usize>],
        span: &dyn Fn(Range<usize>) -> Span,
    ) {
        let whole = Place::At(span(0..text.len()));
        let unreadable = |title: &str, label: &str| {
            Diagnostic::warning("lint/unreadable-excuse", title).at(whole.clone(), label)
        };
        let comment = match comment::read(text) {
            None => return,
            Some(Err(wrong)) => {
                let help = format!("write `{FORM}`");
                self.findings
                    .push(unreadable(&wrong.title, wrong.label).help(help));
                return;
            }
            Some(Ok(_)) if !alone => {
                let label = "an excuse stands above what it excuses";
                let finding = unreadable("an excuse beside a value excuses nothing", label);
                self.findings
                    .push(finding.help("put it on a line of its own, above this one"));
                return;
            }
            Some(Ok(comment)) => comment,
        };
        for (id, range) in comment.ids {
            if ALL.iter().any(|lint| lint.id == id) {
                self.all.push(Excuse {
                    id,
                    span: span(range),
                    until: comment.until,
                    scope: scope.to_vec(),
                });
                continue;
            }
            let near = nearest(&id, ALL.iter().map(|lint| lint.id));
            self.findings.push(
                Diagnostic::error("lint/unknown", format!("there is no lint `{id}`"))
                    .at(Place::At(span(range)), "excuses no lint")
                    .meant(near, "`monc list lints` shows all"),
            );
        }
    }

    /// What is left of the findings, and what is to be said of the excuses. `whole`: everything that the file may be told was
    /// looked for, so that an excuse without a finding excuses nothing.
    pub fn apply(
        &self,
        findings: Vec<Diagnostic>,
        place: &dyn Fn(&Diagnostic) -> Option<Span>,
        today: Option<Date>,
        whole: bool,
    ) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        let mut said = self.findings.clone();
        if self.all.is_empty() {
            return (findings, said);
        }
        let over = |excuse: &Excuse| matches!((today, excuse.until), (Some(today), Some(until)) if today > until);
        let mut used = vec![false; self.all.len()];
        let mut firm = vec![false; self.all.len()];
        let left = findings
            .into_iter()
            .filter(|finding| {
                let span = place(finding);
                let lint = ALL.iter().find(|lint| lint.id == finding.id);
                let stays = finding.level == Level::Error && lint.is_some_and(|lint| lint.firm);
                let mut excused = false;
                for at in self.of.get(finding.id).into_iter().flatten().copied() {
                    let excuse = &self.all[at];
                    if span.is_some_and(|span| excuse.holds(span)) {
                        used[at] = true;
                        firm[at] |= stays;
                        excused |= !stays && !over(excuse);
                    }
                }
                !excused
            })
            .collect();
        for (at, excuse) in self.all.iter().enumerate() {
            let place = Place::At(excuse.span);
            let id = &excuse.id;
            said.push(if firm[at] {
                Diagnostic::warning("lint/not-lowered", format!("`{id}` stays an error"))
                    .at(place, "the stack would not load, would show a secret, or would lack what is written")
                    .help("take the excuse out, and mend what the finding says")
            } else if let (true, true, Some(until)) = (used[at], over(excuse), excuse.until) {
                Diagnostic::warning("lint/expired-excuse", format!("the excuse ended on {until}"))
                    .at(place, "excuses nothing any more")
                    .help("mend what the finding says, or write a later date")
            } else if !used[at] && whole {
                let label = if excuse.scope.is_empty() {
                    "nothing stands on the line below"
                } else {
                    "what stands below has no such finding"
                };
                Diagnostic::warning("lint/unused-excuse", format!("`{id}` is excused, and not found"))
                    .at(place, label)
                    .help("take the excuse out")
            } else {
                continue;
            });
        }
        (left, said)
    }
}

impl Excuse {
    fn holds(&self, span: Span) -> bool {
        span.file == self.span.file && self.scope.iter().any(|range| range.contains(&span.start))
    }
}

#[cfg(test)]
mod tests {
    use super::Excuses;
    use crate::diagnostic::{Diagnostic, Place, Span};
    use crate::source::{Sources, parse};

    /// Which of the words of a file are excused from `image/unpinned` there.
    fn excused(text: &str) -> Vec<&str> {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", text);
        let (root, _) = parse(&sources, file);
        let excuses = Excuses::of(text, file, &root);
        let words: Vec<&str> = text
            .split(|letter: char| !letter.is_ascii_uppercase())
            .filter(|word| !word.is_empty())
            .collect();
        let finding = |word: &str| {
            let start = text.find(word).unwrap_or(0);
            let span = Span {
                file,
                start,
                end: start + 1,
            };
            Diagnostic::warning("image/unpinned", word).at(Place::At(span), "")
        };
        let findings = words.iter().map(|word| finding(word)).collect();
        let place = |finding: &Diagnostic| match finding.labels.first()?.place {
            Place::At(span) => Some(span),
            _ => None,
        };
        let (left, _) = excuses.apply(findings, &place, None, true);
        words
            .into_iter()
            .filter(|word| !left.iter().any(|finding| finding.title == *word))
            .collect()
    }

    const ALLOW: &str = "# monc: allow(image/unpinned): x\n";

    #[test]
    fn an_excuse_is_for_what_stands_below() {
        for (text, wanted) in [
            (format!("{ALLOW}a = \"A\"\nb = \"B\"\n"), vec!["A"]),
            (format!("{ALLOW}# more\na = \"A\"\n"), vec!["A"]),
            (format!("{ALLOW}\na = \"A\"\n"), vec![]),
            (
                format!("a = [\n  \"A\",\n  {ALLOW}  \"B\",\n  \"C\",\n]\n"),
                vec!["B"],
            ),
            (
                format!("{ALLOW}a = [\n  \"A\",\n  \"B\",\n]\nb = \"C\"\n"),
                vec!["A", "B"],
            ),
            (
                format!("{ALLOW}a = {{ b = \"A\", c = {{ d = \"B\" }} }}\n"),
                vec!["A", "B"],
            ),
            (format!("{ALLOW}a.b.c = \"A\"\na.b.d = \"B\"\n"), vec!["A"]),
            (format!("{ALLOW}a = '''\nx\nA\n'''\nb = \"B\"\n"), vec!["A"]),
            (
                format!(
                    "{ALLOW}[a]\nb = \"A\"\n[a.c]\nd = \"B\"\n[e]\nf = \"C\"\n[a.g]\nh = \"D\"\n"
                ),
                vec!["A", "B", "D"],
            ),
            (
                format!(
                    "[[a]]\nb = \"A\"\n{ALLOW}[[a]]\nb = \"B\"\n[[a.c]]\nd = \"C\"\n[[a]]\nb = \"D\"\n"
                ),
                vec!["B", "C"],
            ),
            (format!("x = '''\n{ALLOW}A\n'''\n"), vec![]),
            (
                format!("{ALLOW}[a.b.c]\nd = \"A\"\n[a.b]\ne = \"B\"\n"),
                vec!["A"],
            ),
            (
                format!("[a]\r\n{}a = \"A\"\r\n", ALLOW.replace('\n', "\r\n")),
                vec!["A"],
            ),
        ] {
            assert_eq!(excused(&text), wanted, "{text}");
        }
    }
}
