"""Who has missed several appointments: a mark beside their name and a case for the team, since perhaps something is in the way.

Nobody is blamed, and nothing follows. There is one rule: who did not come last time, nor to three of the latest five.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from storage import concerns
from storage.schema import attendance, concern, occurrence
from storage.times import Milliseconds

OFTEN = "often_missed"  # kind of the case
LATEST, MANY = 5, 3  # of so many times at which they were noted so many were missed
ABSENT = "absent"


class Habit(NamedTuple):
    """What was noted of somebody at the latest times, the newest first. `came`: when the last one began to which they came, or 0."""

    noted: tuple[str, ...]
    came: Milliseconds

    @property
    def missed(self) -> int:
        return self.noted.count(ABSENT)

    @property
    def of(self) -> int:
        return len(self.noted)

    @property
    def often(self) -> bool:
        return self.noted[:1] == (ABSENT,) and self.missed >= MANY


def habits(connection: Connection, people: Collection[int]) -> dict[int, Habit]:
    """{person: Habit} of those who were noted anywhere. What was cancelled does not count."""
    latest = func.row_number().over(partition_by=attendance.c.person, order_by=(occurrence.c.starts_at.desc(), occurrence.c.id))
    every = (
        select(attendance.c.person, attendance.c.came, occurrence.c.starts_at, latest.label("latest"))
        .join(occurrence, occurrence.c.id == attendance.c.occurrence)
        .where(attendance.c.person.in_(people), attendance.c.came != "", occurrence.c.state == "planned")
        .subquery()
    )
    found: dict[int, list[tuple[str, Milliseconds]]] = {}
    some = select(every.c.person, every.c.came, every.c.starts_at).where(every.c.latest <= LATEST)
    for person, came, starts in connection.execute(some.order_by(every.c.person, every.c.latest)):
        found.setdefault(person, []).append((came, starts))
    return {
        who: Habit(tuple(came for came, _ in times), next((starts for came, starts in times if came != ABSENT), 0))
        for who, times in found.items()
    }


def look(connection: Connection, people: Collection[int], now: Milliseconds) -> None:
    """Something was noted about them just now. A case is raised once since they last came, and is over when they come again."""
    often = {who: habit for who, habit in habits(connection, people).items() if habit.often}
    concerns.over(connection, sorted(set(people) - set(often)), OFTEN, now)
    raised = _raised(connection, often)
    for who, habit in sorted(often.items()):
        if raised.get(who, 0) <= habit.came:
            concerns.raise_(connection, who, OFTEN, now)


def _raised(connection: Connection, people: Collection[int]) -> Mapping[int, Milliseconds]:
    """{person: when their latest such case was raised}"""
    mine = (concern.c.person.in_(people)) & (concern.c.kind == OFTEN)
    rows = connection.execute(select(concern.c.person, func.max(concern.c.at)).where(mine).group_by(concern.c.person))
    return {who: at for who, at in rows} if people else {}  # noqa: C416 - rows are no pairs
