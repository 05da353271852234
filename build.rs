//! Lists `src/catalog/kinds/*.toml`, so that a new kind is one file and nothing else.

use std::{env, fs, path::Path};

fn main() {
    let folder = Path::new("src/catalog/kinds");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut names: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".toml").map(str::to_owned))
        .collect();
    names.sort();
    let root = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let mut text = String::from("const KINDS: &[(&str, &str)] = &[\n");
    for name in names {
        text.push_str(&format!(
            "    ({name:?}, include_str!({:?})),\n",
            format!("{root}/src/catalog/kinds/{name}.toml")
        ));
    }
    text.push_str("];\n");
    let out = env::var("OUT_DIR").unwrap_or_default();
    if let Err(error) = fs::write(Path::new(&out).join("kinds.rs"), text) {
        println!("cargo::error=cannot list the kinds: {error}");
    }
}
