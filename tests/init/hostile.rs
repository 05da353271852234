//! Files that are no Compose files, or should not be: a message, and nothing written.

use std::fs;
use std::path::Path;

use crate::scratch::{cases, copy, run, run_with};

fn refused(name: &str, bytes: &[u8], words: &str) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("compose.yaml"), bytes).unwrap();
    let made = run(folder.path(), &["init"]);
    assert_eq!(made.code, Some(2), "{name}: {}{}", made.stdout, made.stderr);
    assert!(
        made.stderr.contains(words) && made.stderr.contains("compose.yaml"),
        "{name}: {}",
        made.stderr
    );
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "{name} left files"
    );
}

#[test]
fn what_cannot_be_read_is_said_and_nothing_is_written() {
    let mut laughs = String::from(
        "services:\n  a0: &a0 { image: lol, x: [lol, lol, lol, lol, lol, lol, lol, lol, lol] }\n",
    );
    for level in 1..12 {
        let alias = vec![format!("*a{}", level - 1); 9].join(", ");
        laughs.push_str(&format!("  a{level}: &a{level} {{ x: [{alias}] }}\n"));
    }
    refused("a thousand million laughs", laughs.as_bytes(), "");
    refused(
        "depth",
        format!("services: {}", "[".repeat(20_000)).as_bytes(),
        "",
    );
    refused("a list", b"- 1\n", "no Compose file");
    refused("services as a list", b"services: [a]\n", "`services`");
    refused("a tabulator", b"services:\n\ta: {}\n", "");
    refused(
        "another encoding",
        b"services: { a: { image: \"caf\xe9\" } }\n",
        "UTF-8",
    );
    refused("size", &vec![b'#'; 5 << 20], "4 MiB");
    refused(
        "an include of nothing",
        b"include: [compose.yaml]\n",
        "itself",
    );
    refused("NUL", b"services:\0{}\n", "");
}

#[test]
fn folders_and_permissions_are_said() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("dir.yaml")).unwrap();
    let made = run(folder.path(), &["init", "--compose", "dir.yaml"]);
    assert_eq!(made.code, Some(2));
    assert!(made.stderr.contains("it is a folder"), "{}", made.stderr);
    let made = run(folder.path(), &["init", "--compose", "nowhere.yaml"]);
    assert!(made.stderr.contains("it is not there"), "{}", made.stderr);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("compose.yaml");
    fs::write(&path, "services: {}\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    // Root reads everything.
    if fs::read(&path).is_ok() {
        return;
    }
    let made = run(folder.path(), &["init"]);
    assert_eq!(made.code, Some(2));
    assert!(made.stderr.contains("may not be read"), "{}", made.stderr);
}

#[test]
fn nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("compose.yaml"), "services: {}\n").unwrap();
    fs::write(folder.path().join("monitoring.schema.json"), "mine").unwrap();
    assert_eq!(run(folder.path(), &["init"]).code, Some(0));
    fs::write(folder.path().join("monitoring.toml"), "mine").unwrap();
    let again = run(folder.path(), &["init"]);
    assert_eq!(again.code, Some(2));
    assert!(
        again.stderr.contains("never overwrites"),
        "{}",
        again.stderr
    );
    for name in ["monitoring.toml", "monitoring.schema.json"] {
        assert_eq!(
            fs::read_to_string(folder.path().join(name)).unwrap(),
            "mine"
        );
    }
}

#[test]
fn names_that_nobody_should_have_stay_texts() {
    let folder = tempfile::tempdir().unwrap();
    let text = "name: x\nservices:\n  \"a\\nb = 1 # '''\\\"]\":\n    image: \"postgres:16\\n[evil]\\nx = 1\"\n    environment: { POSTGRES_USER: \"u\\\"\\nv = 1\", POSTGRES_PASSWORD: $X }\n  \"\": { build: \"./\\n[evil]\", ports: [80] }\n  \"${A}\": { image: \"$(id)\", ports: [\"1:99999\", {}, [], null, -1] }\n  z: null\n";
    fs::write(folder.path().join("compose.yaml"), text).unwrap();
    let made = run(folder.path(), &["init"]);
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    let text = fs::read_to_string(folder.path().join("monitoring.toml")).unwrap();
    let table: toml::Table = text
        .parse()
        .unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert!(!table.contains_key("evil"), "{text}");
    assert!(table["services"].as_table().unwrap().keys().all(|name| {
        name.chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c))
    }));
}

/// A `docker` that prints what it is given.
#[cfg(unix)]
fn docker(folder: &Path, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    let bin = folder.join("bin");
    fs::create_dir_all(&bin).unwrap();
    fs::write(bin.join("docker"), format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(bin.join("docker"), fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(unix)]
#[test]
fn compose_itself_is_asked_where_it_is_there() {
    let case = cases("compose")
        .into_iter()
        .find(|case| case.ends_with("layers"))
        .unwrap();
    for (script, said) in [
        (
            "case \"$*\" in *'config --no-interpolate --format json'*) echo '{\"name\":\"other\",\"services\":{\"q\":{\"image\":\"redis:7\"}}}';; esac",
            "by `docker compose config`",
        ),
        ("echo no", "gave something else"),
        (
            "case \"$*\" in *version*) exit 0;; esac; exit 1",
            "refuses it",
        ),
        ("exit 1", "is not here"),
    ] {
        let (_scratch, folder) = copy(&case);
        docker(&folder, script);
        let bin = folder.join("bin").display().to_string();
        let made = run_with(&folder, &["init"], &bin);
        assert_eq!(made.code, Some(0), "{}", made.stderr);
        assert!(made.stderr.contains(said), "{script}: {}", made.stderr);
        let text = fs::read_to_string(folder.join("monitoring.toml")).unwrap();
        assert_eq!(
            text.contains("[services.q]"),
            said.contains("config`") && said.starts_with("by"),
            "{text}"
        );
    }
}

#[test]
fn other_names_are_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("docker-compose.prod.yml"),
        "services: { db: { image: 'redis:7' } }\n",
    )
    .unwrap();
    let made = run(folder.path(), &["init"]);
    assert!(
        made.stderr.contains("--compose docker-compose.prod.yml"),
        "{}",
        made.stderr
    );
    fs::remove_file(folder.path().join("monitoring.toml")).unwrap();
    let made = run(
        folder.path(),
        &["init", "--compose", "docker-compose.prod.yml"],
    );
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    let text = fs::read_to_string(folder.path().join("monitoring.toml")).unwrap();
    assert!(
        text.contains("app = \"docker-compose.prod.yml\"") && text.contains("kind = \"redis\""),
        "{text}"
    );
}
