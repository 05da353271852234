//! Messages of our own: service, value, limit, since when, what to do, links.

/// `templates/monc.tmpl`.
pub const TEXT: &str = include_str!("monc.tmpl");
