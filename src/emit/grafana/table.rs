//! Tables.

use serde_json::{Map, Value, json};

use super::colours;
use super::expressions;
use super::panel::{Query, overridden, panel};

/// One further column of a table of services.
pub struct Column {
    pub id: &'static str,
    pub title: String,
    pub expression: String,
    pub unit: String,
    pub decimals: u8,
    /// Whether it is 0 or 1: no or yes.
    pub state: bool,
}

/// Letters for columns: queries need fixed names.
pub const COLUMNS: [&str; 9] = ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9"];

fn options(sort: &[(&str, bool)], lines: usize) -> Value {
    let sort: Vec<Value> = sort
        .iter()
        .map(|(name, desc)| json!({ "displayName": name, "desc": desc }))
        .collect();
    json!({
        "showHeader": true,
        "cellHeight": "sm",
        "enablePagination": lines > 20,
        "sortBy": sort,
    })
}

fn service_link() -> Value {
    json!([{
        "title": "Open ${__data.fields.service}",
        "url": "/d/monc-${__data.fields.kind}?var-service=${__data.fields.service}&${__url_time_range}",
        "targetBlank": false,
    }])
}

fn by_name(name: &str, properties: Value) -> Value {
    json!({ "matcher": { "id": "byName", "options": name }, "properties": properties })
}

fn hidden(name: &str) -> Value {
    by_name(
        name,
        json!([{ "id": "custom.hideFrom", "value": { "viz": true, "legend": true, "tooltip": true } }]),
    )
}

/// Services, one a line: state, nearest limit, then the columns.
pub fn services(
    title: &str,
    description: &str,
    state: String,
    limit: String,
    columns: &[Column],
    lines: usize,
) -> Map<String, Value> {
    let mut queries = vec![Query::table("State", state), Query::table("Limit", limit)];
    let mut order = serde_json::Map::new();
    for (index, name) in ["service", "kind", "Value #State", "Value #Limit"]
        .iter()
        .enumerate()
    {
        order.insert((*name).to_owned(), index.into());
    }
    let mut overrides = vec![
        by_name(
            "service",
            json!([{ "id": "displayName", "value": "Service" }, { "id": "custom.width", "value": 160 }]),
        ),
        hidden("kind"),
        by_name(
            "Value #State",
            json!([
                { "id": "displayName", "value": "State" },
                { "id": "mappings", "value": colours::mapping(&[
                    ("0", "✓ fine", "transparent"),
                    ("1", "▲ warning", "orange"),
                    ("2", "■ critical", "red"),
                    ("3", "✕ down", "dark-red"),
                    ("4", "? unseen", "purple"),
                ]) },
                { "id": "custom.cellOptions", "value": { "type": "color-background", "mode": "basic" } },
                { "id": "custom.width", "value": 110 },
            ]),
        ),
        by_name(
            "Value #Limit",
            json!([
                { "id": "displayName", "value": "Nearest limit" },
                { "id": "unit", "value": "percentunit" },
                { "id": "decimals", "value": 0 },
                { "id": "min", "value": 0 },
                { "id": "max", "value": 1.5 },
                { "id": "thresholds", "value": colours::limit_steps() },
                { "id": "color", "value": { "mode": "thresholds" } },
                { "id": "custom.cellOptions", "value": { "type": "gauge", "mode": "basic", "valueDisplayMode": "text" } },
                { "id": "custom.minWidth", "value": 140 },
            ]),
        ),
    ];
    for column in columns {
        queries.push(Query::table(column.id, column.expression.clone()));
        let name = format!("Value #{}", column.id);
        order.insert(name.clone(), order.len().into());
        let shown = if column.state {
            json!([
                { "id": "displayName", "value": column.title },
                { "id": "mappings", "value": colours::yes_or_no() },
                { "id": "custom.cellOptions", "value": { "type": "color-text" } },
                { "id": "custom.align", "value": "right" },
            ])
        } else {
            json!([
                { "id": "displayName", "value": column.title },
                { "id": "unit", "value": column.unit },
                { "id": "decimals", "value": column.decimals },
                { "id": "custom.align", "value": "right" },
            ])
        };
        overrides.push(by_name(&name, shown));
    }
    let defaults = json!({
        "noValue": "–",
        "custom": { "align": "auto", "cellOptions": { "type": "auto" }, "inspect": false, "filterable": false, "minWidth": 60 },
        "mappings": [],
        "thresholds": { "mode": "absolute", "steps": [{ "color": "text", "value": null }] },
        "links": service_link(),
    });
    let sort = [("State", true), ("Nearest limit", true)];
    let mut panel = panel(
        "table",
        title,
        description,
        &queries,
        defaults,
        options(&sort, lines),
    );
    panel.insert(
        "transformations".into(),
        json!([
            { "id": "joinByField", "options": { "byField": "service", "mode": "outer" } },
            { "id": "filterFieldsByName", "options": { "include": { "pattern": "^(service|kind|Value #.+)$" } } },
            { "id": "organize", "options": { "excludeByName": {}, "renameByName": {}, "indexByName": order } },
        ]),
    );
    overridden(panel, overrides)
}

