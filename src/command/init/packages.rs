//! Which client library an app has, by the manifest of its packages.

use crate::catalog::Catalog;

/// Manifests of the languages, and locks of them: names that are looked at in the folder of an app.
pub const MANIFESTS: [&str; 14] = [
    "package.json",
    "requirements.txt",
    "requirements/base.txt",
    "requirements/production.txt",
    "pyproject.toml",
    "Pipfile",
    "setup.py",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "go.mod",
    "Gemfile",
    "Cargo.toml",
    "composer.json",
];

/// Ends of further names.
pub const ENDS: [&str; 1] = [".csproj"];

/// The dialect of the package that the manifest names: that of the longest name, since `prom-client` comes along with most others.
pub fn dialect(manifest: &str) -> Option<(&'static str, &'static str)> {
    let http = Catalog::built_in().kinds.get("http")?;
    let named = http.dialects.iter().flat_map(|(name, dialect)| {
        dialect
            .packages
            .iter()
            .map(move |package| (name.as_str(), package.as_str()))
    });
    let found = named.filter(|(_, package)| names(manifest, package));
    found.max_by_key(|(name, package)| {
        // A library of bare metrics says least: another one beside it makes the HTTP metrics.
        let bare = ["prom-client", "python", "go"].contains(name);
        (!bare, package.len())
    })
}

/// Whether a package is named, and not only one whose name goes on.
fn names(manifest: &str, package: &str) -> bool {
    manifest.match_indices(package).any(|(at, _)| {
        let goes_on = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let before = manifest[..at].chars().next_back();
        let after = manifest[at + package.len()..].chars().next();
        !before.is_some_and(goes_on) && !after.is_some_and(goes_on)
    })
}

#[cfg(test)]
mod tests {
    use super::dialect;

    #[test]
    fn the_library_that_makes_the_metrics_is_found() {
        let found = |manifest: &str| dialect(manifest).map(|(name, _)| name);
        assert_eq!(
            found("{\"dependencies\":{\"prom-client\":\"^15\"}}"),
            Some("prom-client")
        );
        assert_eq!(
            found("{\"dependencies\":{\"prom-client\":\"^15\",\"express-prom-bundle\":\"7\"}}"),
            Some("express-prom-bundle")
        );
        assert_eq!(found("Django==5\ndjango-prometheus>=2\n"), Some("django"));
        assert_eq!(
            found("<artifactId>micrometer-registry-prometheus</artifactId>"),
            Some("micrometer")
        );
        assert_eq!(
            found("github.com/prometheus/client_golang v1.20"),
            Some("go")
        );
        assert_eq!(
            found("{\"dependencies\":{\"prom-client-fork\":\"1\",\"express\":\"5\"}}"),
            None
        );
    }
}
