"""The certificate of attendance: one page of A4 in two languages, that of the place and the person's own. Pure: the day is handed in.

A caption stands in the first language on one side and in the second on the other, what it is about between them.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from bot.paper.fonts import fonts
from bot.paper.printing import HEIGHT, INNER, MARGIN, WIDTH, Measures, Row, Sheet, Style, Words
from bot.paper.tongues import Tongue, distinct
from bot.texts.bidi import has_rtl
from dialogs.form import Label
from dialogs.texts import Speech, Text
from dialogs.workshops import texts

NAME = "certificate.pdf"
INK, PALE = (23, 78, 84), (176, 200, 202)  # of the frames
TOP, FOOT, AIR = 34.0, 30.0, 10.0  # millimetres from the edges, and below the heading
CAPTIONS = 40.0  # width of each of their columns
MOST_DAYS = 12  # that are named
SIZES = (1.0, 0.85, 0.7, 0.55)  # what is too much for the page is set smaller


SAID = (
    *(texts.FILE_CERTIFICATE, texts.FILE_NAME, texts.FILE_WORKSHOP, texts.FILE_DAYS, texts.FILE_ATTENDED),
    *(texts.FILE_HOURS, texts.FILE_PLACE, texts.FILE_ONLINE, texts.FILE_ISSUED, texts.FILE_CHECK),
)


class Attended(NamedTuple):
    """What is certified. `days`: on which they came, of `of` times; `minutes`: how long these were together; `number`: see the module."""

    name: str
    title: Label
    programme: str
    days: tuple[date, ...]
    of: int
    minutes: int
    place: str
    online: bool
    day: date
    number: str


def certificate(about: Attended, speeches: Sequence[Speech]) -> bytes:
    """The PDF. `speeches`: one or two, the first the place's. Raises SettingProblem: there is no font for a script."""
    spoken = [Tongue(code="", name="", rtl=one.rtl, speech=one, ours=True) for one in speeches]
    found, measures = fonts(_everything(about, spoken)), Measures()
    with closing(Sheet(found, measures, rtl=spoken[0].rtl)) as sheet:
        sheet.pdf.set_title(spoken[0].say(texts.FILE_CERTIFICATE).text)
        sheet.pdf.set_lang(speeches[0].language.replace("_", "-"))
        sheet.pdf.set_creation_date(datetime.combine(about.day, time(), UTC))
        sheet.page()
        _frames(sheet)
        _put(_Page(sheet, about, spoken))
        return sheet.save()


def _everything(about: Attended, spoken: Sequence[Tongue]) -> Iterator[str]:
    yield from (about.name, about.programme, about.place, about.number)
    for one in spoken:
        yield one.label(about.title, str).text
        yield from (one.say(text).text for text in SAID)
        yield from (one.speech.day(day.isoformat(), "day") for day in (*about.days, about.day))


def _frames(sheet: Sheet) -> None:
    for inset, colour, width in ((9.0, INK, 0.9), (11.5, PALE, 0.3)):
        sheet.pdf.set_draw_color(*colour)
        sheet.pdf.set_line_width(width)
        sheet.pdf.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)


def _put(page: "_Page") -> None:
    """In the middle of what is left between head and foot."""
    for size in SIZES:
        head, body, foot = page.head(size), page.body(size), page.foot(size)
        room = HEIGHT - TOP - FOOT - head.height - foot.height - AIR
        if body.height <= room:
            break
    head.draw(TOP)
    body.draw(TOP + head.height + AIR + max(room - body.height, 0) / 2)
    foot.draw(HEIGHT - FOOT - foot.height)


