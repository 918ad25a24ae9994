"""The buttons under a question: choices in pages, answers that are ours, and verbs."""

import re
from functools import lru_cache
from typing import NamedTuple

from dialogs import texts
from dialogs.answers.filled import FilledForm
from dialogs.answers.sheet import SheetNode
from dialogs.events import Option, Role
from dialogs.form import Limits, Question
from dialogs.known import Prompt, Sheet
from dialogs.questions import ranking
from dialogs.questions.spelling import named, value_text
from dialogs.reading import fold
from dialogs.texts import Text
from dialogs.turn import Turn

STUCK_AFTER = 3  # misunderstandings of one question until a coordinator is asked
PICTOGRAM = re.compile(r"^\W+")  # before the words of a label
SIGNS = re.compile(r"^\W+|\W+$")  # before them, or behind
PERSONAL = 2  # I don't know, rather not say
MOST_OURS = 5  # answers that are ours under one question: done, keep, the two above, without this
AT_ONCE = 20  # choices that are numbered in one message; of more, those of the page
SEVERAL = frozenset({"select_multiple", "rank"})  # kinds with a draft, finished with "Done"


class Page(NamedTuple):
    """What of the choices one message shows."""

    at: range  # their positions in `shown`
    total: int  # pages there are


def under_question(turn: Turn, sheet: Sheet, node: SheetNode, prompt: Prompt, page: Page, *, more: bool) -> tuple[Option, ...]:
    return (
        *_choices(turn, sheet, node, prompt, page),
        *_standing(turn, sheet, node, prompt),
        *verbs(turn, sheet, prompt, more=more),
    )


# --- choices ------------------------------------------------------------------------------------------------------------


def per_page(limits: Limits, count: int, ours: int = 0) -> int:
    """How many of so many choices one message shows, beside so many answers that are ours."""
    if limits.together:
        room = limits.together - ours
        return count if count <= room else max(1, min(limits.options, room - 2))  # two buttons turn the page
    return count if count <= limits.options + 2 else limits.options  # a page for one or two more would only be in the way


