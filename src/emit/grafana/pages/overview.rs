//! The home page: what is wrong, since when, and how much room is left.

use serde_json::{Value, json};

use crate::emit::grafana::board::{Board, Panel};
use crate::emit::grafana::colours;
use crate::emit::grafana::expressions::{braces, state, verdict, with_kind};
use crate::emit::grafana::page::{Page, annotation, refresh, step, team_selector, team_variable};
use crate::emit::grafana::panel::{
    self, Query, bar_gauge, count, service_link, stat, state_timeline, stepped,
};
use crate::emit::grafana::signal_panels::role;
use crate::emit::grafana::table::{self, COLUMNS, Column};
use crate::escape;
use crate::model::{Signal, Stack, names};

/// Columns and charts that kinds share, by role: title, unit, text when empty.
const SERVING: [(&str, &str, &str, &str); 3] = [
    ("traffic", "Requests", "reqps", "no requests"),
    ("errors", "Errors", "percentunit", "no requests"),
    ("latency", "Latency, p95", "s", "no requests"),
];
/// Shares of what may be used, by signal name.
const USING: [(&str, &str); 3] = [("cpu", "CPU"), ("memory", "Memory"), ("disk", "Disk")];

/// The dashboard.
pub fn page(stack: &Stack) -> Value {
    let team = team_selector(stack);
    let mut board = Board::default();
    board.line(header(team), 4);
    board.row("What is wrong, and since when?");
    let timeline = state_timeline(
        "Which service, since when",
        "One line for each service: the worst thing true of it at that time. The first line to change colour is where to look first. Click a line for the service.",
        Query::range(state(team), "{{service}}"),
        "No service was in trouble.",
    );
    let timeline = stepped(panel::with(timeline, "links", service_link()), &step(stack));
    board.line(vec![(14, table::alerts(team, true)), (10, timeline)], 9);
    board.row("How much room is left?");
    board.line(vec![(8, closest(team)), (16, services(stack, team))], 10);
    let serving: Vec<Panel> = SERVING
        .iter()
        .filter_map(|(role, title, unit, empty)| {
            shared_chart(stack, &by_role(stack, role), title, unit, empty, team, None)
        })
        .collect();
    if !serving.is_empty() {
        board.row("Are we serving well?");
        board.charts(serving, 9);
    }
    let using: Vec<Panel> = USING
        .iter()
        .filter_map(|(name, title)| {
            shared_chart(
                stack,
                &by_name(stack, name),
                title,
                "percentunit",
                "nothing recorded in this time range",
                team,
                Some(name),
            )
        })
        .collect();
    if !using.is_empty() {
        board.row("What does it use?");
        board.charts(using, 9);
    }
    let reload = annotation(
        "Configuration applied",
        "changes(prometheus_config_last_reload_success_timestamp_seconds{job=\"prometheus\"}[2m]) > 0",
        "purple",
        "Monitoring changed",
        "Prometheus took up a new configuration",
        true,
    );
    let page = Page {
        uid: names::OVERVIEW_UID,
        title: "Overview",
        description: "What is wrong, since when, and how much room is left: everything that this stack watches, on one page.",
        kind: false,
        from: "now-3h",
        refresh: refresh(stack),
        variables: team_variable(stack),
        annotations: vec![reload],
        board,
    };
    page.json(stack)
}

