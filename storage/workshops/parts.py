"""Part of the people of a workshop: whom the team writes to by one tap."""

from sqlalchemy import ColumnElement, and_, exists, or_

from storage.schema import attendance, booking, person
from storage.workshops.attending import CAME

ALL = 0  # storage.workshops.rosters.ALL: a place for the whole series
PARTS = ("all", "booked", "waiting", "unsure", "came", "absent")


def of_workshop(number: int, time: int, part: str) -> ColumnElement[bool]:
    """A condition on `person`. `time` 0: at any of its times. Raises KeyError for a part that is none."""
    noted = [attendance.c.person == person.c.id, attendance.c.workshop == number]
    noted += [attendance.c.occurrence == time] if time else []
    holds = [booking.c.person == person.c.id, booking.c.workshop == number]
    holds += [booking.c.occurrence.in_((ALL, time))] if time else []

    def has(*states: str) -> ColumnElement[bool]:
        return exists().where(*holds, booking.c.state.in_(states))

    def was(*came: str) -> ColumnElement[bool]:
        return exists().where(*noted, attendance.c.came.in_(came))

    return {
        "all": or_(has("booked", "offered", "waiting"), was(*CAME)),
        "booked": has("booked"),
        "waiting": has("waiting", "offered"),
        "unsure": and_(has("booked"), ~exists().where(*noted, or_(attendance.c.said != "", attendance.c.came != ""))),
        "came": was(*CAME),
        "absent": was("absent"),
    }[part]
