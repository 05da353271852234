"""An invented night of the shop, made from a dashboard's own panels: the database runs out of connections at 02:31, the app
`orders` gets slow at 02:38. For pictures only."""
import math
import random
import re

POINTS = 181
SERVICES = {
    "http": ["orders", "storefront"], "host": ["machine"], "container": ["orders", "storefront", "db", "cache", "gateway"],
    "postgres": ["db"], "redis": ["cache"], "nginx": ["gateway"], "probe": ["gateway"],
    "overview": ["orders", "storefront", "db", "cache", "gateway", "machine"], "stack": ["prometheus", "alertmanager", "grafana", "cadvisor", "node"],
    "alerts": ["orders", "db", "machine"],
}
KIND = {"orders": "http", "storefront": "http", "db": "postgres", "cache": "redis", "gateway": "nginx", "machine": "host"}
TROUBLE = {"orders": 2, "db": 2, "storefront": 1}
LEVEL = {"percentunit": .32, "s": .12, "bytes": 4e8, "binBps": 3e6, "reqps": 24, "ops": 60, "none": 12}


def at(clock):
    hours, minutes = map(int, clock.split(":"))
    return (hours * 60 + minutes - 4) / 180


def line(name, unit, key):
    dice = random.Random(f"{key}{name}")
    level = LEVEL.get(unit, 10) * dice.uniform(.5, 1.4)
    if "rror" in key or "efused" in key:
        level *= .01
    drift, values = 0, []
    for index in range(POINTS):
        drift = .85 * drift + dice.gauss(0, .03 * level)
        values.append(max(0, level * (1 + .06 * math.sin(index / 23 + level)) + drift))
    if any(word in name for word in TROUBLE) and not re.search("Request|Traffic|Disk", key):
        for index in range(int(at("02:34") * POINTS), POINTS):
            share = min(1, (index - at("02:34") * POINTS) / 14)
            values[index] *= 1 + share * (3 if unit == "s" else 1.1)
    return [min(value, 1) for value in values] if unit == "percentunit" else values


def legends(target, page):
    names = []
    for service in SERVICES.get(page, [page]):
        for copy in range(2 if service == "orders" and "{{instance}}" in target["legendFormat"] else 1):
            words = {"service": service, "instance": f"{service}-{copy + 1}", "kind": KIND.get(service, "stack")}
            for label, value in {"mountpoint": "/", "database": "shop", "probe": "default", "integration": "email", "reason": "", "job": f"{page}", "rule_group": service, "state": "active", "class": "2xx", "alertname": "HttpErrorRatio", "signal": "error_ratio"}.items():
                words[label] = value
            names.append(re.sub(r"\{\{(\w+)\}\}", lambda found: words.get(found[1], ""), target["legendFormat"]).strip())
    return list(dict.fromkeys(names))


def states(names, top):
    shown = {}
    for name in names:
        bad = next((value for word, value in TROUBLE.items() if word in name), 0)
        shown[name] = [(0, 0)] + ([(at("02:34"), min(1, top)), (at("02:41"), min(bad, top))] if bad else [])
    return shown


ALERTS = [
    ["critical", "PostgresConnectionsUsed", "db", 33, "db:5432", "connections_used"],
    ["critical", "HttpErrorRatio", "orders", 22, "orders:8000", "error_ratio"],
    ["warning", "HttpLatencyP95", "orders", 26, "orders:8000", "latency_p95"],
    ["warning", "HttpErrorRatio", "storefront", 17, "storefront:3000", "error_ratio"],
    ["x-warning", "HostDisk", "machine", 143, "machine", "disk"],
]


