//! Templates and included files, and what `explain` says of their places.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::running::{Run, folder, run};

pub const ROOT: &str = r##"[monc]
edition = "2026"
[stack]
name = "shop"
environment = "production"
include = ["teams/*.toml"]
[templates.web]
kind = "http"
dialect = "prom-client"
thresholds.error_ratio = { critical = "4%" }
[kinds.http]
thresholds.error_ratio = { warning = "2%", critical = "20%", for = "7m" }
[compose]
networks = ["shop_default"]
[services.machine]
kind = "host"
[services.cache]
kind = "redis"
address = "cache:6379"
[receivers.chat]
slack = { webhook_url = { env = "SLACK_WEBHOOK_URL" }, channel = "#alerts" }
[routing]
watchdog = "chat"
receiver = "chat"
"##;

pub const TEAM: &str = r##"[services.cart]
use = "web"
address = "cart:3000"
[services.cart-db]
kind = "postgres"
address = "cart-db:5432"
username = "monitor"
password = { file = "secrets/cart" }
[receivers.cart]
slack = { webhook_url = { env = "CART_WEBHOOK_URL" }, channel = "#cart" }
[[routing.routes]]
match = { service = "cart" }
receiver = "cart"
"##;

pub const STAGING: &str = "[environments.staging]\nretention.metrics = \"3d\"\nservices.cache.enabled = false\nkinds.http.thresholds.error_ratio = \"3%\"\n";

pub fn stack(root: &str, team: &str) -> TempDir {
    let folder = folder(root);
    fs::create_dir(folder.path().join("teams")).unwrap();
    fs::write(folder.path().join("teams/cart.toml"), team).unwrap();
    folder
}

pub fn short(folder: &Path, arguments: &[&str]) -> Run {
    run(
        folder,
        &[&["check", "--format", "short"], arguments].concat(),
    )
}

#[test]
fn a_stack_of_several_files_is_one_stack() {
    let folder = stack(ROOT, TEAM);
    let checked = short(folder.path(), &[]);
    assert_eq!(checked.stdout, "");
    assert!(
        checked.stderr.contains("fine: 4 services"),
        "{}",
        checked.stderr
    );
    let secrets = run(folder.path(), &["list", "secrets"]).stdout;
    // Paths are those of the file that names them, and so are places.
    assert!(secrets.contains("teams/secrets/cart"), "{secrets}");
    assert!(secrets.contains("teams/cart.toml:8"), "{secrets}");
    let routes = run(
        folder.path(),
        &["route", "service=cart", "--format", "json"],
    )
    .stdout;
    assert!(routes.contains("teams/cart.toml:11"), "{routes}");
}

#[test]
fn thresholds_come_from_template_and_kind() {
    let folder = stack(ROOT, TEAM);
    let list = run(folder.path(), &["list", "thresholds", "--format", "json"]).stdout;
    let list: Value = serde_json::from_str(&list).unwrap();
    let rows = list
        .as_array()
        .or_else(|| list["thresholds"].as_array())
        .unwrap();
    let said: Vec<String> = rows
        .iter()
        .filter(|row| row["service"] == "cart" && row["signal"] == "error_ratio")
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
            format!("{} {} {}", text("severity"), text("value"), text("for"))
        })
        .collect();
    assert_eq!(said, ["warning > 2% 7m", "critical > 4% 7m"]);
}

#[test]
fn a_fragment_leads_to_the_file_that_includes_it() {
    let folder = stack(ROOT, &TEAM.replace("3000", "nothing"));
    for (at, file) in [(".", "teams/cart.toml"), ("teams", "cart.toml")] {
        let checked = short(&folder.path().join(at), &[file]);
        assert!(
            checked.stdout.contains("cart.toml:3:11: error[address/"),
            "{}",
            checked.stdout
        );
        assert!(
            !checked.stdout.contains("stack/no-name"),
            "{}",
            checked.stdout
        );
        assert!(
            checked.stderr.contains("monitoring.toml: 1 error"),
            "{}",
            checked.stderr
        );
    }
    // Both at once are one stack.
    let both = short(folder.path(), &["monitoring.toml", "teams/cart.toml"]);
    assert_eq!(both.stdout.lines().count(), 1, "{}", both.stdout);
    // A file that nothing includes is judged alone.
    fs::write(folder.path().join("alone.toml"), TEAM).unwrap();
    assert!(
        short(folder.path(), &["alone.toml"])
            .stdout
            .contains("stack/no-name")
    );
}

