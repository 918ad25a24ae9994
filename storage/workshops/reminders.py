"""What is planned to be said about workshops, and when: for each rule and each time of a workshop a row of `reminder`, planned anew whenever
a workshop or a rule changes. Who is told is seen when its hour has come (see storage.workshops.reminding).
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, func, insert, select, update

from dialogs.workshops.schedule import Rule, remind_at
from dialogs.workshops.values import REMINDERS
from storage.answers.review import public
from storage.ids import random_id
from storage.schema import WAITING, occurrence, programme, reminder, reminder_rule, workshop
from storage.speaking.people import audited
from storage.times import Milliseconds, ms, when, zone_of
from storage.upsert import insert_new
from storage.workshops.rules import STATES, USUAL, rows, rules

QUIET = "21-8"  # of a programme that nobody knows

# --- planned -------------------------------------------------------------------------------------------------------------

Key = tuple[int, int, int]  # rule, occurrence, its sequence


def plan(connection: Connection, number: int, now: Milliseconds) -> None:
    """What is wanted from now on is there, and nothing else waits. What was done stays done; what is already over is not begun."""
    wanted = _wanted(connection, number)
    found = connection.execute(
        select(reminder).join(occurrence, occurrence.c.id == reminder.c.occurrence).where(occurrence.c.workshop == number)
    )
    known = {(row.rule, row.occurrence, row.sequence): row for row in found}
    gone = [key for key, row in known.items() if row.state == "waiting" and wanted.get(key) != row.at]
    for key in gone:
        connection.execute(delete(reminder).where(this(key), reminder.c.state == WAITING))
    fresh = [key for key, at in wanted.items() if at > now and (key not in known or key in gone)]
    if fresh:
        row = {"state": "waiting", "people": 0, "missed": 0}
        values = [row | dict(zip(("rule", "occurrence", "sequence"), key, strict=True), at=wanted[key]) for key in fresh]
        connection.execute(insert_new(reminder, connection.dialect.name), values)


def this(key: Sequence[int]) -> ColumnElement[bool]:
    return (reminder.c.rule == key[0]) & (reminder.c.occurrence == key[1]) & (reminder.c.sequence == key[2])


def _wanted(connection: Connection, number: int) -> dict[Key, Milliseconds]:
    """All there should have been of a workshop as it is now, and when."""
    columns = (workshop.c[name] for name in ("zone", "whole", "enough", "feedback"))
    of: Select[Any] = (
        select(*columns, func.coalesce(programme.c.quiet, QUIET).label("quiet"))
        .outerjoin(programme, programme.c.code == workshop.c.programme)
        .where(workshop.c.id == number, workshop.c.state == "open")
    )
    one = connection.execute(of).first()
    planned = (occurrence.c.workshop == number) & (occurrence.c.state == "planned")
    times = connection.execute(select(occurrence).where(planned).order_by(occurrence.c.starts_at)).all()
    if one is None or not times:
        return {}
    found = {}
    start, _, end = one.quiet.partition("-")
    for rule in rules(connection, number):
        for time in _meant(rule.rule, one, times):
            starts, ends = when(time.starts_at), when(time.ends_at)
            at = remind_at(rule.rule, starts, ends, zone_of(one.zone), (int(start), int(end)))
            found[rule.id, time.id, time.sequence] = ms(at)
    return found


def _meant(rule: Rule, one: Row[Any], times: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    """The times of a workshop that a rule is about: certificates, and what is asked about a whole course, come after its end."""
    if rule.kind == "certificate":
        return times[-1:] if one.enough else ()
    if rule.kind == "feedback":
        return (times[-1:] if one.whole else times) if one.feedback else ()
    return times


# --- rules that change ---------------------------------------------------------------------------------------------------


def keep_rule(
    connection: Connection, rule: Rule, *, of: str, number: int = 0, changes: int = 0, actor: str, now: Milliseconds
) -> int:
    """A new rule of a workshop (`number`) or of the programme `of`, or one that changes; its id. What counted so far goes on.

    Raises ValueError for a rule that makes no sense.
    """
    _check(rule)
    changes = _adopted(connection, of, number, now).get(changes, changes)
    row = _row(rule, of, number, now)
    if changes:
        connection.execute(update(reminder_rule).where(_mine(of, number), reminder_rule.c.id == changes).values(**row))
    else:
        changes = random_id()
        connection.execute(insert(reminder_rule).values(**row, id=changes))
    _changed(connection, of, number, actor, now, step="kept")
    return changes


def drop_rule(connection: Connection, rule: int, *, of: str, number: int = 0, actor: str, now: Milliseconds) -> None:
    """It counts no more there; the others do. Its row stays, without a kind: having no rule is not the same as having the usual ones."""
    rule = _adopted(connection, of, number, now).get(rule, rule)
    connection.execute(update(reminder_rule).where(_mine(of, number), reminder_rule.c.id == rule).values(kind=""))
    _changed(connection, of, number, actor, now, step="dropped")


def usual(connection: Connection, *, of: str, number: int = 0, actor: str, now: Milliseconds) -> None:
    """No rules of its own any more."""
    connection.execute(delete(reminder_rule).where(_mine(of, number)))
    _changed(connection, of, number, actor, now, step="usual")


def _check(rule: Rule) -> None:
    known = rule.kind in REMINDERS and rule.anchor in ("start", "end") and rule.states and set(rule.states) <= set(STATES)
    if not known or (rule.wall and rule.minutes % 1440) or rule.late < 1:
        raise ValueError(rule)


def _mine(of: str, number: int) -> ColumnElement[bool]:
    return (reminder_rule.c.workshop == number) & (reminder_rule.c.programme == of)


def _adopted(connection: Connection, of: str, number: int, now: Milliseconds) -> dict[int, int]:
    """Who changes one of the rules of somebody else gets them all as their own. {rule of the others: own}"""
    if rows(connection, _mine(of, number)):
        return {}
    found = rules(connection, number) if number else list(USUAL)
    own = {one.id: random_id() for one in found}
    if found:
        connection.execute(insert(reminder_rule), [_row(one.rule, of, number, now) | {"id": own[one.id]} for one in found])
    return own


def _row(rule: Rule, of: str, number: int, now: Milliseconds) -> dict[str, Any]:
    return {**rule._asdict(), "states": " ".join(rule.states), "programme": of, "workshop": number, "at": now}


def _changed(connection: Connection, of: str, number: int, actor: str, now: Milliseconds, *, step: str) -> None:
    audited(connection, actor, "reminders", 0, now, programme=of, workshop=public(number) if number else "", step=step)
    open_ = (workshop.c.programme == of) & (workshop.c.state == "open")
    for one in [number] if number else connection.scalars(select(workshop.c.id).where(open_)).all():
        plan(connection, one, now)
