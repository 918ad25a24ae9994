"""Bars for the desk's charts: where everything stands in the picture. The template `charting.html` draws it as SVG in the page.

A bar has its label and its figure above it, so that it is as readable on a phone as on a wide screen: heights are pixels, widths parts of
whatever room there is. Every chart holds the same figures as a table.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ROW = 44  # pixels from one bar to the next
LEAST = 0.6  # percent: what is there can be seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """`length` of the longest sets the scale; `tail` is a part at its end that is set apart, `note` says of it where there
    is room. `cells` stand in the table, after the label.
    """

    label: str
    length: float
    figure: str
    cells: tuple[str, ...]
    tail: float = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Percent of the width, from the left."""

    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A bar in its place; None for a part of which there is nothing."""

    bar: Bar
    top: int  # pixels
    body: Part | None
    tail: Part | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """`summary` is said for the picture. `headings` are those of the table. `kind`: a class of its own in the stylesheet."""

    name: str
    title: str
    summary: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    kind: str = ""

    @property
    def height(self) -> int:
        return len(self.rows) * ROW


def rows(bars: Iterable[Bar], *, rtl: bool, whole: float = 0) -> tuple[Row, ...]:
    """From top to bottom. `whole`: what would be as long as there is room; by default the longest of them."""
    found = list(bars)
    most = max([whole, *(one.length for one in found)], default=0)
    return tuple(_row(one, place, most, rtl=rtl) for place, one in enumerate(found))


def _row(bar: Bar, place: int, most: float, *, rtl: bool) -> Row:
    length, tail = (_percent(part, most) for part in (bar.length, bar.tail))
    body = max(length - tail, 0)
    return Row(bar=bar, top=place * ROW, body=_part(0, body, rtl=rtl), tail=_part(body, tail, rtl=rtl))


def _percent(part: float, most: float) -> float:
    return max(round(100 * part / most, 2), LEAST) if part and most else 0


def _part(start: float, width: float, *, rtl: bool) -> Part | None:
    return Part(round(100 - start - width if rtl else start, 2), round(width, 2)) if width else None


def fewer(found: Sequence[tuple[str, int]], most: int) -> tuple[list[tuple[str, int]], int]:
    """The largest of them, and how many all the others are together."""
    ordered = sorted(found, key=lambda pair: (-pair[1], pair[0]))
    return ordered[:most], sum(number for _, number in ordered[most:])
