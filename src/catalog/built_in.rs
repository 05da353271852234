//! The built-in catalog: kind files and components compiled into the binary.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{Component, Kind};

/// All kinds and components.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    pub kinds: BTreeMap<String, Kind>,
    pub components: BTreeMap<String, Component>,
}

// `KINDS` and `COMPONENTS`, as JSON.
include!(concat!(env!("OUT_DIR"), "/catalog.rs"));

static BUILT_IN: LazyLock<Catalog> = LazyLock::new(|| Catalog {
    kinds: KINDS
        .iter()
        .map(|(name, text)| ((*name).to_owned(), read(name, text)))
        .collect(),
    components: read("components", COMPONENTS),
});

/// The built-in files are part of the program: a test reads them all, so a failure here is a bug of ours.
#[allow(clippy::panic)]
fn read<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> T {
    match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => panic!("built-in catalog file {name}: {error}"),
    }
}

impl Catalog {
    /// The catalog compiled into the binary.
    pub fn built_in() -> &'static Catalog {
        &BUILT_IN
    }

    /// The kind of this name or alias.
    pub fn kind(&self, name: &str) -> Option<(&str, &Kind)> {
        self.kinds
            .iter()
            .find(|(key, kind)| {
                key.as_str() == name || kind.aliases.iter().any(|alias| alias == name)
            })
            .map(|(key, kind)| (key.as_str(), kind))
    }
}

#[cfg(test)]
mod tests {
    use super::Catalog;

    #[test]
    fn every_built_in_file_reads() {
        let catalog = Catalog::built_in();
        assert!(catalog.kinds.contains_key("http"));
        assert!(catalog.components.contains_key("prometheus"));
    }
}
