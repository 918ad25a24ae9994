"""What may not be tried for ever: links asked for, codes typed. Counted by a digest of what and who, never by a name or an address."""

from sqlalchemy import Connection, bindparam, case, delete, update

from storage.crypt import Keyring
from storage.schema import attempt
from storage.speaking.people import audited
from storage.times import Milliseconds
from storage.upsert import insert_new

WINDOW_MS = 15 * 60 * 1000  # in which tries are counted, from the first one on
MOST_LINKS = 5  # to sign in by, for one person in that time

_over = attempt.c.since <= bindparam("b_start")
_counted = (
    update(attempt)
    .where(attempt.c.key == bindparam("b_key"))
    .values(number=case((_over, 1), else_=attempt.c.number + 1), since=case((_over, bindparam("b_now")), else_=attempt.c.since))
    .returning(attempt.c.number)
)


def tried(connection: Connection, keyring: Keyring, what: str, who: str, now: Milliseconds) -> int:
    """Once more; the how manieth time it is in this quarter of an hour."""
    key = keyring.index("attempt", what, who)
    connection.execute(insert_new(attempt, connection.dialect.name), {"key": key, "number": 0, "since": now})
    counted = connection.scalar(_counted, {"b_key": key, "b_start": now - WINDOW_MS, "b_now": now})
    return int(counted or 0)


def locked(
    connection: Connection, keyring: Keyring, what: str, who: str, now: Milliseconds, *, most: int, actor: str = ""
) -> bool:
    """Whether this is one try too many. The first such one is written down."""
    times = tried(connection, keyring, what, who, now)
    if times == most + 1:
        audited(connection, actor, "locked", 0, now, tries=what)
    return times > most


def forget(connection: Connection, keyring: Keyring, what: str, who: str) -> None:
    """It went well: those before count no longer."""
    connection.execute(delete(attempt).where(attempt.c.key == keyring.index("attempt", what, who)))


def prune(connection: Connection, now: Milliseconds) -> None:
    connection.execute(delete(attempt).where(attempt.c.since <= now - WINDOW_MS))
