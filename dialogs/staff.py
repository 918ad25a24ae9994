"""What the bot says to coordinators in chat: little, and never a person's words."""

from dialogs import texts
from dialogs.events import Called, Due, Left, Opened, Returned
from dialogs.outcomes import CoordinatorLinked, DigestAsked
from dialogs.turn import Turn


def turn(t: Turn) -> None:
    """A coordinator opened their invitation, asked for the digest, or wrote something else."""
    event = t.event
    if t.known.invited and isinstance(event, Opened):
        t.outcomes.append(CoordinatorLinked(coordinator=t.known.invited))
        t.person = t.person._replace(coordinator=t.known.invited, status="staff")
        t.say(texts.COORDINATOR_LINKED, hour=t.known.hour)
    elif isinstance(event, Called) and event.command == "digest":
        t.outcomes.append(DigestAsked(coordinator=t.person.coordinator))
    elif not isinstance(event, Left | Returned | Due):
        t.say(texts.COORDINATOR_HELP)
