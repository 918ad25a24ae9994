"""Who came to how much of a workshop: what a certificate says."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from storage.answers.review import public
from storage.crypt import Keyring
from storage.schema import attendance, occurrence, workshop
from storage.times import when
from storage.workshops.attending import CAME

DIGITS = 12


class Attended(NamedTuple):
    """`times`: when those began and ended to which somebody came, of `of` that were not cancelled. `enough`: for a certificate."""

    times: tuple[tuple[datetime, datetime], ...]
    of: int
    enough: bool


def attended(connection: Connection, number: int, people: Collection[int]) -> dict[int, Attended]:
    """{person: how much of this workshop}, for everybody who is named. It is not there: empty."""
    enough = connection.scalar(select(workshop.c.enough).where(workshop.c.id == number))
    if enough is None:
        return {}
    planned = (occurrence.c.workshop == number) & (occurrence.c.state == "planned")
    rows = connection.execute(select(occurrence).where(planned).order_by(occurrence.c.starts_at)).all()
    came = (attendance.c.workshop == number) & attendance.c.person.in_(people) & attendance.c.came.in_(CAME)
    found = defaultdict(set)
    for row in connection.execute(select(attendance.c.person, attendance.c.occurrence).where(came)):
        found[row.person].add(row.occurrence)
    return {
        who: Attended(
            times := tuple((when(row.starts_at), when(row.ends_at)) for row in rows if row.id in found[who]),
            len(rows),
            enough=0 < enough * len(rows) <= 100 * len(times),
        )
        for who in people
    }


def check_number(keyring: Keyring, number: int, person: int) -> str:
    """What a certificate is known by: nobody else can work it out, and nothing of it is kept."""
    found = keyring.index("certificate", public(number), public(person))[:DIGITS].upper()
    return " ".join(found[at : at + 4] for at in range(0, DIGITS, 4))
