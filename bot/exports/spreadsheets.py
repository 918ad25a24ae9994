"""Tables as files that spreadsheets open, csv and xlsx, written row by row; nothing in them is taken for a formula."""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from bot.exports.tables import Cell

MOST_TEXT = 32_767  # characters that a cell of a workbook holds
SHEET_NAME = 31  # characters of the name of its sheets
WIDTH = 18  # characters of a column
FORMULA = frozenset("=+-@\u2212")  # NFKC brings their full-width and small forms to these; U+2212 is the minus of typography
UNSEEN = frozenset({"Cf", "Cc", "Mn"})  # bidi and zero-width marks, controls, marks on no letter
SEPARATOR = re.compile(r"([;\t\n])")  # where a program of another country may begin a new cell
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """How many rows there are. UTF-8 with a mark at its beginning: without it Excel reads Latin."""
    count = 0
    with written_csv(path, headings) as add:
        for count, row in enumerate(rows, 1):  # noqa: B007 - it is the count of all
            add(row)
    return count


@contextmanager
def written_csv(path: Path, headings: Sequence[str]) -> Iterator[Callable[[Sequence[Cell]], None]]:
    """A table that rows are added to, one by one."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)

        def add(row: Sequence[Cell]) -> None:
            writer.writerow([harmless_in_csv(cell) if isinstance(cell, str) else cell for cell in row])

        add(headings)
        yield add


class Workbook:
    """An xlsx file: sheet after sheet, downwards. As a context it is finished at the end."""

    def __init__(self, path: Path) -> None:
        import xlsxwriter  # noqa: PLC0415 - some MB, seldom needed

        safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(path, {**safe, "constant_memory": True, "tmpdir": str(path.parent)})
        self.bold = self._book.add_format({"bold": True})
        self.words = self._book.add_format({"italic": True, "text_wrap": True, "valign": "top"})
        self._names: set[str] = set()

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._book.close()

    def sheet(self, name: str, columns: int, *, headings: int) -> "Sheet":
        """A new sheet whose first rows stay where they are, as does its first column."""
        made = self._book.add_worksheet(self._name(name))
        made.set_column(0, max(columns - 1, 0), WIDTH)
        made.freeze_panes(headings, 1)
        return Sheet(made)

    def _name(self, wanted: str) -> str:
        """As a workbook allows it, and only once."""
        plain = NOT_IN_NAMES.sub("_", wanted)
        names = [plain[:SHEET_NAME], *(f"{plain[: SHEET_NAME - 4]}~{i}" for i in range(2, len(self._names) + 2))]
        name = next(name for name in names if name.lower() not in self._names)
        self._names.add(name.lower())
        return name


class Sheet:
    """One sheet of a workbook."""

    def __init__(self, sheet: Any) -> None:
        self._sheet, self._at = sheet, 0

    def add(self, row: Iterable[Cell], style: object = None) -> None:
        """Numbers stay numbers, everything else is text."""
        for place, cell in enumerate(row):
            if not isinstance(cell, str):
                self._sheet.write_number(self._at, place, cell, style)
            elif cell:
                self._sheet.write_string(self._at, place, harmless(cell)[:MOST_TEXT], style)
        self._at += 1


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula (OWASP: CSV injection).

    Spaces and marks that nobody sees do not hide the sign from us, nor do its full-width and small forms.
    """
    first = next((letter for letter in text if not letter.isspace() and unicodedata.category(letter) not in UNSEEN), " ")
    return f"'{text}" if text[:1] in ("\t", "\r", "\n") or unicodedata.normalize("NFKC", first)[0] in FORMULA else text


def harmless_in_csv(text: str) -> str:
    """The same for what follows a semicolon, a tab or a new line: where the comma does not separate, these do."""
    pieces = SEPARATOR.split(text)
    return harmless(pieces[0] + "".join(pieces[i] + harmless(pieces[i + 1]) for i in range(1, len(pieces), 2)))
