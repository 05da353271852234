//! Templates, included files and environments, as a person at a terminal meets them.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::running::{Run, folder, run, run_with};

const ROOT: &str = r##"[monc]
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

const TEAM: &str = r##"[services.cart]
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

const STAGING: &str = "[environments.staging]\nretention.metrics = \"3d\"\nservices.cache.enabled = false\nkinds.http.thresholds.error_ratio = \"3%\"\n";

fn stack(root: &str, team: &str) -> TempDir {
    let folder = folder(root);
    fs::create_dir(folder.path().join("teams")).unwrap();
    fs::write(folder.path().join("teams/cart.toml"), team).unwrap();
    folder
}

fn short(folder: &Path, arguments: &[&str]) -> Run {
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
fn every_environment_is_checked_and_named() {
    let root =
        format!("{ROOT}{STAGING}[environments.dev]\nservices.cache.address = \"cache:6379\"\n");
    let folder = stack(&root, TEAM);
    let checked = run(folder.path(), &["check", "--format", "short"]);
    assert_eq!(
        checked.stdout,
        "monitoring.toml:30:16: warning[environment/no-effect] in dev: `environments.dev.services.cache.address` changes nothing; take it out\n"
    );
    assert!(
        checked.stderr.contains("; staging: fine; dev: 1 warning\n"),
        "{}",
        checked.stderr
    );
    let denied = run(folder.path(), &["check", "--deny", "warnings"]);
    assert_eq!(denied.code, Some(1));
    let staging = run(
        folder.path(),
        &["check", "--env", "staging", "--deny", "warnings"],
    );
    assert_eq!(staging.code, Some(0), "{}", staging.stdout);
    assert!(
        staging
            .stderr
            .starts_with("monitoring.toml in staging: fine: 3 services"),
        "{}",
        staging.stderr
    );
    let json = run(folder.path(), &["check", "--format", "json"]).stdout;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        json["findings"][0]["environments"],
        serde_json::json!(["dev"])
    );
    for format in ["sarif", "github", "gitlab", "junit"] {
        let said = run(folder.path(), &["check", "--format", format]).stdout;
        assert!(said.contains("in dev"), "{format}: {said}");
    }
}

#[test]
fn what_is_the_same_everywhere_is_said_once() {
    let folder = stack(&format!("{ROOT}{STAGING}"), &TEAM.replace("3000", "x"));
    let checked = short(folder.path(), &[]);
    assert_eq!(checked.stdout.lines().count(), 1, "{}", checked.stdout);
    assert!(!checked.stdout.contains(" in "), "{}", checked.stdout);
    assert!(
        checked.stderr.contains("1 error in 4 services"),
        "{}",
        checked.stderr
    );
    assert!(
        checked.stderr.contains("; staging: fine"),
        "{}",
        checked.stderr
    );
}

#[test]
fn an_excuse_counts_if_it_excuses_anywhere() {
    let excuse = "# monc: allow(image/unpinned): our own\n";
    let images = |excuse: &str| {
        format!("[environments.staging.images]\n{excuse}prometheus = \"prom/prometheus:latest\"\n")
    };
    let of = |root: String| short(stack(&root, TEAM).path(), &[]).stdout;
    let warned = of(format!("{ROOT}{}", images("")));
    assert!(warned.contains("image/unpinned] in staging"), "{warned}");
    assert_eq!(of(format!("{ROOT}{}", images(excuse))), "");
    let unused =
        of(format!("{ROOT}{STAGING}").replace("[compose]\n", &format!("{excuse}[compose]\n")));
    assert!(unused.contains("lint/unused-excuse"), "{unused}");
}

