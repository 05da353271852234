//! Other tools' words, and the ones of this file. They are looked up before letters are compared.

/// A key of this file, the words that people bring for it, and whose words they are.
const KEYS: &[(&str, &[&str], &str)] = &[
    ("address", &["targets", "static_configs"], "Prometheus'"),
    (
        "address",
        &[
            "target", "host", "hostname", "hosts", "url", "uri", "endpoint", "addr", "dsn",
        ],
        "",
    ),
    (
        "address",
        &["smarthost", "smtp_smarthost"],
        "Alertmanager's",
    ),
    ("kind", &["type", "service_type"], ""),
    ("services", &["scrape_configs", "jobs"], "Prometheus'"),
    (
        "services",
        &["targets", "apps", "applications", "hosts"],
        "",
    ),
    (
        "receivers",
        &["contact_points", "contactpoints"],
        "Grafana's",
    ),
    ("receivers", &["notifications", "notify", "channels"], ""),
    ("routing", &["route", "routes"], "Alertmanager's"),
    (
        "routing",
        &["notification_policies", "policies"],
        "Grafana's",
    ),
    (
        "alerts",
        &["rules", "alerting_rules", "groups"],
        "Prometheus'",
    ),
    ("time_intervals", &["mute_time_intervals"], "Alertmanager's"),
    ("stack", &["project", "global"], ""),
    ("smtp", &["mail", "mail_server", "email"], ""),
    ("thresholds", &["limits", "levels"], ""),
    (
        "probe",
        &["blackbox", "health_check", "healthcheck", "health", "check"],
        "",
    ),
    (
        "depends_on",
        &["needs", "requires", "dependencies", "after"],
        "",
    ),
    ("labels", &["tags"], ""),
    (
        "username",
        &["user", "login", "auth_username", "smtp_auth_username"],
        "",
    ),
    (
        "password",
        &["pass", "passwd", "auth_password", "smtp_auth_password"],
        "",
    ),
    ("from", &["smtp_from", "sender"], ""),
    ("database", &["db", "dbname", "db_name"], ""),
    ("scrape", &["scrape_config"], "Prometheus'"),
    ("interval", &["scrape_interval", "every"], ""),
    ("timeout", &["scrape_timeout"], "Prometheus'"),
    (
        "bearer_token",
        &["authorization", "credentials"],
        "Prometheus'",
    ),
    ("expr", &["query", "promql", "condition", "metric"], ""),
    ("summary", &["message", "title"], ""),
    ("runbook", &["runbook_url"], ""),
    ("bad_when", &["direction"], ""),
    ("warning", &["warn", "medium"], ""),
    ("critical", &["crit", "page", "error", "high", "fatal"], ""),
    ("for", &["pending", "pending_period", "duration"], ""),
    (
        "match",
        &["matchers", "match_re", "object_matchers", "labels", "when"],
        "Alertmanager's",
    ),
    (
        "mute",
        &["mute_time_intervals", "mute_timings"],
        "Alertmanager's",
    ),
    ("active", &["active_time_intervals"], "Alertmanager's"),
    ("receiver", &["to", "send_to", "contact_point"], ""),
    ("repeat_interval", &["repeat"], ""),
    ("email", &["email_configs", "mail", "smtp"], ""),
    ("slack", &["slack_configs", "mattermost", "rocketchat"], ""),
    ("discord", &["discord_configs"], ""),
    (
        "msteams",
        &["msteams_configs", "msteamsv2_configs", "teams"],
        "",
    ),
    ("telegram", &["telegram_configs"], ""),
    ("webhook", &["webhook_configs", "webhooks", "url"], ""),
    ("pagerduty", &["pagerduty_configs"], ""),
    ("opsgenie", &["opsgenie_configs"], ""),
    ("pushover", &["pushover_configs"], ""),
    ("webhook_url", &["api_url", "url", "webhook"], ""),
    ("token", &["bot_token"], "Alertmanager's"),
    ("chat", &["chat_id"], "Alertmanager's"),
    (
        "routing_key",
        &["service_key", "integration_key"],
        "PagerDuty's",
    ),
    ("to", &["recipients", "recipient", "addresses"], ""),
    ("location", &["timezone", "time_zone", "tz"], ""),
    ("times", &["hours"], ""),
    ("weekdays", &["days"], ""),
    ("retention", &["storage"], ""),
    (
        "metrics",
        &[
            "prometheus",
            "size",
            "time",
            "days",
            "max_size",
            "retention_size",
            "retention_time",
        ],
        "",
    ),
    (
        "prometheus",
        &["scrape", "scrape_config", "scraping", "prom"],
        "",
    ),
    (
        "admin",
        &[
            "admin_password",
            "admin_user",
            "security",
            "password",
            "root",
        ],
        "",
    ),
    ("time", &["retention_time", "duration"], ""),
    ("size", &["retention_size"], ""),
    ("status", &["valid_status_codes", "status_codes"], ""),
    ("body_has", &["fail_if_body_not_matches_regexp", "body"], ""),
    ("body_lacks", &["fail_if_body_matches_regexp"], ""),
    ("redirects", &["follow_redirects"], ""),
    ("skip_verify", &["insecure_skip_verify", "insecure"], ""),
    ("ca", &["ca_file", "cafile"], ""),
    ("cert", &["cert_file", "certificate"], ""),
    ("key", &["key_file"], ""),
    ("cpus", &["cpu"], ""),
    ("memory", &["mem", "mem_limit", "ram"], ""),
    ("file", &["path"], ""),
    ("env", &["environment", "variable", "var"], ""),
];

