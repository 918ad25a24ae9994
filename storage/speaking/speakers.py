"""Who may speak at an address, and who does: one person, a family with one phone, or somebody whose other phone was joined to the first.

Nothing here touches what anybody has answered: only rows of `address` and `address_person` change. Numbers at an address are never
given twice, for old buttons carry them: where somebody goes for good, a row that names nobody keeps the number.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select, update

from storage.crypt import Keyring
from storage.ids import random_id
from storage.messages.outbox import for_others
from storage.schema import HELD, TODO, address, address_person, outbox, person
from storage.speaking import links
from storage.speaking.newcomers import person_row, speaks_row
from storage.times import Milliseconds
from storage.upsert import insert_new

_here = address_person.c.address == bindparam("b_key")
_row = _here & (address_person.c.person == bindparam("b_person"))
_speaker = select(address.c.person).where(address.c.key == bindparam("b_key")).with_for_update(key_share=True)
_speaks = update(address).where(address.c.key == bindparam("b_key")).values(person=bindparam("b_person"))
_heard = update(address).where(address.c.key.in_(bindparam("keys", expanding=True))).values(heard_at=bindparam("b_now"))
_number = select(address_person.c.number).where(_row)
_last = select(func.max(address_person.c.number)).where(_here)
_sleeps = update(address_person).where(_row).values(shares=False, instead=bindparam("b_instead"))
_is_awake = update(address_person).where(_row).values(shares=True, instead=0)
_wakes = update(address_person).where(_here, address_person.c.instead == bindparam("b_person")).values(shares=True, instead=0)
_asleep = select(address_person.c.person).where(_here, address_person.c.instead == bindparam("b_person"))
_awake = select(address_person.c.person).where(_here, address_person.c.shares).order_by(address_person.c.number.desc())
_gone = delete(address_person).where(_row)
_dropped = (
    update(outbox)
    .where(outbox.c.address == bindparam("b_key"), outbox.c.person == bindparam("b_person"), outbox.c.state.in_([TODO, HELD]))
    .where(~for_others)
    .values(state="cancelled")
)
_zone = select(person.c.zone, person.c.programme).where(person.c.id == bindparam("b_person"))


def speaking(connection: Connection, key: str) -> int:
    """Who speaks there; 0 = the address is gone."""
    return int(connection.scalar(_speaker, {"b_key": key}) or 0)


def speaks(connection: Connection, key: str, who: int) -> None:
    """Somebody of those who may speaks there from now on. Whoever did before may have agreed to be joined: these have not."""
    if speaking(connection, key) != who:
        links.take_back(connection, key)
    connection.execute(_speaks, {"b_key": key, "b_person": who})


def heard(connection: Connection, keys: Sequence[str], now: Milliseconds) -> None:
    """Somebody wrote from there: where several speak, or somebody has several phones, it counts when."""
    connection.execute(_heard, {"keys": sorted(keys), "b_now": now})


def add(connection: Connection, keyring: Keyring, key: str, like: int, now: Milliseconds) -> int:
    """One more person who uses this phone, in the zone and programme of another; they speak from now on."""
    who = random_id()
    zone, programme = connection.execute(_zone, {"b_person": like}).one()
    connection.execute(insert(person), [person_row(keyring, who, zone=zone, programme=programme, now=now)])
    _may_speak(connection, key, who)
    speaks(connection, key, who)
    return who


def hand_over(connection: Connection, key: str, to: int, *, instead_of: int = 0) -> int:
    """Somebody else speaks there from now on in the stead of one who may (who spoke last, unless said): that one sleeps, and what was
    unsent to them there is dropped. Who sleeps; 0 = nobody, it was their own place already.
    """
    speaks_now = speaking(connection, key)
    before = instead_of or speaks_now
    if before == to:
        return 0
    connection.execute(_dropped, {"b_key": key, "b_person": before})
    connection.execute(_sleeps, {"b_key": key, "b_person": before, "b_instead": to})
    _may_speak(connection, key, to)
    if speaks_now == before:
        speaks(connection, key, to)
    return before


def give_back(connection: Connection, keyring: Keyring, key: str, who: int, now: Milliseconds, *, wake: bool = True) -> int:
    """Somebody does not speak there any more: whoever slept in their stead wakes. Who speaks there now; where nobody is left, a new person
    who has said nothing. `wake` False: the phone is in strange hands, so that sleepers stay asleep.
    """
    connection.execute(_dropped, {"b_key": key, "b_person": who})
    slept = list(connection.scalars(_asleep, {"b_key": key, "b_person": who})) if wake else []
    if slept:
        connection.execute(_wakes, {"b_key": key, "b_person": who})
    _leaves(connection, key, who)
    speaks_now = speaking(connection, key)
    if speaks_now != who:
        return speaks_now
    awake = slept or list(connection.scalars(_awake, {"b_key": key}))
    if not awake:
        return add(connection, keyring, key, who, now)
    speaks(connection, key, awake[0])
    return int(awake[0])


def give_up(connection: Connection, key: str, who: int, *, for_: int) -> None:
    """A lost phone of somebody who came as `for_` with another one: they speak there no more. Remembered until the two are parted."""
    _may_speak(connection, key, who)
    connection.execute(_sleeps, {"b_key": key, "b_person": who, "b_instead": for_})


def given_up(connection: Connection, who: int, for_: int) -> list[str]:
    """The keys of phones that somebody gave up when they came as `for_`, who never was there."""
    mine = (address_person.c.person == who) & (address_person.c.instead == for_)
    there = address_person.alias("there")
    was_there = exists().where(there.c.address == address_person.c.address, there.c.person == for_)
    return list(connection.scalars(select(address_person.c.address).where(mine, ~was_there)))


def take_back(connection: Connection, key: str, who: int) -> int:
    """Somebody speaks again on a phone that they had given up; who did so in between."""
    between = speaking(connection, key)
    connection.execute(_is_awake, {"b_key": key, "b_person": who})
    speaks(connection, key, who)
    return between


def forget(connection: Connection, key: str, who: int) -> None:
    """A phone that somebody had given up is somebody else's for good."""
    _leaves(connection, key, who)


