"""The buttons under a question: choices in pages, answers that are ours, and verbs."""

import re

from dialogs import ranking, texts
from dialogs.events import Option
from dialogs.form import Choice, Question
from dialogs.known import Prompt, Sheet
from dialogs.reading import fold
from dialogs.sheet import AnswerSheet, SheetNode
from dialogs.spelling import named, value_text
from dialogs.texts import Text
from dialogs.turn import Turn

STUCK_AFTER = 3  # misunderstandings of one question until a coordinator is asked
PICTOGRAM = re.compile(r"^\W+")  # before the words of a label
SEVERAL = frozenset({"select_multiple", "rank"})  # kinds with a draft, finished with "Done"


def under_question(turn: Turn, sheet: Sheet, node: SheetNode, prompt: Prompt, *, more: bool) -> tuple[Option, ...]:
    offered = turn.answers(sheet).choices(node)
    return (
        *_choices(turn, sheet, node, prompt, offered),
        *_standing(turn, sheet, node, prompt),
        *verbs(turn, sheet, prompt, more=more),
    )


# --- choices ------------------------------------------------------------------------------------------------------------


def page_of(turn: Turn, prompt: Prompt) -> range:
    """The positions in `shown` that the page at hand shows."""
    size = turn.known.limits.options
    if len(prompt.shown) <= size + 2:  # a second page for one or two choices would only be in the way
        return range(len(prompt.shown))
    return range(prompt.page * size, min(len(prompt.shown), (prompt.page + 1) * size))


def pages(turn: Turn, prompt: Prompt) -> int:
    shown = page_of(turn, prompt)
    return 1 if len(shown) == len(prompt.shown) else -(-len(prompt.shown) // turn.known.limits.options)


def _choices(turn: Turn, sheet: Sheet, node: SheetNode, prompt: Prompt, offered: tuple[Choice, ...]) -> list[Option]:
    labels = {choice.name: choice.label for choice in offered}
    kind, looks = node.question.kind, node.question.appearance
    beside = kind == "range" or any(one.startswith("columns") for one in looks)
    options = []
    for i in page_of(turn, prompt):
        name = prompt.shown[i]
        label = named(turn, sheet, node, labels.get(name), name)
        options.append(Option(_marked(kind, label, name, prompt), f"{prompt.token}:{i}", beside=beside))
    return options + _paging(turn, prompt)


def _marked(kind: str, label: str, name: str, prompt: Prompt) -> str:
    """With what was done so far: chosen, or in which place."""
    if name not in prompt.draft:
        return label
    if kind == "rank":
        return f"{ranking.sign(prompt.draft.index(name))} {label}"
    return f"☑ {label}" if kind == "select_multiple" else label


def _paging(turn: Turn, prompt: Prompt) -> list[Option]:
    found = []
    if prompt.page > 0:
        found.append(Option(turn.speech.say(texts.PREVIOUS_PAGE), f"{prompt.token}:p{prompt.page - 1}", "verb"))
    if prompt.page < pages(turn, prompt) - 1:
        found.append(Option(turn.speech.say(texts.NEXT_PAGE), f"{prompt.token}:p{prompt.page + 1}", "verb"))
    return found


# --- answers that are ours, and verbs -----------------------------------------------------------------------------------


def _standing(turn: Turn, sheet: Sheet, node: SheetNode, prompt: Prompt) -> list[Option]:
    """Done, OK, keep, I don't know, rather not say, go on without it."""
    question = node.question
    found: list[tuple[Text, str]] = []
    if question.kind in SEVERAL:
        found.append((texts.DONE, "done"))
    if question.kind == "acknowledge":
        found.append((texts.OK, "ok"))
    personal = question.kind != "acknowledge" and question.extras.get("sets") != "consents"
    if personal and optional(turn.answers(sheet), node):
        found += [(texts.DONT_KNOW, "dont_know"), (texts.RATHER_NOT, "rather_not")]
    if prompt.misses >= STUCK_AFTER:
        found.append((texts.LATER, "later"))
    options = [Option(turn.speech.say(text), f"{prompt.token}:{what}", "answer") for text, what in found]
    if question.extras.get("button") == "privacy":
        return [*options, Option(turn.speech.say(texts.PRIVACY), "do:privacy", "answer")]
    return [*_suggested(turn, sheet, node, prompt), *options]


def _suggested(turn: Turn, sheet: Sheet, node: SheetNode, prompt: Prompt) -> list[Option]:
    value = suggestion(turn, sheet, node)
    if not value:
        return []
    label = turn.speech.say(texts.KEEP, value=value_text(turn, sheet, node, value))
    return [Option(label, f"{prompt.token}:keep", "answer")]


def suggestion(turn: Turn, sheet: Sheet, node: SheetNode) -> str:
    """The value that may be kept with a tap: the default, as far as it is an answer to what is asked."""
    question, answers = node.question, turn.answers(sheet)
    if not question.default or question.kind in UNKEPT:
        return ""
    names = {choice.name for choice in answers.choices(node)}
    wrong = question.choices is not None and not names.issuperset(question.default.split())
    return "" if wrong or not answers.allows(node, question.default) else question.default


UNKEPT = frozenset({"image", "audio", "video", "file", "acknowledge"})  # kinds whose default is nothing to keep


def verbs(turn: Turn, sheet: Sheet, prompt: Prompt, *, more: bool) -> list[Option]:
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


def optional(answers: AnswerSheet, node: SheetNode) -> bool:
    """Whether the question may be left open."""
    required = node.part.required if isinstance(node.part, Question) else None
    return required is None or not required.boolean(node, answers.scope)


def worded(label: str) -> str:
    """A label as somebody would type it: without its pictogram, folded."""
    return fold(PICTOGRAM.sub("", label))
