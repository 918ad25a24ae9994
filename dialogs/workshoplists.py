"""Workshops to choose from, and dates of one: numbered, each with its button."""

from collections.abc import Sequence

from dialogs import workshoptexts as told
from dialogs.events import Option
from dialogs.turn import Turn, action
from dialogs.workshop import Booked
from dialogs.workshopseats import ACTIVE, place, put, show, state
from dialogs.workshopwords import described, short_day, short_start, starts, time_of, to_come

SHOW = "do:workshop:show:"


def listed(t: Turn, found: Sequence[Booked], *, mine: bool) -> None:
    """Each is a button. What is said above them tells where each stands."""
    other = action(t, told.ALL, "workshops") if mine else action(t, told.MINE, "my_workshops")
    if not found:
        t.say(told.MINE_EMPTY if mine else told.LIST_EMPTY)
        return put(t, other)
    t.say(told.MINE_LIST if mine else told.LIST)
    t.parts.append("\n".join(_line(t, i, one) for i, one in enumerate(found, 1)))
    t.say(told.WHICH)
    return put(t, *(_entry(t, one) for one in found), other)


def _line(t: Turn, number: int, one: Booked) -> str:
    time, name = time_of(t, one), t.speech.label(one.workshop.title)
    begins = f" — {starts(t, one.workshop, time)}" if time else ""
    stands = f"\n{t.speech.say(told.STATES[state(one)])}" if state(one) in ACTIVE else ""
    return f"{number}. {name}{begins}{stands}"


def _entry(t: Turn, one: Booked) -> Option:
    time, name = time_of(t, one), t.speech.label(one.workshop.title)
    label = t.speech.say(told.ENTRY, title=name, day=short_day(t, one.workshop, time)) if time else name
    return Option(label, f"{SHOW}{one.workshop.id}.{place(one)}", "verb")


def look(t: Turn, one: Booked) -> None:
    """One workshop. Where a date is to be chosen, that first."""
    return _dates(t, one) if several(t, one) else show(t, one)


def several(t: Turn, one: Booked) -> bool:
    return not one.workshop.whole and one.occurrence is None and one.workshop.open and len(to_come(t, one)) > 1


def _dates(t: Turn, one: Booked) -> None:
    """Of a series whose times are signed up for one by one: those that have room, or a waiting list."""
    possible = [time for time in to_come(t, one) if time.free != 0 or one.workshop.queues]
    t.parts += described(t, one)
    t.say(told.WHICH_DATE if possible else told.FULL)
    data = f"{SHOW}{one.workshop.id}"
    dates = (Option(short_start(t, one.workshop, time), f"{data}.{time.id}", "verb") for time in possible)
    put(t, *dates, action(t, told.ALL, "workshops"))
