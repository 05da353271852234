"""From nothing to a stack that runs, alerts that reach somebody, and rebuilds that lose nothing. One test after the other, on one
stack; each says what was seen."""

import argparse
import contextlib
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import images
from lab import FILE, Lab
from faults import FAULTS
from steps import STEPS as WHILE_ALL_IS_WELL

STEPS = WHILE_ALL_IS_WELL + FAULTS


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--monc", type=Path, default=images.TOP / "target" / "release" / "monc")
    parser.add_argument("--only", nargs="*", help="steps after the first, by name")
    parser.add_argument("--keep", action="store_true", help="leave everything running")
    options = parser.parse_args()
    if not options.monc.is_file():
        sys.exit(f"check-engine: there is no {options.monc}: cargo build --release")
    with contextlib.ExitStack() as stack:
        name = tempfile.mkdtemp(prefix="monc-engine-") if options.keep else stack.enter_context(tempfile.TemporaryDirectory(prefix="monc-engine-"))
        lab = Lab(options.monc.resolve(), Path(name).resolve())
        (images.TOOLS / "engine" / "bin").mkdir(parents=True, exist_ok=True)
        lab.start_engine()
        version = json.loads(lab.docker("version", "--format", "{{json .Server}}", capture=True))["Version"]
        lab.say(f"engine {version}; images")
        images.build(lab.docker)
        lab.down()
        lab.file.write_text(FILE.read_text(encoding="utf-8"), encoding="utf-8")
        count = 0
        try:
            for step in STEPS:
                if options.only and step is not STEPS[0] and step.__name__ not in options.only:
                    continue
                lab.say(f"== {step.__doc__.strip().splitlines()[0]}")
                begin = time.monotonic()
                step(lab)
                lab.say(f"   seen ({time.monotonic() - begin:.0f}s)")
                count += 1
        finally:
            if not options.keep:
                lab.down()
    print(f"check-engine: {count} of {len(STEPS)} steps, all as they should be")


if __name__ == "__main__":
    main()
