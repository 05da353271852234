//! Raw keys that take back what the stack protects with.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};

/// Keys that give a container more rights or open it to others, and why each matters.
const LOOSE: [(&str, &str); 9] = [
    ("privileged", "it may do everything on this machine"),
    ("cap_add", "it gets rights over this machine"),
    ("network_mode", "it leaves the stack's own network"),
    ("pid", "it sees the processes of others"),
    (
        "ports",
        "its port is open beyond what the file says elsewhere",
    ),
    ("security_opt", "its processes may gain rights"),
    ("devices", "it gets at devices of this machine"),
    ("read_only", "what runs in it may change its programs"),
    ("user", "it may run as root"),
];

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for (container, keys) in &context.config.compose.services {
        let volumes = keys.get("volumes").and_then(Value::as_array);
        for (index, volume) in volumes.into_iter().flatten().enumerate() {
            if volume.to_string().contains("docker.sock") {
                let path = Path::of(&["compose", "services", container, "volumes"]);
                out.push(finding(
                    container,
                    Place::Value(path.index(index)),
                    "whoever reaches Docker's socket is root on this machine",
                ));
            }
        }
        for (key, why) in LOOSE {
            let loose = match (key, keys.get(key)) {
                (_, None)
                | ("privileged", Some(Value::Bool(false)))
                | ("read_only", Some(Value::Bool(true))) => false,
                ("user", Some(user)) => user
                    .as_str()
                    .is_none_or(|user| user.starts_with("0") || user.starts_with("root")),
                (_, Some(_)) => true,
            };
            if loose {
                let path = Path::of(&["compose", "services", container, key]);
                out.push(finding(container, Place::Key(path), why));
            }
        }
    }
}

fn finding(container: &str, place: Place, why: &str) -> Diagnostic {
    Diagnostic::warning(
        "container/loosened",
        format!("`{container}` is less protected than monc makes it"),
    )
    .at(place, why)
    .help(
        "take it out, or write above it `# monc: allow(container/loosened): ` and why it is needed",
    )
}
