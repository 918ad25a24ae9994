"""Files that people answered with: noted with the answer, fetched later, sealed with the person's key.

A row waits until its file is kept, or has failed (not taken, or not obtained in time), or is gone (the platform has it no longer).
What an answer was before it was changed is kept as well: it belongs to the history.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, Row, Select, bindparam, delete, func, select, update

from dialogs.events import File
from dialogs.outcomes import FileShared
from storage import concerns
from storage.crypt import Key, Keyring
from storage.ids import random_id
from storage.schema import WAITING, attachment, person, upload
from storage.speaking.loading import Loaded
from storage.times import Milliseconds
from storage.upsert import upsert

MOST_UPLOADS = 2_000  # that an account remembers


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A file to fetch. `key` seals it."""

    id: int
    person: int
    sheet: int
    path: str
    key: Key
    file: File
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file as far as it is known without opening it. `size` in bytes."""

    id: int
    sheet: int
    path: str
    name: str
    state: str
    mime: str
    size: int


def row(who: Loaded, shared: FileShared, now: Milliseconds) -> dict[str, Any]:
    """For the transaction that keeps the answer."""
    number = random_id()
    return {
        "id": number,
        "person": who.id,
        "sheet": shared.sheet,
        "path": shared.path,
        "name": shared.name,
        "account": who.account,
        "state": "waiting",
        "external": who.key.seal(f"attachment:external:{number}", orjson.dumps(tuple(shared.file))),
        "sealed": None,
        "mime": shared.file.mime,
        "size": shared.file.size,
        "attempts": 0,
        "due_at": now,
        "reason": "",
        "at": now,
    }


# --- Fetching ---------------------------------------------------------------------------------------------------------

_due: Select[Any] = (
    select(*(attachment.c[name] for name in ("id", "person", "sheet", "path", "external", "attempts")), person.c.key)
    .join(person, person.c.id == attachment.c.person)
    .where(attachment.c.state == WAITING, attachment.c.account == bindparam("account"), attachment.c.due_at <= bindparam("now"))
    .order_by(attachment.c.due_at, attachment.c.id)
    .limit(bindparam("most"))
)
_this = (attachment.c.id == bindparam("b_id")) & (attachment.c.state == WAITING)


def waiting(connection: Connection, keyring: Keyring, account: str, now: Milliseconds, *, most: int) -> list[Wanted]:
    """Files whose next try is due, the longest waiting first. One whose row was tampered with has no id to fetch it by."""
    rows = connection.execute(_due, {"account": account, "now": now, "most": most})
    return [_wanted(one, keyring) for one in rows]


def _wanted(one: Row[Any], keyring: Keyring) -> Wanted:
    key, file = keyring.house, File("")
    with suppress(InvalidTag):
        key = keyring.person(one.person, one.key)
        file = File(*orjson.loads(key.open(f"attachment:external:{one.id}", one.external)))
    own = {name: getattr(one, name) for name in ("id", "person", "sheet", "path", "attempts")}
    return Wanted(**own, key=key, file=file)


def seal(wanted: Wanted, content: bytes) -> bytes:
    return wanted.key.seal(f"attachment:sealed:{wanted.id}", content)


def keep(connection: Connection, wanted: Wanted, sealed: bytes, size: int) -> None:
    """The file is here. Of somebody who was erased meanwhile there is no row, and nothing is kept."""
    values = {"state": "kept", "sealed": sealed, "external": None, "size": size, "reason": ""}
    connection.execute(update(attachment).where(_this).values(values), {"b_id": wanted.id})


def put_off(connection: Connection, wanted: Wanted, until: Milliseconds, reason: str, *, counted: bool = True) -> None:
    """It did not come; another try follows. `counted`: it was this file's fault, and there are not many such tries."""
    values = {"due_at": until, "reason": reason[:64], "attempts": wanted.attempts + counted}
    connection.execute(update(attachment).where(_this).values(values), {"b_id": wanted.id})


