//! Versions read from image tags.

use std::fmt;

/// `major.minor.patch`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    pub major: u32,
    pub minor: u32,
    pub patch: u32,
}

impl Version {
    /// Reads `v3.13.4`, `3.13`, `13.2.3-ubuntu`; `None` where there is no number (`latest`, a digest).
    pub fn of_tag(tag: &str) -> Option<Version> {
        let text = tag.strip_prefix('v').unwrap_or(tag);
        let text = text.split(['-', '+', '@']).next()?;
        let mut parts = text.split('.').map(str::parse::<u32>);
        let major = parts.next()?.ok()?;
        let minor = parts.next().transpose().ok()?.unwrap_or(0);
        let patch = parts.next().transpose().ok()?.unwrap_or(0);
        Some(Version {
            major,
            minor,
            patch,
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn tags_tell_versions() {
        let version = |major, minor, patch| {
            Some(Version {
                major,
                minor,
                patch,
            })
        };
        assert_eq!(Version::of_tag("v3.13.4"), version(3, 13, 4));
        assert_eq!(Version::of_tag("13.2.3-ubuntu"), version(13, 2, 3));
        assert_eq!(Version::of_tag("1.5"), version(1, 5, 0));
        assert_eq!(Version::of_tag("latest"), None);
        assert_eq!(Version::of_tag("main"), None);
    }
}
