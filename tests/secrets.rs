//! The script of the job `secrets`, taken from the emitted Compose file and run by the real `sh` on hostile secrets.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::process::Command;

use monc::catalog::SecretEscape;
use monc::emit::compose;
use monc::emit::files::Files;
use monc::model::{Secret, SecretForm, SecretSource, Stack};
use serde_json::{Value, json};

fn secret(source: SecretSource, consumer: &str, file: &str, form: SecretForm) -> Secret {
    Secret {
        source,
        consumer: consumer.into(),
        file: file.into(),
        form,
        purpose: format!("{consumer}'s {file}"),
        rereads: false,
        default: false,
        path: monc::diagnostic::Path::root(),
    }
}

fn env(name: &str) -> SecretSource {
    SecretSource::Env(name.into())
}

fn file(path: &str) -> SecretSource {
    SecretSource::File(path.into())
}

fn template(text: &str, escape: SecretEscape) -> SecretForm {
    SecretForm::Template {
        template: text.into(),
        escape,
    }
}

fn stack() -> Stack {
    let admin = env("GRAFANA_ADMIN_PASSWORD");
    Stack {
        name: "arena".into(),
        source: "monitoring.toml".into(),
        secrets: vec![
            secret(
                file("secrets/smtp"),
                "alertmanager",
                "smtp",
                SecretForm::Plain,
            ),
            secret(
                env("DB_PASSWORD"),
                "db-exporter",
                "redis.json",
                template(
                    "{\"a\":\"{password}\",\"b\":\"{password}\"}",
                    SecretEscape::Json,
                ),
            ),
            secret(admin, "grafana", "admin_password", SecretForm::Plain),
        ],
        ..Stack::default()
    }
}

/// The script as the shell gets it, once Compose has read it.
fn script(stack: &Stack) -> String {
    let files = compose::emit(stack, &Files::new());
    let project: Value = serde_yaml::from_str(files.get("docker-compose.yml").unwrap()).unwrap();
    let job = &project["services"]["secrets"];
    assert_eq!(job["entrypoint"], json!(["/bin/sh", "-euc"]));
    job["command"][0].as_str().unwrap().replace("$$", "$")
}

/// Runs the script on a tree of variables and files; gives success, its messages, and a reader of what it wrote.
struct Run {
    success: bool,
    messages: String,
    folder: tempfile::TempDir,
}

impl Run {
    fn written(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.folder.path().join("out").join(path)).ok()
    }
}

fn run(stack: &Stack, sources: &[(&str, &str)], stale: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    for name in ["variables", "in/0", "in/1"] {
        fs::create_dir_all(at(name)).unwrap();
    }
    for secret in &stack.secrets {
        fs::create_dir_all(at("out").join(&secret.consumer)).unwrap();
    }
    for (path, text) in sources {
        fs::write(at(path), text).unwrap();
    }
    for path in stale {
        fs::write(at("out").join(path), "old").unwrap();
    }
    let output = Command::new("sh")
        .arg("-euc")
        .arg(script(stack))
        .env("variables", at("variables"))
        .env("files", at("in"))
        .env("out", at("out"))
        .output()
        .unwrap();
    Run {
        success: output.status.success(),
        messages: String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned(),
        folder,
    }
}

#[test]
fn each_missing_secret_has_its_own_message_and_stale_ones_go() {
    let stack = stack();
    let done = run(
        &stack,
        &[("variables/GRAFANA_ADMIN_PASSWORD", "")],
        &["grafana/gone", "grafana/.half.new"],
    );
    assert!(!done.success);
    assert_eq!(
        done.messages.lines().collect::<Vec<_>>(),
        [
            "secret secrets/smtp is missing: make this file, with the secret as its only text",
            "secret DB_PASSWORD is empty: set it in .env or in the environment",
            "secret GRAFANA_ADMIN_PASSWORD is empty: set it in .env or in the environment",
        ]
    );
    assert_eq!(done.written("grafana/gone"), None);
    assert_eq!(done.written("grafana/.half.new"), None);
}

