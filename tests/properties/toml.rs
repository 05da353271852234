//! TOML, read back by its crate.

use crate::texts;
use monc::escape::toml as escape;
use proptest::prelude::*;
use toml::Table;

fn reads_back(text: &str) {
    let key = escape::key(text);
    let (string, block) = (escape::string(text), escape::block(text));
    let comment = escape::comment(text);
    let file = format!("# {comment}\n[t]\n{key} = {string} # {comment}\n[b]\nblock = {block}\n");
    let table: Table = file
        .parse()
        .unwrap_or_else(|error| panic!("{error}\n{file}"));
    assert_eq!(table["t"][text].as_str(), Some(text));
    assert_eq!(
        table["b"]["block"].as_str(),
        Some(format!("{text}\n").as_str())
    );
    assert_eq!((table.len(), table["t"].as_table().unwrap().len()), (2, 1));
}

#[test]
fn hostile_texts_stay_what_they_are() {
    texts::hostile().for_each(|text| reads_back(&text));
}

proptest! {
    #[test]
    fn any_text_stays_what_it_is(text in texts::text()) {
        reads_back(&text);
    }
}
