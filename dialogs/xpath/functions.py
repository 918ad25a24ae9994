"""The functions of expressions: those of the ODK XForms specification, and of XPath 1.0 what concerns names and places.

Where implementations differ, besides dates (see `dates`), rounding, min and max (see `maths`): `regex()` searches, as in the
specification and Enketo (JavaRosa wants the whole value to match); `boolean-from-string()` knows "true" and "1", nothing else;
`checklist()` counts values that are true by `boolean()`; `sum()` over something that is no number is NaN.
Beyond the specification, as ODK Collect: `extract-signed()`, `geofence()`, `intersects()`, `date-time()`. Not here: `lang()` and
`namespace-uri()` (nodes have neither).
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import nan
from typing import NamedTuple

from dialogs import faulttexts
from dialogs.phrase import phrase
from dialogs.xpath import chance, dates, geo, maths, signed, steps, texts
from dialogs.xpath.values import STRING, Node, Run, Value, parse_number, to_boolean, to_number, to_text

Nodes = list[Node]
SIGNATURE_PRICE = 400_000  # steps that it takes to look at a signature
POINT = 400  # steps that it takes to read a place and to calculate with it
ROW = 60  # steps that it takes to look at a row of a file
MANY = 8  # texts that are put together before it is known how long that becomes


class Signature(NamedTuple):
    """What a function takes; of("sn?n*") says it in short.

    A letter for each argument: s(tring) n(umber) b(oolean) N(ode-set) v(alue as it is). Those behind `?` may be left out;
    before `*` the last may come again, before `**` the last two. A leading `.`: without arguments the context node is meant.
    """

    letters: str
    least: int
    repeats: int  # how many of the last may come again, together
    bare: bool

    @classmethod
    def of(cls, short: str) -> "Signature":
        letters = "".join(letter for letter in short if letter.isalpha())
        repeats, bare = short.count("*"), short[:1] == "."
        least = short.index("?") if "?" in short else 0 if bare else len(letters) - repeats
        return cls(letters, least, repeats, bare)

    def accepts(self, count: int) -> bool:
        if self.repeats:
            return count >= self.least and (count - self.least) % self.repeats == 0
        return self.least <= count <= len(self.letters)

    def letter(self, index: int) -> str:
        """The kind of the argument at an index."""
        beyond = index - len(self.letters)
        return self.letters[index if beyond < 0 else beyond % self.repeats - self.repeats]

    def __str__(self) -> str:
        """How many: `2`, `1–3`, or `2, 4 …`."""
        if self.repeats:
            return f"{self.least}, {self.least + self.repeats} …"
        most = len(self.letters)
        return f"{most}" if self.least == most else f"{self.least}–{most}"


class Function(NamedTuple):
    takes: Signature
    gives: str  # string number boolean nodes
    call: Callable[..., Value]
    asks: str  # what `call` is given before its arguments: "" nothing, "run" the Run, "here" the context node and the Run


def _define(takes: str, gives: str, call: Callable[..., Value], asks: str = "") -> Function:
    return Function(Signature.of(takes), gives, call, asks)


# --- helpers -----------------------------------------------------------------------------------------------------------------


def _texts(values: Iterable[Value]) -> Iterator[str]:
    """Every value as text; of a node-set every node's."""
    for value in values:
        if isinstance(value, list):
            yield from (node.string() for node in value)
        else:
            yield to_text(value)


def _read(run: Run, nodes: Nodes) -> Nodes:
    """Nodes of which every value is going to be read."""
    run.spend(STRING * len(nodes))
    return nodes


def _numbers(run: Run, values: Iterable[Value]) -> Iterator[float]:
    for value in values:
        if isinstance(value, list):
            yield from (parse_number(node.string(), run.zone) for node in value)
        else:
            yield to_number(value, run.zone)


def _joined(run: Run, separator: str, *values: Value) -> str:
    texts = [*_texts(values)]
    if len(texts) > MANY:
        run.spend(sum(map(len, texts)) >> 3)
    return run.made(separator.join(texts))


def _points(run: Run, values: Iterable[Value]) -> list[str]:
    texts = [*_texts(values)]
    run.spend(POINT * sum(text.count(";") + 1 for text in texts))
    return texts


def _intersects(run: Run, shape: Value) -> bool:
    texts = _points(run, [shape])
    run.spend(30 * sum(text.count(";") + 1 for text in texts) ** 2)  # each line is compared with each other
    return geo.crosses_itself(texts)


