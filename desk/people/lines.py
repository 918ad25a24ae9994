"""A sheet as a coordinator reads it: each answer in the reader's language, beside it what the person wrote or tapped."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from dialogs.answers.sheet import AnswerSheet, SheetNode
from dialogs.events import Answer, Due
from dialogs.form import Choice, Form, Label, Limits, Question, Repeat
from dialogs.known import Known, Person, Programme, Sheet
from dialogs.questions.spelling import answer_text
from dialogs.texts import Speech, Voices
from dialogs.turn import Turn
from dialogs.xpath import Node
from storage.answers.attachments import Kept

PICTOGRAM = re.compile(
    "[\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff][\ufe0f]? ?"
)  # on phones they help to tap
IN_WORDS = ("select", "rank", "date", "time", "acknowledge")  # kinds whose answers are said in the reader's language
DEGREES = re.compile(r"-?[0-9]{1,5}(?:\.[0-9]{1,20})?")
HIDDEN = "•••"
NO_LIMITS = Limits(text=1_000_000, options=1_000, label=1_000)  # nothing is sent from here


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One answer. `original` is what the person wrote or tapped, where that reads differently.

    `file` is what was sent, `place` where on earth it is: (latitude, longitude) as they are written.
    """

    text: str
    original: str
    status: str
    how: str
    language: str
    at: datetime | None
    seq: int = 0  # the number of the answer on its sheet
    file: Kept | None = None
    place: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A question with what was answered to it, and before that. `group` is the part of the form it stands in.

    `words`: it is answered in the person's own words.
    """

    path: str
    group: str
    question: str
    given: Given
    earlier: tuple[Given, ...] = ()
    words: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A sheet. `now_at` is the question that is waited for; `others` are answers that do not count any more."""

    sheet: Sheet
    title: str
    known: bool  # whether the form is still there
    now_at: str
    lines: tuple[Line, ...]
    others: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads sheets in one language."""

    voices: Voices
    language: str
    forms: Mapping[str, Form]
    lists: Mapping[str, Sequence[Choice]]
    instances: Mapping[str, Node]  # the lists as trees
    files: Mapping[tuple[int, str], Kept] = field(default_factory=dict)  # of the person who is read
    names: bool = True  # False: what people are called is hidden where they have answered it, too

    def section(self, sheet: Sheet, now: datetime) -> Section:
        form = self.forms.get(sheet.form)
        return _Section(self, sheet, form, now).read() if form else self._gone(sheet)

    def each(self, sheet: Sheet, now: datetime) -> Mapping[int, tuple[str, Given]]:
        """{number of an answer: (question, what was answered)}, of all that were ever given to a question."""
        form = self.forms.get(sheet.form)
        if form is None:
            return {one.seq: (one.path, _raw(one, self.file(sheet, one))) for one in sheet.answers}
        return _Section(self, sheet, form, now).each()

    def title(self, name: str) -> str:
        """What a form is called."""
        return self.speech.label(self.forms[name].title) if name in self.forms else name

    def question(self, form: str, path: str) -> str:
        """The question at a path; "" where there is none."""
        found = self.forms[form].questions.get(path.rsplit("].", 1)[-1]) if form in self.forms else None
        return plain(self.speech, found.label) if found and found.label else ""

    def consented(self, purpose: str, version: str, language: str) -> str:
        """The words that were said yes or no to; "" where no form has them any more."""
        asked = [one for form in self.forms.values() if form.version == version for one in form.questions.values()]
        by_effect = {one.extras.get("sets"): one for one in asked}
        found = by_effect.get(f"consent:{purpose}") or by_effect.get("consents")
        return plain(self.voices[language], found.label) if found and found.label else ""

    @property
    def speech(self) -> Speech:
        return self.spoken(self.language)[self.language]

    def spoken(self, language: str) -> Voices:
        """The reader's language is one of the desk, any other is a person's."""
        return self.voices.desk if language == self.language else self.voices

    def file(self, sheet: Sheet, answer: Answer) -> Kept | None:
        """The file that an answer names."""
        found = self.files.get((sheet.number, answer.value))
        return found if found and found.path == answer.path else None

    def _gone(self, sheet: Sheet) -> Section:
        """A sheet whose form is not there any more: as it is stored."""
        history = _history(sheet)
        lines = [_line(path, path, "", [_raw(one, self.file(sheet, one)) for one in given]) for path, given in history.items()]
        return Section(sheet=sheet, title=sheet.form, known=False, now_at="", lines=tuple(lines), others=())


class _Section:
    """One sheet being read: it is computed anew in every language in which something was answered."""

    def __init__(self, reader: Reader, sheet: Sheet, form: Form, now: datetime) -> None:
        self.reader, self.sheet, self.form, self.now = reader, sheet, form, now
        self.turns: dict[str, Turn] = {}
        self.answers = self.turn(reader.language).answers(sheet)
        self.nodes = {node.path: node for node in _questions(self.answers.root)}

    def read(self) -> Section:
        history = _history(self.sheet)
        relevant = [node.path for node in self.answers.asked()]
        known = self.form.metadata.union(relevant)
        others = [path for path in history if path not in known and self._question(path)]
        return Section(
            sheet=self.sheet,
            title=self.reader.title(self.sheet.form),
            known=True,
            now_at=self.reader.question(self.sheet.form, self.sheet.question),
            lines=tuple(self._line(path, history[path]) for path in relevant if path in history),
            others=tuple(self._line(path, history[path]) for path in others if history[path][-1].status != "retracted"),
        )

    def each(self) -> Mapping[int, tuple[str, Given]]:
        asked = [one for one in self.sheet.answers if self._question(one.path) and one.path not in self.form.metadata]
        return {
            one.seq: (self.reader.question(self.sheet.form, one.path) or one.path, self._line(one.path, [one]).given)
            for one in asked
        }

    def turn(self, language: str) -> Turn:
        if language not in self.turns:
            known = Known(
                person=Person(language=language),
                programme=Programme(),
                forms=self.reader.forms,
                limits=NO_LIMITS,
                lists=self.reader.lists,
                instances=self.reader.instances,
            )
            self.turns[language] = Turn(known, Due(at=self.now, kind="", subject=""), self.reader.spoken(language))
        return self.turns[language]

    def _question(self, path: str) -> Question | None:
        """None for what is no question: how often a repeat was filled in."""
        return self.form.questions.get(path.rsplit("].", 1)[-1])

    def _line(self, path: str, given: Sequence[Answer]) -> Line:
        node = self.nodes.get(path)
        group = _group(node, self.answers, self.reader.speech) if node else ""
        found = [self._given(node, one) if node else _raw(one, self.reader.file(self.sheet, one)) for one in given]
        question = self._question(path)
        words = question is not None and question.kind == "text"
        return _line(path, self.reader.question(self.sheet.form, path) or path, group, found, words=words)

    def _given(self, node: SheetNode, answer: Answer) -> Given:
        if isinstance(node.part, Question) and node.part.extras.get("sets") == "name" and not self.reader.names:
            answer = answer._replace(value=HIDDEN, typed="", label="") if answer.status == "answered" else answer
        place = _place(answer.value) if isinstance(node.part, Question) and node.part.kind == "geopoint" else None
        text = in_degrees(answer.value) if place else self._text(node, answer, self.reader.language)
        original = answer.typed or (self._text(node, answer, answer.language) if answer.language and not place else text)
        return Given(
            text=text,
            original=original if answer.status == "answered" and original != text else "",
            status=answer.status,
            how=answer.how,
            language=answer.language,
            at=answer.at,
            seq=answer.seq,
            file=self.reader.file(self.sheet, answer),
            place=place,
        )

    def _text(self, node: SheetNode, answer: Answer, language: str) -> str:
        kind = node.part.kind if isinstance(node.part, Question) else ""
        if answer.status == "answered" and not kind.startswith(IN_WORDS):
            return answer.value  # as it was written, line by line
        return PICTOGRAM.sub("", answer_text(self.turn(language), self.sheet, node, answer))


def plain(speech: Speech, label: Label) -> str:
    """A question without the values that are put into it while asking."""
    return speech.label(label, **dict.fromkeys(label.outputs, "…"))


def _history(sheet: Sheet) -> dict[str, list[Answer]]:
    """{path: every answer to it, the latest last}."""
    found: defaultdict[str, list[Answer]] = defaultdict(list)
    for one in sheet.answers:
        found[one.path].append(one)
    return dict(found)


def _questions(node: SheetNode) -> Iterator[SheetNode]:
    """All questions below a node, whether they are relevant or not."""
    if isinstance(node.part, Question):
        yield node
    for child in node.children:
        yield from _questions(child)


def _group(node: SheetNode, answers: AnswerSheet, speech: Speech) -> str:
    """What the group or repeat around a question is called; an instance of a repeat has a number."""
    around = node.parent
    while around is not None and around.part.label is None:
        around = around.parent
    if around is None or around.part.label is None:
        return ""
    name = plain(speech, around.part.label)
    if not isinstance(around.part, Repeat) or around.parent is None:
        return name
    instance = around.prefix.removesuffix("].").rsplit("[", 1)[-1]
    return f"{name} {answers.instances(around.part, around.parent).index(instance) + 1}"


def _line(path: str, question: str, group: str, given: Sequence[Given], *, words: bool = False) -> Line:
    earlier = tuple(reversed(given[:-1]))
    return Line(path=path, group=group, question=question, given=given[-1], earlier=earlier, words=words)


def _place(value: str) -> tuple[str, str] | None:
    """Of `latitude longitude altitude accuracy`, as ODK writes a place."""
    latitude, longitude, *_ = [*value.split(), "", ""]
    return (latitude, longitude) if DEGREES.fullmatch(latitude) and DEGREES.fullmatch(longitude) else None


def in_degrees(place: str) -> str:
    """`52.52 13.405 0 8.5` as people read it: degrees, and how far off it may be."""
    latitude, longitude, *more = place.split()
    accuracy = more[1] if len(more) > 1 and DEGREES.fullmatch(more[1]) else "0"
    return f"{latitude}, {longitude}" + (f" (± {round(float(accuracy))} m)" if float(accuracy) else "")


def _raw(answer: Answer, file: Kept | None) -> Given:
    return Given(
        text=answer.label or answer.value,
        original=answer.typed,
        status=answer.status,
        how=answer.how,
        language=answer.language,
        at=answer.at,
        seq=answer.seq,
        file=file,
    )
