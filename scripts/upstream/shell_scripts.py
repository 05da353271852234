"""Every piece of shell that a tree makes somebody run: script files, and what docker-compose.yml hands to a shell."""

import json
import subprocess
from pathlib import Path


# SC2016 ("expressions don't expand in single quotes"): that is why they stand in single quotes. What the file says reaches a script
# as literal text only.
LITERAL = "SC2016"


def check(tree, compose, folder):
    """`compose` is the output of `docker-compose config --format json`. Returns the problems and the number of scripts."""
    scripts = {}
    for path in sorted(tree.rglob("*")):
        if path.is_file() and (path.suffix == ".sh" or path.read_bytes()[:3] == b"#!/"):
            scripts[str(path.relative_to(tree))] = (path.read_text(encoding="utf-8"), path)
    for name, service in compose.get("services", {}).items():
        for what, text in inline(service):
            # Compose writes a dollar twice where it is meant literally.
            text = text.replace("$$", "$")
            path = Path(folder) / f"{name}-{what}.sh"
            path.write_text(text + "\n", encoding="utf-8")
            scripts[f"docker-compose.yml {name} {what}"] = (text, path)
    problems = []
    for where, (text, path) in scripts.items():
        first = text.split("\n", 1)[0]
        bash = first.startswith("#!") and "bash" in first
        # POSIX sh must be read by both the strict shell and the one that the images ship.
        for shell in ["bash"] if bash else ["sh", "bash"]:
            run = subprocess.run([shell, "-n", str(path)], capture_output=True, text=True)
            if run.returncode != 0:
                problems.append(f"{where}: {shell} -n: {run.stderr.strip()}")
        run = subprocess.run(["shellcheck", "-f", "gcc", "-e", LITERAL, "-s", "bash" if bash else "sh", str(path)], capture_output=True, text=True)
        if run.returncode != 0:
            problems += [f"{where}: shellcheck: {line.replace(str(path), '')}" for line in (run.stdout + run.stderr).splitlines()]
    return problems, len(scripts)


def inline(service):
    """(what, script) of a Compose service that runs a shell."""
    words = list(service.get("entrypoint") or []) + list(service.get("command") or [])
    for place, word in enumerate(words):
        if word.startswith("-") and "c" in word and not word.startswith("--") and place > 0 and words[place - 1].endswith("sh"):
            if place + 1 < len(words):
                yield "command", words[place + 1]
            break
    test = (service.get("healthcheck") or {}).get("test") or []
    if test[:1] == ["CMD-SHELL"]:
        yield "healthcheck", test[1]
