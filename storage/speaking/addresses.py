"""Addresses with several people, people with several addresses: what a turn knows of them, and what coordinators do about them.

Only for those who are marked `several`; somebody alone with one phone is not looked up here at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from sqlalchemy import BindParameter, Connection, Row, bindparam, func, select, update

from dialogs.known import Member, Way
from storage import due
from storage.crypt import Keyring
from storage.due import Intention
from storage.schema import NOTHING, address, address_person, outbox, person
from storage.speaking import speakers
from storage.speaking.loading import Loaded
from storage.speaking.people import audited, erase
from storage.times import Milliseconds

ID = 16  # digits of a key that stand for an address in a button
QUIET_MS = 30 * 60 * 1000  # after which it may be anybody who writes from a shared phone
MOVED = "moved"  # the intention to greet somebody on their new phone

_keys: BindParameter[str] = bindparam("keys", expanding=True)
_people: BindParameter[int] = bindparam("people", expanding=True)
_there = (  # rows that name nobody, too: they keep numbers
    select(address_person.c.address, address_person.c.person, address_person.c.number, address_person.c.shares)
    .add_columns(person.c.key, person.c.language, person.c.sealed, person.c.talks_with, person.c.talked_at)
    .outerjoin(person, person.c.id == address_person.c.person)
    .where(address_person.c.address.in_(_keys))
    .order_by(address_person.c.address, address_person.c.number)
)
_ways = (
    select(address_person.c.person, address.c.key, address.c.channel, address.c.state)
    .join(address, address.c.key == address_person.c.address)
    .where(address_person.c.person.in_(_people), address_person.c.shares)
    .order_by(address_person.c.person, address.c.channel, address.c.key)
)
_reminded = (  # unasked, and not of what nobody answers
    select(outbox.c.address, outbox.c.person, func.max(outbox.c.created_at))
    .where(outbox.c.person.in_(_people), outbox.c.address.in_(_keys), outbox.c.state.in_(["sending", "sent"]))
    .where(outbox.c.lane == 1, outbox.c.about != NOTHING, outbox.c.about.not_like("broadcast:%"))
    .group_by(outbox.c.address, outbox.c.person)
)
_mine = select(address_person.c.address).where(address_person.c.person == bindparam("who"), address_person.c.shares)
_status = select(person.c.status).where(person.c.id == bindparam("who"))
_stops = update(person).where(person.c.id == bindparam("b_person"), person.c.status == "active").values(status="stopped")
_still_lost = (
    update(address)
    .where(address.c.key == bindparam("b_key"), address.c.state == "unreachable", address.c.reason == "lost")
    .values(state="ok", reason="")
)
_lost = update(address).where(address.c.key == bindparam("b_key")).values(state="unreachable", reason="lost")


def surround(connection: Connection, keyring: Keyring, people: Iterable[Loaded], now: Milliseconds) -> None:
    """Tell those who are `several` who else uses their phone, and where else they can be reached."""
    several = [who for who in people if who.several]
    if not several:
        return
    there = defaultdict(list)
    for row in connection.execute(_there, {"keys": sorted({who.address for who in several})}):
        there[row.address].append(row)
    ways = defaultdict(list)
    for number, key, channel, state in connection.execute(_ways, {"people": sorted({who.id for who in several})}):
        ways[number].append((key, Way(id=key[:ID], channel=channel, reachable=state == "ok")))
    for who in several:
        _place(who, there[who.address], keyring)
        who.quiet = now - who.heard_at > QUIET_MS or _another_is_spoken_to(who, there[who.address])
        mine = tuple(way._replace(here=key == who.address) for key, way in ways[who.id])
        who.ways = mine if len(mine) > 1 else ()
    _asked(connection, [who for who in several if who.family and not who.quiet])


def _asked(connection: Connection, sure: Sequence[Loaded]) -> None:
    """Where somebody else there was reminded of something since anybody last wrote, it may be their answer that comes now."""
    if not sure:
        return
    places = {who.address for who in sure}
    here = select(address_person.c.person).where(address_person.c.address.in_(places), address_person.c.shares)
    asked = connection.execute(_reminded, {"keys": sorted(places), "people": sorted(connection.scalars(here))}).all()
    for who in sure:
        who.quiet = any(key == who.address and other != who.id and at > who.heard_at for key, other, at in asked)


def _another_is_spoken_to(who: Loaded, rows: Sequence[Row[Any]]) -> bool:
    """Whether one of the staff has written to somebody else there since anybody last wrote: then it may be that person who writes now."""
    others = (row for row in rows if row.person != who.id and row.shares and row.talks_with)
    return any(row.talked_at > who.heard_at for row in others)


def _place(who: Loaded, rows: Sequence[Row[Any]], keyring: Keyring) -> None:
    who.number = next((row.number for row in rows if row.person == who.id), 0)
    who.marked = len(rows) > 1 or who.number > 0
    awake = [row for row in rows if row.shares and row.key is not None]
    if len(awake) > 1:
        who.family = tuple(_member(row, keyring) for row in awake)


def _member(row: Row[Any], keyring: Keyring) -> Member:
    private = orjson.loads(keyring.person(row.person, row.key).open(f"person:sealed:{row.person}", row.sealed))
    return Member(number=row.number, name=private["name"], language=row.language)


def person_of(connection: Connection, place: str, number: int) -> int:
    """Who has a number at an address and may speak there; 0 = nobody."""
    there = (address_person.c.address == place, address_person.c.number == number, address_person.c.shares)
    return int(connection.scalar(select(address_person.c.person).where(*there)) or 0)


def way_of(connection: Connection, who: int, way: str) -> str:
    """The key of one of a person's addresses, by what stands for it in buttons; "" = none of theirs."""
    return next((key for key in connection.scalars(_mine, {"who": who}) if way and key.startswith(way)), "")


