//! Did you mean …?

/// The name that the author most likely meant: at most a third of its letters differ; case, `-` and `_` do not count.
pub fn nearest<'n>(given: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let plain = |text: &str| text.to_lowercase().replace('-', "_");
    let wanted = plain(given);
    if wanted.chars().count() > 100 {
        return None;
    }
    let allowed = (wanted.chars().count() / 3).max(1);
    names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&wanted, &plain(name)), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, name)| (*distance, *name))
        .map(|(_, name)| name)
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
    }
}
