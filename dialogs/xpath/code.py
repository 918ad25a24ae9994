"""Pieces of compiled expressions: closures that know what kind of value they give, and what can be made of them."""

import operator
from collections.abc import Callable, Mapping
from math import nan
from typing import Any, NamedTuple

from dialogs.xpath import maths
from dialogs.xpath.values import (
    FREE_TEXT,
    Node,
    Run,
    Value,
    compares,
    equals,
    parse_number,
    same_text,
    to_boolean,
    to_number,
    to_text,
)

Evaluate = Callable[[Node, Run], Any]  # what it gives is said by `Code.kind`
Keep = Callable[[list[Node], Run], list[Node]]  # a predicate
Template = tuple[str, ...]  # where nodes are, without positions: ("", "data", "person")


class Code(NamedTuple):
    kind: str  # string number boolean nodes, or any: known only when evaluated
    run: Evaluate
    fixed: bool = False  # gives the same for every context node and position of one evaluation
    value: Value | None = None  # of a constant
    path: Template | None = None  # of nodes


def constant(value: str | float | bool) -> Code:
    kind = "boolean" if isinstance(value, bool) else "string" if isinstance(value, str) else "number"
    return Code(kind, lambda _node, _run: value, True, value)


def text_of(code: Code) -> Callable[[Node, Run], str]:
    if code.value is not None:
        return constant(to_text(code.value)).run
    run = code.run
    if code.kind == "string":
        return run

    def first(node: Node, state: Run) -> str:
        nodes = run(node, state)
        if not nodes:
            return ""
        text: str = nodes[0].string()
        return text if len(text) <= FREE_TEXT else state.read(text)

    return first if code.kind == "nodes" else lambda node, state: to_text(run(node, state))


def number_of(code: Code) -> Callable[[Node, Run], float]:
    run, value = code.run, code.value
    if value is not None and not (isinstance(value, str) and value[4:5] == "-"):  # a time is read in the zone of the scope
        return constant(to_number(value, None)).run
    if code.kind == "number":
        return run

    def first(node: Node, state: Run) -> float:
        nodes = run(node, state)
        return parse_number(nodes[0].string(), state.zone) if nodes else nan

    return first if code.kind == "nodes" else lambda node, state: to_number(run(node, state), state.zone)


def truth_of(code: Code) -> Callable[[Node, Run], bool]:
    if code.value is not None:
        return constant(to_boolean(code.value)).run
    run = code.run
    return run if code.kind == "boolean" else lambda node, state: to_boolean(run(node, state))


# --- operators -------------------------------------------------------------------------------------------------------------

LOGIC: Mapping[str, bool] = {"or": True, "and": False}  # the value that settles the matter
ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": maths.divide,
    "mod": maths.modulo,
}
ORDER: Mapping[str, Callable[[float, float], bool]] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def logic(name: str, codes: list[Code]) -> Code:
    settles, truths = LOGIC[name], [truth_of(code) for code in codes]
    fixed = all(code.fixed for code in codes)
    if len(truths) == 2:
        a, b = truths
        if settles:
            return Code("boolean", lambda node, run: a(node, run) or b(node, run), fixed)
        return Code("boolean", lambda node, run: a(node, run) and b(node, run), fixed)

    def run_all(node: Node, run: Run) -> bool:
        for truth in truths:
            if truth(node, run) is settles:
                return settles
        return not settles

    return Code("boolean", run_all, fixed)


def arithmetic(first: Code, rest: list[tuple[str, Code]]) -> Code:
    start, steps = number_of(first), [(ARITHMETIC[name], number_of(code)) for name, code in rest]
    fixed = first.fixed and all(code.fixed for _, code in rest)
    if len(steps) == 1:
        ((operate, other),) = steps
        return Code("number", lambda node, run: operate(start(node, run), other(node, run)), fixed)

    def run_all(node: Node, run: Run) -> float:
        number = start(node, run)
        for operate, other in steps:
            number = operate(number, other(node, run))
        return number

    return Code("number", run_all, fixed)


