"""Findings in every format, read by others. Usage: formats.py MONC SARIF_SCHEMA. Called by scripts/check-formats."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema
import junitparser
import yaml

MONC, SARIF_SCHEMA = sys.argv[1:3]
FILES = sorted(map(str, pathlib.Path("tests/diagnostics").glob("*/*/*.toml")))
# What GitLab reads of an issue (its documentation, "Code Quality report format"); more than its own validator asks for.
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1, "pattern": "^[^\n]*$"},
            "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^./]"},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}


def fail(message):
    sys.exit(f"check-formats: {message}")


def check(form, *more):
    run = subprocess.run([MONC, "check", "--format", form, *more, *FILES], capture_output=True, text=True, check=False)
    if run.returncode != 1:
        fail(f"--format {form} exits with {run.returncode}: {run.stderr[-500:]}")
    return run.stdout


def validate(name, document, schema):
    validator = jsonschema.validators.validator_for(schema)(schema)
    wrong = [f"{list(error.absolute_path)}: {error.message[:200]}" for error in validator.iter_errors(document)]
    if wrong:
        fail(f"{name} is not as its schema says:\n" + "\n".join(wrong[:10]))


def formats():
    plain = json.loads(check("json"))
    count = len(plain["findings"])
    levels = [finding["level"] for finding in plain["findings"]]
    if count < 200:
        fail(f"only {count} findings in {len(FILES)} files")
    validate("json", plain, json.loads(pathlib.Path("docs/findings.schema.json").read_text()))

    sarif = json.loads(check("sarif"))
    schema = json.loads(pathlib.Path(SARIF_SCHEMA).read_text())
    validate("sarif", sarif, schema)
    broken = json.loads(json.dumps(sarif))
    broken["runs"][0]["results"][0]["level"] = "advice"
    if jsonschema.validators.validator_for(schema)(schema).is_valid(broken):
        fail("the schema of SARIF takes anything")
    results = sarif["runs"][0]["results"]

    gitlab = json.loads(check("gitlab"))
    validate("gitlab", gitlab, GITLAB)
    if len({issue["fingerprint"] for issue in gitlab}) != len(gitlab):
        fail("two findings have one fingerprint")

    github = check("github").splitlines()
    form = re.compile(r"^::(error|warning|notice) file=[^,:]+,line=\d+,endLine=\d+(,col=\d+,endColumn=\d+)?,title=[a-z/-]+::.+$")
    for line in github:
        if not form.match(line):
            fail(f"this is no annotation: {line}")

    for more, stopping in [((), ["error"]), (("--deny", "warnings"), ["error", "warning"])]:
        suites = junitparser.JUnitXml.fromstring(check("junit", *more).encode())
        wanted = sum(level in stopping for level in levels)
        # Files taken along have a suite as well, where something is found in them.
        own = [suite for suite in suites if suite.name in FILES]
        if (suites.failures, len(own)) != (wanted, len(FILES)):
            fail(f"junit counts {suites.failures} failures in {len(own)} files, not {wanted} in {len(FILES)}")
        failing = [case for suite in suites for case in suite if any(isinstance(r, junitparser.Failure) for r in case.result)]
        if len(failing) != wanted:
            fail(f"junit has {len(failing)} failing tests, not {wanted}")
    if not count == len(results) == len(gitlab) == len(github):
        fail("the formats have different numbers of findings")
    print(f"{count} findings of {len(FILES)} files: the same in json, sarif, gitlab, github and junit, each as its schema says")


def published(name, path):
    script = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", name, path]
    run = subprocess.run(script, capture_output=True, text=True, check=False)
    if run.returncode:
        fail(f"{path}:\n{run.stdout}{run.stderr}")
    print(f"{path}: as {name} says")


def scratch(folder, text, build=False):
    (folder / "monitoring.toml").write_text(text)
    (folder / ".git").mkdir(exist_ok=True)
    if build:
        subprocess.run([MONC, "build"], cwd=folder, check=True, capture_output=True)


GOOD = """[monc]
edition = "2026"
[stack]
name = "scratch"
[services.cache]
kind = "redis"
address = "cache:6379"
[receivers.chat]
slack = { webhook_url = { env = "SLACK_WEBHOOK_URL" }, channel = "#alerts" }
"""
WARNED = GOOD + '[images]\nprometheus = "prom/prometheus:latest"\n'
BAD = GOOD.replace("redis", "rediss")


def run(script, folder, environment):
    path = folder / "bin"
    path.mkdir(exist_ok=True)
    link = path / "monc"
    if not link.exists():
        link.symlink_to(MONC)
    environment = {"PATH": f"{path}:{os.environ['PATH']}", "HOME": str(folder), **environment}
    return subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def action():
    published("vendor.github-actions", "action.yml")
    step = next(step for step in yaml.safe_load(pathlib.Path("action.yml").read_text())["runs"]["steps"] if step["name"] == "Check")
    usual = {"MONC_FILE": "", "MONC_DENY_WARNINGS": "false", "MONC_BUILD_CHECK": "false", "MONC_SARIF": ""}
    cases = [
        ("a good file", GOOD, {}, 0, ""),
        ("a bad file", BAD, {}, 1, "::error file=monitoring.toml,line=6"),
        ("a file that is named", BAD, {"MONC_FILE": "monitoring.toml"}, 1, "::error file=monitoring.toml"),
        ("a file that is not there", GOOD, {"MONC_FILE": "other.toml"}, 2, ""),
        ("a warning", WARNED, {}, 0, "::warning file=monitoring.toml"),
        ("a warning that is denied", WARNED, {"MONC_DENY_WARNINGS": "true"}, 1, "::warning file=monitoring.toml"),
        ("a folder that is not built", GOOD, {"MONC_BUILD_CHECK": "true"}, 1, ""),
        ("SARIF", BAD, {"MONC_SARIF": "monc.sarif"}, 1, "::error"),
    ]
    for name, text, inputs, status, said in cases:
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            scratch(folder, text)
            done = run(step["run"], folder, {**usual, **inputs})
            if done.returncode != status or said not in done.stdout:
                fail(f"the action with {name}: {done.returncode}, wanted {status}\n{done.stdout}\n{done.stderr}")
            if inputs.get("MONC_SARIF") and not json.loads((folder / "monc.sarif").read_text())["runs"][0]["results"]:
                fail("the action wrote no SARIF")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        scratch(folder, GOOD, build=True)
        done = run(step["run"], folder, {**usual, "MONC_BUILD_CHECK": "true"})
        if done.returncode != 0:
            fail(f"the action with a built folder: {done.returncode}\n{done.stderr}")
    print(f"the action: {len(cases) + 1} runs, as they should be")


def job():
    published("vendor.gitlab-ci", "docs/gitlab-ci.yml")
    job = yaml.safe_load(pathlib.Path("docs/gitlab-ci.yml").read_text())["monc"]
    for text, status, count in [(GOOD, 0, 0), (WARNED, 0, 1), (BAD, 1, 1)]:
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            scratch(folder, text)
            done = run("\n".join(job["script"]), folder, job["variables"])
            issues = json.loads((folder / "gl-code-quality-report.json").read_text())
            tests = junitparser.JUnitXml.fromfile(str(folder / "monc.xml"))
            if (done.returncode, tests.failures) != (status, status) or len(issues) < count:
                fail(f"the job of GitLab: {done.returncode}, wanted {status}\n{done.stdout}\n{done.stderr}")
    print("the job of GitLab: 3 runs, as they should be")


formats()
action()
job()
