"""Submissions as KoboToolbox exports them: a table for the form, one for each repeat, joined by `_index` and `_parent_index`.

Headings are the paths of the questions (`about/name`) or their labels; a select_multiple is one cell, or a column for each choice too.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from bot.exports.tables import Cell, number
from dialogs.answers.sheet import AnswerSheet, SheetNode
from dialogs.form import Choice, Form, Group, Label, Part, Question, Repeat
from dialogs.texts import Speech

OWN = ("_id", "_uuid", "_submission_time", "__version__", "_submitted_by", "_index")
IN_REPEAT = (
    "_index",
    "_parent_table_name",
    "_parent_index",
    "_submission__id",
    "_submission__uuid",
    "_submission__submission_time",
)
BETWEEN_LABELS = ", "  # Kobo has a space, which nobody could take apart again
NUMBERS = ("integer", "decimal", "range")

Headings = Literal["names", "labels"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """`split`: a column for each choice of a select_multiple, 1 or 0, beside the one for all."""

    headings: Headings = "names"
    split: bool = False


class Column(NamedTuple):
    """`path` is that of a question, `choice` one of its choices or "" for all."""

    path: str
    label: Label | None = None
    choice: str = ""
    choice_label: Label | None = None


class Table(NamedTuple):
    """`parent` is the name of the table around a repeat's."""

    name: str
    columns: tuple[Column, ...]
    parent: str = ""


class Handed(NamedTuple):
    """One submission: its numbers, whose it is (a random id), when it was handed in, its answers."""

    number: int
    uuid: str
    person: str
    at: datetime
    version: str
    answers: AnswerSheet


# --- the shape ------------------------------------------------------------------------------------------------------------


def tables(form: Form, lists: Mapping[str, Sequence[Choice]], style: Style) -> list[Table]:
    """The shape of a form's tables, its own first. `lists` are the live ones."""
    shaper = _Shaper({**lists, **form.lists}, style)
    shaper.add(form.name, form.root, "", "")
    return shaper.found


class _Shaper:
    def __init__(self, lists: Mapping[str, Sequence[Choice]], style: Style) -> None:
        self.lists, self.style = lists, style
        self.found: list[Table] = []

    def add(self, name: str, part: Group | Repeat, path: str, parent: str) -> None:
        """A table, and behind it those of the repeats in it."""
        place = len(self.found)
        self.found.append(Table(name, (), parent))
        columns: list[Column] = []
        for child, inside in _flat(part, path):
            if isinstance(child, Repeat):
                self.add(self._free(child.name), child, inside, name)
            elif isinstance(child, Question):
                columns += self._columns(child, inside)
        self.found[place] = Table(name, tuple(columns), parent)

    def _free(self, name: str) -> str:
        """The repeat's name; where another table has it, with a number."""
        taken = {table.name for table in self.found}
        return next(one for one in [name, *(f"{name}_{i}" for i in range(2, len(taken) + 2))] if one not in taken)

    def _columns(self, question: Question, path: str) -> list[Column]:
        if question.kind == "note":
            return []
        several = self.style.split and question.kind == "select_multiple" and question.choices
        offered = self.lists.get(question.choices.list, ()) if several and question.choices else ()
        return [Column(path, question.label), *(Column(path, question.label, one.name, one.label) for one in offered)]


def _flat(part: Group | Repeat, path: str) -> Iterator[tuple[Part, str]]:
    """(question or repeat, path) in a part, the groups in it opened."""
    for child in part.children:
        inside = f"{path}/{child.name}" if path else child.name
        if isinstance(child, Group):
            yield from _flat(child, inside)
        else:
            yield child, inside


def _repeats(part: Group | Repeat) -> Iterator[str]:
    """The refs of all repeats, in the order of their tables."""
    for child, _ in _flat(part, ""):
        if isinstance(child, Repeat):
            yield child.ref
            yield from _repeats(child)


def headings(table: Table, style: Style, speech: Speech) -> list[str]:
    """The first row of a table."""
    return [*(_heading(column, style, speech) for column in table.columns), *(IN_REPEAT if table.parent else OWN)]


def _heading(column: Column, style: Style, speech: Speech) -> str:
    if style.headings == "names":
        return f"{column.path}/{column.choice}" if column.choice else column.path
    question = _in_words(column.label, speech) or column.path
    return f"{question}/{_in_words(column.choice_label, speech)}" if column.choice else question


def _in_words(label: Label | None, speech: Speech) -> str:
    return speech.label(label, **dict.fromkeys(label.outputs, "…")) if label else ""


# --- the rows -------------------------------------------------------------------------------------------------------------


class Rows:
    """Submissions become rows, one after the other: each table counts its own."""

    def __init__(self, form: Form, shapes: Sequence[Table], style: Style, speech: Speech) -> None:
        self.style, self.speech = style, speech
        self._tables = {table.name: table for table in shapes}
        self._repeats = dict(zip(_repeats(form.root), [table.name for table in shapes[1:]], strict=True))
        self._top, self._counts = shapes[0].name, Counter[str]()

    def of(self, handed: Handed) -> Iterator[tuple[str, list[Cell]]]:
        """(table, row) of one submission."""
        yield from self._row(handed, handed.answers.root, self._top, "", 0)

    def _row(self, handed: Handed, node: SheetNode, name: str, path: str, parent: int) -> Iterator[tuple[str, list[Cell]]]:
        table = self._tables[name]
        self._counts[name] += 1
        index = self._counts[name]
        nodes: dict[str, SheetNode] = {}
        inner: list[tuple[SheetNode, str]] = []
        _gather(handed.answers, node, path, nodes, inner)
        cells = [
            self._cell(handed.answers, nodes[column.path], column) if column.path in nodes else "" for column in table.columns
        ]
        at = handed.at.isoformat(timespec="seconds")
        own: list[Cell] = [handed.number, handed.uuid, at, handed.version, handed.person, index]
        joined: list[Cell] = [index, table.parent, parent, handed.number, handed.uuid, at]
        yield name, [*cells, *(joined if table.parent else own)]
        for instance, inside in inner:
            yield from self._row(handed, instance, self._repeats[instance.part.ref], inside, index)

    def _cell(self, answers: AnswerSheet, node: SheetNode, column: Column) -> Cell:
        value, question = answers.value(node), node.question
        if column.choice:
            return int(column.choice in value.split()) if value else ""
        if question.choices and self.style.headings == "labels":
            return BETWEEN_LABELS.join(self._choice(answers, node, name) for name in value.split())
        return number(value) if question.kind in NUMBERS else value

    def _choice(self, answers: AnswerSheet, node: SheetNode, name: str) -> str:
        label = answers.label_of(node, name)
        return self.speech.label(label) if label else name


def _gather(
    answers: AnswerSheet, node: SheetNode, path: str, nodes: dict[str, SheetNode], inner: list[tuple[SheetNode, str]]
) -> None:
    """The relevant questions of a row by path, and the instances of the repeats in it."""
    for child in node.children:
        inside = f"{path}/{child.name}" if path else child.name
        if not answers.relevant(child):
            continue
        if isinstance(child.part, Question):
            nodes[inside] = child
        elif isinstance(child.part, Repeat):
            inner.append((child, inside))
        else:
            _gather(answers, child, inside, nodes, inner)
