//! Names become labels, files, containers and hosts: the plain letters that all of them take.

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let config = context.config;
    let mut say = |table: &[&str], name: &str, fine: bool, expected: &str, suggestion: String| {
        if !fine {
            out.push(
                Diagnostic::error("name/invalid", format!("`{name}` cannot be a name here"))
                    .at(
                        Place::Key(Path::of(table).key(name)),
                        format!("expected {expected}"),
                    )
                    .help(format!("write `{suggestion}`")),
            );
        }
    };
    let plain = "lower-case letters, digits, `_` and `-`, at most 63";
    for name in config.services.keys() {
        say(&["services"], name, is_plain(name), plain, made_plain(name));
    }
    for (service, written) in &config.services {
        for name in written.probes.keys() {
            say(
                &["services", service, "probes"],
                name,
                is_plain(name),
                plain,
                made_plain(name),
            );
        }
    }
    for name in config.templates.keys() {
        say(
            &["templates"],
            name,
            is_plain(name),
            plain,
            made_plain(name),
        );
    }
    for name in config.receivers.keys() {
        say(
            &["receivers"],
            name,
            is_plain(name),
            plain,
            made_plain(name),
        );
    }
    for name in config.dialects.keys() {
        say(&["dialects"], name, is_plain(name), plain, made_plain(name));
    }
    for name in config.time_intervals.keys() {
        say(
            &["time_intervals"],
            name,
            is_plain(name),
            plain,
            made_plain(name),
        );
    }
    for name in config.grafana.teams.keys() {
        say(
            &["grafana", "teams"],
            name,
            is_plain(name),
            plain,
            made_plain(name),
        );
    }
    for name in config.grafana.data_sources.keys() {
        say(
            &["grafana", "data_sources"],
            name,
            is_plain(name),
            plain,
            made_plain(name),
        );
    }
    for name in config.grafana.users.keys() {
        let fine = !name.is_empty()
            && name.len() <= 63
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._-@+".contains(&b));
        say(
            &["grafana", "users"],
            name,
            fine,
            "letters, digits and `._-@+`",
            made_plain(name),
        );
    }
    for name in config.signals.keys() {
        say(
            &["signals"],
            name,
            is_snake(name),
            "lower-case letters, digits and `_`, a letter first",
            made_plain(name).replace('-', "_"),
        );
    }
    for name in config.alerts.keys() {
        let fine = name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.len() <= 63
            && name.bytes().all(|b| b.is_ascii_alphanumeric());
        say(
            &["alerts"],
            name,
            fine,
            "CamelCase: letters and digits, a capital first",
            crate::model::names::camel(&made_plain(name)),
        );
    }
}

fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && name.len() <= 63
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-')
}

fn is_snake(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.len() <= 63
        && is_plain(name)
        && !name.contains('-')
}

fn made_plain(name: &str) -> String {
    let plain: String = name
        .to_lowercase()
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '_' {
                c
            } else {
                '-'
            }
        })
        .take(63)
        .collect();
    let plain = plain.trim_matches(|c| c == '-' || c == '_');
    if plain.is_empty() {
        "name".into()
    } else {
        plain.to_owned()
    }
}
