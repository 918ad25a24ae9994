"""How a question is put: its text, its buttons, the pages of a long list."""

import re
from unicodedata import bidirectional

from dialogs import texts
from dialogs.events import Answer, Option
from dialogs.form import Choice, Label, Question
from dialogs.known import Prompt, Sheet
from dialogs.reading import fold
from dialogs.reading.calendars import both_calendars
from dialogs.sheet import AnswerSheet, Pending, SheetNode
from dialogs.texts import Speech, Text
from dialogs.turn import Turn, ask, menu_button, offer

STUCK_AFTER = 3  # misunderstandings of one question until a coordinator is asked
SIMPLER_AFTER = 2  # misunderstandings until the question is put in another way
CALENDARS = {"solar_hijri": texts.BOTH_CALENDARS, "islamic": texts.BOTH_ISLAMIC, "ethiopic": texts.BOTH_ETHIOPIC}
PICTOGRAM = re.compile(r"^\W+")  # before the words of a label
EXAMPLES = {"integer": "25", "decimal": "2.5", "date": "21.03.1990", "year": "1990", "phone": "+352 621 123 456"}


# --- putting a question -------------------------------------------------------------------------------------------------


def put(turn: Turn, sheet: Sheet, pending: Pending) -> None:
    """Ask what comes next, with the notes before it."""
    turn.parts += [filled(turn, sheet, note, note.part.label) for note in pending.notes]
    if pending.another and pending.repeat:
        prompt = turn.prompt(sheet, "another", path=pending.path)
    else:
        offered = tuple(choice.name for choice in turn.answers(sheet).choices(pending.node))
        prompt = turn.prompt(sheet, "question", path=pending.path, shown=offered)
    show(turn, sheet, prompt)


def again(turn: Turn, sheet: Sheet) -> None:
    """Put once more what is waited for, with the same buttons; an unsent older copy is superseded."""
    if sheet.prompt:
        show(turn, sheet, sheet.prompt)


def show(turn: Turn, sheet: Sheet, prompt: Prompt, *, more: bool = False) -> None:
    """The text and buttons of a prompt of a form, whichever kind it is."""
    ask(turn)
    if prompt.kind == "question":
        _show_question(turn, sheet, prompt, more=more)
    elif prompt.kind == "another":
        _show_another(turn, sheet, prompt, more=more)
    elif prompt.kind == "readings":
        turn.say(texts.WHICH_MEANT)
        shown = [spell(turn.speech, *reading.split("|")) for reading in prompt.shown]
        turn.options = (
            *(Option(label, f"{prompt.token}:{i}") for i, label in enumerate(shown)),
            *_verbs(turn, sheet, prompt, more=more),
        )


def _show_question(turn: Turn, sheet: Sheet, prompt: Prompt, *, more: bool) -> None:
    answers = turn.answers(sheet)
    node = node_at(answers, prompt.path)
    if node is None or not isinstance(node.part, Question):
        return
    question = node.part
    turn.parts.append(filled(turn, sheet, node, question.label))
    turn.parts += [filled(turn, sheet, node, label) for label in _explanations(question, prompt)]
    if question.kind == "select_multiple":
        turn.say(texts.CHOOSE_SEVERAL)
    pages = _pages(turn, prompt)
    if pages > 1:
        turn.say(texts.PAGE, page=prompt.page + 1, pages=pages)
    turn.options = (
        *_choices(turn, node, prompt, answers.choices(node)),
        *_standing(turn, sheet, node, prompt),
        *_verbs(turn, sheet, prompt, more=more),
    )


def _explanations(question: Question, prompt: Prompt) -> list[Label]:
    """The hint always; the guidance once the question was misunderstood twice."""
    guidance = question.guidance if prompt.misses >= SIMPLER_AFTER else None
    return [label for label in (question.hint, guidance) if label]


def _show_another(turn: Turn, sheet: Sheet, prompt: Prompt, *, more: bool) -> None:
    pending = turn.answers(sheet).next()
    label = pending.repeat.label if pending and pending.repeat else None
    turn.say(texts.ANOTHER, what=turn.speech.label(label) if label else turn.speech.label(turn.form(sheet).title))
    answers = (
        Option(turn.speech.say(texts.YES), f"{prompt.token}:yes"),
        Option(turn.speech.say(texts.NO), f"{prompt.token}:no"),
    )
    turn.options = (*answers, *_verbs(turn, sheet, prompt, more=more))


# --- its buttons --------------------------------------------------------------------------------------------------------


def page_of(turn: Turn, prompt: Prompt) -> range:
    """The positions in `shown` that the page at hand shows."""
    size = turn.known.limits.options
    if len(prompt.shown) <= size + 2:  # a second page for one or two choices would only be in the way
        return range(len(prompt.shown))
    return range(prompt.page * size, min(len(prompt.shown), (prompt.page + 1) * size))