#[test]
fn an_environment_has_a_folder_a_name_and_a_label() {
    let folder = stack(&format!("{ROOT}{STAGING}"), TEAM);
    let built = run(folder.path(), &["build", "--env", "staging"]);
    assert_eq!(built.code, Some(0), "{}{}", built.stdout, built.stderr);
    assert!(!folder.path().join("monitoring").exists());
    let read = |name: &str| {
        fs::read_to_string(folder.path().join("monitoring-staging").join(name)).unwrap()
    };
    let compose = read("docker-compose.yml");
    assert!(compose.contains("name: shop-staging"), "{compose}");
    assert!(
        compose.contains("then `monc build --env staging`"),
        "{compose}"
    );
    let prometheus = read("prometheus/prometheus.yml");
    assert!(prometheus.contains("environment: staging"), "{prometheus}");
    assert!(!prometheus.contains("redis"), "{prometheus}");
    let check =
        |arguments: &[&str]| run(folder.path(), &[&["build", "--check"], arguments].concat()).code;
    assert_eq!(check(&["--env", "staging"]), Some(0));
    assert_eq!(check(&[]), Some(1));
    // The file's own folder has the environment's name behind it, and the overlay may say otherwise.
    let root = format!("{ROOT}[build]\nout = \"out/stack\"\n{STAGING}stack.name = \"shop\"\n");
    let folder = stack(&root, TEAM);
    assert_eq!(
        run(folder.path(), &["build", "--env", "staging"]).code,
        Some(0)
    );
    let compose =
        fs::read_to_string(folder.path().join("out/stack-staging/docker-compose.yml")).unwrap();
    assert!(compose.contains("name: shop\n"), "{compose}");
}

#[test]
fn every_command_takes_the_environment() {
    let folder = stack(&format!("{ROOT}{STAGING}"), TEAM);
    let of = |arguments: &[&str]| {
        let all = [arguments, &["--env", "staging"]].concat();
        let told = run(folder.path(), &all);
        assert_eq!(told.code, Some(0), "{arguments:?}: {}", told.stderr);
        told.stdout
    };
    assert!(!of(&["list", "services"]).contains("cache"));
    assert!(!of(&["route"]).contains("Redis"));
    assert!(!of(&["capacity"]).contains("cache"));
    assert!(of(&["explain", "cart"]).contains("> 3%"));
    let unknown = run(folder.path(), &["list", "services", "--env", "stagign"]);
    assert_eq!(unknown.code, Some(2));
    assert!(
        unknown.stderr.contains("did you mean `staging`?"),
        "{}",
        unknown.stderr
    );
    let base = run(folder.path(), &["check", "--env", "production"]);
    assert!(base.stderr.contains("without `--env`"), "{}", base.stderr);
    let stdin = run_with(
        folder.path(),
        &["check", "-", "--env", "staging"],
        format!("{ROOT}{STAGING}").as_bytes(),
    );
    assert_eq!(stdin.code, Some(0), "{}{}", stdin.stdout, stdin.stderr);
}

