"""What the files of a workshop are made of, for one person."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from dialogs.workshops.values import Booked
from storage.answers.review import name_of
from storage.crypt import Keyring
from storage.schema import person, workshop
from storage.times import when
from storage.workshops import booked
from storage.workshops.attended import Attended, attended, check_number
from storage.workshops.tickets import ticket


class Enclosed(NamedTuple):
    """`at`: when the workshop was last changed; `code`, `number`: of their ticket and of their certificate."""

    name: str
    language: str
    booked: Booked
    at: datetime
    came: Attended
    code: str
    number: str


def enclosed(connection: Connection, keyring: Keyring, who: int, number: int, time: int) -> Enclosed | None:
    """None: the workshop, or the person, is no more. `time` 0: all of its times."""
    one = connection.execute(select(person).where(person.c.id == who)).first()
    of = connection.execute(select(workshop.c.at).where(workshop.c.id == number)).first()
    if one is None or of is None:
        return None
    asked = booked.Asked(who, number, time)
    return Enclosed(
        name=name_of(one, keyring),
        language=one.language,
        booked=booked.of(connection, keyring, [asked])[asked],
        at=when(of.at),
        came=attended(connection, number, [who])[who],
        code=ticket(keyring, number, who),
        number=check_number(keyring, number, who),
    )
