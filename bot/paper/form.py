"""`lotse form paper`: a form on paper, in one language or two, for centres without a network.

What is on it and where answers lead is decided in `dialogs.skips`; fields, words, pages and fonts are beside this file.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path

from bot.forms.lists import live_lists
from bot.paper.fields import INDENT, SMALL, WIDE, Fields, ticked
from bot.paper.fonts import fonts
from bot.paper.printing import INNER, Measures, Row, Sheet, Style, Words
from bot.paper.tongues import Tongue, tongues
from bot.settings import SettingProblem
from bot.texts.speech import Voices
from dialogs import texts
from dialogs.form import Choice, Form, Group, Label, Repeat
from dialogs.labels import labels
from dialogs.skips import Condition, Entry, offered, plan

BLOCKS = 3  # of a repeat, where its form does not say how many
MOST_BLOCKS = 12
LONG_BLOCK = 60  # choices; of such a block there is one less
LONG_LABEL = 160  # characters; it is not printed in bold
CLIPPED = 60  # characters of a label that is quoted
SIGNS = "→←•–…"
FILLED = dict.fromkeys("page pages number question answers questions least most".split(), "1")
TITLE, HEADING, LABEL, NAMES = (
    Style(size=18, bold=True),
    Style(size=12.5, bold=True),
    Style(size=10.5, bold=True),
    Style(size=9, grey=70),
)


def paper(form: Form, voices: Voices, languages: Sequence[str], out: Path) -> None:
    """Write the PDF. Raises SettingProblem: no such language, no font for a script, no such place for the file."""
    content = printed(form, voices, languages)
    try:
        with tempfile.TemporaryDirectory(prefix=".paper-", dir=out.absolute().parent) as folder:
            whole = Path(folder, "form.pdf")
            whole.write_bytes(content)
            whole.replace(out)
    except OSError as problem:
        raise SettingProblem(f"{out} cannot be written: {problem.strerror}. Name another file with --out.") from problem


def printed(form: Form, voices: Voices, languages: Sequence[str]) -> bytes:
    """The PDF. It is laid out twice, since the first page says how many there are."""
    spoken = tongues(form, voices, tuple(languages))
    paper_ = _Paper(form, voices, spoken)
    found, measures = fonts(paper_.everything()), Measures()
    with closing(Sheet(found, measures, rtl=spoken[0].rtl)) as sheet:
        pages = paper_.laid_out(sheet, 0).pdf.page_no()
    with closing(Sheet(found, measures, rtl=spoken[0].rtl)) as sheet:
        return paper_.laid_out(sheet, pages).save()


class _Paper:
    sheet: Sheet
    fields: Fields

    def __init__(self, form: Form, voices: Voices, spoken: Sequence[Tongue]) -> None:
        self.form, self.spoken = form, spoken
        self.lists = live_lists(voices.own_names())
        self.plan = plan(form, self.lists, ticked=ticked)
        self.numbers = {entry.question.key: entry.number for entry in self.plan.entries}
        self.by_ref = {entry.question.ref: entry for entry in self.plan.entries}

    def everything(self) -> Iterator[str]:
        """Every text that may be printed."""
        for one in self.spoken:
            yield one.name + SIGNS
            yield from (one.label(shown.label, lambda _: "").text for shown in labels(self.form))
            yield from (one.say(text, **FILLED).text for text in texts.every() if text.context.startswith("paper:"))
            for entry in self.plan.entries:
                yield from (self.choice(choice, one).text for choice in self.choices(entry))

    # --- words -------------------------------------------------------------------------------------------------------

    def label(self, label: Label | None, one: Tongue) -> Words:
        return one.label(label, lambda source: self.earlier(source, one))

    def earlier(self, source: str, one: Tongue) -> str:
        """In place of an answer that a label shows."""
        steps = source.strip().rpartition("/")[2]
        number = next((entry.number for ref, entry in self.by_ref.items() if ref.endswith(f"/{steps}")), 0)
        return f"[{one.say(texts.PAPER_ANSWER, number=number).text}]" if number else "…"

    def choice(self, choice: Choice, one: Tongue) -> Words:
        return self.label(choice.label, one)

    def choices(self, entry: Entry) -> Sequence[Choice]:
        """Those that are printed."""
        found = offered(entry.question, self.lists)
        return found if ticked(entry.question, found) else ()

    def both(self, label: Label | None, style: Style, x: float = INDENT, width: float = WIDE, after: str = "") -> Row:
        words = [self.label(label, one) for one in self.spoken]
        return self.fields.columns([Words(one.text + after, one.rtl) for one in words if one.text], style, x, width)

    # --- pages -------------------------------------------------------------------------------------------------------

    def laid_out(self, sheet: Sheet, pages: int) -> Sheet:
        self.sheet, self.fields = sheet, Fields(sheet, self.spoken, self.choice)
        sheet.foot = lambda page: self.foot(page, pages)
        sheet.pdf.set_title(self.label(self.form.title, self.spoken[0]).text)
        sheet.page()
        sheet.put([*self.head()])
        self.part(self.plan.entries, 0)
        return sheet

    def head(self) -> Iterator[Row]:
        yield self.fields.columns([self.label(self.form.title, one) for one in self.spoken], TITLE, 0, INNER)
        yield self.fields.columns([one.plain(one.name) for one in self.spoken], NAMES, 0, INNER)
        yield self.sheet.gap(2)
        for left, right in ((texts.PAPER_NAME, texts.PAPER_PLACE), (texts.PAPER_DATE, None)):
            cells = [self.field(text, at * INNER / 2) for at, text in enumerate((left, right)) if text]
            yield self.sheet.beside(*cells)
        yield self.sheet.rule()
        yield self.sheet.gap(3)

    def field(self, text: texts.Text, x: float) -> Row:
        """A caption, and beside it where to write."""
        wide = INNER / 2 - 4
        captions = [self.sheet.words(one, x, 30, SMALL, align="L") for one in self.fields.said(text)]
        return self.sheet.beside(self.sheet.below(*captions, self.sheet.gap(2)), self.sheet.lines(1, x + 31, wide - 31))

    def foot(self, page: int, pages: int) -> None:
        said = [one.say(texts.PAPER_PAGE, page=page, pages=pages) for one in self.spoken]
        place = 297 - 12
        self.fields.columns(said, SMALL, 0, INNER).draw(place)

    # --- questions ---------------------------------------------------------------------------------------------------

    def part(self, entries: Sequence[Entry], depth: int) -> None:
        """Everything within one group or repeat: questions, and what lies deeper."""

        def inner(entry: Entry) -> Group | Repeat | None:
            return entry.inside[depth] if len(entry.inside) > depth else None

        for key, found in groupby(entries, key=lambda entry: id(inner(entry)) if inner(entry) else 0):
            within = [*found]
            part = inner(within[0]) if key else None
            if isinstance(part, Repeat):
                self.repeat(part, within, depth)
            elif part:
                self.heading(part, within)
                self.part(within, depth + 1)
            else:
                for entry in within:
                    self.entry(entry)

    def heading(self, part: Group | Repeat, within: Sequence[Entry], after: str = "") -> None:
        rows = [*self.conditions(part.ref, within)]
        if part.label and part is not self.form.root:
            rows = [self.sheet.gap(2), self.both(part.label, HEADING, 0, INNER, after), self.sheet.rule(), *rows]
        if rows:
            self.sheet.put([*rows, self.sheet.gap(2)], heading=True)

    def repeat(self, repeat: Repeat, within: Sequence[Entry], depth: int) -> None:
        """As many blocks as the form says, or some, and where to go on."""
        said = repeat.count.source.strip() if repeat.count else ""
        long = sum(len(self.choices(entry)) for entry in within) > LONG_BLOCK
        blocks = min(int(said), MOST_BLOCKS) if said.isdigit() else BLOCKS - long
        for block in range(1, blocks + 1):
            self.heading(repeat, within, f"  {block}")
            self.part(within, depth + 1)
        if not said.isdigit():
            self.sheet.put([self.fields.both(texts.PAPER_MORE), self.sheet.gap(4)])

    def entry(self, entry: Entry) -> None:
        question = entry.question
        rows = [*self.conditions(question.ref, [entry])]
        if not entry.number:
            words = self.fields.columns(
                [self.label(question.label, one) for one in self.spoken], Style(size=10), INDENT + 3, WIDE - 6
            )
            self.sheet.put([*rows, self.sheet.frame(words, INDENT, WIDE), self.sheet.gap(3)])
            return
        number = self.sheet.words(Words(f"{entry.number}", rtl=False), 0, INDENT - 1, LABEL, align="L")
        label = question.label or question.hint
        style = LABEL if label is None or len(label.source) < LONG_LABEL else Style(size=10)
        rows.append(self.sheet.beside(number, self.both(label, style)))
        if question.hint and question.label:
            rows.append(self.both(question.hint, SMALL))
        rows += [self.sheet.gap(1.5), *self.fields.rows(question, self.choices(entry), entry.goes_to), self.sheet.gap(4)]
        self.sheet.put(rows)

    # --- conditions --------------------------------------------------------------------------------------------------

    def conditions(self, ref: str, within: Sequence[Entry]) -> Iterator[Row]:
        """For whom a part is, in words; before a group also which questions that are."""
        numbers = [entry.number for entry in within if entry.number]
        which = f"{numbers[0]}–{numbers[-1]}: " if len(numbers) > 1 else ""
        for condition in within[0].conditions:
            if condition.ref == ref and condition in self.plan.said:
                said = [self.words(condition, one) for one in self.spoken]
                yield self.fields.columns([Words(which + one.text, one.rtl) for one in said], SMALL)
                yield self.sheet.gap(1)

    def words(self, condition: Condition, one: Tongue) -> Words:
        if condition.depends:
            numbers = ", ".join(str(self.numbers[key]) for key in condition.depends if self.numbers.get(key))
            return one.say(texts.PAPER_DEPENDS, questions=numbers)
        named = [(self.question(key, one), self.answers(key, names, one)) for key, names in condition.answers.items()]
        if key := condition.compared[0]:
            named = [(self.question(key, one), condition.compared[1])]
        if condition.any:
            lines = [f"• {question}: {answers}" for question, answers in named]
            return one.plain("\n".join([one.say(texts.PAPER_ONLY_IF_ANY).text, *lines]))
        said = [one.say(texts.PAPER_ONLY_IF, question=question, answers=answers).text for question, answers in named]
        return one.plain("\n".join(said))

    def question(self, key: str, one: Tongue) -> str:
        entry = next(entry for entry in self.plan.entries if entry.question.key == key)
        label = self.label(entry.question.label, one).text
        return f"{entry.number} ({label if len(label) <= CLIPPED else label[:CLIPPED].rstrip() + '…'})"

    def answers(self, key: str, names: frozenset[str], one: Tongue) -> str:
        entry = next(entry for entry in self.plan.entries if entry.question.key == key)
        found = offered(entry.question, self.lists)
        return " / ".join(self.choice(choice, one).text for choice in found if choice.name in names)
