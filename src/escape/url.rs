//! Parts of a URL.

use std::fmt::Write as _;

/// `text` as one path segment, or as a name or value of a query.
///
/// Grammar: all bytes but the unreserved ones (`A-Z a-z 0-9 - . _ ~`) as `%HH`; a space is `%20`, which is right in both
/// places. Source: RFC 3986, 2.1 and 2.3.
#[must_use]
pub fn component(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// A path of this machine as a reference: relative stays relative, `/` separates. A first segment with `:` would be taken for a
/// scheme: the colon is encoded as well. Source: RFC 3986, 4.2 and RFC 8089.
#[must_use]
pub fn path(text: &str) -> String {
    let plain = text.replace('\\', "/");
    let encoded: Vec<String> = plain.split('/').map(component).collect();
    let joined = encoded.join("/");
    if joined.starts_with('/') {
        format!("file://{joined}")
    } else {
        joined
    }
}
