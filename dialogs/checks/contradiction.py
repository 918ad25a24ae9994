"""Conditions that can never hold together: one question that should have two values, or a number above and below."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dialogs.form import Part, Question
from dialogs.xpath import Expression, ExpressionError
from dialogs.xpath.parser import SELF, Call, Chain, Literal, Negation, Path, Tree, parse
from dialogs.xpath.walk import extend, written

MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass
class Bounds:
    """What is said about one question: the values it must have, the choices that must be among them, the ends of its range."""

    equal: set[str] = field(default_factory=set)
    selected: set[str] = field(default_factory=set)
    least: tuple[float, bool] = (-math.inf, True)  # (number, whether it may be that number)
    most: tuple[float, bool] = (math.inf, True)

    def possible(self, question: Question) -> bool:
        one = question.kind != "select_multiple"
        values = self.equal | (self.selected if one else set())
        if len(values) > 1 or (self.equal and not one and not all(self.selected <= set(value.split()) for value in self.equal)):
            return False
        return self._ordered(*values) if values else self._ordered()

    def _ordered(self, value: str = "") -> bool:
        (least, at_least), (most, at_most) = self.least, self.most
        if least > most or (least == most and not (at_least and at_most)):
            return False
        number = _number(value)
        if number is None:
            return True
        return (least < number or (at_least and least == number)) and (number < most or (at_most and most == number))


def impossible(part: Part, around: Sequence[Part], questions: Mapping[str, Question]) -> str:
    """The name of a question about which a part and those around it contradict themselves, or its own constraint; "" if there is none."""
    found: dict[str, Bounds] = {}
    for one in (*around, part):
        _gather(one.relevant, one.ref, found)
    for ref in list(found):
        question = questions.get(ref)
        if question is None:
            continue
        _gather(question.constraint, ref, found)
        if not found[ref].possible(question):
            return question.name
    return ""


def needed(part: Part) -> Iterator[str]:
    """The refs of the questions that must have an answer before a part is asked."""
    found: dict[str, Bounds] = {}
    _gather(part.relevant, part.ref, found)
    return (ref for ref, bounds in found.items() if any(bounds.equal) or any(bounds.selected))


def _gather(expression: Expression | None, ref: str, found: dict[str, Bounds]) -> None:
    """What an expression asks for, where all of it must hold."""
    if expression is None:
        return
    try:
        tree = parse(expression.source)
    except ExpressionError:
        return
    for part in _conjuncts(tree):
        _note(part, tuple(ref.split("/")), found)


def _conjuncts(tree: Tree) -> Iterator[Tree]:
    if isinstance(tree, Chain) and tree.rest[0][0] == "and":
        for part in (tree.first, *(operand for _, operand in tree.rest)):
            yield from _conjuncts(part)
    else:
        yield tree


def _note(tree: Tree, here: tuple[str, ...], found: dict[str, Bounds]) -> None:
    if isinstance(tree, Call) and tree.name == "selected" and len(tree.arguments) == 2:
        path, value = _place(tree.arguments[0], here), _value(tree.arguments[1])
        if path and value:
            found.setdefault(path, Bounds()).selected.add(value)
    elif isinstance(tree, Chain) and len(tree.rest) == 1:
        ((sign, right),) = tree.rest
        left = tree.first
        if isinstance(right, Path):
            left, right, sign = right, left, MIRROR.get(sign, sign)
        path, value = _place(left, here), _value(right)
        if path and value is not None:
            _compare(found.setdefault(path, Bounds()), sign, value)


def _compare(bounds: Bounds, sign: str, value: str) -> None:
    number = _number(value)
    if sign == "=":
        bounds.equal.add(value)
    elif number is not None and sign in (">", ">="):
        bounds.least = max(bounds.least, (number, sign == ">="), key=lambda one: (one[0], not one[1]))
    elif number is not None and sign in ("<", "<="):
        bounds.most = min(bounds.most, (number, sign == "<="), key=lambda one: (one[0], one[1]))


def _place(tree: Tree, here: tuple[str, ...]) -> str:
    if not isinstance(tree, Path) or tree.start is not None or any(step.predicates for step in tree.steps):
        return ""
    template = ("",) if tree.absolute else here
    for step in tree.steps:
        template = template if step == SELF else extend(template, step)
    return written(template)


def _value(tree: Tree) -> str | None:
    if isinstance(tree, Negation) and isinstance(tree.operand, Literal):
        return f"-{_value(tree.operand)}"
    if not isinstance(tree, Literal):
        return None
    return f"{tree.value:g}" if isinstance(tree.value, float) else tree.value


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None