#[test]
fn what_is_taken_out_is_missed_by_nobody() {
    let root = ROOT.replace("[services.machine]", "[services.app]\nuse = \"web\"\naddress = \"app:3000\"\ndepends_on = [\"cache\"]\n[services.machine]");
    let folder = stack(&format!("{root}{STAGING}"), TEAM);
    let checked = short(folder.path(), &["--env", "staging"]);
    assert_eq!(checked.stdout, "", "{}", checked.stderr);
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

#[test]
fn a_host_that_is_out_is_no_label() {
    let root = ROOT.replace(
        "[services.machine]",
        "[services.box]\nkind = \"host\"\nexporter = { address = \"10.0.0.7:9100\" }\n[services.app]\nuse = \"web\"\naddress = \"app:3000\"\nruns_on = \"box\"\n[services.machine]",
    );
    let folder = stack(
        &format!("{root}[environments.dev]\nservices.box.enabled = false\n"),
        TEAM,
    );
    let hosts = |arguments: &[&str]| {
        let all = [&["list", "services", "--format", "json"], arguments].concat();
        let list: Value = serde_json::from_str(&run(folder.path(), &all).stdout).unwrap();
        let rows = list.as_array().unwrap().iter();
        let app = rows.clone().find(|row| row["service"] == "app").unwrap();
        app["host"].clone()
    };
    assert_eq!(hosts(&[]), "box");
    assert_eq!(hosts(&["--env", "dev"]), Value::Null);
}

#[test]
fn what_belongs_to_the_base_is_said_there() {
    // Overlays touch the tables of these findings, and are not where they come from.
    let root = ROOT.replace("address = \"cache:6379\"\n", "");
    let folder = stack(
        &format!(
            "{root}[environments.dev]\nservices.cache.team = \"a\"\nstack.labels = {{ region = \"x\" }}\n"
        ),
        TEAM,
    );
    let checked = short(folder.path(), &[]);
    assert_eq!(checked.stdout.lines().count(), 1, "{}", checked.stdout);
    assert!(
        checked
            .stdout
            .starts_with("monitoring.toml:17:11: error[service/no-address]: "),
        "{}",
        checked.stdout
    );
}

#[test]
fn a_name_that_gets_too_long_is_said() {
    let long = "a".repeat(50);
    let root = ROOT.replace("name = \"shop\"", &format!("name = \"{long}\""));
    let folder = stack(
        &format!("{root}[environments.another-environment]\nretention.metrics = \"3d\"\n"),
        TEAM,
    );
    let checked = short(folder.path(), &[]);
    assert_eq!(checked.stdout.lines().count(), 1, "{}", checked.stdout);
    assert!(
        checked
            .stdout
            .contains("error[name/invalid] in another-environment"),
        "{}",
        checked.stdout
    );
}

#[test]
fn a_stack_in_one_file_means_the_same_as_in_several() {
    let folder = stack(&format!("{ROOT}{STAGING}"), TEAM);
    let at = |name: &str| folder.path().join(name);
    let write = |name: &str, text: &str| fs::write(at(name), text).unwrap();
    // Secrets of the one file have the paths that those of the other get.
    let whole = format!("{ROOT}{TEAM}")
        .replace("include = [\"teams/*.toml\"]\n", "")
        .replace("secrets/cart", "teams/secrets/cart");
    write("one.toml", &whole);
    let same = run(folder.path(), &["diff", "monitoring.toml", "one.toml"]);
    assert_eq!(same.code, Some(0), "{}{}", same.stdout, same.stderr);
    // And an environment the same as the file that one would have written by hand.
    let by_hand = whole
        .replace(
            "name = \"shop\"\nenvironment = \"production\"",
            "name = \"shop-staging\"\nenvironment = \"staging\"",
        )
        .replace(
            "error_ratio = { warning = \"2%\"",
            "error_ratio = { warning = \"3%\"",
        )
        .replace(
            "[services.cache]\nkind = \"redis\"\naddress = \"cache:6379\"\n",
            "[retention]\nmetrics = \"3d\"\n",
        );
    write("hand.toml", &by_hand);
    let built = |arguments: &[&str], out: &str| {
        let run = run(
            folder.path(),
            &[&["build", "--out", out], arguments].concat(),
        );
        assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    };
    built(&["monitoring.toml", "--env", "staging"], "out/one");
    built(&["hand.toml"], "out/two");
    for file in [
        "prometheus/rules.yml",
        "alertmanager/alertmanager.yml",
        "grafana/dashboards/monc/overview.json",
        "docker-compose.yml",
    ] {
        let read = |out: &str| {
            let text = fs::read_to_string(at(out).join(file)).unwrap();
            text.replace("monc build --env staging", "monc build")
                .replace("hand.toml", "monitoring.toml")
                // Of files whose heads name another command.
                .lines()
                .filter(|line| !line.contains("monc.config-hash"))
                .collect::<Vec<&str>>()
                .join("\n")
        };
        assert!(read("out/one") == read("out/two"), "{file}");
    }
}
