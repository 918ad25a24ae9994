"""Phones of several people, people with several phones: whose a button is, and what is known of a code that somebody wrote."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from bot.world import World
from dialogs import family, linking
from dialogs.events import Called, Event, Tapped
from dialogs.known import Link
from dialogs.outcomes import Passed
from dialogs.reopening import OPEN
from storage.crypt import Keyring
from storage.keeping import Keeping
from storage.speaking import links
from storage.speaking.loading import Loaded
from storage.speaking.moves import unmarked
from storage.times import Milliseconds

SHOW = "do:link"  # the button that shows a code
STOPPED = ("stopped", "leaving")  # of who had agreed to be joined, and has thought better of it


# --- whose button it is ---------------------------------------------------------------------------------------------------


def tapped(who: Loaded, event: Tapped) -> tuple[Tapped, int]:
    """What was tapped, and whose button it is: its number, or that of who speaks.

    A button of somebody who does not speak there any more is nobody's: it is answered with what is open now. That of a template is
    whoever's who reads it.
    """
    number, data = unmarked(event.data)
    if data == OPEN or number == who.number:
        return replace(event, data=data), who.number
    if any(one.number == number for one in who.family):
        return replace(event, data=data), number
    return replace(event, data=""), who.number


def pass_on(keeping: Keeping, world: World, who: Loaded, event: Tapped, whose: int) -> None:
    """Another of those who use the phone speaks now. Words that were kept until it was known whose they are, are nobody's."""
    keeping.keep(who, family.unused(world.known(who), event, world.voices))
    keeping.keep(who, [Passed(to=whose, events=(event,))])


# --- codes ----------------------------------------------------------------------------------------------------------------


def phones(
    connection: Connection, keyring: Keyring, event_id: str, who: Loaded, event: Event, now: Milliseconds
) -> dict[str, Any]:
    """What a turn is told of codes: one of its own if it may show it, and what is known of the one in what happened."""
    found: dict[str, Any] = {}
    if _may_show(who, event):
        found["code"] = links.code(keyring, event_id)
    if written := linking.code_in(event, who.person.aside):
        found["link"] = _link(connection, keyring, who, written, now)
    return found


def _may_show(who: Loaded, event: Event) -> bool:
    aside = who.person.aside
    asked = (isinstance(event, Tapped) and event.data == SHOW) or (isinstance(event, Called) and event.command == "link")
    return asked or (aside is not None and SHOW in aside.shown)


def _link(connection: Connection, keyring: Keyring, who: Loaded, written: str, now: Milliseconds) -> Link:
    """A wrong one counts, and after too many of them even a right one is not looked up."""
    slots = links.tries_left(connection, who.address, now)
    if not slots:
        return Link("tried", written)
    row = links.known(connection, keyring, [written]).get(written)
    found = _seen(row, who, written, now)
    if found.state == "wrong":
        links.wrong(connection, slots[0], now)
    return found


def _seen(row: links.Row | None, who: Loaded, written: str, now: Milliseconds) -> Link:
    if row is None:
        return Link("wrong", written)
    if row.person == who.id:
        asked = row.other and row.until > now and row.other_status not in STOPPED
        return Link("asked" if asked else "own" if row.until > now else "old", written, row.other_channel)
    if row.until <= now or row.other not in ("", who.address) or row.status != "active":
        return Link("old", written, row.channel)
    return Link("offered", written, row.channel)
