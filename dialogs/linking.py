"""Joining two phones of one person: a code shown on one, written on the other, agreed to on both.

Nothing is joined before both sides have agreed, and no name is said before that. The code is in the buttons of both sides, so that
nothing is to be remembered in between; storage says with every one what is known of it (`Known.link`).
"""

import re
from collections.abc import Callable

from dialogs import menu, texts
from dialogs.events import Due, Event, Tapped, Typed
from dialogs.family import named
from dialogs.known import Link, Prompt
from dialogs.outcomes import Linked, LinkOffered, LinkRefused, LinkSaid
from dialogs.reading import Misread, choice, clean, yes_no
from dialogs.reading.scripts import flat
from dialogs.turn import Turn, action, menu_button, offer

CHANNELS = {"telegram": "Telegram", "whatsapp": "WhatsApp"}  # names that nobody translates
ANSWERS = ("join", "not_join", "mine", "not_mine")  # what buttons say about a code: `do:join:12345678`
LONGEST = 40  # characters of a message that may be a code
_DIGITS = re.compile(r"(?:\d[\s\-–.,/]*){8}")


# --- codes in what happens ------------------------------------------------------------------------------------------------


def code_in(event: Event, aside: Prompt | None) -> str:
    """The code that somebody wrote, tapped or agreed to in words, or that a message is about; "" = none. Not every eight digits are one."""
    match event:
        case Typed():
            return written(event.text) or next(
                (code for data in (aside.shown if aside else ()) if (code := _carried(data))), ""
            )
        case Tapped():
            return _carried(event.data)
        case Due() if event.kind == "link_said":
            return event.subject
    return ""


def written(text: str) -> str:
    """Eight digits and nothing else, in any script, however they are grouped."""
    if len(text) > LONGEST or not any(sign.isdecimal() for sign in text):
        return ""
    read = flat(clean(text))
    return re.sub(r"\D", "", read) if _DIGITS.fullmatch(read) else ""


def _carried(data: str) -> str:
    verb, _, code = data.removeprefix("do:").partition(":")
    return code if verb in ANSWERS and code.isdecimal() else ""


# --- the code is shown ---------------------------------------------------------------------------------------------------


def link(t: Turn) -> None:
    """Show a code, and where to write it."""
    t.outcomes.append(LinkOffered(code=t.known.code))
    t.say(texts.LINK_CODE, code=f"{t.known.code[:4]} {t.known.code[4:]}")
    doors = [f"• {CHANNELS.get(channel, channel)}: {door}" for channel, door in t.known.doors.items()]
    if doors:
        t.parts.append("\n".join([t.speech.say(texts.LINK_WHERE), *doors]))
    else:
        t.say(texts.LINK_ANYWHERE)
    offer(t, menu_button(t))


# --- the code is written --------------------------------------------------------------------------------------------------


def first(t: Turn) -> bool:
    """A code, or what was replied to being asked about one, before anything else is made of it. Whether it was."""
    event, link = t.event, t.known.link
    if link is None or t.person.status in ("stopped", "leaving"):
        return False
    if isinstance(event, Tapped):
        answered(t, event.data.removeprefix("do:").partition(":")[0])
    elif isinstance(event, Typed) and not written(event.text):
        return _replied(t, event.text)
    elif isinstance(event, Typed):
        return _written(t, link)
    else:
        return False
    return True


def _written(t: Turn, link: Link) -> bool:
    if link.state in ("wrong", "tried") and (t.current or t.person.talks_with):
        return False  # eight digits may well be an answer, or a telephone number that somebody of the team has asked for
    if link.state == "offered":
        _offered(t, link)
    else:
        t.say(NOT_GOOD[link.state])
        offer(t, menu_button(t))
    return True


NOT_GOOD = {
    "asked": texts.LINK_OWN,
    "own": texts.LINK_OWN,
    "old": texts.LINK_OLD,
    "wrong": texts.LINK_WRONG,
    "tried": texts.LINK_TRIED,
}


def _offered(t: Turn, link: Link) -> None:
    t.say(texts.LINK_OFFERED, channel=CHANNELS.get(link.channel, link.channel))
    offer(t, action(t, texts.LINK_JOIN, f"join:{link.code}"), action(t, texts.NO, f"not_join:{link.code}"))


