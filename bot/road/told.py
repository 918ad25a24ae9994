"""What platforms tell beside what people say: what became of messages, who has another number, who wants what, how many we may write to.

The same when it comes again. Statuses are most of it: those of a batch are written in one go.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Connection

from bot.channels.base import Allowed, Arrived, Incoming, Preferred, Renamed, Status
from bot.metrics import STATUSES
from storage.crypt import Keyring
from storage.messages import deliveries, knocks, reaching
from storage.speaking import aliases

Told = Renamed | Preferred | Allowed


def apart(arrived: Iterable[Arrived]) -> tuple[list[Incoming], list[Status], list[Told]]:
    """What people did, what became of messages, and what else the platform tells."""
    happened: list[Incoming] = []
    statuses: list[Status] = []
    others: list[Told] = []
    for one in arrived:
        if isinstance(one, Status):
            statuses.append(one)
        elif isinstance(one, Incoming):
            happened.append(one)
        else:
            others.append(one)
    return happened, statuses, others


def fates(statuses: Sequence[Status]) -> deliveries.Statuses:
    """As they are kept. They are counted."""
    for state, count in Counter(one.state for one in statuses).items():
        STATUSES.labels(state).inc(count)
    return deliveries.Statuses(map(_status, statuses))


def job(others: Sequence[Told], keyring: Keyring, now: int) -> Callable[[Connection], None]:
    """`now` in milliseconds."""

    def write(connection: Connection) -> None:
        for one in others:
            _write(connection, keyring, one, now)

    return write


def _write(connection: Connection, keyring: Keyring, one: Told, now: int) -> None:
    match one:
        case Renamed():
            aliases.renamed(
                connection,
                keyring,
                channel=one.channel,
                account=one.account,
                before=one.before,
                external=one.external,
                also=one.also,
                now=now,
            )
        case Preferred():
            keys = aliases.keys_of(keyring, one.channel, one.account, [one.external])
            reaching.wants(connection, keys, marketing=one.marketing)
        case Allowed():
            knocks.allow(connection, one.channel, one.people)


def _status(one: Status) -> deliveries.Status:
    found = deliveries.Status(f"{one.channel}:{one.account}", one.message, one.outbox, one.state, one.price)
    if not (refused := one.refused):
        return found
    return found._replace(meaning=refused.meaning.value, reason=refused.reason, after=refused.after)
