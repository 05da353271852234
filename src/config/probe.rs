//! Probes: a service seen from outside.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::connection::{BasicAuth, Tls};
use super::value::Duration;

/// `"https://…"`, or a probe in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-expected" = "a URL such as \"https://shop.example/\", or a table such as { tcp = \"db:5432\" }"))]
pub enum ProbeEntry {
    Url(String),
    Probe(Box<Probe>),
}

/// What is asked, and what the answer must be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Probe {
    /// An HTTP request: `"https://shop.example/health"`.
    pub url: Option<String>,
    /// A TCP connection: `"mail.example:25"`.
    pub tcp: Option<String>,
    /// A ping: `"gateway.example"`.
    pub icmp: Option<String>,
    /// A DNS question.
    pub dns: Option<Dns>,
    /// HTTP method, `GET` by default.
    #[schemars(regex(pattern = r"^[A-Z]+$"), extend("x-expected" = "a method such as \"GET\" or \"HEAD\""))]
    pub method: Option<String>,
    /// Status codes that count as an answer; 200–299 by default.
    #[schemars(inner(range(min = 100, max = 599)))]
    pub status: Vec<u16>,
    /// Regular expression that the body must contain.
    pub body_has: Option<String>,
    /// Regular expression that the body must not contain.
    pub body_lacks: Option<String>,
    /// HTTP headers.
    pub headers: BTreeMap<String, String>,
    /// Whether redirects are followed, `true` by default.
    pub redirects: Option<bool>,
    /// IP version.
    #[schemars(extend("enum" = ["4", "6"]))]
    pub ip: Option<String>,
    pub basic_auth: Option<BasicAuth>,
    pub tls: Option<Tls>,
    /// How often.
    #[schemars(extend("x-positive" = true))]
    pub interval: Option<Duration>,
    /// How long an answer may take.
    #[schemars(extend("x-positive" = true))]
    pub timeout: Option<Duration>,
    /// `false`: this probe is off.
    pub enabled: Option<bool>,
}

/// A DNS question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dns {
    /// The server that is asked: `"1.1.1.1:53"`.
    pub server: String,
    /// The name that is asked for.
    pub name: String,
    /// Type of the record, `A` by default.
    #[serde(default)]
    #[schemars(extend("enum" = ["A", "AAAA", "CNAME", "MX", "NS", "SOA", "SRV", "TXT", "CAA"]))]
    pub r#type: Option<String>,
}
