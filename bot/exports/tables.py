"""A form as a table: a column for each question, a row for each sheet. A repeat has as many columns as anybody filled in."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dialogs.answers.sheet import AnswerSheet, SheetNode, Surroundings
from dialogs.events import Answer
from dialogs.form import Choice, Form, Label, Part, Question, Repeat
from dialogs.reading.calendars import both_calendars
from dialogs.xpath import Node
from storage.answers.extract import Filled
from storage.answers.review import public

INSTANCE = re.compile(r"([^\[\]]+)\[([^\[\]]+)\]")  # of a repeat, in a path: work[k3]
EXACT = 15  # digits that a spreadsheet's numbers hold

Cell = str | int | float
OWN = ("_person", "_form", "_state", "_revision", "_programme", "_language", "_started", "_changed")


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is the question's key, in a repeat with its number before it: work[2].occupation."""

    name: str
    label: Label | None = None


def columns(form: Form | None, paths: Iterable[str]) -> list[Column]:
    """Of a form that was answered at these paths; of one that is not there any more the paths are all that is known."""
    if form is None:
        return [Column(path) for path in paths]
    instances: defaultdict[str, set[str]] = defaultdict(set)
    for path in paths:
        for key, instance in INSTANCE.findall(path):
            instances[key.lstrip(".")].add(instance)
    return list(_columns(form.root, "", {key: len(found) for key, found in instances.items()}))


def _columns(part: Part, prefix: str, most: Mapping[str, int]) -> Iterator[Column]:
    if isinstance(part, Question):
        if _has_value(part):
            yield Column(prefix + part.key, part.label)
        return
    numbers = range(1, most.get(part.key, 1) + 1) if isinstance(part, Repeat) else [0]
    for number in numbers:
        inside = f"{prefix}{part.key}[{number}]." if isinstance(part, Repeat) else prefix
        for child in part.children:
            yield from _columns(child, inside, most)


def _has_value(question: Question) -> bool:
    return question.asked or question.calculation is not None


def row(
    filled: Filled, form: Form | None, lists: Mapping[str, Sequence[Choice]], instances: Mapping[str, Node]
) -> dict[str, Cell]:
    """{column: value} of a sheet. What is not relevant is left out. `instances` are the live lists as trees."""
    sheet = filled.sheet
    own: dict[str, Cell] = {
        "_person": public(filled.person),
        "_form": sheet.form,
        "_state": sheet.state,
        "_revision": sheet.revision,
        "_programme": filled.programme,
        "_language": filled.language,
        "_started": _moment(filled.opened_at),
        "_changed": _moment(sheet.active_at),
    }
    if form is None:
        return own | {one.path: one.value for one in sheet.answers}
    around = Surroundings(now=sheet.active_at or filled.opened_at, lists=lists, instances=instances)
    answers = AnswerSheet(form, sheet.answers, around)
    return own | dict(_cells(answers, answers.root, ""))


def _moment(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _cells(answers: AnswerSheet, node: SheetNode, prefix: str) -> Iterator[tuple[str, Cell]]:
    numbers: Counter[str] = Counter()
    for child in node.children:
        part = child.part
        if isinstance(part, Question):
            if _has_value(part) and answers.relevant(child):
                yield prefix + part.key, _cell(answers, child, part)
        elif isinstance(part, Repeat):
            numbers[part.key] += 1
            yield from _cells(answers, child, f"{prefix}{part.key}[{numbers[part.key]}].")
        else:
            yield from _cells(answers, child, prefix)


def _cell(answers: AnswerSheet, node: SheetNode, question: Question) -> Cell:
    """A choice's name, a number, a date to its precision; (unknown), (declined) or (skipped) where there is no answer."""
    given = answers.latest.get(node.path)
    if question.calculation is None and (given is None or given.status == "retracted"):
        return ""
    if given and given.status != "answered":
        return f"({given.status})"
    value = answers.value(node)
    if question.kind == "date" and given:
        return _date(value, given)
    return number(value) if question.kind in ("integer", "decimal") else value


def _date(value: str, given: Answer) -> Cell:
    if given.precision == "year":
        return number(value[:4])
    if given.precision == "season":  # ISO 8601: from the first month to the last
        return both_calendars(value, given.precision, given.calendar)[0]
    return value[:7] if given.precision == "month" else value


def number(value: str) -> Cell:
    """A number where it is one and survives being one; otherwise as it is."""
    if not re.fullmatch(r"-?\d+(\.\d+)?", value) or len(value) > EXACT:
        return value
    return float(value) if "." in value else int(value)
