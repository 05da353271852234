//! The stack itself: do its parts work, will the storage last, is it fast enough.

use serde_json::{Value, json};

use crate::catalog::Unit;
use crate::emit::grafana::board::{Board, Panel};
use crate::emit::grafana::colours;
use crate::emit::grafana::expressions::state;
use crate::emit::grafana::page::{Page, step};
use crate::emit::grafana::panel::{
    self, Query, count, limit_overrides, stat, state_timeline, stepped, timeseries,
};
use crate::emit::grafana::signal_panels::{chart, states};
use crate::emit::grafana::table;
use crate::model::{Stack, names};

const PROMETHEUS: &str = "{job=\"prometheus\"}";

/// The dashboard.
pub fn page(stack: &Stack) -> Value {
    let own = format!("kind=\"{}\"", names::STACK_KIND);
    let mut board = Board::default();
    board.line(header(stack, &own), 4);
    board.row("Do the parts work?");
    let parts = state_timeline(
        "Which part, since when",
        "One line for each part of the stack: the worst thing true of it at that time. The first to turn is the place to start.",
        Query::range(state(&own), "{{service}}"),
        "no part is known",
    );
    board.line(
        vec![
            (12, stepped(parts, &step(stack))),
            (12, table::alerts(&own, false)),
        ],
        8,
    );
    board.row("Will the storage last?");
    board.charts(storage(stack), 9);
    board.row("Is it fast enough?");
    board.charts(speed(stack), 9);
    for kind in stack
        .kinds
        .iter()
        .filter(|kind| kind.label == names::STACK_KIND)
    {
        let (bad, lines): (Vec<_>, Vec<_>) = kind
            .signals
            .iter()
            .partition(|signal| signal.unit == Unit::State);
        let base = format!("service=\"{}\"", kind.name);
        let mut charts: Vec<Panel> = lines
            .into_iter()
            .map(|signal| chart(stack, kind, signal, &base, false))
            .collect();
        if !bad.is_empty() {
            charts.insert(0, states(stack, "States", &bad, &base, false));
        }
        board.collapsed(&kind.title, charts, 9);
    }
    let page = Page {
        uid: names::STACK_UID,
        title: "Stack",
        description: "Prometheus, Alertmanager, Grafana and their exporters: do they work, will the storage last, are they fast enough.",
        kind: false,
        from: "now-24h",
        refresh: "1m",
        variables: Vec::new(),
        annotations: Vec::new(),
        board,
    };
    page.json(stack)
}

fn header(stack: &Stack, own: &str) -> Vec<(u32, Panel)> {
    let now = stat(
        "State",
        "The worst thing true of the stack's own parts now. Do first: see the timeline for which part turned first.",
        Query::instant(format!("max({})", state(own)), "state"),
        "none",
        "background_solid",
        "Prometheus does not answer",
    );
    let oldest = stat(
        "Oldest sample",
        "How far back the data reach. Do first: compare with the retention in the file; younger than that is normal after a fresh start.",
        Query::instant(
            format!("time() - prometheus_tsdb_lowest_timestamp_seconds{PROMETHEUS}"),
            "oldest",
        ),
        "s",
        "none",
        "no data yet",
    );
    let used = if stack.retention_size.is_some() {
        let share = format!(
            "(prometheus_tsdb_storage_blocks_bytes{PROMETHEUS} + prometheus_tsdb_wal_storage_size_bytes{PROMETHEUS} + prometheus_tsdb_head_chunks_storage_size_bytes{PROMETHEUS}) / (prometheus_tsdb_retention_limit_bytes{PROMETHEUS} > 0)"
        );
        let used = stat(
            "Storage used",
            "Share of the size that the file allows. Near 100 % the oldest blocks go: that is as it should be, if the oldest sample is old enough. Do first: compare with the oldest sample.",
            Query::instant(share, "used"),
            "percentunit",
            "none",
            "no limit is set",
        );
        panel::with(used, "decimals", json!(0))
    } else {
        stat(
            "Storage used",
            "Bytes of all blocks. No size limit is set: the retention time alone decides. Do first: compare with the disk.",
            Query::instant(
                format!("prometheus_tsdb_storage_blocks_bytes{PROMETHEUS}"),
                "used",
            ),
            "bytes",
            "none",
            "no data yet",
        )
    };
    let slowest = stat(
        "Rules, slowest group",
        "How much of its interval the slowest rule group takes. Over 100 % evaluations are missed, and alerts come late. Do first: see which group below.",
        Query::instant(format!("max({})", rule_time()), "rules"),
        "percentunit",
        "none",
        "no rules yet",
    );
    let memory = stat(
        "Memory",
        "Memory of the Prometheus process. Do first: if it grows with the series, see which job brings them.",
        Query::range(
            format!("process_resident_memory_bytes{PROMETHEUS}"),
            "memory",
        ),
        "bytes",
        "none",
        "no data yet",
    );
    vec![
        (4, panel::with(now, "mappings", colours::states(true))),
        (
            4,
            count(
                "Targets not answering",
                "Targets whose last scrape failed. Do first: see which one in Prometheus' list of targets; its service's page says the rest.",
                "count(up == 0) or vector(0)",
                "red",
            ),
        ),
        (4, oldest),
        (4, used),
        (4, panel::with(slowest, "decimals", json!(1))),
        (4, memory),
    ]
}

