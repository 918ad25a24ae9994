"""Rosters of places as the tables hold them: locked, loaded, and written with the news for those whom a change concerns.

A workshop's row is the lock of all its rosters. Locks are taken in the order of ids, so two writers never wait for each other in a circle.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, bindparam, delete, select

from dialogs.walltime import waking
from dialogs.workshops.seats import Holder, Roster, changed
from storage import bulk
from storage.answers.review import public
from storage.schema import WAITING, booking, due, occurrence, person, programme, workshop
from storage.segments import awake, willing
from storage.times import Milliseconds, ms, when, zone_of
from storage.upsert import upsert
from storage.workshops.rows import to_come

HOUR = timedelta(hours=1)
LEAST = timedelta(minutes=30)  # for which a place is offered, or not at all
ALL = 0  # for an occurrence: the places are for the whole series
NEWS = "seat"  # kind of the intention that tells somebody about their place
QUIET = (21, 8)  # of a programme that is no more


class Resource(NamedTuple):
    """What places are of. `occurrence` ALL: of a whole series."""

    workshop: int
    occurrence: int

    @property
    def subject(self) -> str:
        """As intentions name it."""
        return f"{public(self.workshop)}.{public(self.occurrence)}"


class Signed(NamedTuple):
    """What somebody said when they signed up: codes of what they need, separated by spaces; the form's number."""

    needs: str = ""
    sheet: int = 0


