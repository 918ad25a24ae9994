"""What people can do at any question: change an answer, back, skip, pause; and "one more?"."""

from dialogs import texts
from dialogs.answers.sheet import DONE, Pending
from dialogs.ending import go_on, hand_in, resume, settled, show_review, summary, title
from dialogs.events import Answer, Option
from dialogs.known import Prompt, Sheet
from dialogs.questions.answering import leave, misunderstood
from dialogs.questions.asking import STUCK_AFTER, again, node_at, optional, put, rest
from dialogs.questions.buttons import paging, per_page
from dialogs.questions.understanding import needed, text_is
from dialogs.reading import Misread, choice, yes_no
from dialogs.turn import Turn, action, ask, menu_button, offer

PAGE = 10  # answers on one page of "which would you like to change?"


# --- changing an answer ---------------------------------------------------------------------------------------------------


def change(turn: Turn, sheet: Sheet, page: int = 0) -> None:
    """Let the person choose from the numbered summary."""
    nodes = settled(turn, sheet)
    if not nodes:
        turn.say(texts.NOTHING_TO_CHANGE)
        return resume(turn, sheet) if sheet.state == "open" else rest(turn)
    turn.raise_(sheet)
    prompt = turn.prompt(sheet, "change", shown=tuple(node.path for node in nodes), page=page)
    show_change(turn, turn.sheets[sheet.number], prompt)
    return None


def show_change(turn: Turn, sheet: Sheet, prompt: Prompt) -> None:
    """The answers with their numbers, all of them where the message stays the same when its pages are turned."""
    lines, first, size = summary(turn, sheet), prompt.page * _change_size(turn, prompt), _change_size(turn, prompt)
    turn.parts.append("\n".join(lines if turn.known.limits.edits else lines[first : first + size]))
    turn.say(texts.WHICH_CHANGE)
    ask(turn)
    titles = _titles(turn, sheet, prompt)
    options = [Option(f"{i + 1}. {titles[i]}", f"{prompt.token}:{i}") for i in range(first, min(first + size, len(titles)))]
    options += paging(turn, prompt, change_pages(turn, prompt))
    turn.options = (*options, Option(turn.speech.say(texts.GO_ON), f"{prompt.token}:on", "verb"))


def change_pages(turn: Turn, prompt: Prompt) -> int:
    return -(-len(prompt.shown) // _change_size(turn, prompt)) or 1


def _change_size(turn: Turn, prompt: Prompt) -> int:
    return per_page(turn.known.limits, len(prompt.shown)) if turn.known.limits.together else PAGE


def _titles(turn: Turn, sheet: Sheet, prompt: Prompt) -> list[str]:
    nodes = {node.path: node for node in turn.answers(sheet).asked()}
    return [title(turn, sheet, nodes[path]) if path in nodes else path for path in prompt.shown]


def chosen(turn: Turn, sheet: Sheet, prompt: Prompt, index: int) -> None:
    """Ask the question again whose answer is to be changed."""
    node = turn.answers(sheet).find(prompt.shown[index]) if index < len(prompt.shown) else None
    if node:
        put(turn, sheet, Pending(node))
    else:
        go_on(turn, sheet)


def typed_change(turn: Turn, sheet: Sheet, prompt: Prompt, text: str) -> None:
    found = choice(text, [(name,) for name in _titles(turn, sheet, prompt)])
    if isinstance(found, Misread):
        turn.say(texts.NO_SUCH_CHOICE)
        show_change(turn, sheet, prompt)
    else:
        chosen(turn, sheet, prompt, found)


# --- back, skip, pause ----------------------------------------------------------------------------------------------------


def back(turn: Turn, sheet: Sheet) -> None:
    """Take the latest answer back and ask for it again; from a question that is only being changed, back to the list."""
    answers, prompt = turn.answers(sheet), sheet.prompt
    if prompt and prompt.kind == "change":
        return go_on(turn, sheet)
    asked = node_at(answers, prompt.path) if prompt and prompt.kind == "question" else None
    if asked and answers.settled(asked):
        return change(turn, sheet)
    last = answers.last()
    if last is None:
        turn.say(texts.NOTHING_BEFORE)
        return resume(turn, sheet)
    turn.answer(sheet, Answer(path=last.path, seq=answers.next_seq, value="", status="retracted", how="tapped"))
    node, pending = answers.find(last.path), answers.next()
    if node:
        same = pending is not None and pending.path == node.path  # with what was said before it
        put(turn, turn.sheets[sheet.number], pending if pending and same else Pending(node))
        return None
    return go_on(turn, sheet)


def skip(turn: Turn, sheet: Sheet, prompt: Prompt) -> None:
    """Leave the question out where that is allowed, or where it has proved too hard."""
    node = node_at(turn.answers(sheet), prompt.path)
    if prompt.kind not in ("question", "readings") or node is None:
        return resume(turn, sheet)
    if not optional(turn.answers(sheet), node) and prompt.misses < STUCK_AFTER:
        turn.parts.append(needed(turn, sheet, node) or turn.speech.say(texts.CANNOT_SKIP))
        return again(turn, sheet)
    return leave(turn, sheet, prompt.path, "skipped")


def pause(turn: Turn, sheet: Sheet) -> None:
    turn.change(sheet, state="paused")
    turn.say(texts.PAUSED)
    offer(turn, action(turn, texts.GO_ON, f"go:{sheet.number}"), menu_button(turn))


# --- another one ----------------------------------------------------------------------------------------------------------


def another(turn: Turn, sheet: Sheet, prompt: Prompt, *, wanted: bool) -> None:
    """One more of a repeat, or no more."""
    answers = turn.answers(sheet)
    pending = answers.next()
    if not pending or not pending.repeat or pending.path != prompt.path:
        return go_on(turn, sheet)
    instances = answers.instances(pending.repeat, pending.node)
    number = max((int(instance[1:]) for instance in instances), default=0) + 1
    value = " ".join([*instances, f"k{number}" if wanted else DONE])
    turn.answer(sheet, Answer(path=prompt.path, seq=answers.next_seq, value=value, how="tapped"))
    return go_on(turn, sheet)


def reply(turn: Turn, prompt: Prompt, text: str) -> str | None:
    """What was written about "is this right?" or "add another?": yes, no, pause; None when it is none of these."""
    said = yes_no(text, language=turn.speech.language)
    if not isinstance(said, Misread):
        return said[0].value
    if prompt.kind == "review" and text_is(turn, "done", text):
        return "yes"
    labels = (texts.HAND_IN, texts.CHANGE, texts.PAUSE) if prompt.kind == "review" else (texts.YES, texts.NO)
    found = choice(text, [(turn.speech.say(label),) for label in labels])
    return None if isinstance(found, Misread) else ("yes", "no", "pause")[found]


def replied(turn: Turn, sheet: Sheet, prompt: Prompt, said: str | None) -> None:
    """Go by a reply, typed or tapped."""
    if said == "pause":
        return pause(turn, sheet)
    if prompt.kind == "another":
        sentence = turn.speech.say(texts.NO_SUCH_CHOICE)
        return another(turn, sheet, prompt, wanted=said == "yes") if said else misunderstood(turn, sheet, prompt, sentence)
    if said is None:
        turn.say(texts.NO_SUCH_CHOICE)
        return show_review(turn, sheet, prompt)
    if said == "yes" and turn.answers(sheet).next():  # the form has become another one since they looked over it
        return go_on(turn, sheet)
    return hand_in(turn, sheet) if said == "yes" else change(turn, sheet)
