"""What a platform tells of a message after it took it: by rank, so that the order in which it is told does not matter.

`sent` 1 < `failed` 2 < `delivered` 3 < `read` 4 < `played` 5. What is told of a message that we do not know yet is parked for a while:
it may be told before the answer to our own call is kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import orjson
from sqlalchemy import BindParameter, Connection, Row, Update, bindparam, delete, func, insert, or_, select, update

from storage import bulk
from storage.ids import earliest, random_id
from storage.listed import one_of
from storage.messages.outbox import Message, Settled, message_row
from storage.schema import HELD, NOTHING, TODO, address, outbox, parked
from storage.times import Milliseconds

RANKS = {"": 0, "sent": 1, "failed": 2, "delivered": 3, "read": 4, "played": 5}
PARKED_MS = 10 * 60_000
NAMELESS_MS = 3600_000  # in which a message is found without our number; that comes back, so no index is kept for the other id


class Status(NamedTuple):
    """What became of a message. `number` is ours of it, 0 = not told; `meaning`, `reason` and `after` (seconds) are of a refusal."""

    account: str  # channel:account
    message: str
    number: int
    state: str
    price: str = ""
    meaning: str = ""
    reason: str = ""
    after: float = 0.0


class Kept(NamedTuple):
    """What the outbox says of a message."""

    id: int
    account: str
    address: str
    state: str
    message: str
    delivery: str
    price: str
    reason: str
    sent_at: Milliseconds | None


class Statuses(tuple[Status, ...]):
    """What a platform told at once: it is kept or refused as a whole."""

    __slots__ = ()


_ids: BindParameter[Any] = bindparam("ids", expanding=True)
_messages: BindParameter[str] = bindparam("messages", expanding=True)
_these = one_of(outbox.c.id, "ids")
_columns = [outbox.c[name] for name in Kept._fields]
_by_number = select(*_columns).where(_these).order_by(outbox.c.id).with_for_update()
_by_message = (
    select(*_columns)
    .where(outbox.c.id > bindparam("since"), one_of(outbox.c.message, "messages"))
    .order_by(outbox.c.id)
    .with_for_update()
)
_CHANGED = ("state", "message", "delivery", "price", "reason", "sent_at")
_FURTHER = ("delivery", "price")  # all that changes for most: a column that stays need not be written into its indexes


def _change(names: Sequence[str]) -> Update:
    return update(outbox).where(outbox.c.id == bindparam("b_id")).values({name: bindparam(f"b_{name}") for name in names})


_BELOW = {"delivered": ("", "sent"), "read": ("", "sent", "delivered")}  # where a step leads from
_STEPS = ("sent", *_BELOW)


def _step(state: str, *priced: str) -> Update:
    mine = (_these, outbox.c.account == bindparam("b_account"), outbox.c.state == "sent", outbox.c.attempts == 0)
    values = {"delivery": state, **{name: bindparam(f"b_{name}") for name in priced}}
    return update(outbox).where(*mine, or_(*(outbox.c.delivery == below for below in _BELOW[state]))).values(values)


_steps, _priced_steps = ({state: _step(state, *priced) for state in _BELOW} for priced in ((), ("price",)))
_left = select(func.count()).where(
    _these, outbox.c.account == bindparam("b_account"), outbox.c.state == "sent", outbox.c.delivery != NOTHING
)
_told, _further = _change(_CHANGED), _change(_FURTHER)
_any_parked = select(parked.c.id).limit(1)
_parked = select(parked.c.id, parked.c.status).where(parked.c.message.in_(_messages)).order_by(parked.c.id)
_unparked = delete(parked).where(parked.c.id.in_(_ids))
_old = delete(parked).where(parked.c.at < bindparam("before"))
_needless = (
    update(outbox)
    .where(
        outbox.c.address == bindparam("b_address"),
        outbox.c.reason == bindparam("b_reason"),
        (outbox.c.state == TODO) | (outbox.c.state == HELD),
    )
    .values(state="superseded")
)
_reachable = (
    update(address)
    .where(address.c.key == bindparam("b_address"), address.c.state != "ok", address.c.reason == bindparam("b_reason"))
    .values(state="ok", reason="")
)


def take(connection: Connection, statuses: Sequence[Status], now: Milliseconds) -> list[tuple[int, Status]]:
    """Write what became of messages. Those that have failed by it, by the numbers of their rows: somebody must act on that."""
    statuses = _stepped(connection, statuses)
    about, unknown = _about(_rows(connection, statuses, now), statuses)
    moved = [(row, after, best) for row, told in about for after, best in [_moved_on(row, told, now)] if after is not row]
    _write(connection, [(row, after) for row, after, _ in moved])
    for row, _, _ in moved:
        if row.delivery == "failed":
            _after_all(connection, row)
    _park(connection, unknown, now)
    return [(row.id, best) for row, after, best in moved if after.state == "failed" and row.delivery != after.delivery]


def _stepped(connection: Connection, statuses: Sequence[Status]) -> Sequence[Status]:
    """As nearly always what has left at the first try is a step further: that is written without looking at it, and that it has left is
    known by the answer to our call. What else was told is left: what may have left twice counts by its first message.
    """
    alike: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for number, best in _furthest(statuses).items():
        alike[best.account, best.state, best.price].append(number)
    odd = {0}
    for (account, state, price), numbers in sorted(alike.items()):
        told = {"ids": sorted(numbers), "b_account": account}
        if _step_of(connection, state, told, price[:16]) < len(numbers):
            odd.update(numbers)
    return [one for one in statuses if one.number in odd or one.state not in _STEPS]


def _step_of(connection: Connection, state: str, told: Mapping[str, Any], price: str) -> int:
    """Of how many that is all."""
    if state == "sent":
        return 0 if price else int(connection.scalar(_left, told) or 0)
    if price:
        return connection.execute(_priced_steps[state], {**told, "b_price": price}).rowcount
    return connection.execute(_steps[state], told).rowcount


def _furthest(statuses: Iterable[Status]) -> dict[int, Status]:
    """By our numbers the last step that was told of each, with what any of them says of the price."""
    found: dict[int, Status] = {}
    for one in statuses:
        if one.number and one.state in _STEPS:
            before = found.get(one.number)
            found[one.number] = _further_of(before, one) if before else one
    return found


def _further_of(before: Status, one: Status) -> Status:
    best, other = (one, before) if _rank(one) > _rank(before) else (before, one)
    return best._replace(price=other.price) if other.price and not best.price else best


def _rows(connection: Connection, statuses: Sequence[Status], now: Milliseconds) -> dict[int, Kept]:
    """Rows that the statuses may be about: by our number; among those of the last hour also by the platform's id, where it did not give
    ours back.
    """
    found: list[Row[Any]] = []
    if numbers := sorted({one.number for one in statuses if one.number}):
        found += connection.execute(_by_number, {"ids": numbers}).all()
    if messages := sorted({one.message for one in statuses if not one.number}):
        since = earliest(now - NAMELESS_MS)
        found += connection.execute(_by_message, {"messages": messages, "since": since}).all()
    return {row[0]: Kept._make(row) for row in found}


def _about(rows: Mapping[int, Kept], statuses: Iterable[Status]) -> tuple[list[tuple[Kept, list[Status]]], list[Status]]:
    """Rows with what was told of each, and what was told of none."""
    told: dict[int, list[Status]] = defaultdict(list)
    unknown: list[Status] = []
    for status in statuses:
        row = _row(rows, status)
        (unknown if row is None else told[row.id]).append(status)
    return [(rows[number], mine) for number, mine in told.items()], unknown


def _row(rows: Mapping[int, Kept], status: Status) -> Kept | None:
    """The row that a status is about. One that was sent twice counts by its first message."""
    if status.number:
        row = rows.get(status.number)
        return row if row and row.account == status.account and row.message in ("", status.message) else None
    mine = (row for row in rows.values() if row.message == status.message and row.account == status.account)
    return next(mine, None)


def _moved_on(row: Kept, told: Sequence[Status], now: Milliseconds) -> tuple[Kept, Status]:
    """The row after all that was told of it, and what of that reaches furthest. The very row where nothing is further than before."""
    best = max(told, key=_rank)
    known = RANKS[row.delivery]
    priced = max((one for one in told if one.price), key=_rank, default=None)
    price = priced.price[:16] if priced and (_rank(priced) >= known or not row.price) else row.price
    if _rank(best) <= known:
        return (row if price == row.price else row._replace(price=price)), best
    failed = best.state == "failed"
    return Kept(
        *row[:3],
        state="failed" if failed else "sent",
        message=row.message or best.message,
        delivery=best.state,
        price=price,
        reason=best.reason[:64] if failed else "",
        sent_at=row.sent_at or now,
    ), best


def _rank(status: Status) -> int:
    return RANKS[status.state]


def _write(connection: Connection, changed: Iterable[tuple[Kept, Kept]]) -> None:
    """Rows as they were and as they are now."""
    further: list[dict[str, Any]] = []
    other: list[dict[str, Any]] = []
    for old, row in changed:
        if (old.state, old.message, old.reason, old.sent_at) == (row.state, row.message, row.reason, row.sent_at):
            further.append({"b_id": row.id, "b_delivery": row.delivery, "b_price": row.price})
        else:
            other.append({f"b_{name}": getattr(row, name) for name in ("id", *_CHANGED)})
    bulk.write(connection, _further, further)
    bulk.write(connection, _told, other)


def again(number: int) -> str:
    """The reason of a row that says once more what another one has failed to say."""
    return f"again {number}"


def _after_all(connection: Connection, row: Kept) -> None:
    """It has arrived, although it was said to have failed: what was done about that is undone."""
    connection.execute(_needless, {"b_address": row.address, "b_reason": again(row.id)})
    connection.execute(_reachable, {"b_address": row.address, "b_reason": row.reason})


# --- said once more -------------------------------------------------------------------------------------------------------


def once_more(connection: Connection, message: Message, settled: Settled, now: Milliseconds) -> int:
    """A new row for what another one has failed to say: each row is taken by the platform once. Its number."""
    copy = replace(message)
    row = message_row(copy, now, state=settled.state)
    row |= {"reason": again(message.id), "due_at": settled.due_at or now, "attempts": settled.attempts}
    connection.execute(insert(outbox), [row])
    return copy.id


def asked_since(connection: Connection, message: Message) -> bool:
    """Whether another question went to its address after it."""
    newer = (
        (outbox.c.address == message.address)
        & (outbox.c.id > message.id)
        & outbox.c.question
        & (outbox.c.person == message.person)
    )
    return connection.scalar(select(outbox.c.id).where(newer, outbox.c.lane == 0).limit(1)) is not None


def sent_at(connection: Connection, number: int) -> Milliseconds:
    """When a message was handed over; 0 = never."""
    return connection.scalar(select(outbox.c.sent_at).where(outbox.c.id == number)) or 0


# --- parked ---------------------------------------------------------------------------------------------------------------


def _park(connection: Connection, statuses: Iterable[Status], now: Milliseconds) -> None:
    rows = [
        {
            "id": random_id(),
            "account": one.account,
            "message": one.message[:255],
            "status": orjson.dumps(one._asdict()).decode(),
            "at": now,
        }
        for one in statuses
    ]
    if rows:
        prune(connection, now)
        connection.execute(insert(parked), rows)


def unpark(connection: Connection, messages: Sequence[str]) -> list[Status]:
    """What was told of messages before we knew them: to be taken now that we do."""
    if connection.scalar(_any_parked) is None:  # as nearly always
        return []
    waiting = connection.execute(_parked, {"messages": list(messages)}).all()
    if waiting:
        connection.execute(_unparked, {"ids": [number for number, _ in waiting]})
    return [Status(**orjson.loads(read)) for _, read in waiting]


def prune(connection: Connection, now: Milliseconds) -> None:
    """What nobody has asked for goes."""
    connection.execute(_old, {"before": now - PARKED_MS})