const HOSTILE: [&str; 12] = [
    "plain",
    "with space and 'quotes' \"double\"",
    "back\\slash\\n",
    "$HOME ${x} $(id) `id`",
    "-n",
    "-e \\c",
    "%s%d%%",
    "# ; = [x]",
    "tab\there",
    "é日本\u{1F600}",
    "*? ~ &|<>!",
    "\u{1}\u{1f}ends with backslash\\",
];

#[test]
fn hostile_passwords_arrive_as_they_are() {
    let mut stack = stack();
    stack.secrets.push(secret(
        env("DB_PASSWORD"),
        "mysql-exporter",
        "my.cnf",
        template("[client]\npassword = \"{password}\"\n", SecretEscape::MyCnf),
    ));
    for password in HOSTILE {
        let done = run(
            &stack,
            &[
                ("variables/GRAFANA_ADMIN_PASSWORD", password),
                ("variables/DB_PASSWORD", password),
                ("in/0/smtp", &format!("{password}\n")),
            ],
            &[],
        );
        assert!(done.success, "{password:?}: {}", done.messages);
        assert_eq!(done.messages, "");
        assert_eq!(done.written("grafana/admin_password").unwrap(), password);
        assert_eq!(done.written("alertmanager/smtp").unwrap(), password);
        let text = done.written("db-exporter/redis.json").unwrap();
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read, json!({ "a": password, "b": password }));
        let text = done.written("mysql-exporter/my.cnf").unwrap();
        assert_eq!(option_file(&text), password);
    }
    let done = run(
        &stack,
        &[
            ("variables/GRAFANA_ADMIN_PASSWORD", "x"),
            ("variables/DB_PASSWORD", "two\nlines"),
            ("in/0/smtp", "x"),
        ],
        &[],
    );
    assert!(!done.success);
    assert!(done.messages.contains("DB_PASSWORD has more than one line"));
    assert!(!done.messages.contains("two"), "a secret in the log");
}

/// postgres_exporter cannot read such a password, and writes it into its log.
#[test]
fn a_password_that_postgres_exporter_would_log_is_refused() {
    let mut stack = stack();
    stack.secrets = vec![secret(
        env("DB_PASSWORD"),
        "db-exporter",
        "postgres_password",
        template("{password}", SecretEscape::PostgresDsn),
    )];
    for (password, fine) in [("two words", false), ("p$w0rd'\"x#;\\", true)] {
        let done = run(&stack, &[("variables/DB_PASSWORD", password)], &[]);
        assert_eq!(done.success, fine, "{password}: {}", done.messages);
        assert_eq!(done.messages.contains("DB_PASSWORD has a blank"), !fine);
        assert!(!done.messages.contains(password), "a secret in the log");
    }
}

/// `password` as mysqld_exporter's reader takes it: from the first backquote to the last of the line, variables expanded.
fn option_file(text: &str) -> String {
    let line = text.lines().find(|l| l.starts_with("password")).unwrap();
    let value = line.split_once('=').unwrap().1.trim_start();
    let inside = &value[1..value.rfind('`').unwrap()];
    assert!(!inside.replace("${MONC_DOLLAR}", "").contains('$'));
    inside.replace("${MONC_DOLLAR}", "$")
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(32))]

    #[test]
    fn any_line_of_text_arrives_as_it_is(password in "[^\0\n]{1,30}") {
        let stack = stack();
        let sources = [
            ("variables/GRAFANA_ADMIN_PASSWORD", password.as_str()),
            ("variables/DB_PASSWORD", password.as_str()),
            ("in/0/smtp", password.as_str()),
        ];
        let done = run(&stack, &sources, &[]);
        assert!(done.success, "{}", done.messages);
        assert_eq!(done.written("alertmanager/smtp").unwrap(), password);
        let text = done.written("db-exporter/redis.json").unwrap();
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read, json!({ "a": password, "b": password }));
    }
}
