"""What can happen, and what is said and answered. Past tense, frozen; time and chance are fields of what happened.

Answers and options are named tuples: a turn makes dozens of them, and a frozen dataclass takes four times as long to make.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from dialogs.workshops.values import Booked, Spot

# --- What can happen ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    at: datetime  # aware, UTC
    seed: int = 0  # chance: the same event always rolls the same dice


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Happened):
    """The person pressed Start; `payload` is what a deep link carried."""

    payload: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed(Happened):
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Called(Happened):
    """A command of the channel's own menu: `back`, `skip`, `help` …"""

    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tapped(Happened):
    """A button. `data` is what we put into it (at the most 64 bytes), `message` the message it hung on."""

    data: str
    message: str = ""


class File(NamedTuple):
    """What a platform tells of a file that somebody sent. `id` is the platform's, to fetch it by; `size` in bytes, 0 = unknown."""

    id: str
    name: str = ""
    mime: str = ""
    size: int = 0


class Place(NamedTuple):
    """Where somebody says they are: degrees (WGS 84), metres."""

    latitude: float
    longitude: float
    altitude: float = 0.0
    accuracy: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared(Happened):
    """Something that is not text: photo, voice, video, document, location, contact, sticker, other."""

    kind: str
    file: File | None = None
    place: Place | None = None
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left(Happened):
    """The person blocked the bot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned(Happened):
    """The person unblocked the bot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due(Happened):
    """A stored intention has fallen due. `subject` is what it is about (a sheet's number)."""

    kind: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkshopTold(Happened):
    """What came of a `WorkshopAsked`. `result`: what the booking is now, or why nothing was done (dialogs.workshops.values.Seat)."""

    verb: str
    result: str = ""
    found: "tuple[Booked, ...]" = ()


Event = Opened | Typed | Called | Tapped | Shared | Left | Returned | Due | WorkshopTold

# --- What is said and answered -----------------------------------------------------------------------------------

Lane = Literal["conversation", "notice"]
Role = Literal["choice", "answer", "verb"]


class Option(NamedTuple):
    """A button: what it says and what comes back. `answer` is a choice of ours ("I don't know"), `verb` is navigation.

    `beside`: its form asks for columns (appearance `columns`), so short ones may stand side by side.
    """

    label: str
    data: str
    role: Role = "choice"
    beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Text for the person. `edits` names the message to change instead of sending a new one."""

    text: str
    options: tuple[Option, ...] = ()
    edits: str = ""
    lane: Lane = "conversation"
    rtl: bool = False
    question: bool = False  # a newer question supersedes an unsent older one
    about: str = ""  # of a notice: what to say anew if it cannot leave in time (`nudge:3`); "" = these very words
    files: tuple[str, ...] = ()  # shown before the text, each `<form>/<name of a file beside the form>`
    bars: tuple[tuple[int, int], ...] = ()  # (number of a colour, how many): a picture that goes with the words
    made: str = ""  # the file that is made when it leaves, the text as its caption; options only with pictures: bot/workshops/enclosures.py
    pin: "Spot | None" = None  # a place on a map, shown after the words in a message of its own
    by: int = 0  # the coordinator whose words these are, 0 = the bot's
    behind: bool = False  # it leaves after all that waits at its address, never at once
    opener: str = ""  # on the button that opens a list, where a channel shows options so; at most 20 characters
    footer: str = ""  # verbs as words to write, for a channel that has no room for all buttons; at most 60 characters


class Answer(NamedTuple):
    """One row of a sheet: append-only, the latest of a path counts."""

    path: str
    seq: int
    value: str
    status: Literal["answered", "skipped", "unknown", "declined", "retracted"] = "answered"
    how: Literal["tapped", "typed", "spoken", "staff"] = "typed"
    typed: str = ""  # the person's own words, where they differ from value
    label: str = ""  # what a choice of a live list was called
    precision: str = ""  # of a date: day, month, season, year
    calendar: str = ""  # the calendar a date was written in
    language: str = ""
    version: str = ""
    at: datetime | None = None
