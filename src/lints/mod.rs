//! Lints: each a room of its own (`<group>/<name>.rs`), with its page beside it (`<name>.md`) and one line here. Findings of
//! other stages have a page and a line as well.

pub mod address;
pub mod alert;
pub mod bind;
pub mod container;
mod context;
pub mod dialect;
pub mod grafana;
pub mod image;
pub mod kind;
pub mod label;
mod lint;
pub mod monc;
pub mod name;
pub mod probe;
pub mod promql;
pub mod receiver;
pub mod regex;
pub mod retention;
pub mod route;
pub mod routing;
pub mod scrape;
pub mod secret;
pub mod service;
pub mod signal;
pub mod stack;
pub mod team;
pub mod time_interval;
pub mod tls;
pub mod user;

use crate::diagnostic::Level::{Advice, Error, Warning};

pub use context::Context;
pub use lint::{Lint, levels, run};

/// One line a lint: id, default level, page, and the room that finds it (none: another stage says it).
macro_rules! lint {
    ($id:literal, $level:expr, $page:literal) => {
        Lint {
            id: $id,
            level: $level,
            page: include_str!($page),
            check: None,
        }
    };
    ($id:literal, $level:expr, $page:literal, $check:path) => {
        Lint {
            id: $id,
            level: $level,
            page: include_str!($page),
            check: Some($check),
        }
    };
}

