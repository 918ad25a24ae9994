"""Workshops: what is coming, one of them, and what becomes of it: published, copied, moved, cancelled."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from desk import texts
from desk.broadcasting import Broadcasting
from desk.door import noting as door
from desk.fields import fields, first
from desk.routing import GET, POST, Entry, staff_of
from desk.staff import WORK
from desk.workshops import calendar, certificates, edit, importing, reminders
from desk.workshops import people as people_pages
from desk.workshops.shown import SAID, Finding, Shown, Time
from dialogs.phrase import Phrase, phrase
from dialogs.workshops.schedule import MOST_MINUTES, BadSeries, slots
from dialogs.workshops.values import KINDS
from storage import segments
from storage.times import ms
from storage.workshops import meetings, planning, rules
from storage.workshops.planning import Unchanged

if TYPE_CHECKING:
    from desk.app import Desk

SPANS = ("coming", "past", "all")
STATES = ("draft", "open", "cancelled")
LONG = timedelta(days=6 * 366)  # beyond the longest series
LONGEST = timedelta(minutes=MOST_MINUTES)  # of one time: what began so long ago may not be over
A_YEAR = timedelta(days=366)
SHOWN = 100  # dates of one workshop


@dataclass(frozen=True, slots=True)
class Workshops:
    desk: "Desk"

    @property
    def found(self) -> Finding:
        return Finding(self.desk)

    # --- all of them -------------------------------------------------------------------------------------------------

    async def listed(self, request: Request) -> Response:
        page, now, query = self.desk.page(request), self.desk.now(), request.query_params
        span = query.get("when", "") if query.get("when", "") in SPANS else SPANS[0]
        everything = await self.found.between(request, *_bounds(span, now))
        wanted = [one for one in everything if _fits(one, request) and _in_span(one, span, now)]
        wanted.sort(key=lambda one: _order(one, now))
        return page.answer(
            "workshops.html",
            found=wanted,
            any=bool(everything),
            now=now,
            span=span,
            spans=SPANS,
            kinds=KINDS,
            states=STATES,
            chosen={name: query.get(name, "") for name in ("kind", "state", "programme", "alone")},
            programmes=await Broadcasting(self.desk).programmes(request),
            said=SAID.get(query.get("said", "")),
        )

    # --- one of them -------------------------------------------------------------------------------------------------

    async def shown(self, request: Request) -> Response:
        return await self._page(request, await self.found.one(request))

    async def _page(self, request: Request, one: Shown, *, status: int = 200, **more: Any) -> Response:
        page, now = self.desk.page(request), self.desk.now()
        missing = await self._missing(request, one) if one.kept.state == "draft" else {}
        kept = await self.desk.read(lambda connection: rules.rules(connection, one.id))
        return page.answer(
            "workshop.html",
            **{
                "status": status,
                "one": one,
                "now": now,
                "next": one.next(now),
                "times": one.times[:SHOWN],
                "more": max(0, len(one.times) - SHOWN),
                "missing": missing,
                "rules": len(kept),
                "programmes": await Broadcasting(self.desk).programmes(request),
                "reader": self.desk.reader(page),
                "said": SAID.get(request.query_params.get("said", "")),
                **more,
            },
        )

    async def _missing(self, request: Request, one: Shown) -> dict[str, int]:
        """{language: people of the segment who would not read of it in theirs}"""
        whom, spoken = one.plan.segment.people(staff_of(request).scope), set(one.plan.words)
        people = await self.desk.read(lambda connection: segments.languages(connection, whom))
        return {code: number for code, number in people.items() if code and code not in spoken}

    async def publish(self, request: Request) -> Response:
        one, given = await self.found.one(request), await fields(request)
        if one.next(self.desk.now()) is None:
            return self.found.to(request, one.id, "over")
        if "anyway" not in given and await self._missing(request, one):
            return self.found.to(request, one.id, "missing")
        return await self._act(request, one, "published", planning.publish)

    async def copy(self, request: Request) -> Response:
        """The same once more, as a draft: with its words, its place, its dates."""
        one, staff, now = await self.found.one(request), staff_of(request), ms(self.desk.now())
        keyring, plan = self.desk.keyring, one.plan
        number = await self.desk.submit(
            lambda connection: planning.create(connection, keyring, plan, by=staff.id, actor=staff.actor, now=now)
        )
        return self.found.to(request, number, "copied", "/change")

    async def ask_cancel(self, request: Request) -> Response:
        one = await self.found.one(request)
        return self.desk.page(request).answer("workshop_cancel.html", one=one, people=await self.found.concerned(one))

    async def cancel(self, request: Request) -> Response:
        return await self._act(request, await self.found.one(request), "cancelled", planning.cancel)

    async def _act(self, request: Request, one: Shown, said: str, act: Callable[..., None], number: int = 0) -> Response:
        actor, now = staff_of(request).actor, ms(self.desk.now())
        try:
            await self.desk.submit(lambda connection: act(connection, number or one.id, actor=actor, now=now))
        except Unchanged:
            return self.found.to(request, one.id, "changed")
        return self.found.to(request, one.id, said)

    # --- one of its times --------------------------------------------------------------------------------------------

    async def time(self, request: Request) -> Response:
        """To move it or to cancel it: how many people hear of that stands there."""
        one, time = await self._time(request)
        return self._time_page(request, one, time)

    async def move(self, request: Request) -> Response:
        (one, time), given = await self._time(request), await fields(request)
        typed = {name: first(given, name).strip() for name in ("day", "time", "minutes")}
        try:
            starts, ends = _meant(typed, one)
        except BadSeries as bad:
            wrong = phrase(texts.WORKSHOP_BAD_SERIES, why=bad.why, cure=bad.cure)
            return self._time_page(request, one, time, status=422, wrong=wrong, typed=typed)
        except ValueError:
            return self._time_page(request, one, time, status=422, wrong=phrase(texts.WORKSHOP_NO_MOMENT), typed=typed)
        if starts <= self.desk.now():
            return self._time_page(request, one, time, status=422, wrong=phrase(texts.WORKSHOP_IN_THE_PAST), typed=typed)

        def act(connection: Connection, number: int, *, actor: str, now: int) -> None:
            planning.move(connection, number, starts, ends, actor=actor, now=now)

        return await self._act(request, one, "moved", act, time.id)

    async def cancel_time(self, request: Request) -> Response:
        one, time = await self._time(request)
        return await self._act(request, one, "left_out", planning.cancel_occurrence, time.id)

    async def _time(self, request: Request) -> tuple[Shown, Time]:
        one, number = await self.found.one(request), request.path_params["occurrence"]
        time = next((time for time in one.times if time.id == number), None)
        if time is None:
            raise HTTPException(404)
        return one, time

    def _time_page(
        self,
        request: Request,
        one: Shown,
        time: Time,
        *,
        status: int = 200,
        wrong: Phrase | None = None,
        typed: dict[str, str] | None = None,
    ) -> Response:
        starts, ends, counts = time.at.starts.astimezone(one.zone), time.at.ends, one.seats(time)
        minutes = (ends - time.at.starts) // timedelta(minutes=1)
        usual = {"day": f"{starts:%Y-%m-%d}", "time": f"{starts:%H:%M}", "minutes": str(minutes)}
        over = not time.at.planned or time.at.starts <= self.desk.now() or one.kept.state == "cancelled"
        people = 0 if one.kept.state == "draft" else counts.booked + counts.offered + counts.waiting
        values: dict[str, Any] = {"one": one, "time": time, "people": people, "over": over, "wrong": wrong}
        return self.desk.page(request).answer("workshop_time.html", status=status, **values, typed=typed or usual)


def _fits(one: Shown, request: Request) -> bool:
    known = {"kind": one.plan.kind, "state": one.kept.state, "programme": one.plan.programme}
    known["alone"] = "only" if meetings.alone(one.kept) else "without"
    return all(request.query_params.get(name, "") in ("", value) for name, value in known.items())


def _bounds(span: str, now: datetime) -> tuple[datetime, datetime]:
    """Between which instants a workshop has a time that may belong to a list. Of what is over, that of the last year."""
    since = now - (LONGEST if span == "coming" else A_YEAR)
    return since, now if span == "past" else now + LONG


def _in_span(one: Shown, span: str, now: datetime) -> bool:
    """Upcoming is what is not over."""
    return span == "all" or (one.next(now) is not None) == (span == "coming")


def _order(one: Shown, now: datetime) -> tuple[bool, float]:
    """The next first; then those that are over, the latest first."""
    coming = one.next(now)
    last = one.times[-1].at.starts.timestamp() if one.times else 0.0
    return (coming is None, coming.at.starts.timestamp() if coming else -last)


def _meant(typed: dict[str, str], one: Shown) -> tuple[datetime, datetime]:
    """When it is to take place, by the place's clock. Raises ValueError, BadSeries."""
    starts = datetime.fromisoformat(f"{typed['day']}T{typed['time']}").replace(tzinfo=None)
    minutes = int(typed["minutes"]) if typed["minutes"].isdecimal() else 0
    (found,) = slots(starts, minutes, one.zone)
    return found.starts.astimezone(UTC), found.ends.astimezone(UTC)


def entries(desk: "Desk") -> list[Entry]:
    """All pages about workshops. Those with a name of their own come before those with a code."""
    pages, one = Workshops(desk), "/workshops/{workshop:id}"
    time = f"{one}/times/{{occurrence:id}}"
    return [
        Entry("/workshops", pages.listed, WORK),
        *calendar.entries(desk),
        *importing.entries(desk),
        *edit.entries(desk),
        *reminders.entries(desk),
        *people_pages.entries(desk),
        *certificates.entries(desk),
        *door.entries(desk),
        Entry(one, pages.shown, WORK, (GET,)),
        Entry(f"{one}/publish", pages.publish, WORK, (POST,)),
        Entry(f"{one}/copy", pages.copy, WORK, (POST,)),
        Entry(f"{one}/cancel", pages.ask_cancel, WORK, (GET,)),
        Entry(f"{one}/cancel", pages.cancel, WORK, (POST,)),
        Entry(time, pages.time, WORK, (GET,)),
        Entry(f"{time}/move", pages.move, WORK, (POST,)),
        Entry(f"{time}/cancel", pages.cancel_time, WORK, (POST,)),
    ]
