"""Coordinators: who they are, how they are invited, what their next overview is about."""

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update

from storage.crypt import Keyring
from storage.ids import random_id
from storage.schema import address, concern, coordinator, person, programme, submission
from storage.times import Milliseconds

INVITED_MS = 7 * 24 * 3600 * 1000


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


def invite(
    connection: Connection, keyring: Keyring, name: str, *, of: str, language: str, zone: str, hour: str, now: int
) -> str:
    """A new coordinator; the code of their invitation, for `?start=`. It is stored as a keyed digest only."""
    code = f"c_{secrets.token_urlsafe(16)}"
    number = random_id()
    row = {"id": number, "programme": of, "sealed": keyring.house.seal(f"coordinator:sealed:{number}", name.encode())}
    row |= {"language": language, "zone": zone, "hour": hour, "address": "", "digest_from": now}
    row |= {"invitation": keyring.index("invitation", code), "invited_until": now + INVITED_MS}
    connection.execute(insert(coordinator).values(row))
    return code


def invited(connection: Connection, keyring: Keyring, code: str, now: Milliseconds) -> tuple[int, str]:
    """(id, hour) of the coordinator behind a code that is still good; (0, "") = none."""
    mine = coordinator.c.invitation == keyring.index("invitation", code)
    row = connection.execute(
        select(coordinator.c.id, coordinator.c.hour).where(mine, coordinator.c.invited_until > now)
    ).first()
    return (row[0], row[1]) if row else (0, "")


def linked(connection: Connection, keyring: Keyring) -> list[Coordinator]:
    """Those who can be told something."""
    columns = (coordinator.c[name] for name in ("id", "programme", "language", "zone", "hour", "address", "digest_from"))
    statement = select(*columns, address.c.external, address.c.channel, address.c.account, address.c.state).join(
        address, address.c.key == coordinator.c.address
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
                person.c.programme == of,
                person.c.created_at > since,
                person.c.created_at <= until,
                person.c.status.notin_(("new", "staff")),
            ),
            "handed_in": select(func.count())
            .select_from(submission)
            .where(submission.c.programme == of, submission.c.at > since, submission.c.at <= until),
            "needs": select(func.count()).select_from(concern).where(concern.c.programme == of, concern.c.state == "open"),
        }
        return int(connection.scalar(statements[table]) or 0)

    return Counts(new=number("new"), handed_in=number("handed_in"), needs=number("needs"))


def told(connection: Connection, number: int, until: Milliseconds) -> None:
    connection.execute(update(coordinator).where(coordinator.c.id == number).values(digest_from=until))


def name_of(connection: Connection, of: str) -> str:
    return connection.scalar(select(programme.c.name).where(programme.c.code == of)) or of