def _extract_signed(run: Run, content: str, key: str) -> str:
    run.spend(SIGNATURE_PRICE)
    return signed.extract_signed(content, key)


def _pulldata(run: Run, name: str, wanted: str, searched: str, value: str) -> str:
    document = run.scope.instances.get(name)
    run.spend(ROW * sum(len(root.children) for root in document.children) if document else 0)
    return run.scope.pulldata(name, wanted, searched, value)


def _moment(value: Value, run: Run) -> str | float:
    """What may be a date: values are stored as text, so text that is a number counts as one."""
    if isinstance(value, float):
        return value
    text = to_text(value)
    number = nan if dates.parse(text) else parse_number(text, run.zone)
    return text if math.isnan(number) else number


# --- true or false -----------------------------------------------------------------------------------------------------------


def _truths(values: Iterable[Value]) -> Iterator[bool]:
    for value in values:
        if isinstance(value, list):
            yield from (bool(node.string()) for node in value)
        else:
            yield to_boolean(value)


def _checklist(least: float, most: float, *values: Value) -> bool:
    return _between(least, sum(_truths(values)), most)


def _weighted_checklist(run: Run, least: float, most: float, *values: Value) -> bool:
    pairs = zip(values[::2], values[1::2], strict=True)
    weighed = [pair for answer, weight in pairs for pair in zip(_truths([answer]), _numbers(run, [weight]), strict=False)]
    return _between(least, sum(weight for answer, weight in weighed if answer), most)


def _between(least: float, number: float, most: float) -> bool:
    """-1 is no limit."""
    return (least == -1 or number >= least) and (most == -1 or number <= most)


# --- nodes --------------------------------------------------------------------------------------------------------


def _position(node: Node, run: Run, nodes: Nodes | None = None) -> float:
    """Outside of predicates: the place among the siblings of the same name, as JavaRosa counts."""
    if nodes is None:
        return float(run.position or steps.place(node, run))
    return float(steps.place(nodes[0], run)) if nodes else nan


def _last(node: Node, run: Run) -> float:
    return float(run.size or steps.family(node, run))


def _instance(run: Run, name: str) -> Nodes:
    if name not in run.scope.instances:
        raise run.error(phrase(faulttexts.XP_NO_LIST))
    return [run.scope.instances[name]]


def _randomize(node: Node, run: Run, nodes: Nodes, seed: Value | None = None) -> Nodes:
    run.spend(STRING * len(nodes))
    if seed is None:
        return chance.shuffled(nodes, int(chance.random(node, run) * 2**53))
    number = to_number(seed, run.zone)
    return chance.shuffled(nodes, int(number) if math.isfinite(number) else chance.seed_of(to_text(seed)))


def _id(node: Node, run: Run, value: Value) -> Nodes:
    wanted = {word for text in _texts([value]) for word in text.split()}
    while node.parent is not None:
        node = node.parent
    found, waiting = [], [node]
    while waiting:
        one = waiting.pop()
        run.spend(24 * (1 + len(one.children)))
        waiting += reversed(one.children)
        if any(child.name == "@id" and child.string() in wanted for child in one.children):
            found.append(one)
    return found


def _name(nodes: Nodes) -> str:
    return nodes[0].name.lstrip("@?") if nodes and nodes[0].name[:1] != "#" else ""


def _format(run: Run, value: Value, template: str) -> str:
    return dates.formatted(_moment(value, run), template, run.zone)


# --- all of them --------------------------------------------------------------------------------------------------

