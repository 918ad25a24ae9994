"""What a channel is: parse what arrives, send what was said, translate refusals into a few meanings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Literal, NamedTuple, Protocol

from dialogs.events import Event, Said
from dialogs.form import Limits
from dialogs.workshops.values import Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One thing that happened at an address. `id` is unique for ever within channel and account."""

    id: str
    channel: str
    account: str
    external: str  # the platform's own id of the address, to send to: never leaves storage and channels
    event: Event
    also: tuple[str, ...] = ()  # other ids that the platform has for it
    message: str = ""  # the platform's id of what arrived, to mark it as read
    name: str = ""  # what the platform calls the person: never stored
    language: str = ""  # the language of the phone's interface: a hint only
    callback: str = ""  # a button press to acknowledge


State = Literal["sent", "delivered", "read", "played", "failed"]


class Status(NamedTuple):
    """What became of a message of ours. `outbox` is our own number of it, 0 where the platform does not give it back."""

    channel: str
    account: str
    message: str  # the platform's id
    outbox: int
    state: State
    refused: "Refused | None" = None
    price: str = ""  # what it counts as (service, utility …), "" where it costs nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    """A platform says that an address has other ids from now on: the person changed their number."""

    id: str
    channel: str
    account: str
    before: tuple[str, ...]
    external: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferred:
    """Somebody told the platform whether they want marketing messages."""

    id: str
    channel: str
    account: str
    external: str
    marketing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """The platform says to how many people a day we may write first."""

    id: str
    channel: str
    people: int


Arrived = Incoming | Status | Renamed | Preferred | Allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A message that the platform has approved beforehand: by name and language, with values and what each of its buttons sends back."""

    name: str
    language: str  # the platform's code
    values: tuple[str, ...] = ()
    data: tuple[str, ...] = ()


class Meaning(Enum):
    """What a refusal means for us; the sender acts on nothing else."""

    RETRY = "retry"  # surely not accepted: try again later
    SLOW_DOWN = "slow down"  # the whole account pauses for `after` seconds
    REST = "rest"  # this person pauses, longer each time; with `after`, only what was refused waits so many seconds
    HUSH = "hush"  # the account may write first to nobody for `after` seconds; answers still go
    CLOSED = "closed"  # the person has not written lately: only a template may go
    OPTED_OUT = "opted out"  # they told the platform that they want none of this
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
    window: timedelta | None  # how long after somebody wrote anything may be said to them; None = always
    tells: bool  # whether the platform says what became of each message: then it settles what is in doubt

    async def door(self) -> str:
        """How people find us there: a link, or our number as one writes it. Raises Refused."""
        ...

    def parse(self, raw: Any, now: datetime) -> Sequence[Arrived]:
        """Total: never raises, whatever `raw` is; what it does not know it leaves out and counts."""
        ...

    async def send(self, external: str, said: Said, number: int = 0) -> str:
        """Deliver one message; the platform's id of it. `number` is ours: a platform that tells gives it back. Raises Refused."""
        ...

    async def send_drawn(self, external: str, picture: bytes, said: Said, number: int = 0) -> str:
        """Deliver a message with a PNG above its words; the platform's id of it.

        Raises Refused; TOO_LARGE also where the words do not go together with a picture.
        """
        ...

    async def send_place(self, external: str, spot: Spot, number: int = 0) -> str:
        """Deliver a place on a map (its point is known) with its name and address, where it has them; the platform's id of it.

        Raises Refused.
        """
        ...

    async def send_file(self, external: str, name: str, content: bytes, caption: str, number: int = 0) -> str:
        """Deliver a file; the platform's id of the message. Raises Refused."""
        ...

    async def send_template(self, external: str, template: Template, number: int = 0) -> str:
        """Deliver a template; the platform's id of the message. Raises Refused."""
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
