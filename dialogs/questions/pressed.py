"""A button's label or number, written instead of tapped: where a channel has no room for all buttons, writing is the way to the rest."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from dialogs import texts
from dialogs.known import Prompt, Sheet
from dialogs.questions.asking import node_at
from dialogs.questions.buttons import bare, page_of, worded
from dialogs.questions.spelling import named
from dialogs.questions.tapping import ASKED
from dialogs.questions.verbs import change_pages
from dialogs.reading import Misread, choice, fold
from dialogs.texts import Speech
from dialogs.turn import Turn, page_of_pick, paging_of_pick
from dialogs.workshops import texts as workshop_texts

# {label: what it calls}. Where two are called the same ("More"), the first one that there is now is meant.
LABELS = (
    (texts.NEXT_PAGE, "next"),
    (texts.PREVIOUS_PAGE, "previous"),
    (texts.MORE, "more"),
    (texts.BACK, "back"),
    (texts.SKIP, "skip"),
    (texts.CHANGE, "change"),
    (texts.PAUSE, "pause"),
    (texts.REPEAT, "repeat"),
    (texts.GO_ON, "continue"),
    (texts.HELP, "help"),
    (texts.LANGUAGE, "language"),
    (texts.MENU_BUTTON, "menu"),
    (texts.STOP, "stop"),
    (texts.MY_ANSWERS, "answers"),
    (texts.MY_DATA, "data"),
    (texts.ASK_PERSON, "person"),
    (texts.PRIVACY, "privacy"),
    (workshop_texts.MENU, "workshops"),
    (workshop_texts.MINE, "my_workshops"),
)
LONGEST = 40  # characters of a label, and then some

HERE = ("more", "next", "previous")  # what hangs on the question at hand, and on nothing else


def data(name: str, prompt: Prompt) -> str:
    """A button's own part of its data, of one of `HERE`."""
    return {"next": f"p{prompt.page + 1}", "previous": f"p{max(prompt.page - 1, 0)}"}.get(name, name)


def picked(turn: Turn, text: str) -> str | None:
    """The action of the pick put last whose number or label was written, among those that its page shows or of all."""
    pick = turn.person.aside
    if pick is None:
        return None
    at = page_of_pick(turn, pick)
    number = choice(text, [()] * len(at))
    if not isinstance(number, Misread):
        return pick.shown[at[number]]
    labels = [*zip(pick.labels, pick.shown, strict=False), *((one.label, one.data) for one in paging_of_pick(turn, pick))]
    return next((data for label, data in labels if fold(text) == worded(label) or bare(text) == bare(label) != ""), None)


def is_choice(turn: Turn, word: str) -> bool:
    """Whether the word is one of the choices shown: then it is an answer, even if it is also a verb."""
    sheet = turn.current
    if not sheet or not sheet.prompt or not sheet.prompt.shown or sheet.prompt.kind != "question":
        return False
    node = node_at(turn.answers(sheet), sheet.prompt.path)
    offered = turn.answers(sheet).choices(node) if node else ()
    labels = (named(turn, sheet, node, one.label, one.name) for one in offered) if node else ()
    return any(word == worded(label) for label in labels)


def button(turn: Turn, text: str, *, exactly: bool) -> str | None:
    """The verb whose label was written. `exactly`: with its pictogram, for where people answer in their own words."""
    if len(text) > LONGEST:
        return None
    same = fold if exactly else bare
    called = _called(turn.speech, same).get(same(text), ())
    if not called:
        return None
    there = _there(turn)
    exact = _called(turn.speech, fold).get(fold(text), ())
    return next((name for name in (*exact, *called) if name in there and name in called), None)


@lru_cache(maxsize=200)
def _called(speech: Speech, same: Callable[[str], str]) -> Mapping[str, tuple[str, ...]]:
    """{label: what it calls}: with everything that is typed they are looked through."""
    found: dict[str, tuple[str, ...]] = {}
    for text, name in LABELS:
        label = same(speech.say(text))
        found[label] = (*found.get(label, ()), name)
    return {label: names for label, names in found.items() if label}


def _there(turn: Turn) -> set[str]:
    """What there is now: pages only of a list that has some, on either side, and more only of what can be answered."""
    prompt = turn.current.prompt if turn.current else None
    last = _pages(turn, turn.current, prompt) - 1 if turn.current and prompt else 0
    page = prompt.page if prompt else 0
    asked = prompt is None or prompt.kind in ASKED
    gone = {name for name, there in (("next", page < last), ("previous", page > 0), ("more", asked)) if not there}
    return {name for _, name in LABELS} - gone


def _pages(turn: Turn, sheet: Sheet, prompt: Prompt) -> int:
    if prompt.kind == "change":
        return change_pages(turn, prompt)
    node = node_at(turn.answers(sheet), prompt.path) if prompt.kind == "question" else None
    return page_of(turn, sheet, node, prompt).total if node else 1
