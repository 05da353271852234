//! Environments, as a person at a terminal meets them.

use std::fs;

use serde_json::Value;

use crate::layers::{ROOT, STAGING, TEAM, short, stack};
use crate::running::{run, run_with};

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
    assert!(compose.contains("name: shop-monitoring\n"), "{compose}");
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
