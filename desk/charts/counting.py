"""Figures about the people whom a reader may see: counted now, or a while ago."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection

from desk.forms.questions import asked_about, is_repeated
from desk.staff import Staff
from dialogs.form import Form, Question
from storage import segments
from storage.answers import figures
from storage.answers.figures import Chosen, Funnel
from storage.segments import Reach, Segment
from storage.times import Milliseconds, ms
from storage.workshops.turnout import Turnout, turnouts

if TYPE_CHECKING:
    from desk.app import Desk

KEPT_FOR = timedelta(minutes=10)
AGAIN_AFTER = timedelta(seconds=10)  # sooner nobody can have it counted anew
MOST_KEPT = 300  # sets of figures
QUIET = timedelta(days=7)  # whoever has not answered for so long has stopped
WEEKS = 12

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What stands in the address. `days` 0 = at any time."""

    programme: str
    centre: str
    form: str
    question: str
    days: int

    @property
    def about(self) -> str:
        return f"{self.programme} {self.centre}".strip()


@dataclass(slots=True)
class Memory:
    """Figures that were counted a moment ago. One counting at a time: however many look, the database is asked once."""

    kept: dict[tuple[object, ...], tuple[datetime, Any]] = field(default_factory=dict)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def get(
        self, desk: "Desk", key: tuple[object, ...], work: Callable[[Connection], T], *, again: bool
    ) -> tuple[datetime, T]:
        """(when it was counted, the figures)"""
        async with self.turn:
            found = self.kept.get(key)
            if found is None or desk.now() - found[0] >= (AGAIN_AFTER if again else KEPT_FOR):
                found = desk.now(), await desk.read(work)
                self.kept.pop(key, None)
                self.kept[key] = found
            while len(self.kept) > MOST_KEPT:
                del self.kept[next(iter(self.kept))]
        return found


@dataclass(frozen=True, slots=True)
class People:
    """The figures that depend on no form."""

    funnels: Mapping[str, Funnel]
    languages: Mapping[str, int]
    reach: Reach
    waits: Sequence[tuple[Milliseconds, Milliseconds]]
    turnouts: Sequence[Turnout]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """All figures of the page, the oldest of them counted at `at`. Without a form there are none of it, without a question no answers."""

    at: datetime
    people: People
    form: Form | None
    question: Question | None
    took: Sequence[int]
    chosen: Chosen | None


@dataclass(frozen=True, slots=True)
class Counting:
    desk: "Desk"
    memory: Memory = field(default_factory=Memory)

    async def counted(self, wanted: Wanted, staff: Staff, *, again: bool) -> Counted:
        """Counted now, or a while ago."""
        of: Any = Segment(programme=wanted.programme, centre=wanted.centre).people(staff.scope)
        since = ms(self.desk.now() - timedelta(days=wanted.days)) if wanted.days else 0
        about = (staff.scope, wanted.about, wanted.days)
        times: list[datetime] = []

        async def get(work: Callable[[Connection], T], *name: str) -> T:
            at, figure = await self.memory.get(self.desk, (*about, *name), work, again=again)
            times.append(at)
            return figure

        people = await get(lambda connection: self.of_people(connection, of, since))
        form = self.desk.forms.get(wanted.form or next((one for one in people.funnels if one in self.desk.forms), ""))
        question = asked_about(form, wanted.question) if form else None
        took: Sequence[int] = ()
        chosen: Chosen | None = None
        if form:
            took = await get(lambda connection: figures.durations(connection, of, form.name, since=since), form.name)
        if form and question:
            within = is_repeated(form, question)
            chosen = await get(
                lambda connection: figures.chosen(connection, of, form.name, question.key, since=since, repeated=within),
                form.name,
                question.key,
            )
        return Counted(at=min(times), people=people, form=form, question=question, took=took, chosen=chosen)

    def of_people(self, connection: Connection, of: Any, since: Milliseconds) -> People:
        now = self.desk.now()
        came = figures.came(of, since)
        languages = segments.languages(connection, came)
        spoken = dict.fromkeys(languages, "·")  # in whatever language: only the ways to them count
        return People(
            figures.funnels(connection, of, since=since, quiet_since=ms(now - QUIET)),
            languages,
            segments.reach(connection, came, spoken, self.desk.windows, ms(now)),
            figures.settled(connection, of, since=ms(monday(now) - timedelta(weeks=WEEKS - 1))),
            turnouts(connection, of, since=since, until=ms(now)),
        )


def monday(day: datetime) -> datetime:
    """The beginning of its week."""
    return (day - timedelta(days=day.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
