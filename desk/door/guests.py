"""The people of a workshop, or of one of its times, as several pages show them. That their names were read is written down."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request

from desk import texts
from desk.routing import staff_of
from desk.workshops.shown import Finding, Shown, Time
from dialogs.workshops.values import NEEDS
from storage.answers.review import public
from storage.times import ms
from storage.workshops import missing, reach
from storage.workshops.attendees import Attendee, people
from storage.workshops.attending import CAME
from storage.workshops.missing import Habit

if TYPE_CHECKING:
    from desk.app import Desk
    from desk.pages import Page


@dataclass(frozen=True, kw_only=True)
class Gathering:
    """Who has to do with a workshop. `time` None: all of its times. `habits`: what was noted of them lately."""

    one: Shown
    time: Time | None
    everybody: Sequence[Attendee]
    habits: Mapping[int, Habit]

    @property
    def path(self) -> str:
        return f"/workshops/{public(self.one.id)}"

    @property
    def number(self) -> int:
        """Of the time; 0: all of them."""
        return self.time.id if self.time else 0

    @property
    def seat(self) -> int:
        """What a place is for: 0 = the whole series."""
        return 0 if self.one.plan.whole else self.number

    @cached_property
    def booked(self) -> Sequence[Attendee]:
        return [one for one in self.everybody if one.state == "booked"]

    @cached_property
    def waiting(self) -> Sequence[Attendee]:
        """Those whom a place is offered first."""
        found = [one for one in self.everybody if one.state in ("offered", "waiting")]
        return sorted(found, key=lambda one: (one.state == "waiting", one.line))

    @cached_property
    def gone(self) -> Sequence[Attendee]:
        return [one for one in self.everybody if one.state in texts.GUESTS_STATES]

    @cached_property
    def there(self) -> Sequence[Attendee]:
        """Those who came, with a place or without one."""
        return [one for one in self.everybody if one.came in CAME]

    @property
    def needs(self) -> Mapping[str, Sequence[Attendee]]:
        """{need: who}, of those who have a place."""
        found = {code: [one for one in self.booked if code in needs_of(one)] for code in NEEDS}
        return {code: who for code, who in found.items() if who}

    def line(self, one: Attendee) -> int:
        """As which of those who wait for the same somebody does, counted from 1."""
        queue = [each.person for each in self.waiting if each.state == "waiting" and each.occurrence == one.occurrence]
        return queue.index(one.person) + 1

    @property
    def silent(self) -> Sequence[Attendee]:
        return [one for one in (*self.booked, *self.waiting) if not one.reachable]

    @property
    def said(self) -> Mapping[str, int]:
        """{what they say of this time: how many with a place}"""
        return Counter(one.said for one in self.booked)


def needs_of(one: Attendee) -> tuple[str, ...]:
    """What they said at sign-up, and of this time."""
    return tuple(dict.fromkeys((*one.needs, *one.help)))


@dataclass(frozen=True, slots=True)
class Guests:
    desk: "Desk"

    @property
    def found(self) -> Finding:
        return Finding(self.desk)

    async def of(self, request: Request) -> Gathering:
        """Of the workshop, and of the time if one is named, in the path. Raises HTTPException 404."""
        one = await self.found.one(request)
        time = time_of(request, one)
        desk, now, number = self.desk, ms(self.desk.now()), time.id if time else 0

        def read(connection: Connection) -> Gathering:
            rows = people(connection, desk.keyring, one.id, number)
            who = sorted({row.person for row in rows})
            shut = reach.closed(connection, who, desk.windows, now)
            everybody = [
                replace(row, reachable=False, reason="closed") if row.reachable and row.person in shut else row for row in rows
            ]
            return Gathering(one=one, time=time, everybody=everybody, habits=missing.habits(connection, who))

        found = await desk.read(read)
        if found.everybody:
            await desk.note(request, "listed", part="guests", workshop=public(one.id))
        return found

    async def at(self, request: Request) -> Gathering:
        """The same without the people: nobody's name is read."""
        one = await self.found.one(request)
        return Gathering(one=one, time=time_of(request, one), everybody=(), habits={})

    async def named(self, request: Request, number: int) -> bool:
        """Whether somebody is one of the reader's people."""
        scope = staff_of(request).scope
        return await self.desk.read(lambda connection: scope.holds(connection, number))


def time_of(request: Request, one: Shown) -> Time | None:
    """The time in the path; None where none is named. Raises HTTPException 404 for one of another workshop."""
    number = request.path_params.get("occurrence")
    if number is None:
        return None
    found = next((time for time in one.times if time.id == number), None)
    if found is None:
        raise HTTPException(404)
    return found


def why(page: "Page", one: Attendee) -> str:
    """Why somebody cannot be reached, in the reader's words."""
    text = texts.GUESTS_WHY.get(one.reason)
    return page.speech.say(text) if text else page.why(one.reason)


def by_name(page: "Page", some: Sequence[Attendee]) -> list[Attendee]:
    """As one looks for them on a list: by what they are called there."""
    return sorted(some, key=lambda one: page.name(one.person, one.name).casefold())
