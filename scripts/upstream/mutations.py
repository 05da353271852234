"""Small changes of one rule, each of which the proofs must notice. Expressions are changed on their tokens."""

import copy
import re
from collections import Counter

STRING = r'"(?:[^"\\]|\\.)*"'
TOKEN = re.compile(rf"{STRING}|[A-Za-z_:][\w:]*|\d[\w.]*|[=!]~|[=!<>]=|\s+|.", re.S)
WORDS = {"and", "or", "unless", "on", "by", "without", "group_left", "group_right", "bool", "ignoring", "offset"}
FLIPPED = {">": "<", "<": ">", "==": "!=", ">=": "<", "<=": ">", "!=": "=="}
INCLUSIVE = {">": ">=", "<": "<="}
NEGATED = {"=": "!=", "!=": "=", "=~": "!~", "!~": "=~"}
OTHER_FUNCTION = [("humanizePercentage", "humanize"), ("humanizeDuration", "humanize"), ("humanize1024", "humanize"), ('printf \\"%.3g\\"', 'printf \\"%.1e\\"'), ('printf "%.3g"', 'printf "%.1e"'), ("urlQueryEscape", "toUpper")]
UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000, "y": 31_536_000_000}


def milliseconds(text):
    return sum(int(number) * UNITS[unit] for number, unit in re.findall(r"(\d+)(ms|[smhdwy])", text))


class Expression:
    """An expression as tokens, each with the depth of brackets it stands in and whether it is inside `{}`."""

    def __init__(self, text):
        self.tokens = TOKEN.findall(text)
        self.depth, self.braces, self.ranges = [], [], []
        depth = brace = square = 0
        for token in self.tokens:
            if token in ")}]":
                depth -= 1
                brace -= token == "}"
                square -= token == "]"
            self.depth.append(depth)
            self.braces.append(brace > 0)
            self.ranges.append(square > 0)
            if token in "({[":
                depth += 1
                brace += token == "{"
                square += token == "["

    def with_token(self, index, token):
        return "".join([*self.tokens[:index], token, *self.tokens[index + 1:]])

    def without(self, begin, end):
        return "".join([*self.tokens[:begin], *self.tokens[end:]])

    def next(self, index, step=1):
        """The next token that is no blank."""
        index += step
        while 0 <= index < len(self.tokens) and self.tokens[index].isspace():
            index += step
        return index

    def operand(self, index, stops):
        """End of the operand that begins after `index`: the next of `stops` at its depth, or the bracket that closes."""
        depth = self.depth[index]
        end = index + 1
        while end < len(self.tokens):
            if self.depth[end] < depth or (self.depth[end] == depth and (self.tokens[end] in stops or self.tokens[end] == ",")):
                break
            end += 1
        return end

    def begin(self, index, stops):
        """Begin of the operand that ends before `index`."""
        depth = self.depth[index]
        begin = index
        while begin > 0:
            token = self.tokens[begin - 1]
            if token in "([{" and self.depth[begin - 1] < depth:
                break
            if self.depth[begin - 1] == depth and (token in stops or token == ","):
                break
            begin -= 1
        return begin

    def mutants(self):
        for index, token in enumerate(self.tokens):
            if self.braces[index]:
                yield from self.of_selector(index, token)
            elif self.ranges[index]:
                if re.match(r"\d", token):
                    long, short = milliseconds(token) * 12, milliseconds(token) // 10
                    yield "window x12", token, self.with_token(index, f"{long}ms")
                    yield "window /10", token, self.with_token(index, f"{short}ms")
            else:
                yield from self.of_operator(index, token)

    def of_selector(self, index, token):
        if token in NEGATED:
            name = self.tokens[index - 1]
            what = f"{name}{token}{self.tokens[index + 1]}"
            yield "matcher negated", what, self.with_token(index, NEGATED[token])
            end = index + 2
            begin = index - 1
            if end < len(self.tokens) and self.tokens[end] == ",":
                end += 1
            elif self.tokens[begin - 1] == ",":
                begin -= 1
            kind = {"job": "job matcher dropped", "service": "excluded service let in"}.get(name, "matcher dropped")
            yield kind, what, self.without(begin, end)
            value = self.tokens[index + 1]
            if value == '"5.."':
                yield "class to one code", what, self.with_token(index + 1, '"500"')
            if name == "service" and token == "!~" and "|" in value:
                first, _, rest = value[1:-1].partition("|")
                yield "excluded service let in", f"{what}: {first}", self.with_token(index + 1, f'"{rest}"')

    def of_operator(self, index, token):
        if token in FLIPPED and token in (">", "<", "==", "!=", ">=", "<="):
            after = self.next(index)
            what = f"{token} {self.tokens[after]}"
            yield "comparison flipped", what, self.with_token(index, FLIPPED[token])
            if token in INCLUSIVE:
                yield "comparison inclusive", what, self.with_token(index, INCLUSIVE[token])
            if self.tokens[after] == "bool":
                after = self.next(after)
            elif after < len(self.tokens) and self.tokens[after] == "0":
                yield "guard dropped", what, self.without(index, after + 1)
            if after < len(self.tokens) and re.match(r"\d", self.tokens[after]) and float(self.tokens[after]) != 0:
                number = float(self.tokens[after])
                yield "threshold x2", self.tokens[after], self.with_token(after, repr(number * 2))
                yield "threshold /2", self.tokens[after], self.with_token(after, repr(number / 2))
        elif token in ("and", "unless"):
            end = self.operand(index, {"and", "unless", "or"})
            yield "guard dropped", "".join(self.tokens[index:end]).split("\n")[0][:60], self.without(index, end)
        elif token == "or":
            end = self.operand(index, {"or"})
            begin = self.begin(index, {"or"})
            yield "branch dropped", "right of or", self.without(index, end)
            yield "branch dropped", "left of or", self.without(begin, index + 1)
        elif token == "sum":
            yield "sum to max", token, self.with_token(index, "max")
        elif token == "rate":
            yield "rate to irate", token, self.with_token(index, "irate")
        elif token == "by":
            open_ = self.next(index)
            close = self.operand(open_ + 1, set())
            labels = re.findall(r"\w+", "".join(self.tokens[open_:close]))
            for label in labels:
                rest = ", ".join(other for other in labels if other != label)
                yield "aggregation label dropped", label, "".join([*self.tokens[:open_ + 1], rest, *self.tokens[close:]])
        elif re.fullmatch(r"[A-Za-z_:][\w:]*", token) and token not in WORDS:
            after = self.next(index)
            follows = self.tokens[after] if after < len(self.tokens) else ""
            before = self.next(index, -1)
            in_list = any(self.tokens[self.next(at, -1)] in ("by", "on", "group_left", "ignoring") for at in self.opened(index))
            if follows not in ("(", "by") and not in_list and not (before >= 0 and self.tokens[before] == "by"):
                yield "metric renamed", token, self.with_token(index, token + "_x")

    def opened(self, index):
        """The bracket that `index` stands in, if there is one."""
        depth = self.depth[index]
        for at in range(index - 1, -1, -1):
            if self.tokens[at] == "(" and self.depth[at] == depth - 1:
                return [at] if at > 0 else []
        return []


