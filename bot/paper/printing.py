"""A sheet of A4 to write on: texts of two directions, boxes, lines, and rows that are never cut. Millimetres and points.

Rows are measured before they are drawn. On a sheet that is read from the right everything is mirrored.
"""

import unicodedata
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any, NamedTuple

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, TextDirection
from fpdf.fonts import TTFFont

from bot.paper.fonts import Font, printable

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 15.0
INNER = WIDTH - 2 * MARGIN
FOOT = 18.0  # from the lower edge
TOGETHER = 80.0  # what is higher may begin on one page and end on the next
POINT = 25.4 / 72
LEADING = 1.42  # Naskh needs more than Latin
BOX = 3.6  # side of a box to tick, width of a circle
DIGIT_WIDE, DIGIT_HIGH = 6.5, 8.0
GREY, DARK = 150, 90


class Style(NamedTuple):
    size: float = 10.5
    bold: bool = False
    grey: int = 0


class Words(NamedTuple):
    """A text in its direction."""

    text: str
    rtl: bool


class Row(NamedTuple):
    """Something of a height that is drawn in one piece."""

    height: float
    draw: Callable[[float], None]


class Measures:
    """Taken once for all sheets of the same fonts: a form is laid out twice."""

    def __init__(self) -> None:
        self.widths: dict[tuple[Words, Style], float] = {}
        self.broken: dict[tuple[Words, float, Style], list[str]] = {}


