"""Whose people somebody of the staff may see: everybody, those of a programme, or those of one of its centres."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, exists, select, true

from storage.schema import enrolment, person


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Empty fields limit nothing. A centre's code counts only together with its programme."""

    programme: str = ""
    centre: str = ""

    @property
    def people(self) -> ColumnElement[bool]:
        """A condition on `person`, for every statement that leads to one."""
        if not self.programme:
            return true()
        if not self.centre:
            return person.c.programme == self.programme
        mine = (enrolment.c.programme == self.programme) & (enrolment.c.centre == self.centre)
        return exists().where(enrolment.c.person == person.c.id, mine)

    def meets(self, other: "Scope") -> bool:
        """Whether there may be people within both."""
        pairs = ((self.programme, other.programme), (self.centre, other.centre))
        return all(not mine or not theirs or mine == theirs for mine, theirs in pairs)

    def holds(self, connection: Connection, number: int) -> bool:
        """Whether one person is within it."""
        return connection.scalar(select(person.c.id).where(person.c.id == number, self.people)) is not None


EVERYBODY = Scope()
