//! A route to a value of the file, as its author would name it: `services.api.thresholds.cpu`.

use std::fmt;

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    Key(String),
    Index(usize),
}

/// A route from the root.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Segment>);

impl Path {
    /// The whole file.
    pub fn root() -> Path {
        Path::default()
    }

    /// A route of keys.
    pub fn of(keys: &[&str]) -> Path {
        Path(
            keys.iter()
                .map(|key| Segment::Key((*key).to_owned()))
                .collect(),
        )
    }

    /// One key further.
    pub fn key(&self, key: &str) -> Path {
        let mut path = self.clone();
        path.0.push(Segment::Key(key.to_owned()));
        path
    }

    /// One array entry further.
    pub fn index(&self, index: usize) -> Path {
        let mut path = self.clone();
        path.0.push(Segment::Index(index));
        path
    }

    /// One step back; the root has none.
    pub fn parent(&self) -> Option<Path> {
        let (_, rest) = self.0.split_last()?;
        Some(Path(rest.to_vec()))
    }

    /// Whether this is the whole file (the path of things that stand nowhere in it).
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }
}

fn is_bare(key: &str) -> bool {
    !key.is_empty()
        && key
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

impl fmt::Display for Path {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Key(key) => {
                    if at > 0 {
                        out.write_str(".")?;
                    }
                    if is_bare(key) {
                        out.write_str(key)?;
                    } else {
                        write!(out, "{key:?}")?;
                    }
                }
                Segment::Index(index) => write!(out, "[{index}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Path;

    #[test]
    fn reads_as_its_author_would_write_it() {
        assert_eq!(
            Path::of(&["services", "api", "address"]).to_string(),
            "services.api.address"
        );
        assert_eq!(
            Path::of(&["routing", "routes"])
                .index(0)
                .key("match")
                .to_string(),
            "routing.routes[0].match"
        );
        assert_eq!(
            Path::of(&["services", "my api"]).to_string(),
            "services.\"my api\""
        );
    }
}
