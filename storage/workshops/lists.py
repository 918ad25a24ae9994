"""Which workshops fit somebody, and which are theirs."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, case, func, or_, select

from dialogs import outcomes as out
from dialogs.workshops.seats import ACTIVE
from storage.schema import booking, occurrence, person, workshop
from storage.segments import segment_from
from storage.speaking.loading import Loaded
from storage.staff.scope import Scope
from storage.times import Milliseconds
from storage.workshops.booked import Asked

MOST = 30  # that somebody is shown
LOOKED_AT = 500  # that are to come
TOGETHER = 20  # conditions in one statement


class _For(NamedTuple):
    """For whom workshops are, apart from languages."""

    segment: str
    programme: str
    centre: str


def of(
    connection: Connection,
    wishes: Mapping[int, tuple[Loaded, out.WorkshopAsked]],
    speaks: Callable[[Loaded], Collection[str]],
    now: Milliseconds,
) -> dict[int, list[Asked]]:
    """{number of a wish: what it is shown}, in the order of time. Wishes: `list` and `mine`."""
    fitting = {number: who for number, (who, wish) in wishes.items() if wish.verb == "list"}
    own = {number: who for number, (who, wish) in wishes.items() if wish.verb == "mine"}
    found = _fitting(connection, {who.id: set(speaks(who)) for who in fitting.values()}, now)
    theirs = _mine(connection, {who.id for who in own.values()}, now)
    shown = {number: found.get(who.id, []) for number, who in fitting.items()}
    return shown | {number: theirs.get(who.id, []) for number, who in own.items()}


def _fitting(connection: Connection, speaks: Mapping[int, Collection[str]], now: Milliseconds) -> dict[int, list[Asked]]:
    """Open ones that have not begun, in a language that somebody speaks or that is interpreted; for whom the team says they are."""
    if not speaks:
        return {}
    rows = _to_come(connection, now)
    meant = _meant(connection, {_for(row) for row in rows}, sorted(speaks))
    return {
        who: [Asked(who, row.id) for row in rows if who in meant[_for(row)] and _understood(row, languages)][:MOST]
        for who, languages in speaks.items()
    }


def _to_come(connection: Connection, now: Milliseconds) -> Sequence[Row[Any]]:
    """A place for a whole series cannot be had once that has begun."""
    upcoming = func.min(case((occurrence.c.starts_at > now, occurrence.c.starts_at)))
    times = (
        select(occurrence.c.workshop, upcoming.label("next"), func.min(occurrence.c.starts_at).label("first"))
        .where(occurrence.c.state == "planned")
        .group_by(occurrence.c.workshop)
        .having(upcoming > now)
        .subquery()
    )
    columns = (workshop.c[name] for name in ("id", "programme", "centre", "segment", "languages", "interpreters"))
    bookable = and_(workshop.c.state == "open", or_(~workshop.c.whole, times.c.first > now))
    statement = select(*columns).join(times, times.c.workshop == workshop.c.id).where(bookable)
    return connection.execute(statement.order_by(times.c.next, workshop.c.id).limit(LOOKED_AT)).all()


def _for(row: Row[Any]) -> _For:
    return _For(row.segment, row.programme, row.centre)


def _meant(connection: Connection, groups: Iterable[_For], people: Sequence[int]) -> dict[_For, set[int]]:
    """Who of these people is in which group. Workshops for the same people are looked at once, several groups in one statement."""
    found: dict[_For, set[int]] = {}
    ordered = sorted(groups)
    for first in range(0, len(ordered), TOGETHER):
        some = ordered[first : first + TOGETHER]
        whether = [
            segment_from(one.segment).people(Scope(programme=one.programme, centre=one.centre)).label(f"fits_{place}")
            for place, one in enumerate(some)
        ]
        rows = connection.execute(select(person.c.id, *whether).where(person.c.id.in_(people))).all()
        found |= {one: {row.id for row in rows if row[1 + place]} for place, one in enumerate(some)}
    return found


def _understood(row: Row[Any], languages: Collection[str]) -> bool:
    held = {_base(code) for code in [*row.languages.split(), *row.interpreters.split()]}
    return not held or not held.isdisjoint(_base(code) for code in languages)


def _base(code: str) -> str:
    return code.partition("-")[0].lower()


def _mine(connection: Connection, people: Collection[int], now: Milliseconds) -> dict[int, list[Asked]]:
    """What they have a place in, or wait for, and is not over: a whole series once."""
    if not people:
        return {}
    about = and_(
        occurrence.c.workshop == booking.c.workshop, or_(booking.c.occurrence == occurrence.c.id, booking.c.occurrence == 0)
    )
    columns = booking.c.person, booking.c.workshop, booking.c.occurrence
    rows = connection.execute(
        select(*columns)
        .join(occurrence, about)
        .where(booking.c.person.in_(sorted(people)), booking.c.state.in_(sorted(ACTIVE)), occurrence.c.ends_at > now)
        .group_by(*columns)
        .order_by(func.min(occurrence.c.starts_at), booking.c.workshop)
    )
    found: dict[int, list[Asked]] = {}
    for who, number, time in rows:
        found.setdefault(who, []).append(Asked(who, number, time))
    return {who: many[:MOST] for who, many in found.items()}