def _pages(turn: Turn, prompt: Prompt) -> int:
    shown = page_of(turn, prompt)
    return 1 if len(shown) == len(prompt.shown) else -(-len(prompt.shown) // turn.known.limits.options)


def _choices(turn: Turn, node: SheetNode, prompt: Prompt, offered: tuple[Choice, ...]) -> list[Option]:
    labels = {choice.name: choice.label for choice in offered}
    several = node.question.kind == "select_multiple"
    beside = any(appearance.startswith("columns") for appearance in node.question.appearance)
    options = []
    for i in page_of(turn, prompt):
        name = prompt.shown[i]
        label = turn.speech.label(labels[name]) if name in labels else name
        options.append(
            Option(f"☑ {label}" if several and name in prompt.draft else label, f"{prompt.token}:{i}", beside=beside)
        )
    return options + _paging(turn, prompt)


def _paging(turn: Turn, prompt: Prompt) -> list[Option]:
    pages = _pages(turn, prompt)
    found = []
    if prompt.page > 0:
        found.append(Option(turn.speech.say(texts.PREVIOUS_PAGE), f"{prompt.token}:p{prompt.page - 1}", "verb"))
    if prompt.page < pages - 1:
        found.append(Option(turn.speech.say(texts.NEXT_PAGE), f"{prompt.token}:p{prompt.page + 1}", "verb"))
    return found


def _standing(turn: Turn, sheet: Sheet, node: SheetNode, prompt: Prompt) -> list[Option]:
    """The answers that are ours: done, OK, keep, I don't know, rather not say, go on without it."""
    question = node.question
    found: list[tuple[Text, str]] = []
    if question.kind == "select_multiple":
        found.append((texts.DONE, "done"))
    if question.kind == "acknowledge":
        found.append((texts.OK, "ok"))
    personal = question.kind != "acknowledge" and question.extras.get("sets") != "consents"
    if personal and optional(turn.answers(sheet), node):
        found += [(texts.DONT_KNOW, "dont_know"), (texts.RATHER_NOT, "rather_not")]
    if prompt.misses >= STUCK_AFTER:
        found.append((texts.LATER, "later"))
    if question.extras.get("button") == "privacy":
        return [*_options(turn, prompt, found), Option(turn.speech.say(texts.PRIVACY), "do:privacy", "answer")]
    suggested = (
        [Option(turn.speech.say(texts.KEEP, value=question.default), f"{prompt.token}:keep", "answer")]
        if question.default
        else []
    )
    return [*suggested, *_options(turn, prompt, found)]


def _options(turn: Turn, prompt: Prompt, found: list[tuple[Text, str]]) -> list[Option]:
    return [Option(turn.speech.say(text), f"{prompt.token}:{what}", "answer") for text, what in found]


def _verbs(turn: Turn, sheet: Sheet, prompt: Prompt, *, more: bool) -> list[Option]:
    """Back and More; opened, More shows everything that can be done here."""
    if not more:
        shown = [(texts.MORE, f"{prompt.token}:more")]
        if turn.answers(sheet).last():
            shown.insert(0, (texts.BACK, f"{prompt.token}:back"))
        return [Option(turn.speech.say(text), data, "verb") for text, data in shown]
    all_verbs = [(texts.SKIP, "skip"), (texts.CHANGE, "change"), (texts.PAUSE, "pause")]
    own = [Option(turn.speech.say(text), f"{prompt.token}:{verb}", "verb") for text, verb in all_verbs]
    actions = [(texts.HELP, "help"), (texts.LANGUAGE, "language"), (texts.STOP, "stop")]
    return [*own, *(Option(turn.speech.say(text), f"do:{name}", "verb") for text, name in actions)]


# --- what is where ------------------------------------------------------------------------------------------------------


def node_at(answers: AnswerSheet, path: str) -> SheetNode | None:
    """The question of a prompt, if it is still relevant."""
    return answers.find(path)


def optional(answers: AnswerSheet, node: SheetNode) -> bool:
    """Whether the question may be left open."""
    required = node.part.required if isinstance(node.part, Question) else None
    return required is None or not required.boolean(node, answers.scope)


def filled(turn: Turn, sheet: Sheet, node: SheetNode, label: Label | None) -> str:
    """A label of the form with the answers that it names."""
    if label is None:
        return ""
    scope = turn.answers(sheet).scope if label.outputs else None
    values = {name: path.string(node, scope) for name, path in label.outputs.items()} if scope else {}
    return turn.speech.label(label, **values)


def answer_text(turn: Turn, sheet: Sheet, node: SheetNode, answer: Answer) -> str:
    """An answer as the person would say it, in the language of the turn."""
    if answer.status != "answered":
        return turn.speech.say({"unknown": texts.DONT_KNOW, "declined": texts.RATHER_NOT}.get(answer.status, texts.LEFT_OPEN))
    question = node.question
    if question.kind.startswith("select"):
        labels = [(name, turn.answers(sheet).label_of(node, name)) for name in answer.value.split()]
        shown = " · ".join(turn.speech.label(label) if label else answer.label or name for name, label in labels)
        return shown or turn.speech.say(texts.NO)  # none of them
    if question.kind == "date":
        return spell(turn.speech, answer.value, answer.precision or "day", answer.calendar or "gregorian")
    return turn.speech.say(texts.OK) if question.kind == "acknowledge" else _in_one_line(turn.speech, answer.value)


def _in_one_line(speech: Speech, value: str) -> str:
    """A person's own words as a piece of their own: their direction neither takes from nor gives to the line around them (UAX 9)."""
    line = " ".join(value.split())
    mixed = speech.rtl or any(bidirectional(character) in ("R", "AL") for character in line)
    return f"\u2068{line}\u2069" if mixed else line


def worded(label: str) -> str:
    """A label as somebody would type it: without its pictogram, folded."""
    return fold(PICTOGRAM.sub("", label))


def spell(speech: Speech, value: str, precision: str, calendar: str) -> str:
    """A date to its precision, in both calendars when it was written in another one."""
    if calendar == "gregorian":
        return speech.day(value, precision)
    gregorian, other = both_calendars(value[:4] if precision == "year" else value, precision, calendar)
    return speech.say(CALENDARS[calendar], gregorian=gregorian, solar=other)


def example_of(question: Question) -> str:
    return EXAMPLES["year" if "year" in question.appearance else question.kind] if question.kind in EXAMPLES else ""


def rest(turn: Turn) -> None:
    """Nothing is asked: the way to the menu is all there is to tap."""
    offer(turn, menu_button(turn))
