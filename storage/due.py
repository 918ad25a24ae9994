"""Intentions: who, what, when. Never text: language, consent and hour are looked up when one falls due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, select, update

from storage.schema import WAITING, due, person
from storage.times import Milliseconds
from storage.upsert import insert_new, upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class Intention:
    """A row that has fallen due. Its event id is the same in every process, so that it happens once."""

    person: int
    kind: str
    subject: str
    occurrence: str
    at: Milliseconds
    zone: str = "UTC"
    programme: str = ""  # the person's; "" where there is none

    @property
    def event(self) -> str:
        return f"due:{self.kind}:{self.subject}:{self.person}:{self.occurrence}:{self.at}"


_due = (
    select(due.c.person, due.c.kind, due.c.subject, due.c.occurrence, due.c.at, person.c.zone, person.c.programme)
    .outerjoin(person, person.c.id == due.c.person)
    .where(due.c.state == WAITING, due.c.at <= bindparam("now"))
    .order_by(due.c.at)
    .limit(bindparam("most"))
)
_this = (
    (due.c.person == bindparam("b_person"))
    & (due.c.kind == bindparam("b_kind"))
    & (due.c.subject == bindparam("b_subject"))
    & (due.c.occurrence == bindparam("b_occurrence"))
)
_settled = update(due).where(_this, due.c.at == bindparam("b_at")).values(state=bindparam("b_state"))
_claimed = update(due).where(_this, due.c.at == bindparam("b_at"), due.c.state == WAITING).values(state=bindparam("b_state"))
_dropped = delete(due).where(due.c.person == bindparam("b_person"), due.c.kind == bindparam("b_kind"), due.c.state == WAITING)
_old = delete(due).where(
    due.c.kind.in_(bindparam("kinds", expanding=True)), due.c.state != WAITING, due.c.at < bindparam("before")
)
_moved = update(due).where(_this, due.c.state == WAITING).values(at=bindparam("b_until"))


def fallen(connection: Connection, now: Milliseconds, *, most: int) -> list[Intention]:
    rows = connection.execute(_due, {"now": now, "most": most})
    return [
        Intention(person=p, kind=k, subject=s, occurrence=o, at=at, zone=zone or "UTC", programme=of or "")
        for p, k, s, o, at, zone, of in rows
    ]


def settle(connection: Connection, intentions: list[Intention], state: str = "done") -> None:
    """Done or missed. One that its own turn has planned anew (another `at`) stays waiting."""
    rows = [{**_key(one), "b_at": one.at, "b_state": state} for one in intentions]
    if rows:
        connection.execute(_settled, rows)


def claim(connection: Connection, one: Intention, state: str = "done") -> bool:
    """Whether it is ours to carry out: it waited, and is done now (or missed). Of several that look at the same clock one gets it."""
    return connection.execute(_claimed, {**_key(one), "b_at": one.at, "b_state": state}).rowcount == 1


def drop(connection: Connection, person: int, kind: str) -> None:
    """What waits of a kind will not be."""
    connection.execute(_dropped, {"b_person": person, "b_kind": kind})


def forget(connection: Connection, kinds: Sequence[str], before: Milliseconds) -> None:
    """What is over since before then."""
    connection.execute(_old, {"kinds": list(kinds), "before": before})


def move(connection: Connection, moved: Iterable[tuple[Intention, Milliseconds]]) -> None:
    """Put off, each until then: out of the hours in which nothing unasked is sent."""
    if rows := [{**_key(one), "b_until": until} for one, until in moved]:
        connection.execute(_moved, rows)


def plan(connection: Connection, one: Intention, *, again: bool = False) -> None:
    """Plan it; one that is known is left as it is, or with `again` moved to the new time."""
    row = {"person": one.person, "kind": one.kind, "subject": one.subject, "occurrence": one.occurrence, "at": one.at}
    statement = upsert(due, connection.dialect.name) if again else insert_new(due, connection.dialect.name)
    connection.execute(statement, [{**row, "state": "waiting"}])


def _key(one: Intention) -> dict[str, object]:
    return {"b_person": one.person, "b_kind": one.kind, "b_subject": one.subject, "b_occurrence": one.occurrence}
