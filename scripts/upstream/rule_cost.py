"""What the rules of many services cost a real Prometheus, beside what teams write by hand: one rule for each service and threshold.

Both rule files run in one Prometheus over the same series; the services are one server here that gives every target the same page,
whose counters move. Prints Markdown.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from servers import Prometheus, World, wait_for
from tree import TOP, stage

# Intervals are a third of the defaults, so that a measurement of a few minutes has many of them.
INTERVAL = 5

# What a careful team writes for each service: the same five conditions that monc has rules for.
BY_HAND = {
    "Errors": 'sum(rate(http_server_requests_seconds_count{{service="{s}",status=~"5.."}}[5m])) / sum(rate(http_server_requests_seconds_count{{service="{s}"}}[5m])) > 0.05',
    "Slow": 'histogram_quantile(0.95, sum by (le) (rate(http_server_requests_seconds_bucket{{service="{s}"}}[5m]))) > 1',
    "Heap": 'sum(jvm_memory_used_bytes{{service="{s}",area="heap"}}) / sum(jvm_memory_max_bytes{{service="{s}",area="heap"}} > 0) > 0.9',
    "Collecting": 'sum(rate(jvm_gc_pause_seconds_sum{{service="{s}"}}[5m])) > 0.1',
    "Files": 'process_files_open_files{{service="{s}"}} / process_files_max_files{{service="{s}"}} > 0.8',
}


def stack(count):
    services = "".join(f'\n[services.app-{number:04}]\naddress = "app-{number:04}:8080"\nkind = "http"\n' for number in range(count))
    return f'[monc]\nedition = "2026"\n[stack]\nname = "cost"\n[kinds.http]\ndialect = "micrometer"\n{services}'


def moving(page):
    """The page of one target as a function of time: everything that counts goes on counting."""
    lines = []
    for line in page.splitlines():
        if line and not line.startswith("#"):
            series, value = line.rsplit(" ", 1)
            name = series.split("{")[0]
            lines.append((series, float(value), bool(re.search(r"_(total|count|sum|bucket)$", name))))

    def at(seconds):
        return "\n".join(f"{series} {value + (seconds if counts else 0):.3f}" for series, value, counts in lines) + "\n"

    return at


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--services", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=7)
    options = parser.parse_args()
    page = moving((TOP / "tests" / "data" / "scrapes" / "micrometer.prom").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="monc-cost-") as name:
        top = Path(name).resolve()
        (top / "monitoring.toml").write_text(stack(options.services), encoding="utf-8")
        subprocess.run([TOP / "target" / "release" / "monc", "build", "-q", "monitoring.toml"], cwd=top, check=True, stdout=subprocess.DEVNULL)
        copy = top / "copy"
        mounts, _ = stage(top / "monitoring", "prometheus", copy)
        folder = copy / "prometheus"
        rules = yaml.safe_load((folder / "rules.yml").read_text(encoding="utf-8"))
        ours = sum(len(group["rules"]) for group in rules["groups"])
        alerts = sum("alert" in rule for group in rules["groups"] for rule in group["rules"])
        services = [f"app-{number:04}" for number in range(options.services)]
        by_hand = {"groups": [{"name": "by-hand", "rules": [{"alert": alert, "expr": expr.format(s=service), "for": "5m", "labels": {"service": service}} for service in services for alert, expr in BY_HAND.items()]}]}
        (folder / "by-hand.yml").write_text(yaml.safe_dump(by_hand), encoding="utf-8")
        world = World()
        begin = time.monotonic()
        cached = [0.0, ""]

        def current():
            now = time.monotonic() - begin
            if now - cached[0] > 1 or not cached[1]:
                cached[:] = [now, page(now)]
            return cached[1]

        handler = world.server.RequestHandlerClass
        handler.do_GET = lambda self: self.answer(current(), "text/plain; version=0.0.4")
        config = yaml.safe_load((folder / "prometheus.yml").read_text(encoding="utf-8"))
        config["global"].update(scrape_interval=f"{INTERVAL}s", scrape_timeout=f"{INTERVAL}s", evaluation_interval=f"{INTERVAL}s")
        config["rule_files"].append(str(folder / "by-hand.yml"))
        config["scrape_configs"] = [job for job in config["scrape_configs"] if job["job_name"].startswith("http") or job["job_name"] == "monc"]
        for job in config["scrape_configs"]:
            for key in ("scrape_interval", "scrape_timeout"):
                job.pop(key, None)
            if job["job_name"] != "monc":
                job.update(proxy_url=world.url, scheme="http")
        config.pop("alerting", None)
        (folder / "prometheus.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
        server = Prometheus(copy, mounts, top / "data")
        try:
            server.ready()
            time.sleep(options.minutes * 60)

            def number(query):
                from urllib.parse import quote

                found = server.api("query?query=" + quote(query))["result"]
                return float(found[0]["value"][1]) if found else float("nan")

            scraped = int(wait_for("series", 10, lambda: number('count({job=~"http.*"})')))
            groups = server.api("rules")["groups"]
            hand = [group for group in groups if group["name"] == "by-hand"]
            mine = [group for group in groups if group["name"] != "by-hand"]
            # The last turn of each group, as Prometheus itself reports it.
            cost = [sum(group["evaluationTime"] for group in which) for which in (mine, hand)]
            bad = [rule["name"] for group in groups for rule in group["rules"] if rule["health"] not in ("ok", "unknown")]
            if bad:
                sys.exit(f"rule_cost: rules fail: {bad[:5]}")
            recorded = number('count({__name__=~"service:.+"})')
        finally:
            server.stop()
            world.close()
    print(f"| {options.services} services, {scraped:,} series scraped | rules | alerts | one turn takes |".replace(",", " ", 1))
    print("| --- | --- | --- | --- |")
    print(f"| monc | {ours} | {alerts} | {cost[0]:.2f} s |")
    print(f"| one rule for each service and threshold, five thresholds | {len(services) * len(BY_HAND)} | {len(services) * len(BY_HAND)} | {cost[1]:.2f} s |")
    print(f"\nmonc's {ours} rules record {recorded:.0f} series, for pages and alerts alike.")


if __name__ == "__main__":
    main()
