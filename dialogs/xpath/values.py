"""The values of expressions, and how one kind becomes another.

Rules: XPath 1.0 sections 3.4 (comparisons) and 4 (conversions), and what the ODK XForms specification adds to `number()`: a
date is a number, the days since 1970-01-01. Where implementations differ we follow JavaRosa: a date is a whole calendar day,
the same number in every time zone. A date with a time is its day on the calendar of `Scope.now`, and the fraction of it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from decimal import Decimal
from math import inf, isnan, nan
from typing import Protocol

from dialogs import faulttexts
from dialogs.phrase import Phrase, phrase
from dialogs.xpath.dates import days

# What evaluating may cost. A step is 25 to 40 ns of work; a list of 20,000 choices, filtered by a column, needs a million.
MAX_STEPS = 1_200_000  # of one expression, with those whose values it reads: at most 50 ms
TURN_STEPS = 4 * MAX_STEPS  # of everything that is evaluated in one scope
FEW = 24  # children that a step looks at for the price of the step
MAX_TEXT = 32_767  # characters that a function may give: what a cell of a workbook holds
STRING = 16  # what reading the value of a node costs
FREE_TEXT = 256  # characters that are read for the price of the step


class Node(Protocol):
    """What an expression walks over. During an evaluation the same node is the same object, and the tree stays as it is.

    `children` of a leaf is empty. A tree that has more than elements shows it in names: a document has the name "" and the root
    element among its children; `@id` is an attribute and stands among the children; so do `#text`, `#comment` and `?target` (a
    processing instruction). Answer sheets have none of these.
    """

    @property
    def name(self) -> str: ...  # without prefix: names of two namespaces are not told apart

    @property
    def parent(self) -> "Node | None": ...

    @property
    def children(self) -> "Sequence[Node]": ...

    def string(self) -> str: ...  # what a leaf holds, "" when unanswered or irrelevant; of inner nodes the concatenated text


Value = str | float | bool | list[Node]  # numbers are always float; dates are text, yyyy-mm-dd


class Purse:
    """The steps that are left: `left` falls to `floor`, where the expression that is under way is stopped (-1: none is)."""

    __slots__ = ("floor", "left")

    def __init__(self, left: int = TURN_STEPS) -> None:
        self.left, self.floor = left, -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Everything an expression may know besides its context node. Time and chance are inputs.

    `root` is the root element of the primary instance, or its document. An absolute path starts with the root element's name:
    `/data/a` is the `a` in a root element called `data`. `instances` maps the id of a secondary instance to its document: the
    path `instance('towns')/root/item` starts among the children of `instances['towns']`.
    """

    root: Node
    now: datetime  # timezone-aware: its zone is the one that dates and times are read and written in
    instances: Mapping[str, Node]
    seed: int  # for random(), uuid() and randomize() without a seed of its own
    text: Callable[[str], str]  # jr:itext(id): the text in the current language
    choice_label: Callable[[str, Node], str]  # jr:choice-name: the label of a choice of the question at a node
    pulldata: Callable[[str, str, str, str], str]  # (instance, column wanted, column searched, value)
    purse: Purse = field(default_factory=Purse, compare=False)
    find: Callable[[tuple[str, ...]], Node | None] = lambda _: None  # the one node of a path from the root; None: walk there


TOO_MUCH = phrase(faulttexts.XP_SLOW)
TOO_LONG = phrase(faulttexts.XP_BIG, most=f"{MAX_TEXT:,}")


class ExpressionError(Exception):
    """An expression that cannot be compiled, or evaluated. `position` is 0-based;

    The `reason` is for a coordinator, without a full stop. It quotes what the author of the form wrote, never what a person answered.
    """

    def __init__(self, source: str, position: int, reason: Phrase) -> None:
        super().__init__(source, position, reason)
        self.source, self.position, self.reason = source, position, reason

    def __str__(self) -> str:
        place = len(_squeezed(self.source[: self.position] + "^"))
        return f"{self.reason} (at character {place} of: {_squeezed(self.source)})"


def _squeezed(text: str) -> str:
    return " ".join(text.split())


