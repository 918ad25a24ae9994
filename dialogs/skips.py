"""Which questions of a form depend on which answers, as far as paper can say it: "only if 3 is yes", "no: go to question 7".

Conditions are not read but tried: with every choice of the questions they look at. So `${a} != 'no'`, `selected(${a}, 'x')` and a
condition on two questions are understood alike; what is not settled by choices is only named by the questions it looks at.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product
from math import prod

from dialogs.form import Choice, Form, Group, Part, Question, Repeat
from dialogs.nodes import list_node
from dialogs.xpath import Expression, ExpressionError, Node, Scope
from dialogs.xpath.parser import Chain, Literal, Path, parse

MOST_TRIED = 5_000  # combinations of answers
MOST_LEADS = 5  # choices of one question that lead elsewhere; beyond that it is said at the questions instead
CHANGING = ("today(", "now(", "random", "uuid(", "pulldata(", "position(")  # what a choice does not settle
SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "=": "=", "!=": "≠"}
SELECTS = ("select_one", "select_multiple")
END = 0  # instead of a question's number


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Condition:
    """When the part at `ref` is for somebody. `answers` gives the choices that a question must have, of `any` question or of all ("" if it
    may be left open); `compared` says the same of a number (`≥ 18`). Where neither is known, `depends` names the questions that decide.
    """

    ref: str
    answers: Mapping[str, frozenset[str]] = field(default_factory=dict)  # by key
    any: bool = False
    compared: tuple[str, str] = ("", "")  # key, comparison
    depends: tuple[str, ...] = ()

    def possible(self, known: Mapping[str, str]) -> bool:
        """Whether it may hold, as far as answers are known: "" for a question that was passed over."""
        fitting = [known.get(key) is None or known[key] in names for key, names in self.answers.items()]
        return not fitting or (any(fitting) if self.any else all(fitting))


@dataclass(slots=True, kw_only=True)
class Entry:
    """One thing on the paper. `number` is 0 for a note; `inside` are the groups and repeats around it, from the outside."""

    question: Question
    number: int
    conditions: tuple[Condition, ...]  # its own, and those of the parts around it
    inside: tuple[Group | Repeat, ...]
    goes_to: dict[str, int] = field(default_factory=dict)  # choice -> number of the next question, or END

    @property
    def repeat(self) -> Repeat | None:
        return next((part for part in reversed(self.inside) if isinstance(part, Repeat)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything to print, in order. `said` are the conditions that must be in words; the others follow from where answers lead."""

    entries: Sequence[Entry]
    said: frozenset[Condition]


def plan(form: Form, lists: Mapping[str, Sequence[Choice]], ticked: Callable[[Question, Sequence[Choice]], bool]) -> Plan:
    """What is on paper. `lists` are the live ones; `ticked` tells whether a question's choices are printed, or there is a line."""
    entries = [*_Reader(form, lists).entries(form.root, (), ())]
    for at, entry in enumerate(entries):
        if entry.question.kind == "select_one" and ticked(entry.question, choices := offered(entry.question, lists)):
            _lead(entries, at, choices)
    return Plan(entries=entries, said=frozenset(_said(entries, lists)))


def offered(question: Question, lists: Mapping[str, Sequence[Choice]]) -> Sequence[Choice]:
    """All choices that a question may have, whatever filters them."""
    source = question.choices
    return () if source is None else lists.get(source.list, ()) if source.live else source.static


def _lead(entries: Sequence[Entry], at: int, choices: Sequence[Choice]) -> None:
    """Where each choice of a question leads, if not to the next one. Out of a repeat it leads nowhere: there may be one more."""
    entry = entries[at]
    after = [one for one in entries[at + 1 :] if one.number and (not entry.repeat or entry.repeat in one.inside)]
    for choice in choices:
        reached = _reached(after, {entry.question.key: choice.name})
        if reached and reached is not after[0]:
            entry.goes_to[choice.name] = reached.number
        elif after and not reached and not entry.repeat:
            entry.goes_to[choice.name] = END
    if len(entry.goes_to) > MOST_LEADS:
        entry.goes_to = {}


def _reached(after: Sequence[Entry], known: dict[str, str]) -> Entry | None:
    """The next question that is for somebody with these answers. What is passed over stays without one."""
    for entry in after:
        if all(condition.possible(known) for condition in entry.conditions):
            return entry
        known[entry.question.key] = ""
    return None


def _said(entries: Sequence[Entry], lists: Mapping[str, Sequence[Choice]]) -> Iterator[Condition]:
    places = {entry.question.key: at for at, entry in enumerate(entries)}
    ends = {entry.number: at for at, entry in enumerate(entries) if entry.number} | {END: len(entries)}
    leaps = [(at, ends[number]) for at, entry in enumerate(entries) for number in entry.goes_to.values()]
    last = {condition: at for at, entry in enumerate(entries) for condition in entry.conditions}
    for condition, to in last.items():
        if len(condition.answers) != 1 or (key := next(iter(condition.answers))) not in places:
            yield condition
            continue
        asked = entries[places[key]]
        others = {choice.name for choice in offered(asked.question, lists)} - condition.answers[key]
        passed = all(name in asked.goes_to and ends[asked.goes_to[name]] > to for name in others)
        if not passed or any(start < places[key] < end <= to for start, end in leaps):
            yield condition


