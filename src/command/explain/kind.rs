//! The page of a kind: how it is watched, its signals, the rights that it needs.

use crate::catalog::{Access, AddressShape, Catalog, Kind};
use crate::command::list::{direction, threshold};

use super::Page;

/// By name or alias.
pub fn page(name: &str, catalog: &Catalog) -> Option<Page> {
    let (name, kind) = catalog.kind(name)?;
    let mut page = Page::new(&format!("{name}: {}", kind.title));
    page.paragraph(&kind.summary);
    page.facts([
        ("metrics", access(kind, catalog)),
        ("address", address(kind)),
        ("also called", kind.aliases.join(", ")),
        ("series per instance", format!("about {}", kind.series)),
        (
            "evidence",
            format!("{}: {}", kind.evidence.level.sentence(), kind.evidence.note),
        ),
    ]);
    page.heading("Example");
    page.code("toml", &example(name, kind, None));
    if let Some(rights) = kind
        .exporter
        .as_ref()
        .and_then(|exporter| exporter.rights.as_ref())
    {
        page.heading("Rights that its user needs");
        page.code("", rights);
    }
    if let Some(why) = kind
        .exporter
        .as_ref()
        .and_then(|exporter| exporter.no_password.as_ref())
    {
        page.heading("Passwords");
        page.paragraph(why);
    }
    if !kind.dialects.is_empty() {
        page.heading("Dialects");
        let names: Vec<&str> = kind.dialects.keys().map(String::as_str).collect();
        page.paragraph(&names.join(", "));
    }
    page.heading("Signals");
    let rows: Vec<Vec<String>> = kind
        .signals
        .iter()
        .map(|(name, signal)| {
            vec![
                name.clone(),
                signal.unit.name().to_owned(),
                direction(signal.bad_when).to_owned(),
                signal.threshold.as_ref().map(threshold).unwrap_or_default(),
                signal.title.clone(),
            ]
        })
        .collect();
    page.table(&["signal", "unit", "bad when", "default", "title"], &rows);
    Some(page)
}

fn access(kind: &Kind, catalog: &Catalog) -> String {
    match kind.access {
        Access::Service => format!("the service serves them itself, at {}", kind.path),
        Access::Exporter => {
            let component = kind
                .exporter
                .as_ref()
                .and_then(|exporter| catalog.components.get(&exporter.component));
            match component {
                Some(component) => format!(
                    "from an exporter container that monc adds ({}:{})",
                    component.image, component.tag
                ),
                None => "from an exporter container that monc adds".to_owned(),
            }
        }
        Access::Host => "from the machine's node_exporter, that monc adds".to_owned(),
        Access::Container => "from one cAdvisor for all containers, that monc adds".to_owned(),
        Access::Probe => "from one blackbox exporter for all probes, that monc adds".to_owned(),
        Access::Stack => "a part of the stack itself; it is not written in the file".to_owned(),
    }
}

fn address(kind: &Kind) -> String {
    let shape = match kind.address {
        AddressShape::Metrics => "[scheme://]host:port[/path] of the metrics",
        AddressShape::HostPort => "host:port of the server",
        AddressShape::Url => "the whole URL that the exporter reads",
        AddressShape::None => return "none".to_owned(),
    };
    match kind.default_port {
        Some(port) => format!("{shape}; port {port} if it names none"),
        None => shape.to_owned(),
    }
}

/// The smallest service of the kind.
pub fn example(name: &str, kind: &Kind, dialect: Option<&str>) -> String {
    if kind.access == Access::Stack {
        let threshold = kind
            .signals
            .iter()
            .find(|(_, signal)| signal.threshold.is_some())
            .map(|(signal, _)| format!("thresholds.{signal} = false   # off\n"));
        return format!("[kinds.{name}]\n{}", threshold.unwrap_or_default());
    }
    let mut text = format!("[services.my_{name}]\nkind = \"{name}\"\n");
    let port = kind.default_port.unwrap_or(8080);
    match kind.address {
        AddressShape::Metrics | AddressShape::HostPort => {
            text.push_str(&format!("address = \"{name}:{port}\"\n"));
        }
        AddressShape::Url => text.push_str(&format!("address = \"http://{name}:{port}/\"\n")),
        AddressShape::None if kind.access == Access::Probe => {
            text.push_str("probe = \"https://shop.example/\"\n");
        }
        AddressShape::None => {}
    }
    let first = kind.dialects.keys().next().map(String::as_str);
    if let Some(dialect) = dialect.or(first) {
        text.push_str(&format!("dialect = \"{dialect}\"\n"));
    }
    if kind
        .exporter
        .as_ref()
        .is_some_and(|exporter| exporter.secret_file.is_some())
    {
        text.push_str("username = \"monitor\"\n");
        text.push_str(&format!(
            "password = {{ env = \"{}_PASSWORD\" }}\n",
            name.to_uppercase().replace('-', "_")
        ));
    }
    text
}
