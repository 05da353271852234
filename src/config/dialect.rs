//! `[dialects.<name>]`: how your own apps name their HTTP metrics.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Names of the metrics of an HTTP client library.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Dialect {
    /// Dialect that gives everything not said here, the runtime's signals included.
    pub like: Option<String>,
    /// Request counter, such as `"http_requests_total"`.
    #[schemars(regex(pattern = r"^[a-zA-Z_:][a-zA-Z0-9_:]*$"), extend("x-expected" = "a metric name such as \"http_requests_total\""))]
    pub requests: Option<String>,
    /// Label that holds the status code, such as `"status_code"`.
    #[schemars(regex(pattern = r"^[a-zA-Z_][a-zA-Z0-9_]*$"), extend("x-expected" = "a label name such as \"status_code\""))]
    pub status: Option<String>,
    /// Duration histogram without `_bucket`, such as `"http_request_duration_seconds"`.
    #[schemars(regex(pattern = r"^[a-zA-Z_:][a-zA-Z0-9_:]*$"), extend("x-expected" = "a metric name such as \"http_request_duration_seconds\""))]
    pub duration: Option<String>,
    /// Default metrics path, such as `"/metrics"`.
    #[schemars(regex(pattern = r"^/"), extend("x-expected" = "a path such as \"/metrics\""))]
    pub path: Option<String>,
    /// Runtime whose metrics come with it.
    #[schemars(extend("enum" = ["node", "python", "go", "jvm", "dotnet"]))]
    pub runtime: Option<String>,
}
