"""What pages about workshops show of each, and which one is meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import texts
from desk.broadcasting import Broadcasting
from desk.routing import staff_of
from desk.workshops.form import Bounds
from desk.workshops.title import title
from dialogs.texts import Text
from dialogs.workshops.values import Occurrence
from storage.answers.review import public
from storage.times import ms, zone_of
from storage.workshops import planning
from storage.workshops.attendees import concerned
from storage.workshops.planning import Counts, Kept, Plan

if TYPE_CHECKING:
    from desk.app import Desk

SAID: Mapping[str, Text] = {
    "kept": texts.WORKSHOP_KEPT,
    "published": texts.WORKSHOP_PUBLISHED,
    "copied": texts.WORKSHOP_COPIED,
    "cancelled": texts.WORKSHOP_CANCELLED,
    "moved": texts.WORKSHOP_MOVED,
    "left_out": texts.WORKSHOP_TIME_CANCELLED,
    "changed": texts.WORKSHOP_CHANGED_MEANWHILE,
    "missing": texts.WORKSHOP_STOPPED_HERE,
    "over": texts.WORKSHOP_OVER,
    "imported": texts.WORKSHOP_IMPORTED,
}
NOBODY = Counts()
STEPS = {"form": "book", "feedback": "feedback"}  # which forms may be chosen there: see dialogs.form.Form.does


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """One occurrence, and what people have said of it."""

    id: int
    at: Occurrence
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A workshop with its times. `counts`: of the whole series, where a place is for all of it."""

    kept: Kept
    title: str
    times: Sequence[Time]
    counts: Counts

    @property
    def id(self) -> int:
        return self.kept.id

    @property
    def plan(self) -> Plan:
        return self.kept.plan

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self.plan.zone)

    def next(self, now: datetime) -> Time | None:
        """The first that is not over; None after the last."""
        return next((one for one in self.times if one.at.planned and one.at.ends > now), None)

    def seats(self, time: Time | None) -> Counts:
        """Those of a time; of the whole series, where that is what people book."""
        return self.counts if self.plan.whole or time is None else time.counts


@dataclass(frozen=True, slots=True)
class Finding:
    """Where pages find workshops."""

    desk: "Desk"

    async def one(self, request: Request) -> Shown:
        """The one in the path. Raises HTTPException 404 for none of the reader's."""
        number, scope, keyring = request.path_params["workshop"], staff_of(request).scope, self.desk.keyring
        found = await self.desk.read(lambda connection: planning.find(connection, keyring, number, scope))
        if found is None:
            raise HTTPException(404)
        return (await self.shown(request, [found]))[0]

    async def between(self, request: Request, since: datetime, until: datetime) -> list[Shown]:
        """Those with a time in that span."""
        scope, keyring = staff_of(request).scope, self.desk.keyring
        found = await self.desk.read(lambda connection: planning.listed(connection, keyring, scope, since, until))
        return await self.shown(request, found)

    async def shown(self, request: Request, found: Sequence[Kept]) -> list[Shown]:
        page, numbers = self.desk.page(request), [one.id for one in found]

        def read(connection: Connection) -> tuple[dict[int, list[Occurrence]], dict[tuple[int, int], Counts]]:
            return planning.occurrences(connection, numbers), planning.counts(connection, numbers)

        times, counts = await self.desk.read(read)
        return [
            Shown(
                kept=one,
                title=title(page, one.plan),
                times=[_time(at, one.id, counts) for at in times.get(one.id, ())],
                counts=counts.get((one.id, 0), NOBODY),
            )
            for one in found
        ]

    async def concerned(self, one: Shown) -> int:
        """People who hear of what changes: those of one that is published."""
        now = ms(self.desk.now())
        return 0 if one.kept.state == "draft" else await self.desk.read(lambda connection: concerned(connection, one.id, now))

    async def bounds(self, request: Request) -> Bounds:
        """What the reader may choose from."""
        scope, known = staff_of(request).scope, self.desk.programmes
        names = await Broadcasting(self.desk).programmes(request)
        owners = {} if scope.centre else dict(names)
        for code in names:
            centres = known[code].centres if code in known else {}
            owners |= {
                f"{code}/{centre}": f"{names[code]} · {name}"
                for centre, name in centres.items()
                if scope.centre in ("", centre)
            }
        languages = tuple(self.desk.voices.own_names())
        return Bounds(owners=owners, programmes=known, steps=self._steps(), languages=languages)

    def _steps(self) -> Mapping[str, Sequence[str]]:
        """{field: forms that are asked at that step of a workshop}"""
        forms = self.desk.forms.items()
        return {field: [name for name, form in forms if form.does == does] for field, does in STEPS.items()}

    def to(self, request: Request, number: int, said: str = "", place: str = "") -> Response:
        """To the page of a workshop."""
        query = {"said": said} if said else {}
        return RedirectResponse(self.desk.page(request).link(f"/workshops/{public(number)}{place}", **query), 303)


def _time(at: Occurrence, number: int, counts: Mapping[tuple[int, int], Counts]) -> Time:
    return Time(id=int(at.id, 16), at=at, counts=counts.get((number, int(at.id, 16)), NOBODY))
