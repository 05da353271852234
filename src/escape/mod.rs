//! One escaping function for each place that text of the user's file can reach.
//!
//! A name, a label or a description is written into YAML, PromQL, regular expressions, Go templates, shell, Markdown and
//! Compose files, and each has its own idea of which characters are special. An emitter never glues such text into its
//! output by hand: it calls the function of the place, here, and each of these is property-tested against an independent
//! reader of the same grammar (`tests/properties/`). Quoting for the file format itself is done by `emit::yaml` and
//! `emit::json`, *after* these: a PromQL string inside a YAML file passes through [`promql::string`], then `emit::yaml`.
//!
//! | place | function |
//! | --- | --- |
//! | any value in a Compose file | [`compose::value`] |
//! | a value in `.env` | [`dotenv::value`] |
//! | a string in PromQL | [`promql::string`] |
//! | a literal inside a regular expression | [`promql::regex_literal`], [`promql::alternation`] |
//! | `relabel_configs`, `external_labels` | [`relabel`] |
//! | an Alertmanager matcher | [`matcher::matcher`] |
//! | text or a constant in a Go template | [`go_template::text`], [`go_template::string`] |
//! | a text of an alert in which people may write placeholders | [`placeholder::template`] |
//! | a shell word | [`shell::word`] |
//! | Markdown | [`markdown`] |
//! | Grafana's provisioning files and dashboards | [`grafana`] |
//! | a part of a URL | [`url::component`] |
//! | a path as a URI | [`url::path`] |
//! | TOML | [`toml::string`], [`toml::key`], [`toml::comment`], [`toml::block`] |
//! | XML | [`xml::text`] |
//! | a workflow command of GitHub | [`github::message`], [`github::property`] |

pub mod compose;
pub mod dotenv;
pub mod github;
mod go_string;
pub mod go_template;
pub mod grafana;
pub mod markdown;
pub mod matcher;
pub mod placeholder;
pub mod promql;
pub mod relabel;
pub mod shell;
pub mod toml;
pub mod url;
pub mod xml;
