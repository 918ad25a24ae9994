"""Saved views of the table of people: a name, and what stands in the address. Somebody's own, or everybody's."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, or_, select

from storage.ids import random_id
from storage.schema import saved_view
from storage.times import Milliseconds

LONGEST_NAME, LONGEST_QUERY = 80, 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    id: int
    staff: int
    shared: bool
    name: str
    query: str


def views(connection: Connection, staff: int) -> tuple[View, ...]:
    """Those that somebody sees: their own, then what others share."""
    seen = or_(saved_view.c.staff == staff, saved_view.c.shared)
    columns = (saved_view.c[name] for name in ("id", "staff", "shared", "name", "query"))
    statement = select(*columns).where(seen).order_by((saved_view.c.staff == staff).desc(), saved_view.c.name, saved_view.c.id)
    return tuple(View(**row) for row in connection.execute(statement).mappings())


def save(connection: Connection, staff: int, name: str, query: str, *, shared: bool, now: Milliseconds) -> None:
    """A job for the writer lane. One's own of the same name is replaced."""
    words = " ".join(name.split())[:LONGEST_NAME]
    if words and len(query) <= LONGEST_QUERY:
        connection.execute(delete(saved_view).where(saved_view.c.staff == staff, saved_view.c.name == words))
        row = {"id": random_id(), "staff": staff, "shared": shared, "name": words, "query": query, "at": now}
        connection.execute(insert(saved_view).values(row))


def remove(connection: Connection, staff: int, number: int) -> None:
    """One's own. A job for the writer lane."""
    connection.execute(delete(saved_view).where(saved_view.c.id == number, saved_view.c.staff == staff))
