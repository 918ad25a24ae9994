"""Messages to many: written by the team in several languages, told a few people at a time, stopped and gone on with at any moment.

Whom to tell next follows from the last one who was told, in the order of ids, so a crash or a pause forgets and repeats nobody: the
people who come next and the place reached are written in one transaction, and each is told once by an intention (see storage.due).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import orjson
from sqlalchemy import ColumnElement, Connection, case, delete, func, insert, select, update

from dialogs import known
from storage import segments
from storage.answers.review import public
from storage.crypt import Keyring
from storage.due import Intention
from storage.ids import random_id
from storage.schema import BROADCAST, WAITING, broadcast, broadcast_person, due, outbox
from storage.segments import Segment, segment_from
from storage.speaking.people import audited
from storage.staff.scope import Scope
from storage.times import Milliseconds, when
from storage.upsert import insert_new, upsert

KIND = "broadcast"  # of the intention that tells one person
DRAFT, PLANNED, SENDING, STOPPED, DONE = "draft", "planned", "sending", "stopped", "done"
KEPT = 200  # on one page
NEVER = 0


class Unchanged(Exception):
    """It is in a state in which that cannot be done any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """`texts`: {language of people: what they are told}; `pace`: people a minute; `until`: when it is of no use to anybody any more."""

    id: int
    title: str
    by: int
    scope: Scope
    segment: Segment
    texts: Mapping[str, str]
    state: str
    pace: int
    until: Milliseconds
    at: datetime | None  # when it is to begin
    created_at: datetime
    reached: int  # the id of the last person who was taken up

    @property
    def about(self) -> str:
        """What its messages are about (see dialogs.events.Said): which, and how long they make sense."""
        return f"{KIND}:{public(self.id)}:{self.until}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """People: `taken` up so far, of whom some were `told`; what became of that, as far as the platforms say."""

    taken: int
    told: int
    waiting: int  # taken up, to be told when their night is over
    left: Mapping[str, int]  # {why somebody was not told: people}
    sent: int
    held: int
    delivered: int
    read: int
    failed: int


# --- written by the team ------------------------------------------------------------------------------------------------


def draft(
    connection: Connection, keyring: Keyring, *, title: str, by: int, scope: Scope, segment: Segment, now: Milliseconds
) -> int:
    """A new one, without words."""
    number = random_id()
    row = {"id": number, "by": by, "programme": scope.programme, "centre": scope.centre, "segment": segment.packed()}
    row |= {"state": DRAFT, "pace": 0, "until": 0, "at": NEVER, "created_at": now, "reached": 0}
    connection.execute(insert(broadcast).values(**row, sealed=_sealed(keyring, number, title, {})))
    return number


def write(
    connection: Connection, keyring: Keyring, number: int, *, title: str, segment: Segment, texts: Mapping[str, str]
) -> None:
    """Raises Unchanged once it is under way."""
    values = {"segment": segment.packed(), "sealed": _sealed(keyring, number, title, texts)}
    _only(connection, number, (DRAFT,), **values)


def begin(
    connection: Connection, number: int, actor: str, *, at: Milliseconds, until: Milliseconds, pace: int, now: Milliseconds
) -> None:
    """It begins then, or at once. Raises Unchanged."""
    _only(connection, number, (DRAFT,), state=PLANNED, at=at, until=until, pace=pace)
    audited(connection, actor, "broadcast", 0, now, broadcast=public(number), step="planned")


def stop(connection: Connection, number: int, actor: str, now: Milliseconds) -> None:
    """Nobody else is told, from now on; whose night it is neither. Raises Unchanged."""
    _only(connection, number, (PLANNED, SENDING), state=STOPPED)
    audited(connection, actor, "broadcast", 0, now, broadcast=public(number), step="stopped")


def go_on(connection: Connection, number: int, actor: str, now: Milliseconds) -> None:
    """Where it was stopped, first with those whose turn came meanwhile. Raises Unchanged."""
    _only(connection, number, (STOPPED,), state=SENDING)
    passed = (broadcast_person.c.broadcast == number) & (broadcast_person.c.result == "stopped")
    people = connection.scalars(delete(broadcast_person).where(passed).returning(broadcast_person.c.person)).all()
    _plan(connection, number, people, now + 1, again=True)  # an intention is known by its instant: not that which has passed
    audited(connection, actor, "broadcast", 0, now, broadcast=public(number), step="resumed")


def discard(connection: Connection, number: int) -> None:
    """A draft goes. Raises Unchanged."""
    _only(connection, number, (DRAFT,), state="discarded")


def _only(connection: Connection, number: int, states: Collection[str], **values: Any) -> None:
    changed = connection.execute(
        update(broadcast).where(broadcast.c.id == number, broadcast.c.state.in_(states)).values(**values)
    )
    if not changed.rowcount:
        raise Unchanged


def _sealed(keyring: Keyring, number: int, title: str, texts: Mapping[str, str]) -> bytes:
    return keyring.house.seal(f"broadcast:sealed:{number}", orjson.dumps({"title": title, "texts": dict(texts)}))


def _plan(connection: Connection, number: int, people: Sequence[int], now: Milliseconds, *, again: bool = False) -> None:
    """They are to be told now, or once their night is over."""
    statement = upsert(due, connection.dialect.name) if again else insert_new(due, connection.dialect.name)
    row = {"kind": KIND, "subject": public(number), "occurrence": "1", "at": now, "state": "waiting"}
    if people:
        connection.execute(statement, [row | {"person": who} for who in people])


# --- told ---------------------------------------------------------------------------------------------------------------


def take_up(connection: Connection, keyring: Keyring, now: Milliseconds, seconds: float) -> None:
    """Those that have their time begin; of each, as many people as fit into so many seconds of its pace are to be told now."""
    begun = (broadcast.c.state == PLANNED) & (broadcast.c.at <= now)
    connection.execute(update(broadcast).where(begun).values(state=SENDING))
    for one in _found(connection, keyring, broadcast.c.state == SENDING):
        most = max(1, round(one.pace * seconds / 60))
        people = segments.following(connection, one.segment.people(one.scope), one.reached, most)
        if people:
            _plan(connection, one.id, people, now)
            connection.execute(update(broadcast).where(broadcast.c.id == one.id).values(reached=people[-1]))
        if one.until <= now or (len(people) < most and not _awaited(connection, one.id)):
            connection.execute(update(broadcast).where(broadcast.c.id == one.id).values(state=DONE))


def _awaited(connection: Connection, number: int) -> bool:
    """Whether somebody is still to be told: now, or in their morning."""
    mine = (due.c.kind == BROADCAST) & (due.c.subject == public(number)) & (due.c.state == WAITING)
    return connection.scalar(select(due.c.person).where(mine).limit(1)) is not None


def spoken(
    connection: Connection, keyring: Keyring, fallen: Iterable[Intention], now: Milliseconds
) -> dict[str, known.Broadcast]:
    """{public id: broadcast} of those that somebody is to be told just now."""
    wanted = {int(one.subject, 16) for one in fallen if one.kind == KIND}
    found = _found(connection, keyring, broadcast.c.id.in_(wanted)) if wanted else []
    return {public(one.id): _to_say(one, now) for one in found}


def _to_say(one: Broadcast, now: Milliseconds) -> known.Broadcast:
    state: Literal["on", "stopped", "late"] = "on" if one.state in (SENDING, DONE) else "stopped"
    return known.Broadcast(texts=one.texts, about=one.about, state="late" if one.until <= now else state)


# --- looked at ----------------------------------------------------------------------------------------------------------


def listed(connection: Connection, keyring: Keyring, scope: Scope) -> list[Broadcast]:
    """Those within a scope, the newest first."""
    return _found(connection, keyring, broadcast.c.state != "discarded", *_within(scope))


def find(connection: Connection, keyring: Keyring, number: int, scope: Scope) -> Broadcast | None:
    found = _found(connection, keyring, broadcast.c.id == number, broadcast.c.state != "discarded", *_within(scope))
    return found[0] if found else None


def report(connection: Connection, one: Broadcast) -> Report:
    """What became of it so far. Messages are kept for thirty days, so later only who was told is known."""
    taken, waiting = connection.execute(
        select(func.count(), func.sum(case((due.c.state == "waiting", 1), else_=0))).where(
            due.c.kind == BROADCAST, due.c.subject == public(one.id)
        )
    ).one()
    results = select(broadcast_person.c.result, func.count()).where(broadcast_person.c.broadcast == one.id)
    told = {result: number for result, number in connection.execute(results.group_by(broadcast_person.c.result))}  # noqa: C416
    mine = (outbox.c.person == broadcast_person.c.person) & (outbox.c.about == one.about) & (outbox.c.kind != "template")
    fates = (
        select(outbox.c.state, outbox.c.delivery, func.count(func.distinct(outbox.c.person)))
        .join(broadcast_person, mine)
        .where(broadcast_person.c.broadcast == one.id)
        .group_by(outbox.c.state, outbox.c.delivery)
    )
    fate = [(state, delivery, number) for state, delivery, number in connection.execute(fates)]

    def messages(*states: str, delivery: Sequence[str] = ()) -> int:
        return sum(count for state, fared, count in fate if state in states and (not delivery or fared in delivery))

    return Report(
        taken=taken,
        told=told.pop("told", 0),
        waiting=waiting or 0,
        left=told,
        sent=messages("sent"),
        held=messages("held"),
        delivered=messages("sent", delivery=("delivered", "read", "played")),
        read=messages("sent", delivery=("read", "played")),
        failed=messages("failed"),
    )


def _within(scope: Scope) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if scope.programme:
        wanted.append(broadcast.c.programme == scope.programme)
    if scope.centre:
        wanted.append(broadcast.c.centre == scope.centre)
    return wanted


def _found(connection: Connection, keyring: Keyring, *conditions: ColumnElement[bool]) -> list[Broadcast]:
    rows = connection.execute(select(broadcast).where(*conditions).order_by(broadcast.c.created_at.desc()).limit(KEPT))
    found = []
    for row in rows:
        words = orjson.loads(keyring.house.open(f"broadcast:sealed:{row.id}", row.sealed))
        found.append(
            Broadcast(
                id=row.id,
                title=words["title"],
                by=row.by,
                scope=Scope(programme=row.programme, centre=row.centre),
                segment=segment_from(row.segment),
                texts=words["texts"],
                state=row.state,
                pace=row.pace,
                until=row.until,
                at=when(row.at) if row.at else None,
                created_at=when(row.created_at),
                reached=row.reached,
            )
        )
    return found