fn header(team: &str) -> Vec<(u32, Panel)> {
    let now = stat(
        "Right now",
        "The worst thing that is true at this moment. `Blind` means that the watchdog alert is missing: no other panel can then be believed. Do first: read the table below.",
        Query::instant(verdict(team), "state"),
        "none",
        "background_solid",
        "Prometheus does not answer",
    );
    let words = colours::mapping(&[
        ("0", "✓ All fine", colours::FINE),
        ("1", "▲ Warnings", "semi-dark-orange"),
        ("2", "■ Critical", "semi-dark-red"),
        ("3", "✕ Service down", "dark-red"),
        ("4", "? Blind", "dark-purple"),
    ]);
    let to_alerts = json!([{ "title": "Alerts and delivery", "url": "/d/monc-alerts?${__url_time_range}", "targetBlank": false }]);
    let now = panel::with(panel::with(now, "mappings", words), "links", to_alerts);
    let firing = |severity: &str| {
        format!(
            "count(ALERTS{}) or vector(0)",
            braces(&[
                "alertstate=\"firing\"",
                &format!("severity=\"{severity}\""),
                team
            ])
        )
    };
    let services = format!("{}{}", names::SERVICE, braces(&[team]));
    let silent = format!(
        "count({services} unless on (service) (max by (service) ({}) == 1)) or vector(0)",
        names::UP
    );
    let nearest = stat(
        "Nearest limit",
        "How much of its first limit the most used signal takes: 100 % is where its alert starts to count. Do first: see the bars below for which one.",
        Query::instant(format!("max({}{})", names::LIMIT, braces(&[team])), "limit"),
        "percentunit",
        "value",
        "no limits are set",
    );
    let nearest = panel::with(
        panel::with(nearest, "decimals", json!(0)),
        "thresholds",
        json!({ "mode": "absolute", "steps": [
            { "color": "text", "value": null }, { "color": "orange", "value": 1 },
        ]}),
    );
    let own = format!(
        "count(ALERTS{{alertstate=\"firing\",severity=~\"critical|warning\"}} * on (service) group_left () max by (service) ({}{{kind=\"{}\"}})) or vector(0)",
        names::SERVICE,
        names::STACK_KIND
    );
    let itself = count(
        "Monitoring itself",
        "Alerts about Prometheus, Alertmanager, Grafana and their parts. While one fires, trust the other panels less. Do first: open the page of the stack.",
        own,
        "red",
    );
    let itself = panel::with(
        itself,
        "mappings",
        colours::mapping(&[("0", "✓ working", "text")]),
    );
    vec![
        (6, now),
        (
            3,
            count(
                "Critical",
                "Alerts of severity critical that fire now, silenced and inhibited ones too. Do first: read the table below.",
                firing("critical"),
                "red",
            ),
        ),
        (
            3,
            count(
                "Warnings",
                "Alerts of severity warning that fire now, silenced and inhibited ones too. Do first: read the table below.",
                firing("warning"),
                "orange",
            ),
        ),
        (
            4,
            count(
                "Services not answering",
                "Services that are down, or of which nothing is known. Do first: see the timeline for which one turned first.",
                silent,
                "red",
            ),
        ),
        (4, nearest),
        (4, itself),
    ]
}

fn closest(team: &str) -> Panel {
    let expression = format!(
        "topk(10, max by (service, kind, signal) ({}{}))",
        names::LIMIT,
        braces(&[team])
    );
    let bars = bar_gauge(
        "Closest to a limit",
        "The ten signals that are nearest to (or furthest over) their first limit, as a share of that limit: 100 % is where the alert starts to count, 200 % is twice the limit or more. Do first: look at what is over 80 % and still rising.",
        Query::instant(expression, "{{service}} · {{signal}}"),
        "percentunit",
        "no limits are set",
    );
    let bars = panel::with(panel::with(bars, "max", json!(1.5)), "decimals", json!(0));
    panel::with(
        panel::with(bars, "thresholds", colours::limit_steps()),
        "links",
        service_link(),
    )
}

fn by_role<'s>(stack: &'s Stack, wanted: &str) -> Vec<&'s Signal> {
    let mut out = Vec::new();
    for kind in stack
        .kinds
        .iter()
        .filter(|kind| kind.label != names::STACK_KIND)
    {
        let of_role = kind
            .signals
            .iter()
            .filter(|signal| role(signal) == wanted && !signal.own);
        let best = of_role.min_by_key(|signal| {
            (
                signal.panel.headline.unwrap_or(99),
                signal.panel.order.unwrap_or(50),
            )
        });
        out.extend(best);
    }
    out
}

fn by_name<'s>(stack: &'s Stack, name: &str) -> Vec<&'s Signal> {
    stack
        .kinds
        .iter()
        .filter(|kind| kind.label != names::STACK_KIND)
        .flat_map(|kind| &kind.signals)
        .filter(|signal| signal.name == name)
        .collect()
}

