"""Every recorded series of every kind, and every query of every page, on the metrics of real exporters."""

import argparse
import json
import math
import re
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
import urllib.parse
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import dashboard_queries
import pages
import yaml
from servers import Prometheus, live_copy, wait_for
from tree import TOP

KINDS = TOP / "src" / "catalog" / "kinds"
ALLOWED = Path(__file__).with_name("replay.toml")
# Long enough for rates to have samples and for rules that read other rules.
SETTLE = 25
MODULES = {"http": "probe-http", "https": "probe-https", "tcp": "probe-tcp", "icmp": "probe-icmp", "dns": "probe-dns"}
OWN_PARTS = {"prometheus": "prometheus", "alertmanager": "alertmanager", "grafana": "grafana", "blackbox": "blackbox", "node": "host", "cadvisor": "container"}
# Of each service's container.
CONTAINER = {"scraped": 60, "recorded": 10}
HIGHEST = {"ratio": 1.0 + 1e-9, "state": 1.0, "duration": 1e9, "bytes": 1e15, "bytes_per_second": 1e12, "rate": 1e8, "count": 1e9, "cores": 4096.0}


def kinds():
    for path in sorted(KINDS.glob("*.toml")):
        yield path.stem, tomllib.loads(path.read_text(encoding="utf-8"))


def stack():
    """A monitoring.toml with a service for each kind and dialect, named like its page; and what has no page."""
    lines, without = ['[monc]\nedition = "2026"\n[stack]\nname = "replay"\n[compose]\nnetworks = ["replay_default"]\n[receivers.sink]\nwebhook = { url = "http://sink:1/" }'], []
    lines.append('[services.machine]\nkind = "host"\n[services.containers]\nkind = "container"\n[services.website]\nkind = "probe"')
    lines.append('probes.http = "http://website.example/"\nprobes.https = "https://website.example/"\nprobes.tcp = { tcp = "website.example:25" }')
    lines.append('probes.icmp = { icmp = "website.example" }\nprobes.dns = { dns = { server = "192.0.2.53:53", name = "website.example" } }')
    for name, kind in kinds():
        if kind["access"] not in ("service", "exporter") or name == "metrics":
            continue
        for service in kind.get("dialects", {name: None}):
            if not (pages.FOLDER / f"{service}.prom").is_file():
                without.append(service)
                continue
            lines.append(f'[services.{service}]\nkind = "{name}"')
            address = f"{service}:{kind.get('default_port', 8080)}"
            lines.append(f'address = "http://{address}/page"' if kind["address"] == "url" else f'address = "{address}"')
            if "dialects" in kind:
                lines.append(f'dialect = "{service}"')
            if kind.get("exporter", {}).get("logs_in"):
                lines.append('username = "monitor"\npassword = { env = "REPLAY_PASSWORD" }')
    return "\n".join(lines) + "\n", without


class World:
    """A proxy that answers for every target: with the page of its name."""

    def __init__(self, rules, facts, containers):
        self.containers = containers
        moving = set(re.findall(r"\b(?:rate|increase|irate)\((\w+)", rules))
        world, self.pages = self, {}
        self.lock = threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                url = urllib.parse.urlsplit(self.path)
                host = url.hostname or ""
                name = OWN_PARTS.get(host, host.removesuffix("-exporter"))
                query = urllib.parse.parse_qs(url.query)
                if url.path == "/probe":
                    name = MODULES[query["target"][0].split("://")[0] if "http" in query["module"][0] else query["module"][0]]
                if url.path.endswith("/user/monc.prom"):
                    text = facts
                else:
                    text = world.page(name, moving)
                data = (text or "").encode()
                self.send_response(200 if text else 404)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def page(self, name, moving):
        with self.lock:
            if name not in self.pages:
                self.pages[name] = pages.read(name, moving, self.containers if name == "container" else ())
            page = self.pages[name]
        return page and page.text()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def expected(tree):
    """Record → services whose series it must have, from the jobs that its expression reads and their targets."""
    services = defaultdict(set)
    for path in (tree / "prometheus" / "targets").glob("*.yml"):
        for group in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
            if "service" in group.get("labels", {}):
                services[path.stem].add(group["labels"]["service"])
    out = defaultdict(set)
    for group in yaml.safe_load((tree / "prometheus" / "rules.yml").read_text(encoding="utf-8"))["groups"]:
        for rule in group["rules"]:
            if not rule.get("record", "").startswith("service:"):
                continue
            for jobs in re.findall(r'job=~?"([^"]+)"', rule["expr"]):
                for job in jobs.split("|"):
                    out[rule["record"]] |= services[job]
    return out


