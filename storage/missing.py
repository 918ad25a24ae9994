"""Who has missed several appointments: a case for the team, since perhaps something is in the way. Nobody is blamed, and nothing follows."""

from collections.abc import Sequence

from sqlalchemy import Connection, exists, select

from storage import concerns
from storage.schema import attendance, concern, occurrence
from storage.times import Milliseconds

OFTEN = "often_missed"  # kind of the case
LATEST, MANY = 5, 3  # of so many times that were noted, or of the latest in a row
ABSENT = "absent"


def look(connection: Connection, person: int, now: Milliseconds) -> None:
    """Something was noted about them just now. A case is raised once since they last came, and is over when they come again."""
    noted = (attendance.c.person == person) & (attendance.c.came != "")
    latest = (
        select(attendance.c.came, occurrence.c.starts_at)
        .join(occurrence, occurrence.c.id == attendance.c.occurrence)
        .where(noted)
        .order_by(occurrence.c.starts_at.desc(), occurrence.c.id)
        .limit(LATEST)
    )
    rows = connection.execute(latest).all()
    if not _often([row.came for row in rows]):
        concerns.over(connection, [person], OFTEN, now)
        return
    came = next((row.starts_at for row in rows if row.came != ABSENT), 0)
    known = exists().where(concern.c.person == person, concern.c.kind == OFTEN, concern.c.at > came)
    if not connection.scalar(select(known)):
        concerns.raise_(connection, person, OFTEN, now)


def _often(came: Sequence[str]) -> bool:
    """The latest first."""
    return came[:1] == [ABSENT] and came.count(ABSENT) >= MANY
