//! Objectives: are they kept, what used up the budget, how fast does it go?

use serde_json::{Value, json};

use crate::catalog::Severity;
use crate::config::value::Duration;
use crate::emit::grafana::board::{Board, Panel};
use crate::emit::grafana::expressions::braces;
use crate::emit::grafana::page::{Page, step, variable};
use crate::emit::grafana::panel::{self, Query, bar_gauge, count, stat, stepped, timeseries};
use crate::emit::grafana::table;
use crate::model::{BURNS, Burn, Stack, names};

const SELECTOR: [&str; 2] = ["service=~\"$service\"", "slo=~\"$slo\""];

/// The dashboard; there is one where a service has an objective.
pub fn page(stack: &Stack) -> Value {
    // Objectives of one length share their records; the page draws the windows of the longest, which most stacks have alone.
    let window = stack
        .slos
        .iter()
        .map(|slo| slo.window)
        .max()
        .unwrap_or_default();
    let pace = |burn: &Burn| burn.windows(window, stack.scrape_interval);
    let (pages, tickets): (Vec<&Burn>, Vec<&Burn>) = BURNS
        .iter()
        .partition(|burn| burn.severity == Severity::Critical);
    let fastest = BURNS.first().map_or(window, |burn| pace(burn).0);
    let mut board = Board::default();
    board.line(header(fastest), 4);
    board.row("Are we keeping our promises?");
    let objectives = table::objectives(&[
        (
            "Objective",
            "percentunit",
            format!("max by (service, slo) ({})", selected(names::SLO)),
        ),
        (
            "Budget left",
            "percentunit",
            format!("max by (service, slo) ({})", selected(names::SLO_BUDGET)),
        ),
        (
            "Burning now",
            "×",
            format!(
                "max by (service, slo) ({})",
                selected(&names::slo("burn", fastest))
            ),
        ),
    ]);
    board.line(vec![(24, objectives)], 9);
    let left = timeseries(
        "Budget left",
        "Share of the error budget that is left: 100% is untouched, 0% is the objective just met, below it is missed. Do first: while it falls, look at what burns it; when it is gone, ship fixes before features.",
        &[Query::range(
            format!(
                "min_over_time({}[$__interval])",
                selected(names::SLO_BUDGET)
            ),
            "{{service}} · {{slo}}",
        )],
        "percentunit",
        "no objective has data yet",
    );
    let used = bar_gauge(
        "What used it up",
        "Bad events of each objective in the time range. Do first: open the page of the service at the top.",
        Query::instant(
            format!(
                "topk(10, sum by (service, slo) (avg_over_time({}[$__range])) * $__range_s)",
                selected(&names::slo("errors", base(stack, window)))
            ),
            "{{service}} · {{slo}}",
        ),
        "none",
        "nothing failed",
    );
    board.line(
        vec![
            (12, stepped(panel::without(left, "min"), &step(stack))),
            (12, used),
        ],
        10,
    );
    board.row("How fast is it burning?");
    let burning = |title: &str, description: &str, burns: &[&Burn]| -> Panel {
        let mut queries = Vec::new();
        for (burn, [pace_id, limit_id]) in burns.iter().zip(IDS) {
            let (long, _) = pace(burn);
            let series = selected(&names::slo("burn", long));
            let legend = format!("{{{{service}}}} · {{{{slo}}}}, {long}");
            queries.push(
                Query::range(format!("max_over_time({series}[$__interval])"), legend)
                    .named(pace_id),
            );
            let limit = format!("alerts at {}, {long}", burn.factor);
            queries.push(Query::range(format!("vector({})", burn.factor), limit).named(limit_id));
        }
        let chart = timeseries(title, description, &queries, "×", "no requests");
        stepped(panel::overridden(chart, dashed()), &step(stack))
    };
    board.charts(
        vec![
            burning(
                "Pace that pages",
                "How many times faster than allowed the budget goes; 1 uses it up exactly at the end of the window. Somebody is paged when it is over the dashed line, in the window named and in a short one. Do first: stop what fails now.",
                &pages,
            ),
            burning(
                "Pace that makes tickets",
                "The same over days: a slow leak that uses up the budget without anybody being woken. Do first: find the failures that come again and again.",
                &tickets,
            ),
        ],
        10,
    );
    board.row("What is counted?");
    let base = base(stack, window);
    board.charts(
        vec![
            timeseries(
                "Events",
                "What each objective counts, per second: requests, or tries of a probe. Do first: an objective without events cannot be missed, and not be kept either.",
                &[Query::range(selected(&names::slo("requests", base)), "{{service}} · {{slo}}")],
                "eps",
                "no requests",
            ),
            timeseries(
                "Share of bad events",
                "Bad events of all, in the shortest window. Do first: compare with what the objective allows.",
                &[Query::range(
                    format!("{} / ({} > 0)", selected(&names::slo("errors", base)), selected(&names::slo("requests", base))),
                    "{{service}} · {{slo}}",
                )],
                "percentunit",
                "no requests",
            ),
        ],
        9,
    );
    Page {
        uid: names::SLO_UID,
        title: "Objectives",
        description: "Are objectives kept, what used up their error budgets, and how fast do they go?",
        kind: false,
        from: &format!("now-{window}"),
        refresh: "5m",
        variables: vec![
            variable("service", "Service", "Services with an objective", &format!("label_values({}, service)", names::SLO), Some(".*")),
            variable(
                "slo",
                "Objective",
                "Names of objectives",
                &format!("label_values({}{{service=~\"$service\"}}, slo)", names::SLO),
                Some(".*"),
            ),
        ],
        annotations: Vec::new(),
        board,
    }
    .json(stack)
}

