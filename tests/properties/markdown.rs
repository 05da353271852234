//! Markdown, read back by pulldown-cmark with GitHub's extensions.

use crate::texts::for_all;
use monc::escape::markdown;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// What a reader shall see: one line, without what cannot be seen.
fn meant(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|character| {
            if character.is_control() || "\u{2028}\u{2029}\u{feff}".contains(character) {
                ' '
            } else {
                character
            }
        })
        .collect();
    line.trim().to_owned()
}

fn events(source: &str) -> Vec<Event<'_>> {
    let extensions = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
        | Options::ENABLE_FOOTNOTES;
    Parser::new_ext(source, extensions).collect()
}

/// The text between the two events that open and close `block`, provided that there is nothing but text.
fn only_text(
    events: &[Event<'_>],
    open: impl Fn(&Tag<'_>) -> bool,
    close: impl Fn(&TagEnd) -> bool,
) -> Option<String> {
    let start = events
        .iter()
        .position(|event| matches!(event, Event::Start(tag) if open(tag)))?;
    let mut text = String::new();
    for event in &events[start + 1..] {
        match event {
            Event::Text(piece) => text.push_str(piece),
            Event::End(tag) if close(tag) => return Some(text),
            _ => return None,
        }
    }
    None
}

#[test]
fn text_is_shown_as_written() {
    for_all(|text| {
        let escaped = markdown::text(text);
        if meant(text).is_empty() {
            assert_eq!(escaped, "");
            return;
        }
        let read = events(&escaped);
        let shown = only_text(
            &read,
            |tag| *tag == Tag::Paragraph,
            |tag| *tag == TagEnd::Paragraph,
        );
        assert_eq!(
            shown,
            Some(meant(text)),
            "{text:?} → {escaped:?} → {read:?}"
        );
        assert_eq!(
            read.iter()
                .filter(|event| matches!(event, Event::Start(_)))
                .count(),
            1
        );
    });
}

#[test]
fn headings_are_shown_as_written() {
    for_all(|text| {
        let source = format!("## {}\n", markdown::heading(text));
        let read = events(&source);
        let shown = only_text(
            &read,
            |tag| matches!(tag, Tag::Heading { .. }),
            |tag| matches!(tag, TagEnd::Heading(_)),
        );
        assert_eq!(shown, Some(meant(text)), "{text:?} → {source:?} → {read:?}");
    });
}

#[test]
fn code_is_shown_as_written() {
    for_all(|text| {
        let source = format!("see {} here", markdown::code(text));
        let codes: Vec<String> = events(&source)
            .into_iter()
            .filter_map(|event| {
                if let Event::Code(code) = event {
                    Some(code.to_string())
                } else {
                    None
                }
            })
            .collect();
        let expected: Vec<String> = [meant(text)]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect();
        assert_eq!(codes, expected, "{text:?} → {source:?}");
    });
}

#[test]
fn blocks_end_where_they_should() {
    for_all(|text| {
        let source = format!("before\n\n{}\nafter\n", markdown::block(text, "promql"));
        let read = events(&source);
        let mut inside = String::new();
        let mut blocks = 0;
        let mut outside = String::new();
        let mut open = false;
        for event in &read {
            match event {
                Event::Start(Tag::CodeBlock(_)) => (open, blocks) = (true, blocks + 1),
                Event::End(TagEnd::CodeBlock) => open = false,
                Event::Text(piece) if open => inside.push_str(piece),
                Event::Text(piece) => outside.push_str(piece),
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                other => panic!("{other:?} in {source:?}"),
            }
        }
        assert_eq!((blocks, outside.as_str()), (1, "beforeafter"), "{source:?}");
        let expected: String = text
            .lines()
            .map(|line| {
                line.chars()
                    .map(|c| if c.is_control() && c != '\t' { ' ' } else { c })
                    .chain(['\n'])
                    .collect::<String>()
            })
            .collect();
        let expected = if expected.is_empty() {
            "\n".to_owned()
        } else {
            expected
        };
        assert_eq!(inside, expected, "{text:?} → {source:?}");
    });
}

#[test]
fn cells_stay_in_their_table() {
    for_all(|text| {
        let source = format!(
            "| a | b | c |\n| --- | --- | --- |\n| {} | {} | end |\n",
            markdown::cell(text),
            markdown::cell_code(text)
        );
        let read = events(&source);
        let mut cells: Vec<String> = Vec::new();
        for event in &read {
            match event {
                Event::Start(Tag::TableCell) => cells.push(String::new()),
                Event::Text(piece) | Event::Code(piece) => {
                    cells.last_mut().unwrap().push_str(piece)
                }
                Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow) | Event::End(_) => {}
                other => panic!("{other:?} in {source:?}"),
            }
        }
        assert_eq!(
            cells,
            ["a", "b", "c", &meant(text), &meant(text), "end"],
            "{text:?} → {source:?}"
        );
    });
}

#[test]
fn ordinary_prose_needs_no_backslash() {
    for prose in [
        "http_requests_total is above 5 - 10 (per second).",
        "orders-api: 80%, see #arena-alerts?",
    ] {
        assert_eq!(markdown::text(prose).replace("\\#", "#"), prose);
    }
}
