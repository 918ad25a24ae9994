"""Who came: what is noted at doors, late and twice too, as some have no network; and who did not, once it is over."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, or_, select

from storage.answers.review import public
from storage.schema import attendance, booking, occurrence
from storage.speaking.people import audited
from storage.times import Milliseconds
from storage.upsert import insert_on_conflict
from storage.workshops import attending, missing, reminding
from storage.workshops.attending import CAME, SCANNED
from storage.workshops.rosters import ALL

HOUR = 3_600_000
DAY = 24 * HOUR
LATE = HOUR  # after the end: then whoever was not noted did not come
KEPT = 3 * DAY  # for how long that is looked at


class Mark(NamedTuple):
    """Somebody was noted then (`at`). `came` as dialogs.workshops.values.Came, "" = what was noted is undone; `how`: qr, code or list."""

    person: int
    came: str
    how: str
    at: Milliseconds


class By(NamedTuple):
    """Who of the staff notes it; 0 and "": nobody, it is concluded."""

    id: int
    actor: str


def note(connection: Connection, time: int, marks: Sequence[Mark], by: By, now: Milliseconds) -> int:
    """In that order; how many were new. Marks that come twice, or after later ones of another door, do no harm."""
    rows = {row.person: row for row in _known(connection, time, {one.person for one in marks})}
    new = 0
    for one in marks:
        if _overtaken(one, rows.get(one.person)):
            continue
        written = attending.register(connection, time, one.person, one.came, how=one.how, by=by.id, at=one.at, now=one.at)
        if written:
            new += 1
            rows |= {row.person: row for row in _known(connection, time, {one.person})}
            _write_down(connection, time, one, by, now)
    if new:
        reminding.belated(connection, time, now)
    return new


def _overtaken(one: Mark, before: "_Noted | None") -> bool:
    """Whether something was noted after it that says otherwise. Whoever was seen was there, whatever was concluded since."""
    if before is None or not before.how or before.at <= one.at:
        return False
    if one.came in CAME and before.came == "absent":
        return False
    return not (one.came in CAME and before.came in CAME and (one.how in SCANNED or one.came == before.came))


def _write_down(connection: Connection, time: int, one: Mark, by: By, now: Milliseconds) -> None:
    number = connection.scalar(select(occurrence.c.workshop).where(occurrence.c.id == time)) or 0
    audited(connection, by.actor, "workshop", one.person, now, workshop=public(number), step=one.came or "undone")


class _Noted(NamedTuple):
    person: int
    came: str
    how: str
    at: Milliseconds


def _known(connection: Connection, time: int, people: Collection[int]) -> list[_Noted]:
    columns = (attendance.c.person, attendance.c.came, attendance.c.how, attendance.c.at)
    mine = (attendance.c.occurrence == time) & attendance.c.person.in_(people)
    return [_Noted(*row) for row in connection.execute(select(*columns).where(mine))]


def noted(connection: Connection, time: int) -> dict[int, str]:
    """{person: what is noted of them}, of everybody who was noted."""
    rows = connection.execute(
        select(attendance.c.person, attendance.c.came).where(attendance.c.occurrence == time, attendance.c.how != "")
    )
    return {person: came for person, came in rows}  # noqa: C416 - rows are no pairs


# --- who did not come -----------------------------------------------------------------------------------------------------


def rest(connection: Connection, time: int, by: By, now: Milliseconds) -> int:
    """Everybody with a place of whom nothing is noted did not come, but who has said so before; how many."""
    number = connection.scalar(select(occurrence.c.workshop).where(occurrence.c.id == time)) or 0
    noted_ = {"occurrence": time, "workshop": number, "came": "absent", "how": "list", "by": by.id, "came_at": 0, "at": now}
    rows = [{**noted_, "person": person, "said": "", "help": ""} for person in connection.scalars(_unnoted(time))]
    if not rows:
        return 0
    into = insert_on_conflict(attendance, connection.dialect.name)
    changed = {name: into.excluded[name] for name in ("came", "how", "by", "came_at", "at")}
    # whoever is noted at this moment, at another door, stays so
    unnoted: dict[str, Any] = {"index_elements": ["occurrence", "person"], "set_": changed, "where": attendance.c.how == ""}
    connection.execute(into.on_conflict_do_update(**unnoted), rows)
    missing.look(connection, [row["person"] for row in rows], now)
    if by.actor:
        audited(connection, by.actor, "workshop", 0, now, workshop=public(number), step="absent", people=len(rows))
    reminding.belated(connection, time, now)
    return len(rows)


def _expected(time: "ColumnElement[int]") -> ColumnElement[bool]:
    """A condition on `booking` and `attendance`, joined: a place, and nothing noted or said off."""
    untold = or_(attendance.c.how.is_(None), and_(attendance.c.how == "", attendance.c.said != "cannot"))
    return and_(booking.c.state == "booked", booking.c.occurrence.in_((ALL, time)), untold)


def _unnoted(time: int) -> Select[Any]:
    here = (attendance.c.person == booking.c.person) & (attendance.c.occurrence == occurrence.c.id)
    return (
        select(booking.c.person)
        .join(occurrence, occurrence.c.workshop == booking.c.workshop)
        .outerjoin(attendance, here)
        .where(occurrence.c.id == time, _expected(occurrence.c.id))
        .order_by(booking.c.person)
    )


def over(connection: Connection, now: Milliseconds) -> list[int]:
    """Times that ended an hour ago, at which the team noted some and others not."""
    lately = (occurrence.c.starts_at > now - KEPT) & (occurrence.c.starts_at < now) & (occurrence.c.ends_at <= now - LATE)
    kept = exists().where(attendance.c.occurrence == occurrence.c.id, attendance.c.by != 0, attendance.c.came.in_(CAME))
    here = (attendance.c.person == booking.c.person) & (attendance.c.occurrence == occurrence.c.id)
    missing = (
        select(booking.c.person)
        .select_from(booking.outerjoin(attendance, here))
        .where(booking.c.workshop == occurrence.c.workshop, _expected(occurrence.c.id))
        .correlate(occurrence)
    )
    found = select(occurrence.c.id).where(lately, occurrence.c.state == "planned", kept, missing.exists())
    return list(connection.scalars(found.order_by(occurrence.c.id)))


def conclude(connection: Connection, now: Milliseconds) -> None:
    """Who was not noted there did not come. Where nobody kept a list nothing is concluded."""
    for time in over(connection, now):
        rest(connection, time, By(0, ""), now)


def seat(connection: Connection, number: int, time: int, person: int) -> str:
    """The state of somebody's booking; "" = they have none. `time` ALL: of the whole series."""
    mine = (booking.c.workshop == number) & (booking.c.occurrence == time) & (booking.c.person == person)
    return connection.scalar(select(booking.c.state).where(mine)) or ""
