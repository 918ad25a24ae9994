"""What came of a wish for a place in a workshop: always a sentence, and what can be done next."""

from collections.abc import Callable

from dialogs import family, texts
from dialogs.texts import Text
from dialogs.turn import Turn, action
from dialogs.workshops import texts as told
from dialogs.workshops.place import button, entrance, over, place, put, show, standing, under
from dialogs.workshops.values import Booked
from dialogs.workshops.words import bring, dates_of, essentials, title, way


def came_of(t: Turn, one: Booked, result: str) -> None:
    """A sentence and what can be done next, whatever it is."""
    RESULTS.get(result, show)(t, one)


def _booked(t: Turn, one: Booked) -> None:
    """Everything one needs to come: the ticket, the file for the calendar, then the words with the way."""
    ticket(t, one)
    calendar(t, one)
    t.say(told.STATES["booked"])
    t.parts += [
        t.speech.label(one.workshop.title),
        essentials(t, one),
        dates_of(t, one),
        way(t, one.workshop),
        bring(t, one.workshop),
    ]
    t.pin = one.workshop.spot if one.workshop.spot.point else None
    put(t, button(t, told.DETAILS, "show", one.workshop, place(one)), action(t, told.MINE, "my_workshops"))


def ticket(t: Turn, one: Booked) -> None:
    """A picture, and its code in words: where no picture arrives it is read out at the door."""
    shown = t.speech.say(told.TICKET_SHOWN, title=title(t, one, unasked=True))
    code = one.booking.code if one.booking else ""
    words = [*family.whose(t), shown, *([t.speech.say(told.TICKET_CODE, code=code)] if code else [])]
    t.enclose(f"ticket:{_made(one)}", *words)


def calendar(t: Turn, one: Booked, caption: Text = told.CALENDAR_SHOWN) -> None:
    t.enclose(f"calendar:{_made(one)}", *family.whose(t), t.speech.say(caption))


def _made(one: Booked) -> str:
    return f"{one.workshop.id}.{place(one) or '0'}"


def _stands(t: Turn, one: Booked) -> None:
    t.parts += [t.speech.label(one.workshop.title), *standing(t, one)]
    put(t, *under(t, one), action(t, told.MINE, "my_workshops"))


def _expired(t: Turn, one: Booked) -> None:
    t.parts.append(t.speech.label(one.workshop.title))
    t.say(told.EXPIRED)
    put(t, *([] if over(t, one) else entrance(t, one)), action(t, told.ALL, "workshops"))


def _full(t: Turn, one: Booked) -> None:
    t.parts.append(t.speech.label(one.workshop.title))
    t.say(told.FULL)
    put(t, action(t, told.OTHERS, "workshops"))


def _gone(t: Turn, one: Booked) -> None:
    planned = one.workshop.open and (one.occurrence is None or one.occurrence.planned)
    t.parts.append(t.speech.label(one.workshop.title))
    t.say(told.GONE if planned else told.CALLED_OFF)
    put(t, action(t, told.OTHERS, "workshops"))


def _left(t: Turn, one: Booked) -> None:
    t.say(told.GIVEN_BACK, title=title(t, one))
    again = [] if over(t, one) else [button(t, told.ONCE_MORE, "sign", one.workshop, place(one))]
    put(t, *again, action(t, told.OTHERS, "workshops"))


def _removed(t: Turn, one: Booked) -> None:
    t.say(told.REMOVED, title=title(t, one, unasked=t.notice))
    put(t, action(t, texts.ASK_PERSON, "person"), action(t, told.OTHERS, "workshops"))


RESULTS: dict[str, Callable[[Turn, Booked], None]] = {
    "booked": _booked,
    "waiting": _stands,
    "offered": _stands,
    "expired": _expired,
    "full": _full,
    "gone": _gone,
    "left": _left,
    "removed": _removed,
}
