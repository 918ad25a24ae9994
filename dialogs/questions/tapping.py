"""A button of what is asked now: a verb, another page, or an answer."""

from dialogs.ending import go_on, resume
from dialogs.known import Prompt, Sheet
from dialogs.questions import verbs
from dialogs.questions.answering import done, keep, leave, take, take_reading, tapped
from dialogs.questions.asking import STUCK_AFTER, again, node_at, optional, show
from dialogs.questions.buttons import page_of
from dialogs.questions.understanding import Given
from dialogs.turn import Turn

ASKED = ("question", "readings", "another")  # prompts that have More below them


def gone(t: Turn, sheet: Sheet, prompt: Prompt) -> bool:
    """Whether a release has taken away the question that was put."""
    return prompt.kind in ("question", "readings") and node_at(t.answers(sheet), prompt.path) is None


def on(t: Turn, sheet: Sheet, prompt: Prompt, what: str, message: str) -> None:
    """`what` is the button's own part of its data, `message` what it hung on."""
    if what in ("back", "pause", "change", "skip"):
        return _called(t, sheet, prompt, what)
    if gone(t, sheet, prompt):
        return go_on(t, sheet)
    if what == "more" and prompt.kind in ASKED:
        t.edits = message
        return show(t, sheet, prompt, more=True)
    if what.startswith("p") and what[1:].isdecimal() and prompt.kind in ("question", "change"):
        return _turn_page(t, sheet, prompt, int(what[1:]), message)
    if prompt.kind in ("review", "another"):
        return verbs.replied(t, sheet, prompt, what if what in ("yes", "no") else None)
    if prompt.kind == "change":
        return verbs.chosen(t, sheet, prompt, int(what)) if what.isdecimal() else go_on(t, sheet)
    if prompt.kind == "readings":
        inside = what.isdecimal() and int(what) < len(prompt.shown)
        return take_reading(t, sheet, prompt, int(what)) if inside else again(t, sheet)
    return _tapped_answer(t, sheet, prompt, what, message)


def _called(t: Turn, sheet: Sheet, prompt: Prompt, what: str) -> None:
    if what == "skip":
        return verbs.skip(t, sheet, prompt)
    return {"back": verbs.back, "pause": verbs.pause, "change": verbs.change}[what](t, sheet)


def _turn_page(t: Turn, sheet: Sheet, prompt: Prompt, page: int, message: str) -> None:
    """Another page of the same list, in the same message."""
    t.edits = message
    if prompt.kind == "change":
        turned = prompt._replace(page=min(page, verbs.change_pages(t, prompt) - 1))
        return verbs.show_change(t, t.change(sheet, prompt=turned), turned)
    node = node_at(t.answers(sheet), prompt.path)
    last = page_of(t, sheet, node, prompt).total - 1 if node else 0
    again(t, t.change(sheet, prompt=prompt._replace(page=min(page, last))))
    if t.files:  # no message can be changed into a picture
        t.edits = ""
    return None


def _tapped_answer(t: Turn, sheet: Sheet, prompt: Prompt, what: str, message: str) -> None:
    node = node_at(t.answers(sheet), prompt.path)
    if node is None:
        return go_on(t, sheet)
    question = node.question
    if what == "done" and question.kind in ("select_multiple", "rank"):
        return done(t, sheet, prompt, node)
    if what in ("dont_know", "rather_not", "later") and (optional(t.answers(sheet), node) or prompt.misses >= STUCK_AFTER):
        return leave(t, sheet, prompt.path, "declined" if what == "rather_not" else "unknown")
    if what == "ok" and question.kind == "acknowledge":
        return take(t, sheet, node, Given(value="OK", how="tapped"))
    if what == "keep":
        return keep(t, sheet, prompt, node)
    if not what.isdecimal() or int(what) >= len(prompt.shown):
        return resume(t, sheet)
    return tapped(t, sheet, prompt, node, prompt.shown[int(what)], message)
