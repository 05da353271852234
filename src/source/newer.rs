//! TOML 1.1 is read but never written: other tools that read the file may not know it yet.

use crate::diagnostic::{Diagnostic, Place, Span};

use super::{Node, Table, Value};

/// An advice at the first inline table that TOML 1.0 does not allow.
pub fn finding(text: &str, root: &Node) -> Option<Diagnostic> {
    let (span, what) = first(text, root)?;
    Some(
        Diagnostic::advice("toml/newer-syntax", "the file is written in TOML 1.1")
            .at(Place::At(span), what)
            .help("older tools may not read it: put the inline table on one line without a last comma, or give it a [header]"),
    )
}

fn first(text: &str, node: &Node) -> Option<(Span, &'static str)> {
    match &node.value {
        Value::Table(table) => inline(text, node.span, table).or_else(|| {
            table
                .entries()
                .iter()
                .find_map(|entry| first(text, &entry.node))
        }),
        Value::Array(items) => items.iter().find_map(|item| first(text, item)),
        _ => None,
    }
}

fn inline(text: &str, span: Span, table: &Table) -> Option<(Span, &'static str)> {
    let written = text.get(span.start..span.end)?;
    if !written.starts_with('{') || !written.ends_with('}') {
        return None;
    }
    // Only the gaps between entries count: a text or list over several lines is fine in TOML 1.0.
    let mut from = span.start;
    for entry in table.entries() {
        if text.get(from..entry.key_span.start)?.contains('\n') {
            return Some((span, "an inline table over several lines"));
        }
        from = end(&entry.node);
    }
    let last = text.get(from..span.end - 1)?;
    if last.contains('\n') {
        return Some((span, "an inline table over several lines"));
    }
    last.contains(',')
        .then_some((span, "an inline table with a comma after its last entry"))
}

/// Where a value ends; the table of a dotted key has only the place of that key.
fn end(node: &Node) -> usize {
    match &node.value {
        Value::Table(table) => table
            .entries()
            .iter()
            .map(|entry| end(&entry.node))
            .fold(node.span.end, usize::max),
        _ => node.span.end,
    }
}

#[cfg(test)]
mod tests {
    use crate::source::{Sources, parse};

    fn advices(text: &str) -> usize {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", text);
        let findings = parse(&sources, file).1;
        assert!(
            findings.iter().all(|f| f.id == "toml/newer-syntax"),
            "{findings:?}"
        );
        findings.len()
    }

    #[test]
    fn only_what_is_new_is_named() {
        assert_eq!(advices("a = { b = 1,\n c = 2 }\n"), 1);
        assert_eq!(advices("a = {\n b = 1 }\n"), 1);
        assert_eq!(advices("a = [{ b = 1 }, { c = 1, }]\n"), 1);
        assert_eq!(
            advices("a = { b.c = 1, d = [\n1,\n2,\n], e = '''\n''' }\n"),
            0
        );
        assert_eq!(advices("a = {}\n[b]\nc = { }\n"), 0);
    }
}
