//! What the documents show as TOML is TOML, and the whole files among it are fine files.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::Path;

use monc::diagnostic::Level;
use monc::source::Sources;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// Blocks of TOML of a document.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<String> = None;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language)))
                if &*language == "toml" =>
            {
                open = Some(String::new());
            }
            Event::Text(text) => {
                if let Some(block) = &mut open {
                    block.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => blocks.extend(open.take()),
            _ => {}
        }
    }
    blocks
}

#[test]
fn every_file_that_a_document_shows_is_fine() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut whole = 0;
    for name in [
        "README.md",
        "CONTRIBUTING.md",
        "docs/slo.md",
        "docs/editors.md",
    ] {
        let text = fs::read_to_string(top.join(name)).unwrap();
        for block in blocks(&text) {
            if let Err(error) = toml::from_str::<toml::Table>(&block) {
                panic!("{name} shows what is no TOML: {error}\n{block}");
            }
            if !block.contains("[monc]") {
                continue;
            }
            whole += 1;
            let mut sources = Sources::default();
            let (file, encoding) = sources.add_bytes("monitoring.toml", block.clone().into_bytes());
            let document = monc::read(&sources, file, encoding);
            let config = document.config.as_ref().expect(name);
            let inputs =
                monc::command::inputs(config, "monitoring.toml".into(), top, &mut sources, &|_| ())
                    .unwrap();
            let (_, findings) = monc::judge(&document, &inputs);
            let wrong: Vec<_> = findings
                .iter()
                .filter(|finding| finding.level != Level::Advice)
                .map(|finding| format!("{}: {}", finding.id, finding.title))
                .collect();
            assert!(wrong.is_empty(), "{name}: {wrong:?} in\n{block}");
        }
    }
    assert!(whole >= 2, "the README shows whole files");
}