@dataclass(slots=True, kw_only=True)
class Opened:
    """A roster, locked. `begins`: its next time (ms since 1970), 0 = none is to come. `rows`: bookings as they were, by person."""

    workshop: Row[Any]
    resource: Resource
    begins: Milliseconds
    before: Roster
    roster: Roster
    rows: Mapping[int, Row[Any]]
    signed: dict[int, Signed] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether somebody can still sign up."""
        return self.workshop.state == "open" and self.begins > 0


_known = (
    select(workshop, programme.c.quiet).outerjoin(programme, programme.c.code == workshop.c.programme).order_by(workshop.c.id)
)
_locked = _known.with_for_update(of=workshop)


def known(connection: Connection, numbers: Collection[int], statement: Select[Any] = _known) -> dict[int, Row[Any]]:
    """Rows of workshops, with the quiet hours of their programmes."""
    rows = connection.execute(statement.where(workshop.c.id.in_(numbers))) if numbers else ()
    return {row.id: row for row in rows}


def locked(connection: Connection, numbers: Collection[int]) -> dict[int, Row[Any]]:
    """The same; nobody else changes their rosters until the transaction ends."""
    return known(connection, numbers, _locked)


def opened(
    connection: Connection,
    workshops: Mapping[int, Row[Any]],
    resources: Collection[Resource],
    begins: Mapping[Resource, Milliseconds],
    now: Milliseconds,
) -> dict[Resource, Opened]:
    """Rosters of workshops that are locked. `begins`: see `beginnings`."""
    wanted = sorted({one for one in resources if one.workshop in workshops})
    if not wanted:
        return {}
    numbers = sorted({one.workshop for one in wanted})
    mine = (booking.c.workshop.in_(numbers)) & (booking.c.occurrence.in_(sorted({one.occurrence for one in wanted})))
    found = connection.execute(select(booking).where(mine).order_by(booking.c.workshop, booking.c.occurrence, booking.c.line))
    rows = {Resource(*key): list(group) for key, group in groupby(found, lambda row: (row.workshop, row.occurrence))}
    silent = _silent(connection, {row.person for many in rows.values() for row in many if row.state == "waiting"})
    return {one: _opened(workshops[one.workshop], one, begins.get(one, 0), rows.get(one, ()), silent, now) for one in wanted}


def _silent(connection: Connection, people: Collection[int]) -> frozenset[int]:
    """Those of them who want no messages, or hear none: their only phone is joined to another one of theirs."""
    some = select(person.c.id).where(person.c.id.in_(people), ~(willing & awake))
    return frozenset(connection.scalars(some)) if people else frozenset()


def beginnings(connection: Connection, numbers: Collection[int], now: Milliseconds) -> dict[Resource, Milliseconds]:
    """The next time of each occurrence and series that is to come."""
    statement = select(occurrence.c.workshop, occurrence.c.id, occurrence.c.starts_at)
    rows = connection.execute(
        statement.where(occurrence.c.workshop.in_(numbers), to_come(now)).order_by(occurrence.c.starts_at)
    )
    found: dict[Resource, Milliseconds] = {}
    for number, time, starts in rows:
        found[Resource(number, time)] = starts
        found.setdefault(Resource(number, ALL), starts)
    return found


def _opened(
    of: Row[Any],
    resource: Resource,
    begins: Milliseconds,
    rows: Sequence[Row[Any]],
    silent: frozenset[int],
    now: Milliseconds,
) -> Opened:
    holders = tuple(Holder(row.person, row.state, row.line, row.until) for row in rows)
    roster = Roster(of.capacity, of.queues, kept_until(of, begins, now), holders, silent)
    return Opened(
        workshop=of, resource=resource, begins=begins, before=roster, roster=roster, rows={row.person: row for row in rows}
    )


def kept_until(of: Row[Any], begins: Milliseconds, now: Milliseconds) -> Milliseconds:
    """How long a place is kept that is offered now: the workshop's hours, from the morning on if it is night there, until an hour before it
    begins. 0 = it is too late to offer one.
    """
    if not begins or of.state != "open":
        return 0
    start, _, end = (of.quiet or "").partition("-")
    quiet = (int(start), int(end)) if end else QUIET
    told = waking(when(now), zone_of(of.zone), quiet)
    until = min(told + of.hours * HOUR, when(begins) - HOUR)
    return ms(until) if until >= told + LEAST else 0


def answer_by(begins: Milliseconds, now: Milliseconds) -> Milliseconds:
    """How long an offer may be kept at the most: until an hour before it begins; where that is past, until it begins."""
    last = begins - HOUR // timedelta(milliseconds=1)
    return last if last > now else begins


# --- written --------------------------------------------------------------------------------------------------------------

_no_news = delete(due).where(
    due.c.person == bindparam("b_person"),
    due.c.kind == NEWS,
    due.c.subject == bindparam("b_subject"),
    due.c.state == WAITING,
)


def keep(
    connection: Connection, seatings: Collection[Opened], now: Milliseconds, heard: Collection[tuple[Resource, int]] = ()
) -> None:
    """What has changed is written, and news planned for everybody concerned but those who hear of it anyway (`heard`)."""
    moved = [
        (one, holder) for one in sorted(seatings, key=lambda one: one.resource) for holder in changed(one.before, one.roster)
    ]
    rows = [_row(one, holder, now) for one, holder in moved]
    if not rows:
        return
    bulk.write(connection, upsert(booking, connection.dialect.name), rows)
    whose = [(holder.person, one.resource, row["version"]) for (one, holder), row in zip(moved, rows, strict=True)]
    connection.execute(_no_news, [{"b_person": who, "b_subject": resource.subject} for who, resource, _ in whose])
    known = set(heard)
    tell(connection, [(who, resource, version) for who, resource, version in whose if (resource, who) not in known], now)


def tell(connection: Connection, whom: Sequence[tuple[int, Resource, int]], now: Milliseconds) -> None:
    """(person, what of, version of their booking): they are told what their place is now, once it is day."""
    rows = [
        {"person": who, "kind": NEWS, "subject": of.subject, "occurrence": f"{version}", "at": now, "state": "waiting"}
        for who, of, version in whom
    ]
    bulk.write(connection, upsert(due, connection.dialect.name), rows)


def _row(one: Opened, holder: Holder, now: Milliseconds) -> dict[str, Any]:
    before = one.rows.get(holder.person)
    again = before is not None and before.line == holder.line  # the same sign-up goes on
    signed = one.signed.get(holder.person) or (Signed(before.needs, before.sheet) if before and again else Signed())
    return {
        "workshop": one.resource.workshop,
        "occurrence": one.resource.occurrence,
        "person": holder.person,
        "state": holder.state,
        "line": holder.line,
        "until": holder.until,
        "needs": signed.needs,
        "sheet": signed.sheet,
        "version": before.version + 1 if before else 1,
        "at": before.at if before and again else now,
        "changed_at": now,
    }
