//! `depends_on` and `runs_on` name services of the file.

use crate::diagnostic::{Diagnostic, Path, Place, nearest};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let services = &context.config.services;
    for (name, service) in services {
        let path = Path::of(&["services", name]);
        for (index, on) in service.depends_on.iter().enumerate() {
            if !services.contains_key(on) {
                let near = nearest(
                    on,
                    services
                        .keys()
                        .map(String::as_str)
                        .filter(|near| near != name),
                );
                out.push(
                    Diagnostic::error("service/unknown", format!("there is no service `{on}`"))
                        .at(
                            Place::Value(path.key("depends_on").index(index)),
                            "not a service of this file",
                        )
                        .meant(near, "name a service of this file"),
                );
            }
        }
        if let Some(host) = &service.runs_on
            && services.get(host).and_then(|host| host.kind.as_deref()) != Some("host")
        {
            let hosts = services
                .iter()
                .filter(|(_, s)| s.kind.as_deref() == Some("host"))
                .map(|(n, _)| n.as_str());
            out.push(
                Diagnostic::error("service/unknown", format!("there is no host `{host}`"))
                    .at(
                        Place::Value(path.key("runs_on")),
                        "not a service of kind `host`",
                    )
                    .meant(
                        nearest(host, hosts),
                        "name a service with `kind = \"host\"`",
                    ),
            );
        }
    }
}