# --- coordinators ---------------------------------------------------------------------------------------------------------


def join(
    connection: Connection,
    keyring: Keyring,
    new_person: int,
    old_person: int,
    *,
    actor: str,
    now: Milliseconds,
    lost: Sequence[str] | None = None,
) -> None:
    """Somebody who came with a new phone is a person known before, whose phone is lost. What is done there from now on is that person's.

    `new_person` sleeps with all they answered. `lost`: the keys of the addresses to take out; None = all that the person known before had.
    They are told on the new phone. A job for the writer lane; done twice it changes nothing. Raises LookupError when either is gone.
    """
    known = set(connection.scalars(select(person.c.id).where(person.c.id.in_([new_person, old_person]))))
    if len(known) < 2:
        raise LookupError("one of the two is not known")
    new = sorted(connection.scalars(_mine, {"who": new_person}))
    old = sorted(connection.scalars(_mine, {"who": old_person}))
    if not new:
        return
    for key in new:
        speakers.hand_over(connection, key, old_person, instead_of=new_person)
    for key in old if lost is None else [key for key in old if key in lost]:
        if key not in new:
            _take_out(connection, keyring, key, old_person, now)
            speakers.give_up(connection, key, old_person, for_=new_person)
    greeting = Intention(person=old_person, kind=MOVED, subject="", occurrence=str(now), at=now)
    due.plan(connection, greeting)
    for who in (new_person, old_person):
        audited(connection, actor, "joined", who, now)


def part(connection: Connection, keyring: Keyring, who: int, place: str, *, actor: str, now: Milliseconds) -> None:
    """An address is a person's no more: whoever slept there in their stead wakes, with all they answered. A job for the writer lane.

    Phones that were given up as lost when the two were joined are the person's again where nobody has written since: else they may be in
    strange hands. Whoever wakes is left in peace where the two have said stop: it may have been there. Of an address that is none of
    theirs nothing changes.
    """
    if place not in set(connection.scalars(_mine, {"who": who})):
        return
    woken = speakers.give_back(connection, keyring, place, who, now)
    if connection.scalar(_status, {"who": who}) == "stopped":
        connection.execute(_stops, {"b_person": woken})
    for key in speakers.given_up(connection, who, woken):
        _found_again(connection, keyring, key, who, now)
    for one in sorted({who, woken}):
        audited(connection, actor, "parted", one, now)


def _found_again(connection: Connection, keyring: Keyring, key: str, who: int, now: Milliseconds) -> None:
    if connection.execute(_still_lost, {"b_key": key}).rowcount == 0:
        speakers.forget(connection, key, who)
        return
    between = speakers.take_back(connection, key, who)
    if connection.scalar(_status, {"who": between}) == "new":
        erase(connection, keyring, between, now)


def _take_out(connection: Connection, keyring: Keyring, key: str, who: int, now: Milliseconds) -> None:
    """A lost phone, perhaps in strange hands: nobody who slept there wakes, and nothing goes there until somebody writes."""
    speakers.give_back(connection, keyring, key, who, now, wake=False)
    connection.execute(_lost, {"b_key": key})
