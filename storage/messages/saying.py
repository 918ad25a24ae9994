"""What turns said becomes messages of the outbox: a newer question takes the place of an unsent older one."""

from dataclasses import replace

from sqlalchemy import BindParameter, Connection, bindparam, update

from dialogs.events import Said
from storage import bulk
from storage.crypt import Keyring
from storage.messages.outbox import Claim, Message, message_row
from storage.schema import TODO, outbox
from storage.speaking.loading import Loaded
from storage.speaking.moves import marked
from storage.times import Milliseconds
from storage.upsert import insert_into

_places: BindParameter[str] = bindparam("places", expanding=True)
_whose: BindParameter[int] = bindparam("people", expanding=True)
_superseded = (
    update(outbox)
    .where(outbox.c.address.in_(_places), outbox.c.state == TODO, outbox.c.question, outbox.c.lane == 0)
    .where(outbox.c.person.in_(_whose))  # of those who share a phone, each has a question of their own
    .values(state="superseded")
)


class Saying:
    """The messages of one batch, in the order in which they were said."""

    def __init__(self, keyring: Keyring) -> None:
        self.keyring = keyring
        self.messages: list[Message] = []

    def say(self, who: Loaded, said: Said) -> None:
        """A place on a map leaves in a message of its own; its words are what it is called, and where it is."""
        self.queue(who, replace(said, pin=None) if said.pin else said)
        if said.pin:
            words = "\n".join(filter(None, (said.pin.name, said.pin.address)))
            self.queue(who, Said(text=words, pin=said.pin, lane=said.lane, rtl=said.rtl, about=said.about))

    def queue(self, who: Loaded, said: Said, *, house: bool = False) -> None:
        """`house`: sealed with the master key, for words that outlive the person's."""
        self.messages.append(
            Message(
                address=who.address,
                external=who.external,
                account=who.account,
                person=0 if house else who.id,
                key=self.keyring.house if house else who.key,
                said=marked(said, who) if who.marked else said,
                kind="data" if said.made else "said",
                heard_at=who.heard_at,
            )
        )

    def write(self, connection: Connection, claim: Claim, now: Milliseconds) -> None:
        """A newer question takes the place of an unsent older one, in this batch and in the table."""
        newest = {(one.address, one.person): one for one in self.messages if one.said.question}
        rows, places = [], []
        for message in self.messages:
            if message.said.question and message is not newest[message.address, message.person]:
                rows.append(message_row(message, now, state="superseded"))
                continue
            taken = not message.said.behind and claim(message)
            rows.append(message_row(message, now, state="sending" if taken else "todo"))
            if message.said.question and not (taken and connection.dialect.name == "sqlite"):
                places.append(message)  # of one claimed, only another process can have left an older one
        if places:
            whose = {"places": [one.address for one in places], "people": [one.person for one in places]}
            connection.execute(_superseded, whose)
        bulk.write(connection, insert_into(outbox), rows)