class _Page:
    def __init__(self, sheet: Sheet, about: Attended, spoken: Sequence[Tongue]) -> None:
        self.sheet, self.about, self.spoken = sheet, about, spoken

    def head(self, size: float) -> Row:
        title, *other = distinct(one.say(texts.FILE_CERTIFICATE) for one in self.spoken)
        return self.sheet.below(
            self._middle(_words(self.about.programme), 13 * size, grey=90, edge=0),
            self.sheet.gap(10 * size),
            self._middle(title, 28 * size, bold=True, edge=0),
            *(self._middle(one, 20 * size, grey=60, edge=0) for one in other),
        )

    def body(self, size: float) -> Row:
        about, gap = self.about, self.sheet.gap(9 * size)
        titles = distinct(one.label(about.title, str) for one in self.spoken)
        places = [_words(about.place)] if about.place else [one.say(texts.FILE_ONLINE) for one in self.spoken] * about.online
        days, listed = about.days, self._middle(Words(_listed(about.days), rtl=False), 8.5 * size, grey=90)
        times = self._field(texts.FILE_ATTENDED, [Words(f"{len(days)} / {about.of}", rtl=False)], 13 * size, size, bold=True)
        rows = [
            self._field(texts.FILE_NAME, [_words(about.name)], 22 * size, size, bold=True),
            self._field(texts.FILE_WORKSHOP, titles, 15 * size, size, bold=True),
            self._field(texts.FILE_DAYS, [one.plain(_span(days, one.speech)) for one in self.spoken], 11 * size, size),
            self.sheet.below(times, listed),
            self._field(
                texts.FILE_HOURS, [Words(f"{about.minutes // 60}:{about.minutes % 60:02}", rtl=False)], 13 * size, size
            ),
            self._field(texts.FILE_PLACE, distinct(places), 11 * size, size) if places else self.sheet.gap(0),
        ]
        return self.sheet.below(*(part for row in rows for part in (row, gap)))

    def foot(self, size: float) -> Row:
        about, gap = self.about, self.sheet.gap(4 * size)
        issued = distinct(one.plain(one.speech.day(about.day.isoformat(), "day")) for one in self.spoken)
        return self.sheet.below(
            self._line(),
            gap,
            self._field(texts.FILE_ISSUED, issued, 10 * size, size),
            gap,
            self._field(texts.FILE_CHECK, [Words(about.number, rtl=False)], 11 * size, size, bold=True),
        )

    def _field(self, caption: Text, values: Sequence[Words], points: float, size: float, *, bold: bool = False) -> Row:
        """Captions at both sides, on the same line; what is the same in both languages stands there once."""
        said, style = distinct(one.say(caption) for one in self.spoken), Style(size=9 * size, grey=90)
        places = ((0.0, "L"), (INNER - CAPTIONS, "R"))
        captions = [
            self.sheet.words(words, x, CAPTIONS, style, align=side) for words, (x, side) in zip(said, places, strict=False)
        ]
        lower = (points - 9 * size) * 0.2  # millimetres by which small letters stand on the line of larger ones
        small = self.sheet.below(self.sheet.gap(lower), self.sheet.beside(*captions))
        return self.sheet.beside(small, self.sheet.below(*(self._middle(one, points, bold=bold) for one in values)))

    def _middle(self, words: Words, points: float, *, bold: bool = False, grey: int = 0, edge: float = CAPTIONS) -> Row:
        style = Style(size=points, bold=bold, grey=grey)
        return self.sheet.words(words, edge, INNER - 2 * edge, style, align="C")

    def _line(self) -> Row:
        def draw(y: float) -> None:
            self.sheet.pdf.set_draw_color(*PALE)
            self.sheet.pdf.set_line_width(0.3)
            self.sheet.pdf.line(MARGIN + CAPTIONS, y, WIDTH - MARGIN - CAPTIONS, y)

        return Row(2, draw)


def _words(text: str) -> Words:
    """What people or the team have written, in whichever direction."""
    return Words(text, rtl=has_rtl(text))


def _span(days: Sequence[date], speech: Speech) -> str:
    return " – ".join(dict.fromkeys(speech.day(day.isoformat(), "day") for day in (min(days), max(days))))


def _listed(days: Sequence[date]) -> str:
    """In figures, which all can read; of many the first ones."""
    named = [day.isoformat() for day in dict.fromkeys(sorted(days))]
    return "   ".join([*named[:MOST_DAYS], *["…"] * (len(named) > MOST_DAYS)])
