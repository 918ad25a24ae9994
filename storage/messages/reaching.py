"""Where somebody can be reached: an address at which nothing arrives any more, and the other one that takes over its notices.

A row moves with its address and account: what is sealed in it is bound to its number. Only where one of the two phones is shared is it
sealed anew: its buttons carry the number that the person has there, and it says whom it is for.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Select, bindparam, select, update

from dialogs.events import Said
from storage.crypt import Keyring
from storage.messages.outbox import packed, unpacked
from storage.schema import HELD, TODO, address, address_person, alias, outbox, person
from storage.speaking.moves import marked_anew
from storage.times import Milliseconds

_unsent = (outbox.c.address == bindparam("b_address")) & ((outbox.c.state == TODO) | (outbox.c.state == HELD))
_notices = _unsent & (outbox.c.lane == 1) & (outbox.c.kind != "template")
_whose = select(outbox.c.person).where(_notices, outbox.c.person != 0).distinct()
_others: Select[Any] = (
    select(address.c.key, address.c.channel, address.c.account)
    .join(address_person, address_person.c.address == address.c.key)
    .where(address_person.c.person == bindparam("b_person"), address_person.c.shares)
    .where(address.c.key != bindparam("b_not"), address.c.state == "ok")
    .order_by(address.c.heard_at.desc(), address.c.key)
    .limit(1)
)
_hearing = _others.where(address.c.marketing)
_deaf = select(address.c.key).where(address.c.key.in_(bindparam("keys", expanding=True)), ~address.c.marketing)
_moved = (
    update(outbox)
    .where(_notices, outbox.c.person == bindparam("b_person"))
    .values(address=bindparam("b_to"), account=bindparam("b_account"), state="todo", due_at=bindparam("b_now"))
    .returning(outbox.c.id)
)
_users: Select[Any] = select(address_person.c.person, address_person.c.number, address_person.c.shares)
_words: Select[Any] = (
    select(outbox.c.id, outbox.c.sealed, outbox.c.person, person.c.key, person.c.sealed.label("private"))
    .join(person, person.c.id == outbox.c.person)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
)
_dropped = update(outbox).where(outbox.c.address == bindparam("b_address"), outbox.c.state == TODO).values(state="cancelled")


def unreachable(connection: Connection, keyring: Keyring, key: str, reason: str, now: Milliseconds) -> set[int]:
    """The platform says nothing arrives there. Notices go to another address of the same person, what else waits there is dropped until
    they write again. The people whose notices moved.
    """
    connection.execute(update(address).where(address.c.key == key).values(state="unreachable", reason=reason[:64]))
    moved = move(connection, keyring, key, now)
    connection.execute(_dropped, {"b_address": key})
    return moved


def move(connection: Connection, keyring: Keyring, key: str, now: Milliseconds) -> set[int]:
    """Unsent notices of an address go to where their person can be reached; those of others stay. The people whose notices moved."""
    return _move(connection, keyring, key, now, _others)


def move_deaf(connection: Connection, keyring: Keyring, keys: Collection[str], now: Milliseconds) -> None:
    """The same for those of some addresses whose people want no templates: what is held there would wait for ever."""
    for key in sorted(connection.scalars(_deaf, {"keys": list(keys)})):
        _move(connection, keyring, key, now, _hearing)


def _move(connection: Connection, keyring: Keyring, key: str, now: Milliseconds, others: Select[Any]) -> set[int]:
    moved = set()
    for who in list(connection.scalars(_whose, {"b_address": key})):
        if there := elsewhere(connection, who, key, others):
            to, account = there
            values = {"b_address": key, "b_person": who, "b_to": to, "b_account": account, "b_now": now}
            rows = list(connection.scalars(_moved, values))
            _as_there(connection, keyring, rows, key, to)
            moved.add(who)
    return moved


def elsewhere(connection: Connection, who: int, key: str, others: Select[Any] | None = None) -> tuple[str, str] | None:
    """(address, channel:account) of a person that is not the given one and where messages arrive; where they wrote last comes first."""
    row = connection.execute(_others if others is None else others, {"b_person": who, "b_not": key}).first()
    return (row[0], f"{row[1]}:{row[2]}") if row else None


def move_row(
    connection: Connection, keyring: Keyring, number: int, key: str, there: tuple[str, str], now: Milliseconds
) -> None:
    """A row goes from an address to another (address, channel:account), as if it were new."""
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
    _as_there(connection, keyring, [number], key, there[0])


def _as_there(connection: Connection, keyring: Keyring, rows: Sequence[int], before: str, after: str) -> None:
    """What was said for one phone as it is said on the other. Nothing is opened where nobody else has ever been on either."""
    here, there = (connection.execute(_users.where(address_person.c.address == key)).all() for key in (before, after))
    if not any(len(users) > 1 or users[0].number for users in (here, there) if users):
        return
    for row in connection.execute(_words, {"ids": list(rows)}):
        key, place = keyring.person(row.person, row.key), f"outbox:sealed:{row.id}"
        said = _for(unpacked(key.open(place, row.sealed))[0], row, keyring, here, there)
        connection.execute(update(outbox).where(outbox.c.id == row.id).values(sealed=key.seal(place, packed(said))))


def _for(said: Said, row: Row[Any], keyring: Keyring, here: Sequence[Row[Any]], there: Sequence[Row[Any]]) -> Said:
    """With their name where it has none yet."""
    number = next((one.number for one in there if one.person == row.person), 0)
    found = marked_anew(said, number if number or len(there) > 1 else None)
    private = orjson.loads(keyring.person(row.person, row.key).open(f"person:sealed:{row.person}", row.private))
    if not private["name"] or _several(here) or not _several(there):
        return found
    drawn = "\u200f" if said.rtl else ""  # from the right, whatever letters the name has
    return replace(found, text=f"{drawn}\u2068{private['name']}\u2069:\n\n{found.text}")


def _several(users: Sequence[Row[Any]]) -> bool:
    return len([one for one in users if one.shares]) > 1


def opted_out(connection: Connection, keyring: Keyring, key: str, reason: str, now: Milliseconds) -> set[int]:
    """They told the platform that they want none of this: nobody knocks there any more. The people whose notices moved."""
    connection.execute(update(address).where(address.c.key == key).values(marketing=False, reason=reason[:64]))
    return move(connection, keyring, key, now)


def wants(connection: Connection, keys: Sequence[str], *, marketing: bool) -> None:
    """What they told the platform about messages that nobody asked for. `keys` are of ids of the address."""
    theirs = address.c.key.in_(keys) | address.c.key.in_(select(alias.c.address).where(alias.c.key.in_(keys)))
    connection.execute(update(address).where(theirs).values(marketing=marketing))
