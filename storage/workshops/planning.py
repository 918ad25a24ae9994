"""Workshops as the team makes and changes them. Whoever has a place, or waits for one, hears of what concerns them (`rosters`)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, insert, select, update

from dialogs.workshops.schedule import Slot
from dialogs.workshops.seats import ACTIVE
from storage.answers.review import public
from storage.crypt import Keyring
from storage.ids import random_id
from storage.messages.broadcasts import Unchanged
from storage.schema import booking, occurrence, workshop
from storage.speaking.people import audited
from storage.staff.scope import Scope
from storage.times import Milliseconds, ms
from storage.workshops import bookings, news, reminders, rosters, timetable
from storage.workshops.attendees import Attendee, Counts, counts, people
from storage.workshops.rows import Kept, Plan, Words, kept, occurrences, packed
from storage.workshops.timetable import Times

__all__ = [
    "Attendee",
    "Counts",
    "Kept",
    "Plan",
    "Unchanged",
    "Words",
    "cancel",
    "cancel_occurrence",
    "change",
    "counts",
    "create",
    "find",
    "listed",
    "move",
    "occurrences",
    "people",
    "publish",
]

KEPT = 500  # in one list


# --- looked at ------------------------------------------------------------------------------------------------------------


def find(connection: Connection, keyring: Keyring, number: int, scope: Scope) -> Kept | None:
    row = connection.execute(select(workshop).where(workshop.c.id == number, *_within(scope))).first()
    return kept(row, keyring) if row else None


def listed(connection: Connection, keyring: Keyring, scope: Scope, since: datetime, until: datetime) -> list[Kept]:
    """Those with a time that begins in that span; the one whose first such time is earliest comes first."""
    between = (occurrence.c.starts_at >= ms(since)) & (occurrence.c.starts_at < ms(until))
    first = (
        select(occurrence.c.starts_at)
        .where(occurrence.c.workshop == workshop.c.id, between)
        .order_by(occurrence.c.starts_at)
        .limit(1)
        .scalar_subquery()
    )
    mine = workshop.c.id.in_(select(occurrence.c.workshop).where(between))
    rows = connection.execute(select(workshop).where(mine, *_within(scope)).order_by(first, workshop.c.id).limit(KEPT))
    return [kept(row, keyring) for row in rows]


def _within(scope: Scope) -> list[ColumnElement[bool]]:
    fields = ((workshop.c.programme, scope.programme), (workshop.c.centre, scope.centre))
    return [column == value for column, value in fields if value]


# --- made and changed -----------------------------------------------------------------------------------------------------


def create(
    connection: Connection, keyring: Keyring, plan: Plan, *, by: int, actor: str, now: Milliseconds, state: str = "draft"
) -> int:
    """A new one, a draft or open at once. Raises dialogs.workshops.schedule.BadSeries."""
    number, times = random_id(), timetable.slots_of(plan)
    row = {"id": number, "state": state, "sequence": 0, "by": by, "at": now}
    connection.execute(insert(workshop).values(**row, **packed(plan, number, keyring)))
    timetable.add(connection, number, times)
    reminders.plan(connection, number, now)
    _audited(connection, actor, number, "created", now)
    return number


def change(connection: Connection, keyring: Keyring, number: int, plan: Plan, *, actor: str, now: Milliseconds) -> None:
    """It is now as planned there; those with a place in it are told where that concerns when or where it is.

    Raises Unchanged if it is cancelled, or if what a place is for (`whole`) would change while people have one; BadSeries.
    """
    row = _locked(connection, number, ("draft", "open"))
    before = kept(row, keyring).plan
    if plan.whole != before.whole and _has_people(connection, number):
        raise Unchanged
    times = timetable.change(connection, row, before, plan, now)
    values = packed(plan, number, keyring) | {"sequence": row.sequence + 1, "at": now}
    connection.execute(update(workshop).where(workshop.c.id == number).values(**values))
    if row.state == "open":
        changed = rosters.known(connection, [number])[number]
        _tell(connection, changed, times, now, place=(plan.spot, plan.link) != (before.spot, before.link))
        bookings.settle(connection, [number], now)
    reminders.plan(connection, number, now)
    _audited(connection, actor, number, "changed", now)


def publish(connection: Connection, number: int, *, actor: str, now: Milliseconds) -> None:
    """People can sign up from now on. Raises Unchanged."""
    _locked(connection, number, ("draft",))
    connection.execute(update(workshop).where(workshop.c.id == number).values(state="open", at=now))
    reminders.plan(connection, number, now)
    _audited(connection, actor, number, "published", now)


def cancel(connection: Connection, number: int, *, actor: str, now: Milliseconds) -> None:
    """None of its times that are to come takes place; everybody who has a place or waits is told. Raises Unchanged."""
    row = _locked(connection, number, ("draft", "open"))
    sequence = row.sequence + 1
    if row.state == "open":
        news.of_all(connection, number, "cancelled", sequence, now)
    connection.execute(update(workshop).where(workshop.c.id == number).values(state="cancelled", sequence=sequence, at=now))
    bookings.withdraw(connection, number, now)
    reminders.plan(connection, number, now)
    _audited(connection, actor, number, "cancelled", now)


def move(connection: Connection, number: int, starts: datetime, ends: datetime, *, actor: str, now: Milliseconds) -> None:
    """One occurrence takes place at another time (aware). Raises Unchanged: it is cancelled, or has begun."""
    row, of = _time(connection, number, now)
    timetable.move(connection, [(row, Slot(row.slot, starts, ends))])
    if of.state == "open":
        earlier = min(row.starts_at, ms(starts))
        news.of_one(connection, of, number, "moved", row.sequence + 1, now, begins=earlier)
        bookings.settle(connection, [of.id], now)
    reminders.plan(connection, of.id, now)
    _audited(connection, actor, of.id, "moved", now)


def cancel_occurrence(connection: Connection, number: int, *, actor: str, now: Milliseconds) -> None:
    """One occurrence does not take place. Raises Unchanged."""
    row, of = _time(connection, number, now)
    timetable.drop(connection, [row])
    if of.state == "open":
        news.of_one(connection, of, number, "cancelled", row.sequence + 1, now, begins=row.starts_at)
    if not of.whole:
        bookings.withdraw(connection, of.id, now, time=number)
    reminders.plan(connection, of.id, now)
    _audited(connection, actor, of.id, "left out", now)


def _locked(connection: Connection, number: int, states: Collection[str]) -> Row[Any]:
    row = rosters.locked(connection, [number]).get(number)
    if row is None or row.state not in states:
        raise Unchanged
    return row


def _time(connection: Connection, number: int, now: Milliseconds) -> tuple[Row[Any], Row[Any]]:
    """An occurrence that is to come, and its workshop, locked."""
    of = _locked(connection, connection.scalar(_workshop_of(number)) or 0, ("draft", "open"))
    row = connection.execute(select(occurrence).where(occurrence.c.id == number)).one()
    if row.state != "planned" or (of.state == "open" and row.starts_at <= now):
        raise Unchanged
    return row, of


def _workshop_of(number: int) -> Any:
    return select(occurrence.c.workshop).where(occurrence.c.id == number)


def _has_people(connection: Connection, number: int) -> bool:
    active = exists().where(booking.c.workshop == number, booking.c.state.in_(sorted(ACTIVE)))
    return bool(connection.scalar(select(active)))


def _audited(connection: Connection, actor: str, number: int, step: str, now: Milliseconds) -> None:
    audited(connection, actor, "workshop", 0, now, workshop=public(number), step=step)


def _tell(connection: Connection, of: Row[Any], times: Times, now: Milliseconds, *, place: bool) -> None:
    """Who has a place in one time hears of that; of a series with several changes, or of another `place`, there is one word about all."""
    together = of.whole and (place or times.several)
    if place or together:
        news.of_all(connection, of.id, "changed", of.sequence, now, but=() if of.whole else times.numbers)
    for row, to in () if together else times.moved:
        news.of_one(connection, of, row.id, "moved", row.sequence + 1, now, begins=min(row.starts_at, ms(to.starts)))
    for row in () if together else times.dropped:
        news.of_one(connection, of, row.id, "cancelled", row.sequence + 1, now, begins=row.starts_at)
        if not of.whole:
            bookings.withdraw(connection, of.id, now, time=row.id)
