"""Meetings of one person with the team: a workshop of its own, which nobody else is shown. And what somebody has a place in."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import orjson
from sqlalchemy import Connection, select, update

from dialogs.workshops.values import Occurrence
from storage.crypt import Keyring
from storage.schema import attendance, booking, workshop
from storage.segments import Segment
from storage.times import Milliseconds
from storage.workshops import bookings, planning
from storage.workshops.rosters import ALL
from storage.workshops.rows import Kept, Plan, occurrences

PART = "booked"  # of storage.workshops.parts: a meeting is for whoever has the place in it
SHOWN = 50


def make(connection: Connection, keyring: Keyring, plan: Plan, person: int, *, by: int, actor: str, now: Milliseconds) -> int:
    """All the times of a plan are this person's: they are told so in chat. Raises dialogs.workshops.schedule.BadSeries."""
    plan = replace(plan, kind="meeting", whole=True, capacity=1, queues=False, discreet=True)
    number = planning.create(connection, keyring, plan, by=by, actor=actor, now=now, state="open")
    segment = Segment(workshop=number, part=PART)
    connection.execute(update(workshop).where(workshop.c.id == number).values(segment=segment.packed()))
    bookings.put_in(connection, number, ALL, person, actor=actor, now=now)
    return number


def alone(kept: Kept) -> bool:
    """Whether it is one person's."""
    return kept.plan.segment.workshop == kept.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What somebody has, or had, a place in. `time`: the next one, else the last; `came` to so many of `noted` times."""

    workshop: int
    programme: str
    centre: str
    titles: Mapping[str, str]
    kind: str
    zone: str
    state: str
    time: Occurrence | None
    came: int
    noted: int


def of(connection: Connection, person: int, now: datetime) -> list[Place]:
    """The latest first."""
    columns = (workshop.c[name] for name in ("id", "programme", "centre", "words", "kind", "zone", "whole"))
    rows = connection.execute(
        select(*columns, booking.c.occurrence, booking.c.state)
        .join(booking, booking.c.workshop == workshop.c.id)
        .where(booking.c.person == person)
        .order_by(booking.c.at.desc(), booking.c.line.desc())
        .limit(SHOWN)
    ).all()
    times = occurrences(connection, {row.id for row in rows})
    noted = select(attendance.c.workshop, attendance.c.occurrence, attendance.c.came)
    found = connection.execute(noted.where(attendance.c.person == person, attendance.c.came != "")).all()
    known = {(one.workshop, one.occurrence): one.came for one in found}
    shown = []
    for row in rows:
        mine = [time for time in times.get(row.id, ()) if row.whole or int(time.id, 16) == row.occurrence]
        came = Counter(known[key] for time in mine if (key := (row.id, int(time.id, 16))) in known)
        shown.append(
            Place(
                workshop=row.id,
                programme=row.programme,
                centre=row.centre,
                titles={code: one["title"] for code, one in orjson.loads(row.words).items()},
                kind=row.kind,
                zone=row.zone,
                state=row.state,
                time=next((time for time in mine if time.planned and time.ends > now), mine[-1] if mine else None),
                came=came.total() - came["absent"],
                noted=came.total(),
            )
        )
    return shown
