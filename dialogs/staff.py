"""What the bot says to coordinators in chat: little, and never a person's words."""

from dialogs import family, texts
from dialogs.events import Called, Due, Left, Opened, Returned, Tapped
from dialogs.outcomes import CoordinatorLinked, DigestAsked
from dialogs.reopening import DIGEST, OPEN
from dialogs.turn import Turn


def turn(t: Turn) -> None:
    """A coordinator opened their invitation (on a phone of their own, or in vain), asked for the digest, or wrote something else."""
    event = t.event
    if t.known.invited and len(t.known.family) > 1:
        t.parts.append(family.to_all(t, texts.COORDINATOR_SHARES))  # the others would lose the phone; the invitation stays good
        family.ask(t)
    elif t.known.invited and isinstance(event, Opened):
        t.outcomes.append(CoordinatorLinked(coordinator=t.known.invited))
        t.person = t.person._replace(coordinator=t.known.invited, status="staff")
        t.say(texts.COORDINATOR_LINKED, hour=t.known.hour)
    elif _wants_overview(t):
        t.outcomes.append(DigestAsked(coordinator=t.person.coordinator))
    elif not isinstance(event, Left | Returned | Due):
        t.say(texts.COORDINATOR_HELP)


def _wants_overview(t: Turn) -> bool:
    """They asked for it, or write again after one could not be sent."""
    event = t.event
    if isinstance(event, Left | Returned | Due):
        return False
    asked = isinstance(event, Called) and event.command == "digest"
    return asked or any(one.startswith(DIGEST) for one in t.known.held) or (isinstance(event, Tapped) and event.data == OPEN)
