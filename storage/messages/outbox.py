"""What is to be sent: kept with the turn that said it, claimed before the call, settled after it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from sqlalchemy import BindParameter, Connection, Row, Select, and_, bindparam, delete, exists, func, or_, select, update

from dialogs.events import Option, Place, Said
from dialogs.workshops.values import Spot
from storage import bulk
from storage.crypt import Key, Keyring
from storage.ids import rising
from storage.schema import HELD, NOTHING, SENDING, TODO, address, outbox, person
from storage.times import Milliseconds

DAY_MS = 24 * 3600 * 1000
KEPT_MS = 30 * DAY_MS  # of what was sent
HELD_MS = 90 * DAY_MS  # of what waits until somebody writes again: whoever has not by then hardly will
IN_DOUBT_WAIT_MS = 60_000  # before a question whose fate is unknown is put once more
IN_DOUBT = "in doubt"  # the reason of such a row
MOST_RESTARTS = 8  # that a message may see while it is on its way, until it is given up
LOOKED_AT = 200  # rows in one look: more than can be in flight, resting and ready together
PLAIN = Said(text="")


@dataclass(slots=True, kw_only=True)
class Message:
    """One message on its way. `id` is given when its row is made."""

    address: str
    external: str  # the platform's id of the address
    account: str  # channel:account
    person: int
    key: Key
    said: Said
    kind: str = "said"
    id: int = 0
    attempts: int = 0
    doubted: bool = False  # it may have arrived already
    heard_at: Milliseconds = 0  # when somebody last wrote from there; 0: look at the row when it is taken up
    language: str = ""  # of a template: who is to read it, and about which programme
    programme: str = ""
    shared: bool = False  # … and whether others use that phone too
    starts: datetime | None = None  # of a template that reminds of an appointment: when, on the clock of the place


Claim = Callable[[Message], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How sending went: the new state of a row."""

    id: int
    state: str  # sent, todo, failed, doubt, held
    message: str = ""
    reason: str = ""
    due_at: Milliseconds = 0
    attempts: int = 0
    tracked: bool = False  # the platform tells what becomes of it, and may have done so already


def message_row(message: Message, now: Milliseconds, *, state: str) -> dict[str, Any]:
    """The row of a message; its id is made here, so that ids rise in the order of writing."""
    message.id = rising(now)
    return {
        "id": message.id,
        "account": message.account,
        "address": message.address,
        "person": message.person,
        "lane": 0 if message.said.lane == "conversation" else 1,
        "kind": message.kind,
        "about": message.said.about,
        "state": state,
        "question": message.said.question,
        "sealed": message.key.seal(
            f"outbox:sealed:{message.id}", packed(message.said, to="" if message.person else message.external)
        ),
        "due_at": now,
        "attempts": 0,
        "message": "",
        "delivery": "",
        "price": "",
        "reason": "",
        "created_at": now,
        "sent_at": None,
    }


