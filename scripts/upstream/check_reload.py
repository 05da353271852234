"""A real Prometheus and a real Alertmanager run every golden tree; and after a threshold is edited while three alerts fire, nobody is told anything."""

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import notifications
from servers import Alertmanager, Prometheus, World, live_copy, replace_in_place, wait_for
from tree import TOP, golden_trees

SOURCE = Path(__file__).with_name("reload.toml")
EDIT = ('"80%", for = "1m" } # edited: 85%', '"85%", for = "1m" }')
SERVICES = {"first", "second", "third"}

# Complaints of a Prometheus that is well, each with its reason.
EXPECTED = (
    # We stop it, perhaps while it scrapes.
    "exiting gracefully",
    "context canceled",
)


def loads(tree, folder):
    """Problems of a real Prometheus with a tree, and a word on what it loaded."""
    world = World()
    problems = []
    copy = folder / "tree"
    mounts = live_copy(tree, copy, world, world.url)
    prometheus = Prometheus(copy, mounts, folder / "data")
    try:
        prometheus.ready()
        # Long enough for a scrape of every target and two evaluations of every group.
        targets = wait_for("targets are there", 20, lambda: prometheus.api("targets?state=active")["activeTargets"])
        groups = wait_for("rules are evaluated", 30, lambda: evaluated(prometheus))
        rules = [rule for group in groups for rule in group["rules"]]
        problems += [f"rule {rule['name']}: {rule['lastError']}" for rule in rules if rule.get("lastError")]
        problems += [f"rule {rule['name']} is {rule['health']}" for rule in rules if rule["health"] != "ok" and not rule.get("lastError")]
    except RuntimeError as error:
        problems.append(str(error))
        targets, rules = [], []
    finally:
        prometheus.stop()
        world.close()
    problems += [line for line in prometheus.complaints() if not any(text in line for text in EXPECTED)]
    return problems, f"{len(rules)} rules, {len(targets)} targets"


def evaluated(prometheus):
    groups = prometheus.api("rules")["groups"]
    ready = groups and all(rule["health"] != "unknown" for group in groups for rule in group["rules"])
    return groups if ready else None


def build(monc, folder, text):
    (folder / "monitoring.toml").write_text(text, encoding="utf-8")
    run = subprocess.run([monc, "build", "monitoring.toml", "--out", "monitoring"], cwd=folder, capture_output=True, text=True)
    if run.returncode != 0:
        raise RuntimeError(f"monc build failed: {run.stdout}{run.stderr}")
    return folder / "monitoring"


def firing(prometheus):
    """The services whose alert fires, by severity of our signal."""
    alerts = prometheus.api("alerts")["alerts"]
    return {alert["labels"]["service"] for alert in alerts if alert["state"] == "firing" and alert["labels"].get("signal") == "memory_used"}


def expressions(prometheus):
    return "\n".join(rule["query"] for group in prometheus.api("rules")["groups"] for rule in group["rules"])


def told(world, since):
    """(status, alert, service) of everything that the sink was told after a moment."""
    return [
        (alert["status"], alert["labels"].get("alertname"), alert["labels"].get("service"))
        for moment, body in list(world.notifications)
        if moment >= since
        for alert in body["alerts"]
    ]


