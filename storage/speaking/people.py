"""A person as a whole: forgetting them, and giving them everything that is stored."""

from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, delete, exists, insert, select, update

from storage.answers import attachments
from storage.audit import append
from storage.crypt import Keyring
from storage.schema import (
    PERSONAL,
    address,
    address_person,
    alias,
    answer,
    audit,
    booking,
    consent,
    erasure,
    person,
    quarantine,
    sheet,
)
from storage.speaking import speakers
from storage.speaking.loading import answer_from
from storage.staff import heard
from storage.times import Milliseconds, when
from storage.workshops import mybookings, rosters

_mine = (
    select(address)
    .join(address_person, address_person.c.address == address.c.key)
    .where(address_person.c.person == bindparam("who"), address_person.c.shares)
    .order_by(address.c.heard_at.desc(), address.c.channel, address.c.key)
)
_told = exists().where(answer.c.person == address_person.c.person)
_others = select(address_person, _told.label("told")).where(
    address_person.c.address.in_(bindparam("keys", expanding=True)), address_person.c.person != bindparam("who")
)
MOST_BYTES = 30_000_000  # of files in what somebody is given: written as text they are a third more, and bots may send 50 MB


def erase(connection: Connection, keyring: Keyring, number: int, now: Milliseconds) -> list[int]:
    """Everything about a person goes, their key first of all; the ledger remembers the random id, for backups that come back.

    With them goes what they had told on a phone that was joined later. Others who use the same phone stay. Who is gone.
    """
    gone = [one for asleep in speakers.sleepers(connection, number) for one in erase(connection, keyring, asleep, now)]
    _hold_places(connection, number)
    mine = list(connection.scalars(select(address_person.c.address).where(address_person.c.person == number)))
    alone = [key for key in sorted(mine) if not speakers.leave(connection, keyring, key, number, now)]
    for table in PERSONAL:
        column = table.c.id if table is person else table.c.person
        connection.execute(delete(table).where(column == number))
    for places, column in ((address, address.c.key), (alias, alias.c.address), (quarantine, quarantine.c.address)):
        connection.execute(delete(places).where(column.in_(alone)))
    connection.execute(delete(address_person).where(address_person.c.address.in_(alone)))
    connection.execute(insert(erasure).values(person=number, at=now))
    keyring.forget(number)
    return [*gone, number]


def _hold_places(connection: Connection, number: int) -> None:
    """Nobody writes the rosters they are in until they are gone."""
    numbers = connection.scalars(select(booking.c.workshop).where(booking.c.person == number).distinct()).all()
    rosters.locked(connection, numbers)


def everything(connection: Connection, keyring: Keyring, number: int) -> dict[str, Any]:
    """All that is stored about a person, opened: for themselves."""
    row = (connection.execute(select(person).where(person.c.id == number))).mappings().one()
    key = keyring.person(number, row["key"])
    private = orjson.loads(key.open(f"person:sealed:{number}", row["sealed"]))
    sheets = (connection.execute(select(sheet).where(sheet.c.person == number).order_by(sheet.c.number))).mappings().all()
    answers = (connection.execute(select(answer).where(answer.c.person == number).order_by(answer.c.sheet, answer.c.seq))).all()
    consents = (
        (connection.execute(select(consent).where(consent.c.person == number).order_by(consent.c.at, consent.c.purpose)))
        .mappings()
        .all()
    )
    reads = (connection.execute(select(audit).where(audit.c.person == number).order_by(audit.c.at))).mappings().all()
    return {
        "name": private["name"],
        "language": row["language"],
        "since": when(row["created_at"]),
        "places": _places(connection, keyring, number),
        "forms": [
            {
                "form": one["form"],
                "version": one["version"],
                "state": one["state"],
                "number": one["number"],
                "answers": [answer_from(given, key) for given in answers if given.sheet == one["number"]],
            }
            for one in sheets
        ],
        "files": attachments.within(connection, key, number, MOST_BYTES),
        "heard": heard.words(connection, key, number),
        "workshops": mybookings.everything(connection, keyring, number),
        "consents": [{"purpose": one["purpose"], "given": one["given"], "at": when(one["at"])} for one in consents],
        "readings": [{"at": when(one["at"]), "action": one["action"]} for one in reads],
    }


def _places(connection: Connection, keyring: Keyring, number: int) -> list[dict[str, Any]]:
    """Where they can be reached, whether others are there too, and whether somebody sleeps there who had told something. Where they wrote
    last comes first.
    """
    rows = connection.execute(_mine, {"who": number}).all()
    others = connection.execute(_others, {"who": number, "keys": [row.key for row in rows]}).all()
    return [
        {
            "key": row.key,
            "channel": row.channel,
            "external": keyring.house.open(f"address:external:{row.key}", row.external).decode(),
            "silent": row.state != "ok",
            "heard": when(row.heard_at) if row.heard_at else None,
            "shared": any(one.address == row.key and one.shares for one in others),
            "joined": any(one.address == row.key and one.instead == number and one.told for one in others),
        }
        for row in rows
    ]


def audited(connection: Connection, actor: str, action: str, number: int, now: Milliseconds, **detail: str | int) -> None:
    """Write down that somebody of the staff read or changed something of a person's. The `detail` (what of it, by names that
    `desk.team.auditing` knows how to say) holds no words of theirs; what is empty is left out.
    """
    append(connection, actor, action, number, now, {name: f"{value}" for name, value in detail.items() if value != ""})


def reachable_again(connection: Connection, keys: list[str]) -> None:
    """They wrote: what was unreachable is not any more."""
    connection.execute(update(address).where(address.c.key.in_(keys)).values(state="ok", reason=""))
