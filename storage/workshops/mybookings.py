"""All that is stored about somebody's places in workshops: for themselves."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from dialogs.workshops.values import Booked, Occurrence
from storage.answers.review import public
from storage.crypt import Keyring
from storage.schema import attendance, booking
from storage.workshops import booked
from storage.workshops.booked import Asked


class Mine(NamedTuple):
    """`help`: codes of dialogs.workshops.values.NEEDS, of this time and of their sign-up. `said`, `came`: about this time, or ""."""

    booked: Booked
    time: Occurrence | None
    help: tuple[str, ...]
    said: str
    came: str


def everything(connection: Connection, keyring: Keyring, person: int) -> list[Mine]:
    """Places, of single times or of a whole series, and what is known about single times; in their order."""
    places = connection.execute(select(booking.c.workshop, booking.c.occurrence).where(booking.c.person == person)).all()
    rows = connection.execute(select(attendance).where(attendance.c.person == person)).all()
    known = {(row.workshop, row.occurrence): row for row in rows}
    asked = [Asked(person, *key) for key in dict.fromkeys([*((row.workshop, row.occurrence) for row in places), *known])]
    found = booked.of(connection, keyring, asked)
    mine = [_mine(one, found[one], known.get((one.workshop, one.occurrence))) for one in asked if one in found]
    return sorted(mine, key=lambda one: (one.time or one.booked.occurrences[0]).starts)


def _mine(asked: Asked, one: Booked, row: Row[Any] | None) -> Mine:
    time = next((time for time in one.occurrences if asked.occurrence and time.id == public(asked.occurrence)), None)
    needs = one.booking.needs if one.booking else ()
    help_ = row.help.split() if row else ()
    return Mine(one, time, tuple(dict.fromkeys([*needs, *help_])), row.said if row else "", row.came if row else "")
