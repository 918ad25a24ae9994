"""What people write on and tick, for each kind of question."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from bot.paper.printing import BOX, DIGIT_WIDE, INNER, POINT, Row, Sheet, Style, Words
from bot.paper.tongues import Tongue, distinct
from dialogs import texts
from dialogs.form import MEDIA, Choice, Question
from dialogs.skips import END
from dialogs.texts import Text

INDENT = 9.0  # beside the numbers of the questions
WIDE = INNER - INDENT
MOST_CHOICES, MOST_LIVE = 120, 30  # of a list of the form, of a live one; beyond that there is a line to write on
COLUMNS = (4, 3, 2, 1)
CHOICE, SMALL, TINY = Style(size=10), Style(size=8.5, grey=70), Style(size=7, grey=70)
PICTOGRAM = re.compile(r"^[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]+\s*")
LIMIT = re.compile(r"<=?\s*(\d+)")
DATE = ((2, texts.PAPER_DAY), (2, texts.PAPER_MONTH), (4, texts.PAPER_YEAR))
TIME = ((2, texts.PAPER_HOUR), (2, texts.PAPER_MINUTE))

Parts = Sequence[tuple[int, Text | None]]


def ticked(question: Question, choices: Sequence[Choice]) -> bool:
    """Whether choices are printed."""
    return question.choices is not None and 0 < len(choices) <= (MOST_LIVE if question.choices.live else MOST_CHOICES)


class Fields:
    def __init__(self, sheet: Sheet, spoken: Sequence[Tongue], label: Callable[[Choice, Tongue], Words]) -> None:
        self.sheet, self.spoken, self.label = sheet, spoken, label

    def rows(self, question: Question, choices: Sequence[Choice], goes_to: Mapping[str, int]) -> Iterator[Row]:
        """The field of a question, below its words."""
        kind = question.kind
        if ticked(question, choices):
            yield from self.choices(kind, choices, goes_to)
        elif kind in ("date", "time", "datetime"):
            yield self.boxes([*self.date(question)] * (kind != "time") + [*TIME] * (kind != "date"))
        elif kind in ("integer", "range", "decimal"):
            yield from self.number(question)
        elif kind == "phone":
            yield self.sheet.beside(
                self.sheet.words(Words("+", rtl=False), INDENT, 4, CHOICE), self.sheet.digits(15, INDENT + 5)
            )
        elif kind == "acknowledge":
            yield self.tick([one.say(texts.PAPER_READ) for one in self.spoken], INDENT, WIDE, round_=False)
        elif kind in MEDIA:
            yield self.both(texts.PAPER_FILE)
        else:
            if kind == "geopoint":
                yield self.both(texts.PAPER_WHERE)
            yield self.sheet.lines(5 if "multiline" in question.appearance else 1 if question.choices else 2, INDENT, WIDE)

    def both(self, text: Text, style: Style = SMALL, **values: str | int) -> Row:
        return self.columns([one.say(text, **values) for one in self.spoken], style)

    def said(self, text: Text) -> list[Words]:
        return distinct(one.say(text) for one in self.spoken)

    def columns(self, words: Sequence[Words], style: Style, x: float = INDENT, width: float = WIDE) -> Row:
        """Both languages side by side."""
        wide = (width - 4 * (len(self.spoken) - 1)) / len(self.spoken)
        return self.sheet.beside(
            *(self.sheet.words(one, x + at * (wide + 4), wide, style) for at, one in enumerate(distinct(words)))
        )

    # --- choices -----------------------------------------------------------------------------------------------------

    def choices(self, kind: str, choices: Sequence[Choice], goes_to: Mapping[str, int]) -> Iterator[Row]:
        if kind in ("select_multiple", "rank"):
            yield self.both(texts.PAPER_SEVERAL if kind == "select_multiple" else texts.PAPER_RANK)
            yield self.sheet.gap(1)
        words = [self.words(choice, goes_to) for choice in choices]
        widest = max(self.sheet.wide(one, style) for cell in words for one, style in cell)
        columns = next((n for n in COLUMNS if WIDE / n - BOX - 5 >= widest), 1)
        columns = min(columns, len(choices)) if len(choices) > 1 else 1
        wide, side = WIDE / columns, DIGIT_WIDE if kind == "rank" else BOX
        for start in range(0, len(words), columns):
            cells = [
                self.cell(cell, INDENT + at * wide, wide, round_=kind == "select_one", side=side)
                for at, cell in enumerate(words[start : start + columns])
            ]
            yield self.sheet.beside(*cells)

    def words(self, choice: Choice, goes_to: Mapping[str, int]) -> list[tuple[Words, Style]]:
        """A choice in each language, and where it leads."""
        labels = distinct(self.label(choice, one) for one in self.spoken)
        labels[1:] = [Words(PICTOGRAM.sub("", one.text), one.rtl) for one in labels[1:]]  # once is enough
        shown = [(one, CHOICE) for one in labels if one.text]
        if choice.name in goes_to:
            number = goes_to[choice.name]
            said = [
                one.say(texts.PAPER_GO_TO_END) if number == END else one.say(texts.PAPER_GO_TO, number=number)
                for one in self.spoken
            ]
            shown += [(Words(f"{'←' if one.rtl else '→'} {one.text}", rtl=one.rtl), SMALL) for one in distinct(said)]
        return shown or [(Words(choice.name, rtl=False), CHOICE)]

    def tick(self, words: Sequence[Words], x: float, width: float, *, round_: bool) -> Row:
        return self.cell([(one, CHOICE) for one in distinct(words)], x, width, round_=round_, side=BOX)

    def cell(self, words: Sequence[tuple[Words, Style]], x: float, width: float, *, round_: bool, side: float) -> Row:
        """A box and what it stands for, one language under the other."""
        line = CHOICE.size * POINT * 1.42
        left = x + side + 2
        under = self.sheet.below(*(self.sheet.words(one, left, width - side - 4, style, align="L") for one, style in words))
        box = self.sheet.box(x, round_=round_, side=side, line=line)
        return self.sheet.beside(box, Row(under.height + 1.5, under.draw))

    # --- digits ------------------------------------------------------------------------------------------------------

    def date(self, question: Question) -> Parts:
        return DATE[2:] if "year" in question.appearance else DATE[1:] if "month-year" in question.appearance else DATE

    def number(self, question: Question) -> Iterator[Row]:
        start, end = question.parameters.get("start", ""), question.parameters.get("end", "")
        if start and end:
            yield self.both(texts.PAPER_FROM_TO, least=start, most=end)
        source = question.constraint.source if question.constraint else ""
        limits = [len(number) for number in [*LIMIT.findall(source), *([end] if end.isdigit() else [])]]
        whole: list[tuple[int, Text | None]] = [(min(max(limits, default=6), 12), None)]
        yield self.boxes(whole + [(2, None)] * (question.kind == "decimal"))

    def boxes(self, parts: Parts) -> Row:
        """Boxes for digits, in groups; below each of them what it is for."""
        cells, x = [], INDENT
        for count, text in parts:
            wide = count * DIGIT_WIDE
            caption = [self.sheet.words(one, x, wide + 6, TINY, align="L") for one in self.said(text)] if text else []
            cells.append(self.sheet.below(self.sheet.digits(count, x), *caption))
            x += wide + 8 if text else wide + 3
        return self.sheet.beside(*cells)
