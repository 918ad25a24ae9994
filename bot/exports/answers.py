"""Answers into a file: xlsx with a sheet for each form, or csv with one table. A row is one person's copy of a form.

Whoever does not let the team read their answers is left out. The file appears when it is whole, for its owner only; that it was
made is written down before.
"""

import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import ColumnElement, Connection

from bot.exports.spreadsheets import Sheet, Workbook, write_csv
from bot.exports.tables import OWN, Cell, Column, columns, row
from bot.forms.lists import live_lists
from bot.settings import SettingProblem
from bot.wallclock import utc_now
from dialogs.form import Choice, Form, Label, Question
from dialogs.nodes import list_node
from dialogs.texts import Speech, Voices
from dialogs.xpath import Node
from storage.answers import extract
from storage.crypt import Keyring
from storage.speaking.people import audited
from storage.store import Store
from storage.times import ms

Progress = Callable[[int, int], None]


async def export_answers(
    store: Store,
    keyring: Keyring,
    forms: Mapping[str, Form],
    voices: Voices,
    *,
    to: str,
    out: Path,
    form: str | None,
    progress: Progress,
) -> int:
    """How many rows were written. `to` is xlsx or csv; without a `form` all are written; `progress` is told (done, of all) sheets.

    Raises SettingProblem where there is no such form, or no such place for the file.
    """
    sheets = await store.read(extract.forms)
    names = _chosen(form, sheets, forms)
    at, told = ms(utc_now()), {"part": "answers", "shape": to, "form": ", ".join(names)}
    await store.write(lambda connection: audited(connection, "command line", "exported", 0, at, **told))
    lists = live_lists({code: voices["en"].label(Label(key=f"language:{code}", texts={"": code})) for code in voices.languages})
    total = sum(sheets.get(name, 0) for name in names)
    source = Source(keyring=keyring, forms=forms, lists=lists, speech=voices["en"], names=names, total=total, progress=progress)
    make = to_xlsx if to == "xlsx" else to_csv
    return await store.read(lambda connection: whole(out, lambda path: make(connection, source, path)))


def _chosen(form: str | None, sheets: Mapping[str, int], forms: Mapping[str, Form]) -> list[str]:
    """The forms to write: one, or all that were ever opened."""
    if form is None:
        return list(sheets)
    if form not in {*forms, *sheets}:
        raise SettingProblem(f"No form is called {form}. There are: {', '.join(sorted({*forms, *sheets}))}.")
    return [form]


def whole(out: Path, make: Callable[[Path], int]) -> int:
    """The file, made in a folder of its own beside it, which nobody else may look into. What `make` returns. Raises SettingProblem."""
    try:
        with tempfile.TemporaryDirectory(prefix=".export-", dir=out.absolute().parent) as folder:
            file = Path(folder, "file")
            rows = make(file)
            file.chmod(0o600)
            file.replace(out)
    except OSError as problem:
        raise SettingProblem(f"{out} cannot be written: {problem.strerror}. Name another file with --out.") from problem
    return rows


Mark = Sequence[tuple[str, str]]  # (what, what it is): who asked for a file, when, about whom


@dataclass(slots=True, kw_only=True)
class Source:
    """Where rows come from. `of`: a condition on `sheet`; `only`: the keys of questions to be shown, none = all."""

    keyring: Keyring
    forms: Mapping[str, Form]
    lists: Mapping[str, Sequence[Choice]]
    speech: Speech
    names: Sequence[str]
    total: int
    progress: Progress
    of: ColumnElement[bool] | None = None
    only: Sequence[str] = ()
    mark: Mark = ()
    done: int = 0
    instances: Mapping[str, Node] = field(init=False)

    def __post_init__(self) -> None:
        self.instances = {name: list_node(choices) for name, choices in self.lists.items()}

    def columns(self, connection: Connection, name: str) -> list[Column]:
        asked = columns(self.forms.get(name), extract.paths(connection, name))
        chosen = [one for one in asked if not self.only or one.name.rpartition("].")[2] in self.only]
        return [*map(Column, OWN), *chosen]

    def rows(self, connection: Connection, name: str, headings: Sequence[str]) -> Iterator[list[Cell]]:
        for filled in extract.filled(connection, self.keyring, name, self.of):
            self.done += 1
            self.progress(self.done, self.total)
            if filled:
                cells = row(filled, self.forms.get(name), self.lists, self.instances)
                yield [cells.get(heading, "") for heading in headings]


def to_csv(connection: Connection, source: Source, path: Path) -> int:
    """One table of everything, with the questions of every form beside each other; questions of one name share a column."""
    headings = list(dict.fromkeys(column.name for name in source.names for column in source.columns(connection, name))) or [
        *OWN
    ]
    marks, said = [f"_{what}" for what, _ in source.mark], [value for _, value in source.mark]
    rows = (cells for name in source.names for cells in source.rows(connection, name, headings))
    return write_csv(path, [*headings, *marks], ([*cells, *said] for cells in rows))


def to_xlsx(connection: Connection, source: Source, path: Path) -> int:
    """A sheet for each form: keys, the questions in words, then the rows. The last sheet says what the choices mean."""
    count = 0
    with Workbook(path) as book:
        for name in source.names:
            asked = source.columns(connection, name)
            headings = [column.name for column in asked]
            sheet = book.sheet(name, len(asked), headings=2)
            sheet.add(headings, book.bold)
            sheet.add([_in_words(column, source.speech) for column in asked], book.words)
            for cells in source.rows(connection, name, headings):
                sheet.add(cells)
                count += 1
        meanings = book.sheet("choices", 4, headings=1)
        meanings.add(["form", "question", "choice", "meaning"], book.bold)
        _add_choices(meanings, source)
        add_mark(book, source.mark)
    return count


def add_mark(book: Workbook, mark: Mark) -> None:
    """A sheet that says who asked for the file."""
    if mark:
        about = book.sheet("about", 2, headings=0)
        for pair in mark:
            about.add(pair)


def _in_words(column: Column, speech: Speech) -> str:
    return speech.label(column.label, **dict.fromkeys(column.label.outputs, "…")) if column.label else ""


def _add_choices(sheet: Sheet, source: Source) -> None:
    for form in (source.forms[name] for name in source.names if name in source.forms):
        for question in form.questions.values():
            for choice in _choices(question, source.lists):
                sheet.add([form.name, question.key, choice.name, source.speech.label(choice.label)])


def _choices(question: Question, lists: Mapping[str, Sequence[Choice]]) -> Sequence[Choice]:
    found = question.choices
    return () if found is None else lists.get(found.list, ()) if found.live else found.static


async def answers_as_lines(store: Store) -> AsyncIterator[str]:
    """For the benchmark: `platform's id, path, value` of the latest answers, with U+001F between.

    Several choices are sorted and have commas between; a new line is a space.
    """

    def lines(connection: Connection) -> list[str]:
        return [
            "\x1f".join((external, answer.path, _value(answer.value, choices=clear)))
            for external, answer, clear in extract.by_external(connection, store.keyring)
            if answer.status == "answered"
        ]

    for line in await store.read(lines):
        yield line


def _value(value: str, *, choices: bool) -> str:
    return ",".join(sorted(value.split())) if choices else value.replace("\n", " ")
