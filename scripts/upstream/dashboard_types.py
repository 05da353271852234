"""Dashboards against Grafana's own published types: each becomes a TypeScript constant of the type that Grafana declares for it."""

import json
import os
import subprocess
from hashlib import sha256
from pathlib import Path

from dashboard_queries import dashboards, panels
from tree import NPM

COMPOSABLE = NPM / "@grafana" / "schema" / "dist" / "types" / "raw" / "composable"

# Plain: enums as the words that JSON holds. Annotations of Prometheus carry keys that the published type leaves to the data source.
PRELUDE = """import type { Dashboard, Panel, AnnotationQuery, DataQuery } from "@grafana/schema";
export type Plain<T> = T extends string ? `${T}` : T extends number ? (`${T}` extends `${infer N extends number}` ? N : T) : T extends boolean | null | undefined ? T
  : T extends (infer U)[] ? Plain<U>[] : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;
type PrometheusAnnotation = AnnotationQuery<DataQuery & { expr: string; interval?: string }> & { titleFormat?: string; textFormat?: string; tagKeys?: string; useValueForTime?: boolean };
export type Board = Omit<Dashboard, "annotations"> & { annotations?: { list?: PrometheusAnnotation[] } };
export type FieldDefaults = NonNullable<Panel["fieldConfig"]>["defaults"];
"""


def composable(panel_type):
    """The folder that holds the types of a kind of panel, or None. Published names have no dashes, a few are spelled out."""
    name = {"dashlist": "dashboardlist", "annolist": "annotationslist"}.get(panel_type, panel_type.replace("-", ""))
    return name if (COMPOSABLE / name / "panelcfg" / "x" / "types.gen.d.ts").is_file() else None


def constants(board):
    """(what, type, value) for a dashboard and each of its panels; and the kinds of panel that publish no types."""
    found, unknown = [("dashboard", "Plain<Board>", board)], []
    for panel in panels(board):
        if panel["type"] == "row":
            continue
        module = composable(panel["type"])
        if module is None:
            unknown.append(f"panel {panel.get('title')!r}: Grafana publishes no types for {panel['type']!r}")
            continue
        where = f"panel {panel['id']} {panel.get('title')!r}"
        # Panels without fields of their own (text, lists) publish options only.
        source = (COMPOSABLE / module / "panelcfg" / "x" / "types.gen.d.ts").read_text(encoding="utf-8")
        fields = f"Plain<Partial<{module}.FieldConfig>>" if "FieldConfig" in source else None
        found.append((where + " options", f"Plain<Partial<{module}.Options>>", panel.get("options", {})))
        config = panel.get("fieldConfig", {})
        custom = config.get("defaults", {}).get("custom", {})
        if custom:
            found.append((where + " custom", fields or "{}", custom))
        for number, override in enumerate(config.get("overrides", [])):
            values = {item["id"]: item.get("value") for item in override["properties"]}
            own = {name[len("custom."):]: value for name, value in values.items() if name.startswith("custom.")}
            standard = {name: value for name, value in values.items() if not name.startswith("custom.")}
            if own:
                found.append((f"{where} override {number}", fields or "{}", own))
            if standard:
                found.append((f"{where} override {number}", "Plain<Partial<FieldDefaults>>", standard))
    return found, unknown


def check(trees, folder):
    """Problems by tree, and how many dashboards each has. Equal dashboards are judged once."""
    folder = Path(folder)
    os.symlink(NPM, folder / "node_modules")
    (folder / "prelude.ts").write_text(PRELUDE, encoding="utf-8")
    problems = {tree: [] for tree in trees}
    counts = {tree: 0 for tree in trees}
    # file → (the trees and names that hold it, what stands on each line)
    files = {}
    for tree in trees:
        for path, board in dashboards(tree):
            counts[tree] += 1
            name = "d" + sha256(path.read_bytes()).hexdigest()[:16] + ".ts"
            if name in files:
                files[name][0].append((tree, path.name))
                continue
            found, unknown = constants(board)
            problems[tree] += [f"{path.name}: {text}" for text in unknown]
            modules = sorted({m for panel in panels(board) if (m := composable(panel["type"]))})
            lines = ['import type { Plain, Board, FieldDefaults } from "./prelude";']
            lines += [f'import type * as {m} from "./node_modules/@grafana/schema/dist/types/raw/composable/{m}/panelcfg/x/types.gen";' for m in modules]
            places = {}
            for number, (what, kind, value) in enumerate(found):
                lines.append(f"export const c{number}: {kind} = {json.dumps(value, ensure_ascii=True)};")
                places[len(lines)] = what
            (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
            files[name] = ([(tree, path.name)], places)
    if not files:
        return problems, counts
    options = {"strict": True, "noEmit": True, "skipLibCheck": True, "target": "es2022", "module": "es2022", "moduleResolution": "bundler", "preserveSymlinks": True, "types": []}
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "files": ["prelude.ts", *files]}), encoding="utf-8")
    run = subprocess.run(["node", str(NPM / "typescript" / "bin" / "tsc"), "--pretty", "false", "-p", "."], cwd=folder, capture_output=True, text=True)
    judged = False
    for line in run.stdout.splitlines():
        name, _, rest = line.partition("(")
        if name in files:
            judged = True
            number = int(rest.split(",")[0])
            holders, places = files[name]
            for tree, dashboard in holders:
                problems[tree].append(f"{dashboard}: {places.get(number, 'import')}: {rest.partition('): ')[2]}")
        elif line and not line.startswith(" ") and not judged:
            problems[trees[0]].append(line)
    if run.returncode != 0 and not any(problems.values()):
        problems[trees[0]].append(f"tsc failed: {run.stdout}{run.stderr}")
    return problems, counts
