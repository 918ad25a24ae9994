"""Who booked what and who came, for exports: a row for each booking and each of its times."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, and_, or_, select

from storage.answers.extract import readable
from storage.schema import attendance, booking, occurrence, person, workshop
from storage.times import when
from storage.workshops.rosters import ALL

BATCH = 1_000  # rows in memory at a time


class Booked(NamedTuple):
    """`title` in English, else in the first language that has one; `needs`, `help`: codes, separated by spaces."""

    programme: str
    centre: str
    kind: str
    title: str
    workshop: int
    starts: datetime
    person: int
    language: str
    state: str
    needs: str
    said: str
    help: str
    came: str


def bookings(connection: Connection) -> Iterator[Booked]:
    """In the order of time. Without those who do not let the team read what they say."""
    of_time = and_(
        occurrence.c.workshop == booking.c.workshop, or_(booking.c.occurrence == ALL, booking.c.occurrence == occurrence.c.id)
    )
    here = (attendance.c.occurrence == occurrence.c.id) & (attendance.c.person == booking.c.person)
    statement = (
        select(workshop.c.programme, workshop.c.centre, workshop.c.kind, workshop.c.words, workshop.c.id.label("number"))
        .add_columns(occurrence.c.starts_at, booking.c.person, person.c.language, person.c.consents, booking.c.state)
        .add_columns(booking.c.needs, attendance.c.said, attendance.c.help, attendance.c.came)
        .select_from(booking)
        .join(workshop, workshop.c.id == booking.c.workshop)
        .join(occurrence, of_time)
        .join(person, person.c.id == booking.c.person)
        .outerjoin(attendance, here)
        .where(occurrence.c.state == "planned")
        .order_by(occurrence.c.starts_at, occurrence.c.id, booking.c.line)
        .execution_options(yield_per=BATCH)
    )
    for row in connection.execute(statement):
        if readable(row):
            yield Booked(
                programme=row.programme,
                centre=row.centre,
                kind=row.kind,
                title=_title(row.words),
                workshop=row.number,
                starts=when(row.starts_at),
                person=row.person,
                language=row.language,
                state=row.state,
                needs=row.needs,
                said=row.said or "",
                help=row.help or "",
                came=row.came or "",
            )


def _title(words: str) -> str:
    titles = {code: one["title"] for code, one in orjson.loads(words).items()}
    return str(titles.get("en") or next(iter(titles.values()), ""))
