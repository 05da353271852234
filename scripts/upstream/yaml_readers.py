"""Reads every YAML file of a tree with a YAML 1.1 and a YAML 1.2 reader: both must see the same values of the same types."""

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError as NewYAMLError


def check(tree):
    problems = []
    files = sorted(path for path in tree.rglob("*") if path.suffix in (".yml", ".yaml") and path.is_file())
    for path in files:
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(tree)
        try:
            old = list(yaml.safe_load_all(text))
        except yaml.YAMLError as error:
            problems.append(f"{name}: the YAML 1.1 reader refuses it: {error}")
            continue
        try:
            reader = YAML(typ="safe", pure=True)
            reader.version = (1, 2)
            new = list(reader.load_all(text))
        except NewYAMLError as error:
            problems.append(f"{name}: the YAML 1.2 reader refuses it: {error}")
            continue
        problems += [f"{name}: {place}" for place in differences(old, new, "")]
    return problems, len(files)


def differences(old, new, place):
    """Where two values differ, in value or in type (1 is not true, nor "1")."""
    if type(old) is not type(new):
        return [f"{place or '/'}: YAML 1.1 reads {old!r}, YAML 1.2 reads {new!r}"]
    if isinstance(old, dict):
        if list(old) != list(new):
            return [f"{place or '/'}: keys {list(old)!r} and {list(new)!r}"]
        return [found for key in old for found in differences(old[key], new[key], f"{place}/{key}")]
    if isinstance(old, list):
        if len(old) != len(new):
            return [f"{place or '/'}: {len(old)} and {len(new)} entries"]
        return [found for number, pair in enumerate(zip(old, new)) for found in differences(*pair, f"{place}/{number}")]
    return [] if old == new else [f"{place or '/'}: YAML 1.1 reads {old!r}, YAML 1.2 reads {new!r}"]
