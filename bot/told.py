"""What platforms tell beside what people say: what became of messages, who has another number, who wants what, how many we may write to.

Written in one go for a webhook, and the same when it comes again.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from bot.channels.base import Allowed, Arrived, Incoming, Preferred, Renamed, Status
from bot.dispatch import Dispatch
from bot.metrics import STATUSES
from storage import aliases, deliveries, knocks, reaching
from storage.crypt import Keyring

Told = Status | Renamed | Preferred | Allowed


def job(told: Sequence[Told], keyring: Keyring, dispatch: Dispatch, now: int) -> Callable[[Connection], None]:
    """`now` in milliseconds."""
    statuses = [_status(one) for one in told if isinstance(one, Status)]
    others = [one for one in told if not isinstance(one, Status)]
    for one in statuses:
        STATUSES.labels(one.state).inc()

    def write(connection: Connection) -> None:
        if statuses:
            dispatch.told(connection, statuses)
        for one in others:
            _write(connection, keyring, one, now)

    return write


def apart(arrived: Sequence[Arrived]) -> tuple[list[Incoming], list[Told]]:
    """What people did, and what the platform tells."""
    happened = [one for one in arrived if isinstance(one, Incoming)]
    return happened, [one for one in arrived if not isinstance(one, Incoming)]


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
    refused = one.refused
    return deliveries.Status(
        account=f"{one.channel}:{one.account}",
        message=one.message,
        number=one.outbox,
        state=one.state,
        price=one.price,
        meaning=refused.meaning.value if refused else "",
        reason=refused.reason if refused else "",
        after=refused.after if refused else 0.0,
    )
