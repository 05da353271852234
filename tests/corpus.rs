//! Realistic files. `corpus/good`: stacks as small teams run them, of which nothing may be said but advice. `corpus/bad`: what teams got wrong,
//! each line that is wrong marked with the lints that must find it: ` #~ group/name`, once for each finding.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use monc::diagnostic::{Level, Place};
use monc::resolve::Inputs;
use monc::source::Sources;

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    files.sort();
    files
}

/// Errors and warnings: file and line → ids, in order.
type Found = BTreeMap<(String, usize), Vec<String>>;

fn found(path: &Path) -> (Found, String) {
    let text = fs::read_to_string(path).unwrap();
    let mut sources = Sources::default();
    let (file, encoding) = sources.add_bytes("monitoring.toml", text.into_bytes());
    let document = monc::read(&sources, file, encoding);
    let folder = path.parent().unwrap();
    let inputs = match &document.config {
        Some(config) => {
            let name = "monitoring.toml".to_owned();
            monc::command::inputs(config, name, folder, &mut sources, &|_| ()).unwrap()
        }
        None => Inputs::default(),
    };
    let (_, findings) = monc::judge(&document, &inputs);
    let located = document.locate(&sources, &findings);
    let mut out = Found::new();
    let mut said = String::new();
    for finding in located.iter().filter(|one| one.level != Level::Advice) {
        let Some(Place::At(span)) = finding.labels.first().map(|label| &label.place) else {
            panic!("{} has no place", finding.id);
        };
        let source = sources.get(span.file).unwrap();
        let line = source.text[..span.start].matches('\n').count() + 1;
        let name = Path::new(&source.name).file_name().unwrap();
        let name = name.to_string_lossy().into_owned();
        said.push_str(&format!(
            "{name}:{line}: {}: {}\n",
            finding.id, finding.title
        ));
        out.entry((name, line))
            .or_default()
            .push(finding.id.to_owned());
    }
    out.values_mut().for_each(|ids| ids.sort());
    (out, said)
}

#[test]
fn of_good_files_nothing_is_said() {
    let files = files("tests/corpus/good");
    assert!(files.len() >= 30, "{}", files.len());
    let wrong: Vec<String> = files
        .iter()
        .filter_map(|path| {
            let (_, said) = found(path);
            (!said.is_empty()).then(|| format!("{}:\n{said}", path.display()))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn of_bad_files_each_mistake_is_found_where_it_is() {
    let files = files("tests/corpus/bad");
    assert!(files.len() >= 25, "{}", files.len());
    let mut wrong = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let mut wanted = Found::new();
        let mut mark = |name: &str, text: &str, sign: &str| {
            for (at, line) in text.lines().enumerate() {
                let Some((_, ids)) = line.split_once(sign) else {
                    continue;
                };
                let ids = ids.split('"').next().unwrap_or(ids).split_whitespace();
                let mut ids: Vec<String> = ids.map(str::to_owned).collect();
                ids.sort();
                wanted.insert((name.to_owned(), at + 1), ids);
            }
        };
        mark("monitoring.toml", &text, "#~ ");
        // JSON has no comments: the marks of dashboards stand in a value.
        for dashboard in text.split('"').filter(|part| part.ends_with(".json")) {
            let json = fs::read_to_string(path.with_file_name(dashboard)).unwrap();
            let name = Path::new(dashboard).file_name().unwrap();
            mark(&name.to_string_lossy(), &json, "\"~\": \"");
        }
        assert!(!wanted.is_empty(), "{} marks nothing", path.display());
        let (found, said) = found(&path);
        if found != wanted {
            wrong.push(format!(
                "{}: wanted {wanted:?}, found\n{said}",
                path.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