/// Alerts, now and in the time range.
pub fn alerts(selector: &str, kinds_column: bool) -> Map<String, Value> {
    let description = "Alerts of severity critical or warning: those that fire now (silenced and inhibited ones too), critical first \
                       and the oldest first, then those that are over. The oldest is often the cause. Do first: open the top line.";
    let defaults = json!({
        "noValue": "Nothing fired in this time range.",
        "custom": { "align": "left", "cellOptions": { "type": "auto" }, "inspect": false, "filterable": false },
        "links": service_link(),
        "mappings": [],
        "thresholds": { "mode": "absolute", "steps": [{ "color": "text", "value": null }] },
    });
    let query = Query::table("A", expressions::alerts(selector));
    let sort = [("Severity", false), ("Began", false)];
    let mut panel = panel(
        "table",
        "Alerts, now and in this time range",
        description,
        &[query],
        defaults,
        options(&sort, 0),
    );
    let excluded = if kinds_column {
        json!({ "Time": true })
    } else {
        json!({ "Time": true, "signal": true })
    };
    panel.insert(
        "transformations".into(),
        json!([{ "id": "organize", "options": {
            "excludeByName": excluded,
            "indexByName": { "severity": 0, "alertname": 1, "service": 2, "Value": 3, "instance": 4, "signal": 5, "kind": 6 },
            "renameByName": {},
        } }]),
    );
    let severities = colours::mapping(&[
        ("critical", "■ critical", "red"),
        ("warning", "▲ warning", "orange"),
        ("x-critical", "✓ was critical", "transparent"),
        ("x-warning", "✓ was warning", "transparent"),
    ]);
    let named = |name: &str, title: &str, width: u16| {
        by_name(
            name,
            json!([{ "id": "displayName", "value": title }, { "id": "custom.width", "value": width }]),
        )
    };
    let mut overrides = vec![
        by_name(
            "severity",
            json!([
                { "id": "mappings", "value": severities },
                { "id": "custom.cellOptions", "value": { "type": "color-background", "mode": "basic" } },
                { "id": "custom.width", "value": 125 },
                { "id": "displayName", "value": "Severity" },
            ]),
        ),
        by_name(
            "Value",
            json!([
                { "id": "unit", "value": "dateTimeFromNow" },
                { "id": "custom.width", "value": 120 },
                { "id": "displayName", "value": "Began" },
            ]),
        ),
        by_name(
            "alertname",
            json!([{ "id": "displayName", "value": "Alert" }, { "id": "custom.minWidth", "value": 150 }]),
        ),
        named("service", "Service", 120),
        by_name(
            "instance",
            json!([{ "id": "displayName", "value": "Where" }, { "id": "custom.minWidth", "value": 110 }]),
        ),
        hidden("kind"),
    ];
    if kinds_column {
        overrides.push(named("signal", "Signal", 130));
    }
    overridden(panel, overrides)
}

/// Objectives, one a line: service and name, then the columns (title, unit, expression by `service` and `slo`).
pub fn objectives(columns: &[(&str, &str, String)]) -> Map<String, Value> {
    let mut queries = Vec::new();
    let mut overrides = vec![
        by_name(
            "service",
            json!([{ "id": "displayName", "value": "Service" }]),
        ),
        by_name(
            "slo",
            json!([{ "id": "displayName", "value": "Objective of" }]),
        ),
    ];
    let mut order = Map::new();
    order.insert("service".into(), 0.into());
    order.insert("slo".into(), 1.into());
    for ((title, unit, expression), id) in columns.iter().zip(COLUMNS) {
        let name = format!("Value #{id}");
        queries.push(Query::table(id, expression.clone()));
        order.insert(name.clone(), order.len().into());
        overrides.push(by_name(
            &name,
            json!([
                { "id": "displayName", "value": title },
                { "id": "unit", "value": unit },
                { "id": "decimals", "value": 2 },
                { "id": "custom.align", "value": "right" },
            ]),
        ));
    }
    let defaults = json!({
        "noValue": "–",
        "custom": { "align": "auto", "cellOptions": { "type": "auto" }, "inspect": false, "filterable": false, "minWidth": 60 },
        "mappings": [],
        "thresholds": { "mode": "absolute", "steps": [{ "color": "text", "value": null }] },
        "links": [{
            "title": "Only ${__data.fields.service}",
            "url": "/d/monc-slo?var-service=${__data.fields.service}&${__url_time_range}",
            "targetBlank": false,
        }],
    });
    let mut panel = panel(
        "table",
        "Objectives",
        "Each objective with what is left of its error budget; the ones nearest to being missed first. Do first: the first line.",
        &queries,
        defaults,
        options(&[("Budget left", false)], 0),
    );
    panel.insert(
        "transformations".into(),
        json!([
            { "id": "filterFieldsByName", "options": { "include": { "pattern": "^(service|slo|Value #.+)$" } } },
            { "id": "merge", "options": {} },
            { "id": "organize", "options": { "excludeByName": {}, "renameByName": {}, "indexByName": order } },
        ]),
    );
    overridden(panel, overrides)
}
