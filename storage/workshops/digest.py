"""What a digest counts of workshops. Numbers only: no title, no name."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from dialogs.workshops.values import NEEDS
from storage.schema import OPEN, WAITING, attendance, booking, concern, occurrence, person, workshop
from storage.staff.scope import Scope
from storage.times import Milliseconds, ms, when, zone_of
from storage.workshops.attending import HELP
from storage.workshops.missing import OFTEN
from storage.workshops.rows import held

WEEK = timedelta(days=7)


class Workshops(NamedTuple):
    """`counts`: (one of dialogs.digest.WORKSHOPS, how many), in their order. `fresh`: it is the first time that tomorrow is told of."""

    counts: tuple[tuple[str, int], ...] = ()
    fresh: bool = False


def counted(connection: Connection, scope: Scope, zone: str, since: Milliseconds, now: Milliseconds) -> Workshops:
    """For somebody who lives by the clock of `zone` and was told `since` then."""
    today = when(now).astimezone(zone_of(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = _between(connection, scope, _next_day(today, 1), _next_day(today, 2))
    week = _between(connection, scope, when(now), when(now) + WEEK)
    found = Counter({"tomorrow": len(tomorrow)})
    found += _expected(connection, tomorrow)
    found += Counter({"free": _free(connection, week), "full": _full(connection, scope, now)})
    found += Counter({"help": _cases(connection, scope, HELP), "missed": _cases(connection, scope, OFTEN)})
    return Workshops(tuple(found.items()), fresh=bool(tomorrow) and since < ms(today))


def _next_day(midnight: datetime, days: int) -> datetime:
    """Midnights are not always a day apart."""
    return (midnight + timedelta(days=days)).replace(hour=0)


def _scoped(scope: Scope) -> list[ColumnElement[bool]]:
    of = ((workshop.c.programme, scope.programme), (workshop.c.centre, scope.centre))
    return [workshop.c.state == "open", *(column == value for column, value in of if value)]


def _between(connection: Connection, scope: Scope, since: datetime, until: datetime) -> list[Row[Any]]:
    """Times that begin then."""
    statement: Select[Any] = select(occurrence, workshop.c.whole, workshop.c.capacity).join(
        workshop, workshop.c.id == occurrence.c.workshop
    )
    then = (occurrence.c.starts_at >= ms(since)) & (occurrence.c.starts_at < ms(until)) & (occurrence.c.state == "planned")
    return list(connection.execute(statement.where(then, *_scoped(scope))))


def _expected(connection: Connection, times: list[Row[Any]]) -> Counter[str]:
    """People who have a place and did not say that they cannot come, and what they need."""
    found: Counter[str] = Counter()
    for time in times:
        here = (attendance.c.occurrence == time.id) & (attendance.c.person == booking.c.person)
        mine = (booking.c.workshop == time.workshop) & (booking.c.occurrence == (0 if time.whole else time.id))
        statement = select(booking.c.needs, attendance.c.help).outerjoin(attendance, here)
        coming = func.coalesce(attendance.c.said, "") != "cannot"
        for row in connection.execute(statement.where(mine, booking.c.state == "booked", coming)):
            found["expected"] += 1
            found.update(need for need in NEEDS if need in f"{row.needs} {row.help or ''}".split())
    return found


def _free(connection: Connection, times: list[Row[Any]]) -> int:
    """Times for which there are places. A course that has begun takes nobody."""
    single = [time for time in times if time.capacity and not time.whole]
    taken = held(connection, {time.workshop for time in single})
    return sum(taken.get((time.workshop, time.id), 0) < time.capacity for time in single)


def _full(connection: Connection, scope: Scope, now: Milliseconds) -> int:
    """Workshops in which somebody waits for a place."""
    to_come = select(occurrence.c.workshop).where(occurrence.c.starts_at > now, occurrence.c.state == "planned")
    queues = select(booking.c.workshop).where(booking.c.state == WAITING, booking.c.workshop.in_(to_come))
    mine = select(func.count()).select_from(workshop).where(workshop.c.id.in_(queues), *_scoped(scope))
    return connection.scalar(mine) or 0


def _cases(connection: Connection, scope: Scope, kind: str) -> int:
    waits = (concern.c.kind == kind) & (concern.c.state == OPEN)
    statement = select(func.count()).select_from(concern).join(person, person.c.id == concern.c.person)
    return connection.scalar(statement.where(waits, scope.people)) or 0
