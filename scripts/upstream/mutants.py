"""The mutation test of the proofs: each rule of the golden trees is changed in one place at a time, and promtool must say that a
test fails. What it does not notice is listed in mutants.toml with the reason why nobody could; anything else fails the run, and so
does a rule that no test asks for."""

import argparse
import concurrent.futures
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import time
import tomllib
import xml.etree.ElementTree as xml
from collections import Counter, defaultdict
from pathlib import Path

import yaml
from mutations import milliseconds, mutants
from tree import BIN, IN_MEMORY, TOP

BATCH = 60
# Trees whose rules differ; the others repeat them.
TREES = ["monitoring", "examples/kinds/monitoring", "examples/many-services/monitoring", "examples/shop/monitoring", "tests/golden/guarded/expected"]
NAME = re.compile(r"[A-Za-z_:][\w:]*")
PAIR = re.compile(r'(\w+)="([^"]*)"')
# Records that no alert compares.
OWN_RULES = ("monc:threshold", "service:limit:ratio")


class Tree:
    """The rules and proofs of one tree, sliced rule by rule."""

    def __init__(self, path):
        self.path = path
        folder = path / "prometheus"
        load = lambda name: yaml.load((folder / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        self.groups = load("rules.yml")["groups"]
        self.proofs = [load(file.name) for file in sorted(folder.glob("tests*.yml"))]
        self.interval = milliseconds(load("prometheus.yml")["global"]["evaluation_interval"])
        self.order = [group["name"] for group in self.groups]

    def rules(self):
        for group in self.groups:
            for index, rule in enumerate(group["rules"]):
                yield group["name"], index, rule

    def companions(self, group, index, rule):
        """Rules that stand in the slice of a rule: its records, or what its limit is made of."""

        def together(other_group, other):
            if "alert" in rule:
                if other is rule:
                    return True
                query = "monc:threshold" in json.dumps(rule["annotations"])
                return query and other.get("record") == "monc:threshold" and other["labels"]["signal"] == rule["labels"]["signal"]
            if rule["record"] in OWN_RULES:
                # Limits of other signals of the service must not be taken for this one's.
                return other_group == group and (other.get("record") == "monc:threshold" or other is rule)
            return other_group == group and other.get("record") == rule["record"]

        slices = []
        for other_group in self.groups:
            kept = [(at, other) for at, other in enumerate(other_group["rules"]) if together(other_group["name"], other)]
            if kept:
                slices.append((other_group, kept))
        return slices

    def sliced(self, group, index, rule):
        """Groups of rules and files of tests that judge one rule alone."""
        slices = self.companions(group, index, rule)
        recorded = {other["record"] for _, kept in slices for _, other in kept if "record" in other}
        alerts = {other["alert"] for _, kept in slices for _, other in kept if "alert" in other}
        chosen = []
        for proofs in self.proofs:
            tests = []
            for test in proofs["tests"]:
                told = [{**entry, "exp_alerts": [alert for alert in entry["exp_alerts"] if self.is_of(alert["exp_labels"], rule)]} for entry in test.get("alert_rule_test", []) if entry["alertname"] in alerts]
                asked = [entry for entry in test.get("promql_expr_test", []) if self.asks(entry["expr"], rule, recorded, alerts)]
                if told or asked:
                    slices = self.with_sources(slices, test)
                    tests.append((test, told, asked))
            chosen.append((proofs, tests))
        names = {name for _, kept in slices for _, other in kept for name in NAME.findall(other["expr"])}
        files = []
        for proofs, tests in chosen:
            sliced = []
            for test, told, asked in tests:
                inputs = [series for series in test.get("input_series", []) if NAME.match(series["series"])[0] in names]
                slice_ = {"name": test["name"], "interval": test["interval"], "input_series": inputs, "alert_rule_test": told, "promql_expr_test": asked}
                sliced.append({key: value for key, value in slice_.items() if value})
            if sliced:
                files.append({"evaluation_interval": proofs["evaluation_interval"], "group_eval_order": [other["name"] for other, _ in slices], "tests": sliced})
        return slices, files

    def with_sources(self, slices, test):
        """The slice with the rules that record what it reads, where a test does not give it: the test begins with raw series."""
        given = {NAME.match(series["series"])[0] for series in test.get("input_series", [])}
        while True:
            inside = {(group["name"], at) for group, kept in slices for at, _ in kept}
            read = {name for _, kept in slices for _, other in kept for name in NAME.findall(other["expr"])} - given
            more = [(name, at) for name, at, other in self.rules() if other.get("record") in read and other["record"] not in OWN_RULES and (name, at) not in inside]
            if not more:
                return slices
            inside.update(more)
            all_ = ((group, [(at, other) for at, other in enumerate(group["rules"]) if (group["name"], at) in inside]) for group in self.groups)
            slices = [(group, kept) for group, kept in all_ if kept]

    def is_of(self, labels, rule):
        """Whether labels of an alert can be those of a rule."""
        own = {name: value for name, value in rule["labels"].items() if "{{" not in value}
        return labels.get("hold") == own.get("hold") and all(labels.get(name, value) == value for name, value in own.items())

    def asks(self, expr, rule, recorded, alerts):
        names = set(NAME.findall(re.sub(r'"[^"]*"', "", expr)))
        if names & recorded:
            labels = rule.get("labels", {})
            return rule.get("record") not in OWN_RULES or f'signal="{labels["signal"]}",source="{labels["source"]}"' in expr
        return "ALERTS" in names and any(f'alertname="{alert}"' in expr for alert in alerts) and self.is_of(dict(PAIR.findall(expr)), rule)


def written(folder, number, slices, files, place, rule):
    """Writes the slice with one rule changed; returns its files of tests."""
    groups = []
    for group, kept in slices:
        rules = [rule if place == (group["name"], at) else other for at, other in kept]
        groups.append({**group, "rules": rules})
    (folder / f"{number}-rules.yml").write_text(json.dumps({"groups": groups}), encoding="utf-8")
    out = []
    for at, tests in enumerate(files):
        file = folder / f"{number}-{at}.yml"
        file.write_text(json.dumps({"rule_files": [f"{number}-rules.yml"], **tests}), encoding="utf-8")
        out.append(file)
    return out


def judge(batch):
    """Which of the files of a batch fail: one process judges many."""
    with tempfile.TemporaryDirectory(prefix="monc-mutants-") as folder:
        folder = Path(folder)
        owners = {}
        for number, (_, slices, files, place, rule) in enumerate(batch):
            for file in written(folder, number, slices, files, place, rule):
                owners[str(file)] = number
        junit = folder / "junit.xml"
        said = subprocess.run([BIN / "promtool", "test", "rules", f"--junit={junit}", *owners], capture_output=True, text=True, env=IN_MEMORY)
        suites = xml.parse(junit).getroot().iter("testsuite")
        failed, seen = set(), set()
        for suite in suites:
            seen.add(suite.get("name"))
            bad = int(suite.get("failures") or 0) + int(suite.get("errors") or 0) + sum(1 for _ in suite.iter("failure")) + sum(1 for _ in suite.iter("error"))
            if bad or suite.get("aborted"):
                failed.add(owners[suite.get("name")])
        for file in set(owners) - seen:
            raise SystemExit(f"check-mutants: promtool said nothing of {file}: {said.stderr[-2000:]}")
        return [number in failed for number in range(len(batch))]


def sample(found, most):
    """At most so many, always the same ones."""
    key = lambda item: hashlib.sha256("|".join(map(str, item[0])).encode()).hexdigest()
    return found if most is None or len(found) <= most else sorted(found, key=key)[:most]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trees", nargs="*", type=Path, help="folders that monc wrote; default: golden trees whose rules differ")
    parser.add_argument("--most", type=int, help="mutants at most, always the same ones; default: all")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rule", help="only rules whose name matches this regular expression")
    parser.add_argument("-v", "--verbose", action="store_true", help="list the listed survivors too")
    options = parser.parse_args()
    begin = time.monotonic()
    trees = [Tree(path.resolve()) for path in options.trees or [TOP / name for name in TREES]]
    listed = tomllib.loads((TOP / "scripts" / "upstream" / "mutants.toml").read_text(encoding="utf-8"))
    allowed, bare = listed.get("survivor", []), listed.get("unproved", [])
    found, baselines, unproved, known = [], [], [], set()
    for tree in trees:
        for group, index, rule in tree.rules():
            name = rule.get("alert") or rule["record"]
            if options.rule and not re.search(options.rule, name):
                continue
            same = hashlib.sha256(json.dumps([tree.interval, rule], sort_keys=True).encode()).hexdigest()
            if same in known:
                continue
            known.add(same)
            slices, files = tree.sliced(group, index, rule)
            place = (group, index)
            labels = ",".join(f"{key}={value}" for key, value in rule.get("labels", {}).items())
            where = (str(tree.path.relative_to(TOP)), group, f"{name}{{{labels}}}")
            if not files:
                if not any(re.search(entry["rule"], where[2]) for entry in bare):
                    unproved.append(where)
                continue
            baselines.append(((*where, "unchanged", ""), slices, files, place, rule))
            for kind, what, mutant in mutants(rule, tree.interval):
                found.append(((*where, kind, what, len(found)), slices, files, place, mutant))
    chosen = sample(found, options.most)
    tried = {item[0][:3] for item in chosen}
    work = [item for item in baselines if item[0][:3] in tried] + chosen
    # Mutants of one rule take about as long as each other: batches are dealt out evenly.
    batches = [work[at::max(1, len(work) // BATCH)] for at in range(max(1, len(work) // BATCH))]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        verdicts = list(pool.map(judge, batches))
    killed, total, survivors, broken = Counter(), Counter(), [], []
    used = Counter()
    for batch, dead in zip(batches, verdicts):
        for (label, *_), is_dead in zip(batch, dead):
            kind = label[3]
            if kind == "unchanged":
                if is_dead:
                    broken.append(label)
                continue
            if not is_dead:
                excuse = next((entry for entry in allowed if re.fullmatch(entry["mutation"], kind) and re.search(entry.get("rule", ""), label[2]) and re.search(entry.get("what", ""), str(label[4]))), None)
                if excuse:
                    used[excuse["reason"]] += 1
                    continue
                survivors.append(label)
            total[kind] += 1
            killed[kind] += is_dead
    for kind in sorted(total):
        print(f"{killed[kind]:5} of {total[kind]:5} killed  {kind}")
    for label in sorted(survivors):
        print("survived: " + " | ".join(map(str, label[:5])))
    for label in broken:
        print("the slice of an unchanged rule fails: " + " | ".join(map(str, label[:3])))
    for where in unproved:
        print("no proof: " + " | ".join(where))
    for reason, count in sorted(used.items()):
        print(f"{count:5} survive since {reason}")
    rate = sum(killed.values()) / max(1, sum(total.values()))
    print(f"check-mutants: {sum(killed.values())} of {sum(total.values())} mutants killed ({rate:.2%}), {sum(used.values())} equivalent, {len(found) - len(chosen)} not tried, {time.monotonic() - begin:.0f}s")
    if not total:
        sys.exit("check-mutants: there is no mutant: that is a failure")
    sys.exit(1 if broken or survivors or unproved else 0)


if __name__ == "__main__":
    main()