fn services(stack: &Stack, team: &str) -> Panel {
    let mut columns = Vec::new();
    let mut add = |signals: &[&Signal], title: &str, unit: &str, fold: &str, decimals: u8| {
        if let Some(id) = COLUMNS.get(columns.len()).filter(|_| !signals.is_empty()) {
            columns.push(Column {
                id,
                title: title.into(),
                expression: format!("{fold} by (service) ({})", any(signals, team)),
                unit: unit.into(),
                decimals,
                state: false,
            });
        }
    };
    for (role, title, unit, _) in SERVING {
        let fold = if role == "traffic" { "sum" } else { "max" };
        add(
            &by_role(stack, role),
            title,
            unit,
            fold,
            if role == "errors" { 2 } else { 1 },
        );
    }
    for (name, title) in USING {
        add(&by_name(stack, name), title, "percentunit", "max", 0);
    }
    table::services(
        "All services",
        "Each service with the figures that every kind shares; empty where a kind does not have the figure. Limit: how much of its nearest limit is used. Sorted by state, then by limit. Do first: open the top line.",
        state(team),
        format!("max by (service) ({}{})", names::LIMIT, braces(&[team])),
        &columns,
        stack.services.len(),
    )
}

fn any(signals: &[&Signal], team: &str) -> String {
    let parts: Vec<String> = signals
        .iter()
        .map(|signal| format!("{}{}", signal.record, braces(&[team])))
        .collect();
    parts.join(" or ")
}

/// One chart over kinds: the service is the line, the kind leads to its page.
fn shared_chart(
    stack: &Stack,
    signals: &[&Signal],
    title: &str,
    unit: &str,
    empty: &str,
    team: &str,
    limit: Option<&str>,
) -> Option<Panel> {
    let first = signals.first()?;
    let fold = if role(first) == "traffic" {
        "sum"
    } else {
        "max"
    };
    let window = if fold == "sum" {
        "avg_over_time"
    } else {
        "max_over_time"
    };
    let keeps: Vec<&String> = signals.iter().flat_map(|signal| &signal.keeps).collect();
    let (more, legend) = match (limit, keeps.first()) {
        (Some("disk"), Some(label)) => (
            format!(", {label}"),
            format!("{{{{service}}}} {{{{{label}}}}}"),
        ),
        _ => (String::new(), "{{service}}".to_owned()),
    };
    let parts: Vec<String> = signals
        .iter()
        .map(|signal| {
            format!(
                "{window}({}{}[$__interval])",
                signal.record,
                braces(&[team])
            )
        })
        .collect();
    let joined = parts.join(" or ");
    let expression = if fold == "sum" {
        format!("sum by (service, kind{more}) ({joined})")
    } else {
        with_kind(&joined, &more)
    };
    let mut services: Vec<String> = signals
        .iter()
        .flat_map(|signal| signal.services.iter().cloned())
        .collect();
    services.sort();
    services.dedup();
    let many = services.len() > crate::emit::grafana::signal_panels::MANY;
    let (expression, title) = if many {
        (
            format!(
                "{expression}\nand on (service) topk(8, max by (service) ({}))",
                joined.replace("[$__interval]", "[$__range] @ end()")
            ),
            format!("{title}, the 8 worst"),
        )
    } else {
        (expression, title.to_owned())
    };
    let mut queries = vec![Query::range(expression, legend)];
    if let Some(signal) = limit {
        let select = braces(&[&format!("signal=\"{signal}\""), team]);
        queries.push(
            Query::range(
                format!("min by (severity) ({}{select})", names::THRESHOLD),
                "{{severity}} limit",
            )
            .named("Limit"),
        );
    }
    let description = escape::grafana::dashboard_text(
        &format!(
            "{} By service; each kind's own figure, the worst of its instances (traffic: all together). Do first: click the line that changed.",
            first.help.means.trim()
        ),
        &[],
    );
    let chart = panel::timeseries(&title, &description, &queries, unit, empty);
    let chart = panel::with(chart, "links", service_link());
    let chart = if limit.is_some() {
        panel::with(chart, "max", json!(1))
    } else {
        chart
    };
    let mut overrides = colours::by_service(&services);
    if limit.is_some() {
        overrides.extend(panel::limit_overrides());
    }
    Some(stepped(panel::overridden(chart, overrides), &step(stack)))
}
