"""Workshops to choose from, and dates of one: numbered, each with its button."""

from collections.abc import Sequence

from dialogs.events import Option
from dialogs.turn import Turn, action
from dialogs.workshops import texts as told
from dialogs.workshops.place import ACTIVE, place, put, show, state
from dialogs.workshops.values import Booked
from dialogs.workshops.words import described, short_day, short_start, starts, time_of, to_come

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
    stands = [t.speech.say(told.STATES[state(one)])] if state(one) in ACTIVE else _own(t, one)
    return "\n".join([f"{number}. {name}{begins}", *stands])


def _own(t: Turn, one: Booked) -> list[str]:
    """Their dates, where each is signed up for by itself."""
    seats = dict(one.places)
    mine = [time for time in to_come(t, one) if time.id in seats]
    return [f"{t.speech.say(told.STATES[seats[time.id]])} {starts(t, one.workshop, time)}" for time in mine]


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
    """Of a series whose times are signed up for one by one: those that have room, or a waiting list, or the person in them."""
    seats = dict(one.places)
    possible = [time for time in to_come(t, one) if time.free != 0 or one.workshop.queues or time.id in seats]
    t.parts += [*described(t, one), "\n".join(_own(t, one))]
    t.say(told.WHICH_DATE if possible else told.FULL)
    data = f"{SHOW}{one.workshop.id}"
    dates = (Option(short_start(t, one.workshop, time), f"{data}.{time.id}", "verb") for time in possible)
    put(t, *dates, action(t, told.ALL, "workshops"))
