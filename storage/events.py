"""What has been taken in already: an event's id is kept with what it caused, so that a second delivery changes nothing."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete

from storage.schema import event
from storage.times import Milliseconds
from storage.upsert import insert_new_returning

KEPT_MS = 8 * 24 * 3600 * 1000  # Meta delivers again for seven days

_old = delete(event).where(event.c.at < bindparam("before"))


def claim(connection: Connection, ids: Sequence[str], now: Milliseconds) -> set[str]:
    """The ids that were not known. Sorted, so that two processes never wait for each other in a circle."""
    rows = [{"id": one, "at": now} for one in sorted(set(ids))]
    return set(connection.scalars(insert_new_returning(event, connection.dialect.name), rows))


def prune(connection: Connection, now: Milliseconds) -> None:
    connection.execute(_old, {"before": now - KEPT_MS})
