"""How somebody can be reached, as the desk shows it: each address with its window, what waits for it, and what became of the latest
messages. What was said is not opened, and the platform's id of the address stays sealed.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from storage.answers.review import name_of
from storage.crypt import Keyring
from storage.schema import HELD, address, address_person, outbox, person
from storage.times import Milliseconds, when

LATEST = 5  # messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of a message. `state` is the platform's where it tells (sent, failed, delivered, read, played), else ours (todo,
    sending, sent, failed, doubt, held). `kind`: question, notice, template. `price`: what it counts as, "" where that is not known.
    """

    kind: str
    state: str
    reason: str
    price: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Somebody else at the same address: one of those who share a phone, or one who is asleep since the two were joined."""

    id: int
    name: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """`key` names the address in links: our keyed digest of it. `account` is which of our numbers or bots it belongs to.

    `speaks`: whether messages of this address are theirs now. `asleep_for`: who speaks here in their stead since they were joined.
    """

    key: str
    channel: str
    account: str
    state: str
    reason: str
    heard_at: datetime | None
    marketing: bool
    preferred: bool
    speaks: bool
    held: int
    fates: tuple[Fate, ...]
    shared_with: tuple[Other, ...]
    joined: tuple[Other, ...]
    asleep_for: Other | None

    def open_until(self, now: datetime, windows: Mapping[str, Milliseconds]) -> datetime | None:
        """When its window closes; None where it has none, or is closed. `windows`: their lengths by channel."""
        length = windows.get(self.channel)
        until = self.heard_at + timedelta(milliseconds=length) if length and self.heard_at else None
        return until if until and until > now else None


_mine = (
    select(address, address_person.c.instead)
    .join(address_person, address_person.c.address == address.c.key)
    .order_by(address.c.heard_at.desc(), address.c.channel, address.c.key)
)
_there = select(address_person.c.address, address_person.c.instead, person).join(person, person.c.id == address_person.c.person)
_fates = select(
    *(outbox.c[name] for name in "address lane kind question state delivery reason price created_at sent_at".split())
)


def ways(connection: Connection, keyring: Keyring, number: int) -> tuple[Way, ...]:
    """Where they wrote last comes first."""
    rows = connection.execute(_mine.where(address_person.c.person == number)).all()
    keys = [row.key for row in rows]
    others, fates, held = _others(connection, keys, number), _latest(connection, number), _held(connection, number)
    prefers = connection.scalar(select(person.c.prefers).where(person.c.id == number)) or ""
    return tuple(
        Way(
            key=row.key,
            channel=row.channel,
            account=row.account,
            state=row.state,
            reason=row.reason,
            heard_at=when(row.heard_at) if row.heard_at else None,
            marketing=row.marketing,
            preferred=row.channel == prefers,
            speaks=row.person == number,
            held=held.get(row.key, 0),
            fates=tuple(fates[row.key][:LATEST]),
            shared_with=tuple(_other(one, keyring) for one in others[row.key] if not (one.instead or row.instead)),
            joined=tuple(_other(one, keyring) for one in others[row.key] if one.instead == number),
            asleep_for=_person(connection, keyring, _instead(row, others[row.key])),
        )
        for row in rows
    )


def _others(connection: Connection, keys: list[str], number: int) -> defaultdict[str, list[Row[Any]]]:
    found: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    there = address_person.c.address.in_(keys) & (address_person.c.person != number)
    for row in connection.execute(_there.where(there).order_by(address_person.c.number)):
        found[row.address].append(row)
    return found


def _instead(row: Row[Any], others: list[Row[Any]]) -> int:
    """Who speaks there in somebody's stead; 0 = nobody. Of a phone that was given up as lost: whoever has written from it since."""
    if any(one.id == row.instead for one in others):
        return int(row.instead)
    return int(row.person) if row.instead and row.state == "ok" else 0


def _person(connection: Connection, keyring: Keyring, number: int) -> Other | None:
    row = connection.execute(select(person).where(person.c.id == number)).one_or_none()
    return _other(row, keyring) if row else None


def _other(row: Row[Any], keyring: Keyring) -> Other:
    return Other(id=row.id, name=name_of(row, keyring), language=row.language)


def _held(connection: Connection, number: int) -> Mapping[str, int]:
    mine = (outbox.c.person == number) & (outbox.c.state == HELD)
    rows = connection.execute(select(outbox.c.address, func.count()).where(mine).group_by(outbox.c.address))
    return {key: count for key, count in rows}  # noqa: C416 - mypy knows rows as tuples only so


def _latest(connection: Connection, number: int) -> defaultdict[str, list[Fate]]:
    """The latest first; what was never to leave is left out."""
    found: defaultdict[str, list[Fate]] = defaultdict(list)
    mine = (outbox.c.person == number) & outbox.c.state.not_in(["superseded", "cancelled"])
    for row in connection.execute(_fates.where(mine).order_by(outbox.c.id.desc()).limit(LATEST * 20)):
        found[row.address].append(_fate(row))
    return found


def _fate(row: Row[Any]) -> Fate:
    kind = "template" if row.kind == "template" else "notice" if row.lane == 1 else "question" if row.question else "said"
    state = row.delivery or row.state
    return Fate(kind=kind, state=state, reason=row.reason, price=row.price, at=when(row.sent_at or row.created_at))