FUNCTIONS: Mapping[str, Function] = {
    # text
    "string": _define(".s", "string", lambda text: text),
    "concat": _define("v*", "string", lambda run, *values: _joined(run, "", *values), "run"),
    "join": _define("sv*", "string", _joined, "run"),
    "substr": _define("sn?n", "string", texts.substr),
    "substring": _define("sn?n", "string", texts.substring),
    "substring-before": _define("ss", "string", lambda text, part: text[: text.find(part)] if part in text else ""),
    "substring-after": _define("ss", "string", lambda text, part: text.partition(part)[2] if part else text),
    "translate": _define("sss", "string", texts.translate, "run"),
    "string-length": _define(".s", "number", lambda text: float(len(text))),
    "normalize-space": _define(".s", "string", texts.normalize_space),
    "contains": _define("ss", "boolean", lambda text, part: part in text),
    "starts-with": _define("ss", "boolean", str.startswith),
    "ends-with": _define("ss", "boolean", str.endswith),
    "regex": _define("ss", "boolean", texts.regex, "run"),
    "digest": _define("ss?s", "string", texts.digest, "run"),
    "extract-signed": _define("ss", "string", _extract_signed, "run"),
    "base64-decode": _define("s", "string", texts.base64_decode),
    "uuid": _define("?n", "string", chance.uuid, "here"),
    "pulldata": _define("ssss", "string", _pulldata, "run"),
    "jr:itext": _define("s", "string", lambda run, key: run.scope.text(key), "run"),
    # true or false
    "true": _define("", "boolean", lambda: True),
    "false": _define("", "boolean", lambda: False),
    "boolean": _define("b", "boolean", lambda value: value),
    "not": _define("b", "boolean", lambda value: not value),
    "boolean-from-string": _define("s", "boolean", lambda text: text in ("true", "1")),
    "checklist": _define("nnv*", "boolean", _checklist),
    "weighted-checklist": _define("nnvv**", "boolean", _weighted_checklist, "run"),
    # numbers
    "number": _define(".n", "number", lambda number: number),
    "random": _define("", "number", chance.random, "here"),
    "int": _define("n", "number", maths.truncated),
    "floor": _define("n", "number", maths.floor),
    "ceiling": _define("n", "number", maths.ceiling),
    "round": _define("n?n", "number", maths.rounded),
    "abs": _define("n", "number", abs),
    "sum": _define("N", "number", lambda run, nodes: sum(_numbers(run, [_read(run, nodes)]), 0.0), "run"),
    "max": _define("vv*", "number", lambda run, *values: maths.largest(_numbers(run, values)), "run"),
    "min": _define("vv*", "number", lambda run, *values: maths.smallest(_numbers(run, values)), "run"),
    "pow": _define("nn", "number", maths.power),
    "sqrt": _define("n", "number", maths.defined(math.sqrt)),
    "exp": _define("n", "number", maths.defined(math.exp)),
    "exp10": _define("n", "number", lambda number: maths.power(10.0, number)),
    "log": _define("n", "number", maths.logarithm(math.log)),
    "log10": _define("n", "number", maths.logarithm(math.log10)),
    "pi": _define("", "number", lambda: math.pi),
    **{name: _define("n", "number", maths.defined(getattr(math, name))) for name in "sin cos tan asin acos atan".split()},
    "atan2": _define("nn", "number", math.atan2),
    # nodes
    "count": _define("N", "number", lambda nodes: float(len(nodes))),
    "count-non-empty": _define(
        "N", "number", lambda run, nodes: float(sum(1 for node in _read(run, nodes) if node.string())), "run"
    ),
    "position": _define("?N", "number", _position, "here"),
    "last": _define("", "number", _last, "here"),
    "instance": _define("s", "nodes", _instance, "run"),
    "current": _define("", "nodes", lambda run: [run.origin], "run"),
    "randomize": _define("N?v", "nodes", _randomize, "here"),
    "id": _define("v", "nodes", _id, "here"),
    "name": _define(".N", "string", _name),
    "local-name": _define(".N", "string", _name),
    # dates
    "today": _define("", "string", lambda run: dates.today(run.scope.now), "run"),
    "now": _define("", "string", lambda run: dates.written(run.scope.now), "run"),
    "date": _define("v", "string", lambda run, value: dates.to_date(_moment(value, run), run.zone), "run"),
    "date-time": _define("v", "string", lambda run, value: dates.to_datetime(_moment(value, run), run.zone), "run"),
    "decimal-date-time": _define("v", "number", lambda run, value: dates.to_decimal(_moment(value, run), run.zone), "run"),
    "decimal-time": _define("s", "number", lambda run, text: dates.to_decimal_time(text, run.scope.now), "run"),
    "format-date": _define("vs", "string", _format, "run"),
    "format-date-time": _define("vs", "string", _format, "run"),
    # choices
    "selected": _define("ss", "boolean", texts.selected),
    "selected-at": _define("sn", "string", texts.selected_at),
    "count-selected": _define("s", "number", lambda text: float(len(text.split()))),
    # places
    "area": _define("vv*", "number", lambda run, *values: geo.area(_points(run, values)), "run"),
    "distance": _define("vv*", "number", lambda run, *values: geo.distance(_points(run, values)), "run"),
    "intersects": _define("v", "boolean", _intersects, "run"),
    "geofence": _define("sv", "boolean", lambda run, point, shape: geo.within(point, _points(run, [shape])), "run"),
}
