"""The second factor: passkeys (WebAuthn), and the secrets of apps that show codes (TOTP, RFC 6238)."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass

import orjson
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import Connection, delete, insert, select, update

from storage.crypt import Keyring
from storage.schema import passkey, totp
from storage.times import Milliseconds
from storage.upsert import upsert

SECRET_BYTES = 20  # RFC 4226, 4
DIGITS, STEP = 6, 30  # seconds
DRIFT = 1  # steps that a phone's clock may be off, either way


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """`id` and `public_key` as the browser gave them, in base64url without padding."""

    key: str
    staff: int
    id: str
    public_key: str
    uses: int
    created_at: Milliseconds


def of(connection: Connection, keyring: Keyring, staff: int) -> list[Passkey]:
    """Those of one person."""
    return list(_passkeys(connection, keyring, staff))


def _passkeys(connection: Connection, keyring: Keyring, staff: int) -> Iterator[Passkey]:
    rows = connection.execute(select(passkey).where(passkey.c.staff == staff).order_by(passkey.c.created_at))
    for row in rows:
        told = orjson.loads(keyring.house.open(f"passkey:sealed:{row.key}", row.sealed))
        yield Passkey(key=row.key, staff=row.staff, uses=row.uses, created_at=row.created_at, **told)


def add(
    connection: Connection, keyring: Keyring, staff: int, *, id_: str, public_key: str, uses: int, now: Milliseconds
) -> None:
    key = keyring.index("passkey", id_)
    sealed = keyring.house.seal(f"passkey:sealed:{key}", orjson.dumps({"id": id_, "public_key": public_key}))
    row = {"key": key, "staff": staff, "sealed": sealed, "uses": uses, "created_at": now}
    connection.execute(insert(passkey).values(row))


def used(connection: Connection, key: str, uses: int) -> None:
    connection.execute(update(passkey).where(passkey.c.key == key).values(uses=uses))


def has_totp(connection: Connection, staff: int) -> bool:
    return connection.scalar(select(totp.c.staff).where(totp.c.staff == staff)) is not None


def set_totp(connection: Connection, keyring: Keyring, staff: int, secret: bytes, step: int, now: Milliseconds) -> None:
    """`step`: of the code that proved it."""
    row = {"staff": staff, "sealed": keyring.house.seal(f"totp:sealed:{staff}", secret), "step": step, "created_at": now}
    connection.execute(upsert(totp, connection.dialect.name), row)


def check_totp(connection: Connection, keyring: Keyring, staff: int, code: str, now: Milliseconds) -> bool:
    """Whether a code is good now; it is so once."""
    row = connection.execute(select(totp.c.sealed, totp.c.step).where(totp.c.staff == staff)).one_or_none()
    step = step_of(keyring.house.open(f"totp:sealed:{staff}", row.sealed), code, now) if row else 0
    if not row or step <= row.step:
        return False
    later = (totp.c.staff == staff) & (totp.c.step < step)
    return connection.execute(update(totp).where(later).values(step=step)).rowcount == 1


def step_of(secret: bytes, code: str, now: Milliseconds) -> int:
    """The step of time that a code belongs to; 0 = it is not good now."""
    this, shown = now // 1000 // STEP, generator(secret)
    near = range(this - DRIFT, this + DRIFT + 1)
    return next((step for step in near if hmac.compare_digest(shown.generate(step * STEP), code.encode())), 0)


def generator(secret: bytes) -> TOTP:
    """SHA-1, as every app has it: RFC 6238 needs no collision resistance."""
    return TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303


def any_of(connection: Connection, staff: int) -> bool:
    """Whether they have a second factor."""
    return has_totp(connection, staff) or connection.scalar(select(passkey.c.key).where(passkey.c.staff == staff)) is not None


def protected(connection: Connection) -> set[int]:
    """Who has one."""
    return {*connection.scalars(select(passkey.c.staff)), *connection.scalars(select(totp.c.staff))}


def reset(connection: Connection, staff: int) -> None:
    """All go; the next time they sign in they choose anew."""
    connection.execute(delete(passkey).where(passkey.c.staff == staff))
    connection.execute(delete(totp).where(totp.c.staff == staff))