def _replied(t: Turn, text: str) -> bool:
    """Yes or no in words, or the label or number of a button."""
    aside = t.person.aside
    if aside is None:
        return False
    number: int | Misread = choice(text, [(label,) for label in aside.labels])
    said = yes_no(text, language=t.speech.language)
    if isinstance(number, Misread) and not isinstance(said, Misread) and said[0].value in ("yes", "no"):
        number = ("yes", "no").index(said[0].value)
    if isinstance(number, Misread):
        return False
    answered(t, aside.shown[number].removeprefix("do:").partition(":")[0])
    return True


def answered(t: Turn, verb: str) -> None:
    """One side agrees, or does not. A code that is too old by now, or somebody else's, joins nothing."""
    link = t.known.link
    t.person = t.person._replace(aside=None)
    wanted = "offered" if verb in ("join", "not_join") else "asked"
    if link is None or link.state != wanted:
        t.say(texts.LINK_OLD)
        return offer(t, menu_button(t))
    return DECIDED[verb](t, link)


def _join(t: Turn, link: Link) -> None:
    t.outcomes.append(LinkSaid(code=link.code))
    t.say(texts.LINK_WAIT, channel=CHANNELS.get(link.channel, link.channel))


def _not_join(t: Turn, link: Link) -> None:
    t.outcomes.append(LinkRefused(code=link.code, here=True))
    _declined(t)


def _mine(t: Turn, link: Link) -> None:
    t.outcomes.append(Linked(code=link.code))
    t.say(texts.LINKED)
    offer(t, menu_button(t))


def _not_mine(t: Turn, link: Link) -> None:
    t.outcomes.append(LinkRefused(code=link.code, here=False))
    _declined(t)


def _declined(t: Turn) -> None:
    t.say(texts.LINK_DECLINED)
    return menu.start(t) if t.person.status == "new" else menu.carry_on(t)


DECIDED: dict[str, Callable[[Turn, Link], None]] = {
    "join": _join,
    "not_join": _not_join,
    "mine": _mine,
    "not_mine": _not_mine,
}


# --- what the other side hears of it --------------------------------------------------------------------------------------


def _asked(t: Turn) -> None:
    link = t.known.link
    if link is None or link.state != "asked":
        return
    named(t)
    t.say(texts.LINK_ASKED, channel=CHANNELS.get(link.channel, link.channel))
    offer(t, action(t, texts.LINK_ME, f"mine:{link.code}"), action(t, texts.LINK_NOT_ME, f"not_mine:{link.code}"))


def _was_declined(t: Turn) -> None:
    t.say(texts.LINK_DECLINED_THERE)
    return menu.start(t) if t.person.status == "new" else menu.carry_on(t)


def _linked_here(t: Turn) -> None:
    """On the phone that was joined: what is open now."""
    t.say(texts.LINKED)
    menu.carry_on(t)


def _unlinked_here(t: Turn) -> None:
    t.say(texts.UNLINKED_HERE)
    if t.person.status == "active":
        menu.carry_on(t)


def _moved_here(t: Turn) -> None:
    t.say(texts.MOVED_HERE)
    menu.carry_on(t)


FOLLOWING: dict[str, Callable[[Turn], None]] = {
    "link_said": _asked,
    "link_refused": _was_declined,
    "linked": _linked_here,
    "unlinked": _unlinked_here,
    "moved": _moved_here,
}


def follows(t: Turn, kind: str) -> None:
    """What another side did concerns this person. One who has stopped, or is leaving, hears nothing."""
    if t.person.status in ("new", "active"):
        FOLLOWING[kind](t)


ACTIONS: dict[str, Callable[[Turn], None]] = {"link": link}
ACTIONS_ON: dict[str, Callable[[Turn, str], None]] = {
    "join": lambda t, _: answered(t, "join"),
    "not_join": lambda t, _: answered(t, "not_join"),
    "mine": lambda t, _: answered(t, "mine"),
    "not_mine": lambda t, _: answered(t, "not_mine"),
}