_settle = (
    update(outbox)
    .where(outbox.c.id == bindparam("b_id"))
    .values({name: bindparam(f"b_{name}") for name in ("state", "message", "reason", "due_at", "attempts", "sent_at")})
)
_settle_tracked = _settle.where(outbox.c.delivery == NOTHING).values(delivery=bindparam("b_delivery"))
mine = (outbox.c.state == TODO) & (outbox.c.account == bindparam("account")) & (outbox.c.account != NOTHING)
_older = outbox.alias("older")
_before = or_(_older.c.lane < outbox.c.lane, and_(_older.c.lane == outbox.c.lane, _older.c.id < outbox.c.id))
_blocking = (_older.c.address == outbox.c.address, _older.c.state == TODO, _older.c.reason != IN_DOUBT, _before)
# Counted for each row by itself: of `exists` PostgreSQL makes a join, and where statistics know of nothing that waits, it reads all that
# waits for each row of that.
first = select(func.count()).where(*_blocking).correlate(outbox).scalar_subquery() == 0
_waiting = (
    select(outbox.c.id, outbox.c.address)
    .where(mine, outbox.c.due_at <= bindparam("now"), first)
    .order_by(outbox.c.lane, outbox.c.id)
    .limit(LOOKED_AT)
)
_others = outbox.alias("others")
# A template stands for all that waits at a shared phone.
for_others = (outbox.c.kind == "template") & exists().where(
    _others.c.address == outbox.c.address, _others.c.state == HELD, _others.c.person != outbox.c.person
)
_backlog = select(outbox.c.address).where(mine).distinct()
_ids: BindParameter[int] = bindparam("ids", expanding=True)
_taken = update(outbox).where(outbox.c.id.in_(_ids), outbox.c.state == TODO).values(state="sending").returning(outbox.c.id)
_columns = (outbox.c[name] for name in ("id", "account", "address", "person", "kind", "sealed", "attempts", "reason"))
_messages: Select[Any] = (
    select(*_columns, address.c.external, address.c.heard_at, person.c.key)
    .outerjoin(address, address.c.key == outbox.c.address)
    .outerjoin(person, person.c.id == outbox.c.person)
    .where(outbox.c.id.in_(_ids))
    .order_by(outbox.c.lane, outbox.c.id)
)
_unreadable = update(outbox).where(outbox.c.id.in_(_ids)).values(state="failed", reason="unreadable")
_old = delete(outbox).where(
    outbox.c.state.not_in(["todo", "sending", "held"]),
    or_(outbox.c.created_at < bindparam("before"), and_(outbox.c.person == 0, outbox.c.created_at < bindparam("yesterday"))),
)
_never_heard = delete(outbox).where(outbox.c.state == HELD, outbox.c.created_at < bindparam("given_up"))
_to_nobody = delete(outbox).where(
    outbox.c.state == HELD,
    outbox.c.person == 0,
    outbox.c.created_at < bindparam("yesterday"),
    ~exists().where(address.c.key == outbox.c.address),
)


def settle(connection: Connection, results: Iterable[Settled], now: Milliseconds) -> None:
    """Write how sending went, in bulk. Of what the platform tells the fate of, what it has told already counts."""
    rows: list[dict[str, Any]] = []
    tracked: list[dict[str, Any]] = []
    for one in results:
        (tracked if one.tracked else rows).append(_settled(one, now))
    bulk.write(connection, _settle, rows)
    sent = {True: {"b_delivery": "sent"}, False: {"b_delivery": ""}}
    bulk.write(connection, _settle_tracked, [row | sent[row["b_state"] == "sent"] for row in tracked])


def _settled(one: Settled, now: Milliseconds) -> dict[str, Any]:
    return {
        "b_id": one.id,
        "b_state": one.state,
        "b_message": one.message,
        "b_reason": one.reason[:64],
        "b_due_at": one.due_at,
        "b_attempts": one.attempts,
        "b_sent_at": now if one.state == "sent" else None,
    }


def waiting(connection: Connection, account: str, now: Milliseconds) -> list[tuple[int, str]]:
    """(id, address) of what may leave: the conversation before the notices, the oldest first, and nothing before what is older at its
    address. Only what is in doubt holds nobody up: it may have arrived, and is sent once more later.
    """
    return [(number, place) for number, place in connection.execute(_waiting, {"account": account, "now": now})]


def take(connection: Connection, keyring: Keyring, ids: Sequence[int]) -> list[Message]:
    """Claim rows and open them; those that were cancelled meanwhile are left out, one that does not open has failed."""
    return opened(connection, keyring, list(connection.scalars(_taken, {"ids": list(ids)}))) if ids else []


def opened(connection: Connection, keyring: Keyring, ids: Sequence[int]) -> list[Message]:
    """Rows as messages, the conversation first; one that does not open has failed."""
    messages, unreadable = [], []
    for row in connection.execute(_messages, {"ids": list(ids)}):
        try:
            messages.append(_opened(row, keyring))
        except (InvalidTag, LookupError):
            unreadable.append(row.id)
    if unreadable:
        connection.execute(_unreadable, {"ids": unreadable})
    return messages