def page_of(turn: Turn, sheet: Sheet, node: SheetNode, prompt: Prompt) -> Page:
    """The page at hand."""
    limits, count = turn.known.limits, len(prompt.shown)
    tight = count and limits.together and count + MOST_OURS > limits.together
    ours = len(_standing(turn, sheet, node, prompt)) if tight else 0
    size = per_page(limits, count, ours) or 1
    first = prompt.page * size
    return Page(range(first, min(count, first + size)), -(-count // size) or 1)


def _choices(turn: Turn, sheet: Sheet, node: SheetNode, prompt: Prompt, page: Page) -> list[Option]:
    kind, looks = node.question.kind, node.question.appearance
    beside = kind == "range" or any(one.startswith("columns") for one in looks)
    shown = zip(page.at, _labelled(turn, sheet, node, prompt, page.at), strict=True)
    options = [Option(label, f"{prompt.token}:{i}", beside=beside) for i, label in shown]
    return options + paging(turn, prompt, page.total)


def numbered(turn: Turn, sheet: Sheet, node: SheetNode, prompt: Prompt, page: Page) -> str:
    """The choices with the numbers that stand for them, where several are written at once."""
    everything = range(len(prompt.shown))
    at = everything if len(everything) <= AT_ONCE else page.at
    labels = _labelled(turn, sheet, node, prompt, at)
    return "\n".join(f"{i + 1}. {label}" for i, label in zip(at, labels, strict=True))


def _labelled(turn: Turn, sheet: Sheet, node: SheetNode, prompt: Prompt, at: range) -> list[str]:
    labels, kind = {choice.name: choice.label for choice in node.sheet.choices(node)}, node.question.kind
    names = [prompt.shown[i] for i in at]
    return [_marked(kind, named(turn, sheet, node, labels.get(name), name), name, prompt) for name in names]


def _marked(kind: str, label: str, name: str, prompt: Prompt) -> str:
    """With what was done so far: chosen, or in which place."""
    if name not in prompt.draft:
        return label
    if kind == "rank":
        return f"{ranking.sign(prompt.draft.index(name))} {label}"
    return f"☑ {label}" if kind == "select_multiple" else label


def paging(turn: Turn, prompt: Prompt, count: int) -> list[Option]:
    """To the page before and the next one. No verbs where a channel may leave verbs out: turning the page is part of the choice."""
    role: Role = "answer" if turn.known.limits.together else "verb"
    found = []
    if prompt.page > 0:
        found.append(Option(turn.speech.say(texts.PREVIOUS_PAGE), f"{prompt.token}:p{prompt.page - 1}", role))
    if prompt.page < count - 1:
        found.append(Option(turn.speech.say(texts.NEXT_PAGE), f"{prompt.token}:p{prompt.page + 1}", role))
    return found


# --- answers that are ours, and verbs -----------------------------------------------------------------------------------


def _standing(turn: Turn, sheet: Sheet, node: SheetNode, prompt: Prompt) -> list[Option]:
    """Done, OK, keep, I don't know, rather not say, go on without it."""
    question = node.question
    found: list[tuple[Text, str]] = []
    kept = _suggested(turn, sheet, node, prompt)
    if question.kind in SEVERAL:
        found.append((texts.DONE, "done"))
    if question.kind == "acknowledge":
        found.append((texts.OK, "ok"))
    later = [(texts.LATER, "later")] if prompt.misses >= STUCK_AFTER else []
    private = question.extras.get("button") == "privacy"
    personal = question.kind != "acknowledge" and question.extras.get("sets") != "consents"
    if personal and optional(node.sheet, node):
        found += _personal(turn, len(prompt.shown) + len(found) + len(later) + (1 if private else len(kept)))
    options = [Option(turn.speech.say(text), f"{prompt.token}:{what}", "answer") for text, what in [*found, *later]]
    if private:
        return [*options, Option(turn.speech.say(texts.PRIVACY), "do:privacy", "answer")]
    return [*kept, *options]


def _personal(turn: Turn, others: int) -> list[tuple[Text, str]]:
    """Ways to leave a question open. Where all choices fit into one message only without them, they are written instead."""
    found = [(texts.DONT_KNOW, "dont_know"), (texts.RATHER_NOT, "rather_not")]
    shown = found[: personal_room(turn.known.limits, others)]
    if len(shown) < len(found):
        turn.unshown = ("skip",)
    return shown


def personal_room(limits: Limits, others: int) -> int:
    """How many of the two ways to leave a question open have a button, beside so many choices and answers of ours."""
    room = limits.together - others
    return room if limits.together and 0 <= room < PERSONAL else PERSONAL


def _suggested(turn: Turn, sheet: Sheet, node: SheetNode, prompt: Prompt) -> list[Option]:
    label = keep_label(turn, sheet, node)
    return [Option(label, f"{prompt.token}:keep", "answer")] if label else []


def keep_label(turn: Turn, sheet: Sheet, node: SheetNode) -> str:
    value = suggestion(node)
    return turn.speech.say(texts.KEEP, value=value_text(turn, sheet, node, value)) if value else ""


def suggestion(node: SheetNode) -> str:
    """The value that may be kept with a tap: the default, as far as it is an answer to what is asked."""
    question, answers = node.question, node.sheet
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


def optional(answers: FilledForm, node: SheetNode) -> bool:
    """Whether the question may be left open."""
    required = node.part.required if isinstance(node.part, Question) else None
    return required is None or not required.boolean(node, answers.scope)


def worded(label: str) -> str:
    """A label as somebody would type it: without its pictogram, folded."""
    return fold(PICTOGRAM.sub("", label))


def bare(text: str) -> str:
    """A label of ours without pictograms and arrows, or what somebody wrote to mean it, folded."""
    return fold(SIGNS.sub("", text))


def is_label(turn: Turn, text: Text, written: str) -> bool:
    """Whether what somebody wrote is the label of a button of ours."""
    label = turn.speech.say(text)
    return len(written) <= 2 * len(label) and bare(written) == _bare(label)


_bare = lru_cache(maxsize=2_000)(bare)  # for labels of ours: nobody's words are kept
