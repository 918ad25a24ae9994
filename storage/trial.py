"""Words that a coordinator tries on their own phone before anybody else hears them."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from dialogs.events import Said
from storage.crypt import Keyring
from storage.outbox import Message, message_row
from storage.schema import address, outbox
from storage.times import Milliseconds


def send(connection: Connection, keyring: Keyring, coordinator: int, words: Sequence[str], now: Milliseconds) -> bool:
    """Each as a message of its own, wherever the coordinator has a phone. False where they have none."""
    mine = (address.c.coordinator == coordinator) & (address.c.coordinator != 0) & (address.c.state == "ok")
    places = connection.execute(select(address.c.key, address.c.channel, address.c.account).where(mine)).all()
    rows = [
        message_row(
            Message(
                address=place.key,
                external="",  # the address's, as it is when it leaves
                account=f"{place.channel}:{place.account}",
                person=0,
                key=keyring.house,
                said=Said(text=text),
            ),
            now,
            state="todo",
        )
        for place in places
        for text in words
    ]
    if rows:
        connection.execute(insert(outbox), rows)
    return bool(rows)
