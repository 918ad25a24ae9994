"""How many came to workshops, of how many who had a place: by time, and by language."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, or_, select

from storage.schema import attendance, booking, occurrence, person
from storage.times import Milliseconds
from storage.workshops.attending import CAME
from storage.workshops.rosters import ALL


class Turnout(NamedTuple):
    """People of one language at one time of a workshop. `expected`: who had a place or came; of those who `came` some were `late`."""

    starts: Milliseconds
    language: str
    expected: int = 0
    came: int = 0
    late: int = 0
    absent: int = 0


def turnouts(
    connection: Connection,
    of: ColumnElement[bool],
    *,
    since: Milliseconds,
    until: Milliseconds,
    workshops: Collection[int] | None = None,
) -> list[Turnout]:
    """Of the times that took place in that span, the earliest first. `of`: a condition on `person`; `workshops` None: of all."""
    held = [occurrence.c.state == "planned", occurrence.c.starts_at >= since, occurrence.c.starts_at < until, of]
    held += [occurrence.c.workshop.in_(workshops)] if workshops is not None else []
    found: defaultdict[tuple[Milliseconds, str], defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    keys = (occurrence.c.starts_at, person.c.language)
    noted = (
        select(*keys, attendance.c.came, func.count())
        .select_from(attendance)
        .join(occurrence, occurrence.c.id == attendance.c.occurrence)
        .join(person, person.c.id == attendance.c.person)
        .where(*held, attendance.c.came != "")
        .group_by(*keys, attendance.c.came)
    )
    for starts, language, came, number in connection.execute(noted):
        found[starts, language][came] += number
    here = (attendance.c.person == booking.c.person) & (attendance.c.occurrence == occurrence.c.id)
    place = (occurrence.c.workshop == booking.c.workshop) & booking.c.occurrence.in_((ALL, occurrence.c.id))
    others = (
        select(*keys, func.count())
        .select_from(booking)
        .join(occurrence, place)
        .join(person, person.c.id == booking.c.person)
        .outerjoin(attendance, here)
        .where(*held, booking.c.state == "booked", or_(attendance.c.came.is_(None), attendance.c.came == ""))
        .group_by(*keys)
    )
    for starts, language, number in connection.execute(others):
        found[starts, language]["unknown"] += number
    return [_turnout(starts, language, counts) for (starts, language), counts in sorted(found.items())]


def _turnout(starts: Milliseconds, language: str, counts: dict[str, int]) -> Turnout:
    came = sum(counts.get(one, 0) for one in CAME)
    return Turnout(starts, language, sum(counts.values()), came, counts.get("late", 0), counts.get("absent", 0))


def together(some: Iterable[Turnout]) -> Turnout:
    """All of them as one; it has neither a time nor a language."""
    rows = list(some)
    names = ("expected", "came", "late", "absent")
    return Turnout(0, "", **{name: sum(getattr(row, name) for row in rows) for name in names})
