"""The pages of tests/data/scrapes as servers whose counters move."""

import re
import time

from tree import TOP

FOLDER = TOP / "tests" / "data" / "scrapes"
LINE = re.compile(r"^([A-Za-z_:][\w:]*)(\{.*\})?\s+(\S+)(?:\s+\d+)?$")
# What a counter of a page reached, it reached in this many seconds, at least: so a share of time stays a share.
SHORTEST = 3600.0
UNIX = (1.5e9, 2.2e9)
FUTURE = re.compile(r"not_after|expiry|cert")


class Page:
    """One page. `moving` are the metrics that some rule takes a rate of, whatever their type says."""

    def __init__(self, text, moving):
        self.lines, types = [], {}
        for line in text.splitlines():
            if line.startswith("# TYPE "):
                _, _, name, kind = line.split(None, 3)
                types[name] = kind
                self.lines.append((line, None, 0.0))
            found = LINE.match(line)
            if not found:
                continue
            name, value = found[1], float(found[3].replace("Inf", "inf"))
            base = re.sub(r"_(bucket|count|sum)$", "", name)
            counts = name in moving or types.get(name) == "counter" or (base != name and types.get(base) in ("histogram", "summary"))
            self.lines.append((f"{name}{found[2] or ''}", value, 1.0 if counts and not name.endswith("_info") else 0.0))
        stamps = [value for _, value, step in self.lines if value and not step and UNIX[0] < value < UNIX[1]]
        # Times of a page keep their distance from the moment of the page.
        past = [value for head, value, step in self.lines if value in stamps and not FUTURE.search(head)]
        self.shift = time.time() - max(past, default=min(stamps, default=time.time()))
        spent = [value for head, value, step in self.lines if value and step and re.match(r"\w+seconds(_total|_sum|_count)?\b", head) and not head.split("{")[0].endswith("_count")]
        self.pace = max([SHORTEST, *(1.25 * value for value in spent)])
        self.begin = time.time()

    def text(self):
        """The page as it is now."""
        gone, out = time.time() - self.begin, []
        for head, value, step in self.lines:
            if value is None:
                out.append(head)
            elif step:
                out.append(f"{head} {value + gone * max(value, 1.0) / self.pace!r}")
            elif UNIX[0] < value < UNIX[1]:
                out.append(f"{head} {value + self.shift!r}")
            else:
                out.append(f"{head} {value!r}".replace("inf", "Inf").replace("nan", "NaN"))
        return "\n".join(out) + "\n"


def read(name, moving, containers=()):
    """The page of that name, or None. The one container of cAdvisor's page becomes one for each of `containers`."""
    path = FOLDER / f"{name}.prom"
    if not path.is_file():
        return None
    lines = path.read_text(encoding="utf-8").splitlines()
    if containers:
        one = 'name="testcontaineralias"'
        lines = [line.replace(one, f'name="{container}"') for line in lines if one in line or line.startswith("#") for container in (containers if one in line else containers[:1])]
    return Page("\n".join(lines), moving)
