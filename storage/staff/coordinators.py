"""The staff: who they are and what they may do, how they are invited, what their next overview is about."""

import secrets
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Row, case, func, insert, select, true, update

from storage.crypt import Keyring
from storage.ids import random_id
from storage.schema import address, centre, concern, coordinator, person, programme, submission
from storage.times import Milliseconds

INVITED_MS = 7 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of the staff, as they are stored. `state`: invited, active, off."""

    id: int
    name: str
    email: str
    role: str
    state: str
    programme: str
    centre: str
    language: str
    zone: str
    address: str  # "" = no chat with the bot
    created_at: Milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinator:
    id: int
    programme: str
    language: str
    zone: str
    hour: str
    address: str
    external: str
    account: str
    reachable: bool
    digest_from: Milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What has happened since the last overview, and how much waits now."""

    new: int
    handed_in: int
    needs: int


# --- Who they are -----------------------------------------------------------------------------------------------------


def invite(connection: Connection, keyring: Keyring, name: str, **values: Any) -> str:
    """See `invite_one`: the code alone."""
    return invite_one(connection, keyring, name, **values)[1]


def invite_one(  # noqa: PLR0913 - a person has that many sides
    connection: Connection,
    keyring: Keyring,
    name: str,
    *,
    of: str,
    language: str,
    zone: str,
    hour: str,
    now: Milliseconds,
    email: str = "",
    role: str = "coordinator",
    centre: str = "",
) -> tuple[int, str]:
    """Somebody new; their id, and the code of their invitation, of which a digest is stored. `of`: the programme, "" = all."""
    number = random_id()
    row = {"id": number, "role": role, "state": "invited", "programme": of, "centre": centre, "created_at": now}
    row |= {"sealed": _seal(keyring, number, name, email), "email": _index(keyring, email), "language": language, "zone": zone}
    row |= {"hour": hour, "address": "", "digest_from": now, "invitation": "", "invited_until": 0}
    connection.execute(insert(coordinator).values(row))
    return number, invite_again(connection, keyring, number, now)


def invite_again(connection: Connection, keyring: Keyring, number: int, now: Milliseconds) -> str:
    """A new code for somebody who is known; the one before is good no longer."""
    code = f"c_{secrets.token_urlsafe(16)}"
    values = {"invitation": keyring.index("invitation", code), "invited_until": now + INVITED_MS}
    connection.execute(update(coordinator).where(coordinator.c.id == number).values(values))
    return code


def invited(connection: Connection, keyring: Keyring, code: str, now: Milliseconds) -> tuple[int, str]:
    """(id, hour) of the coordinator behind a code that is still good; (0, "") = none."""
    mine = (coordinator.c.invitation == keyring.index("invitation", code)) & (coordinator.c.state != "off")
    row = connection.execute(
        select(coordinator.c.id, coordinator.c.hour).where(mine, coordinator.c.invited_until > now)
    ).first()
    return (row[0], row[1]) if row else (0, "")


def members(connection: Connection, keyring: Keyring) -> list[Member]:
    """Everybody, the first who came first."""
    return [_member(row, keyring) for row in connection.execute(select(coordinator).order_by(coordinator.c.created_at))]


def names(connection: Connection, keyring: Keyring) -> dict[int, str]:
    """{id: name} of everybody."""
    return {one.id: one.name for one in members(connection, keyring)}


def member(connection: Connection, keyring: Keyring, number: int) -> Member | None:
    row = connection.execute(select(coordinator).where(coordinator.c.id == number)).one_or_none()
    return _member(row, keyring) if row else None


def by_email(connection: Connection, keyring: Keyring, email: str) -> Member | None:
    """Whose e-mail address it is, however it is written in capitals."""
    if not (digest := _index(keyring, email)):
        return None
    row = connection.execute(select(coordinator).where(coordinator.c.email == digest)).first()
    return _member(row, keyring) if row else None


def change(connection: Connection, number: int, **values: str) -> None:
    """`role`, `state`, `programme`, `centre`, `language`, `zone`."""
    connection.execute(update(coordinator).where(coordinator.c.id == number).values(values))


def rename(connection: Connection, keyring: Keyring, number: int, name: str, email: str) -> None:
    values = {"sealed": _seal(keyring, number, name, email), "email": _index(keyring, email)}
    connection.execute(update(coordinator).where(coordinator.c.id == number).values(values))


