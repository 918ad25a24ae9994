"""What a chat cannot do with an XLSForm: the written list. Each is refused where it stands, with its cure; docs/forms.md has it too."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from bot.workbooks import beside
from bot.workbooks import texts as said
from bot.workbooks.sheets import Book, plain
from dialogs.faults import Fault
from dialogs.phrase import Phrase, phrase

TYPES = {
    "geotrace": said.GEOTRACE,
    "geoshape": said.GEOSHAPE,
    "osm": said.OSM,
    "xml-external": said.XML_LIST,
    "include": said.INCLUDE,
}
SETTINGS = {"public_key": said.ENCRYPTED}
SELECT = re.compile(r"(?:select[_ ](?:one|multiple)|rank)\s+(\S+)")


def refuse(book: Book) -> None:
    """Puts what is refused among the book's faults, and takes it out of the book, so that the rest can be looked at."""
    for one in RULES:
        book.faults += one(book)


def _types(book: Book) -> Iterator[Fault]:
    for place, row in book.survey.filled():
        kind = book.survey.cell(row, "type")
        if reason := _reason(kind):
            _harmless(book, row)
            yield Fault(*place, "type", reason)


def _reason(kind: str) -> Phrase | None:
    """Why a type is refused."""
    if reason := TYPES.get(kind) or TYPES.get(kind.removeprefix("q ")) or (said.OSM if kind.startswith("osm ") else None):
        return phrase(reason)
    found = beside.FROM_FILE.match(kind)
    return phrase(said.OTHER_LIST, kind=found[1].rpartition(".")[2]) if found and not found[1].endswith(".csv") else None


def _harmless(book: Book, row: dict[str, str]) -> None:
    """The question stays, under its name, as a text: others may refer to it."""
    name, label = book.survey.cell(row, "name"), book.survey.cell(row, "label") or "-"
    row.clear()
    for column, value in {"type": "text", "name": name, "label": label}.items():
        if value:
            book.survey.put(row, column, value)


def _triggers(book: Book) -> Iterator[Fault]:
    heading = book.survey.heading("trigger")
    for place, row in book.survey.filled():
        if row.pop(heading, ""):
            yield Fault(*place, "trigger", phrase(said.TRIGGER))


def _entities(book: Book) -> Iterator[Fault]:
    sheet = book.sheets["entities"]
    for place, _ in list(sheet.filled())[:1]:
        yield Fault(*place, "", phrase(said.ENTITIES))
    sheet.rows, sheet.places, sheet.headings = [], [], []
    for heading in book.survey.all_headings("save_to"):
        book.survey.drop(heading)


def _settings(book: Book) -> Iterator[Fault]:
    sheet = book.sheets["settings"]
    for place, row in list(sheet.filled())[:1]:
        for name, reason in SETTINGS.items():
            if row.pop(sheet.heading(name), ""):
                yield Fault(*place, name, phrase(reason))


def _searches(book: Book) -> Iterator[Fault]:
    for place, row in book.survey.filled():
        appearance = book.survey.cell(row, "appearance")
        if re.search(r"\bsearch\s*\(", appearance):
            row.pop(book.survey.heading("appearance"))
            yield Fault(*place, "appearance", phrase(said.SEARCH))


def _same_names(book: Book) -> Iterator[Fault]:
    """A list of the sheet choices and a file may not go by one name where both are used."""
    lists = {book.choices.cell(row, "list_name") for row in book.choices.rows}
    used = {found[1] for row in book.survey.rows if (found := SELECT.match(book.survey.cell(row, "type")))}
    for one in list(beside.named(book)):
        if one.id in lists & used:
            row = book.survey.rows[book.survey.places.index(one.place)]
            if plain(one.column) == "type":
                _harmless(book, row)
            yield Fault(*one.place, one.column, phrase(said.SAME_NAME, name=one.id, file=one.file))


def _long_lists(book: Book) -> Iterator[Fault]:
    """A filter looks at every choice, each time."""
    counts = Counter(book.choices.cell(row, "list_name") for row in book.choices.rows)
    for name, count in counts.items():
        if name and count > beside.MOST_ROWS:
            place = next(place for place, row in book.choices.filled() if book.choices.cell(row, "list_name") == name)
            yield Fault(*place, "list_name", phrase(said.LONG_LIST, most=f"{beside.MOST_ROWS:,}"))


RULES: tuple[Callable[[Book], Iterable[Fault]], ...] = (
    _types,
    _triggers,
    _entities,
    _settings,
    _searches,
    _same_names,
    _long_lists,
)
