//! A secret's file lies in the project, or in a folder of its own: its whole folder is mounted.

use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};
use crate::model::SecretSource;

/// Folders of the system, of which no container may see all.
const SYSTEM: [&str; 22] = [
    "/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib64", "/media", "/mnt", "/opt",
    "/proc", "/root", "/run", "/sbin", "/srv", "/sys", "/tmp", "/usr", "/var", "/var/lib",
    "/var/run",
];

/// Folders that hold no files of people, however deep.
const NEVER: [&str; 5] = ["/boot/", "/dev/", "/proc/", "/sys/", "/usr/"];

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let mut said = Vec::new();
    for secret in &context.stack.secrets {
        let SecretSource::File(file) = &secret.source else {
            continue;
        };
        let Some(why) = why(file) else {
            continue;
        };
        let place = Place::Value(secret.path.key("file"));
        if said.contains(&place) {
            continue;
        }
        out.push(
            Diagnostic::error(
                "secret/outside-project",
                format!("the secret of `{}` lies outside the project", secret.path),
            )
            .at(place.clone(), why)
            .help("put it into a folder of its own beside this file: { file = \"secrets/name\" }"),
        );
        said.push(place);
    }
}

fn why(file: &str) -> Option<&'static str> {
    let file = file.replace('\\', "/");
    if file.split('/').any(|part| part == "..") {
        return Some("`..` leads out of the folder of this file");
    }
    if !file.starts_with('/') {
        return None;
    }
    let parts: Vec<&str> = file
        .split('/')
        .filter(|p| !matches!(*p, "" | "."))
        .collect();
    let folder = format!("/{}", parts[..parts.len().saturating_sub(1)].join("/"));
    let inside = format!("{folder}/");
    (SYSTEM.contains(&folder.as_str()) || NEVER.iter().any(|never| inside.starts_with(never)))
        .then_some("its whole folder would be mounted, and that is the system's")
}

#[cfg(test)]
mod tests {
    use super::why;

    #[test]
    fn folders_of_the_system_stay_closed() {
        for wrong in [
            "../../../etc/passwd",
            "a/../../b",
            "/etc/passwd",
            "/etc/./passwd",
            "//etc//passwd",
            "/proc/self/environ",
            "/secret",
            "/usr/share/x/y",
        ] {
            assert!(why(wrong).is_some(), "{wrong}");
        }
        for fine in [
            "secrets/db",
            "./db",
            "a..b/c",
            "/etc/monc/secrets/db",
            "/run/secrets/db",
            "/home/me/x/db",
        ] {
            assert!(why(fine).is_none(), "{fine}");
        }
    }
}
