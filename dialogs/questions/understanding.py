"""What a text says about the question at hand: one answer, several possible readings, part of an answer, or a reason why not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from dialogs import reading, texts
from dialogs.answers.sheet import SheetNode
from dialogs.form import MEDIA, Question
from dialogs.known import Prompt, Sheet
from dialogs.questions import ranking
from dialogs.questions.asking import bounds, optional, page_of
from dialogs.questions.ranges import steps
from dialogs.questions.spelling import example_of, named, told
from dialogs.reading import Misread, Reading
from dialogs.reading.times import at
from dialogs.turn import Turn

MOST_TEXT = 2000  # characters of one answer in the person's own words

NUMBER, DATE, PHONE = texts.NOT_A_NUMBER, texts.NOT_A_DATE, texts.NOT_A_PHONE
WANTED = {  # what to write instead
    "integer": NUMBER,
    "decimal": NUMBER,
    "date": DATE,
    "phone": PHONE,
    "time": texts.NOT_A_TIME,
    "datetime": texts.NOT_A_MOMENT,
    "geopoint": texts.NOT_A_PLACE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What goes onto the sheet."""

    value: str
    how: str = "typed"
    typed: str = ""
    label: str = ""
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the answer was not taken: one sentence for the person."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Part of an answer: the rest is asked for."""

    parts: tuple[str, ...]


Found = Given | tuple[Reading, ...] | Draft | Refusal


def read(turn: Turn, sheet: Sheet, prompt: Prompt, node: SheetNode, text: str) -> Found:
    question = node.question
    match question.kind:
        case "select_one":
            return _read_choice(turn, sheet, prompt, node, text)
        case "select_multiple":
            return _read_choices(turn, sheet, prompt, node, text)
        case "rank":
            return _read_order(turn, sheet, prompt, node, text)
        case "acknowledge":
            return _read_agreement(turn, text)
        case "text" | "barcode":
            return _checked(turn, sheet, node, Given(value=text)) if len(text) <= MOST_TEXT else _too_long(turn)
        case kind if kind in MEDIA:
            return Refusal(turn.speech.say(texts.NOT_WORDS))
    found = _readings(turn, question, prompt, text)
    if isinstance(found, Misread):
        return Refusal(_reason(turn, question, found))
    if question.kind == "datetime" and all("T" not in one.value for one in found):
        return Draft((stored(found[0]),)) if len(found) == 1 else found
    return _allowed(turn, sheet, node, found, text)


def _allowed(turn: Turn, sheet: Sheet, node: SheetNode, found: tuple[Reading, ...], text: str) -> Found:
    """Of the readings those that the form takes."""
    if node.question.kind == "range":
        found = tuple(one for one in found if steps(node.question).holds(one.value))
        if not found:
            return Refusal(bounds(turn, steps(node.question)))
    allowed = tuple(one for one in found if turn.answers(sheet).allows(node, one.value))
    if not allowed:
        return Refusal(constraint(turn, sheet, node))
    return given(allowed[0], text) if len(allowed) == 1 else allowed


def given(one: Reading, text: str, how: str = "typed") -> Given:
    return Given(value=one.value, how=how, typed="" if text == one.value else text, reading=one)


def stored(one: Reading) -> str:
    """A reading as a prompt keeps it."""
    return f"{one.value}|{one.precision}|{one.calendar}"


def restored(text: str, *, plain: bool = True) -> Reading:
    value, precision, calendar = text.split("|")
    return Reading(value=value, precision=precision, calendar=calendar, plain=plain)


def _readings(turn: Turn, question: Question, prompt: Prompt, text: str) -> tuple[Reading, ...] | Misread:
    language = turn.speech.language
    match question.kind:
        case "integer":
            return reading.integer(text)
        case "decimal" | "range":
            return reading.decimal(text)
        case "phone":
            return reading.phone(text, region=turn.known.programme.region or None)
        case "time":
            return reading.time_(text, language=language)
        case "datetime":
            return _moments(turn, prompt, text)
        case "geopoint":
            return reading.place(text)
    if "year" in question.appearance:
        years = reading.year(text, language=language, today=turn.now.date())
        if isinstance(years, Misread):
            return years
        return tuple(replace(one, value=f"{one.value}-01-01", precision="year") for one in years)
    return reading.date_(text, language=language, today=turn.now.date())


def _moments(turn: Turn, prompt: Prompt, text: str) -> tuple[Reading, ...] | Misread:
    """A day with its time; the time alone where the day was given before."""
    language = turn.speech.language
    if prompt.draft:
        times = reading.time_(text, language=language)
        if not isinstance(times, Misread):
            day = restored(prompt.draft[0])
            return tuple(at(day, one.value, turn.now.tzinfo, plain=one.plain) for one in times)
    return reading.datetime_(text, language=language, now=turn.now)


# --- chosen from a list -----------------------------------------------------------------------------------------------------


def _read_agreement(turn: Turn, text: str) -> Given | Refusal:
    said = reading.yes_no(text, language=turn.speech.language)
    yes = not isinstance(said, Misread) and said[0].value == "yes"
    agreed = text_is(turn, "done", text) or text_is(turn, "continue", text) or yes
    return Given(value="OK", typed=text) if agreed else Refusal(turn.speech.say(texts.MISREAD))


def text_is(turn: Turn, word: str, text: str) -> bool:
    return reading.fold(text) in turn.speech.words(texts.WORDS[word])