#[test]
fn what_cannot_be_included_is_said() {
    let folder = stack(ROOT, TEAM);
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("x.toml"), TEAM).unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("empty.toml")).unwrap();
    fs::write(at("latin.toml"), b"[services.caf\xe9]\nkind = \"host\"\n").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(outside.path().join("x.toml"), at("out.toml")).unwrap();
        symlink("gone", at("broken.toml")).unwrap();
        symlink("round.toml", at("round.toml")).unwrap();
    }
    for (glob, id) in [
        ("gone/*.toml", "files/no-match"),
        ("gone.toml", "files/no-match"),
        ("empty.toml", "include/unreadable"),
        ("monitoring.toml", "include/unreadable"),
        ("broken.toml", "include/unreadable"),
        ("round.toml", "include/unreadable"),
        ("out.toml", "include/outside-project"),
        ("../*/x.toml", "include/outside-project"),
        ("latin.toml", "toml/encoding"),
    ] {
        let text = ROOT.replace("teams/*.toml", glob);
        fs::write(at("monitoring.toml"), text).unwrap();
        let checked = short(folder.path(), &[]);
        assert!(
            checked.stdout.contains(id),
            "{glob}: {}{}",
            checked.stdout,
            checked.stderr
        );
        assert_eq!(checked.code, Some(1), "{glob}");
    }
}

#[test]
fn what_an_included_file_may_not_hold_is_said() {
    let folder = stack(
        ROOT,
        &format!("{TEAM}[smtp]\nfrom = \"a@b.example\"\n[stack]\nname = \"x\"\n"),
    );
    // With `[stack]` it would be taken for a root when it is named.
    let checked = short(folder.path(), &[]);
    let expected =
        "an included file has no key `smtp`; write it in the file that includes this one";
    assert!(checked.stdout.contains(expected), "{}", checked.stdout);
    let folder = stack(
        ROOT,
        &TEAM.replace(
            "[[routing.routes]]",
            "[routing]\nreceiver = \"cart\"\n[[routing.routes]]",
        ),
    );
    let checked = short(folder.path(), &[]);
    assert!(
        checked.stdout.contains("has no key `routing.receiver`"),
        "{}",
        checked.stdout
    );
}

#[test]
fn fix_mends_the_file_in_which_it_stands() {
    let root = format!("{ROOT}{STAGING}services.cart.adress = \"cart:4000\"\n");
    let folder = stack(
        &root,
        &TEAM
            .replace("service = \"cart\"", "severity = \"crtical\"")
            .replace("use = \"web\"", "use = \"wbe\""),
    );
    let fixed = run(folder.path(), &["check", "--fix"]);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(
        read("monitoring.toml").contains("services.cart.address = \"cart:4000\""),
        "{}",
        fixed.stderr
    );
    assert!(
        read("teams/cart.toml").contains("use = \"web\""),
        "{}",
        fixed.stderr
    );
}

#[test]
fn a_place_shows_every_layer_that_speaks() {
    let root = format!("{ROOT}{STAGING}");
    let folder = stack(
        &root,
        &format!("{TEAM}[services.cart-db.labels]\ntier = \"one\"\n"),
    );
    let explain = |arguments: &[&str]| {
        let told = run(folder.path(), &[&["explain"], arguments].concat());
        assert_eq!(told.code, Some(0), "{}", told.stderr);
        told.stdout
    };
    let page = explain(&["services.cart.thresholds.error_ratio"]);
    let line = |start: &str| {
        let found = page.lines().find(|line| line.starts_with(start));
        found
            .unwrap_or_else(|| panic!("{start}: {page}"))
            .to_owned()
    };
    assert!(
        line("| critical | > 4%").ends_with("monitoring.toml:10 |"),
        "{page}"
    );
    assert!(
        line("| warning  | > 2%").ends_with("monitoring.toml:12 |"),
        "{page}"
    );
    let layers: Vec<usize> = [
        "| templates.web.",
        "| kinds.http.",
        "| the catalog ",
        "| environments.staging.kinds.http.",
    ]
    .iter()
    .map(|start| {
        page.find(start)
            .unwrap_or_else(|| panic!("{start}: {page}"))
    })
    .collect();
    assert!(layers.is_sorted(), "{page}");
    let staging = explain(&["services.cart.thresholds.error_ratio", "--env", "staging"]);
    assert!(staging.contains("| warning  | > 3%"), "{staging}");
    // A path is shown as written, and as what it means from the root.
    let password = explain(&["services.cart-db.password"]);
    assert!(
        password.contains("counts: { file = \"teams/secrets/cart\" }"),
        "{password}"
    );
    assert!(password.contains("teams/cart.toml:8 |"), "{password}");
    assert!(explain(&["services.cart-db.labels.tier"]).contains("\"one\""));
    assert!(explain(&["retention.metrics"]).contains("the default counts"));
    let unknown = run(folder.path(), &["explain", "services.carrt.address"]);
    assert_eq!(unknown.code, Some(2));
}

#[test]
fn no_page_shows_a_secret() {
    let folder = folder(
        "[monc]\nedition = \"2026\"\n[stack]\nname = \"a\"\n[services.db]\nkind = \"postgres\"\naddress = \"db:1\"\npassword = \"hunter2\"\nscrape.bearer_token = \"hunter2\"\nprobe = \"http://u:hunter2@db/\"\n",
    );
    for place in [
        "services.db.password",
        "services.db",
        "services.db.probe",
        "services.db.scrape",
        "services",
    ] {
        let told = run(folder.path(), &["explain", place]);
        assert!(!told.stdout.contains("hunter2"), "{place}: {}", told.stdout);
    }
}
