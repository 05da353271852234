"""A real Alertmanager holds back what `monc route` says, over every golden tree; the real amtool names the receivers that it names."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import inhibitions
import routes
from tree import TOP, golden_trees


def source_of(tree):
    """The monitoring.toml of a golden tree, which stands in the folder above; None for one that was not made from it alone."""
    path = tree.parent / "monitoring.toml"
    return path if path.is_file() else None


def spoiled(rules):
    """Takes the mountpoint out: a full disk then holds back the warning of another."""
    for rule in rules:
        if "mountpoint" in rule.get("equal", []):
            rule["equal"].remove("mountpoint")


def tree_check(monc, tree, spoil=lambda rules: None):
    with tempfile.TemporaryDirectory(prefix="monc-delivery-", ignore_cleanup_errors=True) as name:
        try:
            return inhibitions.check(monc, source_of(tree), tree, Path(name).resolve(), spoil)
        except Exception as error:
            return [f"{type(error).__name__}: {error}"], "did not come to its end"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trees", nargs="*", type=Path, help="folders that monc wrote beside their monitoring.toml; default: every golden tree")
    parser.add_argument("--monc", type=Path, default=TOP / "target" / "release" / "monc")
    parser.add_argument("--files", type=int, default=60, help="random files for amtool")
    parser.add_argument("--sets", type=int, default=8, help="label sets for each of them")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    monc = options.monc.resolve()
    if not monc.is_file():
        sys.exit(f"check-delivery: there is no {monc}: cargo build --release")
    for tool in ("alertmanager", "amtool"):
        if not (TOP / ".tools" / "bin" / tool).is_file():
            sys.exit(f"check-delivery: there is no {tool}: scripts/install-tools")
    paths = [tree.resolve() for tree in options.trees] or [tree for tree in golden_trees() if source_of(tree)]
    if not paths:
        sys.exit("check-delivery: there is no golden tree: that is a failure")
    begin = time.monotonic()
    bad = 0

    def report(what, problems, word, start):
        nonlocal bad
        bad += bool(problems)
        print(f"{what}: {'ok' if not problems else f'{len(problems)} PROBLEMS'}, {word} ({time.monotonic() - start:.1f}s)", flush=True)
        for problem in problems[:20]:
            print("    " + problem.replace("\n", "\n        "), flush=True)

    for tree in paths:
        start = time.monotonic()
        problems, word = tree_check(monc, tree)
        report(tree.relative_to(TOP) if tree.is_relative_to(TOP) else tree, problems, word, start)
    start = time.monotonic()
    having = [tree for tree in paths if "- mountpoint\n" in (tree / "alertmanager" / "alertmanager.yml").read_text(encoding="utf-8")]
    found = tree_check(monc, having[-1], spoiled)[0] if having else ["no tree has such a rule"]
    named = [problem for problem in found if "mountpoint=other" in problem]
    report("a rule without its mountpoint is found out", [] if named else [f"it was not: {found}"], f"{len(named)} pairs", start)
    start = time.monotonic()
    problems, word = routes.check(monc, options.files, options.sets, options.seed)
    report("receivers as amtool names them", problems, word, start)
    print(f"check-delivery: {len(paths)} trees, {bad} with problems ({time.monotonic() - begin:.1f}s)")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
