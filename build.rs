//! Lists `src/catalog/kinds/*.toml`, so that a new kind is one file and nothing else, and writes the catalog's files as JSON, which
//! the program reads several times faster at every start. For the same reason the schema that files are judged by has no texts for
//! editors, which are most of it, and nothing twice.

use std::path::{Path, PathBuf};
use std::{env, error::Error, fs};

use serde_json::Value;

fn main() {
    if let Err(error) = run() {
        println!("cargo::error=cannot read the catalog: {error}");
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let catalog = Path::new("src/catalog");
    let folder = catalog.join("kinds");
    let components = catalog.join("components.toml");
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed={}", components.display());
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "toml")
    });
    paths.sort();
    let mut list = String::from("const KINDS: &[(&str, &str)] = &[\n");
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        list.push_str(&format!("    ({name:?}, {:?}),\n", json(&path)?));
    }
    list.push_str(&format!(
        "];\nconst COMPONENTS: &str = {:?};\n",
        json(&components)?
    ));
    fs::write(out.join("catalog.rs"), list)?;
    let schema = Path::new("schema/monitoring.schema.json");
    println!("cargo::rerun-if-changed={}", schema.display());
    let judged = serde_json::from_str(&fs::read_to_string(schema)?)?;
    let judged = without_texts(without_copies(judged));
    fs::write(out.join("schema.json"), serde_json::to_string(&judged)?)?;
    Ok(())
}

/// Editors want everything in place; here a template is a service, and an environment a file of which nothing is required.
fn without_copies(mut schema: Value) -> Value {
    let service = "/properties/services/additionalProperties";
    let same = schema.pointer(service).cloned();
    if let Some(template) = schema.pointer_mut("/properties/templates/additionalProperties")
        && same.as_ref() == Some(template)
    {
        *template = serde_json::json!({ "$ref": format!("#{service}") });
    }
    if let Some(overlay) = schema.pointer_mut("/properties/environments/additionalProperties") {
        *overlay = serde_json::json!({ "$ref": "#", "x-overlay": true });
    }
    schema
}

/// A schema without what no value is judged by. A property of such a name is a table, and stays.
fn without_texts(schema: Value) -> Value {
    match schema {
        Value::Object(map) => map
            .into_iter()
            .filter(|(key, value)| {
                !(matches!(key.as_str(), "description" | "title") && value.is_string())
            })
            .map(|(key, value)| (key, without_texts(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_texts).collect(),
        other => other,
    }
}

fn json(path: &Path) -> Result<String, Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    let table: toml::Table =
        toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(serde_json::to_string(&table)?)
}