def places(connection: Connection) -> list[tuple[str, str, str]]:
    """(programme, centre, name) of everything that somebody's people may be limited to; centre "" = the whole programme."""
    names = connection.execute(select(programme.c.code, programme.c.name).order_by(programme.c.name)).all()
    parts = connection.execute(select(centre.c.programme, centre.c.code, centre.c.name).order_by(centre.c.name)).all()
    return [
        found
        for code, name in names
        for found in [(code, "", name), *((code, part, f"{name}: {called}") for of, part, called in parts if of == code)]
    ]


def switch_off(connection: Connection, number: int) -> None:
    """They may not come in any more, neither at the desk nor in chat. Let in again, they need a new invitation to the bot.

    Where they wrote from they are a person like others again: one who has said nothing yet, or whom nobody writes to until they start.
    """
    theirs = person.c.id.in_(select(address.c.person).where(address.c.coordinator == number)) & (person.c.status == "staff")
    begun = case((person.c.language != "", "stopped"), else_="new")
    connection.execute(update(person).where(theirs).values(status=begun))
    connection.execute(update(address).where(address.c.coordinator == number).values(coordinator=0))
    values = {"state": "off", "address": "", "invitation": "", "invited_until": 0}
    connection.execute(update(coordinator).where(coordinator.c.id == number).values(values))


def admins(connection: Connection) -> int:
    """How many can let others in."""
    ruling = (coordinator.c.role == "admin") & (coordinator.c.state != "off")
    return connection.scalar(select(func.count()).select_from(coordinator).where(ruling)) or 0


def _member(row: Row[Any], keyring: Keyring) -> Member:
    told = orjson.loads(keyring.house.open(f"coordinator:sealed:{row.id}", row.sealed))
    columns = ("id", "role", "state", "programme", "centre", "language", "zone", "address", "created_at")
    return Member(name=told["name"], email=told["email"], **{column: getattr(row, column) for column in columns})


def _seal(keyring: Keyring, number: int, name: str, email: str) -> bytes:
    return keyring.house.seal(f"coordinator:sealed:{number}", orjson.dumps({"name": name, "email": email.strip()}))


def _index(keyring: Keyring, email: str) -> str:
    plain = email.strip().casefold()
    return keyring.index("email", plain) if plain else ""


# --- Overviews --------------------------------------------------------------------------------------------------------


def linked(connection: Connection, keyring: Keyring) -> list[Coordinator]:
    """Those who can be told something."""
    columns = (coordinator.c[name] for name in ("id", "programme", "language", "zone", "hour", "address", "digest_from"))
    statement = (
        select(*columns, address.c.external, address.c.channel, address.c.account, address.c.state)
        .join(address, address.c.key == coordinator.c.address)
        .where(coordinator.c.state != "off")
    )
    rows = connection.execute(statement)
    return [
        Coordinator(
            id=number,
            programme=of,
            language=language,
            zone=zone,
            hour=hour,
            address=key,
            external=keyring.house.open(f"address:external:{key}", external).decode(),
            account=f"{channel}:{account}",
            reachable=state == "ok",
            digest_from=since,
        )
        for number, of, language, zone, hour, key, since, external, channel, account, state in rows
    ]


def counts(connection: Connection, of: str, since: Milliseconds, until: Milliseconds) -> Counts:
    def number(table: str) -> int:
        statements = {
            "new": select(func.count())
            .select_from(person)
            .where(
                person.c.programme == of if of else true(),
                person.c.created_at > since,
                person.c.created_at <= until,
                person.c.status.notin_(("new", "staff")),
            ),
            "handed_in": select(func.count())
            .select_from(submission)
            .where(submission.c.programme == of if of else true(), submission.c.at > since, submission.c.at <= until),
            "needs": select(func.count())
            .select_from(concern)
            .where(concern.c.programme == of if of else true(), concern.c.state == "open"),
        }
        return int(connection.scalar(statements[table]) or 0)

    return Counts(new=number("new"), handed_in=number("handed_in"), needs=number("needs"))


def told(connection: Connection, number: int, until: Milliseconds) -> None:
    connection.execute(update(coordinator).where(coordinator.c.id == number).values(digest_from=until))


def name_of(connection: Connection, of: str) -> str:
    return connection.scalar(select(programme.c.name).where(programme.c.code == of)) or of
