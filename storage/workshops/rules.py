"""When who is reminded of a workshop: by rules of its own, else by those of its programme, else by the usual ones."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, select

from dialogs.workshops.schedule import Rule
from storage.schema import reminder_rule, workshop

BOOKINGS = ("booked", "waiting", "offered")  # states of bookings; who has a place and said that they cannot come is left out
STATES = (
    *BOOKINGS,
    "coming",
    "unsure",
    "came",
    "absent",
    "enough",
)  # unsure: has a place, no answer; enough: for a certificate


class Kept(NamedTuple):
    """`workshop` 0: it is not of the workshop alone."""

    id: int
    rule: Rule
    workshop: int = 0


# The ids are for ever, as those of rows.
USUAL = (
    Kept(1, Rule("remind", "start", -2 * 1440, "18:00", ("booked",), 720)),
    Kept(2, Rule("remind", "start", -120, "", ("booked",), 90)),
    Kept(3, Rule("feedback", "end", 60, "", ("came",), 3 * 1440)),
    Kept(4, Rule("missed", "end", 60, "", ("absent",), 3 * 1440)),
    Kept(5, Rule("certificate", "end", 60, "", ("enough",), 14 * 1440)),
)


def rules(connection: Connection, number: int) -> list[Kept]:
    """Those that count for a workshop."""
    own = rows(connection, reminder_rule.c.workshop == number)
    if own:
        return _alive(own)
    of = connection.scalar(select(workshop.c.programme).where(workshop.c.id == number))
    return rules_of(connection, of or "")


def rules_of(connection: Connection, programme: str) -> list[Kept]:
    """Those that count for the workshops of a programme that have none of their own."""
    own = rows(connection, reminder_rule.c.workshop == 0, reminder_rule.c.programme == programme)
    return _alive(own) if own else list(USUAL)


def by_id(connection: Connection, numbers: Collection[int]) -> dict[int, Rule]:
    """Without those that are gone."""
    found = {one.id: one.rule for one in USUAL if one.id in numbers}
    if others := set(numbers) - found.keys():
        found |= {one.id: one.rule for one in _alive(rows(connection, reminder_rule.c.id.in_(others)))}
    return found


def kinds(connection: Connection, numbers: Collection[int]) -> dict[int, str]:
    """{rule: what it makes of its hour}, without those that are gone."""
    return {number: one.kind for number, one in by_id(connection, numbers).items()}


def rows(connection: Connection, *conditions: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """With those that were dropped, which have no kind any more."""
    order = (reminder_rule.c.anchor.desc(), reminder_rule.c.minutes, reminder_rule.c.at, reminder_rule.c.id)
    return connection.execute(select(reminder_rule).where(*conditions).order_by(*order)).all()


def _alive(found: Iterable[Row[Any]]) -> list[Kept]:
    return [Kept(row.id, _rule(row), row.workshop) for row in found if row.kind]


def _rule(row: Row[Any]) -> Rule:
    return Rule(row.kind, row.anchor, row.minutes, row.wall, tuple(row.states.split()), row.late)
