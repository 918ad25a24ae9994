"""What is known about a person when something happens: loaded before the turn, never changed by it.

Named tuples where a turn makes new ones: see `events`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from types import MappingProxyType
from typing import Literal, NamedTuple

from dialogs.events import Answer
from dialogs.form import Choice, Form, Limits
from dialogs.workshops.values import Booked
from dialogs.xpath import Node

NONE_GIVEN: Mapping[str, bool] = MappingProxyType({})


class Prompt(NamedTuple):
    """What was put to the person and is waited for. `shown` is what each choice stood for, in the order shown.

    `token` is in every button of it: `<sheet>.<how many were put before>`; an older button therefore never answers a newer question.
    """

    kind: str  # question another readings review change | and, outside forms, pick: `shown` are actions
    token: str = ""
    path: str = ""
    shown: tuple[str, ...] = ()
    misses: int = 0
    draft: tuple[str, ...] = ()
    page: int = 0
    typed: str = ""
    labels: tuple[str, ...] = ()  # of a pick: what its buttons say
    first: bool = False  # of a question: nothing before it was open when it was put
    again: bool = False  # a coordinator asked for one more answer on a sheet that is handed in: no summary comes after it


class Person(NamedTuple):
    language: str = ""  # "" until chosen or hinted
    zone: str = "UTC"
    name: str = ""
    status: Literal["new", "active", "stopped", "leaving", "staff"] = "new"
    consents: Mapping[str, bool] = NONE_GIVEN
    aside: Prompt | None = None
    delete_at: datetime | None = None
    wish: str = ""  # the form of the link they came by, to open once they have agreed
    coordinator: int = 0  # the coordinator who writes from this address, 0 = none
    prefers: str = ""  # the channel they would rather be written to on; "" = where they wrote last
    talks_with: int = 0  # the coordinator who speaks with them instead of the bot, 0 = nobody
    talker: str = ""  # what that coordinator is called
    talked_at: datetime | None = None  # when that coordinator last said something
    unanswered: bool = False  # they have written to that coordinator since


class Member(NamedTuple):
    """One of several who use the same phone. `number`: 0 the first who wrote from it, 1 the second …"""

    number: int
    name: str = ""  # "" until they have said it
    language: str = ""


class Way(NamedTuple):
    """An address of the person. `id` says nothing to anybody but storage."""

    id: str
    channel: str
    reachable: bool = True
    here: bool = False  # the one they write from now


class Link(NamedTuple):
    """What is known of a code that was written, or of one that a button carries.

    offered: another person asked for it, and it waits to be written here; asked: it was written elsewhere, and this person had asked
    for it; own: this person's, not yet written elsewhere; old: too late; wrong: nobody's; tried: too many wrong ones came from here.
    """

    state: Literal["offered", "asked", "own", "old", "wrong", "tried"]
    code: str
    channel: str = ""  # of the other side


SheetState = Literal["open", "paused", "handed_in", "dropped"]


class Sheet(NamedTuple):
    """A person's copy of a form. The open one that was raised last is the current one."""

    number: int
    form: str
    version: str = ""
    state: SheetState = "open"
    prompt: Prompt | None = None
    put: int = 0  # how many prompts were put so far
    raised: int = 0
    revision: int = 0
    active_at: datetime | None = None  # when the person last answered
    question: str = ""  # written projections: for the desk and the digests, never read by a turn
    done: int = 0
    total: int = 0
    answers: tuple[Answer, ...] = ()


class Broadcast(NamedTuple):
    """A message of the team to many. `texts` by language; `about`: see `Said`.

    on: to be told; stopped: not now, perhaps later; late: of no use any more.
    """

    texts: Mapping[str, str]
    about: str
    state: Literal["on", "stopped", "late"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    code: str = ""
    name: str = ""
    start: str = "welcome"
    forms: tuple[str, ...] = ()
    withdrawn: frozenset[str] = frozenset()  # forms that nobody can begin any more, by whichever link; those under way go on
    zone: str = "UTC"
    region: str = ""  # ISO 3166 code: how national phone numbers are read
    quiet: tuple[int, int] = (21, 8)  # from, until: hours of the person's day in which nothing unasked is sent
    centres: Mapping[str, str] = field(default_factory=dict)  # {code: name}
    review: Mapping[str, bool] = field(default_factory=dict)  # {form: whether coordinators look at it}, else the form says so

    def reviews(self, form: Form) -> bool:
        """Whether coordinators are to look at what is handed in of a form."""
        return self.review.get(form.name, form.reviewed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    person: Person
    programme: Programme
    forms: Mapping[str, Form]
    limits: Limits
    sheets: tuple[Sheet, ...] = ()  # all of them, also of forms that are gone: their numbers stay taken
    lists: Mapping[str, Sequence[Choice]] = field(default_factory=dict)  # live ones, which the bot supplies
    instances: Mapping[str, Node] = field(default_factory=dict)  # the same as trees, for expressions
    zone: tzinfo = UTC  # where the person is
    hint: str = ""  # the language of the phone's interface
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    invited: int = 0  # the coordinator whose invitation code was just opened
    hour: str = ""  # of that coordinator's daily overview
    channel: str = ""  # where they write from now
    number: int = 0  # of the person among those who use the same phone
    family: tuple[Member, ...] = ()  # all of them, if there are several
    quiet: bool = False  # of a shared phone: nobody has written for so long that it may be anybody
    sure: bool = False  # of a shared phone: it was just said whose this is
    ways: tuple[Way, ...] = ()  # the person's addresses, if there are several
    code: str = ""  # eight digits, unlike those of every other event: to join another phone with
    link: Link | None = None  # of the code in what they just wrote or tapped
    doors: Mapping[str, str] = field(default_factory=dict)  # {channel: our name or number there}
    broadcasts: Mapping[str, Broadcast] = field(default_factory=dict)  # those that somebody is to be told now
    booked: Mapping[str, Booked] = field(default_factory=dict)  # {about: what a reminder or news of a workshop is about}
    held: tuple[str, ...] = ()  # what could not be said while the window was closed, to be said anew: see `Said.about`