def give_up(connection: Connection, wanted: Wanted, state: str, reason: str, now: Milliseconds) -> None:
    """It will not come; a coordinator is told, where there is still somebody whose file it was."""
    values = {"state": state, "reason": reason[:64], "external": None}
    if connection.execute(update(attachment).where(_this).values(values), {"b_id": wanted.id}).rowcount:
        concerns.raise_(connection, wanted.person, "file", now, sheet=wanted.sheet, path=wanted.path)


# --- Reading ----------------------------------------------------------------------------------------------------------

_about = tuple(attachment.c[name] for name in ("id", "sheet", "path", "name", "state", "mime", "size"))


def of_person(connection: Connection, number: int) -> dict[tuple[int, str], Kept]:
    """{(sheet, name): file}: what somebody's answers name; of one name the latest."""
    rows = connection.execute(select(*_about).where(attachment.c.person == number).order_by(attachment.c.at, attachment.c.id))
    return {(one.sheet, one.name): _kept(one) for one in rows}


def content(connection: Connection, keyring: Keyring, number: int, file: int) -> tuple[Kept, bytes] | None:
    """One file of a person, opened; None where there is none, or not yet, or the team may not read their answers.

    Raises InvalidTag when it was tampered with.
    """
    of: Select[Any] = select(*_about, attachment.c.sealed, person.c.key, person.c.consents).join(
        person, person.c.id == attachment.c.person
    )
    one = connection.execute(of.where(attachment.c.person == number, attachment.c.id == file)).one_or_none()
    if one is None or one.sealed is None or not orjson.loads(one.consents).get("programme", True):
        return None
    return _kept(one), _open(keyring.person(number, one.key), one)


def whole(connection: Connection, key: Key, number: int, sheet: int) -> dict[str, tuple[str, bytes]]:
    """{name: (kind of file, content)} of all that is kept of a sheet."""
    mine = (attachment.c.person == number) & (attachment.c.sheet == sheet) & (attachment.c.state == "kept")
    rows = connection.execute(select(attachment).where(mine).order_by(attachment.c.at, attachment.c.id))
    return {one.name: (one.mime, _open(key, one)) for one in rows}


def within(connection: Connection, key: Key, number: int, most: int) -> dict[tuple[int, str], tuple[str, bytes | None]]:
    """{(sheet, name): (kind of file, content)} of all that somebody sent. None for what is not kept, and for the oldest where all
    together are more than `most` bytes.
    """
    found: dict[tuple[int, str], tuple[str, bytes | None]] = {}
    for one in reversed(of_person(connection, number).values()):
        most -= one.size if one.state == "kept" else 0
        sealed: Select[Any] = select(attachment.c.id, attachment.c.sealed).where(attachment.c.id == one.id)
        here = one.state == "kept" and most >= 0
        found[one.sheet, one.name] = (one.mime, _open(key, connection.execute(sealed).one()) if here else None)
    return found


def _kept(one: Row[Any]) -> Kept:
    return Kept(**{name: getattr(one, name) for name in Kept.__slots__})


def _open(key: Key, one: Row[Any]) -> bytes:
    return key.open(f"attachment:sealed:{one.id}", one.sealed)


# --- What forms show --------------------------------------------------------------------------------------------------


def uploaded(connection: Connection, account: str) -> dict[str, str]:
    """{digest of the content: how the platform calls it}"""
    rows = connection.execute(select(upload.c.digest, upload.c.file).where(upload.c.account == account))
    return {one.digest: one.file for one in rows}


def remember(connection: Connection, account: str, digest: str, file: str, now: Milliseconds) -> None:
    """Under that name it can be shown again; what was uploaded longest ago makes room."""
    row = {"account": account, "digest": digest, "file": file, "at": now}
    connection.execute(upsert(upload, connection.dialect.name), row)
    mine = upload.c.account == account
    if (connection.scalar(select(func.count()).select_from(upload).where(mine)) or 0) > MOST_UPLOADS:
        oldest: Sequence[str] = connection.scalars(
            select(upload.c.digest).where(mine).order_by(upload.c.at, upload.c.digest).limit(MOST_UPLOADS // 10)
        ).all()
        connection.execute(delete(upload).where(mine, upload.c.digest.in_(oldest)))