fn rule_time() -> String {
    format!(
        "max by (rule_group) (prometheus_rule_group_last_duration_seconds{PROMETHEUS} / (prometheus_rule_group_interval_seconds{PROMETHEUS} > 0))"
    )
}

fn storage(stack: &Stack) -> Vec<Panel> {
    let mut queries = vec![
        Query::range(
            format!("prometheus_tsdb_storage_blocks_bytes{PROMETHEUS}"),
            "blocks",
        ),
        Query::range(
            format!("prometheus_tsdb_wal_storage_size_bytes{PROMETHEUS}"),
            "write-ahead log",
        )
        .named("B"),
        Query::range(
            format!("prometheus_tsdb_head_chunks_storage_size_bytes{PROMETHEUS}"),
            "newest chunks",
        )
        .named("C"),
    ];
    if stack.retention_size.is_some() {
        queries.push(
            Query::range(
                format!("prometheus_tsdb_retention_limit_bytes{PROMETHEUS} > 0"),
                "warning limit",
            )
            .named("Limit"),
        );
    }
    let kept = timeseries(
        "Storage",
        "What is on the disk: blocks, write-ahead log, newest chunks; dashed: the size that the file allows. Do first: if blocks near the limit, old data go sooner than the retention time says.",
        &queries,
        "bytes",
        "no data yet",
    );
    let needed = format!(
        "sum by (job, instance) (rate(prometheus_tsdb_head_samples_appended_total{PROMETHEUS}[1h])) * on (job, instance) prometheus_tsdb_retention_limit_seconds{PROMETHEUS} * 1.1 * 1.5"
    );
    vec![
        panel::overridden(kept, limit_overrides()),
        timeseries(
            "Needed for the retention at this rate",
            "Bytes that the whole retention time takes at the present rate of samples: 1.5 bytes a sample, and a tenth more until old blocks go. Do first: compare with the disk.",
            &[Query::range(needed, "needed")],
            "bytes",
            "no data yet",
        ),
        timeseries(
            "Samples a second, by job",
            "How many samples each job brings. Do first: if one job grew, look at what its exporter began to show.",
            &[Query::range(
                format!(
                    "sum by (job) (scrape_samples_scraped) / {}",
                    stack.scrape_interval.as_seconds()
                ),
                "{{job}}",
            )],
            "none",
            "no data yet",
        ),
    ]
}

fn speed(stack: &Stack) -> Vec<Panel> {
    let timeout = stack.scrape_timeout.as_seconds();
    vec![
        timeseries(
            "Rule groups, share of their interval",
            "How much of its interval each rule group takes. At 100 % evaluations are missed. Do first: the slowest group is the kind with the most series.",
            &[Query::range(rule_time(), "{{rule_group}}")],
            "percentunit",
            "no rules yet",
        ),
        timeseries(
            "Slowest scrapes, share of the timeout",
            "The eight slowest targets. At 100 % the scrape fails and the service counts as not answering. Do first: look at the exporter's own load.",
            &[Query::range(
                format!(
                    "max by (job, instance) (max_over_time(scrape_duration_seconds[$__interval])) / {timeout}\nand on (job, instance) topk(8, max by (job, instance) (max_over_time(scrape_duration_seconds[$__range] @ end())))"
                ),
                "{{job}} {{instance}}",
            )],
            "percentunit",
            "no data yet",
        ),
        timeseries(
            "Series",
            "Series in memory. Each costs about 3 KiB. Do first: if they grow without new services, some label takes ever new values.",
            &[Query::range(
                format!("prometheus_tsdb_head_series{PROMETHEUS}"),
                "series",
            )],
            "none",
            "no data yet",
        ),
    ]
}
