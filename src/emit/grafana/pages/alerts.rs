//! What fires, who is told, what is noisy.

use serde_json::Value;

use crate::emit::grafana::board::Board;
use crate::emit::grafana::colours;
use crate::emit::grafana::expressions::braces;
use crate::emit::grafana::page::{Page, step, team_selector, team_variable};
use crate::emit::grafana::panel::{
    self, Query, bar_gauge, count, stat, state_timeline, stepped, timeseries,
};
use crate::emit::grafana::table;
use crate::model::{Stack, names};

/// The dashboard.
pub fn page(stack: &Stack) -> Value {
    let team = team_selector(stack);
    let firing = |more: &str| format!("ALERTS{}", braces(&["alertstate=\"firing\"", more, team]));
    let mut board = Board::default();
    let watchdog = stat(
        "Watchdog",
        "Whether the alert that always fires does. If not, rules are not evaluated and no other alert can be believed. Do first: look at the page of the stack.",
        Query::instant(
            "max(ALERTS{alertname=\"Watchdog\",alertstate=\"firing\"}) or vector(0)",
            "watchdog",
        ),
        "none",
        "value",
        "Prometheus does not answer",
    );
    let watchdog = panel::with(
        watchdog,
        "mappings",
        colours::mapping(&[("0", "✕ silent", "red"), ("1", "✓ beating", "text")]),
    );
    let held = count(
        "Silenced or inhibited",
        "Alerts that Alertmanager holds back: people silenced them, or a worse alert speaks for them. Do first: look at the silences if this surprises you.",
        "sum(alertmanager_alerts{job=\"alertmanager\",state=\"suppressed\"})",
        "text",
    );
    board.line(
        vec![
            (4, count("Critical", "Alerts of severity critical that fire now. Do first: read the table below.", format!("count({}) or vector(0)", firing("severity=\"critical\"")), "red")),
            (4, count("Warnings", "Alerts of severity warning that fire now. Do first: read the table below.", format!("count({}) or vector(0)", firing("severity=\"warning\"")), "orange")),
            (4, count(
                "About to fire",
                "Alerts whose condition is true, but not yet for long enough. Do first: nothing, unless one of them is critical.",
                format!("count(ALERTS{}) or vector(0)", braces(&["alertstate=\"pending\"", "severity=~\"critical|warning\"", team])),
                "text",
            )),
            (4, held),
            (4, count(
                "Not delivered",
                "Notifications that failed in the time range. Somebody was not told. Do first: see below by which way, and why.",
                "sum(increase(alertmanager_notifications_failed_total{job=\"alertmanager\"}[$__range])) or vector(0)",
                "red",
            )),
            (4, watchdog),
        ],
        4,
    );
    board.row("What fires?");
    board.line(vec![(24, table::alerts(team, true))], 10);
    let each = format!(
        "max by (alertname, service) (2 * {} or 1 * {} or 0.5 * ALERTS{})\nand on (alertname, service) (max by (alertname, service) (max_over_time({}[$__range:$__interval] @ end())) > 0)",
        firing("severity=\"critical\""),
        firing("severity=\"warning\""),
        braces(&[
            "alertstate=\"pending\"",
            "severity=~\"critical|warning\"",
            team
        ]),
        firing("severity=~\"critical|warning\""),
    );
    let timeline = state_timeline(
        "When did each fire?",
        "One line for each alert that fired in the time range: pending, then firing. The first to turn is often the cause. Do first: compare the order with what you changed.",
        Query::range(each, "{{alertname}} · {{service}}"),
        "Nothing fired in this time range.",
    );
    let words = colours::mapping(&[
        ("0.5", "pending", colours::NEAR),
        ("1", "▲ warning", "orange"),
        ("2", "■ critical", "red"),
    ]);
    board.line(
        vec![(
            24,
            stepped(panel::with(timeline, "mappings", words), &step(stack)),
        )],
        9,
    );
    board.row("Does it reach anybody?");
    let bars = |mut chart: crate::emit::grafana::board::Panel| {
        if let Some(Value::Object(custom)) = chart
            .get_mut("fieldConfig")
            .and_then(|config| config.get_mut("defaults"))
            .and_then(|defaults| defaults.get_mut("custom"))
        {
            custom.insert("drawStyle".into(), "bars".into());
            custom.insert("fillOpacity".into(), 60.into());
            custom.insert("lineWidth".into(), 0.into());
        }
        chart
    };
    board.charts(
        vec![
            bars(timeseries(
                "Sent",
                "Notifications sent, by way. Do first: if a way that you expect is missing, look at the routes.",
                &[Query::range("sum by (integration) (increase(alertmanager_notifications_total{job=\"alertmanager\"}[$__rate_interval]))", "{{integration}}")],
                "none",
                "nothing sent",
            )),
            bars(timeseries(
                "Failed",
                "Notifications that failed, by way and reason. authError: the token or password is wrong. rateLimited: too many messages. Do first: send a test message by that way.",
                &[Query::range("sum by (integration, reason) (increase(alertmanager_notifications_failed_total{job=\"alertmanager\"}[$__rate_interval]))", "{{integration}} {{reason}}")],
                "none",
                "nothing failed",
            )),
            timeseries(
                "Time to deliver, p95",
                "How long the receiving side takes to accept a notification. Do first: if it grows, look at the status page of that service.",
                &[Query::range("histogram_quantile(0.95, sum by (integration, le) (rate(alertmanager_notification_latency_seconds_bucket{job=\"alertmanager\"}[$__rate_interval])))", "{{integration}}")],
                "s",
                "nothing sent",
            ),
        ],
        9,
    );
    board.row("Which alerts are noise?");
    let seconds = stack.evaluation_interval.as_seconds();
    board.line(
        vec![
            (12, bar_gauge(
                "Time spent firing",
                "The ten alerts that fired longest in the time range. Do first: an alert that always fires is a limit in the wrong place.",
                Query::instant(format!("topk(10, sum by (alertname, service) (count_over_time({}[$__range]) * {seconds}))", firing("severity=~\"critical|warning\"")), "{{alertname}} · {{service}}"),
                "s",
                "nothing fired",
            )),
            (12, bar_gauge(
                "How often each fired",
                "Beginnings in the time range, pending ones too. Do first: more than five times a week without anybody acting means: raise the limit or `for`, or delete the alert.",
                Query::instant(format!("topk(10, sum by (alertname, service) (changes(ALERTS_FOR_STATE{}[$__range]) + 1))", braces(&["severity=~\"critical|warning\"", team])), "{{alertname}} · {{service}}"),
                "none",
                "nothing fired",
            )),
        ],
        10,
    );
    let page = Page {
        uid: names::ALERTS_UID,
        title: "Alerts",
        description: "What fires, since when, whether it reaches anybody, and which alerts are noise.",
        kind: false,
        from: "now-24h",
        refresh: "1m",
        variables: team_variable(stack),
        annotations: Vec::new(),
        board,
    };
    page.json(stack)
}