/// A value of this file, and the words that people bring for it.
const VALUES: &[(&str, &[&str])] = &[
    (
        "critical",
        &[
            "page",
            "crit",
            "error",
            "fatal",
            "high",
            "emergency",
            "disaster",
            "p1",
        ],
    ),
    ("warning", &["warn", "medium", "average", "p2", "ticket"]),
    (
        "info",
        &["low", "notice", "information", "informational", "p3"],
    ),
    ("above", &["over", "high", "greater", "gt", ">", "max"]),
    ("below", &["under", "low", "less", "lt", "<", "min"]),
    ("allow", &["off", "ignore", "none"]),
    ("warn", &["warning", "on"]),
    ("deny", &["error", "forbid"]),
    ("viewer", &["read", "reader", "guest", "view"]),
    ("editor", &["edit", "write", "writer"]),
    ("admin", &["administrator", "owner", "root"]),
    ("view", &["viewer", "read"]),
    ("edit", &["editor", "write"]),
    ("ratio", &["percent", "percentage", "%"]),
    ("duration", &["seconds", "milliseconds", "s", "ms", "time"]),
    ("bytes", &["byte", "size", "b", "mb", "gb"]),
    ("bytes_per_second", &["bytes/s", "throughput", "bps"]),
    ("rate", &["per_second", "/s", "rps", "qps"]),
    ("count", &["number", "none", "short", "integer"]),
    ("cores", &["cpu", "cpus"]),
    ("state", &["bool", "boolean", "flag"]),
    ("node", &["nodejs", "javascript"]),
    ("jvm", &["java", "kotlin"]),
    ("go", &["golang"]),
    ("dotnet", &[".net", "csharp"]),
    ("postgres", &["postgresql", "pg"]),
    ("mysql", &["mariadb"]),
];

/// The key that a word of another tool means, and how to say whose it is. The first that is among the known ones counts.
pub fn key(word: &str, known: impl Fn(&str) -> bool) -> Option<(&'static str, &'static str)> {
    let word = word.to_ascii_lowercase();
    KEYS.iter()
        .find(|(key, words, _)| known(key) && words.contains(&word.as_str()))
        .map(|(key, _, owner)| (*key, *owner))
}

/// The value that a word of another tool means.
pub fn value(word: &str, known: impl Fn(&str) -> bool) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    VALUES
        .iter()
        .find(|(value, words)| known(value) && words.contains(&word.as_str()))
        .map(|(value, _)| *value)
}

/// What all words are for: a name that no table and no list has is a mistake of ours.
#[cfg(test)]
pub fn all() -> impl Iterator<Item = &'static str> {
    KEYS.iter()
        .map(|row| row.0)
        .chain(VALUES.iter().map(|row| row.0))
}