def data(panel, page):
    kind, title, defaults = panel["type"], panel["title"], panel["fieldConfig"]["defaults"]
    unit, targets = defaults.get("unit", "none"), panel["targets"]
    services = SERVICES.get(page, ["orders"])
    if kind == "timeseries":
        lines = {name: line(name, unit, title) for target in targets if target["refId"] != "Limit" for name in legends(target, page)}
        high = max(max(values) for values in lines.values())
        limits = {}
        if any(target["refId"] == "Limit" for target in targets):
            limits = {"critical": 1.0} if "critical limit" in str(targets) else ({"warning": .8, "critical": .9} if unit == "percentunit" and high > .1 else {"warning": high * .6, "critical": high * .9})
        return {"series": lines, "limits": limits}
    if kind == "stat":
        fixed = {"Right now": 2, "State": 0 if page == "stack" else 2, "Critical": 2, "Warnings": 2, "Watchdog": 1, "Oldest sample": 86400 * 12.4, "Nearest limit": 2.0}
        if title in fixed:
            return {"value": fixed[title], "name": "db · connections_used"}
        if defaults["mappings"]:
            return {"value": 0}
        values = line(services[0], unit, title)
        return {"value": values[-1], "spark": values}
    if kind == "state-timeline":
        if "limit first" in title:
            return {"states": {"cpu": [(0, .4)], "error_ratio": [(0, .1), (at("02:41"), .9), (at("02:43"), 1.4)], "latency_p95": [(0, .5), (at("02:37"), .9), (at("02:38"), 1.3)], "memory": [(0, .6)]}}
        if "stands on" in title:
            return {"states": states(["cache", "db"], 2)}
        if "each fire" in title:
            return {"states": {f"{alert} · {service}": [(at("02:30"), .5), (at("02:36"), 2 if severity == "critical" else 1)] for severity, alert, service, *_ in ALERTS[:4]}}
        names = [name for target in targets for name in legends(target, page)]
        return {"states": {name: [(0, 0)] for name in names} if page == "stack" else states(names, 1 if len(defaults["mappings"][0]["options"]) == 2 else 4)}
    if kind == "bargauge":
        if unit == "percentunit":
            return {"bars": [("db · connections_used", 2.0), ("orders · latency_p95", 1.42), ("orders · error_ratio", 1.18), ("machine · disk", .91), ("db · memory", .74), ("cache · memory_used", .41)]}
        return {"bars": [(f"{alert} · {service}", value) for (_, alert, service, *_), value in zip(ALERTS, (5, 4, 3, 2, 1))]}
    columns, rows, numbers = [], [], []
    if "Alerts" in title:
        columns = ["severity", "alertname", "service", "Value", "instance", "signal"]
        return {"columns": columns, "rows": [row for row in ALERTS if page not in ("http",) or row[2] in services], "num": [0] * 6}
    if "answer" in title:
        return {"columns": ["job", "instance", "service"], "rows": [], "num": [0] * 3}
    order = sorted(panel["transformations"][-1]["options"]["indexByName"].items(), key=lambda entry: entry[1])
    columns = [name for name, _ in order]
    units = {found["matcher"]["options"]: {entry["id"]: entry["value"] for entry in found["properties"]} for found in panel["fieldConfig"]["overrides"]}
    for service in sorted(services, key=lambda name: -TROUBLE.get(name, 0)):
        row = []
        for name in columns:
            if name == "service":
                row.append(service)
            elif name == "kind":
                row.append(KIND.get(service, "stack"))
            elif name == "Value #State":
                row.append(TROUBLE.get(service, 0))
            elif name == "Value #Limit":
                row.append(TROUBLE.get(service, .3) * .8)
            elif page == "overview" and name in ("Value #Traffic", "Value #Errors", "Value #Latency") and KIND.get(service) in ("host", None):
                row.append(None)
            else:
                row.append(1 if "Instances" in name else line(service, units[name].get("unit", "none"), units[name]["displayName"])[-1])
        rows.append(row)
    numbers = [0 if name in ("service", "kind", "Value #State", "Value #Limit") else 1 for name in columns]
    return {"columns": columns, "rows": rows, "num": numbers}
