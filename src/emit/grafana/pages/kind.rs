//! A kind's page; with one service chosen it is that service's page.

use serde_json::Value;

use crate::catalog::Unit;
use crate::emit::grafana::board::{Board, Panel};
use crate::emit::grafana::expressions::{braces, state};
use crate::emit::grafana::page::{Page, annotation, refresh, step, variable};
use crate::emit::grafana::panel::{self, Query, service_link, stat, state_timeline, stepped};
use crate::emit::grafana::signal_panels::{
    chart, description, empty, fold, folded, has_limit, raw, role, selector, states,
};
use crate::emit::grafana::table::{self, COLUMNS, Column};
use crate::emit::grafana::{colours, units};
use crate::escape;
use crate::model::{KindInUse, Signal, Stack, names};

/// Rows in the order of reading: the question, and the roles that answer it.
const ROWS: [(&str, &[&str]); 6] = [
    ("Is it serving well?", &["traffic", "errors", "latency"]),
    ("Is something full or waiting?", &["saturation"]),
    ("What does it use?", &["use"]),
    ("Are the data safe?", &["safety"]),
    ("Is it well?", &["state"]),
    ("What will expire?", &["expiry"]),
];

/// The dashboard of a kind.
pub fn page(stack: &Stack, kind: &KindInUse) -> Value {
    let own = !kind.services.is_empty()
        && kind.signals.iter().all(|signal| {
            signal
                .services
                .iter()
                .all(|name| kind.services.binary_search(name).is_ok())
        });
    let base = if own {
        format!("kind=\"{}\",service=~\"$service\"", kind.label)
    } else {
        "service=~\"$service\"".to_owned()
    };
    let services = services_of(kind);
    let mut board = Board::default();
    board.line(header(stack, kind, &base), 4);
    board.row("What is wrong, and what came first?");
    what_came_first(stack, kind, &base, &mut board);
    if services.len() > 1 {
        board.row("Which service?");
        let height = (((services.len() as u32 + 1) * 36 + 44).div_ceil(38)).clamp(4, 12);
        board.line(
            vec![(24, side_by_side(kind, &base, services.len()))],
            height,
        );
    }
    for (title, charts) in rows(stack, kind, &base) {
        board.row(title);
        board.charts(charts, 10);
    }
    board.collapsed("What happens inside?", inside(stack, kind, &base), 9);
    if own {
        further_sources(stack, kind, &base, &mut board);
    }
    let uid = format!("monc-{}", kind.name);
    let title = escape::grafana::dashboard_text(&kind.plural, &[]);
    let page = Page {
        uid: &uid,
        title: &title,
        description: &format!(
            "{}: are they well, what came first, how much room is left. With one service chosen, this is its page.",
            kind.plural
        ),
        kind: true,
        from: "now-3h",
        refresh: refresh(stack),
        variables: variables(kind, own),
        annotations: vec![annotation(
            "Critical alerts",
            &format!(
                "ALERTS{}",
                braces(&["alertstate=\"firing\"", "severity=\"critical\"", &base])
            ),
            "red",
            "{{alertname}}",
            "{{service}} {{instance}}",
            true,
        )],
        board,
    };
    page.json(stack)
}

/// Services that have a signal of the kind, by name.
fn services_of(kind: &KindInUse) -> Vec<String> {
    let mut all: Vec<String> = kind.services.clone();
    all.extend(
        kind.signals
            .iter()
            .flat_map(|signal| signal.services.iter().cloned()),
    );
    all.sort();
    all.dedup();
    all
}

fn variables(kind: &KindInUse, own: bool) -> Vec<Value> {
    let (query, all) = if own {
        (
            format!(
                "label_values({}{{kind=\"{}\"}}, service)",
                names::SERVICE,
                kind.label
            ),
            Some(".*"),
        )
    } else {
        let record = kind
            .signals
            .first()
            .map_or(names::UP, |signal| signal.record.as_str());
        (format!("label_values({record}, service)"), None)
    };
    let mut out = vec![variable(
        "service",
        "Service",
        "One, several or all services on this page",
        &query,
        all,
    )];
    if let Some(signal) = kind.signals.iter().find(|signal| signal.per_instance) {
        let query = format!(
            "label_values({}{{service=~\"$service\"}}, instance)",
            signal.record
        );
        out.push(variable(
            "instance",
            "Instance",
            "One instance of the service",
            &query,
            Some(".*"),
        ));
    }
    out
}

