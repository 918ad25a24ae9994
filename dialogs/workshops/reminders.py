"""What people are told about workshops unasked: when it is said, and whether. Reminders; for the rest see `news`.

All of it is said as things are when it is told: `Known.booked` has what is still worth telling, by `<kind>:<subject>` of the intention.
"""

from collections.abc import Callable

from dialogs import family, texts
from dialogs.again import busy_until
from dialogs.ending import resume
from dialogs.events import Due, Tapped, Typed
from dialogs.outcomes import Planned
from dialogs.reading import clean, fold
from dialogs.reopening import OPEN
from dialogs.stopwords import starts, stops
from dialogs.turn import Turn, action
from dialogs.untaken import wants_nothing
from dialogs.workshops import texts as told
from dialogs.workshops.forms import FEEDBACK, fits, opened, sheet_of
from dialogs.workshops.news import changed, details, enclose, hidden, seat
from dialogs.workshops.place import ACTIVE, button, over, place, put, put_only, standing, state, under
from dialogs.workshops.values import Booked
from dialogs.workshops.words import bring, essentials, title, to_come, when

REMINDER, SEAT, NEWS = KINDS = ("reminder", "seat", "workshop")  # of intentions, and how `about` of what is said begins
CAME = ("came", "late", "left_early")


def happens(t: Turn, event: Due) -> None:
    """Somebody in the middle of something else is asked for their opinion later; all else is told."""
    about = f"{event.kind}:{event.subject}"
    one = _found(t, about)
    if one is None:
        return
    if one.reminder == "feedback" and (until := busy_until(t, event)) is not None:
        t.outcomes.append(Planned(kind=event.kind, subject=event.subject, at=until))
        return
    t.notice, t.about = True, about
    if _tell(t, about, one) and t.parts:
        family.named(t)
    if event.kind == NEWS:
        enclose(t, one, _what(about))


def reopened(t: Turn) -> bool:
    """What could not be said while the channel was closed, said now. Whether that was all: they only answered the template."""
    if t.person.status != "active" or len(t.known.family) > 1 or _stops(t):
        return False
    before = t.person.aside
    said = [one for about in t.known.held if not _answered(t, about) and (one := _found(t, about)) and _put(t, about, one)]
    if said and _only_replied(t, asked=any(one.reminder == "feedback" for one in said)):
        return True
    t.person = t.person._replace(aside=before)  # what they wrote was not written about these
    return False


def _answered(t: Turn, about: str) -> bool:
    """Whether they have just tapped what they say to it, below the template that went out in its place."""
    if not isinstance(t.event, Tapped) or not t.event.data.startswith("do:workshop:"):
        return False
    verb, _, which = t.event.data.removeprefix("do:workshop:").partition(":")
    return verb in texts.TEMPLATE_ANSWERS and about.startswith(f"{REMINDER}:") and f".{which}." in about


def _put(t: Turn, about: str, one: Booked) -> bool:
    """As a message of its own: with its own buttons."""
    if one.reminder == "feedback" and t.person.talks_with:
        return False
    done = _tell(t, about, one)
    if about.startswith(NEWS):
        enclose(t, one, _what(about))
    t.flush()
    return done


def _found(t: Turn, about: str) -> Booked | None:
    """None for what is of no use any more, or not for them."""
    willing = t.person.status == "active" and t.person.consents.get("programme")
    return t.known.booked.get(about) if willing else None


def _tell(t: Turn, about: str, one: Booked) -> bool:
    """Whether it was said."""
    if about.startswith(REMINDER):
        return REMINDERS[one.reminder](t, one) if one.reminder in REMINDERS else False
    return seat(t, one) if about.startswith(SEAT) else changed(t, one, _what(about))


def _what(about: str) -> str:
    """Of news of a workshop: moved, changed, cancelled."""
    return about.rpartition(".")[2]


def _stops(t: Turn) -> bool:
    return isinstance(t.event, Typed) and stops(fold(clean(t.event.text)), t.voices)


def _only_replied(t: Turn, *, asked: bool) -> bool:
    """`asked`: a question was put just now, and what they wrote cannot be its answer. What else waits is put by whoever knows of it."""
    if any(about.partition(":")[0] not in KINDS for about in t.known.held):
        return False
    if isinstance(t.event, Tapped):
        return t.event.data == OPEN
    if not isinstance(t.event, Typed) or t.person.talks_with:
        return False
    text = clean(t.event.text)
    return asked or (t.current is None and (wants_nothing(t, text) or starts(fold(text), t.voices)))


# --- reminders ------------------------------------------------------------------------------------------------------------


def _remind(t: Turn, one: Booked) -> bool:
    time = one.occurrence
    if over(t, one) or time is None or time.starts <= t.event.at or state(one) not in ACTIVE:
        return False
    if hidden(t, one):
        t.parts.append(f"{t.speech.say(told.REMIND_DISCREET)}\n{when(t, one.workshop, time)}")
    else:
        t.say(told.REMIND, title=title(t, one))
        t.parts += [essentials(t, one), bring(t, one.workshop)]
    if state(one) != "booked":
        t.parts += standing(t, one)
        put(t, *under(t, one), *details(t, one))
        return True
    said = one.booking.said if one.booking else ""
    t.say({"coming": told.COMING_SAID, "cannot": told.CANNOT_SAID}.get(said, told.ARE_YOU_COMING))
    ways = ((told.COMING, "coming"), (told.CANNOT, "cannot"), (told.HELP, "help"))
    put_only(t, *(button(t, text, verb, one.workshop, time.id) for text, verb in ways if verb != said), *details(t, one))
    return True


def _missed(t: Turn, one: Booked) -> bool:
    """A kind word, and a new date: of a course the next one, where they have their place."""
    came, coming = one.booking.came if one.booking else "", to_come(t, one)
    if came in CAME:
        return False
    person = action(t, texts.ASK_PERSON, "person")
    if one.workshop.whole and state(one) == "booked" and coming:
        t.say(told.MISSED_ONE, title=title(t, one, unasked=t.notice))
        t.parts.append(when(t, one.workshop, coming[0]))
        put(t, button(t, told.DETAILS, "show", one.workshop), person)
        return True
    t.say(told.MISSED, title=title(t, one, unasked=t.notice))
    same = bool(coming) and not one.workshop.whole
    put(t, button(t, told.OTHERS, "show", one.workshop) if same else action(t, told.OTHERS, "workshops"), person)
    return True


def _feedback(t: Turn, one: Booked) -> bool:
    """On top of whatever else is open. Who has answered already is not asked again."""
    name = one.workshop.feedback
    if not fits(t, name, FEEDBACK):
        return False
    begun = sheet_of(t, name, one)
    if begun and begun.state not in ("open", "paused"):
        return False
    t.say(told.FEEDBACK, title=title(t, one, unasked=t.notice))
    resume(t, begun or opened(t, name, one))
    return True


def _certificate(t: Turn, one: Booked) -> bool:
    made = f"certificate:{one.workshop.id}.{place(one) or '0'}"
    t.enclose(made, *family.whose(t), t.speech.say(told.CERTIFICATE, title=title(t, one, unasked=t.notice)))
    return True


REMINDERS: dict[str, Callable[[Turn, Booked], bool]] = {
    "remind": _remind,
    "missed": _missed,
    "feedback": _feedback,
    "certificate": _certificate,
}
