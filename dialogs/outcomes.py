"""What can follow from a turn. Past tense, frozen; storage keeps them, the sender carries out what is said."""

from dataclasses import dataclass
from datetime import datetime

from dialogs.events import Answer, Event, File, Said
from dialogs.known import Person, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """`clear`: the value is a choice, a level or a number, which the desk may filter and count without opening anything.

    `again`: something was said at this path before, which counts no more.
    """

    sheet: int
    form: str
    answer: Answer
    clear: bool
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileShared:
    """An answer is a file: to be fetched from the platform and kept under `name`, which is the answer's value."""

    sheet: int
    path: str
    name: str
    file: File


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetChanged:
    """A sheet was opened or moved on. Its answers are not in here: each was Answered."""

    sheet: Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChanged:
    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """`review`: whether coordinators are to look at it."""

    sheet: int
    form: str
    revision: int
    review: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentSaid:
    """`version` is the form's: which words were agreed to."""

    purpose: str
    given: bool
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpNeeded:
    """A coordinator is asked to look: `asked`, `stuck`, about a question where there is one. `reason`: a word of ours."""

    kind: str
    sheet: int = 0
    path: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpOver:
    """What a coordinator was asked to look at is over by itself."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Somebody wrote or sent what is no answer, and a coordinator is to see it. `kind`: words, or as in `Shared`; `file`: the name under
    which it is kept.
    """

    kind: str
    text: str
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An intention: language, consent and hour are looked up when it falls due. A later plan of the same occurrence replaces it."""

    kind: str
    subject: str
    at: datetime
    occurrence: str = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """What is planned for the person is dropped (`kinds`, or all), and what is not yet sent."""

    kinds: tuple[str, ...] = ()
    unsent: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    programme: str
    centre: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordinatorLinked:
    """A coordinator opened the bot with their invitation."""

    coordinator: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestAsked:
    """A coordinator wants the overview now. `held`: it is the one that a template has told of."""

    coordinator: int
    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAsked:
    """A coordinator decides in chat: next, take, over (from a colleague), snooze, open, desk. `case` 0: the one they saw last."""

    coordinator: int
    verb: str
    case: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcasted:
    """What a message to many came to for this person: told, or why not (language, willing, stopped, late)."""

    broadcast: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """The hours of grace are over: everything about the person goes. `farewell` is the last thing said."""

    farewell: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOffered:
    """The person was shown a code, to write it from another phone."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSaid:
    """Somebody wrote another person's code, and agrees to be joined; that person is asked next."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRefused:
    """One of the two does not want to be joined: the code holds no longer. `here`: it was the side on which it was written."""

    code: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """The other side agrees too: this person speaks on the phone on which the code was written."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlinked:
    """One of the person's phones is theirs no more. `way`: see `Way.id`."""

    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkshopAsked:
    """The person wants to see workshops, or does something about their place in one. What comes of it follows as `WorkshopTold`.

    list (what fits), mine, show, book, leave, accept, decline, coming, cannot, help, present (their own code at the door); any other verb
    only looks, as show does, for what the turn then makes of it (sign, sure, way, ticket, calendar). `occurrence` "": the whole series.
    `needs`: codes of dialogs.workshops.values.NEEDS; `sheet`: the form in which they signed up.
    """

    verb: str
    workshop: str = ""
    occurrence: str = ""
    needs: tuple[str, ...] = ()
    sheet: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What happened goes to another of those who use the same phone. `speaks`: who is the one that writes from now on.

    `to` None: to one more person, who is new there.
    """

    to: int | None
    events: tuple[Event, ...]
    speaks: bool = True


Outcome = (
    Said
    | Answered
    | FileShared
    | SheetChanged
    | PersonChanged
    | HandedIn
    | ConsentSaid
    | HelpNeeded
    | HelpOver
    | Heard
    | Planned
    | Cancelled
    | Enrolled
    | CoordinatorLinked
    | DigestAsked
    | CaseAsked
    | Broadcasted
    | Erased
    | LinkOffered
    | LinkSaid
    | LinkRefused
    | Linked
    | Unlinked
    | WorkshopAsked
    | Passed
)
