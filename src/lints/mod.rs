//! Lints: each a room of its own (`<group>/<name>.rs`), with its page beside it (`<name>.md`) and one line here. Findings of
//! other stages have a page and a line as well.

pub mod address;
pub mod alert;
pub mod bind;
pub mod container;
mod context;
pub mod dialect;
pub mod email;
pub mod files;
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
pub mod slo;
pub mod stack;
pub mod team;
pub mod text;
pub mod time_interval;
pub mod tls;
pub mod url;
pub mod user;

use crate::diagnostic::Level::{Advice, Error, Warning};

pub use context::Context;
pub use lint::{Lint, levels, run};
pub use promql::expressions;

/// One line a lint: id, default level, and its room. An `Error` stays one, since the stack would not load, would show a secret, or
/// would lack what was written; a `Doubtful` one `[lint]` may lower. `checked`: the room finds it; `said`: another stage of the compiler does,
/// and the room holds the page only.
macro_rules! lints {
    ($($id:literal $level:ident $how:ident $group:ident::$name:ident;)*) => {
        &[$(Lint {
            id: $id,
            level: lints!(@level $level),
            firm: lints!(@firm $level),
            page: include_str!(concat!(stringify!($group), "/", stringify!($name), ".md")),
            check: lints!(@$how $group::$name),
        }),*]
    };
    (@level Doubtful) => { Error };
    (@level $level:ident) => { $level };
    (@firm Error) => { true };
    (@firm $level:ident) => { false };
    (@checked $group:ident::$name:ident) => { Some($group::$name::check) };
    (@said $group:ident::$name:ident) => { None };
}