def sleepers(connection: Connection, who: int) -> list[int]:
    """People who have no other place than where this one speaks in their stead: they are the same human being."""
    elsewhere = address_person.alias("elsewhere")
    awake = exists().where(elsewhere.c.person == address_person.c.person, elsewhere.c.instead != who)
    statement = select(address_person.c.person).where(address_person.c.instead == who, ~awake).distinct()
    return list(connection.scalars(statement))


def leave(connection: Connection, keyring: Keyring, key: str, who: int, now: Milliseconds) -> bool:
    """Somebody is forgotten: whether others remain at that address, of whom one speaks there then."""
    others = select(address_person.c.person).where(_here, address_person.c.person != who, address_person.c.person > 0)
    if connection.execute(others, {"b_key": key}).first() is None:
        return False
    give_back(connection, keyring, key, who, now)
    return True


def _may_speak(connection: Connection, key: str, who: int) -> None:
    row = {**speaks_row(key, who), "number": int(connection.scalar(_last, {"b_key": key}) or 0) + 1}
    connection.execute(insert_new(address_person, connection.dialect.name), [row])
    connection.execute(_is_awake, {"b_key": key, "b_person": who})  # if they had slept there


def _leaves(connection: Connection, key: str, who: int) -> None:
    """A row that names nobody keeps the number."""
    number = connection.scalar(_number, {"b_key": key, "b_person": who})
    if number is None:
        return
    connection.execute(_gone, {"b_key": key, "b_person": who})
    nobody: dict[str, Any] = {"address": key, "person": -1 - number, "number": number, "shares": False, "instead": 0}
    connection.execute(insert_new(address_person, connection.dialect.name), [nobody])
