"""A coordinator asks one question again: it comes back to the person, alone, and the new answer stands beside the one before.

The subject of the intention: `<sheet>.<number of the answer that was looked at>.<reason, or nothing>.<what makes it unique>`.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from dialogs import texts
from dialogs.answers.sheet import Pending, SheetNode
from dialogs.events import Due
from dialogs.known import Sheet
from dialogs.outcomes import HelpNeeded, Planned
from dialogs.questions.asking import put
from dialogs.reopening import AGAIN as ABOUT
from dialogs.reopening import asked_again
from dialogs.turn import QUIET_BEFORE_NUDGE, Turn

AGAIN = "again"  # the kind of the intention
NOT_WHILE_BUSY = timedelta(minutes=10)  # somebody who is answering something else goes on with it in peace


class Wish(NamedTuple):
    """`seq`: which answer of the sheet was looked at. `reason`: one of `texts.AGAIN_REASONS`, or ""."""

    sheet: int
    seq: int
    reason: str


def subject(wish: Wish, token: str) -> str:
    """How the intention names what is to be asked."""
    return f"{wish.sheet}.{wish.seq}.{wish.reason}.{token}"


def read(subject: str) -> Wish:
    """What is to be asked. Raises ValueError for what `subject` never makes."""
    sheet, seq, reason, _ = subject.split(".")
    return Wish(int(sheet), int(seq), reason)


def due(turn: Turn, event: Due) -> None:
    """Put the question on top of whatever else is open. Where it cannot be put, a coordinator is told why."""
    wish = read(event.subject)
    sheet = turn.sheets.get(wish.sheet)
    path = _path(sheet, wish.seq) if sheet else ""
    node = turn.answers(sheet).find(path) if sheet and path and sheet.state != "dropped" else None
    if sheet is None or node is None or not _may_ask(turn):
        turn.outcomes.append(HelpNeeded(kind="not_asked", sheet=wish.sheet, path=path, reason=_why_not(turn)))
    elif (until := busy_until(turn, event)) is not None:
        turn.outcomes.append(Planned(kind=AGAIN, subject=event.subject, at=until))
    elif turn.answers(sheet).latest[path].seq == wish.seq:  # else they have answered anew already, and that is looked at
        _ask(turn, sheet, node, event.subject)
    elif not turn.known.programme.reviews(turn.form(sheet)):
        turn.outcomes.append(HelpNeeded(kind="review", sheet=wish.sheet))


def _path(sheet: Sheet, seq: int) -> str:
    return next((one.path for one in sheet.answers if one.seq == seq), "")


def _may_ask(turn: Turn) -> bool:
    return turn.person.status == "active" and turn.person.consents.get("programme") is not False


def _why_not(turn: Turn) -> str:
    if turn.person.status != "active":
        return turn.person.status
    return "gone" if _may_ask(turn) else "refused"


def busy_until(turn: Turn, event: Due) -> datetime | None:
    """Until when somebody is left in peace who is answering, or with whom somebody of the team talks; None = nobody is disturbed."""
    sheet = turn.current
    if turn.person.talks_with:
        return event.at + NOT_WHILE_BUSY
    until = sheet.active_at + NOT_WHILE_BUSY if sheet and sheet.prompt and sheet.active_at else event.at
    return until if until > event.at else None


def _ask(turn: Turn, sheet: Sheet, node: SheetNode, subject: str) -> None:
    handed_in = sheet.state == "handed_in"
    turn.notice, turn.about = True, f"{ABOUT}{subject}"
    _say_why(turn, subject)
    put(turn, turn.raise_(sheet), Pending(node))
    prompt = turn.sheets[sheet.number].prompt
    if handed_in and prompt:  # it goes back to the team with the answer, without a summary
        turn.change(sheet, prompt=prompt._replace(again=True))
    turn.outcomes.append(Planned(kind="nudge", subject=str(sheet.number), at=turn.event.at + QUIET_BEFORE_NUDGE))


def introduce(turn: Turn, sheet: Sheet) -> None:
    """Say it now, before the question is put: while the channel was closed it could not be said."""
    if subject := asked_again(turn, sheet):
        _say_why(turn, subject)


def _say_why(turn: Turn, subject: str) -> None:
    turn.say(texts.AGAIN)
    if reason := texts.AGAIN_REASONS.get(read(subject).reason):
        turn.say(reason)
