//! Panels by type. Every one has a description and a text for when it is empty.

use serde_json::{Map, Value, json};

use crate::model::names;

use super::colours;

/// What a query asks.
pub struct Query {
    pub id: &'static str,
    pub expression: String,
    pub legend: String,
    pub instant: bool,
    pub table: bool,
}

impl Query {
    /// Over the time range.
    pub fn range(expression: impl Into<String>, legend: impl Into<String>) -> Self {
        Query {
            id: "A",
            expression: expression.into(),
            legend: legend.into(),
            instant: false,
            table: false,
        }
    }

    /// At the end of the time range.
    pub fn instant(expression: impl Into<String>, legend: impl Into<String>) -> Self {
        Query {
            instant: true,
            ..Query::range(expression, legend)
        }
    }

    /// As a table.
    pub fn table(id: &'static str, expression: impl Into<String>) -> Self {
        Query {
            id,
            table: true,
            ..Query::instant(expression, "__auto")
        }
    }

    /// Under another letter.
    pub fn named(self, id: &'static str) -> Self {
        Query { id, ..self }
    }

    fn target(&self) -> Value {
        let mut target = Map::new();
        target.insert("refId".into(), self.id.into());
        target.insert("expr".into(), self.expression.clone().into());
        target.insert("datasource".into(), data_source());
        target.insert("editorMode".into(), "code".into());
        target.insert("legendFormat".into(), self.legend.clone().into());
        target.insert("range".into(), (!self.instant).into());
        target.insert("instant".into(), self.instant.into());
        if self.table {
            target.insert("format".into(), "table".into());
        }
        target.into()
    }
}

/// The one Prometheus.
pub fn data_source() -> Value {
    json!({ "type": "prometheus", "uid": names::PROMETHEUS_UID })
}

/// A panel with all that every type has.
pub fn panel(
    kind: &str,
    title: &str,
    description: &str,
    queries: &[Query],
    defaults: Value,
    options: Value,
) -> Map<String, Value> {
    let mut panel = Map::new();
    panel.insert("type".into(), kind.into());
    panel.insert("title".into(), title.into());
    panel.insert("description".into(), description.into());
    panel.insert("datasource".into(), data_source());
    panel.insert(
        "targets".into(),
        queries.iter().map(Query::target).collect(),
    );
    panel.insert(
        "fieldConfig".into(),
        json!({ "defaults": defaults, "overrides": [] }),
    );
    panel.insert("options".into(), options);
    panel
}

/// Adds overrides.
pub fn overridden(mut panel: Map<String, Value>, overrides: Vec<Value>) -> Map<String, Value> {
    if let Some(Value::Array(known)) = panel
        .get_mut("fieldConfig")
        .and_then(|config| config.get_mut("overrides"))
    {
        known.extend(overrides);
    }
    panel
}

/// Sets the least step, so that a window always holds a sample.
pub fn stepped(mut panel: Map<String, Value>, step: &str) -> Map<String, Value> {
    panel.insert("interval".into(), step.into());
    panel
}

/// Sets a default of the fields.
pub fn with(mut panel: Map<String, Value>, key: &str, value: Value) -> Map<String, Value> {
    if let Some(Value::Object(defaults)) = panel
        .get_mut("fieldConfig")
        .and_then(|config| config.get_mut("defaults"))
    {
        defaults.insert(key.into(), value);
    }
    panel
}

/// Takes a default of the fields out.
pub fn without(mut panel: Map<String, Value>, key: &str) -> Map<String, Value> {
    if let Some(Value::Object(defaults)) = panel
        .get_mut("fieldConfig")
        .and_then(|config| config.get_mut("defaults"))
    {
        defaults.shift_remove(key);
    }
    panel
}

fn one_text_step() -> Value {
    json!({ "mode": "absolute", "steps": [{ "color": "text", "value": null }] })
}

/// A number. `colour` is Grafana's colorMode: `none`, `value`, `background_solid`.
pub fn stat(
    title: &str,
    description: &str,
    query: Query,
    unit: &str,
    colour: &str,
    empty: &str,
) -> Map<String, Value> {
    let graph = if query.instant { "none" } else { "area" };
    let defaults = json!({
        "unit": unit,
        "mappings": [],
        "thresholds": { "mode": "absolute", "steps": [{ "color": "transparent", "value": null }] },
        "color": { "mode": "thresholds" },
        "noValue": empty,
        "links": [],
    });
    let options = json!({
        "reduceOptions": { "calcs": ["lastNotNull"], "fields": "", "values": false },
        "orientation": "auto",
        "colorMode": colour,
        "graphMode": graph,
        "justifyMode": "auto",
        "textMode": "auto",
        "wideLayout": true,
        "showPercentChange": false,
        "percentChangeColorMode": "standard",
    });
    panel("stat", title, description, &[query], defaults, options)
}

