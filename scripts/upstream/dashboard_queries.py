"""Every query of a tree's dashboards, as a rule file that promtool's parser can read."""

import json
import re

import yaml

# What Grafana puts in by itself, longest first.
BUILT_IN = {
    "__rate_interval_ms": "60000",
    "__rate_interval": "1m",
    "__interval_ms": "30000",
    "__interval": "30s",
    "__range_ms": "10800000",
    "__range_s": "10800",
    "__range": "3h",
    "__from": "1700000000000",
    "__to": "1700010800000",
}
# `$1` of label_replace is no variable: Grafana leaves it alone.
VARIABLE = re.compile(r"\$\{([A-Za-z_]\w*)(?::\w+)?\}|\$([A-Za-z_]\w*)")


def dashboards(tree):
    """Path and content of each dashboard that Grafana would load."""
    for path in sorted(tree.glob("grafana/dashboards/**/*.json")):
        yield path, json.loads(path.read_text(encoding="utf-8"))


def panels(board):
    for panel in board.get("panels", []):
        yield panel
        yield from panel.get("panels", [])


def queries(board):
    """(where, expression) of every panel, annotation and variable."""
    for panel in panels(board):
        for target in panel.get("targets", []):
            if "expr" in target:
                yield f"panel {panel.get('title')!r} {target.get('refId')}", target["expr"]
    for annotation in board.get("annotations", {}).get("list", []):
        expression = annotation.get("expr") or annotation.get("target", {}).get("expr")
        if expression:
            yield f"annotation {annotation.get('name')!r}", expression
    for variable in board.get("templating", {}).get("list", []):
        query = variable.get("query")
        query = query.get("query") if isinstance(query, dict) else query
        if variable.get("type") != "query" or not query:
            continue
        found = re.fullmatch(r"label_values\((.+),\s*\w+\)|query_result\((.+)\)", query, re.S)
        if found:
            yield f"variable {variable['name']!r}", found[1] or found[2]
        elif not re.fullmatch(r"label_values\(\w+\)|label_names\(\)|metrics\(.*\)", query):
            yield f"variable {variable['name']!r}", query


def substitute(expression, names):
    """The expression with Grafana's variables filled in, and the variables that nobody defines."""
    unknown = []

    def value(match):
        name = match[1] or match[2]
        if name in BUILT_IN:
            return BUILT_IN[name]
        if name not in names:
            unknown.append(name)
        return ".*"

    return VARIABLE.sub(value, expression), unknown


def rule_file(tree):
    """The text of the rule file, where each record of it comes from, and problems found on the way."""
    rules, places, problems = [], {}, []
    for path, board in dashboards(tree):
        names = {variable["name"] for variable in board.get("templating", {}).get("list", [])}
        for where, expression in queries(board):
            text, unknown = substitute(expression, names)
            problems += [f"{path.name}: {where}: no variable is called ${name}" for name in unknown]
            record = f"dashboard:query:n{len(rules)}"
            places[record] = f"{path.name} {where}"
            rules.append({"record": record, "expr": text})
    text = yaml.safe_dump({"groups": [{"name": "dashboards", "rules": rules}]}, width=10**6, sort_keys=False)
    return text, places, problems
