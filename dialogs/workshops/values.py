"""Workshops as a conversation knows them: values only. Times are aware, in UTC; ids are as buttons and links carry them.

Words as in iCalendar (RFC 5545) and pretix: an occurrence is one time of a series; a booking is somebody's place, or wait for one.
"""

from datetime import UTC, datetime, tzinfo
from typing import Literal, NamedTuple

from dialogs.events import Place
from dialogs.form import Label

KINDS = ("group", "course", "meeting", "jobs", "info")
NEEDS = ("children", "transport", "interpreter", "access", "other")  # codes of choices: for ever
REMINDERS = ("remind", "feedback", "missed", "certificate")  # what a rule makes of its hour

Seat = Literal["waiting", "offered", "booked", "left", "expired", "removed", "full", "gone", ""]
Said = Literal["coming", "cannot", ""]
Came = Literal["came", "late", "left_early", "absent", ""]


class Spot(NamedTuple):
    """Where it is. `point` None: nobody has marked it on a map."""

    name: str = ""
    address: str = ""
    point: Place | None = None


class Workshop(NamedTuple):
    """`whole`: a place is for all of its occurrences. `capacity` 0: as many as come. `sequence` as in RFC 5545."""

    id: str
    kind: str
    title: Label
    about: Label
    bring: Label
    way: Label  # how to get there
    programme: str = ""
    languages: tuple[str, ...] = ()
    interpreters: tuple[str, ...] = ()
    trainer: str = ""
    spot: Spot = Spot()
    link: str = ""
    zone: str = "UTC"
    clock: tzinfo = UTC  # the zone, to tell the time by: dialogs load none
    whole: bool = False
    capacity: int = 0
    queues: bool = True
    discreet: bool = False
    form: str = ""
    feedback: str = ""
    open: bool = True  # one can sign up; False: it is cancelled
    sequence: int = 0


class Occurrence(NamedTuple):
    """`free`: places left where places are for each occurrence, None = as many as come. `slot`: the wall time of RECURRENCE-ID."""

    id: str
    starts: datetime
    ends: datetime
    slot: str = ""
    planned: bool = True  # False: it is cancelled
    sequence: int = 0
    free: int | None = None


class Booking(NamedTuple):
    """Of the person who speaks. `ahead`: how many wait before them; `until`: how long an offered place is kept.

    `said` and `came` are about the one occurrence that is spoken of. `code`: of their ticket, as one reads it out.
    """

    state: Seat
    ahead: int = 0
    until: datetime | None = None
    needs: tuple[str, ...] = ()
    said: Said = ""
    came: Came = ""
    version: int = 0
    code: str = ""


class Booked(NamedTuple):
    """A workshop as one person sees it. `occurrence`: the one it is about; None: all of them. `free`: places left of the whole series.

    `reminder`: what kind of reminder it is told for, one of REMINDERS; "" = for none. `places`: where it is about all of its times, and each
    is signed up for by itself, those that they have a place in or wait for: (id, state).
    """

    workshop: Workshop
    occurrences: tuple[Occurrence, ...]
    occurrence: Occurrence | None = None
    booking: Booking | None = None
    free: int | None = None
    reminder: str = ""
    places: tuple[tuple[str, Seat], ...] = ()
