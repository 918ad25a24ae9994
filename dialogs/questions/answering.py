"""What is done with an answer: taken, left open, or not understood."""

from dialogs import texts
from dialogs.answers.sheet import SheetNode
from dialogs.effects import effect
from dialogs.ending import go_on
from dialogs.events import Answer, Typed
from dialogs.known import Prompt, Sheet
from dialogs.outcomes import Heard, HelpNeeded
from dialogs.questions import ranking
from dialogs.questions.asking import STUCK_AFTER, node_at, optional, show, written
from dialogs.questions.buttons import SEVERAL, is_label, keep_label, page_of, suggestion
from dialogs.questions.spelling import spelled
from dialogs.questions.understanding import (
    Draft,
    Given,
    Refusal,
    constraint,
    given,
    in_order,
    needed,
    read,
    restored,
    shown_label,
    stored,
    text_is,
)
from dialogs.reading import clean, fold
from dialogs.turn import Turn

LEFT = (("dont_know", texts.DONT_KNOW, "unknown"), ("rather_not", texts.RATHER_NOT, "declined"))

# --- typed ----------------------------------------------------------------------------------------------------------------


def typed(turn: Turn, sheet: Sheet, prompt: Prompt, text: str) -> None:
    """The person wrote something while this question was put."""
    node = node_at(turn.answers(sheet), prompt.path)
    if node is None:
        return go_on(turn, sheet)
    if node.question.kind in SEVERAL and (text_is(turn, "done", text) or is_label(turn, texts.DONE, text)):
        return done(turn, sheet, prompt, node)
    if node.question.default and text == keep_label(turn, sheet, node):
        return keep(turn, sheet, prompt, node)
    folded = fold(text)
    for word, label, status in LEFT:
        if folded in turn.speech.words(texts.WORDS[word]) or is_label(turn, label, text):
            if optional(turn.answers(sheet), node):
                return leave(turn, sheet, prompt.path, status, how="typed")
            if sentence := needed(turn, sheet, node):
                return misunderstood(turn, sheet, prompt, sentence)
    if prompt.misses >= STUCK_AFTER and is_label(turn, texts.LATER, text):
        return leave(turn, sheet, prompt.path, "unknown", how="typed")
    found = read(turn, sheet, prompt, node, text)
    if isinstance(found, Refusal):
        misunderstood(turn, sheet, prompt, found.sentence)
    elif isinstance(found, Draft):
        so_far(turn, sheet, prompt, found.parts)
    elif isinstance(found, tuple):
        shown = tuple(map(stored, found))
        show(turn, sheet, turn.prompt(sheet, "readings", path=prompt.path, shown=shown, typed=text, misses=prompt.misses))
    else:
        take(turn, sheet, node, found)


def so_far(turn: Turn, sheet: Sheet, prompt: Prompt, parts: tuple[str, ...]) -> None:
    """Part of the answer is known: put the question again, for the rest."""
    changed = prompt._replace(draft=parts)
    turn.change(sheet, prompt=changed)
    show(turn, turn.sheets[sheet.number], changed)


def take_reading(turn: Turn, sheet: Sheet, prompt: Prompt, number: int) -> None:
    """One of several readings was meant. Of a day with a time it may be the day alone."""
    node = node_at(turn.answers(sheet), prompt.path)
    if node is None:
        return go_on(turn, sheet)
    chosen = prompt.shown[number]
    if node.question.kind == "datetime" and "T" not in chosen:
        asked = turn.prompt(sheet, "question", path=prompt.path, misses=prompt.misses)
        return so_far(turn, sheet, asked, (chosen,))
    return take(turn, sheet, node, given(restored(chosen), prompt.typed))


# --- tapped ---------------------------------------------------------------------------------------------------------------


def tapped(turn: Turn, sheet: Sheet, prompt: Prompt, node: SheetNode, name: str, message: str) -> None:
    """One of the choices shown."""
    kind = node.question.kind
    if kind in ("select_multiple", "rank"):
        turn.edits = message
        order = ranking.toggled(prompt.draft, name, prompt.shown if kind == "rank" else ())
        return so_far(turn, sheet, prompt, order)
    if not turn.answers(sheet).allows(node, name):
        return misunderstood(turn, sheet, prompt, constraint(turn, sheet, node))
    return take(turn, sheet, node, Given(value=name, how="tapped", label=shown_label(turn, sheet, node, name)))