def _opened(row: Row[Any], keyring: Keyring) -> Message:
    """Raises InvalidTag when the row was tampered with, LookupError when whom it is for is gone."""
    if (row.person and row.key is None) or (row.external is None and row.person):
        raise LookupError
    key = keyring.person(row.person, row.key) if row.person else keyring.house
    said, to = unpacked(key.open(f"outbox:sealed:{row.id}", row.sealed))
    return Message(
        address=row.address,
        external=to or keyring.house.open(f"address:external:{row.address}", row.external).decode(),
        account=row.account,
        person=row.person,
        key=key,
        said=said,
        kind=row.kind,
        id=row.id,
        attempts=row.attempts,
        doubted=row.reason == IN_DOUBT,
        heard_at=row.heard_at or 0,
    )


def put_back(connection: Connection, ids: Sequence[int]) -> None:
    """Rows whose claim was thought to have failed, and that were never called for: they may have been committed all the same."""
    if ids:
        connection.execute(
            update(outbox).where(outbox.c.id.in_(_ids), outbox.c.state == SENDING).values(state="todo"), {"ids": ids}
        )


def recover(connection: Connection, account: str, now: Milliseconds, patience: Milliseconds = 0) -> int:
    """After a restart: rows claimed without a result are in doubt. The conversation is said once more, a notice is not. How many there
    were. `patience`: how long the platform may take to tell what became of them, 0 where it does not.
    """
    claimed = (outbox.c.state == SENDING) & (outbox.c.account == account)
    count = connection.scalar(select(func.count()).select_from(outbox).where(claimed))
    again = claimed & (outbox.c.lane == 0) & (outbox.c.attempts < MOST_RESTARTS)
    reason = IN_DOUBT if patience else "restarted"
    tried = {"attempts": outbox.c.attempts + 1, "due_at": now + patience, "reason": reason}
    connection.execute(update(outbox).where(again).values(state="todo", **tried))
    connection.execute(update(outbox).where(claimed).values(state="doubt", reason="restarted"))
    return int(count or 0)


def prune(connection: Connection, now: Milliseconds) -> None:
    """What was sent long ago goes, and what was held for somebody who never wrote again; the last words to somebody who is erased, and
    overviews, after a day.

    Those last words go also where they were held: nobody is left whose window could open.
    """
    connection.execute(_old, {"before": now - KEPT_MS, "yesterday": now - DAY_MS})
    connection.execute(_never_heard, {"given_up": now - HELD_MS})
    connection.execute(_to_nobody, {"yesterday": now - DAY_MS})


def backlog(connection: Connection, account: str) -> set[str]:
    """Addresses with something unsent: what is new for them must wait its turn."""
    return set(connection.scalars(_backlog, {"account": account}))


def packed(said: Said, to: str = "") -> bytes:
    """What was said, without its defaults: most of the outbox is labels of buttons. `to`: for whom, where the address may be gone."""
    fields = {
        name: getattr(said, name)
        for name in ("edits", "lane", "rtl", "question", "files", "about", "footer", "opener", "by", "bars", "made")
        if getattr(said, name) != getattr(PLAIN, name)
    }
    fields |= {"to": to} if to else {}
    fields |= {"pin": (said.pin.name, said.pin.address, tuple(said.pin.point or ()))} if said.pin else {}
    return orjson.dumps({"text": said.text, "options": [tuple(one) for one in said.options], **fields})


def unpacked(read: bytes) -> tuple[Said, str]:
    fields = orjson.loads(read)
    to = fields.pop("to", "")
    options, files = tuple(Option(*one) for one in fields.pop("options")), tuple(fields.pop("files", ()))
    bars = tuple((colour, count) for colour, count in fields.pop("bars", ()))
    pin = _pin(*fields.pop("pin")) if "pin" in fields else None
    return Said(**fields, options=options, files=files, bars=bars, pin=pin), to


def _pin(name: str, address: str, point: Sequence[float]) -> Spot:
    return Spot(name, address, Place(*point) if point else None)
