"""Browsers that are signing in or signed in. A cookie holds a random number; here lies a keyed digest of it, so that a copy of the
database opens no session.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Row, delete, insert, select, update

from storage.crypt import Keyring
from storage.schema import session, signin
from storage.staff.coordinators import Member, member
from storage.times import Milliseconds

IDLE_MS = 30 * 60 * 1000
LONGEST_MS = 12 * 3600 * 1000
SEEN_EVERY_MS = 60 * 1000  # a click within it writes nothing
NAMES_MS = 30 * 60 * 1000
ASKING, HALF, FULL = "asking", "half", "full"
BYTES = 16  # of a cookie, and of a link: 128 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """`aside` is what one step of signing in leaves for the next: where to go then, a challenge, a new secret."""

    key: str
    staff: int
    level: str
    aside: Mapping[str, Any]
    names_until: Milliseconds
    created_at: Milliseconds
    seen_at: Milliseconds


def begin(
    connection: Connection,
    keyring: Keyring,
    now: Milliseconds,
    *,
    staff: int = 0,
    level: str = ASKING,
    aside: Mapping[str, Any] | None = None,
) -> str:
    """A new one; what its cookie is to hold."""
    token = secrets.token_urlsafe(BYTES)
    key = key_of(keyring, token)
    row = {"key": key, "staff": staff, "level": level, "sealed": _seal(keyring, key, aside or {})}
    connection.execute(insert(session).values(row | {"names_until": 0, "created_at": now, "seen_at": now}))
    return token


def find(connection: Connection, keyring: Keyring, token: str, now: Milliseconds) -> Session | None:
    """The session of a cookie, unless half an hour has passed without a click, or half a day since it began."""
    fresh = (session.c.seen_at > now - IDLE_MS) & (session.c.created_at > now - LONGEST_MS)
    row = connection.execute(select(session).where(session.c.key == key_of(keyring, token), fresh)).one_or_none()
    return _session(row, keyring) if row else None


def signed_in(connection: Connection, keyring: Keyring, token: str, now: Milliseconds) -> tuple[Session, Member] | None:
    """Both factors were shown, and they still belong to the staff."""
    found = find(connection, keyring, token, now)
    if found is None or found.level != FULL:
        return None
    who = member(connection, keyring, found.staff)
    return (found, who) if who and who.state == "active" else None


def seen(connection: Connection, key: str, now: Milliseconds) -> None:
    connection.execute(update(session).where(session.c.key == key).values(seen_at=now))


def put_aside(connection: Connection, keyring: Keyring, key: str, aside: Mapping[str, Any]) -> None:
    connection.execute(update(session).where(session.c.key == key).values(sealed=_seal(keyring, key, aside)))


def rise(connection: Connection, keyring: Keyring, before: Session | None, now: Milliseconds, *, staff: int, level: str) -> str:
    """One step up, under a new number: whoever knew the one before knows nothing now. Of what was aside only the way back stays."""
    if before:
        end(connection, before.key)
    aside = {"next": before.aside["next"]} if before and "next" in before.aside else {}
    return begin(connection, keyring, now, staff=staff, level=level, aside=aside)


def show_names(connection: Connection, key: str, until: Milliseconds) -> None:
    connection.execute(update(session).where(session.c.key == key).values(names_until=until))


def end(connection: Connection, key: str) -> None:
    connection.execute(delete(session).where(session.c.key == key))


def end_all(connection: Connection, staff: int) -> None:
    """Everywhere; also links that are under way."""
    connection.execute(delete(session).where(session.c.staff == staff))
    connection.execute(delete(signin).where(signin.c.staff == staff))


def prune(connection: Connection, now: Milliseconds) -> None:
    """Those that are over."""
    over = (session.c.seen_at <= now - IDLE_MS) | (session.c.created_at <= now - LONGEST_MS)
    connection.execute(delete(session).where(over))
    connection.execute(delete(signin).where(signin.c.until <= now))


def _session(row: Row[Any], keyring: Keyring) -> Session:
    aside = orjson.loads(keyring.house.open(f"session:sealed:{row.key}", row.sealed))
    return Session(
        key=row.key,
        staff=row.staff,
        level=row.level,
        aside=aside,
        names_until=row.names_until,
        created_at=row.created_at,
        seen_at=row.seen_at,
    )


def key_of(keyring: Keyring, token: str) -> str:
    """Under which the session of a cookie lies."""
    return keyring.index("session", token)


def _seal(keyring: Keyring, key: str, aside: Mapping[str, Any]) -> bytes:
    return keyring.house.seal(f"session:sealed:{key}", orjson.dumps(dict(aside)))
