"""Where a window is closed, what was to leave is held, and a template asks the person to write: once, and never twice in a day.

How many people may be written to so in 24 hours is the platform's to say.
"""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, exists, func, insert, select, update

from dialogs.events import Said
from storage.crypt import Keyring
from storage.messages import reaching
from storage.messages.outbox import DAY_MS, Message, message_row
from storage.schema import HELD, NEVER, TODO, address, address_person, coordinator, digest_told, outbox, person, setting
from storage.times import Milliseconds
from storage.upsert import upsert

APPOINTMENTS = ("reminder:", "workshop:", "seat:")  # how `about` begins of what cannot wait until somebody writes again
OVERVIEW = "digest:"  # how `about` of an overview begins; behind it, since when it tells

_keys: BindParameter[str] = bindparam("keys", expanding=True)
_ids: BindParameter[int] = bindparam("ids", expanding=True)
_hold = (
    update(outbox)
    .where(outbox.c.address.in_(_keys), outbox.c.state == TODO, outbox.c.kind != "template")
    .values(state="held")
    .returning(outbox.c.address, outbox.c.about)
)
_whose = select(address.c.coordinator).where(address.c.key == bindparam("b_address")).scalar_subquery()
_where = select(address.c.channel).where(address.c.key == bindparam("b_address")).scalar_subquery()
_untold = (
    update(digest_told)
    .where(digest_told.c.staff == _whose, digest_told.c.channel == _where, digest_told.c.until > bindparam("b_since"))
    .values(until=bindparam("b_since"))
)
_asked = outbox.alias("asked")
_asking = exists().where(_asked.c.address == address.c.key, _asked.c.state == TODO, _asked.c.kind == "template")
_lost = outbox.alias("lost")
_perhaps = exists().where(
    _lost.c.person == address.c.person,
    _lost.c.person != 0,
    _lost.c.address == address.c.key,
    _lost.c.kind == "template",
    _lost.c.state == "doubt",
    _lost.c.created_at >= address.c.heard_at,
)
_unanswered = (address.c.knocked_at != NEVER) & (address.c.knocked_at >= address.c.heard_at) & ~_perhaps
_to_knock = select(address.c.key).where(
    address.c.key.in_(_keys),
    address.c.state == "ok",
    address.c.marketing,
    ~_unanswered | address.c.key.in_(bindparam("urgent", expanding=True)),
    address.c.knocked_at <= bindparam("yesterday"),
    ~_asking,
)
_oldest = (
    select(*(outbox.c[name] for name in ("address", "account", "person", "about")), person.c.key)
    .outerjoin(person, person.c.id == outbox.c.person)
    .where(outbox.c.address.in_(_keys), outbox.c.state == HELD)
    .order_by(outbox.c.id.desc())
)
_knocked = update(address).where(address.c.key.in_(_keys)).values(knocked_at=bindparam("b_now"))
_others = exists().where(
    address_person.c.address == outbox.c.address, address_person.c.shares, address_person.c.person != outbox.c.person
)
_readers = (
    select(
        outbox.c.id,
        func.coalesce(person.c.language, coordinator.c.language, ""),
        func.coalesce(person.c.programme, coordinator.c.programme, ""),
        (_others & (outbox.c.person != 0)).label("shared"),
    )
    .outerjoin(person, person.c.id == outbox.c.person)
    .outerjoin(coordinator, (coordinator.c.address == outbox.c.address) & (outbox.c.person == 0))
    .where(outbox.c.id.in_(_ids))
)
_lately = (
    (address.c.channel == bindparam("channel")) & (address.c.knocked_at != NEVER) & (address.c.knocked_at > bindparam("since"))
)
_people = select(func.count(), func.min(address.c.knocked_at)).select_from(address).where(_lately)
_later = update(outbox).where(outbox.c.id.in_(_ids)).values(due_at=bindparam("b_due_at"))


