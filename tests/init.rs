//! `monc init` on apps and on hand-written monitoring, as a new user would run it: each case lies in `tests/init/compose/<case>` or
//! `tests/init/monitoring/<case>`, what is written is compared with `expected.toml`, checked, and built; what is covered is told in
//! `docs/init-coverage.md`. `BLESS=1 cargo test --test init` writes both anew.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "init/apps.rs"]
mod apps;
#[path = "init/carried.rs"]
mod carried;
#[path = "init/hostile.rs"]
mod hostile;
#[path = "init/monitoring.rs"]
mod monitoring;
#[path = "init/scratch.rs"]
mod scratch;

use std::fs;
use std::path::Path;

#[test]
fn the_page_of_what_is_covered_is_fresh() {
    let mut page = String::from(
        "# What `monc init` makes of real shapes\n\nMade by `BLESS=1 cargo test --test init`, which runs the command on every case, decides what is open, builds, and looks for each target and alert.\n",
    );
    let mut failures = apps::cover(&mut page);
    failures.extend(monitoring::cover(&mut page));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/init-coverage.md");
    if scratch::bless() {
        fs::write(&path, &page).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == page,
        "docs/init-coverage.md is stale: `BLESS=1 cargo test --test init`"
    );
}
