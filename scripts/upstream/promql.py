"""Does monc take the PromQL that Prometheus takes? Usage: promql.py MONC PROMTOOL COUNT. Called by scripts/check-promql."""

import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

MONC, PROMTOOL, COUNT = sys.argv[1], sys.argv[2], int(sys.argv[3])
# What monc says of an expression that Prometheus would not load.
REFUSED = {"promql/syntax", "promql/experimental", "regex/invalid"}
# Differences that are known, by a pattern of the expression, and why: the parser that monc uses. monc is the stricter one, but for braces.
KNOWN = [
    (re.compile(r"`[^`]*\\[^`]*`"), "a backslash between backticks is taken for an escape"),
    (re.compile(r"[0-9]_[0-9_]*"), "not every number with underscores is read"),
    (re.compile(r">/|</"), "operators that trim histograms, new in Prometheus 3.13, are not known"),
    (re.compile(r"[`\"']\s*\("), "what follows a text as if it were a function is passed over"),
    (re.compile(r"\([^()]*:\s*[,)]"), "a colon in a name to group by, which Prometheus reads, is refused"),
    (re.compile(r'\{\s*"'), "letters after a quoted name of a label in braces are passed over"),
]

PIECES = """sum avg max min count by without on ignoring group_left group_right offset bool and or unless rate increase irate
histogram_quantile absent label_replace vector scalar time topk quantile @ start() end() ( ) [ ] { } , = != =~ !~ == > < >= <= + - * / % ^
5m 1h 30s 1d 0.5 1e3 0x1f Inf NaN up node_load1 "a" 'b' `c` job instance le [5m] [5m:] [1h:5m] {job="a"} # ~ ! : ; . 1_000 5m30s 1y""".split()

WRITTEN = r"""
up
up{}
{job="a"}
{__name__=~"a.*"}
up{job="a",}
up{job=~"a|b", instance!="c"}
sum(rate(a_total[5m])) by (job)
sum by (job) (rate(a_total[5m]))
sum without (job,) (a)
histogram_quantile(0.95, sum by (le) (rate(a_bucket[5m])))
a / on (job) group_left (b) c
a and on () b
a unless ignoring (job) b
a offset 5m
a offset -5m
a @ 1609746000
a @ start()
rate(a[5m] @ end())
max_over_time(rate(a[5m])[1h:1m])
max_over_time(a[1h:])
-a ^ 2
a > bool 1
1 > bool 2
1 > 2
"text"
vector(1)
label_replace(a, "b", "$1", "c", "(.*)")
topk(5, a)
quantile(0.9, a)
count_values("v", a)
absent(a{b="c"})
0x1F + 1e3 + .5 + Inf - NaN
a % 2 ^ 3 * -1
a == b != c
time() - a
a{b="\u00e9\n\"x"}
a{b='it\'s'}
a{b=`c\d`}
a:b:c
sum(a) / count(b) # ratio
rate(a[5m]) or vector(0)
predict_linear(a[1h], 3600)
day_of_week() == 0
a[5m]
sum(a[5m])
rate(a)
a{b=~"("}
a{b=~"[z-a]"}
sum()
topk(a)
a +
(a
a)
a b
a{b}
a{b=c}
a{b="c}
rate(a[5])
rate(a[5m)
a offset
histogram_quantile(a, b, c)
unknown_function(a)
a and bool b
vector("a")
sort_desc(a)
{}
{a=~".*"}
{a=""}
a{a="b" or c="d"}
mad_over_time(a[5m])
limitk(2, a)
double_exponential_smoothing(a[5m], 0.5, 0.5)
holt_winters(a[5m], 0.5, 0.5)
{"a.b"}
{"a", job="b"}
sum by ("a.b") (c)
a @ 1e3
rate(a[1d12h])
a atan2 b
clamp(a, 0, 1)
sgn(a)
present_over_time(a[5m])
last_over_time(a[5m:1m])
round(a, 0.1)
hour(a)
changes(a[1h]) > 0
a * on(b) group_right() c
sum(a) by (b) + sum by (b) (c)
a > 1 and b < 2 or c == 3 unless d
a > 1_0000
a >/ (b)
""".strip().splitlines()


