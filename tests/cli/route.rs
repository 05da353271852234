//! `monc route`: where alerts go, and what holds them back.

use serde_json::Value;

use crate::running::{folder, run};

const FILE: &str = r#"
[monc]
edition = "2026"

[stack]
name = "shop"

[services.db]
kind = "redis"
address = "db:6379"

[services.api]
kind = "redis"
address = ["api-1:6379", "api-2:6379"]
team = "backend"
depends_on = ["db"]

[receivers.chat]
webhook = { url = "http://chat.example/" }

[receivers.oncall]
webhook = { url = "http://oncall.example/" }

[routing]
receiver = "chat"
watchdog = "oncall"

[[routing.routes]]
name = "nights"
match = { team = "backend", severity = "!=critical" }
mute = ["nights"]

[[routing.routes]]
match = { instance = "=~api-1:.*" }
receiver = "oncall"

[time_intervals.nights]
times = ["22:00-06:00"]
location = "Europe/Paris"
"#;

fn asked(words: &[&str]) -> (Option<i32>, Value) {
    let folder = folder(FILE);
    let mut line = vec!["route", "--format", "json"];
    line.extend(words);
    let done = run(folder.path(), &line);
    (
        done.code,
        serde_json::from_str(&done.stdout).unwrap_or_else(|_| panic!("{}", done.stderr)),
    )
}

fn receivers(alert: &Value) -> Vec<&str> {
    let deliveries = alert["deliveries"].as_array().unwrap();
    deliveries
        .iter()
        .map(|delivery| delivery["receiver"].as_str().unwrap_or("nobody"))
        .collect()
}

#[test]
fn the_way_of_an_alert_is_told_with_its_places() {
    let (code, answer) = asked(&["alertname=ServiceDown", "service=api"]);
    assert_eq!(code, Some(0));
    let alert = &answer["alerts"][0];
    assert_eq!(answer["alerts"].as_array().unwrap().len(), 1);
    assert_eq!(receivers(alert), ["chat"]);
    let path = alert["path"].as_array().unwrap();
    assert_eq!(path[0]["route"], "nights");
    assert_eq!(path[0]["place"], "monitoring.toml:28");
    assert_eq!(path[0]["why_not"], "its severity is \"critical\"");
    assert_eq!(path[1]["why_not"], "it has no `instance`");
    assert_eq!(path[2]["route"], "the rest");
    let by = &alert["held_back_by"][0];
    assert_eq!(
        (&by["alert"], &by["services"][0]),
        (&"ServiceDown".into(), &"db".into())
    );
    assert_eq!(alert["within"]["for"], 60.0);
}

#[test]
fn labels_of_the_series_are_put_in_or_left_open() {
    let alert = "alertname=RedisMemoryUsed";
    let (_, open) = asked(&[alert, "severity=critical", "service=api"]);
    assert_eq!(receivers(&open["alerts"][0]), ["oncall", "chat"]);
    assert_eq!(open["alerts"][0]["deliveries"][0]["sure"], false);
    let (_, first) = asked(&[
        alert,
        "severity=critical",
        "service=api",
        "instance=api-1:6379",
    ]);
    assert_eq!(receivers(&first["alerts"][0]), ["oncall"]);
    let (_, second) = asked(&[
        alert,
        "severity=critical",
        "service=api",
        "instance=api-2:6379",
    ]);
    assert_eq!(receivers(&second["alerts"][0]), ["chat"]);
}

#[test]
fn nights_cross_midnight() {
    for (at, muted) in [
        ("sunday 23:00", true),
        ("monday 05:59", true),
        ("monday 06:00", false),
        ("2027-01-31 22:00", true),
    ] {
        let (_, answer) = asked(&["service=api", "severity=warning", "--at", at]);
        assert_eq!(answer["alerts"][0]["deliveries"][0]["muted"], muted, "{at}");
    }
}

#[test]
fn what_no_alert_has_is_said_and_followed_all_the_same() {
    let (code, answer) = asked(&["servce=api", "severity=critcal", "team=backend"]);
    assert_eq!(code, Some(1));
    assert_eq!(answer["alerts"].as_array().unwrap().len(), 0);
    let near: Vec<&str> = answer["unknown"]
        .as_array()
        .unwrap()
        .iter()
        .map(|unknown| unknown["near"].as_str().unwrap())
        .collect();
    assert_eq!(near, ["service", "critical"]);
    assert_eq!(receivers(&answer["as_given"]), ["chat"]);
    assert_eq!(answer["as_given"]["path"][0]["catches"], "yes");
}

#[test]
fn without_labels_every_alert_has_its_row() {
    let folder = folder(FILE);
    let table = run(folder.path(), &["route"]);
    assert_eq!(table.code, Some(0), "{}", table.stderr);
    let (_, answer) = asked(&[]);
    let rows = answer["matrix"].as_array().unwrap();
    assert_eq!(table.stdout.lines().count(), rows.len() + 1);
    let watchdog = rows.iter().find(|row| row["alert"] == "Watchdog").unwrap();
    assert_eq!(watchdog["route"][0], "watchdog");
    assert_eq!(watchdog["told"][0], "oncall");
}

#[test]
fn what_cannot_be_asked_is_refused_with_a_way_out() {
    let folder = folder(FILE);
    for (words, wanted) in [
        (&["critical"][..], "write severity=critical"),
        (&["monitoring.toml"], "--file monitoring.toml"),
        (&["a=b", "a=c"], "`a` is given twice"),
        (&["a=b", "--at", "sunday"], "write \"sunday 03:00\""),
    ] {
        let mut line = vec!["route"];
        line.extend(words);
        let done = run(folder.path(), &line);
        assert_eq!(done.code, Some(2));
        assert!(done.stderr.contains(wanted), "{}", done.stderr);
    }
}
