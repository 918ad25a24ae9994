"""Cases in which a person is needed: raised by turns and by the sender, over when what they were about is over."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select, update
from sqlalchemy.sql import Insert

from storage.ids import random_id
from storage.schema import OPEN, concern, person
from storage.times import Milliseconds
from storage.upsert import insert_on_conflict

_people: BindParameter[int] = bindparam("people", expanding=True)
_over = update(concern).where(concern.c.state == OPEN, concern.c.kind == bindparam("b_kind"))
_over = _over.values(state="done", done_at=bindparam("b_now"))
_over_of_people = _over.where(concern.c.person.in_(_people))


def row(
    who: int, programme: str, kind: str, now: Milliseconds, *, sheet: int = 0, path: str = "", reason: str = ""
) -> Mapping[str, Any]:
    """A new case, which nobody has taken."""
    about = {"person": who, "programme": programme, "kind": kind, "sheet": sheet, "path": path, "reason": reason[:64]}
    return {"id": random_id(), **about, "state": "open", "times": 1, "owner": 0, "snoozed_until": 0, "label": "", "at": now}


def write(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """One open case of a kind for a person, or an answer of theirs, will do: said again it counts once more, and is put off no longer."""
    if rows:
        connection.execute(_raised(connection.dialect.name), sorted(rows, key=lambda one: (one["person"], one["kind"])))


@cache
def _raised(dialect: str) -> Insert:
    statement = insert_on_conflict(concern, dialect)
    again = {"times": concern.c.times + 1, "snoozed_until": 0, "reason": statement.excluded.reason}
    alike = [concern.c.person, concern.c.kind, concern.c.sheet, concern.c.path]
    return statement.on_conflict_do_update(index_elements=alike, index_where=concern.c.state == OPEN, set_=again)


def raise_(
    connection: Connection, who: int, kind: str, now: Milliseconds, *, sheet: int = 0, path: str = "", reason: str = ""
) -> None:
    """One case; see `write`."""
    programme = connection.scalar(select(person.c.programme).where(person.c.id == who)) or ""
    write(connection, [row(who, programme, kind, now, sheet=sheet, path=path, reason=reason)])


def over(connection: Connection, people: Collection[int], kind: str, now: Milliseconds) -> None:
    """What these people's cases of a kind were about is over: nobody need look any more."""
    if people:
        connection.execute(_over_of_people, {"people": list(people), "b_kind": kind, "b_now": now})
