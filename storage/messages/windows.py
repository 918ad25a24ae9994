"""Channels on which anything may be said only for a while after somebody wrote: when that was, and what waits until they do it again.

A window is open while `heard_at` and its length lie ahead.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, select, update

from storage import bulk
from storage.messages.outbox import LOOKED_AT, first, mine
from storage.schema import HELD, TODO, address, outbox
from storage.times import Milliseconds

ASIDE = 0  # `heard_at` of what must not overtake what was just freed at its address: it is looked at when it is taken up


class Held(NamedTuple):
    """A message that waits until its window opens. `about`: what is to be said anew, "" = these very words."""

    id: int
    address: str
    person: int  # 0 = to a coordinator
    about: str
    question: bool


class Ready(NamedTuple):
    """Something that may leave, if its window and the account let it."""

    id: int
    address: str
    kind: str
    lane: int
    heard_at: Milliseconds
    knocked_at: Milliseconds


_keys: BindParameter[str] = bindparam("keys", expanding=True)
_ids: BindParameter[int] = bindparam("ids", expanding=True)
_heard = (
    update(address)
    .where(address.c.key == bindparam("b_key"), address.c.heard_at < bindparam("b_at"))
    .values(heard_at=bindparam("b_at"))
)
_closed = (
    update(address)
    .where(
        address.c.key == bindparam("b_key"), address.c.heard_at <= bindparam("b_known"), address.c.heard_at > bindparam("b_at")
    )
    .values(heard_at=bindparam("b_at"))
)
_held = select(*(outbox.c[name] for name in Held._fields)).where(outbox.c.address.in_(_keys), outbox.c.state == HELD)
_in_order = _held.order_by(outbox.c.id)
_freed = update(outbox).where(outbox.c.id.in_(_ids)).values(state="todo", reason="", due_at=bindparam("b_now"))
_superseded = update(outbox).where(outbox.c.id.in_(_ids)).values(state="superseded")
_needless = (
    update(outbox)
    .where(outbox.c.address.in_(_keys), outbox.c.state == TODO, outbox.c.kind == "template")
    .values(state="cancelled")
)
_waiting = (
    select(outbox.c.id, outbox.c.address, outbox.c.kind, outbox.c.lane, address.c.heard_at, address.c.knocked_at)
    .outerjoin(address, address.c.key == outbox.c.address)
    .where(mine, outbox.c.due_at <= bindparam("now"), first)
    .order_by(outbox.c.lane, outbox.c.id)
    .limit(LOOKED_AT)
)


def heard(connection: Connection, when: Iterable[tuple[str, Milliseconds]]) -> None:
    """Somebody wrote from these addresses, then. An earlier time than the one that is known changes nothing."""
    rows = [{"b_key": key, "b_at": at} for key, at in sorted(when)]
    bulk.write(connection, _heard, rows)


def closed(connection: Connection, key: str, known: Milliseconds, at: Milliseconds) -> bool:
    """The platform says that a window is closed: nobody can have written there after `at`. False where somebody has written since
    `known`, when the message left that was refused.
    """
    connection.execute(_closed, {"b_key": key, "b_known": known, "b_at": at})
    found = connection.scalar(select(address.c.heard_at).where(address.c.key == key))
    return found is None or found <= at


def waiting(connection: Connection, account: str, now: Milliseconds) -> list[Ready]:
    """What may leave, as `outbox.waiting`, with what is known of its address."""
    rows = connection.execute(_waiting, {"account": account, "now": now})
    return [Ready(number, key, kind, lane, heard or 0, knocked or 0) for number, key, kind, lane, heard, knocked in rows]


# --- somebody writes again ------------------------------------------------------------------------------------------------


def held(connection: Connection, keys: Collection[str]) -> list[Held]:
    """What waits at addresses, the oldest first."""
    return [Held(*row) for row in connection.execute(_in_order, {"keys": list(keys)})] if keys else []


def reopened(connection: Connection, keys: Collection[str]) -> None:
    """Their windows are open: a template that has not left yet is needless."""
    if keys:
        connection.execute(_needless, {"keys": list(keys)})


def drop(connection: Connection, ids: Sequence[int]) -> None:
    """These never leave: old questions, and what is said anew."""
    if ids:
        connection.execute(_superseded, {"ids": list(ids)})


def release(connection: Connection, ids: Sequence[int], now: Milliseconds) -> None:
    """These leave as they are."""
    if ids:
        connection.execute(_freed, {"ids": list(ids), "b_now": now})