/// All of them, by id.
pub const ALL: &[Lint] = lints! {
    "address/localhost" Doubtful checked address::localhost;
    "address/no-network" Warning checked address::no_network;
    "address/no-port" Error checked address::no_port;
    "address/not-an-address" Error said address::not_an_address;
    "address/not-metrics" Warning checked address::not_metrics;
    "alert/absent-too-soon" Warning checked alert::absent_too_soon;
    "alert/always-fires" Warning checked alert::always_fires;
    "alert/name-clash" Doubtful checked alert::name_clash;
    "alert/no-condition" Error said alert::no_condition;
    "alert/same-condition" Warning checked alert::same_condition;
    "alert/service-out" Warning checked alert::service_out;
    "alert/unproved" Advice checked alert::unproved;
    "alert/unrouted" Warning checked alert::unrouted;
    "bind/anonymous-and-open" Warning checked bind::anonymous_and_open;
    "bind/no-password" Doubtful checked bind::no_password;
    "bind/not-a-hash" Error checked bind::not_a_hash;
    "bind/password-incomplete" Error checked bind::password_incomplete;
    "container/loosened" Warning checked container::loosened;
    "container/unknown" Doubtful checked container::unknown;
    "dialect/like-itself" Error checked dialect::like_itself;
    "dialect/missing" Error said dialect::missing;
    "dialect/unknown" Error checked dialect::unknown;
    "email/not-an-address" Error checked email::not_an_address;
    "files/no-match" Doubtful checked files::no_match;
    "files/not-a-template" Error checked files::not_a_template;
    "files/same-name" Error checked files::same_name;
    "grafana/data-source-incomplete" Error said grafana::data_source_incomplete;
    "grafana/oauth-incomplete" Error said grafana::oauth_incomplete;
    "grafana/owned-setting" Error checked grafana::owned_setting;
    "image/too-old" Error said image::too_old;
    "image/unpinned" Warning checked image::unpinned;
    "kind/not-usable" Error said kind::not_usable;
    "kind/unknown" Error checked kind::unknown;
    "label/clash" Doubtful checked label::clash;
    "label/reserved" Error checked label::reserved;
    "lint/expired-excuse" Warning said lint::expired_excuse;
    "lint/not-lowered" Warning checked lint::not_lowered;
    "lint/unknown" Doubtful checked lint::unknown;
    "lint/unreadable-excuse" Warning said lint::unreadable_excuse;
    "lint/unused-excuse" Warning said lint::unused_excuse;
    "monc/no-edition" Advice checked monc::no_edition;
    "monc/unknown-edition" Error checked monc::unknown_edition;
    "name/invalid" Error checked name::invalid;
    "probe/not-a-url" Error checked probe::not_a_url;
    "probe/nothing-asked" Error said probe::nothing_asked;
    "probe/one-question" Error said probe::one_question;
    "promql/always-one" Doubtful checked promql::always_one;
    "promql/bool-comparison" Doubtful checked promql::bool_comparison;
    "promql/constant" Doubtful checked promql::constant;
    "promql/contradiction" Doubtful checked promql::contradiction;
    "promql/counter-compared-raw" Warning checked promql::counter_compared_raw;
    "promql/dashboard-variable" Error checked promql::dashboard_variable;
    "promql/experimental" Error checked promql::experimental;
    "promql/irate-in-alert" Advice checked promql::irate_in_alert;
    "promql/needless-regex" Advice checked promql::needless_regex;
    "promql/no-match" Doubtful checked promql::no_match;
    "promql/no-metric" Warning checked promql::no_metric;
    "promql/rate-of-gauge" Warning checked promql::rate_of_gauge;
    "promql/rate-of-sum" Warning checked promql::rate_of_sum;
    "promql/syntax" Error said promql::syntax;
    "promql/topk-in-alert" Warning checked promql::topk_in_alert;
    "promql/unknown-label" Doubtful checked promql::unknown_label;
    "promql/unknown-metric" Doubtful checked promql::unknown_metric;
    "promql/window-too-short" Doubtful checked promql::window_too_short;
    "receiver/empty" Error checked receiver::empty;
    "receiver/incomplete" Error said receiver::incomplete;
    "receiver/not-a-chat" Error said receiver::not_a_chat;
    "receiver/retiring" Warning checked receiver::retiring;
    "receiver/unknown" Error said receiver::unknown;
    "receiver/unused" Warning checked receiver::unused;
    "regex/invalid" Error checked regex::invalid;
    "retention/size-too-small" Warning checked retention::size_too_small;
    "retention/too-short" Doubtful checked retention::too_short;
    "route/catches-all" Warning checked route::catches_all;
    "route/never-told" Warning checked route::never_told;
    "route/no-receiver" Warning checked route::no_receiver;
    "route/receiver-twice" Doubtful checked route::receiver_twice;
    "route/told-twice" Warning checked route::told_twice;
    "route/unknown-label" Doubtful checked route::unknown_label;
    "route/unknown-value" Warning checked route::unknown_value;
    "route/unreachable" Warning checked route::unreachable;
    "routing/late" Warning checked routing::late;
    "routing/mutes-critical" Advice checked routing::mutes_critical;
    "routing/no-receiver" Error said routing::no_receiver;
    "routing/no-watchdog" Advice checked routing::no_watchdog;
    "routing/nobody" Warning checked routing::nobody;
    "routing/repeat-not-a-multiple" Advice checked routing::repeat_not_a_multiple;
    "routing/repeat-too-long" Warning checked routing::repeat_too_long;
    "routing/repeat-too-short" Warning checked routing::repeat_too_short;
    "schema/empty" Error said schema::empty;
    "schema/invalid-value" Error said schema::invalid_value;
    "schema/missing-key" Error said schema::missing_key;
    "schema/not-yet" Error said schema::not_yet;
    "schema/unknown-key" Error said schema::unknown_key;
    "schema/unknown-value" Error said schema::unknown_value;
    "schema/wrong-type" Error said schema::wrong_type;
    "scrape/interval-too-long" Warning checked scrape::interval_too_long;
    "scrape/timeout-over-interval" Error checked scrape::timeout_over_interval;
    "secret/in-plain-text" Error checked secret::in_plain_text;
    "secret/no-safe-way" Error said secret::no_safe_way;
    "secret/not-expanded" Doubtful checked secret::not_expanded;
    "secret/outside-project" Error checked secret::outside_project;
    "service/address-unused" Doubtful said service::address_unused;
    "service/dependencies-too-deep" Advice checked service::dependencies_too_deep;
    "service/dependency-cycle" Doubtful checked service::dependency_cycle;
    "service/faster-than-parent" Advice checked service::faster_than_parent;
    "service/key-unused" Warning checked service::key_unused;
    "service/never-down" Warning checked service::never_down;
    "service/no-address" Error said service::no_address;
    "service/no-dialects" Doubtful said service::no_dialects;
    "service/no-kind" Error said service::no_kind;
    "service/no-login" Doubtful checked service::no_login;
    "service/no-signals" Advice checked service::no_signals;
    "service/reserved-name" Error checked service::reserved_name;
    "service/same-address" Warning checked service::same_address;
    "service/same-container" Doubtful checked service::same_container;
    "service/unknown" Doubtful checked service::unknown;
    "service/unknown-kind" Error said service::unknown_kind;
    "signal/incomplete" Error said signal::incomplete;
    "signal/name-clash" Error checked signal::name_clash;
    "signal/unknown" Doubtful checked signal::unknown;
    "slo/incomplete" Error said slo::incomplete;
    "slo/never-pages" Warning checked slo::never_pages;
    "slo/no-window" Error said slo::no_window;
    "slo/not-a-bucket" Advice checked slo::not_a_bucket;
    "slo/not-an-objective" Error said slo::not_an_objective;
    "slo/retention-too-short" Doubtful checked slo::retention_too_short;
    "slo/unknown" Error said slo::unknown;
    "slo/window-out-of-range" Error said slo::window_out_of_range;
    "smtp/incomplete" Error said smtp::incomplete;
    "smtp/missing" Error said smtp::missing;
    "stack/no-name" Error checked stack::no_name;
    "stack/no-services" Warning checked stack::no_services;
    "team/unknown" Warning checked team::unknown;
    "text/unknown-placeholder" Doubtful checked text::unknown_placeholder;
    "threshold/critical-before-warning" Doubtful said threshold::critical_before_warning;
    "threshold/one-condition" Error said threshold::one_condition;
    "threshold/out-of-range" Doubtful said threshold::out_of_range;
    "threshold/same-value" Doubtful said threshold::same_value;
    "threshold/unknown-label" Error said threshold::unknown_label;
    "threshold/wrong-unit" Error said threshold::wrong_unit;
    "time-interval/crosses-midnight" Error said time_interval::crosses_midnight;
    "time-interval/no-length" Error checked time_interval::no_length;
    "time-interval/no-location" Error said time_interval::no_location;
    "time-interval/unknown" Error said time_interval::unknown;
    "time-interval/unknown-location" Error checked time_interval::unknown_location;
    "time-interval/unused" Warning checked time_interval::unused;
    "tls/skip-verify" Warning checked tls::skip_verify;
    "toml/duplicate-key" Error said toml::duplicate_key;
    "toml/encoding" Error said toml::encoding;
    "toml/newer-syntax" Advice said toml::newer_syntax;
    "toml/syntax" Error said toml::syntax;
    "url/not-http" Error checked url::not_http;
    "user/is-admin" Error checked user::is_admin;
    "user/no-password" Error said user::no_password;
    "user/same-email" Error checked user::same_email;
    "user/unknown" Error said user::unknown;
};
