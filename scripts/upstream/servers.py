"""What stands in for the world when a real Prometheus and a real Alertmanager run a tree on this machine, and the two themselves.

Only the loopback interface is used: every scrape goes through a proxy that is our fake exporter, so that targets, labels and
relabelling stay as the tree says.
"""

import json
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import yaml

from tree import BIN, stage

# Every gauge that the alerts under test read; the rest of the world is healthy.
PAGE = """redis_up 1
redis_memory_used_bytes 99
redis_memory_max_bytes 100
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(url, timeout=5):
    with urllib.request.urlopen(url, timeout=timeout) as answer:
        return answer.read().decode()


def wait_for(what, seconds, condition):
    """Asks until the condition gives something true, and returns that; an error after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        try:
            found = condition()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            found = None
        if found:
            return found
        if time.monotonic() > end:
            raise RuntimeError(f"{what}: not within {seconds}s")
        time.sleep(0.25)


class World:
    """One HTTP server: fake exporter (as a proxy), webhook sink, the services of receivers, and an Alertmanager that swallows alerts."""

    def __init__(self):
        world = self
        self.notifications = []
        self.told = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.answer(PAGE, "text/plain; version=0.0.4")

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                # Through a proxy the path comes with the host.
                path = re.sub(r"^https?://[^/]+", "", self.path)
                if path == "/sink":
                    world.notifications.append((time.monotonic(), json.loads(body)))
                elif path.startswith("/told/"):
                    world.told.append((path, body.decode("utf-8", "replace")))
                # What Slack and Telegram say when all is well.
                self.answer('{"ok": true, "result": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "group"}}}', "application/json")

            def do_CONNECT(self):
                self.send_error(502)

            def answer(self, text, kind):
                data = text.encode()
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def live_copy(tree, into, world, alertmanager_url):
    """A copy of the tree for running here: everything is reached through `world`, and time runs faster. Returns Prometheus' mounts."""
    secret = f"{world.url}/sink"
    mounts, lost = stage(tree, "prometheus", into, secret)
    if lost:
        raise RuntimeError(f"Prometheus would not find {lost}")
    path = into / mounts.inside(mounts.flag("config.file"))
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    config.setdefault("global", {}).update(scrape_interval="2s", scrape_timeout="1s", evaluation_interval="1s")
    for job in config.get("scrape_configs", []):
        for slow in ("scrape_interval", "scrape_timeout", "tls_config"):
            job.pop(slow, None)
        job.update(proxy_url=world.url, scheme="http")
    for manager in (config.get("alerting") or {}).get("alertmanagers", []):
        for key in ("basic_auth", "tls_config", "file_sd_configs"):
            manager.pop(key, None)
        manager.update(scheme="http", static_configs=[{"targets": [alertmanager_url.removeprefix("http://")]}])
        manager.pop("path_prefix", None)
    config.pop("remote_write", None)
    path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    for rules in path.parent.rglob("*.yml"):
        text = rules.read_text(encoding="utf-8")
        if "groups:" in text:
            text = re.sub(r"(?m)^(\s*)(for|keep_firing_for): .*$", r"\1\2: 5s", text)
            text = re.sub(r"(?m)^(\s*)(interval): .*$", r"\1\2: 1s", text)
            rules.write_text(text, encoding="utf-8")
    return mounts


def replace_in_place(new, live):
    """As `monc build` does it: file by file inside folders that stay."""
    for path in sorted(new.rglob("*")):
        target = live / path.relative_to(new)
        if path.is_dir():
            target.mkdir(exist_ok=True)
        elif not target.is_file() or target.read_bytes() != path.read_bytes():
            fresh = target.with_name(target.name + ".new")
            # The copy's own paths are in its configurations.
            fresh.write_bytes(path.read_bytes().replace(f"{new}/".encode(), f"{live}/".encode()))
            fresh.rename(target)


class Server:
    """A process that logs to a file and is stopped at the end, whatever happens."""

    def __init__(self, command, log, cwd):
        self.log = log
        self.file = open(log, "w", encoding="utf-8")
        self.process = subprocess.Popen([str(word) for word in command], stdout=self.file, stderr=subprocess.STDOUT, cwd=cwd, stdin=subprocess.DEVNULL)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.file.close()

    def text(self):
        return self.log.read_text(encoding="utf-8", errors="replace")


def mapped(word, mounts, copy):
    """A flag of the container, with its path as a path of the copy."""
    name, sign, value = word.partition("=")
    inside = mounts.inside(value) if value.startswith("/") else None
    return f"{name}{sign}{copy / inside}" if inside is not None else word


class Prometheus(Server):
    # Flags of the container that cannot hold here.
    OWN = ("--config.file", "--storage.tsdb.path", "--web.listen-address", "--web.config.file", "--web.external-url", "--web.route-prefix")

    def __init__(self, copy, mounts, data):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        flags = [mapped(word, mounts, copy) for word in mounts.words() if word.startswith("--") and not word.startswith(self.OWN)]
        config = copy / mounts.inside(mounts.flag("config.file"))
        own = [f"--config.file={config}", f"--storage.tsdb.path={data}", f"--web.listen-address=127.0.0.1:{self.port}", "--rules.alert.resend-delay=4s"]
        super().__init__([BIN / "prometheus", *own, *flags], data.with_suffix(".log"), copy)

    def ready(self):
        def answer():
            if self.process.poll() is not None:
                raise RuntimeError(f"Prometheus stopped: {self.text()[-1500:]}")
            return get(f"{self.url}/-/ready")

        wait_for("Prometheus is ready", 30, answer)

    def api(self, path):
        return json.loads(get(f"{self.url}/api/v1/{path}"))["data"]

    def loaded_at(self):
        page = get(f"{self.url}/metrics")
        assert "\nprometheus_config_last_reload_successful 1\n" in page, self.text()[-1500:]
        return float(re.search(r"(?m)^prometheus_config_last_reload_success_timestamp_seconds (\S+)$", page)[1])

    def reload(self):
        before = self.loaded_at()
        self.process.send_signal(signal.SIGHUP)
        wait_for("the new configuration is loaded", 20, lambda: self.loaded_at() > before)

    def complaints(self):
        """What it logged above `info`."""
        return [line for line in self.text().splitlines() if re.search(r"\blevel=(WARN|ERROR)\b", line)]


class Alertmanager(Server):
    def __init__(self, tree, copy, data, world):
        mounts, lost = stage(tree, "alertmanager", copy, f"{world.url}/sink")
        if lost:
            raise RuntimeError(f"Alertmanager would not find {lost}")
        path = copy / mounts.inside(mounts.flag("config.file"))
        config = yaml.safe_load(path.read_text(encoding="utf-8"))
        hasten(config["route"])
        path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        own = [f"--config.file={path}", f"--storage.path={data}", f"--web.listen-address=127.0.0.1:{self.port}", "--cluster.listen-address="]
        super().__init__([BIN / "alertmanager", *own], data.with_suffix(".log"), copy)

    def ready(self):
        wait_for("Alertmanager is ready", 30, lambda: get(f"{self.url}/-/ready"))


def hasten(route):
    """Waits and intervals of seconds; what is told again after hours stays."""
    for key, value in (("group_wait", "1s"), ("group_interval", "3s")):
        if key in route:
            route[key] = value
    for child in route.get("routes", []):
        hasten(child)
    return route


def clean(folder):
    shutil.rmtree(folder, ignore_errors=True)
