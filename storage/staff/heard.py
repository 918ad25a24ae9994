"""What people write outside of forms: kept while one of the staff speaks with them, or when the bot could make nothing of it.

Sealed with the person's key. A month later it goes, and files that were sent so go with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, delete, select

from dialogs.outcomes import Heard
from storage.crypt import Key
from storage.ids import rising
from storage.messages.outbox import KEPT_MS
from storage.schema import attachment, heard
from storage.speaking.loading import Loaded
from storage.times import Milliseconds, when

NO_SHEET = 0  # of a file that answers no question


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """`kind`: words, or photo, voice …; `file` the name of what was sent; `coordinator` whom it was said to, 0 = the bot."""

    id: int
    kind: str
    text: str
    file: str
    coordinator: int
    at: datetime


def row(who: Loaded, said: Heard, now: Milliseconds) -> dict[str, Any]:
    number = rising(now)
    sealed = who.key.seal(f"heard:sealed:{number}", orjson.dumps({"text": said.text, "file": said.file}))
    own = {"id": number, "person": who.id, "coordinator": who.person.talks_with, "kind": said.kind}
    return {**own, "sealed": sealed, "at": now}


def words(connection: Connection, key: Key, number: int, ids: Sequence[int] | None = None) -> list[Words]:
    """Those with these ids, or all that a person wrote so, in order."""
    mine = heard.c.person == number
    statement = select(heard).where(mine if ids is None else mine & heard.c.id.in_(ids)).order_by(heard.c.id)
    return [_words(one, key) for one in connection.execute(statement)]


def _words(one: Row[Any], key: Key) -> Words:
    said = orjson.loads(key.open(f"heard:sealed:{one.id}", one.sealed))
    return Words(id=one.id, kind=one.kind, coordinator=one.coordinator, at=when(one.at), **said)


def prune(connection: Connection, now: Milliseconds) -> None:
    """What was heard a month ago goes."""
    connection.execute(delete(heard).where(heard.c.at < now - KEPT_MS))
    connection.execute(delete(attachment).where(attachment.c.sheet == NO_SHEET, attachment.c.at < now - KEPT_MS))
