"""Every alert of a tree against every other on a real Alertmanager: those that `monc route` says are held back are, by the alert that it
says, and no others.

Alerts that hold back none of each other fire all the time; the others are posted in batches in which each alert has at most one that
should hold it back. Labels that only the series know get two values each, one at a time: another instance, another mountpoint.
"""

import datetime
import json
import random
import subprocess
import time
import urllib.request

import yaml

from servers import BIN, Server, free_port, get, wait_for
from tree import stage

# Values of labels that only the series know.
ONE, OTHER = "one", "other"


def told_by_monc(monc, source, tree):
    """The alerts of a monitoring.toml with what holds each back, as `monc route` has them: every alert carries the label `stack`."""
    # The folder of an environment has its name.
    environment = ["--env", tree.name.removeprefix("monitoring-")] if tree.name.startswith("monitoring-") else []
    listed = run(monc, source, "severity=critical", *environment)
    stack = listed["as_given"]["labels"]["stack"]
    return run(monc, source, f"stack={stack}", *environment)["alerts"]


def run(monc, source, word, *more):
    done = subprocess.run([monc, "route", word, "--file", source, "--format", "json", *more], capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise RuntimeError(f"monc route {word}: {done.stdout[:300]}{done.stderr[:300]}")
    return json.loads(done.stdout)


class Alert:
    def __init__(self, index, told, values):
        self.index = index
        self.labels = {**told["labels"], **values}
        self.key = (told["alert"], told["severity"], told["service"])
        self.held_back_by = told["held_back_by"]

    def name(self):
        inside = ", ".join(f"{label}={value}" for label, value in self.labels.items() if label in ("service", "instance", "severity") or value == OTHER)
        return f"{self.labels['alertname']}{{{inside}}}"


def expanded(told):
    alerts = []
    for each in told:
        same = {label: ONE for label in each["open"]}
        for values in [same, *({**same, label: OTHER} for label in each["open"])]:
            alerts.append(Alert(len(alerts), each, values))
    return alerts


def predicted(alerts):
    """Of each alert the indexes of those that should hold it back."""
    by_key = {}
    for alert in alerts:
        by_key.setdefault(alert.key, []).append(alert)
    sources = [set() for _ in alerts]
    for alert in alerts:
        for other in alert.held_back_by:
            for service in other["services"] or [None]:
                for source in by_key[(other["alert"], other["severity"], service)]:
                    if all(source.labels.get(label, "") == alert.labels.get(label, "") for label in other["same"]):
                        sources[alert.index].add(source.index)
    return sources


def classes(alerts, sources):
    """Sets of alerts that hold back none of each other."""
    out = []
    for alert in sorted(alerts, key=lambda alert: -len(sources[alert.index])):
        mine = sources[alert.index]
        for members in out:
            if not mine & members and not any(alert.index in sources[member] for member in members):
                members.add(alert.index)
                break
        else:
            out.append({alert.index})
    return out


def batches(firing, alerts, sources, dice):
    """The alerts that do not fire, in sets in which each that fires has at most one that should hold it back."""
    targets = {}
    for target in firing:
        for source in sources[target]:
            targets.setdefault(source, set()).add(target)
    rest = [alert.index for alert in alerts if alert.index not in firing]
    dice.shuffle(rest)
    out = []
    for source in rest:
        mine = targets.get(source, set())
        for batch, held in out:
            if not mine & held:
                batch.append(source)
                held |= mine
                break
        else:
            out.append(([source], set(mine)))
    # Those with an effect last: when it is seen, the others have been taken in as well.
    return [sorted(batch, key=lambda source: source in targets) for batch, _ in out]


class Alertmanager(Server):
    """With the inhibitions of a tree, and nobody to tell."""

    def __init__(self, tree, folder, spoil):
        mounts, _ = stage(tree, "alertmanager", folder / "tree", "dummy")
        path = folder / "tree" / mounts.inside(mounts.flag("config.file"))
        config = yaml.safe_load(path.read_text(encoding="utf-8"))
        rules = config.get("inhibit_rules") or []
        spoil(rules)
        path.write_text(yaml.safe_dump({"route": {"receiver": "nobody"}, "receivers": [{"name": "nobody"}], "inhibit_rules": rules}), encoding="utf-8")
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [BIN / "alertmanager", f"--config.file={path}", f"--storage.path={folder / 'data'}", f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="]
        super().__init__(command, folder / "alertmanager.log", folder)
        wait_for("Alertmanager is ready", 30, lambda: get(f"{self.url}/-/ready"))

    def post(self, alerts, ends):
        now = datetime.datetime.now(datetime.timezone.utc)
        start, end = now - datetime.timedelta(minutes=5), now + datetime.timedelta(seconds=ends)
        body = [{"labels": alert.labels, "startsAt": start.isoformat(), "endsAt": end.isoformat()} for alert in alerts]
        request = urllib.request.Request(f"{self.url}/api/v2/alerts", json.dumps(body).encode(), {"Content-Type": "application/json"})
        urllib.request.urlopen(request, timeout=30).close()

    def alerts(self):
        return json.loads(get(f"{self.url}/api/v2/alerts", 30))


def check(monc, source, tree, folder, spoil=lambda rules: None):
    """Problems, and a word on what was tried."""
    alerts = expanded(told_by_monc(monc, source, tree))
    sources = predicted(alerts)
    keys = {}
    for alert in alerts:
        keys.setdefault(tuple(sorted(alert.labels.items())), alert)
    if len(keys) != len(alerts):
        raise RuntimeError(f"{len(alerts) - len(keys)} alerts have the labels of another")
    dice = random.Random(1)
    problems, pairs, rounds, not_held = [], 0, 0, 0
    server = Alertmanager(tree, folder, spoil)
    try:
        for firing in classes(alerts, sources):
            members = [alerts[index] for index in sorted(firing)]
            server.post(members, 3600)
            for batch in batches(firing, alerts, sources, dice):
                posted = set(batch)
                wanted = {target: next(iter(sources[target] & posted), None) for target in firing}
                server.post([alerts[index] for index in batch], 3600)
                wrong = differences(server, keys, alerts, wanted)
                server.post([alerts[index] for index in batch], -1)
                # What has ended holds back nothing.
                wrong += differences(server, keys, alerts, dict.fromkeys(firing))
                problems += wrong
                rounds += 1
                held = sum(source is not None for source in wanted.values())
                pairs += held
                not_held += len(batch) * len(firing) - held
                if len(problems) > 20:
                    return problems, "given up"
            server.post(members, -1)
    finally:
        server.stop()
    expected = sum(map(len, sources))
    if pairs != expected:
        problems.append(f"{expected} pairs should hold back, {pairs} were tried")
    return problems, f"{len(alerts)} alerts, {pairs} pairs that hold back and {not_held} that do not, in {rounds} rounds"


def differences(server, keys, alerts, wanted):
    """What differs from `wanted` (alert → the one that should hold it back) after a moment in which it may settle."""
    end = time.monotonic() + 3
    while True:
        found = server.alerts()
        by_fingerprint = {alert["fingerprint"]: keys.get(tuple(sorted(alert["labels"].items()))) for alert in found}
        seen = {}
        for alert in found:
            known = by_fingerprint[alert["fingerprint"]]
            if known is None:
                return [f"an alert that nobody posted: {alert['labels']}"]
            if known.index in wanted:
                seen[known.index] = [by_fingerprint.get(one) for one in alert["status"]["inhibitedBy"]]
        wrong = []
        for target, source in wanted.items():
            by = [alert.index if alert else None for alert in seen.get(target, [None])]
            if by != ([] if source is None else [source]):
                shown = [alerts[one].name() if one is not None else "?" for one in by] or "nothing"
                should = alerts[source].name() if source is not None else "nothing"
                wrong.append(f"{alerts[target].name()} is held back by {shown}, not by {should}")
        if not wrong or time.monotonic() > end:
            return wrong
        time.sleep(0.05)
