"""When people are reminded: the rules of one workshop, or of all of a programme that have none of their own; and when that will really be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import texts
from desk.fields import fields
from desk.routing import GET, POST, Entry, staff_of
from desk.staff import WORK
from desk.workshops.form import Given, said
from desk.workshops.shown import Finding, Shown, Time
from dialogs.phrase import Phrase, phrase
from dialogs.workshops.schedule import Rule, remind_at
from dialogs.workshops.values import REMINDERS
from storage.times import ms
from storage.workshops import reminders, reminding, rules
from storage.workshops.rules import STATES

if TYPE_CHECKING:
    from desk.app import Desk

UNITS: Mapping[str, int] = {"days": 1_440, "hours": 60, "minutes": 1}
MOST = {"days": 60, "hours": 240, "minutes": 600}
LATE = (30, 90, 360, 720, 1_440, 3 * 1_440, 14 * 1_440)  # minutes
QUIET = (21, 8)
USUAL: Given = {
    "kind": ["remind"],
    "number": ["1"],
    "unit": ["days"],
    "way": ["before"],
    "anchor": ["start"],
    "wall": ["18:00"],
    "states": ["booked"],
    "late": ["360"],
}


@dataclass(frozen=True, slots=True)
class Planned:
    """A rule, and when it comes for the next time of a workshop; `passed`: that was already."""

    kept: rules.Kept
    at: datetime | None
    passed: bool

    @property
    def days(self) -> int:
        return abs(self.kept.rule.minutes) // 1_440

    @property
    def unit(self) -> str:
        """In the largest unit that says it whole."""
        return next(name for name, minutes in UNITS.items() if self.kept.rule.minutes % minutes == 0 and self.kept.rule.minutes)

    @property
    def number(self) -> int:
        return abs(self.kept.rule.minutes) // UNITS[self.unit] if self.kept.rule.minutes else 0

    @property
    def way(self) -> str:
        return "before" if self.kept.rule.minutes < 0 else "after"


@dataclass(frozen=True, slots=True)
class Reminding:
    desk: "Desk"

    @property
    def found(self) -> Finding:
        return Finding(self.desk)

    # --- of one workshop -----------------------------------------------------------------------------------------------

    async def of_one(self, request: Request) -> Response:
        return await self._one(request, await self.found.one(request))

    async def _one(self, request: Request, one: Shown, **more: Any) -> Response:
        kept = await self.desk.read(lambda connection: rules.rules(connection, one.id))
        missed = await self.desk.read(lambda connection: reminding.missed(connection, [one.id]))
        now = self.desk.now()
        values = {
            "one": one,
            "programme": one.plan.programme,
            "next": one.next(now),
            "rules": [self._planned(rule, one, now) for rule in kept],
            "own": not kept or any(rule.workshop for rule in kept),
            "missed": missed,
            "times": {time.id: time for time in one.times},
        }
        return await self._page(request, **{**values, **more})

    async def add_to_one(self, request: Request) -> Response:
        one, given = await self.found.one(request), await fields(request)
        rule, wrong = rule_of(given)
        if rule is None:
            return await self._one(request, one, given=given, wrong=wrong, status=422)
        await self._keep(request, rule, one.plan.programme, one.id)
        return self.found.to(request, one.id, "kept", "/reminders")

    async def drop_of_one(self, request: Request) -> Response:
        one = await self.found.one(request)
        await self._drop(request, one.plan.programme, one.id)
        return self.found.to(request, one.id, "kept", "/reminders")

    async def usual_of_one(self, request: Request) -> Response:
        one = await self.found.one(request)
        await self._usual(request, one.plan.programme, one.id)
        return self.found.to(request, one.id, "kept", "/reminders")

    # --- of a programme ------------------------------------------------------------------------------------------------

    async def of_all(self, request: Request) -> Response:
        return await self._all(request, await self._programme(request, request.query_params.get("programme", "")))

    async def _all(self, request: Request, programme: str, **more: Any) -> Response:
        kept = await self.desk.read(lambda connection: rules.rules_of(connection, programme))
        own = {one.id for one in kept} != {one.id for one in rules.USUAL}
        values: dict[str, Any] = {"one": None, "programme": programme, "next": None, "own": own, "missed": (), "times": {}}
        planned = [Planned(rule, None, passed=False) for rule in kept]
        return await self._page(request, **{**values, "rules": planned, **more})

    async def add_to_all(self, request: Request) -> Response:
        given = await fields(request)
        programme = await self._programme(request, said(given, "programme"))
        rule, wrong = rule_of(given)
        if rule is None:
            return await self._all(request, programme, given=given, wrong=wrong, status=422)
        await self._keep(request, rule, programme)
        return self._back(request, programme)

    async def drop_of_all(self, request: Request) -> Response:
        programme = await self._programme(request, said(await fields(request), "programme"))
        await self._drop(request, programme)
        return self._back(request, programme)

    async def usual_of_all(self, request: Request) -> Response:
        programme = await self._programme(request, said(await fields(request), "programme"))
        await self._usual(request, programme)
        return self._back(request, programme)

    async def _programme(self, request: Request, wanted: str) -> str:
        """One whose workshops are all the reader's; the first, where none is named. Raises HTTPException 403 for others, 404 without any."""
        mine = await self._mine(request)
        if not mine:
            raise HTTPException(403 if staff_of(request).scope.centre else 404)
        if wanted and wanted not in mine:
            raise HTTPException(403)
        return wanted or next(iter(mine))

    async def _mine(self, request: Request) -> Mapping[str, str]:
        bounds = await self.found.bounds(request)
        return {code: name for code, name in bounds.owners.items() if "/" not in code}

    def _back(self, request: Request, programme: str) -> Response:
        page = self.desk.page(request)
        return RedirectResponse(page.link("/workshops/reminders", programme=programme, said="kept"), 303)

    # --- both ----------------------------------------------------------------------------------------------------------

    async def _keep(self, request: Request, rule: Rule, of: str, number: int = 0) -> None:
        actor, now = staff_of(request).actor, ms(self.desk.now())

        def work(connection: Connection) -> None:
            reminders.keep_rule(connection, rule, of=of, number=number, actor=actor, now=now)

        await self.desk.submit(work)

    async def _drop(self, request: Request, of: str, number: int = 0) -> None:
        rule, actor, now = request.path_params["rule"], staff_of(request).actor, ms(self.desk.now())
        await self.desk.submit(
            lambda connection: reminders.drop_rule(connection, rule, of=of, number=number, actor=actor, now=now)
        )

    async def _usual(self, request: Request, of: str, number: int = 0) -> None:
        actor, now = staff_of(request).actor, ms(self.desk.now())
        await self.desk.submit(lambda connection: reminders.usual(connection, of=of, number=number, actor=actor, now=now))

    def _planned(self, kept: rules.Kept, one: Shown, now: datetime) -> Planned:
        time_ = _about(kept.rule, one, now)
        if time_ is None:
            return Planned(kept, None, passed=False)
        programme = self.desk.programmes.get(one.plan.programme)
        quiet = programme.quiet if programme else QUIET
        at = remind_at(kept.rule, time_.at.starts, time_.at.ends, one.zone, quiet)
        return Planned(kept, at, passed=at <= now)

    async def _page(self, request: Request, *, status: int = 200, **values: Any) -> Response:
        usual: dict[str, Any] = {"given": USUAL, "wrong": {}}
        kept = texts.WORKSHOP_KEPT if request.query_params.get("said") == "kept" else None
        offered = {"kinds": REMINDERS, "units": UNITS, "states": STATES, "lates": LATE}
        mine = await self._mine(request)
        return self.desk.page(request).answer(
            "workshop_reminders.html", status=status, **{**usual, **offered, "programmes": mine, "said": kept, **values}
        )


