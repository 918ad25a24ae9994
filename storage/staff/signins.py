"""Links to sign in by: good once, for ten minutes, and in the browser that asked for it."""

import secrets
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select

from dialogs.events import Said
from storage.crypt import Keyring
from storage.messages.outbox import Message, message_row
from storage.schema import address, coordinator, outbox, signin
from storage.staff.sessions import BYTES
from storage.times import Milliseconds

GOOD_MS = 10 * 60 * 1000


class Refusal(StrEnum):
    GONE = "gone"  # used, too old, or none of ours
    ELSEWHERE = "elsewhere"  # another browser has asked for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """Where somebody of the staff can be written to by the bot."""

    address: str
    external: str
    account: str  # channel:account
    heard_at: Milliseconds


def offer(connection: Connection, keyring: Keyring, staff: int, session: str, now: Milliseconds) -> str:
    """What a new link holds. `session`: the key of the browser that asked; "" where it was asked for in chat or on the server."""
    token = secrets.token_urlsafe(BYTES)
    row = {"key": keyring.index("signin", token), "staff": staff, "session": session, "until": now + GOOD_MS}
    connection.execute(insert(signin).values(row))
    return token


def follow(connection: Connection, keyring: Keyring, token: str, session: str, now: Milliseconds) -> int | Refusal:
    """Whose link it was: it is used up now. One that another browser has asked for stays good for that one."""
    key = keyring.index("signin", token)
    row = connection.execute(select(signin.c.session, signin.c.staff).where(signin.c.key == key, signin.c.until > now)).first()
    if row is None:
        return Refusal.GONE
    if row.session not in ("", session):
        return Refusal.ELSEWHERE
    gone = connection.execute(delete(signin).where(signin.c.key == key))
    return int(row.staff) if gone.rowcount else Refusal.GONE


def chat(connection: Connection, keyring: Keyring, staff: int) -> Chat | None:
    """None: they have no chat with the bot, have blocked it, or are off."""
    where = (coordinator.c.id == staff) & (coordinator.c.state != "off") & (address.c.state == "ok")
    columns = (address.c[name] for name in ("key", "external", "channel", "account", "heard_at"))
    row = connection.execute(select(*columns).join(coordinator, coordinator.c.address == address.c.key).where(where)).first()
    if row is None:
        return None
    external = keyring.house.open(f"address:external:{row.key}", row.external).decode()
    return Chat(address=row.key, external=external, account=f"{row.channel}:{row.account}", heard_at=row.heard_at)


def say(connection: Connection, keyring: Keyring, to: Chat, said: Said, now: Milliseconds) -> None:
    """Something is said to them there."""
    message = Message(address=to.address, external=to.external, account=to.account, person=0, key=keyring.house, said=said)
    connection.execute(insert(outbox), [message_row(message, now, state="todo")])
