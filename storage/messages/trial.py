"""Words that a coordinator tries on their own phone before anybody else hears them."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from dialogs.events import Said
from storage.crypt import Keyring
from storage.schema import address
from storage.staff.signins import Chat, say
from storage.times import Milliseconds


def send(connection: Connection, keyring: Keyring, coordinator: int, words: Sequence[str], now: Milliseconds) -> bool:
    """Each as a message of its own, wherever the coordinator has a phone. False where they have none."""
    mine = (address.c.coordinator == coordinator) & (address.c.coordinator != 0) & (address.c.state == "ok")
    places = connection.execute(select(address.c.key, address.c.channel, address.c.account).where(mine)).all()
    for place in places:
        there = Chat(address=place.key, external="", account=f"{place.channel}:{place.account}", heard_at=0)
        for text in words:
            say(connection, keyring, there, Said(text=text), now)
    return bool(places)