/// Letters of the queries of a chart: pace and limit.
const IDS: [[&str; 2]; 2] = [["A", "B"], ["C", "D"]];

/// Limits are no data: dashed, without a fill.
fn dashed() -> Vec<Value> {
    vec![json!({
        "matcher": { "id": "byRegexp", "options": "/^alerts at/" },
        "properties": [
            { "id": "color", "value": { "mode": "fixed", "fixedColor": "red" } },
            { "id": "custom.lineStyle", "value": { "fill": "dash", "dash": [8, 6] } },
            { "id": "custom.lineWidth", "value": 1 },
        ],
    })]
}

fn selected(series: &str) -> String {
    format!("{series}{}", braces(&SELECTOR))
}

/// The shortest window of objectives of a length.
fn base(stack: &Stack, window: Duration) -> Duration {
    let windows = BURNS
        .iter()
        .map(|burn| burn.windows(window, stack.scrape_interval).1);
    windows.min().unwrap_or_default()
}

fn header(fastest: Duration) -> Vec<(u32, Panel)> {
    let steps = |steps: Value| json!({ "mode": "absolute", "steps": steps });
    let least = stat(
        "Least budget left",
        "The objective that is nearest to being missed, or missed by most. Do first: look at what burns it, below.",
        Query::instant(
            format!("bottomk(1, {})", selected(names::SLO_BUDGET)),
            "{{service}} · {{slo}}",
        ),
        "percentunit",
        "value",
        "no data yet",
    );
    let least = panel::with(
        least,
        "thresholds",
        steps(
            json!([{ "color": "red", "value": null }, { "color": "orange", "value": 0 }, { "color": "text", "value": 0.25 }]),
        ),
    );
    let fastest = stat(
        "Burning fastest now",
        "How many times faster than allowed the fastest budget goes; 1 is exactly the allowed pace. Do first: above 14, stop what fails now.",
        Query::instant(
            format!("topk(1, {})", selected(&names::slo("burn", fastest))),
            "{{service}} · {{slo}}",
        ),
        "×",
        "value",
        "no requests",
    );
    let fastest = panel::with(
        fastest,
        "thresholds",
        steps(
            json!([{ "color": "text", "value": null }, { "color": "orange", "value": 1 }, { "color": "red", "value": 14.4 }]),
        ),
    );
    vec![
        (
            6,
            count(
                "Objectives missed",
                "Objectives whose error budget is used up for this window. Do first: ship fixes before features until it is back.",
                format!("count({} < 0) or vector(0)", selected(names::SLO_BUDGET)),
                "red",
            ),
        ),
        (6, named(least)),
        (6, named(fastest)),
        (
            6,
            count(
                "Budget alerts",
                "Alerts of error budgets that fire now. Do first: look at which pace they name, below.",
                format!(
                    "count(ALERTS{}) or vector(0)",
                    braces(&["alertstate=\"firing\"", "slo=~\".+\"", SELECTOR[0]])
                ),
                "red",
            ),
        ),
    ]
}

/// The number with the name of what it is of.
fn named(mut panel: Panel) -> Panel {
    if let Some(options) = panel.get_mut("options").and_then(Value::as_object_mut) {
        options.insert("textMode".into(), "value_and_name".into());
    }
    panel
}
