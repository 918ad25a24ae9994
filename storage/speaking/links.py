"""Codes that join two phones of one person: shown on one, written on the other, agreed to on both. Kept as a keyed digest."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, select, update

from storage.crypt import Keyring
from storage.schema import address, event, link, person
from storage.times import Milliseconds
from storage.upsert import upsert

GOOD_MS = 15 * 60 * 1000
OLD_MS = 24 * 3600 * 1000  # so long a code that came too late is told from a wrong one
MOST_TRIES = 5  # wrong codes from one address …
TRIES_MS = 3600 * 1000  # … in this time
DIGITS = 8


class Row(NamedTuple):
    """A code as it is kept. `other`: the key of the address that has agreed to be joined; "" before. `status`: of the person; of who speaks
    at `other` it is `other_status`.
    """

    person: int
    address: str
    other: str
    until: Milliseconds
    status: str
    channel: str  # of `address`
    other_channel: str
    other_status: str


_at, _other, _there = address.alias("at"), address.alias("other"), person.alias("there")
_columns = (link.c.code, link.c.person, link.c.address, link.c.other, link.c.until, person.c.status, _at.c.channel)
_rows = (
    select(*_columns, _other.c.channel.label("other_channel"), _there.c.status.label("other_status"))
    .join(person, person.c.id == link.c.person)
    .join(_at, _at.c.key == link.c.address)
    .outerjoin(_other, _other.c.key == link.c.other)
    .outerjoin(_there, _there.c.id == _other.c.person)
    .where(link.c.code.in_(bindparam("codes", expanding=True)))
    .order_by(link.c.code)
    .with_for_update(of=link, key_share=True)
)
_this = link.c.code == bindparam("b_code")
_said = update(link).where(_this).values(other=bindparam("b_other"))
_unsaid = update(link).where(link.c.other == bindparam("b_other")).values(other="")
_gone = delete(link).where(_this)
_earlier = delete(link).where(link.c.person == bindparam("b_person"))
_old = delete(link).where(link.c.until < bindparam("b_old"))


def code(keyring: Keyring, event_id: str) -> str:
    """Eight digits that nobody can guess, the same for the same event."""
    return f"{int(keyring.index('code', event_id)[:15], 16) % 10**DIGITS:0{DIGITS}}"


def offer(connection: Connection, keyring: Keyring, shown: str, who: int, place: str, now: Milliseconds) -> None:
    """A person is shown a code at one of their addresses; earlier ones of theirs hold no longer."""
    connection.execute(_earlier, {"b_person": who})
    row = {"code": _digest(keyring, shown), "person": who, "address": place, "other": "", "until": now + GOOD_MS}
    connection.execute(upsert(link, connection.dialect.name), [row])


def known(connection: Connection, keyring: Keyring, codes: Iterable[str]) -> Mapping[str, Row]:
    """What is kept of some codes, by the code; on PostgreSQL the rows are locked, in order."""
    digests = {_digest(keyring, one): one for one in codes}
    rows = connection.execute(_rows, {"codes": sorted(digests)})
    return {digests[row[0]]: Row(*row[1:7], row[7] or "", row[8] or "") for row in rows}


def said(connection: Connection, keyring: Keyring, written: str, other: str) -> None:
    """It was written at another address, and whoever did agreed to be joined."""
    connection.execute(_said, {"b_code": _digest(keyring, written), "b_other": other})


def take_back(connection: Connection, other: str) -> None:
    """Somebody else speaks at that address now, who has agreed to nothing."""
    connection.execute(_unsaid, {"b_other": other})


def drop(connection: Connection, keyring: Keyring, written: str) -> None:
    connection.execute(_gone, {"b_code": _digest(keyring, written)})


def prune(connection: Connection, now: Milliseconds) -> None:
    """Codes of yesterday go."""
    connection.execute(_old, {"b_old": now - OLD_MS})


def tries_left(connection: Connection, place: str, now: Milliseconds) -> list[str]:
    """Where the next wrong codes from an address are written down; empty: there were too many."""
    slots = [f"code:{place}:{number}" for number in range(MOST_TRIES)]
    lately = select(event.c.id).where(event.c.id.in_(slots), event.c.at > now - TRIES_MS)
    return sorted(set(slots).difference(connection.scalars(lately)))


def wrong(connection: Connection, slot: str, now: Milliseconds) -> None:
    """One more wrong code."""
    row: dict[str, Any] = {"id": slot, "at": now}
    connection.execute(upsert(event, connection.dialect.name), [row])


def _digest(keyring: Keyring, shown: str) -> str:
    return keyring.index("link", shown)