class Sheet:
    """The pages, of which the first must be begun (`page`). Widths and places count from the edge where people begin to read."""

    def __init__(self, fonts: Sequence[Font], measures: Measures, *, rtl: bool) -> None:
        self.fonts, self.rtl = fonts, rtl
        self.widths, self.broken = measures.widths, measures.broken
        self.pdf = FPDF(format="A4")
        self.pdf.set_auto_page_break(False)
        for font in fonts:
            self.pdf.add_font(font.name, "", font.regular)
            self.pdf.add_font(font.name, "B", font.bold)
        self.pdf.set_font(fonts[0].name)
        self.pdf.set_fallback_fonts([font.name for font in fonts[1:]])
        self.pdf.c_margin = 0
        self.y = MARGIN
        self.waiting: list[Row] = []  # a heading, for what comes below it
        self.foot: Callable[[int], None] = lambda _: None

    def save(self) -> bytes:
        out = BytesIO()
        self.pdf.output(out)
        return out.getvalue()

    def close(self) -> None:
        """Close the files of the fonts."""
        for font in self.pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    # --- rows --------------------------------------------------------------------------------------------------------

    def page(self) -> None:
        self.pdf.add_page()
        self.foot(self.pdf.page_no())
        self.y = MARGIN

    def put(self, rows: Sequence[Row], *, heading: bool = False) -> None:
        """Rows below each other: on one page if they are not too many, at least the first five of them, and a heading with them."""
        if heading:
            self.waiting += rows
            return
        beginning = sum(row.height for row in (*self.waiting, *rows[:5]))
        rows, self.waiting = [*self.waiting, *rows], []
        whole = sum(row.height for row in rows)
        first = whole if whole < TOGETHER else beginning
        if self.y + first > HEIGHT - FOOT and self.y > MARGIN + 1:
            self.page()
        for row in rows:
            if self.y + row.height > HEIGHT - FOOT:
                self.page()
            row.draw(self.y)
            self.y += row.height

    def gap(self, height: float) -> Row:
        return Row(height, lambda _: None)

    def beside(self, *cells: Row) -> Row:
        """Rows next to each other are one: as high as the highest."""

        def draw(y: float) -> None:
            for cell in cells:
                cell.draw(y)

        return Row(max((cell.height for cell in cells), default=0), draw)

    def below(self, *rows: Row) -> Row:
        """Rows below each other as one, which no page divides."""

        def draw(y: float) -> None:
            for row in rows:
                row.draw(y)
                y += row.height

        return Row(sum(row.height for row in rows), draw)

    # --- texts -------------------------------------------------------------------------------------------------------

    def words(self, words: Words, x: float, width: float, style: Style = Style(), *, align: str = "") -> Row:  # noqa: B008 - a tuple
        """A text in a column, begun at the edge of its own direction, or at `align` (L or R on a sheet read from the left; C: the middle)."""
        text, line = printable(words.text, self.fonts), style.size * POINT * LEADING
        if not text:
            return self.gap(0)
        if "\n" in text:  # each line has a direction of its own
            parts = (Words(part, words.rtl) for part in text.split("\n"))
            return self.below(*(self.words(part, x, width, style, align=align) for part in parts))
        side = ("R" if (align == "R") != self.rtl else "L") if align else "R" if words.rtl else "L"
        side = "C" if align == "C" else side
        lines = self._lines(words, text, width, style)

        def draw(y: float) -> None:
            for at, part in enumerate(lines):
                self._style(words, style)
                self.pdf.set_xy(self._x(x, width), y + at * line)
                if any(
                    unicodedata.category(letter) == "Mn" for letter in part
                ):  # cell would put the marks beside their letters
                    self.pdf.multi_cell(width, line, part, align=side)
                else:
                    self.pdf.cell(width, line, part, align=side)

        return Row(line * len(lines), draw)

    def _lines(self, words: Words, text: str, width: float, style: Style) -> list[str]:
        """The text in lines that fit; one is tried first, since nearly all do and breaking takes five times as long."""
        if (words, width, style) not in self.broken:
            lines: Any = [text]
            if self.wide(words, style) > width:
                self._style(words, style)
                lines = self.pdf.multi_cell(width, 1, text, dry_run=True, output=MethodReturnValue.LINES)
            self.broken[words, width, style] = lines
        return self.broken[words, width, style]

    def wide(self, words: Words, style: Style = Style()) -> float:  # noqa: B008
        """How wide a text is on one line."""

        if (words, style) not in self.widths:
            self._style(words, style)
            self.widths[words, style] = float(self.pdf.get_string_width(printable(words.text, self.fonts))) + 0.5
        return self.widths[words, style]

    def _style(self, words: Words, style: Style) -> None:
        self.pdf.set_text_shaping(True, direction=TextDirection.RTL if words.rtl else TextDirection.LTR)
        self.pdf.set_font(self.fonts[0].name, "B" if style.bold else "", style.size)
        self.pdf.current_font_is_set_on_page = False  # fpdf2 is wrong about it after a text that began with another font
        self.pdf.set_text_color(style.grey)

    def _x(self, x: float, width: float) -> float:
        return WIDTH - MARGIN - x - width if self.rtl else MARGIN + x

    # --- what people write on ----------------------------------------------------------------------------------------

    def lines(self, count: int, x: float, width: float) -> Row:
        high = 9.0

        def draw(y: float) -> None:
            self._pen(GREY)
            for at in range(1, count + 1):
                self.pdf.line(self._x(x, width), y + at * high - 1, self._x(x, width) + width, y + at * high - 1)

        return Row(count * high + 1, draw)

    def box(self, x: float, *, round_: bool, side: float = BOX, line: float = 0) -> Row:
        """A box to tick, a circle where only one may be ticked; in the middle of a line of that height."""

        def draw(y: float) -> None:
            self._pen(DARK, 0.3)
            shape = self.pdf.ellipse if round_ else self.pdf.rect
            shape(self._x(x, side), y + max(line - side, 0) / 2, side, side)

        return Row(max(side, line), draw)

    def digits(self, count: int, x: float) -> Row:
        """Boxes for digits. They are written from the left in every language."""

        def draw(y: float) -> None:
            self._pen(DARK, 0.25)
            for at in range(count):
                self.pdf.rect(self._x(x + at * DIGIT_WIDE, DIGIT_WIDE), y, DIGIT_WIDE, DIGIT_HIGH)

        return Row(DIGIT_HIGH + 1, draw)

    def frame(self, row: Row, x: float, width: float) -> Row:
        """A row in a box of its own."""

        def draw(y: float) -> None:
            self._pen(GREY)
            self.pdf.set_fill_color(245)
            self.pdf.rect(self._x(x, width), y, width, row.height + 4, style="DF")
            row.draw(y + 2)

        return Row(row.height + 6, draw)

    def rule(self) -> Row:
        def draw(y: float) -> None:
            self._pen(DARK, 0.4)
            self.pdf.line(MARGIN, y + 1, WIDTH - MARGIN, y + 1)

        return Row(3, draw)

    def _pen(self, grey: int, width: float = 0.2) -> None:
        self.pdf.set_draw_color(grey)
        self.pdf.set_line_width(width)
