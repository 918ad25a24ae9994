"""Cases in which a person is needed: raised by turns and by the sender, settled by a coordinator."""

from sqlalchemy import Connection, insert, select

from storage.ids import random_id
from storage.schema import concern, person
from storage.times import Milliseconds


def raise_(connection: Connection, who: int, kind: str, now: Milliseconds, *, sheet: int = 0, path: str = "") -> None:
    """One open case of a kind for a person, or for a question of theirs, is enough."""
    same = (concern.c.person == who, concern.c.kind == kind, concern.c.sheet == sheet, concern.c.path == path)
    known = select(concern.c.id).where(*same, concern.c.state == "open")
    if connection.scalar(known) is None:
        programme = connection.scalar(select(person.c.programme).where(person.c.id == who)) or ""
        row = {"id": random_id(), "person": who, "programme": programme, "kind": kind, "sheet": sheet, "path": path}
        connection.execute(insert(concern).values({**row, "state": "open", "at": now}))