def signals():
    """Record → its signal."""
    for name, kind in kinds():
        for signal_name, signal in kind["signals"].items():
            yield signal["record"].replace("$window", "5m"), (name, signal_name, signal)


class Allowances:
    """What may be empty, each with its reason; one that excuses nothing is a problem."""

    def __init__(self):
        self.entries = tomllib.loads(ALLOWED.read_text(encoding="utf-8"))["empty"] if ALLOWED.is_file() else []
        self.used = set()

    def excuse(self, *words):
        text = " | ".join(words)
        for index, entry in enumerate(self.entries):
            if re.search(entry["what"], text):
                self.used.add(index)
                return True
        return False

    def unused(self):
        return [f"replay.toml: {entry['what']!r} excuses nothing" for index, entry in enumerate(self.entries) if index not in self.used and not entry.get("sometimes")]


def unhurried(path):
    """Time for the proxy to answer every target, on a machine that does something else too."""
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    config["global"].update(scrape_interval="4s", scrape_timeout="4s", evaluation_interval="2s")
    path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")


def query(prometheus, text):
    return prometheus.api("query?" + urllib.parse.urlencode({"query": text}))["result"]


def check_records(prometheus, tree, allowed):
    known, problems, count = dict(signals()), [], 0
    found = defaultdict(list)
    for series in query(prometheus, '{__name__=~"service:.+"}'):
        found[series["metric"]["__name__"]].append(series)
    for record, services in sorted(expected(tree).items()):
        if record not in known:
            continue
        kind, name, signal = known[record]
        having = {series["metric"].get("service") for series in found[record]}
        for service in sorted(services - having):
            if not allowed.excuse("record", record, service):
                problems.append(f"{record}: nothing for {service}")
        for series in found[record]:
            count += 1
            labels, value = series["metric"], float(series["value"][1])
            wanted = {"service", *(["instance"] if signal.get("per_instance", True) else []), *signal.get("keeps", [])}
            if not wanted <= labels.keys():
                problems.append(f"{record}: labels {sorted(labels)} without {sorted(wanted - labels.keys())}")
            clash = [label for label in labels if label.startswith("exported_")]
            if clash:
                problems.append(f"{record}: labels {clash}")
            highest = math.inf if signal.get("unbounded") else HIGHEST[signal["unit"]]
            lowest = -1e9 if signal["unit"] == "duration" and signal.get("bad_when") == "below" else 0.0
            if not lowest - 1e-9 <= value <= highest or (signal["unit"] == "state" and value not in (0.0, 1.0)):
                problems.append(f"{record} of {labels.get('service')}: {value} is no {signal['unit']}")
    return problems, count


def check_panels(prometheus, tree, allowed):
    problems, count = [], 0
    for path, board in dashboard_queries.dashboards(tree):
        names = {variable["name"] for variable in board.get("templating", {}).get("list", [])}
        for where, text in dashboard_queries.queries(board):
            text, _ = dashboard_queries.substitute(text, names)
            count += 1
            try:
                result = query(prometheus, text)
            except Exception as error:
                problems.append(f"{path.stem}: {where}: {error}")
                continue
            if not result and not allowed.excuse("panel", path.stem, where):
                problems.append(f"{path.stem}: {where}: nothing\n{text}")
    return problems, count


def check_fault(prometheus, world, tree):
    """Pages must say what is dead while something is: queries that fail then fail when they are needed."""
    with world.lock:
        world.pages["haproxy"] = None
    wait_for("a service is seen dead", 30, lambda: query(prometheus, 'service:up:min{service="haproxy"} == 0'))
    problems = []
    for path, board in dashboard_queries.dashboards(tree):
        names = {variable["name"] for variable in board.get("templating", {}).get("list", [])}
        for where, text in dashboard_queries.queries(board):
            text, _ = dashboard_queries.substitute(text, names)
            if "service:up:min" not in text:
                continue
            try:
                query(prometheus, text)
            except Exception as error:
                problems.append(f"{path.stem}: {where}: {error} while a service is dead\n{text}")
    return problems


