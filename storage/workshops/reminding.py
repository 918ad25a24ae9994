"""Reminders of workshops whose hour has come.

Whoever is concerned by then gets an intention (see storage.due), in one statement and one transaction with marking the reminder as done:
so each person is reminded once by a rule of a time, whatever crashes, and however many processes look at the same clock.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    Select,
    delete,
    false,
    func,
    literal,
    or_,
    select,
    union,
    update,
)

from dialogs.workshops.schedule import Rule, is_before
from storage import due
from storage.answers.review import public
from storage.due import Intention
from storage.schema import WAITING, attendance, booking, occurrence, reminder, workshop
from storage.schema import due as due_
from storage.times import Milliseconds
from storage.upsert import insert_on_conflict
from storage.workshops.reminders import this
from storage.workshops.rules import by_id, kinds

KIND = "reminder"  # of the intention that reminds one person; its subject is `<rule>.<workshop>.<occurrence>.<sequence>`
NEWS = "workshop"  # of one that says that it was moved, changed or cancelled; its `occurrence` is when that begins, in ms
KINDS = (KIND, NEWS, "seat")
CAME = ("came", "late", "left_early")
NOTED = frozenset({"came", "absent", "enough"})  # what is known only afterwards
MOST = 2_000  # people in one transaction, or those of one reminder
MINUTE_MS, DAY_MS = 60_000, 24 * 3600 * 1000
KEPT_MS = 30 * DAY_MS  # of what each was told
PLANNED_MS = 400 * DAY_MS  # of what was planned

_reminders: Select[Any] = (
    select(*reminder.c, occurrence.c.workshop, occurrence.c.starts_at, workshop.c.enough)
    .join(occurrence, occurrence.c.id == reminder.c.occurrence)
    .join(workshop, workshop.c.id == occurrence.c.workshop)
)

# --- told -----------------------------------------------------------------------------------------------------------------


def first(connection: Connection) -> Milliseconds | None:
    """When the hour of a reminder comes next, or came."""
    at: Milliseconds | None = connection.scalar(select(func.min(reminder.c.at)).where(reminder.c.state == WAITING))
    return at


def fan_out(connection: Connection, now: Milliseconds) -> int:
    """Whoever is concerned by the reminders whose hour has come is to be told; how many reminders. Those too late are missed.

    Not more at a time than a transaction should hold: 0 says that none is left.
    """
    some = _reminders.where(reminder.c.state == WAITING, reminder.c.at <= now).order_by(reminder.c.at).limit(100)
    rows, people, number = connection.execute(some).all(), 0, 0
    found = by_id(connection, {row.rule for row in rows})
    for row in rows:
        if people >= MOST:
            break
        number += 1
        people += _fan_out(connection, row, found.get(row.rule), now)
    return number


def _fan_out(connection: Connection, row: Row[Any], rule: Rule | None, now: Milliseconds) -> int:
    late = rule is None or _late(rule, row, now)
    claimed = update(reminder).where(this(row[:3]), reminder.c.state == WAITING).values(state="missed" if late else "done")
    if not connection.execute(claimed).rowcount:
        return 0  # another process was first
    whom = _whom(rule.states if rule else (), row)
    if late:
        people = connection.scalar(select(func.count()).select_from(whom.subquery())) or 0
    else:
        people = _tell(connection, row, whom)
    connection.execute(update(reminder).where(this(row[:3])).values(people=people, missed=people if late else 0))
    return people


def belated(connection: Connection, number: int, now: Milliseconds) -> int:
    """What is noted about a time only after its reminders were sent counts too, as long as they make sense; how many people."""
    latest = reminder.c.sequence == occurrence.c.sequence
    rows = connection.execute(_reminders.where(reminder.c.occurrence == number, latest, reminder.c.state == "done")).all()
    found, people = by_id(connection, {row.rule for row in rows}), 0
    for row in rows:
        rule = found.get(row.rule)
        states = NOTED.intersection(rule.states) if rule and not _late(rule, row, now) else ()
        if states and (told := _tell(connection, row, _whom(states, row))):
            connection.execute(update(reminder).where(this(row[:3])).values(people=reminder.c.people + told))
            people += told
    return people


def _late(rule: Rule, row: Row[Any], now: Milliseconds) -> bool:
    """Whether it is of no use any more: what reminds of a start is over when it has begun."""
    return now >= row.at + rule.late * MINUTE_MS or (is_before(rule) and now >= row.starts_at)


def _tell(connection: Connection, row: Row[Any], whom: CompoundSelect[Any]) -> int:
    """They get an intention each; how many had none."""
    people = whom.subquery()
    subject = ".".join(public(one) for one in (row.rule, row.workshop, row.occurrence, row.sequence))
    values = {"kind": KIND, "subject": subject, "occurrence": "1", "at": row.at, "state": "waiting"}
    literals = [literal(value, due_.c[name].type) for name, value in values.items()]
    told = select(people.c.person, *literals).where(people.c.person > 0)  # SQLite needs a condition before ON CONFLICT
    into = insert_on_conflict(due_, connection.dialect.name).from_select(["person", *values], told)
    return connection.execute(into.on_conflict_do_nothing()).rowcount


def _whom(states: Collection[str], row: Row[Any]) -> CompoundSelect[Any]:
    """People by what became of their booking, or by what was noted about them."""
    said, has = func.coalesce(attendance.c.said, ""), booking.c.state == "booked"
    booked: dict[str, ColumnElement[bool]] = {
        "booked": has & (said != "cannot"),
        "coming": has & (said == "coming"),
        "unsure": has & (said == ""),
    }
    booked |= {state: booking.c.state == state for state in ("waiting", "offered")}
    noted = {"came": attendance.c.came.in_(CAME), "absent": attendance.c.came == "absent"}
    here = (attendance.c.occurrence == row.occurrence) & (attendance.c.person == booking.c.person)
    mine = (booking.c.workshop == row.workshop) & booking.c.occurrence.in_((0, row.occurrence))
    holds = or_(false(), *(condition for state, condition in booked.items() if state in states))
    shown = or_(false(), *(condition for state, condition in noted.items() if state in states))
    found: list[Select[Any]] = [
        select(booking.c.person).outerjoin(attendance, here).where(mine, holds),
        select(attendance.c.person).where(attendance.c.occurrence == row.occurrence, shown),
    ]
    return union(*found, _enough(row)) if "enough" in states else union(*found)


def _enough(row: Row[Any]) -> Select[Any]:
    """Who came to enough of the times of a workshop."""
    times = select(occurrence.c.id).where(occurrence.c.workshop == row.workshop, occurrence.c.state == "planned")
    number = select(func.count()).select_from(times.subquery()).scalar_subquery()
    came = select(attendance.c.person).where(attendance.c.occurrence.in_(times), attendance.c.came.in_(CAME))
    return came.group_by(attendance.c.person).having(func.count() * 100 >= number * row.enough)


# --- when it falls due ----------------------------------------------------------------------------------------------------


class Hours(NamedTuple):
    """`starts`: before when it should be told, None = it can wait for the morning; `over`: from when on it is of no use."""

    starts: Milliseconds | None = None
    over: Milliseconds | None = None


ANY_TIME = Hours()


def hours(connection: Connection, fallen: Sequence[Intention], now: Milliseconds) -> dict[Intention, Hours]:
    """Of intentions about workshops, in bulk. Whether they still hold is seen when they are told."""
    named = {one: [int(part, 16) for part in one.subject.split(".")] for one in fallen if one.kind == KIND}
    rules = by_id(connection, {rule for rule, *_ in named.values()})
    times = select(occurrence.c.id, occurrence.c.starts_at).where(occurrence.c.id.in_({one[2] for one in named.values()}))
    starts = {row.id: row.starts_at for row in connection.execute(times)} if named else {}
    found = {one: Hours(starts=int(one.occurrence)) for one in fallen if one.kind == NEWS}
    for one, (rule, _, time, _) in named.items():
        if rule in rules:
            found[one] = _hours(rules[rule], one, starts.get(time, now))
    return found


def _hours(rule: Rule, one: Intention, starts: Milliseconds) -> Hours:
    over = one.at + rule.late * MINUTE_MS
    return Hours(starts, min(over, starts)) if is_before(rule) else Hours(over=over)


# --- too late -------------------------------------------------------------------------------------------------------------


class Missed(NamedTuple):
    """So many people were not reminded, as it would have come too late. `kind`: of the rule, "" where that is gone."""

    workshop: int
    occurrence: int
    kind: str
    at: Milliseconds
    people: int


def miss(connection: Connection, fallen: Sequence[Intention]) -> None:
    """These come too late for whom they were meant; of several processes that say so one counts."""
    count: Counter[tuple[int, ...]] = Counter()
    for one in fallen:
        if due.claim(connection, one, "missed") and one.kind == KIND:
            rule, _, time, sequence = (int(part, 16) for part in one.subject.split("."))
            count[rule, time, sequence] += 1
    for key, people in count.items():
        connection.execute(update(reminder).where(this(key)).values(missed=reminder.c.missed + people))


def missed(connection: Connection, numbers: Collection[int]) -> list[Missed]:
    """Of some workshops, the latest first."""
    rows = connection.execute(
        _reminders.where(occurrence.c.workshop.in_(numbers), reminder.c.missed > 0).order_by(reminder.c.at.desc())
    ).all()
    made = kinds(connection, {row.rule for row in rows})
    return [Missed(row.workshop, row.occurrence, made.get(row.rule, ""), row.at, row.missed) for row in rows]


def prune(connection: Connection, now: Milliseconds) -> None:
    """What was told long ago goes."""
    due.forget(connection, KINDS, now - KEPT_MS)
    connection.execute(delete(reminder).where(reminder.c.state != WAITING, reminder.c.at < now - PLANNED_MS))
