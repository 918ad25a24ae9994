"""Letters: what goes out as e-mail. They wait in the outbox like everything else that leaves."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import orjson
from sqlalchemy import Connection, insert

from dialogs.events import Said
from storage.crypt import Keyring
from storage.messages.outbox import Message, message_row
from storage.schema import outbox
from storage.times import Milliseconds

CHANNEL = "email"
KIND = "letter"  # of its row
LONGEST = 70  # characters of an address: with the channel's name it is an account
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a mail says, as text and perhaps as HTML. `language` is a code of ours."""

    subject: str
    text: str
    html: str = ""
    language: str = "en"

    def packed(self) -> str:
        return orjson.dumps(asdict(self)).decode()

    @staticmethod
    def unpacked(read: str) -> "Letter":
        return Letter(**orjson.loads(read))


def is_address(words: str) -> bool:
    """Whether a mail can be sent there: one address, without a name."""
    return len(words) <= LONGEST and ADDRESS.fullmatch(words) is not None


def key_of(keyring: Keyring, to: str) -> str:
    """How an address stands in the outbox."""
    return keyring.index(CHANNEL, to.casefold())


def put(
    connection: Connection, keyring: Keyring, account: str, letters: Sequence[tuple[str, Letter]], now: Milliseconds
) -> None:
    """Letters, each with whom it goes to, wait to leave. `account` is channel:account, as everywhere in the outbox."""
    for to, letter in letters:
        message = Message(
            address=key_of(keyring, to),
            external=to,
            account=account,
            person=0,
            key=keyring.house,
            said=Said(text=letter.packed()),  # as part of the conversation: after a crash it goes once more
            kind=KIND,
        )
        connection.execute(insert(outbox), [message_row(message, now, state="todo")])