def seeds():
    lines = pathlib.Path("tests/data/expressions.tsv").read_text().splitlines()
    real = [line.split("\t")[2].replace("$job", "job") for line in lines if line and not line.startswith("#")]
    return WRITTEN + [text for text in real if "$" not in text]


def mutations(texts, count):
    chance = random.Random(20261101)
    out = list(dict.fromkeys(texts))
    while len(out) < count:
        parts = re.findall(r'"[^"]*"|[A-Za-z_:][A-Za-z0-9_:]*|[0-9][0-9A-Za-z.]*|\s+|.', chance.choice(texts))
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            at = chance.randrange(len(parts) + 1)
            match chance.randrange(5):
                case 0:
                    parts.insert(at, chance.choice(PIECES) + " ")
                case 1 if parts:
                    del parts[min(at, len(parts) - 1)]
                case 2 if parts:
                    parts[min(at, len(parts) - 1)] = chance.choice(PIECES)
                case 3 if len(parts) > 1:
                    other = chance.randrange(len(parts))
                    at = min(at, len(parts) - 1)
                    parts[at], parts[other] = parts[other], parts[at]
                case _:
                    more = re.findall(r"\w+|\s+|.", chance.choice(texts))
                    start = chance.randrange(len(more))
                    parts[at:at] = more[start : start + chance.randint(1, 6)]
        text = "".join(parts)
        if text.strip() and "\n" not in text and len(text) < 2000:
            out.append(text)
    return list(dict.fromkeys(out))


def of_promtool(texts, folder):
    rules = [f"      - record: r{number}\n        expr: {json.dumps(text)}\n" for number, text in enumerate(texts)]
    path = folder / "rules.yml"
    path.write_text("groups:\n  - name: g\n    rules:\n" + "".join(rules))
    run = subprocess.run([PROMTOOL, "check", "rules", "--lint=none", str(path)], capture_output=True, text=True, check=False)
    said = run.stdout + run.stderr
    refused = {int(number) - 1: line for line in said.splitlines() for number in re.findall(r'group "g", rule (\d+),', line)}
    if not refused:
        sys.exit(f"check-promql: promtool refuses nothing:\n{said[:2000]}")
    return refused


def of_monc(texts, folder):
    head = '[stack]\nname = "a"\n[services.m]\nkind = "metrics"\naddress = "a:1"\n'
    # JSON writes texts as TOML does, but for `\/` and characters beyond the first plane.
    alerts = [f"[alerts.R{number}]\nsummary = \"x\"\nexpr = {json.dumps(text, ensure_ascii=False)}\n" for number, text in enumerate(texts)]
    path = folder / "monitoring.toml"
    path.write_text(head + "".join(alerts))
    run = subprocess.run([MONC, "check", str(path), "--format", "json"], capture_output=True, text=True, check=False)
    refused = {}
    for finding in json.loads(run.stdout)["findings"]:
        if finding["id"] in REFUSED:
            line = finding["labels"][0]["line"] - 1 - head.count("\n")
            refused[line // 3] = f"{finding['id']}: {finding['title']}"
        elif finding["id"].startswith("toml/"):
            sys.exit(f"check-promql: the file is no TOML: {finding}")
    return refused


texts = mutations(seeds(), COUNT)
with tempfile.TemporaryDirectory() as folder:
    theirs, ours = of_promtool(texts, pathlib.Path(folder)), of_monc(texts, pathlib.Path(folder))
different = [number for number in range(len(texts)) if (number in theirs) != (number in ours)]
print(f"{len(texts)} expressions: promtool refuses {len(theirs)}, monc {len(ours)}; {len(different)} differ")
for pattern, why in KNOWN:
    known = [number for number in different if pattern.search(texts[number])]
    print(f"  {len(known)} as known: {why}")
    different = [number for number in different if number not in known]
for number in different[:40]:
    print(f"  {texts[number]!r}\n    promtool: {theirs.get(number, 'accepts')[-160:]}\n    monc: {ours.get(number, 'accepts')}")
if different:
    sys.exit(1)
