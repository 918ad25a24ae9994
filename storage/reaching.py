"""Where somebody can be reached: an address at which nothing arrives any more, and the other one that takes over its notices.

A row moves with its address and account only: what is sealed in it is bound to its number.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select, update

from storage.schema import HELD, TODO, address, address_person, alias, outbox
from storage.times import Milliseconds

_unsent = (outbox.c.address == bindparam("b_address")) & ((outbox.c.state == TODO) | (outbox.c.state == HELD))
_notices = _unsent & (outbox.c.lane == 1) & (outbox.c.kind != "template")
_whose = select(outbox.c.person).where(_notices, outbox.c.person != 0).distinct()
_others = (
    select(address.c.key, address.c.channel, address.c.account)
    .join(address_person, address_person.c.address == address.c.key)
    .where(address_person.c.person == bindparam("b_person"), address_person.c.shares)
    .where(address.c.key != bindparam("b_not"), address.c.state == "ok")
    .order_by(address.c.heard_at.desc(), address.c.key)
    .limit(1)
)
_moved = (
    update(outbox)
    .where(_notices, outbox.c.person == bindparam("b_person"))
    .values(address=bindparam("b_to"), account=bindparam("b_account"), state="todo", due_at=bindparam("b_now"))
)
_dropped = update(outbox).where(outbox.c.address == bindparam("b_address"), outbox.c.state == TODO).values(state="cancelled")


def unreachable(connection: Connection, key: str, reason: str, now: Milliseconds) -> set[int]:
    """The platform says nothing arrives there. Notices go to another address of the same person, what else waits there is dropped until
    they write again. The people whose notices moved.
    """
    connection.execute(update(address).where(address.c.key == key).values(state="unreachable", reason=reason[:64]))
    moved = move(connection, key, now)
    connection.execute(_dropped, {"b_address": key})
    return moved


def move(connection: Connection, key: str, now: Milliseconds) -> set[int]:
    """Unsent notices of an address go to where their person can be reached; those of others stay. The people whose notices moved."""
    moved = set()
    for who in list(connection.scalars(_whose, {"b_address": key})):
        if there := elsewhere(connection, who, key):
            to, account = there
            connection.execute(_moved, {"b_address": key, "b_person": who, "b_to": to, "b_account": account, "b_now": now})
            moved.add(who)
    return moved


def elsewhere(connection: Connection, who: int, key: str) -> tuple[str, str] | None:
    """(address, channel:account) of a person that is not the given one and where messages arrive; where they wrote last comes first."""
    row = connection.execute(_others, {"b_person": who, "b_not": key}).first()
    return (row[0], f"{row[1]}:{row[2]}") if row else None


def move_row(connection: Connection, number: int, there: tuple[str, str], now: Milliseconds) -> None:
    """A row goes to another (address, channel:account), as if it were new."""
    values = {
        "address": there[0],
        "account": there[1],
        "state": "todo",
        "due_at": now,
        "attempts": 0,
        "reason": "",
        "delivery": "",
    }
    connection.execute(update(outbox).where(outbox.c.id == number).values(values))


def opted_out(connection: Connection, key: str, reason: str, now: Milliseconds) -> set[int]:
    """They told the platform that they want none of this: nobody knocks there any more. The people whose notices moved."""
    connection.execute(update(address).where(address.c.key == key).values(marketing=False, reason=reason[:64]))
    return move(connection, key, now)


def wants(connection: Connection, keys: Sequence[str], *, marketing: bool) -> None:
    """What they told the platform about messages that nobody asked for. `keys` are of ids of the address."""
    theirs = address.c.key.in_(keys) | address.c.key.in_(select(alias.c.address).where(alias.c.key.in_(keys)))
    connection.execute(update(address).where(theirs).values(marketing=marketing))
