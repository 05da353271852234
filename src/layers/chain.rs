//! Templates that take up templates.

/// Names from `first` on, nearest first. `next` says what a template itself uses; a name that is not there, or comes again, is the end.
pub fn chain<'n>(
    first: Option<&'n str>,
    next: impl Fn(&'n str) -> Option<Option<&'n str>>,
) -> Vec<&'n str> {
    let mut names = Vec::new();
    let mut at = first;
    while let Some(name) = at.filter(|name| !names.contains(name)) {
        let Some(further) = next(name) else { break };
        names.push(name);
        at = further;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::chain;

    #[test]
    fn it_ends_where_nothing_new_comes() {
        let next = |name: &str| match name {
            "a" => Some(Some("b")),
            "b" => Some(Some("c")),
            "c" => Some(None),
            "x" => Some(Some("y")),
            "y" => Some(Some("x")),
            "z" => Some(Some("gone")),
            _ => None,
        };
        assert_eq!(chain(Some("a"), next), ["a", "b", "c"]);
        assert_eq!(chain(Some("x"), next), ["x", "y"]);
        assert_eq!(chain(Some("z"), next), ["z"]);
        assert_eq!(chain(None, next), [""; 0]);
    }
}