def silence_after_edit(trees, folder, quiet):
    """`trees` is a function from the text of a monitoring.toml to the tree of it. Returns the problems."""
    text = SOURCE.read_text(encoding="utf-8")
    if text.count(EDIT[0]) != 1:
        raise RuntimeError("reload.toml does not hold the threshold that is to be edited")
    world = World()
    servers = []
    try:
        tree = trees(text)
        alertmanager = Alertmanager(tree, folder / "alertmanager", folder / "alertmanager-data", world)
        servers.append(alertmanager)
        alertmanager.ready()
        live = folder / "live"
        mounts = live_copy(tree, live, world, alertmanager.url)
        prometheus = Prometheus(live, mounts, folder / "data")
        servers.append(prometheus)
        prometheus.ready()
        wait_for("three alerts fire", 40, lambda: firing(prometheus) >= SERVICES)
        named = lambda: {service for status, _, service in told(world, 0) if status == "firing"} >= SERVICES
        wait_for("the sink is told of three services", 30, named)
        # Everything else that has something to say says it now.
        wait_for("quiet before the edit", 40, lambda: time.monotonic() - world.notifications[-1][0] > 8)
        before = expressions(prometheus)

        fresh = folder / "fresh"
        live_copy(trees(text.replace(*EDIT)), fresh, world, alertmanager.url)
        edit = time.monotonic()
        replace_in_place(fresh, live)
        prometheus.reload()
        wait_for("the new threshold is in force", 10, lambda: expressions(prometheus) != before)
        time.sleep(quiet)
        problems = [f"told after the edit: {status} {alert} {service}" for status, alert, service in told(world, edit)]
        if not firing(prometheus) >= SERVICES:
            problems.append(f"alerts that still fire: {sorted(firing(prometheus))}")
        # A sink that hears nothing at all would prove nothing: it was told of three before.
        return problems, f"{len(told(world, 0)) - len(problems)} alerts told before the edit, {len(told(world, edit))} after, within {quiet}s"
    finally:
        for server in reversed(servers):
            server.stop()
        world.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trees", nargs="*", type=Path, help="folders that monc wrote; default: every golden tree of the repository")
    parser.add_argument("--monc", type=Path, default=TOP / "target" / "release" / "monc")
    parser.add_argument("--quiet", type=int, default=60, help="seconds in which nothing may be told")
    parser.add_argument("--before-after", nargs=2, type=Path, metavar="TREE", help="two trees in place of building reload.toml")
    options = parser.parse_args()
    paths = [tree.resolve() for tree in options.trees] or golden_trees()
    if not paths:
        sys.exit("check-reload: there is no golden tree to load: that is a failure")
    if not options.before_after and not options.monc.is_file():
        sys.exit(f"check-reload: there is no {options.monc}: cargo build --release")
    begin = time.monotonic()
    outcome = {}

    def edit():
        with tempfile.TemporaryDirectory(prefix="monc-reload-", ignore_cleanup_errors=True) as name:
            folder = Path(name).resolve()
            stack = folder / "stack"
            stack.mkdir()
            given = iter(options.before_after or [])
            trees = (lambda _: next(given).resolve()) if options.before_after else (lambda text: build(options.monc.resolve(), stack, text))
            try:
                outcome["edit"] = silence_after_edit(trees, folder, options.quiet)
            except Exception as error:
                outcome["edit"] = ([f"{type(error).__name__}: {error}"], "did not come to its end")

    thread = threading.Thread(target=edit)
    thread.start()
    bad = 0
    for tree in paths:
        start = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="monc-load-", ignore_cleanup_errors=True) as name:
            try:
                problems, word = loads(tree, Path(name).resolve())
                (Path(name) / "messages").mkdir()
                more, read = notifications.check(tree, Path(name).resolve() / "messages")
                problems, word = problems + more, f"{word}, {read}"
            except Exception as error:
                problems, word = [f"{type(error).__name__}: {error}"], "not loaded"
        bad += bool(problems)
        shown = tree.relative_to(TOP) if tree.is_relative_to(TOP) else tree
        print(f"{shown}: {'ok' if not problems else f'{len(problems)} PROBLEMS'}, {word} ({time.monotonic() - start:.1f}s)", flush=True)
        for problem in problems[:20]:
            print("    " + problem.replace("\n", "\n        "), flush=True)
    thread.join()
    problems, word = outcome["edit"]
    bad += bool(problems)
    print(f"threshold edited while three alerts fire: {'ok' if not problems else f'{len(problems)} PROBLEMS'}, {word}")
    for problem in problems:
        print(f"    {problem}")
    print(f"check-reload: {len(paths)} trees, {bad} with problems ({time.monotonic() - begin:.1f}s)")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