def check_capacity(prometheus, monc, folder):
    """What `monc capacity` expects, beside what is there. Containers are left out: the page has metrics that the stack turns off."""
    run = subprocess.run([monc.resolve(), "capacity", "--format", "json"], cwd=folder, capture_output=True, text=True, check=True)
    # A made-up page has fewer series than the real one.
    made_up = {name for name, kind in kinds() if kind["evidence"]["level"] in ("synthetic", "unverified")}
    rows = [row for row in json.loads(run.stdout)["services"] if row["service"] not in {"containers", *made_up}]
    problems = []
    for what, key, selector in (("scraped", "series", '{__name__!~"service:.+|monc:.+|ALERTS.*|container_.+",service!=""}'), ("recorded", "recorded", '{__name__=~"service:.+",__name__!~"service:container.+|service:limit.+"}')):
        measured = {series["metric"]["service"]: float(series["value"][1]) for series in query(prometheus, f"count by (service) ({selector})")}
        expected = {row["service"]: row[key] for row in rows}
        # The share of each service's container in cAdvisor's page.
        shared = CONTAINER[what]
        expected = {service: series - (shared if service not in {*OWN_PARTS, "machine", "website"} else 0) for service, series in expected.items()}
        there, said = sum(measured.get(service, 0) for service in expected), sum(expected.values())
        print(f"    {what} series: {said:.0f} expected, {there:.0f} there; furthest off: " + ", ".join(f"{service} {expected[service]:.0f}/{measured.get(service, 0):.0f}" for service in sorted(expected, key=lambda service: -abs(expected[service] - measured.get(service, 0)))[:5]))
        if not 0.7 <= there / max(said, 1) <= 1.3:
            problems.append(f"capacity: {said:.0f} {what} series expected, {there:.0f} are there")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--monc", type=Path, default=TOP / "target" / "release" / "monc")
    parser.add_argument("--settle", type=int, default=SETTLE, help="seconds between the first evaluation and the questions")
    options = parser.parse_args()
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="monc-replay-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        text, without = stack()
        (folder / "monitoring.toml").write_text(text, encoding="utf-8")
        run = subprocess.run([options.monc.resolve(), "build", "monitoring.toml"], cwd=folder, capture_output=True, text=True)
        if run.returncode != 0:
            sys.exit(f"check-replay: monc build failed: {run.stdout}{run.stderr}")
        tree = folder / "monitoring"
        facts = "".join(path.read_text(encoding="utf-8") for path in (tree / "prometheus" / "facts").glob("*.prom"))
        world = World((tree / "prometheus" / "rules.yml").read_text(encoding="utf-8"), facts, re.findall(r"(?m)^\[services\.([\w-]+)\]", text))
        mounts = live_copy(tree, folder / "live", world, world.url)
        unhurried(folder / "live" / mounts.inside(mounts.flag("config.file")))
        prometheus = Prometheus(folder / "live", mounts, folder / "data")
        try:
            prometheus.ready()
            wait_for("rules are evaluated", 40, lambda: all(rule["health"] != "unknown" for group in prometheus.api("rules")["groups"] for rule in group["rules"]))
            time.sleep(options.settle)
            down = [target["scrapeUrl"] + ": " + target["lastError"] for target in prometheus.api("targets?state=active")["activeTargets"] if target["health"] != "up"]
            bad = [f"rule {rule['name']}: {rule.get('lastError') or rule['health']}" for group in prometheus.api("rules")["groups"] for rule in group["rules"] if rule["health"] != "ok"]
            allowed = Allowances()
            dead = [f"{series['metric']['service']} is seen dead" for series in query(prometheus, "service:up:min != 1")]
            records, series = check_records(prometheus, tree, allowed)
            panels, asked = check_panels(prometheus, tree, allowed)
            bad += check_capacity(prometheus, options.monc, folder)
            bad += check_fault(prometheus, world, tree)
            bad += [f"target {line}" for line in down] + dead + records + panels + allowed.unused()
        finally:
            prometheus.stop()
            world.close()
    for problem in bad:
        print("    " + problem.replace("\n", "\n        "))
    if series < 200 or asked < 200:
        bad.append("too little was asked")
    print(f"check-replay: {series} recorded series, {asked} queries of dashboards, {len(allowed.used)} excuses; without a page: {', '.join(without)}; {len(bad)} problems ({time.monotonic() - begin:.1f}s)")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
