"""Rule files, right and wrong: what the real promtool refuses, `monc check` refuses, and what it accepts, monc accepts.

    rule_files.py MONC PROMTOOL
"""

import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

RULES = "groups:\n- name: a\n  rules:\n"
ALERT = "  - alert: A\n    expr: up == 0\n"

CASES = {
    "a rule": RULES + ALERT,
    "nothing": "",
    "groups: null": "groups:\n",
    "groups: []": "groups: []\n",
    "groups: text": "groups: x\n",
    "another key": "foo: 1\n",
    "a namespace": "namespace: x\n" + RULES + ALERT,
    "a list": "- a\n",
    "a text": "hello\n",
    "a group twice": RULES + ALERT + "- name: a\n  rules: []\n",
    "a group without a name": "groups:\n- rules: []\n",
    "a group with an empty name": "groups:\n- name: ''\n  rules: []\n",
    "a group with a number for a name": "groups:\n- name: 1\n  rules:\n" + ALERT,
    "a group that is a text": "groups:\n- a\n",
    "a group without rules": "groups:\n- name: a\n",
    "rules: text": "groups:\n- name: a\n  rules: x\n",
    "a rule that is null": "groups:\n- name: a\n  rules:\n  -\n",
    "a rule that is a text": "groups:\n- name: a\n  rules:\n  - x\n",
    "alert and record": RULES + "  - alert: A\n    record: b\n    expr: up\n",
    "neither alert nor record": RULES + "  - expr: up\n",
    "an empty alert": RULES + "  - alert: ''\n    expr: up == 0\n",
    "an alert with a blank": RULES + "  - alert: 'a b'\n    expr: up == 0\n",
    "no expression": RULES + "  - alert: A\n",
    "an empty expression": RULES + "  - alert: A\n    expr: ''\n",
    "a number for an expression": RULES + "  - alert: A\n    expr: 1\n",
    "an expression that does not parse": RULES + "  - alert: A\n    expr: sum(up\n",
    "a function that needs a flag": RULES + "  - alert: A\n    expr: mad_over_time(up[5m]) > 1\n",
    "for: words": RULES + ALERT + "    for: 5 minutes\n",
    "for: a number": RULES + ALERT + "    for: 5\n",
    "for: 0": RULES + ALERT + "    for: 0\n",
    "keep_firing_for below 0": RULES + ALERT + "    keep_firing_for: -5m\n",
    "a record that waits": RULES + "  - record: a:b\n    expr: up\n    for: 5m\n",
    "a record with annotations": RULES + "  - record: a:b\n    expr: up\n    annotations: {a: b}\n",
    "a record with labels": RULES + "  - record: a:b\n    expr: up\n    labels: {a: b}\n",
    "a record with a blank": RULES + "  - record: a b\n    expr: up\n",
    "a record with braces": RULES + "  - record: 'a{b=\"c\"}'\n    expr: up\n",
    "a record with a dash": RULES + "  - record: a-b\n    expr: up\n",
    "the label __name__": RULES + ALERT + "    labels: {__name__: x}\n",
    "a label with a dash": RULES + ALERT + "    labels: {a-b: x}\n",
    "a label without a name": RULES + ALERT + "    labels: {'': x}\n",
    "a number for a label": RULES + ALERT + "    labels: {a: 1}\n",
    "a list for a label": RULES + ALERT + "    labels: {a: [x]}\n",
    "a table for a label": RULES + ALERT + "    labels: {a: {b: c}}\n",
    "null for a label": RULES + ALERT + "    labels: {a: }\n",
    "labels: text": RULES + ALERT + "    labels: x\n",
    "labels: null": RULES + ALERT + "    labels:\n",
    "an annotation without a name": RULES + ALERT + "    annotations: {'': x}\n",
    "an annotation with a dash": RULES + ALERT + "    annotations: {a-b: x}\n",
    "an unknown key of a rule": RULES + ALERT + "    foo: 1\n",
    "an unknown key of a group": RULES + ALERT + "  foo: 1\n",
    "interval: a number": "groups:\n- name: a\n  interval: 5\n  rules:\n" + ALERT,
    "limit: text": "groups:\n- name: a\n  limit: x\n  rules:\n" + ALERT,
    "limit: a fraction": "groups:\n- name: a\n  limit: 1.5\n  rules:\n" + ALERT,
    "limit below 0": "groups:\n- name: a\n  limit: -1\n  rules:\n" + ALERT,
    "a query offset": "groups:\n- name: a\n  query_offset: 1m\n  rules:\n" + ALERT,
    "labels of a group": "groups:\n- name: a\n  labels: {x: y}\n  rules:\n" + ALERT,
    "a list for labels of a group": "groups:\n- name: a\n  labels: [x]\n  rules:\n" + ALERT,
    "a second document": RULES + ALERT + "---\n" + RULES + "  - alert: A\n",
    "a key twice": RULES + ALERT + "    expr: up\n",
    "an alias": RULES + "  - &a\n    alert: A\n    expr: up == 0\n  - <<: *a\n    alert: B\n",
    "an alias of nothing": RULES + "  - *a\n",
    "a rule twice": RULES + ALERT + ALERT,
    "a tab": "groups:\n\t- name: a\n",
    "letters beyond ASCII": RULES + ALERT + "    labels: {a: é}\n",
    "a byte order mark": "\ufeff" + RULES + ALERT,
    "line ends of Windows": (RULES + ALERT).replace("\n", "\r\n"),
    "a template that stays open": RULES + ALERT + "    annotations: {a: '{{ $labels.instance is down'}\n",
    "a template with a function that there is not": RULES + ALERT + "    annotations: {a: '{{ $value | humanise }}'}\n",
    "a template with functions": RULES + ALERT + "    annotations: {a: '{{ $value | humanize | toUpper }}, {{ $value | printf \"%.2f\" }}'}\n",
    "quotes that stay open": RULES + "  - alert: 'A\n    expr: up\n",
}

