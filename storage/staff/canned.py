"""Ready-made words for coordinators to send: each with a title and texts in several languages, for one programme or for all."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select, true

from storage.ids import random_id
from storage.schema import canned, canned_text
from storage.speaking.people import audited
from storage.staff.scope import Scope
from storage.times import Milliseconds
from storage.upsert import upsert

MOST = 200  # of them
LONGEST_TITLE = 80  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`programme` "" = for all. `texts`: {language: words}."""

    id: int
    programme: str
    title: str
    texts: Mapping[str, str]


def replies(connection: Connection, scope: Scope, *, programme: str = "") -> list[Reply]:
    """Those that somebody may use, by title. `programme`: only those for it, or for all."""
    fits = canned.c.programme.in_(["", programme]) if programme else true()
    rows = connection.execute(select(canned).where(_seen(scope), fits).order_by(canned.c.title, canned.c.id).limit(MOST)).all()
    return _with_texts(connection, rows)


def reply(connection: Connection, scope: Scope, number: int) -> Reply | None:
    """One of them; None where there is none, or not for these people."""
    found = _with_texts(connection, connection.execute(select(canned).where(canned.c.id == number, _seen(scope))).all())
    return found[0] if found else None


def may_change(scope: Scope, programme: str) -> bool:
    """Somebody of one programme changes what is for it alone; what is for all, only those who see all."""
    return not scope.programme or scope.programme == programme


def keep(connection: Connection, one: Reply, *, actor: str, now: Milliseconds) -> None:
    """A new one (`id` 0) or a changed one; of the texts the empty ones go. A job for the writer lane."""
    number = one.id or random_id()
    row = {"id": number, "programme": one.programme, "title": one.title, "at": now}
    connection.execute(upsert(canned, connection.dialect.name), [row])
    connection.execute(delete(canned_text).where(canned_text.c.canned == number))
    texts = [{"canned": number, "language": code, "text": words} for code, words in sorted(one.texts.items()) if words]
    if texts:
        connection.execute(insert(canned_text), texts)
    audited(connection, actor, "changed a reply", 0, now, reply=f"{number:x}")


def remove(connection: Connection, number: int, *, actor: str, now: Milliseconds) -> None:
    connection.execute(delete(canned).where(canned.c.id == number))
    connection.execute(delete(canned_text).where(canned_text.c.canned == number))
    audited(connection, actor, "removed a reply", 0, now, reply=f"{number:x}")


def _seen(scope: Scope) -> ColumnElement[bool]:
    return canned.c.programme.in_(["", scope.programme]) if scope.programme else true()


def _with_texts(connection: Connection, rows: Sequence[Any]) -> list[Reply]:
    texts: defaultdict[int, dict[str, str]] = defaultdict(dict)
    statement = select(canned_text).where(canned_text.c.canned.in_([row.id for row in rows]))
    for one in connection.execute(statement.order_by(canned_text.c.language)):
        texts[one.canned][one.language] = one.text
    return [Reply(id=row.id, programme=row.programme, title=row.title, texts=texts[row.id]) for row in rows]