def _about(rule: Rule, one: Shown, now: datetime) -> Time | None:
    """The time of a workshop that it comes for next: certificates, and what is asked of a whole course, come for the last one."""
    nothing = {"certificate": not one.plan.enough, "feedback": not one.plan.feedback}
    if nothing.get(rule.kind):
        return None
    last = rule.kind == "certificate" or (rule.kind == "feedback" and one.plan.whole)
    return next((time for time in reversed(one.times) if time.at.planned), None) if last else one.next(now)


def rule_of(given: Given) -> tuple[Rule | None, Mapping[str, Phrase]]:
    """The rule that a form describes, or what is wrong with it."""
    wrong: dict[str, Phrase] = {}
    unit, number = said(given, "unit"), said(given, "number")
    if unit not in UNITS or not number.isdecimal() or int(number[:6]) > MOST[unit]:
        wrong["number"] = phrase(texts.WORKSHOP_NO_NUMBER, least=0, most=MOST.get(unit, 60))
    wall = said(given, "wall") if unit == "days" else ""
    if wall and not _is_time(wall):
        wrong["wall"] = phrase(texts.WORKSHOP_NO_TIME)
    states: Sequence[str] = tuple(one for one in STATES if one in given.get("states", ()))
    if not states:
        wrong["states"] = phrase(texts.WORKSHOP_NO_STATES)
    kind, anchor, late = said(given, "kind"), said(given, "anchor"), said(given, "late")
    if kind not in REMINDERS or anchor not in ("start", "end") or late not in map(str, LATE):
        wrong["kind"] = phrase(texts.WORKSHOP_NOT_OFFERED, what=kind[:20])
    if wrong:
        return None, wrong
    minutes = int(number) * UNITS[unit] * (-1 if said(given, "way") == "before" else 1)
    return Rule(kind, anchor, minutes, wall[:5], tuple(states), int(late)), wrong


def _is_time(wall: str) -> bool:
    try:
        time.fromisoformat(wall)
    except ValueError:
        return False
    return True


def entries(desk: "Desk") -> list[Entry]:
    pages, all_, one = Reminding(desk), "/workshops/reminders", "/workshops/{workshop:id}/reminders"
    return [
        Entry(all_, pages.of_all, WORK, (GET,)),
        Entry(all_, pages.add_to_all, WORK, (POST,)),
        Entry(f"{all_}/usual", pages.usual_of_all, WORK, (POST,)),
        Entry(f"{all_}/{{rule:id}}/remove", pages.drop_of_all, WORK, (POST,)),
        Entry(one, pages.of_one, WORK, (GET,)),
        Entry(one, pages.add_to_one, WORK, (POST,)),
        Entry(f"{one}/usual", pages.usual_of_one, WORK, (POST,)),
        Entry(f"{one}/{{rule:id}}/remove", pages.drop_of_one, WORK, (POST,)),
    ]