class Run:
    """One evaluation: what it knows, where its predicates stand, and how far it may still go."""

    __slots__ = ("chain", "draws", "memo", "origin", "position", "purse", "scope", "size", "source", "zone")

    def __init__(self, scope: Scope, origin: Node, source: str) -> None:
        self.scope, self.origin, self.source = scope, origin, source
        self.zone: tzinfo | None = scope.now.tzinfo
        self.position = self.size = 0  # 0: outside of predicates
        self.purse = scope.purse
        self.draws = 0  # how often chance was asked
        self.memo: dict[int, Value] = {}
        self.chain: list[Node] | None = None

    def error(self, reason: Phrase) -> ExpressionError:
        return ExpressionError(self.source, 0, reason)

    def spend(self, steps: int) -> None:
        """Count work before it is done. Raises ExpressionError beyond MAX_STEPS, or TURN_STEPS."""
        purse = self.purse
        purse.left -= steps
        if purse.left < purse.floor:
            raise self.error(TOO_MUCH)

    def read(self, text: str) -> str:
        """The text; long ones, which may be put together of many, cost what reading them costs."""
        if len(text) > FREE_TEXT:
            self.spend(len(text))
        return text

    def made(self, text: str) -> str:
        """A text that a function has put together. Raises ExpressionError where it is too long."""
        if len(text) > FREE_TEXT:
            self.spend(len(text) >> 3)
            if len(text) > MAX_TEXT:
                raise self.error(TOO_LONG)
        return text


_number = re.compile(r"[ \t\r\n]*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[ \t\r\n]*").fullmatch


def parse_number(text: str, zone: tzinfo | None) -> float:
    """number(text): decimal digits only, no exponent; a date counts its days; NaN for anything else."""
    return float(text) if _number(text) else days(text, zone)


def to_number(value: Value, zone: tzinfo | None) -> float:
    if isinstance(value, list):
        return parse_number(value[0].string(), zone) if value else nan
    return parse_number(value, zone) if isinstance(value, str) else float(value)


def to_text(value: Value) -> str:
    if isinstance(value, list):
        return value[0].string() if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else number_text(value)


def to_boolean(value: Value) -> bool:
    """A node-set is true when it has a node, whatever the node holds; NaN is false."""
    return bool(value) and not (isinstance(value, float) and isnan(value))


def number_text(number: float) -> str:
    """Without exponent and without a trailing `.0`."""
    if isnan(number):
        return "NaN"
    if number in (inf, -inf):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number):
        return str(int(number))
    text = repr(number)
    return f"{Decimal(text):f}" if "e" in text else text


# --- comparisons -------------------------------------------------------------------------------------------------------


def same_text(left: str, right: str, zone: tzinfo | None) -> bool:
    """Equal texts, or two dates that mean the same moment."""
    return left == right or (left[4:5] == "-" == right[4:5] and days(left, zone) == days(right, zone))


def equals(left: Value, right: Value, wanted: bool, run: Run) -> bool:
    """`=` (wanted is true) or `!=`: with node-sets, whether some pair of values is equal, or some pair is not."""
    if isinstance(left, list) and isinstance(right, list):
        run.spend(4 * len(left) * len(right))
        others = [node.string() for node in right]
        return any(same_text(node.string(), other, run.zone) is wanted for node in left for other in others)
    if isinstance(right, list):
        left, right = right, left
    if isinstance(left, list) and not isinstance(right, bool):
        run.spend(STRING * len(left))
        return any(_equal(node.string(), right, run.zone) is wanted for node in left)
    return _equal(left, right, run.zone) is wanted


def _equal(left: Value, right: Value, zone: tzinfo | None) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if isinstance(left, float) or isinstance(right, float):
        return to_number(left, zone) == to_number(right, zone)
    return same_text(to_text(left), to_text(right), zone)


def compares(order: Callable[[float, float], bool], left: Value, right: Value, run: Run) -> bool:
    """`<`, `<=`, `>`, `>=`: always by number; with node-sets, whether some pair is in order.

    So also with a boolean, as JavaRosa and Enketo do (XPath 1.0 would ask whether the node-set is empty).
    """
    for side in (left, right):
        if isinstance(side, list) and len(side) > 1:
            run.spend(STRING * len(side))
    lefts, rights = _numbers(left, run.zone), _numbers(right, run.zone)
    if len(lefts) > 1 and len(rights) > 1:
        run.spend(2 * len(lefts) * len(rights))
    return any(order(a, b) for a in lefts for b in rights)


def _numbers(value: Value, zone: tzinfo | None) -> list[float]:
    if isinstance(value, list):
        return [parse_number(node.string(), zone) for node in value]
    return [to_number(value, zone)]