def hold(connection: Connection, keyring: Keyring, keys: Collection[str], now: Milliseconds) -> int:
    """All that waits at these addresses is held, and a template is put in its place where one may go. How many were held.

    Where none may go, as the person wants none, notices go to another address of theirs.
    """
    if not keys:
        return 0
    fresh = connection.execute(_hold, {"keys": list(keys)}).all()
    urgent = {key: about for key, about in fresh if about.startswith(APPOINTMENTS)}
    untold = {(key, int(about.removeprefix(OVERVIEW))) for key, about in fresh if about.startswith(OVERVIEW)}
    if untold:  # the next overview begins where this one began
        connection.execute(_untold, [{"b_address": key, "b_since": since} for key, since in sorted(untold)])
    reaching.move_deaf(connection, keyring, keys, now)
    knock(connection, keyring, keys, now, urgent)
    return len(fresh)


def knock(
    connection: Connection,
    keyring: Keyring,
    keys: Collection[str],
    now: Milliseconds,
    urgent: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """A template for each address at which something is held and that has had none since somebody last wrote. One of which nobody
    knows whether it arrived counts for a day.

    `urgent`: {address: what it is about, and not about what is held longest}: a template goes out also if the last one was not answered.
    """
    values = {"keys": list(keys), "urgent": list(urgent), "yesterday": now - DAY_MS}
    asked = list(connection.scalars(_to_knock, values))
    rows = {row.address: row for row in connection.execute(_oldest, {"keys": asked})} if asked else {}
    templates = [_template(keyring, row, urgent.get(row.address, row.about)) for row in rows.values()]
    if templates:
        connection.execute(insert(outbox), [message_row(one, now, state="todo") for one in templates])


def _template(keyring: Keyring, row: Any, about: str) -> Message:
    """What it says is made when it leaves, from what it is about."""
    return Message(
        address=row.address,
        external="",  # the address's, as it is when it leaves
        account=row.account,
        person=row.person,
        key=keyring.person(row.person, row.key) if row.person else keyring.house,
        said=Said(text="", lane="notice", about=about),
        kind="template",
    )


def knocked(connection: Connection, keys: Collection[str], now: Milliseconds) -> None:
    """Templates leave for these addresses now."""
    if keys:
        connection.execute(_knocked, {"keys": list(keys), "b_now": now})


def missed(connection: Connection, key: str) -> None:
    """The template that left for an address has not arrived, and counts no more."""
    connection.execute(_knocked, {"keys": [key], "b_now": 0})


def readers(connection: Connection, ids: Sequence[int]) -> Mapping[int, tuple[str, str, bool]]:
    """{id of a template's row: language, programme of who is to read it, and whether others use that phone too}"""
    rows = connection.execute(_readers, {"ids": list(ids)})
    return {number: (language, of, bool(shared)) for number, language, of, shared in rows}


# --- how many people ------------------------------------------------------------------------------------------------------


def written_to(connection: Connection, channel: str, now: Milliseconds) -> tuple[int, Milliseconds]:
    """To how many addresses of a channel templates went within 24 hours, and when the first of them did (0 = none)."""
    count, first = connection.execute(_people, {"channel": channel, "since": now - DAY_MS}).one()
    return int(count), int(first or 0)


def put_off(connection: Connection, ids: Sequence[int], until: Milliseconds) -> None:
    if ids:
        connection.execute(_later, {"ids": list(ids), "b_due_at": until})


def allowed(connection: Connection, channel: str) -> int | None:
    """How many people a day the platform lets us write to first, where it has told."""
    found = connection.scalar(select(setting.c.value).where(setting.c.name == f"{channel}_people"))
    return int(found) if found else None


def allow(connection: Connection, channel: str, people: int) -> None:
    """The platform has told."""
    row = {"name": f"{channel}_people", "value": str(people).encode()}
    connection.execute(upsert(setting, connection.dialect.name), [row])