# Each is refused by one of the two only, for a reason.
DIFFERENT = {
    "a matcher with a variable of Grafana": (
        RULES + "  - alert: A\n    expr: up{job=\"$job\"} == 0\n",
        "Prometheus compares with these very letters: it never fires",
    ),
    "a template that does not parse": (
        RULES + ALERT + "    annotations: {a: '{{ if }}'}\n",
        "monc has no reader of Go's templates: promtool in CI finds it",
    ),
}

STACK = '[monc]\nedition = "2026"\n[stack]\nname = "a"\n[services.m]\nkind = "host"\n[prometheus]\nrules = ["rules.yml"]\n'


def main():
    monc, promtool = (Path(word).resolve() for word in sys.argv[1:3])

    def judge(text):
        """Whether promtool refuses it, and whether monc does."""
        with tempfile.TemporaryDirectory(prefix="monc-rules-") as folder:
            folder = Path(folder)
            (folder / "monitoring.toml").write_text(STACK, encoding="utf-8")
            (folder / "rules.yml").write_bytes(text.encode())
            theirs = subprocess.run([promtool, "check", "rules", "--lint=none", "rules.yml"], cwd=folder, capture_output=True)
            ours = subprocess.run([monc, "check", "--format", "short"], cwd=folder, capture_output=True, text=True)
            if ours.returncode not in (0, 1):
                sys.exit(f"rule_files: monc: status {ours.returncode}: {ours.stderr}")
            return theirs.returncode != 0, re.search(r"(?m)^rules\.yml:.*: error\[", ours.stdout) is not None

    with ThreadPoolExecutor(2) as pool:
        judged = dict(zip(CASES, pool.map(judge, CASES.values())))
    wrong = [f"{name}: promtool {'refuses' if theirs else 'accepts'}, monc {'refuses' if ours else 'accepts'}" for name, (theirs, ours) in judged.items() if theirs != ours]
    for name, (text, reason) in DIFFERENT.items():
        theirs, ours = judge(text)
        if theirs == ours:
            wrong.append(f"{name}: no longer different ({reason})")
    refused = sum(theirs for theirs, _ in judged.values())
    print(f"rule files: {len(CASES)} judged, promtool refuses {refused}; {len(DIFFERENT)} listed as different")
    if wrong:
        sys.exit("rule_files: " + "\n".join(wrong))


if __name__ == "__main__":
    main()
