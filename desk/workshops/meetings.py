"""A person's meetings with the team: planned on their page, one or every few weeks; and all they have a place in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import texts
from desk.fields import fields, first
from desk.pages import Page
from desk.routing import GET, POST, Entry, staff_of
from desk.staff import WORK
from desk.workshops.title import titled
from dialogs.phrase import Phrase, phrase
from dialogs.workshops.schedule import BadSeries, slots
from dialogs.workshops.texts import FILE_DISCREET
from dialogs.workshops.values import Spot
from storage.answers.dossier import PersonView
from storage.answers.review import public
from storage.staff.scope import Scope
from storage.times import ms, zone_of
from storage.workshops import meetings
from storage.workshops.meetings import Place
from storage.workshops.rows import Plan, Words

if TYPE_CHECKING:
    from desk.app import Desk

EVERY = (0, 1, 2, 3, 4)  # weeks; 0 = once
FIELDS = ("day", "time", "minutes", "every", "until", "with", "place", "about")
LONGEST = {"with": 80, "place": 120, "about": 1_000}
EMPTY = {**dict.fromkeys(FIELDS, ""), "minutes": "45", "every": "2"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """`link`: to its page, "" where that is none of the reader's."""

    place: Place
    title: str
    link: str


async def places(desk: "Desk", page: Page, person: int, scope: Scope) -> list[Shown]:
    """What somebody has a place in."""
    found = await desk.read(lambda connection: meetings.of(connection, person, desk.now()))
    return [_shown(page, one, scope) for one in found]


def _shown(page: Page, one: Place, scope: Scope) -> Shown:
    mine = scope.programme in ("", one.programme) and scope.centre in ("", one.centre)
    link = page.link(f"/workshops/{public(one.workshop)}") if mine else ""
    return Shown(place=one, title=titled(page, one.titles), link=link)


@dataclass(frozen=True, slots=True)
class Meetings:
    desk: "Desk"

    async def show(self, request: Request) -> Response:
        return await self._page(request, await self._person(request), {**EMPTY, "with": staff_of(request).name})

    async def plan(self, request: Request) -> Response:
        """Make it, or show it once more with what is wrong."""
        found, sent = await self._person(request), await fields(request)
        given = {name: first(sent, name).strip()[: LONGEST.get(name, 20)] for name in FIELDS}
        try:
            planned = self._plan(request, found, given)
            begins = slots(planned.starts, planned.minutes, zone_of(planned.zone), planned.rule)[0].starts
        except BadSeries as bad:
            return await self._page(request, found, given, phrase(texts.WORKSHOP_BAD_SERIES, why=bad.why, cure=bad.cure))
        except ValueError:
            return await self._page(request, found, given, phrase(texts.WORKSHOP_NO_MOMENT))
        if begins <= self.desk.now():
            return await self._page(request, found, given, phrase(texts.WORKSHOP_IN_THE_PAST))
        staff, keyring, at = staff_of(request), self.desk.keyring, ms(self.desk.now())
        await self.desk.submit(
            lambda connection: meetings.make(connection, keyring, planned, found.id, by=staff.id, actor=staff.actor, now=at)
        )
        return RedirectResponse(self.desk.page(request).link(f"/people/{public(found.id)}/meetings", said="planned"), 303)

    async def _person(self, request: Request) -> PersonView:
        """Whoever does not agree that the team looks after them is not met so."""
        found = await self.desk.known(request)
        if not found.readable:
            raise HTTPException(404)
        return found

    def _plan(self, request: Request, found: PersonView, given: Mapping[str, str]) -> Plan:
        """Raises ValueError for what is no date, time or number."""
        scope, of = staff_of(request).scope, self.desk.programmes.get(found.programme)
        starts = datetime.fromisoformat(f"{given['day']}T{given['time']}").replace(tzinfo=None)
        return Plan(
            programme=found.programme,
            centre=scope.centre,
            words=self._words(request, found, given["about"]),
            trainer=given["with"],
            spot=Spot(given["place"]),
            zone=of.zone if of else "UTC",
            starts=starts,
            minutes=int(given["minutes"]),
            rule=_rule(int(given["every"]), given["until"]),
        )

    def _words(self, request: Request, found: PersonView, about: str) -> Mapping[str, Words]:
        """It is called an appointment, in the languages of both."""
        reads = self.desk.page(request).speech.language
        codes = dict.fromkeys(("en", reads, self.desk.voices.nearest(found.language) or "en"))
        return {code: Words(title=self.desk.voices[code].say(FILE_DISCREET), about=about) for code in codes}

    async def _page(
        self, request: Request, found: PersonView, given: Mapping[str, str], wrong: Phrase | None = None
    ) -> Response:
        page = self.desk.page(request)
        await self.desk.note(request, "read", found.id)
        values: dict[str, Any] = {
            "person": found,
            "given": given,
            "wrong": wrong,
            "every": EVERY,
            "longest": LONGEST,
            "places": await places(self.desk, page, found.id, staff_of(request).scope),
            "said": texts.MEETINGS_PLANNED if request.query_params.get("said") == "planned" else None,
        }
        return page.answer("meetings.html", status=422 if wrong else 200, **values)


def _rule(every: int, until: str) -> str:
    """An RRULE; "" = once. Raises ValueError."""
    if every not in EVERY:
        raise ValueError(every)
    return f"FREQ=WEEKLY;INTERVAL={every};UNTIL={date.fromisoformat(until):%Y%m%d}" if every else ""


def entries(desk: "Desk") -> Sequence[Entry]:
    pages, path = Meetings(desk), "/people/{person:id}/meetings"
    return [Entry(path, pages.show, WORK, (GET,)), Entry(path, pages.plan, WORK, (POST,))]
