"""Answers, values and labels as the person reads them, in the language of the turn."""

from unicodedata import bidirectional

from dialogs import texts
from dialogs.answers.sheet import SheetNode
from dialogs.events import Answer
from dialogs.form import MEDIA, Label, Question
from dialogs.known import Prompt, Sheet
from dialogs.markup import plain
from dialogs.questions import ranking
from dialogs.reading.calendars import both_calendars
from dialogs.texts import Speech
from dialogs.turn import Turn

CALENDARS = {"solar_hijri": texts.BOTH_CALENDARS, "islamic": texts.BOTH_ISLAMIC, "ethiopic": texts.BOTH_ETHIOPIC}
EXAMPLES = {
    "integer": "25",
    "decimal": "2.5",
    "date": "21.03.1990",
    "year": "1990",
    "phone": "+352 621 123 456",
    "time": "15:30",
    "datetime": "21.03.2026 15:30",
    "geopoint": "49.61, 6.13",
}
WORDED = MEDIA | {"date", "datetime", "acknowledge"}  # kinds whose answers are said in our words
CHOSEN = frozenset({"select_one", "select_multiple", "rank"})


def example_of(question: Question) -> str:
    return EXAMPLES["year" if "year" in question.appearance else question.kind] if question.kind in EXAMPLES else ""


def filled(turn: Turn, sheet: Sheet, node: SheetNode, label: Label | None) -> str:
    """The words of a label, with the answers that it names; "" where it is blank, or only a picture or a sound."""
    if label is None or label.outputs or not label.source:
        return plain(told(turn, sheet, node, label))
    return turn.speech.label(label)


def told(turn: Turn, sheet: Sheet, node: SheetNode, label: Label | None) -> str:
    """The same with the marks of its style (see dialogs.markup), for what is said."""
    if label is None or ((label.texts or label.media) and not label.source):  # those of live lists have their name as key
        return ""
    scope = turn.answers(sheet).scope if label.outputs else None
    values = {name: path.string(node, scope) for name, path in label.outputs.items()} if scope else {}
    return turn.speech.styled(label, **values)


def named(turn: Turn, sheet: Sheet, node: SheetNode, label: Label | None, name: str) -> str:
    """What a choice is called; its name, where it has nothing but a picture."""
    return filled(turn, sheet, node, label) or name


def answer_text(turn: Turn, sheet: Sheet, node: SheetNode, answer: Answer) -> str:
    """An answer as the person would say it."""
    if answer.status != "answered":
        return turn.speech.say({"unknown": texts.DONT_KNOW, "declined": texts.RATHER_NOT}.get(answer.status, texts.LEFT_OPEN))
    if node.question.kind in CHOSEN:
        return _chosen(turn, sheet, node, answer.value, answer.label) or turn.speech.say(texts.NOTHING_CHOSEN)
    shown = spelled(turn.speech, node.question, answer.value, answer.precision, answer.calendar)
    return shown if node.question.kind in WORDED else _in_one_line(turn.speech, shown)


def value_text(turn: Turn, sheet: Sheet, node: SheetNode, value: str) -> str:
    """A value that nobody gave: a default, or what a form knows already."""
    return answer_text(turn, sheet, node, Answer(path=node.path, seq=0, value=value)) if value else ""


def _chosen(turn: Turn, sheet: Sheet, node: SheetNode, value: str, called: str) -> str:
    labels = [(name, turn.answers(sheet).label_of(node, name)) for name in value.split()]
    shown = [named(turn, sheet, node, label, called or name) for name, label in labels]
    ordered = node.question.kind == "rank"
    return " · ".join(f"{ranking.sign(i)} {label}" if ordered else label for i, label in enumerate(shown))


def spelled(speech: Speech, question: Question, value: str, precision: str = "", calendar: str = "") -> str:
    """A value of a question that is not chosen from a list."""
    match question.kind:
        case "date":
            return spell(speech, value, precision or "day", calendar or "gregorian")
        case "datetime":
            return _moment(speech, value, calendar or "gregorian")
        case "time":
            return clock(value)
        case "geopoint":
            return f"📍 {', '.join(value.split()[:2])}"
        case "acknowledge":
            return speech.say(texts.OK)
        case kind if kind in MEDIA:
            return speech.say(texts.FILES[kind])
    return value


def reading_labels(turn: Turn, question: Question | None, prompt: Prompt) -> list[str]:
    """What each of several readings is shown as."""
    readings = [one.split("|") for one in prompt.shown]
    if question is None:
        return [value for value, *_ in readings]
    return [spelled(turn.speech, question, *reading) for reading in readings]


def _moment(speech: Speech, value: str, calendar: str) -> str:
    """A day alone where the time is still to come."""
    day, _, time = value.partition("T")
    shown = spell(speech, day, "day", calendar)
    return speech.say(texts.MOMENT, day=shown, time=clock(time)) if time else shown


def clock(value: str) -> str:
    """15:30, and seconds only where they were given."""
    return value[:8] if value[5:8] not in ("", ":00") else value[:5]


def spell(speech: Speech, value: str, precision: str, calendar: str) -> str:
    """A date to its precision, in both calendars when it was written in another one."""
    if calendar == "gregorian":
        return speech.day(value, precision)
    gregorian, other = both_calendars(value[:4] if precision == "year" else value, precision, calendar)
    return speech.say(CALENDARS[calendar], gregorian=gregorian, solar=other)


def _in_one_line(speech: Speech, value: str) -> str:
    """A person's own words as a piece of their own: their direction neither takes from nor gives to the line around them (UAX 9)."""
    line = " ".join(value.split())
    mixed = speech.rtl or any(bidirectional(character) in ("R", "AL") for character in line)
    return f"\u2068{line}\u2069" if mixed else line
