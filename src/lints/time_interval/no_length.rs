//! A time range that ends when it begins.

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for (name, interval) in &context.config.time_intervals {
        for (index, text) in interval.times.iter().enumerate() {
            if text
                .split_once('-')
                .is_some_and(|(start, end)| start == end)
            {
                let path = Path::of(&["time_intervals", name, "times"]).index(index);
                out.push(
                    Diagnostic::error(
                        "time-interval/no-length",
                        format!("`{text}` ends when it begins"),
                    )
                    .at(Place::Value(path), "no time at all, or a whole day?")
                    .help("write another end; a whole day is \"00:00-24:00\""),
                );
            }
        }
    }
}
