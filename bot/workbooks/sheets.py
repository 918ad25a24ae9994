"""The sheets of a workbook as rows of cells, whatever kind of file it is. Rows are counted as a spreadsheet shows them.

Cells are texts without blanks around them, as pyxform makes them; headings are found however their author spells them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from dialogs.faults import Fault

Row = dict[str, str]
Place = tuple[str, int]  # sheet, row

FIRST_ROW = 2  # of a sheet, below the headings
MOST_NAMED = 12  # rows or cells in one notice
NAMES = ("survey", "choices", "settings", "external_choices", "entities", "osm")
SPACE = re.compile(r"[\s_-]+")
SAME = {  # headings that mean the same; the first is ours
    "type": ("type", "command"),
    "name": ("name", "value", "tag"),
    "label": ("label", "caption"),
    "calculation": ("calculation", "calculate"),
    "relevant": ("relevant", "relevance"),
    "repeat_count": ("repeat_count", "count", "jr:count"),
    "constraint_message": ("constraint_message", "constraining_message"),
    "form_id": ("form_id", "id_string", "set_form_id"),
}


@dataclass(slots=True)
class Sheet:
    """`places` says where each row came from: a row may have been made out of another one."""

    name: str
    headings: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.places = self.places or [(self.name, FIRST_ROW + i) for i in range(len(self.rows))]

    def heading(self, column: str) -> str:
        """The heading as this sheet spells it: `Name`, `label::English (en)`; `column` itself when there is none."""
        return next(iter(self.all_headings(column)), column)

    def all_headings(self, column: str) -> list[str]:
        """All headings of a column: `label`, `label::Français (fr)`."""
        wanted = SAME.get(column, (column,))
        return [heading for heading in self.headings if plain(heading) in wanted]

    def cell(self, row: Row, column: str) -> str:
        return row.get(self.heading(column), "")

    def put(self, row: Row, column: str, value: str) -> None:
        heading = self.heading(column)
        if heading not in self.headings:
            self.headings.append(heading)
        row[heading] = value

    def filled(self) -> Iterator[tuple[Place, Row]]:
        """The rows that have something in them, with their places."""
        yield from ((place, row) for place, row in zip(self.places, self.rows, strict=True) if row)

    def insert(self, at: int, rows: list[Row]) -> None:
        """More rows, which were made out of the one at `at` and take its place."""
        self.places[at : at + 1] = [self.places[at]] * len(rows)
        self.rows[at : at + 1] = rows

    def drop(self, heading: str) -> None:
        self.headings.remove(heading)
        for row in self.rows:
            row.pop(heading, None)


def plain(heading: str) -> str:
    """`Label::English (en)`, `label:English` -> `label`; `bind::relevant` stays whole."""
    first, _, rest = heading.partition("::") if "::" in heading else heading.partition(":")
    name = SPACE.sub("_", first.strip().lower())
    if name in ("bind", "body", "control", "instance", "jr"):
        return f"{name}::{rest.strip()}" if name != "jr" else f"jr:{rest.strip()}"
    return "media" if name == "media" else name


@dataclass(slots=True)
class Book:
    """All sheets of a form, each there, if empty. `notices` is what was noticed on the way, `faults` what is wrong already."""

    sheets: dict[str, Sheet]
    names: list[str] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name in NAMES:
            self.sheets.setdefault(name, Sheet(name))

    @property
    def survey(self) -> Sheet:
        return self.sheets["survey"]

    @property
    def choices(self) -> Sheet:
        return self.sheets["choices"]

    def setting(self, name: str) -> str:
        sheet = self.sheets["settings"]
        return sheet.cell(sheet.rows[0], name) if sheet.rows else ""

    def set(self, name: str, value: str) -> None:
        sheet = self.sheets["settings"]
        if not sheet.rows:
            sheet.rows, sheet.places = [{}], [("settings", FIRST_ROW)]
        sheet.put(sheet.rows[0], name, value)

    def for_pyxform(self, fallback: str) -> dict[str, Any]:
        """As pyxform takes it; it writes into what it is given."""
        found: dict[str, Any] = {"fallback_form_name": fallback, "sheet_names": list(self.names)}
        for name, sheet in self.sheets.items():
            if any(sheet.rows) or sheet.headings:
                found[name] = [dict(row) for row in sheet.rows]
                found[f"{name}_header"] = [dict.fromkeys(sheet.headings)]
        return found


def listed(things: Sequence[object]) -> str:
    """`A1, A2`; of many the first, and how many more there are: `A1, A2 … (+40)`."""
    named, more = ", ".join(map(str, things[:MOST_NAMED])), len(things) - MOST_NAMED
    return f"{named} … (+{more})" if more > 0 else named
