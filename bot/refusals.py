"""What a chat cannot do with an XLSForm: the written list. Each is refused where it stands, with its cure; docs/forms.md has it too."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from bot import beside
from bot.faults import Fault
from bot.sheets import Book, plain

TYPES = {
    "geotrace": "a line cannot be drawn in a chat. Ask for its points one by one with geopoint, or leave it out.",
    "geoshape": "an area cannot be drawn in a chat. Ask for one point with geopoint, or leave it out.",
    "osm": "tags of OpenStreetMap cannot be asked for in a chat. Ask with select_one and text instead.",
    "xml-external": "lists in XML files are not read. Save the list as a csv file, and use select_one_from_file.",
    "include": "another form cannot be included. Copy its rows into this sheet.",
}
SETTINGS = {
    "public_key": "encrypted forms are not supported: the bot has to read the answers. Leave this cell empty; answers are kept sealed."
}
ENTITIES = "entities are not supported. Remove this sheet and the column save_to; the answers can be exported instead."
TRIGGER = (
    "values set when another answer changes are not supported. Leave this cell empty; a calculation alone is kept up to date."
)
OTHER_LIST = 'lists in files of the kind "{kind}" are not read. Save the list as a csv file with the columns name and label.'
SEARCH = "choices found by search() are not supported. Use select_one_from_file with the csv file, and a choice_filter."
SAME_NAME = 'the list "{name}" and the file "{file}" have the same name, so nobody can tell which is meant. Rename one of them.'
LONG_LIST = "this list has more than {most:,} choices. Leave out what nobody chooses, or ask for the district first in a question of its own."
SELECT = re.compile(r"(?:select[_ ](?:one|multiple)|rank)\s+(\S+)")


def refuse(book: Book) -> None:
    """Puts what is refused among the book's faults, and takes it out of the book, so that the rest can be looked at."""
    for one in RULES:
        book.faults += one(book)


def _types(book: Book) -> Iterator[Fault]:
    for place, row in book.survey.filled():
        kind = book.survey.cell(row, "type")
        reason = TYPES.get(kind) or TYPES.get(kind.removeprefix("q ")) or (TYPES["osm"] if kind.startswith("osm ") else "")
        if not reason and (found := beside.FROM_FILE.match(kind)) and not found[1].endswith(".csv"):
            reason = OTHER_LIST.format(kind=found[1].rpartition(".")[2])
        if reason:
            _harmless(book, row)
            yield Fault(*place, "type", reason)


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
            yield Fault(*place, "trigger", TRIGGER)


def _entities(book: Book) -> Iterator[Fault]:
    sheet = book.sheets["entities"]
    for place, _ in list(sheet.filled())[:1]:
        yield Fault(*place, "", ENTITIES)
    sheet.rows, sheet.places, sheet.headings = [], [], []
    for heading in book.survey.all_headings("save_to"):
        book.survey.drop(heading)


def _settings(book: Book) -> Iterator[Fault]:
    sheet = book.sheets["settings"]
    for place, row in list(sheet.filled())[:1]:
        for name, reason in SETTINGS.items():
            if row.pop(sheet.heading(name), ""):
                yield Fault(*place, name, reason)


def _searches(book: Book) -> Iterator[Fault]:
    for place, row in book.survey.filled():
        appearance = book.survey.cell(row, "appearance")
        if re.search(r"\bsearch\s*\(", appearance):
            row.pop(book.survey.heading("appearance"))
            yield Fault(*place, "appearance", SEARCH)


def _same_names(book: Book) -> Iterator[Fault]:
    """A list of the sheet choices and a file may not go by one name where both are used."""
    lists = {book.choices.cell(row, "list_name") for row in book.choices.rows}
    used = {found[1] for row in book.survey.rows if (found := SELECT.match(book.survey.cell(row, "type")))}
    for one in list(beside.named(book)):
        if one.id in lists & used:
            row = book.survey.rows[book.survey.places.index(one.place)]
            if plain(one.column) == "type":
                _harmless(book, row)
            yield Fault(*one.place, one.column, SAME_NAME.format(name=one.id, file=one.file))


def _long_lists(book: Book) -> Iterator[Fault]:
    """A filter looks at every choice, each time."""
    counts = Counter(book.choices.cell(row, "list_name") for row in book.choices.rows)
    for name, count in counts.items():
        if name and count > beside.MOST_ROWS:
            place = next(place for place, row in book.choices.filled() if book.choices.cell(row, "list_name") == name)
            yield Fault(*place, "list_name", LONG_LIST.format(most=beside.MOST_ROWS))


RULES: tuple[Callable[[Book], Iterable[Fault]], ...] = (
    _types,
    _triggers,
    _entities,
    _settings,
    _searches,
    _same_names,
    _long_lists,
)
