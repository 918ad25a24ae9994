"""Whom nothing reaches at present, as their window is closed and no template may open it."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, and_, or_, select, true

from storage.schema import address, address_person
from storage.times import Milliseconds


def closed(connection: Connection, people: Collection[int], windows: Mapping[str, int], now: Milliseconds) -> set[int]:
    """Those of them. `windows`: lengths by channel, as in `World.windows`."""
    shut = [and_(address.c.channel == channel, address.c.heard_at <= now - length) for channel, length in windows.items()]
    may = address.c.marketing & ((address.c.knocked_at == 0) | (address.c.knocked_at < address.c.heard_at))
    ways = (
        select(address_person.c.person, (or_(*shut) & ~may if shut else ~true()).label("shut"))
        .join(address, address.c.key == address_person.c.address)
        .where(address_person.c.person.in_(people), address_person.c.instead == 0, address.c.state == "ok")
    )
    found: dict[int, bool] = {}
    for person, no_way in connection.execute(ways):
        found[person] = bool(no_way) and found.get(person, True)
    return {person for person, no_way in found.items() if no_way}
