"""Measures monc as a person meets it: whole processes, medians, side by side with promtool on what monc wrote. Prints Markdown.

The inputs are made here and are the same on every run.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from tree import BIN, TOP, stage

# What must hold; `--check` fails when it does not.
RATIO_LIMIT = 1 / 5
SECONDS_LIMIT = 1.0
MEBIBYTES_LIMIT = 250
RULES_LIMIT = 100
# From 10 000 to 100 000 services: ten times the work, with room for the caches of the processor.
GROWTH_LIMIT = 15
# A machine that does something else besides is slower, in `--check` only: the table shows what was measured.
NOISE = 2


def header(name):
    return f"""[monc]
edition = "2026"

[stack]
name = "{name}"

[thresholds]
error_ratio = {{ warning = "1%", critical = "5%" }}

[receivers.chat]
slack = {{ webhook_url = {{ env = "SLACK_WEBHOOK_URL" }}, channel = "#alerts" }}

[kinds.http]
dialect = "micrometer"
"""


def http_services(count, overridden_every=0, values=20):
    """Apps; one in so many has one of `values` distinct thresholds of its own."""
    lines = []
    for number in range(count):
        lines.append(f'\n[services.app-{number:06}]\nkind = "http"\naddress = "app-{number:06}:8080"\n')
        if overridden_every and number % overridden_every == 0:
            percent = 2 + number // overridden_every % values
            lines.append(f'thresholds.error_ratio = {{ warning = "{percent}%", critical = "{percent + 30}%" }}\n')
    return "".join(lines)


def fifty():
    """Fifty services of the kinds that a team of ten runs."""
    text = header("fifty") + http_services(34, overridden_every=6)
    for number in range(8):
        text += f'\n[services.db-{number}]\nkind = "postgres"\naddress = "db-{number}:5432"\nusername = "monitor"\npassword = {{ env = "DB_{number}_PASSWORD" }}\n'
    for number in range(6):
        text += f'\n[services.cache-{number}]\nkind = "redis"\naddress = "cache-{number}:6379"\n'
    for number in range(2):
        text += f'\n[services.gateway-{number}]\nkind = "nginx"\naddress = "http://gateway-{number}:8080/stub_status"\n'
    return text


def run(command, folder):
    """Seconds and MiB of one process; it must succeed. (Below this interpreter's own 40 MiB the kernel tells ours.)"""
    begin = time.perf_counter()
    with open(folder / "said", "wb") as said:
        process = subprocess.Popen([str(word) for word in command], cwd=folder, stdout=said, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"bench-table: {' '.join(map(str, command))}: status {process.returncode}: {(folder / 'said').read_text()[-2000:]}")
    return seconds, usage.ru_maxrss / 1024


def median(command, folder, times):
    runs = [run(command, folder) for _ in range(times)]
    return statistics.median(seconds for seconds, _ in runs), max(size for _, size in runs)


def alerting_rules(tree):
    rules = yaml.load((tree / "prometheus" / "rules.yml").read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return sum(1 for group in rules["groups"] for rule in group["rules"] if "alert" in rule)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when a limit is not kept")
    parser.add_argument("--monc", type=Path, default=TOP / "target" / "release" / "monc")
    options = parser.parse_args()
    monc = options.monc.resolve()
    if not monc.is_file():
        sys.exit(f"bench-table: there is no {monc}: cargo build --release")
    rows, broken = [], []

    def row(what, measured, limit, kept):
        rows.append(f"| {what} | {measured} | {limit} | {('yes' if kept else 'NO') if limit else ''} |")

    with tempfile.TemporaryDirectory(prefix="monc-bench-") as name:
        top = Path(name).resolve()
        small = top / "fifty"
        small.mkdir()
        (small / "monitoring.toml").write_text(fifty(), encoding="utf-8")
        run([monc, "build", "monitoring.toml"], small)
        mounts, lost = stage(small / "monitoring", "prometheus", small / "copy")
        if lost:
            sys.exit(f"bench-table: Prometheus would not find {lost}")
        config = small / "copy" / mounts.inside(mounts.flag("config.file"))
        # In pairs, so that whatever else the machine does meets both.
        pairs = [(run([monc, "check", "monitoring.toml"], small)[0], run([BIN / "promtool", "check", "config", config], small)[0]) for _ in range(21)]
        ours, theirs = (statistics.median(column) for column in zip(*pairs))
        ratio = statistics.median(a / b for a, b in pairs)
        row("`monc check`, 50 services", f"{ours * 1000:.1f} ms", "", True)
        row("`promtool check config` on what it wrote", f"{theirs * 1000:.1f} ms", "", True)
        row("ratio of the two, median of pairs", f"1/{1 / ratio:.1f}", f"≤ 1/{1 / RATIO_LIMIT:.0f}", ratio <= RATIO_LIMIT)
        if ratio > RATIO_LIMIT:
            broken.append("ratio to promtool")

        walls = {}
        for count, times in ((10_000, 5), (100_000, 1)):
            folder = top / str(count)
            folder.mkdir()
            (folder / "monitoring.toml").write_text(header("large") + http_services(count, overridden_every=10), encoding="utf-8")
            checked, check_size = median([monc, "check", "monitoring.toml"], folder, times)
            run([monc, "build", "monitoring.toml"], folder)
            built, build_size = median([monc, "build", "monitoring.toml"], folder, times)
            walls[count] = built
            shown = f"{count:,}".replace(",", " ")
            row(f"`monc check`, {shown} services", f"{checked:.2f} s, {check_size:.0f} MiB", "", True)
            if count == 10_000:
                kept = built <= SECONDS_LIMIT and build_size <= MEBIBYTES_LIMIT
                row(f"`monc build` (checks, then writes), {shown} services", f"{built:.2f} s, {build_size:.0f} MiB", f"≤ {SECONDS_LIMIT:.0f} s, ≤ {MEBIBYTES_LIMIT} MiB", kept)
                if built > SECONDS_LIMIT * NOISE or build_size > MEBIBYTES_LIMIT:
                    broken.append("time or memory of 10 000 services")
                rules = alerting_rules(folder / "monitoring")
                row(f"alerting rules, {shown} services, 20 distinct overrides", rules, f"< {RULES_LIMIT}", rules < RULES_LIMIT)
                if rules >= RULES_LIMIT:
                    broken.append("alerting rules")
            else:
                growth = built / walls[10_000]
                row(f"`monc build`, {shown} services", f"{built:.2f} s, {build_size:.0f} MiB", "", True)
                row("time of 100 000 to time of 10 000", f"{growth:.1f}", f"≤ {GROWTH_LIMIT} (linear is 10)", growth <= GROWTH_LIMIT)
                if growth > GROWTH_LIMIT:
                    broken.append("growth")
    print("| what | measured | wanted | kept |\n| --- | --- | --- | --- |")
    print("\n".join(rows))
    if broken and options.check:
        sys.exit(f"bench-table: not kept: {', '.join(broken)}")


if __name__ == "__main__":
    main()