fn headlines(kind: &KindInUse) -> Vec<&Signal> {
    let mut out: Vec<&Signal> = kind
        .signals
        .iter()
        .filter(|signal| signal.panel.headline.is_some())
        .collect();
    out.sort_by_key(|signal| (signal.panel.headline, signal.name.clone()));
    out.truncate(5);
    out
}

fn traffic(kind: &KindInUse) -> Option<&Signal> {
    kind.signals
        .iter()
        .filter(|signal| role(signal) == "traffic")
        .min_by_key(|signal| signal.panel.headline.unwrap_or(99))
}

fn header(stack: &Stack, kind: &KindInUse, base: &str) -> Vec<(u32, Panel)> {
    let now = stat(
        "State",
        "The worst thing true of the chosen services now. Do first: see below which signal left its limit first.",
        Query::instant(format!("max({})", state(base)), "state"),
        "none",
        "background_solid",
        "no such service",
    );
    let now = panel::with(now, "mappings", colours::states(true));
    let headlines = headlines(kind);
    let width = 24 / (headlines.len() as u32 + 1);
    let mut out = vec![(24 - width * headlines.len() as u32, now)];
    for signal in headlines {
        let select = |signal: &Signal| selector(base, signal, true);
        let expression = folded(signal, traffic(kind), &select, "");
        let unit = units::of(signal);
        let mut number = stat(
            &escape::grafana::dashboard_text(&signal.title, &[]),
            &format!("{} {}", how(signal), description(signal, false, false)),
            Query::range(expression, signal.name.clone()),
            unit,
            "none",
            &empty(signal),
        );
        if signal.unit == Unit::State {
            number = panel::with(number, "mappings", colours::yes_or_no());
        }
        out.push((width, stepped(number, &step(stack))));
    }
    out
}

fn how(signal: &Signal) -> &'static str {
    match fold(signal) {
        "sum" => "All chosen services together.",
        "weighted" => "Over all chosen services, weighted by traffic: ratios are never averaged.",
        "min" => "The lowest of the chosen services.",
        _ => "The highest of the chosen services.",
    }
}

fn what_came_first(stack: &Stack, kind: &KindInUse, base: &str, board: &mut Board) {
    let limited = kind
        .signals
        .iter()
        .filter(|signal| has_limit(stack, kind, signal))
        .count() as u32;
    let first = state_timeline(
        "Which signal left its limit first",
        "One line for each signal that has a limit: how much of its first limit is used, the worst of the chosen services. Yellow from 80 %, orange when over. The first to turn is the place to start.",
        Query::range(
            format!("max by (signal) ({}{})", names::LIMIT, braces(&[base])),
            "{{signal}}",
        ),
        "No limits are set.",
    );
    let first = panel::with(
        panel::with(first, "unit", "percentunit".into()),
        "mappings",
        Value::Array(Vec::new()),
    );
    let first = stepped(
        panel::with(first, "thresholds", colours::limit_steps()),
        &step(stack),
    );
    let height = (2 + (limited * 4).div_ceil(5)).clamp(6, 12);
    let mut left = vec![(height, first)];
    let depends = kind
        .services
        .iter()
        .filter_map(|name| stack.service(name))
        .any(|service| !service.depends_on.is_empty());
    if depends {
        let expression = format!(
            "{}\nand on (service) label_replace({}{{service=~\"$service\"}}, \"service\", \"$1\", \"on\", \"(.+)\")",
            state(""),
            names::DEPENDS_ON
        );
        let stands = state_timeline(
            "What it stands on",
            "State of the services that the chosen ones depend on (`depends_on`). If one of these turned first, start there.",
            Query::range(expression, "{{service}}"),
            "depends on nothing",
        );
        left.push((
            4,
            stepped(panel::with(stands, "links", service_link()), &step(stack)),
        ));
    }
    board.block(left, 12, table::alerts(base, false));
}

fn side_by_side(kind: &KindInUse, base: &str, lines: usize) -> Panel {
    let columns: Vec<Column> = headlines(kind)
        .into_iter()
        .zip(COLUMNS)
        .map(|(signal, id)| {
            let select = |signal: &Signal| selector(base, signal, false);
            Column {
                id,
                title: signal.title.clone(),
                expression: folded(signal, traffic(kind), &select, "service"),
                unit: units::of(signal).into(),
                decimals: if signal.unit == Unit::Count { 0 } else { 1 },
                state: signal.unit == Unit::State,
            }
        })
        .collect();
    table::services(
        "Services, side by side",
        "One line for each service: its state, how much of its nearest limit is used, and the figures of the header. Do first: click the service that is worst.",
        state(base),
        format!("max by (service) ({}{})", names::LIMIT, braces(&[base])),
        &columns,
        lines,
    )
}

