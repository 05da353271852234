//! `grafana/access/access.sh`, run by the real `sh` with the real `curl` against a stand-in of Grafana's API
//! (`tests/standin/grafana.py`). Needs python3 and curl, and fails without them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use monc::config::{Permission, Role};
use monc::emit::access;
use monc::model::{Folder, Grafana, Stack, Team, User};
use serde_json::{Value, json};

const PASSWORD: &str = "adm\"in \\ $p'w:é";

/// The stand-in; ended when dropped.
struct StandIn {
    process: Child,
    url: String,
}

impl StandIn {
    fn start() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/standin/grafana.py");
        let mut process = Command::new("python3")
            .arg(script)
            .args(["root", PASSWORD])
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 runs the stand-in");
        let mut port = String::new();
        let output = process.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut port).unwrap();
        let url = format!("http://127.0.0.1:{}", port.trim());
        StandIn { process, url }
    }

    fn state(&self) -> Value {
        let url = format!("{}/standin", self.url);
        let output = Command::new("curl").args(["-sS", &url]).output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn user(&self, login: &str) -> Value {
        let state = self.state();
        let users = state["users"].as_array().unwrap();
        users.iter().find(|u| u["login"] == login).cloned().unwrap()
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Folders of one container.
struct Container {
    folder: tempfile::TempDir,
}

impl Container {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["access", "secrets", "state", "work"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let container = Container { folder };
        container.secret("admin_password", PASSWORD);
        container
    }

    fn secret(&self, name: &str, value: &str) {
        fs::write(self.folder.path().join("secrets").join(name), value).unwrap();
    }

    fn run(&self, stand_in: &StandIn, stack: &Stack) -> Output {
        let at = |name: &str| self.folder.path().join(name);
        for (path, text) in access::emit(stack).iter() {
            let name = path.strip_prefix("grafana/access/").unwrap();
            fs::write(at("access").join(name), text).unwrap();
        }
        Command::new("sh")
            .arg(at("access").join("access.sh"))
            .env("ACCESS_FOLDER", at("access"))
            .env("ACCESS_SECRETS", at("secrets"))
            .env("ACCESS_STATE", at("state"))
            .env("ACCESS_WORK", at("work"))
            .env("ACCESS_ONCE", "yes")
            .env("GRAFANA_URL", &stand_in.url)
            .env("GRAFANA_ADMIN", &stack.grafana.admin)
            .output()
            .expect("sh runs the script")
    }

    fn apply(&self, stand_in: &StandIn, stack: &Stack) {
        let output = self.run(stand_in, stack);
        assert!(output.status.success(), "{}", said(&output));
        assert!(self.folder.path().join("work/applied").exists());
        let left: Vec<_> = fs::read_dir(self.folder.path().join("work"))
            .unwrap()
            .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
            .filter(|text| text.contains("adm"))
            .collect();
        assert!(left.is_empty(), "a password stays behind: {left:?}");
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

fn user(login: &str, name: &str, role: Role) -> User {
    User {
        login: login.into(),
        name: name.into(),
        email: format!("{login}@arena.example"),
        role,
        enabled: true,
        password_file: format!("user_{login}"),
    }
}

fn folder(uid: &str, title: &str) -> Folder {
    Folder {
        uid: uid.into(),
        title: title.into(),
    }
}

fn stack() -> Stack {
    Stack {
        name: "arena".into(),
        source: "monitoring.toml".into(),
        grafana: Grafana {
            admin: "root".into(),
            users: vec![
                user("alice", "Alice \"A\" O'Neil \\ $x\té", Role::Editor),
                user("bob", "Bob", Role::Viewer),
            ],
            teams: vec![Team {
                name: "back end & co".into(),
                members: vec!["alice".into()],
                folders: BTreeMap::from([("monc-back".into(), Permission::Edit)]),
            }],
            folders: vec![
                folder("monc", "arena"),
                folder("monc-back", "Back / \"end\""),
            ],
            ..Grafana::default()
        },
        ..Stack::default()
    }
}

const ALICE: &str = "a\\l\"i$c'e {\t} é";

fn container() -> Container {
    let container = Container::new();
    container.secret("user_alice", ALICE);
    container.secret("user_bob", "bob's first");
    container
}

#[test]
fn people_teams_and_folders_come_to_be_and_a_second_run_keeps_them() {
    let (stand_in, container, stack) = (StandIn::start(), container(), stack());
    container.apply(&stand_in, &stack);
    let first = stand_in.state();
    assert_eq!(
        first["passwords"],
        json!({ "alice": ALICE, "bob": "bob's first" })
    );
    let alice = stand_in.user("alice");
    assert_eq!(alice["name"], stack.grafana.users[0].name);
    assert_eq!(alice["role"], "Editor");
    let team = json!([{ "id": 41, "name": "back end & co", "members": ["alice@arena.example"] }]);
    assert_eq!(first["teams"], team);
    assert_eq!(
        first["folders"],
        json!({
            "monc": { "title": "arena", "items": [
                { "role": "Viewer", "permission": 1 },
                { "role": "Editor", "permission": 2 },
            ] },
            "monc-back": { "title": "Back / \"end\"", "items": [{ "teamId": 41, "permission": 2 }] },
        })
    );

    // A password is the person's own once it is set.
    container.secret("user_alice", "another one");
    container.apply(&stand_in, &stack);
    let second = stand_in.state();
    for key in ["users", "teams", "folders", "passwords"] {
        assert_eq!(first[key], second[key], "{key}");
    }
}

#[test]
fn who_leaves_is_locked_out_and_may_come_back_and_strangers_stay() {
    let (stand_in, container, mut stack) = (StandIn::start(), container(), stack());
    let (stranger, others) = (Container::new(), {
        let mut others = self::stack();
        others.grafana.users = vec![user("carol", "Carol", Role::Admin)];
        others.grafana.teams.clear();
        others
    });
    stranger.secret("user_carol", "made by hand");
    stranger.apply(&stand_in, &others);
    container.apply(&stand_in, &stack);

    let bob = stack.grafana.users.pop().unwrap();
    stack.grafana.users[0].role = Role::Viewer;
    let team = stack.grafana.teams.pop().unwrap();
    container.apply(&stand_in, &stack);
    assert_eq!(stand_in.user("bob")["isDisabled"], true);
    assert_eq!(stand_in.user("alice")["isDisabled"], false);
    assert_eq!(stand_in.user("alice")["role"], "Viewer");
    assert_eq!(stand_in.user("carol")["isDisabled"], false);
    assert_eq!(stand_in.user("root")["isDisabled"], false);
    assert_eq!(stand_in.state()["teams"][0]["members"], json!([]));
    let items = &stand_in.state()["folders"]["monc-back"]["items"];
    assert!(!items.to_string().contains("teamId"));

    stack.grafana.users.push(bob);
    stack.grafana.teams.push(team);
    container.apply(&stand_in, &stack);
    assert_eq!(stand_in.user("bob")["isDisabled"], false);
    assert_eq!(
        stand_in.state()["teams"][0]["members"],
        json!(["alice@arena.example"])
    );

    stack.grafana.users[1].enabled = false;
    container.apply(&stand_in, &stack);
    assert_eq!(stand_in.user("bob")["isDisabled"], true);
}

#[test]
fn a_refused_login_is_tried_once() {
    let (stand_in, container) = (StandIn::start(), container());
    container.secret("admin_password", "wrong-one");
    let output = container.run(&stand_in, &stack());
    assert_eq!(output.status.code(), Some(3));
    assert!(said(&output).contains("Grafana refuses the login of root"));
    assert!(!said(&output).contains("wrong-one"));
    assert_eq!(stand_in.state()["refused"], 1);
    assert_eq!(stand_in.state()["changes"], json!([]));
}

#[test]
fn one_bad_user_does_not_stop_the_others_and_is_not_called_done() {
    let (stand_in, container, stack) = (StandIn::start(), container(), stack());
    container.secret("user_alice", "abc");
    let output = container.run(&stand_in, &stack);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("user alice: Grafana answers 400"),
        "{}",
        said(&output)
    );
    assert_eq!(stand_in.user("bob")["isDisabled"], false);
    assert!(!container.folder.path().join("work/applied").exists());
}

#[test]
fn no_password_stands_in_an_argument() {
    let files = access::emit(&stack());
    let script = files.get("grafana/access/access.sh").unwrap();
    // Values go through `printf`, which is part of the shell, into files; curl is given only their names.
    for line in script
        .lines()
        .filter(|line| line.contains("$value") || line.contains(":$value"))
    {
        let line = line.trim();
        let harmless = line.starts_with("printf '%s'") || line.starts_with("[ -n");
        assert!(harmless, "{line}");
    }
}