def _read_choice(turn: Turn, sheet: Sheet, prompt: Prompt, node: SheetNode, text: str) -> Given | Refusal:
    found = _chosen(text, _all_labels(turn, sheet, node, prompt.shown), page_of(turn, sheet, node, prompt).at)
    if isinstance(found, Misread):
        return _no_choice(turn, found)
    return checked(turn, sheet, node, prompt.shown[found], text)


def _read_choices(turn: Turn, sheet: Sheet, prompt: Prompt, node: SheetNode, text: str) -> Given | Refusal:
    several = reading.choices(text, _all_labels(turn, sheet, node, prompt.shown))
    if isinstance(several, Misread):
        none = optional(turn.answers(sheet), node) and not prompt.draft and _says_no(turn, text)
        return Given(value="", typed=text) if none else _no_choice(turn, several)
    written = {prompt.shown[i] for i in several}
    together = in_order(prompt, written | set(prompt.draft))  # what was tapped before is not forgotten
    fits = turn.answers(sheet).allows(node, together)
    return checked(turn, sheet, node, together if fits else in_order(prompt, written), text)


def _read_order(turn: Turn, sheet: Sheet, prompt: Prompt, node: SheetNode, text: str) -> Given | Draft | Refusal:
    """All of them are the answer; some are put behind those that were named before."""
    found = ranking.order(text, _all_labels(turn, sheet, node, prompt.shown))
    if isinstance(found, Misread):
        twice = found.reason == "several_choices"
        return Refusal(turn.speech.say(texts.ORDER_ONCE)) if twice else _no_choice(turn, found)
    names = tuple(prompt.shown[i] for i in found)
    if len(names) == len(prompt.shown):
        return checked(turn, sheet, node, " ".join(names), text)
    if not set(names).isdisjoint(prompt.draft):
        return Refusal(turn.speech.say(texts.ORDER_ONCE))
    return Draft(ranking.completed((*prompt.draft, *names), prompt.shown))


def _says_no(turn: Turn, text: str) -> bool:
    """Whether somebody who was asked which ones means: none."""
    said = reading.yes_no(text, language=turn.speech.language)
    return not isinstance(said, Misread) and said[0].value == "no"


def _no_choice(turn: Turn, misread: Misread) -> Refusal:
    return Refusal(turn.speech.say(texts.SEVERAL_CHOICES if misread.reason == "several_choices" else texts.NO_SUCH_CHOICE))


def in_order(prompt: Prompt, names: Collection[str]) -> str:
    return " ".join(name for name in prompt.shown if name in names)


def _chosen(text: str, labels: Sequence[Sequence[str]], page: range) -> int | Misread:
    """A number counts on the page as shown; a name wherever it stands, or Niger would be the beginning of Nigeria."""
    if len(page) == len(labels):
        return reading.choice(text, labels)
    place = reading.choice(text, [()] * len(page))
    if isinstance(place, int):
        return page[place]
    beyond = isinstance(reading.choice(text, [()] * len(labels)), int)
    return place if beyond else reading.choice(text, labels)


def checked(turn: Turn, sheet: Sheet, node: SheetNode, value: str, text: str) -> Given | Refusal:
    """A choice, or several, that the form allows."""
    label = shown_label(turn, sheet, node, value)
    return _checked(turn, sheet, node, Given(value=value, typed=text, label=label))


def _checked(turn: Turn, sheet: Sheet, node: SheetNode, found: Given) -> Given | Refusal:
    return found if turn.answers(sheet).allows(node, found.value) else Refusal(constraint(turn, sheet, node))


def shown_label(turn: Turn, sheet: Sheet, node: SheetNode, value: str) -> str:
    """What a live choice was called when it was chosen; choices of the form need no keeping."""
    question = node.question
    label = turn.answers(sheet).label_of(node, value) if question.choices and question.choices.live else None
    return turn.speech.label(label) if label else ""


def _all_labels(turn: Turn, sheet: Sheet, node: SheetNode, names: Sequence[str]) -> list[tuple[str, ...]]:
    """What each choice may be called: as shown, and in English. Not by its code: "no" is Norway's, "so" Somalia's."""
    labels = {choice.name: choice.label for choice in turn.answers(sheet).choices(node)}
    english = turn.voices["en"]
    return [
        (named(turn, sheet, node, labels[name], name), english.label(labels[name])) if name in labels else () for name in names
    ]


# --- why not ----------------------------------------------------------------------------------------------------------------


def _too_long(turn: Turn) -> Refusal:
    return Refusal(turn.speech.say(texts.TOO_LONG, most=MOST_TEXT))


def _reason(turn: Turn, question: Question, misread: Misread) -> str:
    """What to write instead, whatever was wrong with it."""
    if question.kind == "range":
        return bounds(turn, steps(question))
    wanted = texts.NOT_A_YEAR if "year" in question.appearance else WANTED[question.kind]
    return turn.speech.say(texts.NOT_WHOLE if misread.reason == "not_whole" else wanted, example=example_of(question))


def constraint(turn: Turn, sheet: Sheet, node: SheetNode) -> str:
    """What the form says about an answer that it does not take."""
    return told(turn, sheet, node, node.question.constraint_message) or turn.speech.say(texts.NOT_POSSIBLE)


def needed(turn: Turn, sheet: Sheet, node: SheetNode) -> str:
    """What the form says to somebody who leaves out what it needs; "" where it says nothing."""
    return told(turn, sheet, node, node.question.required_message)