/// Signals of a row, in order; those that are drawn with another have no chart of their own.
fn of_roles<'k>(kind: &'k KindInUse, roles: &[&str]) -> Vec<&'k Signal> {
    let with: Vec<&String> = kind
        .signals
        .iter()
        .flat_map(|signal| &signal.panel.with)
        .collect();
    let mut out: Vec<&Signal> = kind
        .signals
        .iter()
        .filter(|signal| roles.contains(&signal.panel.row.as_deref().unwrap_or(role(signal))))
        .filter(|signal| {
            !with.contains(&&signal.name) && signal.panel.view.as_deref() != Some("none")
        })
        .collect();
    let place = |signal: &Signal| {
        roles
            .iter()
            .position(|wanted| *wanted == role(signal))
            .unwrap_or(9)
    };
    out.sort_by_key(|signal| {
        (
            place(signal),
            signal.panel.order.unwrap_or(50),
            signal.name.clone(),
        )
    });
    out
}

/// Open rows; a row with one chart joins the row before.
fn rows(stack: &Stack, kind: &KindInUse, base: &str) -> Vec<(&'static str, Vec<Panel>)> {
    let mut out: Vec<(&'static str, Vec<Panel>)> = Vec::new();
    for (title, roles) in ROWS {
        let (bad, lines): (Vec<&Signal>, Vec<&Signal>) = of_roles(kind, roles)
            .into_iter()
            .partition(|signal| signal.unit == Unit::State);
        let mut charts = Vec::new();
        if !bad.is_empty() {
            charts.push(states(stack, "States", &bad, base, true));
        }
        for signal in lines {
            charts.push(chart(stack, kind, signal, base, true));
            charts.extend(raw(kind, signal, base));
        }
        match (charts.len(), out.last_mut()) {
            (0, _) => {}
            (1, Some((_, before))) => before.extend(charts),
            _ => out.push((title, charts)),
        }
    }
    out
}

fn inside(stack: &Stack, kind: &KindInUse, base: &str) -> Vec<Panel> {
    of_roles(kind, &["inside"])
        .into_iter()
        .map(|signal| chart(stack, kind, signal, base, true))
        .collect()
}

/// Closed rows: its container, seen from outside, the machine.
fn further_sources(stack: &Stack, kind: &KindInUse, base: &str, board: &mut Board) {
    for (source, title) in [
        ("container", "Its container"),
        ("probe", "Seen from outside"),
    ] {
        let Some(other) = stack.kind(source).filter(|other| other.name != kind.name) else {
            continue;
        };
        let has = |signal: &&Signal| {
            signal
                .services
                .iter()
                .any(|name| kind.services.binary_search(name).is_ok())
        };
        let charts: Vec<Panel> = other
            .signals
            .iter()
            .filter(has)
            .filter(|signal| signal.unit != Unit::State)
            .take(6)
            .map(|signal| chart(stack, other, signal, base, false))
            .collect();
        board.collapsed(title, charts, 9);
    }
    let on_hosts = kind
        .services
        .iter()
        .filter_map(|name| stack.service(name))
        .any(|service| service.host.is_some());
    if let Some(host) = stack
        .kind("host")
        .filter(|host| on_hosts && host.name != kind.name)
    {
        let charts: Vec<Panel> = ["cpu", "memory", "disk"]
            .iter()
            .filter_map(|name| host.signals.iter().find(|signal| signal.name == *name))
            .map(|signal| machine(stack, signal))
            .collect();
        board.collapsed("The machine it runs on", charts, 9);
    }
}

fn machine(stack: &Stack, signal: &Signal) -> Panel {
    let expression = format!(
        "max_over_time({}[$__interval]) and on (host) max by (host) ({}{{service=~\"$service\"}})",
        signal.record,
        names::SERVICE
    );
    let mut legend = String::from("{{host}}");
    for label in &signal.keeps {
        legend.push_str(&format!(" {{{{{label}}}}}"));
    }
    let drawn = panel::timeseries(
        &format!("Machine, {}", signal.title),
        &description(signal, false, false),
        &[Query::range(expression, legend)],
        units::of(signal),
        "not on a machine of this file",
    );
    stepped(
        panel::with(drawn, "max", serde_json::json!(1)),
        &step(stack),
    )
}
