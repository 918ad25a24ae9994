"""The calendar of workshops: a month or a week as a table; as a list by day where the screen is narrow. Each stands by its place's clock."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from itertools import groupby
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from desk.routing import Entry, staff_of
from desk.staff import WORK
from desk.workshops.shown import Finding, Shown, Time
from storage.times import zone_of
from storage.workshops.planning import Counts

if TYPE_CHECKING:
    from desk.app import Desk

WEEK = timedelta(days=7)
A_DAY = timedelta(days=1)
FIRST, LAST = date(2000, 1, 1), date(2199, 12, 1)
MOST = 4  # workshops on one day of a month; the others are in its week
DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")


@dataclass(frozen=True, slots=True)
class Meeting:
    """The times of a workshop on one day: of a row of meetings all that take place, of others one."""

    one: Shown
    times: Sequence[Time]

    @property
    def starts(self) -> datetime:
        return self.times[0].at.starts.astimezone(self.one.zone)

    @property
    def ends(self) -> datetime:
        return self.times[-1].at.ends.astimezone(self.one.zone)

    @property
    def number(self) -> int:
        return len(self.times)

    @property
    def off(self) -> bool:
        return not self.times[0].at.planned or self.one.kept.state == "cancelled"

    @property
    def seats(self) -> Counts:
        counts = [self.one.seats(time) for time in self.times]
        return Counts(booked=sum(one.booked for one in counts), waiting=sum(one.waiting for one in counts))

    @property
    def capacity(self) -> int:
        return self.one.plan.capacity * self.number


@dataclass(frozen=True, slots=True)
class Day:
    """`beside`: of another month than the page is about."""

    date: date
    meetings: Sequence[Meeting]
    beside: bool

    @property
    def weekday(self) -> str:
        return str(self.date.isoweekday())


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one page shows: `weeks` of seven days. `view`: month or week; `at`: a day in it."""

    view: str
    at: date

    @property
    def first(self) -> date:
        """The Monday with which it begins."""
        start = self.at.replace(day=1) if self.view == "month" else self.at
        return start - start.weekday() * A_DAY

    @property
    def number(self) -> int:
        """Of weeks."""
        return -(-(self.following - self.first).days // 7) if self.view == "month" else 1

    @property
    def following(self) -> date:
        """A day in the next one: its first."""
        return (self.at.replace(day=1) + 31 * A_DAY).replace(day=1) if self.view == "month" else self.first + WEEK

    @property
    def preceding(self) -> date:
        return (self.at.replace(day=1) - A_DAY).replace(day=1) if self.view == "month" else self.first - WEEK

    def weeks(self, meetings: Mapping[date, Sequence[Meeting]]) -> list[list[Day]]:
        days = [self.first + number * A_DAY for number in range(7 * self.number)]
        month = self.at.month if self.view == "month" else 0
        shown = [Day(day, meetings.get(day, ()), bool(month) and day.month != month) for day in days]
        return [shown[start : start + 7] for start in range(0, len(shown), 7)]


@dataclass(frozen=True, slots=True)
class Calendar:
    desk: "Desk"

    async def show(self, request: Request) -> Response:
        today = self.desk.now().astimezone(zone_of(staff_of(request).zone)).date()
        sheet = _asked(request, today)
        since = datetime.combine(sheet.first, clock(), UTC) - A_DAY  # places are up to fourteen hours away from there
        meetings = await self._meetings(request, since, since + (7 * sheet.number + 2) * A_DAY)
        weeks = sheet.weeks(meetings)
        return self.desk.page(request).answer(
            "workshop_calendar.html",
            sheet=sheet,
            weeks=weeks,
            days=[day for week in weeks for day in week if day.meetings and not day.beside],
            today=today,
            most=MOST if sheet.view == "month" else 100,
        )

    async def _meetings(self, request: Request, since: datetime, until: datetime) -> Mapping[date, Sequence[Meeting]]:
        found: defaultdict[date, list[Meeting]] = defaultdict(list)
        for one in await Finding(self.desk).between(request, since, until):
            times = [time for time in one.times if since <= time.at.starts < until]
            for (day, _), some in groupby(times, key=lambda time: _together(one, time)):
                found[day].append(Meeting(one, list(some)))
        return {day: sorted(some, key=lambda one: one.starts) for day, some in found.items()}


def _together(one: Shown, time: Time) -> tuple[date, bool]:
    return time.at.starts.astimezone(one.zone).date(), time.at.planned


def _asked(request: Request, today: date) -> Sheet:
    """A month (2026-12), or the week of a day (2026-12-01); this month for what is neither."""
    for view, ending in (("week", ""), ("month", "-01")):
        written = request.query_params.get(view, "")
        try:
            at = date.fromisoformat(written + ending) if DAY.fullmatch(written) else None
        except ValueError:
            at = None
        if at and FIRST < at < LAST:
            return Sheet(view, at)
    return Sheet("month", today)


def entries(desk: "Desk") -> list[Entry]:
    return [Entry("/workshops/calendar", Calendar(desk).show, WORK)]
