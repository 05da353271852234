//! Did you mean …?

/// The name that the author most likely meant: at most a third of its letters differ; case, `-` and `_` do not count.
pub fn nearest<'n>(given: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let plain = |text: &str| text.to_lowercase().replace('-', "_");
    let wanted = plain(given);
    if wanted.chars().count() > 100 {
        return None;
    }
    let allowed = (wanted.chars().count() / 3).max(1);
    let mut closest: Option<(usize, &str)> = None;
    let mut shared: Option<(bool, usize, &str)> = None;
    for name in names {
        let plain = plain(name);
        let distance = strsim::damerau_levenshtein(&wanted, &plain);
        if distance <= allowed {
            closest = closest.into_iter().chain([(distance, name)]).min();
        }
        // `no-watchdog` for `routing/no-watchdog`, or `disk_usage` for `disk`: whole words of the one are all of the other. Better
        // what leaves out nothing that was written.
        let lost = within(&plain, &wanted);
        if lost || within(&wanted, &plain) {
            let rest = plain.len().abs_diff(wanted.len());
            shared = shared.into_iter().chain([(lost, rest, name)]).min();
        }
    }
    // One letter is a slip; beyond that, the same word says more than like letters.
    match (closest, shared) {
        (Some((distance, name)), Some(_)) if distance <= 1 => Some(name),
        (closest, shared) => shared
            .map(|(_, _, name)| name)
            .or(closest.map(|(_, name)| name)),
    }
}

/// Whether the words of one name begin or end the other.
fn within(short: &str, long: &str) -> bool {
    let is_break = |letter: char| !letter.is_alphanumeric();
    short.len() >= 3
        && short.len() < long.len()
        && (long
            .strip_prefix(short)
            .is_some_and(|rest| rest.starts_with(is_break))
            || long
                .strip_suffix(short)
                .is_some_and(|rest| rest.ends_with(is_break)))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_is_near() {
        let names = ["services", "signals", "stack"];
        assert_eq!(nearest("service", names), Some("services"));
        assert_eq!(nearest("Stack", names), Some("stack"));
        assert_eq!(nearest("retention", names), None);
        assert_eq!(
            nearest("disk_usage", ["disk_busy", "disk", "memory"]),
            Some("disk")
        );
        assert_eq!(
            nearest("no-watchdog", ["Watchdog", "routing/no-watchdog"]),
            Some("routing/no-watchdog")
        );
        assert_eq!(nearest("diskette", ["disk"]), None);
    }
}