/// All of them, by id.
pub const ALL: &[Lint] = &[
    lint!(
        "address/localhost",
        Error,
        "address/localhost.md",
        address::localhost::check
    ),
    lint!("address/not-an-address", Error, "address/not_an_address.md"),
    lint!(
        "alert/name-clash",
        Error,
        "alert/name_clash.md",
        alert::name_clash::check
    ),
    lint!("alert/no-condition", Error, "alert/no_condition.md"),
    lint!(
        "alert/unrouted",
        Warning,
        "alert/unrouted.md",
        alert::unrouted::check
    ),
    lint!(
        "bind/anonymous-and-open",
        Warning,
        "bind/anonymous_and_open.md",
        bind::anonymous_and_open::check
    ),
    lint!(
        "bind/no-password",
        Error,
        "bind/no_password.md",
        bind::no_password::check
    ),
    lint!(
        "bind/password-incomplete",
        Error,
        "bind/password_incomplete.md",
        bind::password_incomplete::check
    ),
    lint!(
        "container/loosened",
        Warning,
        "container/loosened.md",
        container::loosened::check
    ),
    lint!(
        "container/unknown",
        Error,
        "container/unknown.md",
        container::unknown::check
    ),
    lint!(
        "dialect/like-itself",
        Error,
        "dialect/like_itself.md",
        dialect::like_itself::check
    ),
    lint!("dialect/missing", Error, "dialect/missing.md"),
    lint!(
        "dialect/unknown",
        Error,
        "dialect/unknown.md",
        dialect::unknown::check
    ),
    lint!(
        "grafana/data-source-incomplete",
        Error,
        "grafana/data_source_incomplete.md"
    ),
    lint!(
        "grafana/oauth-incomplete",
        Error,
        "grafana/oauth_incomplete.md"
    ),
    lint!(
        "grafana/owned-setting",
        Error,
        "grafana/owned_setting.md",
        grafana::owned_setting::check
    ),
    lint!("image/too-old", Error, "image/too_old.md"),
    lint!(
        "image/unpinned",
        Warning,
        "image/unpinned.md",
        image::unpinned::check
    ),
    lint!(
        "kind/unknown",
        Error,
        "kind/unknown.md",
        kind::unknown::check
    ),
    lint!("label/clash", Error, "label/clash.md", label::clash::check),
    lint!(
        "label/reserved",
        Error,
        "label/reserved.md",
        label::reserved::check
    ),
    lint!(
        "lint/unknown",
        Error,
        "lint/unknown.md",
        lint::unknown::check
    ),
    lint!(
        "monc/no-edition",
        Advice,
        "monc/no_edition.md",
        monc::no_edition::check
    ),
    lint!(
        "monc/unknown-edition",
        Error,
        "monc/unknown_edition.md",
        monc::unknown_edition::check
    ),
    lint!(
        "name/invalid",
        Error,
        "name/invalid.md",
        name::invalid::check
    ),
    lint!(
        "probe/not-a-url",
        Error,
        "probe/not_a_url.md",
        probe::not_a_url::check
    ),
    lint!("probe/nothing-asked", Error, "probe/nothing_asked.md"),
    lint!("probe/one-question", Error, "probe/one_question.md"),
    lint!("promql/syntax", Error, "promql/syntax.md"),
    lint!(
        "promql/window-too-short",
        Error,
        "promql/window_too_short.md",
        promql::window_too_short::check
    ),
    lint!(
        "receiver/empty",
        Error,
        "receiver/empty.md",
        receiver::empty::check
    ),
    lint!("receiver/incomplete", Error, "receiver/incomplete.md"),
    lint!("receiver/not-a-chat", Error, "receiver/not_a_chat.md"),
    lint!(
        "receiver/retiring",
        Warning,
        "receiver/retiring.md",
        receiver::retiring::check
    ),
    lint!("receiver/unknown", Error, "receiver/unknown.md"),
    lint!(
        "receiver/unused",
        Warning,
        "receiver/unused.md",
        receiver::unused::check
    ),
    lint!(
        "regex/invalid",
        Error,
        "regex/invalid.md",
        regex::invalid::check
    ),
    lint!(
        "retention/too-short",
        Error,
        "retention/too_short.md",
        retention::too_short::check
    ),
    lint!(
        "route/no-receiver",
        Warning,
        "route/no_receiver.md",
        route::no_receiver::check
    ),
    lint!(
        "route/unknown-label",
        Error,
        "route/unknown_label.md",
        route::unknown_label::check
    ),
    lint!(
        "route/unknown-value",
        Warning,
        "route/unknown_value.md",
        route::unknown_value::check
    ),
    lint!(
        "route/unreachable",
        Warning,
        "route/unreachable.md",
        route::unreachable::check
    ),
    lint!(
        "routing/mutes-critical",
        Advice,
        "routing/mutes_critical.md",
        routing::mutes_critical::check
    ),
    lint!("routing/no-receiver", Error, "routing/no_receiver.md"),
    lint!(
        "routing/no-watchdog",
        Advice,
        "routing/no_watchdog.md",
        routing::no_watchdog::check
    ),
    lint!(
        "routing/nobody",
        Warning,
        "routing/nobody.md",
        routing::nobody::check
    ),
    lint!("schema/empty", Error, "schema/empty.md"),
    lint!("schema/invalid-value", Error, "schema/invalid_value.md"),
    lint!("schema/missing-key", Error, "schema/missing_key.md"),
    lint!("schema/unknown-key", Error, "schema/unknown_key.md"),
    lint!("schema/unknown-value", Error, "schema/unknown_value.md"),
    lint!("schema/wrong-type", Error, "schema/wrong_type.md"),
    lint!(
        "scrape/interval-too-long",
        Warning,
        "scrape/interval_too_long.md",
        scrape::interval_too_long::check
    ),
    lint!(
        "scrape/timeout-over-interval",
        Error,
        "scrape/timeout_over_interval.md",
        scrape::timeout_over_interval::check
    ),
    lint!(
        "secret/in-plain-text",
        Error,
        "secret/in_plain_text.md",
        secret::in_plain_text::check
    ),
    lint!("secret/no-safe-way", Error, "secret/no_safe_way.md"),
    lint!(
        "secret/not-expanded",
        Error,
        "secret/not_expanded.md",
        secret::not_expanded::check
    ),
    lint!("service/address-unused", Error, "service/address_unused.md"),
    lint!(
        "service/dependency-cycle",
        Error,
        "service/dependency_cycle.md",
        service::dependency_cycle::check
    ),
    lint!("service/no-address", Error, "service/no_address.md"),
    lint!("service/no-dialects", Error, "service/no_dialects.md"),
    lint!("service/no-kind", Error, "service/no_kind.md"),
    lint!(
        "service/reserved-name",
        Error,
        "service/reserved_name.md",
        service::reserved_name::check
    ),
    lint!(
        "service/same-address",
        Warning,
        "service/same_address.md",
        service::same_address::check
    ),
    lint!(
        "service/same-container",
        Error,
        "service/same_container.md",
        service::same_container::check
    ),
    lint!(
        "service/unknown",
        Error,
        "service/unknown.md",
        service::unknown::check
    ),
    lint!("service/unknown-kind", Error, "service/unknown_kind.md"),
    lint!("signal/incomplete", Error, "signal/incomplete.md"),
    lint!(
        "signal/unknown",
        Error,
        "signal/unknown.md",
        signal::unknown::check
    ),
    lint!("smtp/incomplete", Error, "smtp/incomplete.md"),
    lint!("smtp/missing", Error, "smtp/missing.md"),
    lint!(
        "stack/no-name",
        Error,
        "stack/no_name.md",
        stack::no_name::check
    ),
    lint!(
        "stack/no-services",
        Warning,
        "stack/no_services.md",
        stack::no_services::check
    ),
    lint!(
        "team/unknown",
        Warning,
        "team/unknown.md",
        team::unknown::check
    ),
    lint!(
        "threshold/critical-before-warning",
        Error,
        "threshold/critical_before_warning.md"
    ),
    lint!(
        "threshold/one-condition",
        Error,
        "threshold/one_condition.md"
    ),
    lint!("threshold/out-of-range", Error, "threshold/out_of_range.md"),
    lint!(
        "threshold/unknown-label",
        Error,
        "threshold/unknown_label.md"
    ),
    lint!("threshold/wrong-unit", Error, "threshold/wrong_unit.md"),
    lint!(
        "time-interval/crosses-midnight",
        Error,
        "time_interval/crosses_midnight.md"
    ),
    lint!(
        "time-interval/no-location",
        Error,
        "time_interval/no_location.md"
    ),
    lint!("time-interval/unknown", Error, "time_interval/unknown.md"),
    lint!(
        "time-interval/unused",
        Warning,
        "time_interval/unused.md",
        time_interval::unused::check
    ),
    lint!(
        "tls/skip-verify",
        Warning,
        "tls/skip_verify.md",
        tls::skip_verify::check
    ),
    lint!("toml/duplicate-key", Error, "toml/duplicate_key.md"),
    lint!("toml/encoding", Error, "toml/encoding.md"),
    lint!("toml/newer-syntax", Advice, "toml/newer_syntax.md"),
    lint!("toml/syntax", Error, "toml/syntax.md"),
    lint!(
        "user/is-admin",
        Error,
        "user/is_admin.md",
        user::is_admin::check
    ),
    lint!("user/no-password", Error, "user/no_password.md"),
    lint!(
        "user/same-email",
        Error,
        "user/same_email.md",
        user::same_email::check
    ),
    lint!("user/unknown", Error, "user/unknown.md"),
];
