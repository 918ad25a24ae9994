"""A message of the team to many, as one person hears it: in their language or not at all, never after a stop, never too late."""

from dialogs import family
from dialogs.outcomes import Broadcasted
from dialogs.turn import Turn

KIND = "broadcast"  # of the intention, and how `about` of such a message begins


def tell(t: Turn, subject: str) -> None:
    """`subject`: which one. What became of it is kept in any case, for the report."""
    found = t.known.broadcasts.get(subject)
    if found is None:
        return  # it was discarded with everything that was known of it
    result = _result(t, found.state, found.texts.get(t.person.language, ""))
    if result == "told":
        t.notice, t.about = True, found.about
        family.named(t)
        t.parts.append(found.texts[t.person.language])
    t.outcomes.append(Broadcasted(broadcast=subject, result=result))


def _result(t: Turn, state: str, words: str) -> str:
    if state != "on":
        return state
    if t.person.status != "active" or t.person.consents.get("programme") is False:
        return "willing"
    return "told" if words else "language"


def expired(about: str, now: int) -> bool:
    """Whether a message that waited for its reader (`about` of a Said) is of no use any more; `now` in ms."""
    return int(about.rpartition(":")[2]) <= now
