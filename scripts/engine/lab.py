"""A Docker engine, the stack that monc wrote for it, and the apps that it watches."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from images import TOOLS, TOP

APP = TOP / "tests" / "engine" / "app"
FILE = TOP / "tests" / "engine" / "monitoring.toml"
SOCKET = "/var/run/docker.sock"
SECRETS = {
    "DB_MONITOR_PASSWORD": "db-pa$$w0rd'x",
    "GRAFANA_ADMIN_PASSWORD": "first-login-9Qz",
    "GRAFANA_ALICE_PASSWORD": "alice-5Tv-secret",
    "GRAFANA_BOB_PASSWORD": "bob-7Kp-secret",
    "SLACK_WEBHOOK_URL": "http://sink:8080/slack/T0SECRET",
    "PAGER_URL": "http://sink:8080/pager/P0SECRET",
    "HEARTBEAT_URL": "http://sink:8080/heartbeat/H0SECRET",
}


def fail(text):
    raise SystemExit(f"check-engine: {text}")


class Lab:
    def __init__(self, monc, folder):
        self.monc, self.folder = monc, folder
        self.out = folder / "monitoring"
        self.file = folder / "monitoring.toml"
        self.begin = time.monotonic()
        # Project of the stack, and the compose file by which it is started where that is not its own.
        self.project, self.entry = "lab-monitoring", None
        self.environment = {**os.environ, "MONITOR_PASSWORD": SECRETS["DB_MONITOR_PASSWORD"]}

    def say(self, text):
        print(f"[{time.monotonic() - self.begin:5.0f}s] {text}", flush=True)

    # The engine.

    def start_engine(self):
        """Uses the engine that runs, or starts one."""
        if self.docker("version", check=False, quiet=True) == 0:
            return
        if not shutil.which("dockerd"):
            fail("there is no Docker engine: apt-get install docker.io")
        log = open(TOOLS / "engine" / "dockerd.log", "wb")
        subprocess.Popen(["dockerd"], stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
        self.wait("the engine answers", 60, lambda: self.docker("version", check=False, quiet=True) == 0)

    def docker(self, *words, capture=False, check=True, quiet=False, **options):
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} if capture or quiet else {"stdout": subprocess.DEVNULL}
        done = subprocess.run(["docker", *map(str, words)], **{**streams, **options})
        if check and done.returncode:
            fail(f"docker {' '.join(map(str, words))[:200]}: {done.returncode}: {(done.stderr or b'').decode()[-2000:]}")
        return done.stdout.decode() if capture else done.returncode

    def compose(self, *words, app=False, check=True):
        """(exit code, everything it said)."""
        place = ["-f", APP / "docker-compose.yml"] if app else ["-f", self.entry or self.out / "docker-compose.yml"]
        done = subprocess.run([TOOLS / "bin" / "docker-compose", "--progress", "plain", *place, *words], capture_output=True, text=True, env=self.environment)
        said = done.stdout + done.stderr
        if check and done.returncode:
            fail(f"docker compose {' '.join(words)}: {done.returncode}\n{said[-4000:]}\n{self.logs_of_the_dead()}")
        return done.returncode, said

    def up(self, check=True):
        return self.compose("up", "-d", "--wait", "--remove-orphans", check=check)

    def logs_of_the_dead(self):
        out = []
        for name, state in self.states().items():
            if state["State"]["Status"] != "running" or state["State"].get("Health", {}).get("Status") == "unhealthy":
                code = state["State"]["ExitCode"]
                if code or state["State"]["Status"] == "running":
                    out.append(f"--- {name} ({code})\n{self.log(name)[-1500:]}")
        return "\n".join(out)

    # What runs.

    def build(self, *words):
        done = subprocess.run([self.monc, "build", self.file, *words], capture_output=True, text=True)
        if done.returncode:
            fail(f"monc build: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def edit(self, *changes):
        text = self.file.read_text(encoding="utf-8")
        for old, new in changes:
            if old not in text:
                fail(f"{self.file} has no {old!r}")
            text = text.replace(old, new)
        self.file.write_text(text, encoding="utf-8")

    def write_secrets(self, **changes):
        values = {**SECRETS, **changes}
        quoted = {name: value.replace("\\", "\\\\").replace("'", "\\'") for name, value in values.items()}
        (self.out / ".env").write_text("".join(f"{name}='{value}'\n" for name, value in quoted.items()) + "COMPOSE_REMOVE_ORPHANS=1\n")

    def states(self, project=None):
        """`docker inspect` of every container of a project, by service."""
        project = project or self.project
        ids = self.docker("ps", "-aq", "--filter", f"label=com.docker.compose.project={project}", capture=True).split()
        if not ids:
            return {}
        found = json.loads(self.docker("inspect", *ids, capture=True))
        return {entry["Config"]["Labels"]["com.docker.compose.service"]: entry for entry in found}

    def ids(self):
        return {name: state["Id"] for name, state in self.states().items()}

    def started(self):
        return {name: state["State"]["StartedAt"] for name, state in self.states().items()}

    def log(self, service, project=None):
        name = self.states(project)[service]["Name"].lstrip("/")
        done = subprocess.run(["docker", "logs", name], capture_output=True, text=True)
        return done.stdout + done.stderr

    def address(self, service, project=None):
        networks = self.states(project)[service]["NetworkSettings"]["Networks"]
        return next(entry["IPAddress"] for entry in networks.values() if entry["IPAddress"])

    def get(self, service, port, path, project=None, timeout=10):
        with urllib.request.urlopen(f"http://{self.address(service, project)}:{port}{path}", timeout=timeout) as answer:
            return answer.read().decode()

    def query(self, expression):
        """Result of an instant query: [(labels, number)]."""
        said = json.loads(self.get("prometheus", 9090, "/api/v1/query?" + urllib.parse.urlencode({"query": expression})))
        return [(entry["metric"], float(entry["value"][1])) for entry in said["data"]["result"]]

    def alerts(self):
        return json.loads(self.get("alertmanager", 9093, "/api/v2/alerts"))

    def told(self):
        return json.loads(self.get("sink", 8080, "/told", "labapp"))

    def misbehave(self, **how):
        self.get("api", 3000, "/set?" + urllib.parse.urlencode(how), "labapp")

    def wait(self, what, seconds, condition):
        """Asks until the condition gives something true, and returns that and how long it took."""
        begin = time.monotonic()
        while True:
            found = None
            try:
                found = condition()
            except (OSError, KeyError, StopIteration, ValueError, urllib.error.URLError):
                pass
            if found:
                return found
            if time.monotonic() - begin > seconds:
                fail(f"{what}: not within {seconds}s")
            time.sleep(0.5)

    def down(self):
        """Takes away everything of both projects, those of an earlier run included."""
        for project in ("lab-monitoring", "labapp"):
            label = f"label=com.docker.compose.project={project}"
            for what, listing, removal in (
                ("container", ["ps", "-aq"], ["rm", "-f", "-v"]),
                ("volume", ["volume", "ls", "-q"], ["volume", "rm", "-f"]),
                ("network", ["network", "ls", "-q"], ["network", "rm"]),
            ):
                found = self.docker(*listing, "--filter", label, capture=True).split()
                if found:
                    self.docker(*removal, *found, check=what != "network")
