"""A person's place in a workshop: where it stands, and what can be done about it."""

from datetime import timedelta

from dialogs import texts
from dialogs.events import Option
from dialogs.texts import Text
from dialogs.turn import Turn, action, menu_button, offer
from dialogs.workshops import texts as told
from dialogs.workshops.forms import BOOK, fits
from dialogs.workshops.values import Booked, Workshop
from dialogs.workshops.words import described, essentials, free, moment, time_of, to_come, way

SOON = timedelta(days=3)
ACTIVE = ("booked", "offered", "waiting")


def state(one: Booked) -> str:
    """What their booking is; "" = they have none."""
    return one.booking.state if one.booking else ""


def over(t: Turn, one: Booked) -> bool:
    """Whether nobody can come any more."""
    time = one.occurrence
    return not one.workshop.open or (time not in to_come(t, one) if time and not one.workshop.whole else not to_come(t, one))


# --- buttons --------------------------------------------------------------------------------------------------------------


def button(t: Turn, text: Text, verb: str, workshop: Workshop, occurrence: str = "", code: str = "") -> Option:
    """A button that says what is to be done about which place."""
    name = f"workshop:{verb}:{workshop.id}.{occurrence}"
    return action(t, text, f"{name}:{code}" if code else name)


def place(one: Booked) -> str:
    """What a place is of: one time, or "" for all of them."""
    return "" if one.workshop.whole or one.occurrence is None else one.occurrence.id


def under(t: Turn, one: Booked) -> list[Option]:
    """What can be done about it now."""
    of, here = one.workshop, place(one)
    if over(t, one):
        return [action(t, told.OTHERS, "workshops")]
    match state(one):
        case "booked":
            shown = [(told.TICKET, "ticket"), (told.CALENDAR, "calendar"), (told.DIRECTIONS, "way"), (told.GIVE_BACK, "sure")]
            return [*_answers(t, one), *(button(t, text, verb, of, here) for text, verb in shown)]
        case "offered":
            return [button(t, told.TAKE, "accept", of, here), button(t, told.NO_THANKS, "decline", of, here)]
        case "waiting":
            return [button(t, told.LEAVE, "leave", of, here)]
    return entrance(t, one)


def _answers(t: Turn, one: Booked) -> list[Option]:
    """What can be said about the next time, soon before it."""
    time = time_of(t, one)
    if time is None:
        return []
    asked = one.booking is not None and not one.booking.said and time.starts - t.event.at <= SOON
    coming = [button(t, told.COMING, "coming", one.workshop, time.id)] if asked else []
    return [*coming, button(t, told.HELP, "help", one.workshop, time.id)]


def entrance(t: Turn, one: Booked) -> list[Option]:
    """For somebody who has no place: the way to one, or to the waiting list."""
    full = free(t, one) == 0
    if full and not one.workshop.queues:
        return [action(t, told.OTHERS, "workshops")]
    return [
        button(t, told.JOIN if full else told.SIGN_UP, "sign", one.workshop, place(one)),
        button(t, told.DIRECTIONS, "way", one.workshop, place(one)),
    ]


def put(t: Turn, *options: Option) -> None:
    """With the way on: to the question that was open, or the menu."""
    put_only(t, *options, action(t, texts.GO_ON, "go:") if t.current and not t.person.talks_with else menu_button(t))


def put_only(t: Turn, *options: Option) -> None:
    """A number typed then means one of them, but for what comes unasked while something else is being answered."""
    before, busy = t.person.aside, t.current is not None and t.current.prompt is not None
    offer(t, *options)
    if t.person.talks_with or (t.notice and busy):
        t.person = t.person._replace(aside=before)


# --- where it stands ------------------------------------------------------------------------------------------------------


def standing(t: Turn, one: Booked) -> list[str]:
    """Of somebody's place, or of the places that are left."""
    if not one.workshop.open or (one.occurrence and not one.occurrence.planned):
        return [t.speech.say(told.CALLED_OFF)]
    if over(t, one):
        return [t.speech.say(told.NO_DATE)]
    if state(one) in ACTIVE:
        return ["\n".join([t.speech.say(told.STATES[state(one)]), *terms(t, one)])]
    return ["\n".join(_room(t, one)), t.speech.say(told.NEEDS) if fits(t, one.workshop.form, BOOK) else ""]


def terms(t: Turn, one: Booked) -> list[str]:
    """Their number on the list, until when a place is kept, what they said."""
    booking = one.booking
    if booking is None:
        return []
    if booking.state == "waiting":
        return [t.speech.say(told.NUMBER, n=booking.ahead + 1), t.speech.say(told.WAITING_WAY)]
    if booking.state == "offered" and booking.until:
        return [t.speech.say(told.OFFER_UNTIL, moment=moment(t, booking.until))]
    said = {"coming": told.COMING_SAID, "cannot": told.CANNOT_SAID}.get(booking.said)
    return [t.speech.say(said)] if said else []


def _room(t: Turn, one: Booked) -> list[str]:
    left = free(t, one)
    if left is None:
        return []
    if left:
        return [t.speech.say(told.FREE, n=left)]
    return [t.speech.say(told.FULL_QUEUE if one.workshop.queues else told.FULL)]


def show(t: Turn, one: Booked) -> None:
    """All that is known about it."""
    t.parts += described(t, one)
    t.parts += standing(t, one)
    put(t, *under(t, one), action(t, told.ALL, "workshops"))


def directions(t: Turn, one: Booked) -> None:
    """How to get there, with a pin."""
    spot = one.workshop.spot
    t.parts += [t.speech.label(one.workshop.title), essentials(t, one)]
    t.parts.append(way(t, one.workshop) or ("" if spot.point else t.speech.say(told.WAY_NONE)))
    t.pin = spot if spot.point else None
    put(t, button(t, told.DETAILS, "show", one.workshop, place(one)))
