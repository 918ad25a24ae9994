"""What goes over the messengers, in numbers only: whom we may still write to first, what is held, what is charged."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from storage.messages import knocks
from storage.schema import HELD, NOTHING, TODO, address, outbox
from storage.times import Milliseconds

CHANNEL = "whatsapp"  # the only one that counts whom we write to first


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """`written_to` of `allowed` people were written to first within 24 hours; `held` messages wait until somebody writes,
    `waiting` ones until the pace, the person or the day lets them leave.

    `charged`: messages by price class, as long as they are kept (30 days). `used`: whether anybody writes on a channel with such rules.
    """

    used: bool
    written_to: int
    allowed: int
    held: int
    waiting: int
    charged: Mapping[str, int]


def traffic(connection: Connection, now: Milliseconds, usual: int) -> Traffic:
    """`usual`: how many people a day may be written to as long as the platform has not told."""
    charged = select(outbox.c.price, func.count()).where(outbox.c.price != NOTHING).group_by(outbox.c.price)
    told = knocks.allowed(connection, CHANNEL)
    return Traffic(
        used=connection.scalar(select(address.c.key).where(address.c.channel == CHANNEL).limit(1)) is not None,
        written_to=knocks.written_to(connection, CHANNEL, now)[0],
        allowed=usual if told is None else told,
        held=connection.scalar(select(func.count()).select_from(outbox).where(outbox.c.state == HELD)) or 0,
        waiting=connection.scalar(select(func.count()).select_from(outbox).where(outbox.c.state == TODO)) or 0,
        charged={price: count for price, count in connection.execute(charged.order_by(outbox.c.price))},  # noqa: C416
    )
