"""Who of the staff read or changed what: append-only, numbered without a gap, each row chained to the one before.

A row's digest is a keyed HMAC of the digest before it and of what the row says. Whoever changes, removes or adds a row in the database
without the master key breaks the chain. Somebody who puts back an older copy of the table and of its end is found only by who has noted
the latest number and digest elsewhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, true, update

from storage.crypt import Keyring
from storage.schema import audit, audit_end
from storage.times import Milliseconds
from storage.upsert import insert_new

KEYRING = "lotse keyring"  # where a connection that writes carries it: see storage.store
CHUNK = 1_000  # rows in one look
LONGEST = 200  # characters of a value
NOTHING: Mapping[str, str] = MappingProxyType({})

_content = (audit.c.id, audit.c.at, audit.c.actor, audit.c.action, audit.c.person, audit.c.detail)
_next = update(audit_end).where(audit_end.c.id == 1).values(number=audit_end.c.number + 1)
_taken = _next.returning(audit_end.c.number, audit_end.c.digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row. `person` is 0 where it is about nobody. `detail`: what of it, by name."""

    number: int
    at: Milliseconds
    actor: str
    action: str
    person: int
    detail: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`broken`: the number of the first row that does not fit, 0 = all do. `digest`: of the last row, to be noted elsewhere."""

    rows: int
    digest: str
    broken: int = 0


def append(
    connection: Connection, actor: str, action: str, person: int, now: Milliseconds, detail: Mapping[str, str] = NOTHING
) -> None:
    """One row more. Taking the next number locks the chain's end until the transaction does: several processes keep one chain."""
    keyring: Keyring = connection.info[KEYRING]
    taken = connection.execute(_taken).one_or_none()
    if taken is None:
        connection.execute(insert_new(audit_end, connection.dialect.name), {"id": 1, "number": 0, "digest": ""})
        taken = connection.execute(_taken).one()
    row = {"id": taken.number, "at": now, "actor": actor, "action": action, "person": person, "detail": _written(detail)}
    digest = chained(keyring, taken.digest, tuple(row.values()))
    connection.execute(insert(audit).values(**row, digest=digest))
    connection.execute(update(audit_end).values(digest=digest))


def _written(detail: Mapping[str, str]) -> str:
    return orjson.dumps({name: value[:LONGEST] for name, value in detail.items()}).decode() if detail else ""


def _read(detail: str) -> Mapping[str, str]:
    """Somebody may have written into the table: then it is shown as it is."""
    try:
        found = orjson.loads(detail or "{}")
    except orjson.JSONDecodeError:
        found = None
    return {name: f"{value}" for name, value in found.items()} if isinstance(found, dict) else {"": detail}


def chained(keyring: Keyring, before: str, content: tuple[Any, ...]) -> str:
    return keyring.chain(orjson.dumps([before, *content]))


def verify(connection: Connection, keyring: Keyring) -> Verdict:
    """Walk along the whole chain."""
    last, digest = 0, ""
    for row in _rows(connection):
        content = tuple(row)[:-1]
        if row.id != last + 1 or row.digest != chained(keyring, digest, content):
            return Verdict(rows=last, digest=digest, broken=last + 1)
        last, digest = row.id, row.digest
    end = connection.execute(select(audit_end.c.number, audit_end.c.digest)).one_or_none()
    whole = tuple(end or (0, "")) == (last, digest)
    return Verdict(rows=last, digest=digest, broken=0 if whole else last + 1)


def _rows(connection: Connection) -> Iterator[Row[Any, Any, Any, Any, Any, Any, Any]]:
    """All of them in order, a chunk at a time."""
    after = -(1 << 63)
    while rows := connection.execute(
        select(*_content, audit.c.digest).where(audit.c.id > after).order_by(audit.c.id).limit(CHUNK)
    ).all():
        yield from rows
        after = rows[-1].id


def entries(
    connection: Connection, *, actor: str = "", action: str = "", person: int = 0, before: int = 0, most: int = 100
) -> list[Entry]:
    """The latest first; `before`: only those with a smaller number."""
    wanted: list[ColumnElement[bool]] = [true()]
    wanted += [audit.c.actor == actor] if actor else []
    wanted += [audit.c.action == action] if action else []
    wanted += [audit.c.person == person] if person else []
    wanted += [audit.c.id < before] if before else []
    rows = connection.execute(select(*_content).where(*wanted).order_by(audit.c.id.desc()).limit(most))
    return [Entry(number=row[0], at=row[1], actor=row[2], action=row[3], person=row[4], detail=_read(row[5])) for row in rows]


def number(connection: Connection, action: str, since: Milliseconds) -> int:
    """How often something was done since then."""
    wanted = (audit.c.action == action) & (audit.c.at >= since)
    return connection.scalar(select(func.count()).select_from(audit).where(wanted)) or 0


def actions(connection: Connection) -> list[str]:
    """Every kind there is."""
    return list(connection.scalars(select(audit.c.action).distinct().order_by(audit.c.action)))
