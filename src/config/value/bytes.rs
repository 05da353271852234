//! Sizes: `512MiB`, `20GB`. Both powers, exact.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Bytes(pub u64);

const UNITS: [(&str, u64); 11] = [
    ("EiB", 1 << 60),
    ("PiB", 1 << 50),
    ("PB", 1_000_000_000_000_000),
    ("TiB", 1 << 40),
    ("TB", 1_000_000_000_000),
    ("GiB", 1 << 30),
    ("GB", 1_000_000_000),
    ("MiB", 1 << 20),
    ("MB", 1_000_000),
    ("KiB", 1 << 10),
    ("KB", 1_000),
];

/// Reads `20GB`, `1.5GiB`, `512B`; decimal fractions must give whole bytes. `kB` is read as `KB`.
pub fn parse_bytes(text: &str) -> Option<Bytes> {
    let split = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(split);
    let factor = match unit {
        "B" => 1,
        "kB" => 1000,
        _ => UNITS.iter().find(|(name, _)| *name == unit)?.1,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() || (number.contains('.') && fraction.is_empty()) || fraction.len() > 9 {
        return None;
    }
    if !whole
        .bytes()
        .chain(fraction.bytes())
        .all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let scale = 10u128.pow(fraction.len() as u32);
    let digits: u128 = format!("{whole}{fraction}").parse().ok()?;
    let scaled = digits.checked_mul(u128::from(factor))?;
    (scaled % scale == 0).then_some(())?;
    u64::try_from(scaled / scale).ok().map(Bytes)
}

/// Writes bytes so that [`parse_bytes`] reads the same: the largest unit that divides them.
pub fn print_bytes(bytes: Bytes) -> String {
    UNITS
        .iter()
        .filter(|(_, size)| bytes.0 > 0 && bytes.0.is_multiple_of(*size))
        .max_by_key(|(_, size)| *size)
        .map_or_else(
            || format!("{}B", bytes.0),
            |(name, size)| format!("{}{name}", bytes.0 / size),
        )
}

impl fmt::Display for Bytes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&print_bytes(*self))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(from)?;
        parse_bytes(&text).ok_or_else(|| serde::de::Error::custom("not a size"))
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl JsonSchema for Bytes {
    fn schema_name() -> Cow<'static, str> {
        "Bytes".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[0-9]+(\\.[0-9]{1,9})?(B|kB|[KMGTP]B|[KMGTPE]iB)$",
            "x-expected": "a size such as \"512MiB\" or \"20GB\"",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Bytes, parse_bytes, print_bytes};

    #[test]
    fn both_powers_are_exact() {
        assert_eq!(parse_bytes("20GB"), Some(Bytes(20_000_000_000)));
        assert_eq!(parse_bytes("1.5GiB"), Some(Bytes(1_610_612_736)));
        assert_eq!(parse_bytes("512B"), Some(Bytes(512)));
        for text in [
            "",
            "5",
            "GB",
            "1.5B",
            "1..5GB",
            "-1GB",
            "1 GB",
            "99999999EiB",
            ".5GB",
        ] {
            assert_eq!(parse_bytes(text), None, "{text}");
        }
    }

    #[test]
    fn prints_what_it_reads() {
        for bytes in [0, 1, 1000, 1024, 1_500_000_000, 1 << 30, 20_000_000_000] {
            assert_eq!(parse_bytes(&print_bytes(Bytes(bytes))), Some(Bytes(bytes)));
        }
    }
}
