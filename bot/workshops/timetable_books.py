"""Workshops in a workbook: one row each, a column for each field of the page on which they are made, words by language (`title (uk)`)."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from warnings import catch_warnings

from bot.workbooks import texts as said
from bot.workbooks import unpacking
from desk.workshops.files import Read, Unread
from desk.workshops.form import WORDS
from desk.workshops.series import DAYS, HOWS, OTHER
from dialogs.phrase import Phrase, phrase
from dialogs.workshops.values import KINDS

SHEET = "workshops"
MOST_ROWS, MOST_COLUMNS = 1_000, 200
FIELDS: Mapping[
    str, str
] = {  # headings in the order of the workbook: {heading: field}. They are for ever, in every language the same.
    "kind": "kind",
    "programme": "owner",
    "day": "day",
    "time": "time",
    "minutes": "minutes",
    "meetings until": "to",
    "zone": "zone",
    "repeat": "repeat",
    "every": "every",
    "weekdays": "days",
    "times": "times",
    "until": "until",
    "without": "without",
    "rule": "rule",
    "place": "place",
    "address": "address",
    "map": "point",
    "link": "link",
    "languages": "languages",
    "interpreters": "interpreters",
    "trainer": "trainer",
    "places": "capacity",
    "waiting list": "queues",
    "hours to answer": "hours",
    "together": "whole",
    "discreet": "discreet",
    "certificate": "enough",
    "form": "form",
    "feedback": "feedback",
}
SEVERAL = ("days", "without", "languages", "interpreters")
TICKED = ("queues", "discreet", "whole")
HEADING = re.compile(rf"((?i:{'|'.join(WORDS)})) ?\(([a-z]{{2,3}}(?:[_-][A-Za-z0-9]{{2,8}})*)\)")
APART = re.compile(r"[\s,;]+")
YES, NO = frozenset({"yes", "y", "1", "x", "true"}), frozenset({"no", "n", "0", "false"})
EXAMPLE = {
    "kind": "group",
    "day": "2026-12-01",
    "time": "10:00",
    "minutes": "90",
    "repeat": "weekly",
    "every": "1",
    "weekdays": "TU",
    "times": "5",
    "without": "2026-12-22, 2026-12-29",
    "place": "Town library",
    "map": "49.6117, 6.1300",
    "languages": "en, fr",
    "places": "12",
    "waiting list": "yes",
}


class Wrong(ValueError):
    """A cell that cannot be what its column wants."""

    def __init__(self, why: Phrase) -> None:
        super().__init__(f"{why}")
        self.why = why


def read(content: bytes) -> Sequence[Read]:
    """The rows of the first sheet. Raises Unread."""
    if reason := unpacking.reason_to_refuse(content):
        raise Unread(reason)
    try:
        with catch_warnings(action="ignore"):  # of styles and extensions
            return _rows(content)
    except (
        KeyError,
        ValueError,
        TypeError,
        OSError,
        AttributeError,
        IndexError,
    ) as problem:  # what openpyxl raises for what is no workbook
        raise Unread(phrase(said.WORKSHOP_NO_FILE)) from problem


def _rows(content: bytes) -> Sequence[Read]:
    from openpyxl import load_workbook  # noqa: PLC0415 - some MB, seldom needed

    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    sheet = book[SHEET] if SHEET in book.sheetnames else book[book.sheetnames[0]]
    sheet.reset_dimensions()  # what a file says of its own size is not always true
    rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
    name, columns = str(sheet.title), _columns(next(rows, ()), str(sheet.title))
    found = [_read(name, number, row, columns) for number, row in enumerate(rows, 2) if any(map(_text, row))]
    book.close()
    return found


def _columns(headings: Iterable[Any], sheet: str) -> list[tuple[str, str]]:
    """(heading, field) of each column; "" for one without a heading. Raises Unread."""
    found: list[tuple[str, str]] = []
    for value in headings:
        heading = " ".join(_text(value).split())[:60]
        words = HEADING.fullmatch(heading)
        field = f"{words[1].lower()}:{words[2].replace('-', '_')}" if words else FIELDS.get(heading.lower(), "")
        if heading and not field:
            raise Unread(phrase(said.WORKSHOP_NO_COLUMN, sheet=sheet, column=heading))
        if field and field in (name for _, name in found):
            raise Unread(phrase(said.WORKSHOP_TWICE_COLUMN, sheet=sheet, column=heading))
        found.append((heading, field))
    return found


def _read(sheet: str, number: int, row: Sequence[Any], columns: Sequence[tuple[str, str]]) -> Read:
    given: dict[str, list[str]] = {}
    wrong: dict[str, Phrase] = {}
    for value, (heading, field) in zip(row, columns, strict=False):
        if field and _text(value):
            try:
                given[field] = _values(field, value)
            except Wrong as problem:
                wrong[heading] = problem.why
    given.setdefault("ends", ["until" if "until" in given else "times"])
    if "rule" in given:
        given["repeat"] = [OTHER]
    return Read(sheet, number, given, _named(columns), wrong)


def _named(columns: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    """Where a field is missing, its column is the one that it would have."""
    usual = {field: heading for heading, field in FIELDS.items()}
    return {**usual, "words": "title (en)", "repeat": "repeat", **{field: heading for heading, field in columns if field}}


def _values(field: str, value: Any) -> list[str]:
    """As the page would send them. Raises Wrong."""
    text = _text(value, clock=field in ("time", "to"))
    if field in TICKED:
        return _ticked(field, text.lower())
    if field == "days":
        return [_weekday(one) for one in APART.split(text) if one]
    if field in SEVERAL:
        return [one for one in APART.split(text) if one]
    return [text.lower() if field in ("kind", "repeat") else text]


def _ticked(field: str, text: str) -> list[str]:
    if text not in YES | NO:
        raise Wrong(phrase(said.WORKSHOP_NO_YES))
    if field == "whole":
        return ["whole" if text in YES else "each"]
    return ["1"] if text in YES else []


def _weekday(text: str) -> str:
    if text[:2].upper() not in DAYS:
        raise Wrong(phrase(said.WORKSHOP_NO_WEEKDAY, what=text[:20]))
    return text[:2].upper()


def _text(value: Any, *, clock: bool = False) -> str:
    """What stands in a cell: days and times as the page writes them, whole numbers without a point."""
    if isinstance(value, datetime):
        return f"{value:%H:%M}" if clock else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).replace("_x000D_", "").replace("\r\n", "\n").strip()


# --- to fill in -------------------------------------------------------------------------------------------------------------


def template(languages: Sequence[str]) -> bytes:
    """A workbook with one example, which is to be written over, and lists to choose from."""
    import xlsxwriter  # noqa: PLC0415 - some MB, seldom needed

    file = BytesIO()
    words = [f"{word} ({code})" for code in languages for word in WORDS]
    headings = ["kind", *words, *list(FIELDS)[1:]]
    example = {**EXAMPLE, f"title ({languages[0]})": "Writing a CV"}
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet, bold, text = book.add_worksheet(SHEET), book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(headings) - 1, 18, text)  # as text: 2026-12-01 stays as it was typed
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
            sheet.write_string(1, column, example.get(heading, ""), text)
        choices: Callable[..., Any] = sheet.data_validation
        for heading, offered in (
            ("kind", KINDS),
            ("repeat", HOWS),
            ("waiting list", ("yes", "no")),
            ("discreet", ("yes", "no")),
        ):
            column = headings.index(heading)
            choices(1, column, MOST_ROWS, column, {"validate": "list", "source": list(offered)})
    return file.getvalue()
