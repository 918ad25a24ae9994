"""What is noted at a door becomes rows, by somebody's place in the list or the code of their ticket; and what to tell of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from storage.crypt import Keyring
from storage.staff.scope import Scope
from storage.times import Milliseconds
from storage.workshops import presence, tickets
from storage.workshops.attending import CAME
from storage.workshops.presence import By, Mark


class Given(NamedTuple):
    """As it comes from the page. `id`: by which the page knows it. Either `person` or `code` says who."""

    id: str
    person: int
    code: str
    came: str
    how: str
    at: Milliseconds


class Told(NamedTuple):
    """`result`: one of texts.DOOR_RESULTS. `workshop`: whose the ticket is, of another one."""

    id: str
    result: str
    person: int = 0
    workshop: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where somebody stands: `time` of a workshop. `seat`: the time that places are for, 0 = the whole series."""

    workshop: int
    time: int
    seat: int
    by: By
    scope: Scope


def take(connection: Connection, keyring: Keyring, door: Door, marks: Sequence[Given], now: Milliseconds) -> list[Told]:
    """All of them, in their order."""
    codes = tickets.holders(connection, keyring, door.workshop)
    return [_take(connection, keyring, door, one, codes, now) for one in marks]


def _take(
    connection: Connection, keyring: Keyring, door: Door, one: Given, codes: Mapping[str, int], now: Milliseconds
) -> Told:
    code = tickets.written(one.code)
    person = codes.get(code, 0) if one.code else one.person
    if one.code and not person:
        return _stranger(connection, keyring, door, one, code)
    state = presence.seat(connection, door.workshop, door.seat, person)
    noted = presence.noted(connection, door.time)
    if not state and person not in noted:
        return Told(one.id, "unbooked" if one.code else "unknown", person)
    if one.code and noted.get(person) in CAME:
        presence.note(connection, door.time, [Mark(person, one.came, one.how, one.at)], door.by, now)  # perhaps it was earlier
        return Told(one.id, "again", person)
    if one.code and state != "booked":
        return Told(one.id, "waiting" if state in ("waiting", "offered") else "unbooked", person)
    presence.note(connection, door.time, [Mark(person, one.came, one.how, one.at)], door.by, now)
    return Told(one.id, "right" if one.code else "noted" if one.came else "undone", person)


def _stranger(connection: Connection, keyring: Keyring, door: Door, one: Given, code: str) -> Told:
    """A ticket of somebody who has not signed up here."""
    if len(code) != tickets.LETTERS:
        return Told(one.id, "unknown")
    number, person = tickets.elsewhere(connection, keyring, door.time, code, door.scope)
    return Told(one.id, "elsewhere", person, number) if person else Told(one.id, "unknown")
