//! Values of a Compose file.

/// Doubles every `$`, so that Compose does not take it for the start of a variable.
///
/// Grammar: Compose replaces `$NAME`, `${NAME}`, `${NAME:-default}` and their kin in every *value*, block scalars included,
/// and `$$` by `$`. Keys are not interpolated: a `$$` there stays doubled, so keys must not pass through here.
/// Source: Compose specification, "Interpolation"; tried on Compose 2.40.
#[must_use]
pub fn value(text: &str) -> String {
    text.replace('$', "$$")
}