def done(turn: Turn, sheet: Sheet, prompt: Prompt, node: SheetNode) -> None:
    """Several were chosen, or all put in order, and that is all."""
    ranked = node.question.kind == "rank"
    if ranked and len(prompt.draft) < len(prompt.shown):
        return misunderstood(turn, sheet, prompt, turn.speech.say(texts.ORDER_ALL))
    if not prompt.draft and not optional(turn.answers(sheet), node):
        return misunderstood(turn, sheet, prompt, needed(turn, sheet, node) or turn.speech.say(texts.CHOOSE_ONE_AT_LEAST))
    value = " ".join(prompt.draft) if ranked else in_order(prompt, prompt.draft)
    if not turn.answers(sheet).allows(node, value):
        return misunderstood(turn, sheet, prompt, constraint(turn, sheet, node))
    return take(turn, sheet, node, Given(value=value, how="tapped"))


def keep(turn: Turn, sheet: Sheet, prompt: Prompt, node: SheetNode) -> None:
    """What was suggested is right."""
    value = suggestion(node)
    if value:
        take(turn, sheet, node, Given(value=value, how="tapped"))
    else:
        show(turn, sheet, prompt)


# --- taken ----------------------------------------------------------------------------------------------------------------


def take(turn: Turn, sheet: Sheet, node: SheetNode, found: Given) -> None:
    """Put the answer onto the sheet, let it have its effect, and go on."""
    question, one = node.question, found.reading
    dated = one is not None and question.kind in ("date", "datetime")
    precision, calendar = (one.precision, one.calendar) if one and dated else ("", "")
    answer = Answer(
        path=node.path,
        seq=turn.answers(sheet).next_seq,
        value=found.value,
        how="tapped" if found.how == "tapped" else "typed",
        typed=found.typed,
        label=found.label,
        precision=precision,
        calendar=calendar,
    )
    effect(turn, sheet, question, found.value)
    turn.answer(sheet, answer)
    if one and not one.plain:
        turn.say(texts.UNDERSTOOD, value=spelled(turn.speech, question, found.value, precision, calendar))
    go_on(turn, sheet)


def leave(turn: Turn, sheet: Sheet, path: str, status: str, *, how: str = "tapped") -> None:
    """The question stays open on purpose: skipped, unknown or declined, and kept as such."""
    turn.answer(sheet, Answer(path=path, seq=turn.answers(sheet).next_seq, value="", status=status, how=how))  # type: ignore[arg-type]
    go_on(turn, sheet)


# --- not understood -------------------------------------------------------------------------------------------------------


def misunderstood(turn: Turn, sheet: Sheet, prompt: Prompt, sentence: str) -> None:
    """Say why, put the question again: from the second time in a simpler way, after the third with a coordinator asked to help."""
    misses = prompt.misses + 1
    turn.parts.append(sentence)
    if misses == STUCK_AFTER:
        turn.parts[:] = [turn.speech.say(texts.STUCK)]
        turn.outcomes.append(HelpNeeded(kind="stuck", sheet=sheet.number, path=prompt.path))
        if isinstance(turn.event, Typed):
            turn.outcomes.append(Heard(kind="words", text=clean(turn.event.text)))
    elif misses > 1:
        turn.say(texts.SIMPLER)
    changed = prompt._replace(misses=misses)
    turn.change(sheet, prompt=changed)
    show(turn, turn.sheets[sheet.number], changed)
    turn.files.clear()  # they are to be seen above
    if misses > 1:
        _number(turn, sheet, prompt)


def _number(turn: Turn, sheet: Sheet, prompt: Prompt) -> None:
    """The choices with their numbers, for phones that show no buttons, and for people who would rather write. A range is numbers."""
    node = node_at(turn.answers(sheet), prompt.path)
    choices = [option.label for option in turn.options if option.role == "choice"]
    if choices and not (node and (node.question.kind == "range" or written(turn, node.question))):
        first = page_of(turn, sheet, node, prompt).at.start if node and node.question.kind in SEVERAL else 0
        turn.say(texts.NUMBERED)
        turn.parts[-1] = "\n".join([turn.parts[-1], *(f"{i}. {label}" for i, label in enumerate(choices, first + 1))])
