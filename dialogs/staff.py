"""What the bot says to coordinators in chat, and what they may do there: little, and never a person's words.

Whatever needs the table of cases is only asked for here; `bot/road/staffing.py` carries it out and answers.
"""

from dialogs import family, stafftexts, texts
from dialogs.events import Called, Due, Left, Opened, Option, Returned, Tapped, Typed
from dialogs.outcomes import CaseAsked, CoordinatorLinked, DigestAsked
from dialogs.reading import clean, fold
from dialogs.reopening import DIGEST, OPEN
from dialogs.texts import Speech, Text
from dialogs.turn import Turn, action, menu_button, offer

MARK = "staff:"  # how the data of their buttons begins
VERBS = {  # {verb: its button}
    "next": stafftexts.BUTTON_NEXT,
    "take": stafftexts.BUTTON_TAKE,
    "over": stafftexts.BUTTON_OVER,
    "snooze": stafftexts.BUTTON_SNOOZE,
    "open": stafftexts.BUTTON_OPEN,
}


def turn(t: Turn) -> None:
    """A coordinator opened their invitation (on a phone of their own, or in vain), wants something, or wrote something else."""
    event = t.event
    if t.known.invited and len(t.known.family) > 1:
        t.parts.append(family.to_all(t, texts.COORDINATOR_SHARES))  # the others would lose the phone; the invitation stays good
        family.ask(t)
    elif t.known.invited and t.known.ways:
        # On the other phone they are a participant still: what comes for them would find nobody here.
        t.say(texts.COORDINATOR_JOINED)
        offer(t, action(t, texts.PHONES, "phones"), menu_button(t))
    elif t.known.invited and isinstance(event, Opened):
        t.outcomes.append(CoordinatorLinked(coordinator=t.known.invited))
        t.person = t.person._replace(coordinator=t.known.invited, status="staff")
        t.say(stafftexts.COORDINATOR_LINKED, hour=t.known.hour)
    elif isinstance(event, Left | Returned | Due):
        return
    else:
        _asked(t)


def _asked(t: Turn) -> None:
    verb, case = _verb(t)
    held = any(one.startswith(DIGEST) for one in t.known.held)
    if held and verb in ("", "digest"):  # they write again after a digest could not be sent
        t.outcomes.append(DigestAsked(coordinator=t.person.coordinator, held=True))
    elif verb == "digest":
        t.outcomes.append(DigestAsked(coordinator=t.person.coordinator))
    elif verb:
        t.outcomes.append(CaseAsked(coordinator=t.person.coordinator, verb=verb, case=case))
    else:
        t.say(stafftexts.COORDINATOR_HELP)


def _verb(t: Turn) -> tuple[str, int]:
    """What they want, "" = nothing we know, and which case it is about, 0 = the one they saw last."""
    match t.event:
        case Called(command=command) if command in stafftexts.STAFF_WORDS:
            return command, 0
        case Tapped(data=data) if data == OPEN:
            return "digest", 0
        case Tapped(data=data):
            return _tapped(data)
        case Typed(text=text):
            word = fold(clean(text)).removeprefix("/")
            return next((verb for verb, words in stafftexts.STAFF_WORDS.items() if word in t.speech.words(words)), ""), 0
    return "", 0


def _tapped(data: str) -> tuple[str, int]:
    verb, _, case = data.removeprefix(MARK).partition(":")
    try:
        number = int(case or "0", 16)
    except ValueError:
        return "", 0
    return (verb, number) if data.startswith(MARK) and verb in VERBS else ("", 0)


def button(speech: Speech, verb: str, case: int = 0) -> Option:
    """A button under a digest or a case. Plain verbs, which a channel with room for few may leave out last."""
    text: Text = VERBS[verb]
    return Option(speech.say(text), f"{MARK}{verb}:{case:x}" if case else f"{MARK}{verb}", "verb")
