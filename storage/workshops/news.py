"""That a workshop was moved, changed or cancelled: told to everybody who has a place in it or waits for one, by one intention each.

Subject: `<workshop>.<occurrence or 0>.<sequence>.<moved, changed, cancelled>`, numbers as `storage.answers.review.public` writes them.
The occurrence of the intention is when the workshop begins (ms since 1970), or would have: what concerns this very morning does not wait for
it (bot.clock).
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, delete, literal, select

from dialogs.workshops.seats import ACTIVE
from storage.answers.review import public
from storage.schema import booking, due
from storage.times import Milliseconds
from storage.upsert import insert_new
from storage.workshops.rosters import ALL, Resource, beginnings

KIND = "workshop"


def of_one(
    connection: Connection, of: Row[Any], occurrence: int, what: str, sequence: int, now: Milliseconds, *, begins: Milliseconds
) -> None:
    """News of one occurrence. `sequence`: the occurrence's; `begins`: the earlier of when it was to begin and when it does."""
    subject = f"{Resource(of.id, occurrence).subject}.{public(sequence)}.{what}"
    _plan(connection, of.id, [ALL if of.whole else occurrence], subject, begins, now)


def of_all(
    connection: Connection, number: int, what: str, sequence: int, now: Milliseconds, *, but: Collection[int] = ()
) -> None:
    """News of the whole workshop (`sequence`: its own), `but` not to those who hear of their own occurrence. Of one that is over nobody
    hears.
    """
    _forget(connection, number)
    begins = beginnings(connection, [number], now)
    times = [one.occurrence for one in begins if one.occurrence not in but]
    if begins:
        subject = f"{Resource(number, ALL).subject}.{public(sequence)}.{what}"
        _plan(connection, number, times, subject, begins[Resource(number, ALL)], now)


def _forget(connection: Connection, number: int) -> None:
    """What is still to be told of all times is told with what is new."""
    people = select(booking.c.person).where(booking.c.workshop == number)
    mine = (due.c.person.in_(people)) & (due.c.kind == KIND) & (due.c.state == "waiting")
    connection.execute(delete(due).where(mine, due.c.subject.startswith(f"{Resource(number, ALL).subject}.")))


def _plan(
    connection: Connection, number: int, times: Collection[int], subject: str, begins: Milliseconds, now: Milliseconds
) -> None:
    whom = (
        select(booking.c.person, literal(KIND), literal(subject), literal(f"{begins}"), literal(now), literal("waiting"))
        .where(booking.c.workshop == number, booking.c.occurrence.in_(times), booking.c.state.in_(sorted(ACTIVE)))
        .distinct()
    )
    names = ["person", "kind", "subject", "occurrence", "at", "state"]
    connection.execute(insert_new(due, connection.dialect.name).from_select(names, whom))