/// A count of bad things: "none", or the number in the colour.
pub fn count(
    title: &str,
    description: &str,
    expression: impl Into<String>,
    colour: &str,
) -> Map<String, Value> {
    let panel = stat(
        title,
        description,
        Query::instant(expression, title),
        "none",
        "value",
        "none",
    );
    let panel = with(
        panel,
        "mappings",
        colours::mapping(&[("0", "none", "text")]),
    );
    with(
        panel,
        "thresholds",
        json!({ "mode": "absolute", "steps": [{ "color": "text", "value": null }, { "color": colour, "value": 1 }] }),
    )
}

/// Lines over time.
pub fn timeseries(
    title: &str,
    description: &str,
    queries: &[Query],
    unit: &str,
    empty: &str,
) -> Map<String, Value> {
    let defaults = json!({
        "unit": unit,
        "min": 0,
        "color": { "mode": "palette-classic" },
        "custom": {
            "drawStyle": "line",
            "lineInterpolation": "linear",
            "lineWidth": 2,
            "fillOpacity": 0,
            "gradientMode": "none",
            "spanNulls": false,
            "showPoints": "never",
            "stacking": { "mode": "none", "group": "A" },
            "axisPlacement": "auto",
            "axisLabel": "",
            "axisBorderShow": false,
            "scaleDistribution": { "type": "linear" },
            "thresholdsStyle": { "mode": "off" },
            "insertNulls": false,
        },
        "links": [],
        "noValue": empty,
        "thresholds": one_text_step(),
    });
    let options = json!({
        "legend": {
            "showLegend": true,
            "displayMode": "table",
            "placement": "bottom",
            "calcs": ["lastNotNull", "max"],
            "sortBy": "Max",
            "sortDesc": true,
        },
        "tooltip": { "mode": "multi", "sort": "desc", "hideZeros": false },
    });
    panel("timeseries", title, description, queries, defaults, options)
}

/// Dashed lines of the limits in force.
pub fn limit_overrides() -> Vec<Value> {
    let line = |name: &str, colour: &str, dash: [u8; 2]| {
        json!({
            "matcher": { "id": "byName", "options": name },
            "properties": [
                { "id": "color", "value": { "mode": "fixed", "fixedColor": colour } },
                { "id": "custom.lineStyle", "value": { "fill": "dash", "dash": dash } },
                { "id": "custom.lineWidth", "value": 2 },
                { "id": "custom.fillOpacity", "value": 0 },
                { "id": "custom.lineInterpolation", "value": "stepAfter" },
            ],
        })
    };
    vec![
        line("warning limit", "orange", [8, 6]),
        line("critical limit", "red", [2, 4]),
    ]
}

/// States over time.
pub fn state_timeline(
    title: &str,
    description: &str,
    query: Query,
    empty: &str,
) -> Map<String, Value> {
    let defaults = json!({
        "unit": "none",
        "mappings": colours::states(false),
        "thresholds": one_text_step(),
        "color": { "mode": "thresholds" },
        "noValue": empty,
        "links": [],
        "custom": { "fillOpacity": 85, "lineWidth": 0 },
    });
    let options = json!({
        "showValue": "never",
        "rowHeight": 0.8,
        "mergeValues": true,
        "alignValue": "left",
        "legend": { "showLegend": true, "displayMode": "list", "placement": "bottom", "calcs": [] },
        "tooltip": { "mode": "single", "sort": "none" },
    });
    panel(
        "state-timeline",
        title,
        description,
        &[query],
        defaults,
        options,
    )
}

/// Horizontal bars.
pub fn bar_gauge(
    title: &str,
    description: &str,
    query: Query,
    unit: &str,
    empty: &str,
) -> Map<String, Value> {
    let defaults = json!({
        "unit": unit,
        "min": 0,
        "color": { "mode": "thresholds" },
        "thresholds": { "mode": "absolute", "steps": [{ "color": colours::FINE, "value": null }] },
        "mappings": [],
        "noValue": empty,
        "links": [],
    });
    let options = json!({
        "displayMode": "basic",
        "valueMode": "text",
        "namePlacement": "left",
        "showUnfilled": true,
        "sizing": "auto",
        "minVizWidth": 8,
        "minVizHeight": 16,
        "maxVizHeight": 300,
        "orientation": "horizontal",
        "reduceOptions": { "calcs": ["lastNotNull"], "fields": "", "values": false },
        "legend": { "showLegend": false, "displayMode": "list", "placement": "bottom", "calcs": [] },
    });
    panel("bargauge", title, description, &[query], defaults, options)
}

/// A click on a line leads to the service's page.
pub fn service_link() -> Value {
    json!([{
        "title": "Open ${__field.labels.service}",
        "url": "/d/monc-${__field.labels.kind}?var-service=${__field.labels.service}&${__url_time_range}",
        "targetBlank": false,
    }])
}