def comparison(name: str, left: Code, right: Code) -> Code:
    fixed = left.fixed and right.fixed
    if right.kind == "nodes" and left.kind != "nodes":
        name, left, right = MIRROR[name], right, left
    make = _equality if name in ("=", "!=") else _order
    return Code("boolean", make(name, left, right), fixed)


def comparisons(first: Code, rest: list[tuple[str, Code]]) -> Code:
    """`3 < 4 < 5`, from left to right: 3 < 4 is true, true is 1, and 1 < 5."""
    fixed = first.fixed and all(code.fixed for _, code in rest)

    def run_all(node: Node, run: Run) -> bool:
        value: Value = first.run(node, run)
        for name, code in rest:
            other = code.run(node, run)
            value = equals(value, other, name == "=", run) if name in ("=", "!=") else compares(ORDER[name], value, other, run)
        return bool(value)

    return Code("boolean", run_all, fixed)


def _equality(name: str, left: Code, right: Code) -> Evaluate:
    a, b, wanted = left.run, right.run, name == "="
    if left.kind == "nodes" and isinstance(right.value, str) and right.value[4:5] != "-":
        return _any_text(a, right.value, wanted)
    if left.kind == "nodes" and right.kind == "number":
        return _any_number(a, operator.eq if wanted else operator.ne, b)
    if left.kind == right.kind == "string":
        return lambda node, run: same_text(a(node, run), b(node, run), run.zone) is wanted
    if left.kind == right.kind == "number":
        return lambda node, run: (a(node, run) == b(node, run)) is wanted
    return lambda node, run: equals(a(node, run), b(node, run), wanted, run)


def _order(name: str, left: Code, right: Code) -> Evaluate:
    a, b, order = left.run, right.run, ORDER[name]
    if left.kind == "nodes" and right.kind == "number":
        return _any_number(a, order, b)
    if not {left.kind, right.kind} & {"nodes", "any"}:
        first, second = number_of(left), number_of(right)
        return lambda node, run: order(first(node, run), second(node, run))
    return lambda node, run: compares(order, a(node, run), b(node, run), run)


def _any_text(nodes: Evaluate, text: str, wanted: bool) -> Evaluate:
    def found(node: Node, run: Run) -> bool:
        for one in nodes(node, run):  # noqa: SIM110  any() is twice as slow here, where lists are filtered
            if (one.string() == text) is wanted:
                return True
        return False

    return found


def _any_number(nodes: Evaluate, test: Callable[[float, float], bool], other: Evaluate) -> Evaluate:
    def found(node: Node, run: Run) -> bool:
        number = other(node, run)
        for one in nodes(node, run):  # noqa: SIM110  as above
            if test(parse_number(one.string(), run.zone), number):
                return True
        return False

    return found


# --- predicates ----------------------------------------------------------------------------------------------------------


def keeping(code: Code, price: int) -> Keep:
    """The nodes for which a predicate holds: a number stands for a position, anything else is true or not.

    `price` is what evaluating it once costs, in steps.
    """
    if isinstance(code.value, float):
        place = code.value
        return lambda nodes, _run: nodes[int(place) - 1 : int(place)] if place.is_integer() and place > 0 else []
    test = truth_of(code) if code.kind not in ("number", "any") else _at_position(code.run)

    def keep(nodes: list[Node], run: Run) -> list[Node]:
        run.spend(len(nodes) * price)
        outer, kept = (run.position, run.size), []
        run.size = len(nodes)
        for position, node in enumerate(nodes, 1):
            run.position = position
            if test(node, run):
                kept.append(node)
        run.position, run.size = outer
        return kept

    return keep


def _at_position(run: Evaluate) -> Callable[[Node, Run], bool]:
    def here(node: Node, state: Run) -> bool:
        value = run(node, state)
        return value == state.position if isinstance(value, float) else to_boolean(value)

    return here
