//! The committed schema is the one that `monc schema` prints. `BLESS=1 cargo test --test schema_fresh` writes it anew.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;

const PATH: &str = "schema/monitoring.schema.json";

#[test]
fn the_committed_schema_is_fresh() {
    let schema = monc::emit::json::to_string(&monc::schema::schema());
    if std::env::var_os("BLESS").is_some() {
        fs::create_dir_all("schema").unwrap();
        fs::write(PATH, &schema).unwrap();
    }
    assert!(
        fs::read_to_string(PATH).unwrap_or_default() == schema,
        "{PATH} is stale: `BLESS=1 cargo test --test schema_fresh` writes it"
    );
}
