"""A tree that monc wrote (`monitoring/`), and a copy of it in which the paths of containers are paths of this machine."""

import os
import re
import shutil
from pathlib import Path

import yaml

TOP = Path(__file__).resolve().parents[2]
BIN = TOP / ".tools" / "bin"
NPM = TOP / ".tools" / "npm" / "node_modules"

# promtool opens a database for each group of tests: in memory, where there is such a folder.
IN_MEMORY = {**os.environ, "TMPDIR": "/dev/shm"} if os.access("/dev/shm", os.W_OK) else None

# A secret of a container, wherever a configuration names one.
SECRET = re.compile(r"/run/secrets/([A-Za-z0-9_.-]+)")


def golden_trees(top=TOP):
    """Every tree that is committed, examples first."""
    found = [path for path in sorted([*top.glob("monitoring*"), *top.glob("examples/*/monitoring*")]) if (path / "docker-compose.yml").is_file()]
    found += [path for path in sorted(top.glob("tests/golden/*/expected")) if (path / "docker-compose.yml").is_file()]
    found += [path for path in sorted(top.glob("tests/golden/*/expected/*")) if (path / "docker-compose.yml").is_file()]
    return found


class Mounts:
    """Which folder of the tree a container sees at which path, read from docker-compose.yml."""

    def __init__(self, tree, container):
        compose = yaml.safe_load((tree / "docker-compose.yml").read_text(encoding="utf-8"))
        self.service = compose["services"].get(container)
        if self.service is None:
            raise ValueError(f"docker-compose.yml has no service {container}")
        self.binds = {}
        # Files that stand outside the tree: certificates that the reader's file names.
        self.outside = []
        for volume in self.service.get("volumes", []):
            if isinstance(volume, str):
                source, target = volume.split(":")[:2]
            else:
                source, target = volume.get("source", ""), volume["target"]
            if source.startswith("./"):
                self.binds[target.rstrip("/")] = source[2:].rstrip("/")
            elif source.startswith("../"):
                self.outside.append(target.rstrip("/"))

    def words(self):
        """The command line of the container, as one list."""
        words = []
        for key in ("entrypoint", "command"):
            value = self.service.get(key) or []
            words += value.split() if isinstance(value, str) else value
        return [str(word) for word in words]

    def flag(self, name):
        """The value of `--name=VALUE`, or None."""
        for word in self.words():
            if word.startswith(f"--{name}="):
                return word.split("=", 1)[1]
        return None

    def inside(self, path):
        """The path, relative to the tree, of what the container sees at `path`; None when no folder of the tree is there."""
        for target, source in sorted(self.binds.items(), key=lambda bind: -len(bind[0])):
            if path == target or path.startswith(target + "/"):
                return (source + path[len(target):]).lstrip("/")
        return None


def stage(tree, container, into, secret="dummy"):
    """Copies the tree to `into` and turns the paths of `container` in its configurations into paths of the copy.

    Secrets become files with `secret` in them. Returns the mounts, and every absolute path that no mount of the container holds.
    """
    shutil.copytree(tree, into, dirs_exist_ok=True)
    mounts = Mounts(tree, container)
    secrets = into.parent / f"secrets-{container}"
    secrets.mkdir(exist_ok=True)
    lost = []

    def named_secret(match):
        file = secrets / match[1]
        file.write_text(secret, encoding="utf-8")
        return str(file)

    def outside_file(match):
        file = secrets / ("outside" + match[0].replace("/", "-"))
        file.write_text(secret, encoding="utf-8")
        return str(file)

    for source in mounts.binds.values():
        for path in sorted((into / source).rglob("*")) if (into / source).is_dir() else [into / source]:
            if path.suffix not in (".yml", ".yaml"):
                continue
            text = path.read_text(encoding="utf-8")
            text = SECRET.sub(named_secret, text)
            for target in mounts.outside:
                text = re.sub(r"(?m)(?<![\w/.-])" + re.escape(target) + r"(?=/|[\"'\s]|$)([^\s\"']*)", outside_file, text)
            for target, folder in sorted(mounts.binds.items(), key=lambda bind: -len(bind[0])):
                # A path begins after a quote, a space or a dash, never inside another path.
                text = re.sub(r"(?m)(?<![\w/.-])" + re.escape(target) + r"(?=/|[\"'\s]|$)", lambda _: f"{into}/{folder}", text)
            path.write_text(text, encoding="utf-8")
            lost += [f"{path.relative_to(into)}: {word}" for word in foreign_paths(text, into.parent)]
    return mounts, lost


PATH_KEYS = re.compile(r"(^|_)(file|files|templates)$")


def foreign_paths(text, home):
    """Values of path-like keys that are absolute and outside `home`: the container would not find them."""
    found = []

    def walk(value, key):
        if isinstance(value, dict):
            for name, item in value.items():
                walk(item, str(name))
        elif isinstance(value, list):
            for item in value:
                walk(item, key)
        elif isinstance(value, str) and PATH_KEYS.search(key) and value.startswith("/") and not value.startswith(str(home)):
            found.append(value)

    for document in yaml.safe_load_all(text):
        walk(document, "")
    return found
