"""What a channel is: parse what arrives, send what was said, translate refusals into a few meanings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

from dialogs.events import Event, Said
from dialogs.form import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One thing that happened at an address. `id` is unique for ever within channel and account."""

    id: str
    channel: str
    account: str
    external: str  # the platform's own id of the address: never leaves storage and channels
    event: Event
    name: str = ""  # what the platform calls the person: never stored
    language: str = ""  # the language of the phone's interface: a hint only
    callback: str = ""  # a button press to acknowledge


class Meaning(Enum):
    """What a refusal means for us; the sender acts on nothing else."""

    RETRY = "retry"  # surely not accepted: try again later
    SLOW_DOWN = "slow down"  # the whole account pauses for `after` seconds
    IN_DOUBT = "in doubt"  # perhaps accepted: never blindly retried
    UNREACHABLE = "unreachable"  # blocked, deactivated, no such chat
    UNCHANGED = "unchanged"  # an edit that changes nothing: as good as sent
    GONE = "gone"  # the message to edit, or the file, is no more: send a new one
    TOO_LARGE = "too large"  # a file that we do not take, or the platform does not give
    OURS = "ours"  # our request is wrong: no retry, somebody must look
    REVOKED = "revoked"  # the token or the account is refused: stop the account


class Refused(Exception):
    """The platform did not take a message. `reason` is the platform's code or sentence, never a person's words."""

    def __init__(self, meaning: Meaning, reason: str, after: float = 0.0) -> None:
        super().__init__(f"{meaning.value}: {reason}")
        self.meaning, self.reason, self.after = meaning, reason, after


class Channel(Protocol):
    name: str
    account: str
    limits: Limits

    def parse(self, raw: Any, now: datetime) -> Sequence[Incoming]:
        """Total: never raises, whatever `raw` is; what it does not know it leaves out and counts."""
        ...

    async def send(self, external: str, said: Said) -> str:
        """Deliver one message; the platform's id of it. Raises Refused."""
        ...

    async def send_file(self, external: str, name: str, content: bytes, caption: str) -> str:
        """Deliver a file; the platform's id of the message. Raises Refused."""
        ...

    async def show(self, external: str, name: str, content: bytes | str) -> str:
        """Show a picture, a recording or a film, or hand it over where the platform shows none of its kind (by the name's ending).

        `content`: the file, or what this has returned for it before: the platform's own id of the file. Raises Refused; GONE where
        that id holds no longer.
        """
        ...

    async def fetch(self, file: str, most: int) -> bytes:
        """A file that somebody sent, by the platform's id, of at most so many bytes. Raises Refused: TOO_LARGE, GONE …"""
        ...
