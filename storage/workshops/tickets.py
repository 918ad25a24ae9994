"""Tickets: the code by which somebody is known at the door of one workshop. It is worked out from the key, and kept nowhere."""

from sqlalchemy import Connection, select

from dialogs.workshops.seats import ACTIVE
from storage.answers.review import public
from storage.crypt import Keyring
from storage.schema import booking, occurrence, workshop
from storage.staff.scope import Scope

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing in it looks like anything else
LETTERS = 8
BEGINS = "LOTSE:"  # what the squares of a ticket say before its code, so that a door knows them from any others
DAY = 24 * 3_600_000
MOST = 60  # workshops whose tickets may be shown at another's door


def ticket(keyring: Keyring, number: int, person: int) -> str:
    """The code of somebody in a workshop."""
    left, letters = int(keyring.index("ticket", public(number), public(person)), 16), ""
    for _ in range(LETTERS):
        left, letter = divmod(left, len(ALPHABET))
        letters += ALPHABET[letter]
    return letters


def spaced(code: str) -> str:
    """As one reads it out: in fours."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def written(code: str) -> str:
    """A code as it is made, whatever stands between its letters, and around it in a picture."""
    return "".join(letter for letter in code.upper().strip().removeprefix(BEGINS) if letter in ALPHABET)


def holders(connection: Connection, keyring: Keyring, number: int) -> dict[str, int]:
    """{code: person} of everybody who has ever signed up for a workshop."""
    people = connection.scalars(select(booking.c.person).where(booking.c.workshop == number).distinct())
    return {ticket(keyring, number, who): who for who in people}


def elsewhere(connection: Connection, keyring: Keyring, time: int, code: str, scope: Scope) -> tuple[int, int]:
    """(workshop, person) of a ticket for another workshop that takes place within a day; (0, 0) = it is none."""
    starts = connection.scalar(select(occurrence.c.starts_at).where(occurrence.c.id == time)) or 0
    near = occurrence.c.starts_at.between(starts - DAY, starts + DAY) & (occurrence.c.id != time)
    mine = [
        column == value
        for column, value in ((workshop.c.programme, scope.programme), (workshop.c.centre, scope.centre))
        if value
    ]
    others = (
        select(workshop.c.id).join(occurrence, occurrence.c.workshop == workshop.c.id).where(near, *mine).distinct().limit(MOST)
    )
    places = select(booking.c.workshop, booking.c.person).where(
        booking.c.workshop.in_(list(connection.scalars(others))), booking.c.state.in_(sorted(ACTIVE))
    )
    for number, person in connection.execute(places.distinct()):
        if ticket(keyring, number, person) == code:
            return number, person
    return 0, 0
