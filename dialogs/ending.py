"""On to the next question, and the end of a form: summary, handing in, what follows."""

from dialogs import texts
from dialogs.answers import metadata
from dialogs.answers.sheet import SheetNode
from dialogs.events import Option
from dialogs.known import Prompt, Sheet
from dialogs.outcomes import HandedIn, HelpNeeded
from dialogs.questions.asking import again, node_at, put, rest, said
from dialogs.questions.spelling import answer_text, filled
from dialogs.turn import Turn, action, ask, menu_button, offer
from dialogs.workshops.forms import booking


def go_on(turn: Turn, sheet: Sheet) -> None:
    """Put what comes next on this sheet; at its end, the summary or the handing in."""
    sheet = turn.sheets[sheet.number]
    asked = sheet.prompt if sheet.prompt and sheet.prompt.kind == "question" and sheet.prompt.first else None
    pending = turn.answers(sheet).next(after=asked.path if asked else "")
    if pending:
        put(turn, sheet, pending)
    else:
        end(turn, sheet)


def end(turn: Turn, sheet: Sheet) -> None:
    """All is answered: look over it once, or hand in at once where there is nothing to look over."""
    if turn.form(sheet).summed_up and not _asked_again(sheet) and not refused(turn, sheet):
        review(turn, sheet)
    else:
        hand_in(turn, sheet)


def _asked_again(sheet: Sheet) -> bool:
    """Whether a coordinator waits for this answer."""
    return sheet.prompt is not None and sheet.prompt.again


def refused(turn: Turn, sheet: Sheet) -> bool:
    """Whether an answer was given that ends the form (`lotse:ends`)."""
    latest, ends = turn.answers(sheet).latest, _ends(turn, sheet)
    return any(key in latest and latest[key].status == "answered" and latest[key].value == value for key, value in ends.items())


def complete(turn: Turn, sheet: Sheet) -> bool:
    """Whether nothing ended it early: neither a refusal nor leaving open what may be refused."""
    latest, ends = turn.answers(sheet).latest, _ends(turn, sheet)
    return all(key in latest and latest[key].status == "answered" and latest[key].value != value for key, value in ends.items())


def _ends(turn: Turn, sheet: Sheet) -> dict[str, str]:
    """{question: the value at which the form ends}"""
    return {key: question.extras["ends"] for key, question in turn.form(sheet).questions.items() if "ends" in question.extras}


def review(turn: Turn, sheet: Sheet) -> None:
    prompt = turn.prompt(sheet, "review")
    show_review(turn, turn.sheets[sheet.number], prompt)


def show_review(turn: Turn, sheet: Sheet, prompt: Prompt) -> None:
    turn.say(texts.REVIEW)
    turn.parts.append("\n".join(summary(turn, sheet)))
    turn.say(texts.REVIEW_QUESTION)
    ask(turn)
    turn.options = (
        Option(turn.speech.say(texts.HAND_IN), f"{prompt.token}:yes"),
        Option(turn.speech.say(texts.CHANGE), f"{prompt.token}:change"),
        Option(turn.speech.say(texts.PAUSE), f"{prompt.token}:pause", "verb"),
    )


def summary(turn: Turn, sheet: Sheet) -> list[str]:
    """`1. Question: answer`, a line each."""
    latest = turn.answers(sheet).latest
    return [
        f"{i}. {title(turn, sheet, node)} — {answer_text(turn, sheet, node, latest[node.path])}"
        for i, node in enumerate(settled(turn, sheet), 1)
    ]


def settled(turn: Turn, sheet: Sheet) -> list[SheetNode]:
    """What can be looked over and changed. The language is not among it: it has a verb of its own, and may have changed since."""
    answers = turn.answers(sheet)
    return [node for node in answers.asked() if answers.settled(node) and node.question.extras.get("sets") != "language"]


def title(turn: Turn, sheet: Sheet, node: SheetNode) -> str:
    """A question as a heading."""
    return filled(turn, sheet, node, node.part.label).lstrip("¿").rstrip("?؟: \u00a0\u202f") or node.name


def hand_in(turn: Turn, sheet: Sheet) -> None:
    """Keep it as a submission, say the closing notes, open what follows."""
    form = turn.form(sheet)
    revision, review = sheet.revision + 1, turn.known.programme.reviews(form) or _asked_again(sheet)
    sheet = turn.change(sheet, state="handed_in", prompt=None, revision=revision, active_at=turn.event.at)
    turn.note(sheet, metadata.when_handed_in(form, turn.now) if form.metadata else ())
    turn.outcomes.append(HandedIn(sheet=sheet.number, form=form.name, revision=revision, review=review))
    if review and turn.person.consents.get("programme") is not False:
        turn.outcomes.append(HelpNeeded(kind="review", sheet=sheet.number))
    closing, wish = turn.answers(sheet).closing(), booking(turn, sheet) if revision == 1 else None
    for note in closing:
        said(turn, sheet, note)
    if wish:  # what comes of it is said next
        turn.outcomes.append(wish)
        return
    if not closing:
        turn.say(texts.HANDED_IN if revision == 1 else texts.HANDED_IN_AGAIN)
    following = turn.current or (_following(turn, form.settings.get("then", "")) if revision == 1 else None)
    if following:
        resume(turn, following)
    elif refused(turn, sheet):
        offer(turn, action(turn, texts.ASK_PERSON, "person"), menu_button(turn))
    else:
        rest(turn)


def _following(turn: Turn, name: str) -> Sheet | None:
    """The form of the link they came by, or the one that this form names; only for those who have agreed."""
    wish, turn.person = turn.person.wish, turn.person._replace(wish="")
    begun = {sheet.form for sheet in turn.sheets.values()}
    possible = [
        one
        for one in (wish, name)
        if one in turn.known.forms and one in turn.known.programme.forms and one not in begun and not turn.known.forms[one].does
    ]
    return turn.open(possible[0]) if possible and turn.person.consents.get("programme") else None


def resume(turn: Turn, sheet: Sheet) -> None:
    """Put once more what this sheet waits for, or what comes next on it; not while a human being speaks with them."""
    if turn.person.talks_with:
        return
    sheet = turn.raise_(sheet)
    prompt = sheet.prompt
    if prompt and prompt.kind == "review" and not turn.answers(sheet).next():
        review(turn, sheet)
    elif prompt and prompt.kind in ("question", "readings") and node_at(turn.answers(sheet), prompt.path):
        again(turn, sheet)
    else:
        go_on(turn, sheet)
