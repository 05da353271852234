"""Random routing trees: the receivers that `monc route` names are those that `amtool config routes test` names."""

import concurrent.futures
import json
import random
import subprocess
import tempfile
from pathlib import Path

from tree import BIN

RECEIVERS = ["chat", "oncall", "tickets", "night"]
SERVICES = {"api": "backend", "shop": "web", "db": "backend", "a-b": None}
# What alerts of these services carry, and what none does.
VALUES = {
    "severity": ["critical", "warning", "info", "page", "none"],
    "team": ["backend", "web", "", "back"],
    "service": [*SERVICES, "api2", "a.b"],
    "kind": ["redis", "stack", "RedisX"],
    "alertname": ["ServiceDown", "RedisMemoryUsed", "Watchdog", "Nothing"],
    "instance": ["api:6379", "api:6380", "10.0.0.1:80", "é\"\\{}"],
    "zone": ["a", "b", "1", "a\nb"],
}
EXPRESSIONS = [
    "critical|warning", "a.*", ".+", ".*", "", "a.b", "a\\.b", "[a-d]+", "(?i)API", "\\w+", "\\d+", "\\D+", "[^\\d]+", "api:638[01]", ".*[{}].*",
    "back(end)?", "(backend|web)", "x{0,2}a", "{}", "Service.*|Redis.*", "\\Qa.b\\E", "[[:alpha:]]+", "[[a]", "a\\sb", "(?s)a.b", "\\bapi\\b", "\\<", "^api$",
]


def file(dice):
    """A monitoring.toml with random routes."""
    lines = ['[monc]\nedition = "2026"', '[stack]\nname = "random"\nlabels = { zone = "a" }', "[lint]\nroute.all = \"allow\"\nroute.unknown-label = \"allow\"\nroute.unknown-value = \"allow\""]
    for name, team in SERVICES.items():
        lines.append(f'[services.{name}]\nkind = "redis"\naddress = "{name}:6379"' + (f'\nteam = "{team}"' if team else ""))
    for name in RECEIVERS:
        lines.append(f'[receivers.{name}]\nwebhook = {{ url = "http://{name}.example/" }}')
    routing = [f'receiver = "{dice.choice(RECEIVERS)}"']
    if dice.random() < 0.3:
        routing.append(f'watchdog = "{dice.choice(RECEIVERS)}"')
    for key in ("group_wait", "group_interval", "repeat_interval"):
        if dice.random() < 0.4:
            routing.append(f'{key} = "{dice.randint(1, 90)}m"')
    lines.append("[routing]\n" + "\n".join(routing))
    for _ in range(dice.randint(0, 6)):
        match = [f"{label} = {matcher(dice, label)}" for label in dice.sample(sorted(VALUES), dice.randint(1, 3))]
        route = ["[[routing.routes]]", f"match = {{ {', '.join(match)} }}"]
        named = dice.sample(RECEIVERS, dice.randint(0, 3))
        if named:
            route.append(f"receivers = {json.dumps(named)}")
        if dice.random() < 0.3:
            route.append(f'group_wait = "{dice.randint(1, 90)}s"')
        lines.append("\n".join(route))
    return "\n\n".join(lines) + "\n"


def matcher(dice, label):
    kind = dice.randrange(5)
    value = dice.choice(VALUES[label])
    if kind == 0:
        return json.dumps(value)
    if kind == 1:
        return json.dumps("!=" + value)
    if kind == 2:
        return json.dumps(dice.sample([value for value in VALUES[label] if value], 2))
    return json.dumps(("=~" if kind == 3 else "!~") + dice.choice(EXPRESSIONS))


def labels(dice):
    return {label: dice.choice(VALUES[label]) for label in dice.sample(sorted(VALUES), dice.randint(1, len(VALUES)))}


def run(command, cwd):
    return subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True, timeout=60)


def one_file(monc, seed, sets):
    """Problems of one random file, how many label sets were tried, and how many distinct answers there were."""
    dice = random.Random(seed)
    text = file(dice)
    answers = set()
    with tempfile.TemporaryDirectory(prefix="monc-routes-") as name:
        folder = Path(name)
        (folder / "monitoring.toml").write_text(text, encoding="utf-8")
        built = run([monc, "build", "monitoring.toml", "--out", "out"], folder)
        if built.returncode != 0:
            return [f"seed {seed}: monc build failed: {built.stdout}{built.stderr}\n{text}"], 0, answers
        for _ in range(sets):
            given = labels(dice)
            words = [f"{label}={value}" for label, value in given.items()]
            asked = run([monc, "route", *words, "--file", "monitoring.toml", "--format", "json"], folder)
            try:
                told = json.loads(asked.stdout)["as_given"]
            except (json.JSONDecodeError, KeyError):
                return [f"seed {seed}: monc route {words}: {asked.stdout[:300]}{asked.stderr[:300]}"], 0, answers
            ours = [name_of(delivery) for delivery in told["deliveries"]]
            quoted = [f"{label}={json.dumps(value, ensure_ascii=False)}" for label, value in told["labels"].items()]
            tested = run([BIN / "amtool", "config", "routes", "test", "--config.file=out/alertmanager/alertmanager.yml", *quoted], folder)
            theirs = tested.stdout.strip().split(",")
            answers.add(tuple(theirs))
            if tested.returncode != 0 or ours != theirs:
                return [f"seed {seed}: {told['labels']}: monc names {ours}, amtool {theirs} {tested.stderr.strip()}\n{text}"], 0, answers
    return [], sets, answers


def name_of(delivery):
    """The receiver as alertmanager.yml names it."""
    if delivery["receiver"] is None:
        return "monc.nobody"
    return f"monc.watchdog.{delivery['receiver']}" if delivery["route"] == "watchdog" else delivery["receiver"]


def check(monc, files, sets, seed):
    """Problems, and a word on what was tried."""
    tried, problems, answers = 0, [], set()
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        for found, count, given in pool.map(lambda index: one_file(monc, seed * 100_000 + index, sets), range(files)):
            problems += found
            tried += count
            answers |= given
    # Routes that all lead to one place would prove nothing.
    if not problems and tried >= 200 and len(answers) < 10:
        problems.append(f"only {len(answers)} different answers: {answers}")
    return problems, f"{files} files, {tried} label sets, {len(answers)} different answers"
