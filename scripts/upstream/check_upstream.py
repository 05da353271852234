"""The real tools judge every golden tree. One line for each tree; any finding fails the run."""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

import dashboard_queries
import dashboard_types
import shell_scripts
import yaml
import yaml_readers
from tree import BIN, IN_MEMORY, NPM, TOP, golden_trees, stage


class Judge:
    """Collects what the tools said about one tree."""

    def __init__(self, tree, folder):
        self.tree = tree
        self.folder = Path(folder)
        self.problems = []
        self.passed = []

    def run(self, what, *command, cwd=None, env=None, quiet=False):
        """Runs a tool; a status other than 0, or (with `quiet`) any word of it, is a problem. Returns its output."""
        run = subprocess.run([str(word) for word in command], cwd=cwd, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        said = (run.stdout + run.stderr).strip().replace(f"{self.folder}/", "")
        if run.returncode != 0:
            self.problems.append(f"{what} (status {run.returncode}): {said}")
        elif quiet and said:
            self.problems.append(f"{what} warns: {said}")
        else:
            self.passed.append(what)
        return run.stdout

    def note(self, what, problems, count):
        self.problems += [f"{what}: {problem}" for problem in problems]
        if not problems:
            self.passed.append(f"{what} ({count})")

    def prometheus(self):
        copy = self.folder / "prometheus-copy"
        mounts, lost = stage(self.tree, "prometheus", copy)
        self.note("mounts of prometheus", [f"no folder of the tree is mounted at {path}" for path in lost], len(mounts.binds))
        home = copy / mounts.inside(mounts.flag("config.file"))
        self.run("promtool check config", BIN / "promtool", "check", "config", home)
        rules = home.parent / "rules.yml"
        if rules.is_file():
            self.run("promtool check rules", BIN / "promtool", "check", "rules", "--lint=all", "--lint-fatal", rules)
        else:
            self.problems.append("there is no rules.yml beside prometheus.yml")
        for extra in sorted((home.parent / "rules").rglob("*.yml")):
            self.run(f"promtool check rules {extra.name}", BIN / "promtool", "check", "rules", "--lint=none", extra)
        proofs = sorted(home.parent.glob("tests*.yml"))
        self.note("proofs", [] if proofs else ["there is no tests.yml beside prometheus.yml"], len(proofs))
        for file in proofs:
            self.run(f"promtool test rules {file.name}", BIN / "promtool", "test", "rules", file.name, cwd=home.parent, env=IN_MEMORY)
        web = mounts.flag("web.config.file")
        if web and mounts.inside(web):
            self.run("promtool check web-config", BIN / "promtool", "check", "web-config", copy / mounts.inside(web))

    def alertmanager(self):
        copy = self.folder / "alertmanager-copy"
        mounts, lost = stage(self.tree, "alertmanager", copy)
        self.note("mounts of alertmanager", [f"no folder of the tree is mounted at {path}" for path in lost], len(mounts.binds))
        self.run("amtool check-config", BIN / "amtool", "check-config", copy / mounts.inside(mounts.flag("config.file")))

    def blackbox(self):
        path = self.tree / "blackbox" / "blackbox.yml"
        if path.is_file():
            self.run("blackbox_exporter --config.check", BIN / "blackbox_exporter", "--config.check", f"--config.file={path}")

    def compose(self):
        """`docker-compose config` with a value for every variable, alone and included by somebody's own file; returns what it understood."""
        parent = self.folder / "project"
        copy = parent / "monitoring"
        stage(self.tree, "prometheus", copy)
        # What stage changed is not what is judged here.
        for name in ("docker-compose.yml", ".env.example"):
            if (self.tree / name).is_file():
                (copy / name).write_bytes((self.tree / name).read_bytes())
        example = self.tree / ".env.example"
        lines = example.read_text(encoding="utf-8").splitlines() if example.is_file() else []
        compose = yaml.safe_load((self.tree / "docker-compose.yml").read_text(encoding="utf-8"))
        given = {line.partition("=")[0] for line in lines if re.match(r"\w+=", line)}
        wanted = {secret["environment"] for secret in (compose.get("secrets") or {}).values() if "environment" in secret}
        self.note(".env.example", [f"{name} is not in it" for name in sorted(wanted - given)], len(given))
        filled = [re.sub(r"^(\w+)=\s*(''|\"\")?$", r"\1='dummy'", line) for line in lines]
        (copy / ".env").write_text("\n".join(filled) + "\n", encoding="utf-8")
        clean = {"PATH": os.environ["PATH"], "HOME": str(self.folder)}
        tool = BIN / "docker-compose"
        self.run("docker compose config", tool, "config", "-q", cwd=copy, env=clean, quiet=True)
        (parent / "compose.yml").write_text("name: parent\nservices:\n  app:\n    image: app:1\ninclude:\n  - monitoring/docker-compose.yml\n", encoding="utf-8")
        self.run("docker compose config, included", tool, "config", "-q", cwd=parent, env=clean, quiet=True)
        said = subprocess.run([tool, "config", "--format", "json"], cwd=copy, env=clean, capture_output=True, text=True)
        return json.loads(said.stdout) if said.returncode == 0 else {}

    def lint_compose(self):
        # Off: require-quotes-in-ports. A port with its address (`127.0.0.1:3000:3000`) is a string in every YAML; the rule is about
        # `22:22`, which YAML 1.1 reads as a number and which the writer quotes.
        config = TOP / "tools" / "dclint.json"
        self.run("dclint", "node", NPM / "dclint" / "bin" / "dclint.cjs", "--config", config, "--max-warnings", "0", self.tree / "docker-compose.yml", cwd=self.folder)

    def dashboards(self):
        text, places, problems = dashboard_queries.rule_file(self.tree)
        self.note("dashboard variables", problems, len(places))
        file = self.folder / "dashboard-queries.yml"
        file.write_text(text, encoding="utf-8")
        if places:
            self.run(f"dashboard queries through promtool ({len(places)})", BIN / "promtool", "check", "rules", "--lint=none", file)
            # promtool knows the record only: say which panel that is.
            self.problems[:] = [re.sub(r"dashboard:query:n\d+", lambda record: places[record[0]], problem) for problem in self.problems]

    def all(self):
        self.note("YAML readers", *yaml_readers.check(self.tree))
        self.prometheus()
        self.alertmanager()
        self.blackbox()
        understood = self.compose()
        self.lint_compose()
        scripts = self.folder / "scripts"
        scripts.mkdir()
        self.note("shell", *shell_scripts.check(self.tree, understood, scripts))
        self.dashboards()


# The module of a tool and its component of the stack: Prometheus' library release 0.313.4 is the server's 3.13.4.
PINS = {
    "prometheus": ("github.com/prometheus/prometheus", lambda tag: re.sub(r"^v3\.(\d+)\.(\d+)$", lambda m: f"v0.3{int(m[1]):02}.{m[2]}", tag)),
    "alertmanager": ("github.com/prometheus/alertmanager", str),
    "blackbox": ("github.com/prometheus/blackbox_exporter", str),
}


def pins():
    """Tools of another version than the images that the product pins would judge something else."""
    components = tomllib.loads((TOP / "src" / "catalog" / "components.toml").read_text(encoding="utf-8"))
    problems = []
    for folder, (module, expected) in PINS.items():
        component = module.rpartition("/")[2]
        tag = components[component]["tag"]
        wanted = expected(tag)
        text = (TOP / "tools" / folder / "go.mod").read_text(encoding="utf-8")
        if not re.search(rf"(?m)^\s*(require )?{re.escape(module)} {re.escape(wanted)}( // indirect)?$", text):
            problems.append(f"tools/{folder}/go.mod does not hold {module} {wanted}, which is {component} {tag} of components.toml")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trees", nargs="*", type=Path, help="folders that monc wrote; default: every golden tree of the repository")
    parser.add_argument("-v", "--verbose", action="store_true", help="list what passed")
    options = parser.parse_args()
    trees = [tree.resolve() for tree in options.trees] or golden_trees()
    if not trees:
        sys.exit("check-upstream: there is no golden tree to judge: that is a failure")
    if wrong := pins():
        sys.exit("check-upstream: " + "; ".join(wrong))
    judges = []
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="monc-types-") as folder:
        typed, counts = dashboard_types.check(trees, folder)
    types_seconds = time.monotonic() - begin
    for tree in trees:
        start = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="monc-upstream-") as folder:
            judge = Judge(tree, Path(folder).resolve())
            try:
                judge.all()
            except Exception as error:  # a tree that the harness cannot read is a finding about the tree
                judge.problems.append(f"the tree cannot be judged: {type(error).__name__}: {error}")
        judge.note("Grafana's types", typed[tree], counts[tree])
        judges.append(judge)
        name = tree.relative_to(TOP) if tree.is_relative_to(TOP) else tree
        verdict = "ok" if not judge.problems else f"{len(judge.problems)} PROBLEMS"
        print(f"{name}: {verdict}, {len(judge.passed)} checks passed, {counts[tree]} dashboards ({time.monotonic() - start:.1f}s)", flush=True)
        if options.verbose:
            for line in judge.passed:
                print(f"    passed: {line}")
        for problem in judge.problems:
            print("    " + problem.replace("\n", "\n        "), flush=True)
    bad = sum(1 for judge in judges if judge.problems)
    print(f"check-upstream: {len(judges) - bad} of {len(judges)} trees pass, {sum(len(j.passed) for j in judges)} checks, {sum(counts.values())} dashboards (types {types_seconds:.1f}s, all {time.monotonic() - begin:.1f}s)")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