class _Reader:
    """Reads conditions by trying them."""

    def __init__(self, form: Form, lists: Mapping[str, Sequence[Choice]]) -> None:
        self.lists, self.number = lists, 0
        self.questions = {question.ref: question for question in form.questions.values()}
        self.nodes: dict[str, _Trial] = {}
        root = _Trial(form.root, None, self.nodes)
        live = {name: list_node(choices) for name, choices in lists.items()}
        self.scope = Scope(
            root=root,
            now=datetime(2000, 1, 1, tzinfo=UTC),
            instances={**live, **form.instances},
            seed=0,
            text=lambda key: key,
            choice_label=lambda value, _: value,
            pulldata=lambda *_: "",
        )

    def entries(self, part: Part, conditions: tuple[Condition, ...], inside: tuple[Group | Repeat, ...]) -> Iterator[Entry]:
        if part.relevant and (condition := self.condition(part, part.relevant)):
            conditions = (*conditions, condition)
        if not isinstance(part, Question):
            within = (*inside, part)
            for child in part.children:
                yield from self.entries(child, conditions, within)
        elif part.asked or (part.kind == "note" and part.label):
            self.number += part.asked
            yield Entry(question=part, number=self.number if part.asked else 0, conditions=conditions, inside=inside)

    def condition(self, part: Part, expression: Expression) -> Condition | None:
        """None where it always holds, once everything before is answered."""
        asked = self._asked(expression)
        selects = [question for question in asked if question.kind in SELECTS and offered(question, self.lists)]
        if asked and len(selects) == len(asked) and not any(word in expression.source for word in CHANGING):
            try:
                if found := self._tried(part, expression, selects):
                    return found if any(self._choices(key) - names for key, names in found.answers.items()) else None
            except ExpressionError:
                pass
        if len(asked) == 1 and self._read(expression) == asked and (compared := _compared(expression.source)):
            return Condition(ref=part.ref, compared=(asked[0].key, compared))
        return Condition(ref=part.ref, depends=tuple(question.key for question in asked)) if asked else None

    def _choices(self, key: str) -> frozenset[str]:
        question = next(question for question in self.questions.values() if question.key == key)
        return frozenset(choice.name for choice in offered(question, self.lists))

    def _asked(self, expression: Expression, beyond: frozenset[str] = frozenset()) -> list[Question]:
        """The questions that an expression looks at, also through calculations, in order."""
        refs: set[str] = set()
        for path in expression.paths - beyond:
            question = self.questions.get(path)
            if question and question.calculation:
                refs |= {one.ref for one in self._asked(question.calculation, beyond | {path})}
            elif question and question.asked:
                refs.add(path)
        return [question for ref, question in self.questions.items() if ref in refs]

    def _tried(self, part: Part, expression: Expression, selects: Sequence[Question]) -> Condition | None:
        """The choices that decide: in all of the questions, or in any. None where it is not as simple as that."""
        if any(question.calculation for question in self._read(expression)):
            return None
        values = [["", *dict.fromkeys(choice.name for choice in offered(one, self.lists))] for one in selects]
        if prod(map(len, values)) > MOST_TRIED:
            return None
        true = {combination for combination in product(*values) if self._holds(part, expression, selects, combination)}
        several = [
            " ".join(names[1:]) if one.kind == "select_multiple" else "" for one, names in zip(selects, values, strict=True)
        ]
        if any(several) and (len(selects) > 1 or self._holds(part, expression, selects, several) is not bool(true)):
            return None
        false = set(product(*values)) - true
        for combinations, any_ in ((true, False), (false, True)):
            sides = [frozenset(side) for side in zip(*combinations, strict=True)]
            if combinations and prod(map(len, sides)) == len(combinations):
                answers = {}
                for one, side, names in zip(selects, sides, values, strict=True):
                    if side != frozenset(names):
                        answers[one.key] = frozenset(names) - side if any_ else side
                return Condition(ref=part.ref, answers=answers, any=any_ and len(answers) > 1)
        return None

    def _read(self, expression: Expression) -> list[Question]:
        return [self.questions[path] for path in expression.paths if path in self.questions]

    def _holds(self, part: Part, expression: Expression, selects: Sequence[Question], values: Sequence[str]) -> bool:
        for question, value in zip(selects, values, strict=True):
            self.nodes[question.ref].value = value
        holds = expression.boolean(self.nodes[part.ref], self.scope)
        for question in selects:
            self.nodes[question.ref].value = ""
        return holds


class _Trial:
    """A sheet to try answers on: each part once, whatever is relevant."""

    def __init__(self, part: Part, parent: "_Trial | None", nodes: "dict[str, _Trial]") -> None:
        self.name, self.parent, self.value = part.name, parent, ""
        self.children: Sequence[Node] = (
            [] if isinstance(part, Question) else [_Trial(one, self, nodes) for one in part.children]
        )
        nodes[part.ref] = self

    def string(self) -> str:
        return self.value or "".join(child.string() for child in self.children)


def _compared(source: str) -> str:
    """`≥ 18` for `${age} >= 18`."""
    tree = parse(source)
    if not (isinstance(tree, Chain) and len(tree.rest) == 1 and isinstance(tree.first, Path)):
        return ""
    ((sign, value),) = tree.rest
    return (
        f"{SIGNS[sign]} {value.value:g}"
        if sign in SIGNS and isinstance(value, Literal) and isinstance(value.value, float)
        else ""
    )
