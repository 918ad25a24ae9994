"""What people do about workshops: look for one, sign up, say whether they come. Tables answer: see WorkshopAsked, WorkshopTold."""

from collections.abc import Callable

from dialogs import menu, texts
from dialogs.ending import resume
from dialogs.events import WorkshopTold
from dialogs.outcomes import WorkshopAsked
from dialogs.reading import Misread, fold, yes_no
from dialogs.turn import Turn, action
from dialogs.workshops import texts as told
from dialogs.workshops.forms import BOOK, fits, opened, sheet_of
from dialogs.workshops.lists import listed as shown
from dialogs.workshops.lists import look, several
from dialogs.workshops.place import ACTIVE, button, directions, over, place, put, state
from dialogs.workshops.results import calendar, came_of, ticket
from dialogs.workshops.values import NEEDS, Booked, Workshop
from dialogs.workshops.words import essentials

LISTS = ("list", "mine")
DONE = ("book", "leave", "accept", "decline")  # about a place; what else is asked for is only looked at, or about one time
LETTING_GO = ("leave", "decline", "cannot")  # also without consent
MARK = "do:workshop:"
SAYS = {
    "coming": "yes",
    "cannot": "no",
    "accept": "yes",
    "decline": "no",
    "sure": "no",
}  # buttons that may be answered with a word


# --- what is wished for ---------------------------------------------------------------------------------------------------


def listed(t: Turn) -> None:
    _wish(t, WorkshopAsked(verb="list"))


def mine(t: Turn) -> None:
    _wish(t, WorkshopAsked(verb="mine"))


def act(t: Turn, what: str) -> None:
    """A button: `<verb>:<workshop>.<occurrence, or nothing>`, and for help what is needed."""
    verb, _, rest = what.partition(":")
    subject, _, code = rest.partition(":")
    workshop, _, occurrence = subject.partition(".")
    if not workshop:
        return listed(t)
    if verb == "help":
        return _which_help(t, subject)
    if verb == "need":
        needs = (code,) if code in NEEDS else ()
        return _wish(t, WorkshopAsked(verb="help", workshop=workshop, occurrence=occurrence, needs=needs))
    return _wish(t, WorkshopAsked(verb=verb[:16], workshop=workshop, occurrence=occurrence))


def _wish(t: Turn, wish: WorkshopAsked) -> None:
    """Without consent one can only let go of what one has."""
    if t.person.consents.get("programme") or wish.verb in LETTING_GO:
        t.outcomes.append(wish)
    else:
        t.say(texts.REFUSED)
        menu.menu(t)


def _which_help(t: Turn, subject: str) -> None:
    t.say(told.WHAT_HELP)
    put(t, *(action(t, text, f"workshop:need:{subject}:{code}") for code, text in told.HELPS.items()))


def meant(t: Turn, text: str) -> str | None:
    """The button that somebody means who answers a reminder, or an offer, with a word; not while a question waits for that answer."""
    pick, busy = t.person.aside, t.current is not None and t.current.prompt is not None
    offered = {data.removeprefix(MARK).partition(":")[0]: data for data in pick.shown if data.startswith(MARK)} if pick else {}
    if busy or offered.keys().isdisjoint(SAYS):
        return None
    said = _said(t, text)
    return next((data for verb, data in offered.items() if SAYS.get(verb) == said), None)


def _said(t: Turn, text: str) -> str:
    word = fold(text)
    for name, answer in (("coming", "yes"), ("cannot", "no")):
        if word in t.speech.words(texts.WORDS[name]):
            return answer
    read = yes_no(text, language=t.speech.language)
    return "" if isinstance(read, Misread) else read[0].value


# --- what came of it --------------------------------------------------------------------------------------------------------


def happens(t: Turn, event: WorkshopTold) -> None:
    """Whatever it is, it is answered."""
    if event.verb in LISTS:
        return shown(t, event.found, mine=event.verb == "mine")
    if not event.found:
        t.say(told.LOST)
        return put(t, action(t, told.MENU, "workshops"))
    one = event.found[0]
    if event.verb in DONE:
        return came_of(t, one, event.result)
    return LOOKS.get(event.verb, look)(t, one)


def _sign(t: Turn, one: Booked) -> None:
    """The workshop's form first, where it has one; while somebody of the team writes, nothing is asked."""
    name = one.workshop.form
    if over(t, one) or state(one) in ACTIVE or several(t, one):
        return look(t, one)
    if t.person.talks_with or not fits(t, name, BOOK):
        time = place(one)
        return t.outcomes.append(WorkshopAsked(verb="book", workshop=one.workshop.id, occurrence=time))
    begun = sheet_of(t, name, one)
    return resume(t, begun if begun and begun.state in ("open", "paused") else opened(t, name, one))


def _sure(t: Turn, one: Booked) -> None:
    """Before a place is given back."""
    if state(one) != "booked" or over(t, one):
        return look(t, one)
    t.parts.append(t.speech.label(one.workshop.title))
    t.say(told.GIVE_SURE)
    of, here = one.workshop, place(one)
    return put(t, button(t, told.GIVE_YES, "leave", of, here), button(t, told.KEEP, "show", of, here))


def _ticket(t: Turn, one: Booked) -> None:
    if state(one) != "booked" or over(t, one):
        return look(t, one)
    ticket(t, one)
    return None


def _calendar(t: Turn, one: Booked) -> None:
    if over(t, one):
        return look(t, one)
    calendar(t, one)
    return None


# --- about one time -------------------------------------------------------------------------------------------------------


def _coming(t: Turn, one: Booked) -> None:
    if state(one) != "booked" or over(t, one):
        return came_of(t, one, state(one) or "gone")
    t.say(told.THANKS_COMING)
    t.parts += [t.speech.label(one.workshop.title), essentials(t, one)]
    return put(t, button(t, told.DIRECTIONS, "way", one.workshop, place(one)), button(t, told.HELP, "help", *_time(one)))


def _cannot(t: Turn, one: Booked) -> None:
    """Of a course they keep their place."""
    if state(one) != "booked":
        return came_of(t, one, state(one) or "gone")
    t.say(told.THANKS_CANNOT)
    return put(t, action(t, told.MINE, "my_workshops"))


def _helped(t: Turn, one: Booked) -> None:
    if state(one) not in ACTIVE:
        return came_of(t, one, state(one) or "gone")
    t.say(told.HELP_TOLD)
    if not (t.current and t.current.prompt):
        t.say(told.HELP_WRITE)
    return put(t, button(t, told.DETAILS, "show", one.workshop, place(one)))


def _time(one: Booked) -> tuple[Workshop, str]:
    return one.workshop, one.occurrence.id if one.occurrence else ""


LOOKS: dict[str, Callable[[Turn, Booked], None]] = {
    "sign": _sign,
    "sure": _sure,
    "way": directions,
    "ticket": _ticket,
    "calendar": _calendar,
    "coming": _coming,
    "cannot": _cannot,
    "help": _helped,
}
ACTIONS: dict[str, Callable[[Turn], None]] = {"workshops": listed, "my_workshops": mine}
ACTIONS_ON: dict[str, Callable[[Turn, str], None]] = {"workshop": act}
