"""News of workshops, told unasked: what has become of somebody's place, and what has become of the workshop."""

from collections.abc import Callable

from dialogs.events import Option
from dialogs.turn import Turn, action
from dialogs.workshops import texts as told
from dialogs.workshops.place import ACTIVE, button, over, place, put, standing, state, terms, under
from dialogs.workshops.results import RESULTS, calendar
from dialogs.workshops.values import Booked
from dialogs.workshops.words import before, essentials, time_of, title, when

SEATS = {
    "booked": told.SIGNED_UP,
    "waiting": told.LISTED,
    "offered": told.OFFER,
    "expired": told.EXPIRED_OF,
    "removed": told.REMOVED,
}


def hidden(t: Turn, one: Booked) -> bool:
    """Whether others, who see the phone lying there, are not to read what it is."""
    return t.notice and one.workshop.discreet


def details(t: Turn, one: Booked) -> list[Option]:
    """The way to what was hidden."""
    return [button(t, told.DETAILS, "show", one.workshop, place(one))] if hidden(t, one) else []


def seat(t: Turn, one: Booked) -> bool:
    """What somebody's place is by now. Whether it was said: who has left it knows that."""
    now = state(one)
    late = one.booking is not None and one.booking.until is not None and one.booking.until <= t.event.at
    if now not in SEATS or (over(t, one) and now != "removed") or (now == "offered" and late):
        return False
    if now == "removed":
        RESULTS[now](t, one)
        return True
    t.say(SEATS[now], title=title(t, one, unasked=t.notice))
    t.parts.append(_facts(t, one))
    if now == "expired":
        t.say(told.EXPIRED)
    elif now != "booked":
        t.parts.append("\n".join(terms(t, one)))
    put(t, *under(t, one), *details(t, one))
    return True


def changed(t: Turn, one: Booked, what: str) -> bool:
    """`what`: moved, changed, cancelled. Said as it is by now, so of two changes only the latter."""
    time = one.occurrence
    gone = not one.workshop.open or (time is not None and not time.planned)
    if gone != (what == "cancelled") or (one.booking and state(one) not in ACTIVE):
        return False
    CHANGES[what](t, one)
    return True


def enclose(t: Turn, one: Booked, what: str) -> None:
    """After the words: what is new in the calendar of who had it there."""
    if t.parts and state(one) == "booked":
        t.flush()
        gone = what == "cancelled" and not _goes_on(one)
        calendar(t, one, told.CALENDAR_GONE if gone else told.CALENDAR_SHOWN)


def _facts(t: Turn, one: Booked) -> str:
    """When and where, or only when."""
    time = time_of(t, one)
    if not hidden(t, one):
        return essentials(t, one)
    return when(t, one.workshop, time) if time else ""


def _cancelled(t: Turn, one: Booked) -> None:
    goes_on = _goes_on(one)
    t.say(told.DATE_CANCELLED if goes_on else told.CANCELLED, title=title(t, one, unasked=t.notice))
    t.parts.append(when(t, one.workshop, one.occurrence) if one.occurrence else "")
    other = button(t, told.DETAILS, "show", one.workshop) if goes_on else action(t, told.OTHERS, "workshops")
    put(t, other, action(t, told.MINE, "my_workshops"))


def _goes_on(one: Booked) -> bool:
    """Of a course only one date is gone."""
    return one.workshop.open and one.workshop.whole and any(time.planned for time in one.occurrences)


def _moved(t: Turn, one: Booked) -> None:
    was = before(t, one.workshop, one.occurrence) if one.occurrence else ""
    t.say(told.MOVED, title=title(t, one, unasked=t.notice))
    t.parts.append("\n".join([*([t.speech.say(told.BEFORE, when=was)] if was else []), t.speech.say(told.NOW)]))
    _as_it_is(t, one)


def _altered(t: Turn, one: Booked) -> None:
    t.say(told.CHANGED, title=title(t, one, unasked=t.notice))
    _as_it_is(t, one)


def _as_it_is(t: Turn, one: Booked) -> None:
    """Whoever was offered a place may take it here."""
    t.parts.append(_facts(t, one))
    more, give_back = (
        button(t, text, verb, one.workshop, place(one)) for text, verb in ((told.DETAILS, "show"), (told.GIVE_BACK, "sure"))
    )
    if state(one) == "offered":
        t.parts += standing(t, one)
        return put(t, *under(t, one), more)
    return put(t, more, *([give_back] if state(one) == "booked" else []))


CHANGES: dict[str, Callable[[Turn, Booked], None]] = {"moved": _moved, "changed": _altered, "cancelled": _cancelled}
