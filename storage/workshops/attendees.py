"""Who comes to a workshop: for the team."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, and_, func, or_, select

from dialogs.workshops.seats import ACTIVE
from storage.answers.review import name_of
from storage.crypt import Keyring
from storage.schema import address, address_person, attendance, booking, occurrence, person, workshop
from storage.times import Milliseconds, when
from storage.workshops.rosters import ALL
from storage.workshops.rows import to_come


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """People by what their place is; `coming` and `cannot` have said so."""

    booked: int = 0
    waiting: int = 0
    offered: int = 0
    coming: int = 0
    cannot: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody with a booking of `occurrence` (0: of the whole series). `said`, `help`, `came`: about the time that is looked at.

    `needs`, `help`: codes of dialogs.workshops.values.NEEDS. `reason`: why they cannot be reached, a word of ours or of a platform.
    """

    person: int
    occurrence: int
    name: str
    language: str
    state: str
    line: int
    until: datetime | None
    needs: tuple[str, ...]
    sheet: int
    said: str
    help: tuple[str, ...]
    came: str
    came_at: datetime | None
    reachable: bool
    reason: str


def counts(connection: Connection, numbers: Collection[int]) -> dict[tuple[int, int], Counts]:
    """{(workshop, occurrence; 0 = the whole series): Counts}. What people said of single times of a series is at these times."""
    found: defaultdict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    if not numbers:
        return {}
    states = select(booking.c.workshop, booking.c.occurrence, booking.c.state, func.count())
    states = states.where(booking.c.workshop.in_(numbers), booking.c.state.in_(["booked", "waiting", "offered"]))
    said = select(attendance.c.workshop, attendance.c.occurrence, attendance.c.said, func.count())
    said = said.where(attendance.c.workshop.in_(numbers), attendance.c.said != "")
    for statement, column in ((states, booking.c.state), (said, attendance.c.said)):
        grouped = statement.group_by(*list(statement.selected_columns)[:2], column)
        for number, time, what, count in connection.execute(grouped):
            found[number, time][what] = count
    return {key: Counts(**known) for key, known in found.items()}


def concerned(connection: Connection, number: int, now: Milliseconds) -> int:
    """People who have a place in what is to come, or wait for one: they hear of what becomes of it."""
    ahead = select(occurrence.c.id).where(occurrence.c.workshop == number, to_come(now))
    coming = or_(booking.c.occurrence == ALL, booking.c.occurrence.in_(ahead))
    mine = (booking.c.workshop == number) & booking.c.state.in_(sorted(ACTIVE)) & coming
    return connection.scalar(select(func.count(func.distinct(booking.c.person))).where(mine)) or 0


def people(connection: Connection, keyring: Keyring, number: int, occurrence: int) -> list[Attendee]:
    """Those with a booking, in the order in which they signed up. `occurrence` 0: of all times."""
    whole = connection.scalar(select(workshop.c.whole).where(workshop.c.id == number))
    theirs = ALL if whole else occurrence
    looked_at = occurrence if whole else booking.c.occurrence
    mine = [booking.c.workshop == number] + ([booking.c.occurrence == theirs] if theirs or whole else [])
    same = and_(attendance.c.person == booking.c.person, attendance.c.occurrence == looked_at)
    statement = (
        select(person.c.id, person.c.key, person.c.sealed, person.c.language, person.c.status, person.c.consents)
        .add_columns(*(booking.c[name] for name in ("occurrence", "state", "line", "until", "needs", "sheet")))
        .add_columns(attendance.c.said, attendance.c.help, attendance.c.came, attendance.c.came_at)
        .select_from(booking.join(person, person.c.id == booking.c.person).outerjoin(attendance, same))
        .where(*mine)
        .order_by(booking.c.line, person.c.id)
    )
    rows = connection.execute(statement).all()
    silent = _silent(connection, sorted({row.id for row in rows}))
    return [_attendee(row, keyring, silent.get(row.id, "no address")) for row in rows]


def _attendee(row: Row[Any], keyring: Keyring, silent: str) -> Attendee:
    reason = _unwilling(row) or silent
    return Attendee(
        person=row.id,
        occurrence=row.occurrence,
        name=name_of(row, keyring),
        language=row.language,
        state=row.state,
        line=row.line,
        until=when(row.until) if row.until else None,
        needs=tuple(row.needs.split()),
        sheet=row.sheet,
        said=row.said or "",
        help=tuple((row.help or "").split()),
        came=row.came or "",
        came_at=when(row.came_at) if row.came_at else None,
        reachable=not reason,
        reason=reason,
    )


def _unwilling(row: Row[Any]) -> str:
    if row.status != "active":
        return str(row.status)
    return "refused" if orjson.loads(row.consents).get("programme") is False else ""


def _silent(connection: Connection, who: Collection[int]) -> dict[int, str]:
    """{person: why no address of theirs can be written to, "" = one can}. Asleep is who sleeps on all of them."""
    statement = select(address_person.c.person, address_person.c.instead, address.c.state, address.c.reason).join(
        address, address.c.key == address_person.c.address
    )
    found: dict[int, str] = {}
    for number, instead, state, reason in connection.execute(
        statement.where(address_person.c.person.in_(who)).order_by(address_person.c.instead.desc())
    ):
        why = "asleep" if instead else "" if state == "ok" else reason or state
        found[number] = why if found.get(number, why) else ""
    return found