def changed(rule, key, value):
    rule = copy.deepcopy(rule)
    if value is None:
        rule.pop(key, None)
    else:
        rule[key] = value
    return rule


def mutants(rule, interval):
    """(kind of mutation, what was changed, the changed rule) for every mutation of a rule. `interval` in milliseconds."""
    seen = Counter()
    for kind, what, text in Expression(rule["expr"]).mutants():
        # Which of several like places it is.
        seen[kind, what] += 1
        yield kind, f"{what} #{seen[kind, what]}", changed(rule, "expr", text)
    if "alert" not in rule:
        return
    wait = milliseconds(str(rule.get("for", "0s")))
    waits = [("for + one interval", wait + interval), ("for x3", wait * 3), ("for 0", 0), ("for - one interval", wait - interval)]
    for kind, other in waits:
        if other != wait and other >= 0:
            yield kind, rule.get("for", "0s"), changed(rule, "for", f"{other}ms")
    keep = milliseconds(str(rule.get("keep_firing_for", "0s")))
    yield "keep_firing_for added", "", changed(rule, "keep_firing_for", f"{keep + interval}ms")
    if keep:
        yield "keep_firing_for dropped", "", changed(rule, "keep_firing_for", None)
    for label in rule.get("labels", {}):
        labels = {name: value for name, value in rule["labels"].items() if name != label}
        yield "label dropped", label, changed(rule, "labels", labels)
    for name, text in rule.get("annotations", {}).items():
        for function, other in OTHER_FUNCTION:
            if function in text:
                annotations = {**rule["annotations"], name: text.replace(function, other)}
                yield "annotation function changed", f"{name}: {function}", changed(rule, "annotations", annotations)
