"""What could not be said while the channel was closed to us: put anew when the person writes again (see `Known.held`)."""

from dialogs.known import Sheet
from dialogs.reading import Misread, yes_no
from dialogs.turn import Turn

OPEN = "do:open"  # what the button of a template sends: something waits here
NUDGE, AGAIN, DIGEST = "nudge:", "again:", "digest"  # beginnings of `Said.about`


def waiting(turn: Turn) -> Sheet | None:
    """The open sheet that somebody was to be reminded of; of several the one that was raised last."""
    numbers = {one.removeprefix(NUDGE) for one in turn.known.held if one.startswith(NUDGE)}
    found = [sheet for sheet in turn.sheets.values() if str(sheet.number) in numbers and sheet.state == "open"]
    return max(found, key=lambda sheet: sheet.raised, default=None)


def only_replied(turn: Turn, text: str, *, in_own_words: bool) -> bool:
    """Whether somebody wrote to a template, not to the question before it: "yes" and "hello" are then no answers.

    Their own words could be either, so the question is put first; what can only be an answer is one.
    """
    sheet = turn.current
    if sheet is None or not any(one == f"{NUDGE}{sheet.number}" or _asks_again(one, sheet) for one in turn.known.held):
        return False
    return in_own_words or not isinstance(yes_no(text, language=turn.speech.language), Misread)


def asked_again(turn: Turn, sheet: Sheet) -> str:
    """What of this sheet a coordinator asks again, and could not be said while the channel was closed; "" for nothing."""
    found = next((one for one in turn.known.held if _asks_again(one, sheet)), "")
    return found.removeprefix(AGAIN)


def _asks_again(about: str, sheet: Sheet) -> bool:
    return about.startswith(f"{AGAIN}{sheet.number}.")
