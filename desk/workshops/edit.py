"""A workshop is made, and changed, on one page. Nothing is lost of what was typed, whatever is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from desk import texts
from desk.broadcasting import OF_WORKSHOP, Broadcasting
from desk.fields import fields
from desk.routing import GET, POST, Entry, staff_of
from desk.staff import WORK
from desk.workshops.form import LONGEST, NUMBERS, Filled, Given, filled, said
from desk.workshops.given import empty, given_by
from desk.workshops.series import DAYS, HOWS
from desk.workshops.shown import SAID, Finding, Shown
from dialogs.phrase import phrase
from dialogs.workshops.values import KINDS
from storage import segments
from storage.segments import Segment
from storage.times import ms
from storage.workshops import planning
from storage.workshops.planning import Unchanged

if TYPE_CHECKING:
    from desk.app import Desk

MOST_BODY = 300_000  # bytes of a form with words in two dozen languages
MOST_FIELDS = 800  # with every date of a long series left out
LOOKS = {  # buttons that keep nothing, and the fields of which it is told at once what is wrong with them
    "dates": ("day", "time", "minutes", "to", "zone", "repeat", "every", "times", "until", "rule", "without"),
    "language": (),
}


@dataclass(frozen=True, slots=True)
class Editing:
    desk: "Desk"

    @property
    def found(self) -> Finding:
        return Finding(self.desk)

    async def new(self, request: Request) -> Response:
        """A form that nobody has filled in, and nothing that is wrong with it yet."""
        scope = staff_of(request).scope
        segment = Segment(programme=scope.programme, centre=scope.centre)
        return await self._form(request, None, Filled(empty(await self.found.bounds(request))), segment)

    async def make(self, request: Request) -> Response:
        return await self._take(request, None)

    async def edit(self, request: Request) -> Response:
        one = await self.found.one(request)
        if one.kept.state == "cancelled":
            return self.found.to(request, one.id, "changed")
        known = filled(given_by(one.plan), await self.found.bounds(request), one.plan.segment)
        return await self._form(request, one, known, one.plan.segment)

    async def change(self, request: Request) -> Response:
        one = await self.found.one(request)
        if one.kept.state == "cancelled":
            return self.found.to(request, one.id, "changed")
        return await self._take(request, one)

    async def _take(self, request: Request, one: Shown | None) -> Response:
        """Keep it, or show it once more: because something is wrong, or to see its dates or another language."""
        given = await fields(request, MOST_BODY, MOST_FIELDS)
        part = {name: getattr(one.plan.segment, name) for name in OF_WORKSHOP} if one else {}  # not said by the form
        segment = replace(await Broadcasting(self.desk).segment(request, given), **part)
        now = filled(given, await self.found.bounds(request), segment)
        if (then := said(given, "then")) in LOOKS:
            now.wrong = {name: why for name, why in now.wrong.items() if name in LOOKS[then]}
            return await self._form(request, one, now, segment)
        if now.plan is None:
            return await self._form(request, one, now, segment, status=422)
        try:
            number = await self._keep(request, one, now)
        except Unchanged:
            now.wrong["whole"] = phrase(texts.WORKSHOP_PLACES_TAKEN)
            return await self._form(request, one, now, segment, status=409)
        return self.found.to(request, number, "kept")

    async def _keep(self, request: Request, one: Shown | None, now: Filled) -> int:
        staff, at, keyring, plan = staff_of(request), ms(self.desk.now()), self.desk.keyring, now.plan
        assert plan  # noqa: S101 - it was looked at
        if one is None:
            number: int = await self.desk.submit(
                lambda connection: planning.create(connection, keyring, plan, by=staff.id, actor=staff.actor, now=at)
            )
            return number
        await self.desk.submit(lambda connection: planning.change(connection, keyring, one.id, plan, actor=staff.actor, now=at))
        return one.id

    async def _form(self, request: Request, one: Shown | None, now: Filled, segment: Segment, status: int = 200) -> Response:
        page, pages = self.desk.page(request), Broadcasting(self.desk)
        people = await self.desk.read(
            lambda connection: segments.languages(connection, segment.people(staff_of(request).scope))
        )
        reader = self.desk.reader(page)
        values: dict[str, Any] = {
            "one": one,
            "told": await self.found.concerned(one) if one else 0,
            "now": now,
            "wrong": now.wrong,
            "segment": segment,
            "people": people,
            "tongues": self._tongues(now.given, people, page.speech.language),
            "bounds": await self.found.bounds(request),
            "programmes": await pages.programmes(request),
            "questions": pages.questions(page),
            "titles": {name: reader.title(name) for name in self.desk.forms},
            "kinds": KINDS,
            "hows": HOWS,
            "days": DAYS,
            "longest": LONGEST,
            "numbers": NUMBERS,
            "said": SAID.get(request.query_params.get("said", "")),
        }
        return page.answer("workshop_edit.html", status=status, **values)

    def _tongues(self, given: Given, people: Mapping[str, int], reads: str) -> list[str]:
        """The languages of those it is for, the most spoken first; those that have words already; English, or the reader's."""
        known = self.desk.voices.own_names()
        written = [name.partition(":")[2] for name in given if ":" in name and any(given[name])]
        more = [code for code in (said(given, "also"), "en", reads) if code in known]
        wanted = [code for code in (*people, *written, *more[:2], *more[2:]) if code in known]
        return list(dict.fromkeys(wanted))


def entries(desk: "Desk") -> list[Entry]:
    pages, one = Editing(desk), "/workshops/{workshop:id}/change"
    return [
        Entry("/workshops/new", pages.new, WORK, (GET,)),
        Entry("/workshops/new", pages.make, WORK, (POST,)),
        Entry(one, pages.edit, WORK, (GET,)),
        Entry(one, pages.change, WORK, (POST,)),
    ]
