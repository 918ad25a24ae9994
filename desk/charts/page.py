"""Charts: the page of figures about everybody whom the reader may see, and what may be asked of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from desk.charts.counting import QUIET, Counting, Wanted
from desk.charts.picturing import GROUP, Artist
from desk.forms.questions import choices, choosable
from desk.people.lines import PICTOGRAM
from desk.routing import Entry, staff_of
from desk.staff import LOOK, Staff
from dialogs.form import Question
from storage.staff import coordinators

if TYPE_CHECKING:
    from desk.app import Desk
    from desk.pages import Page

PERIODS = (7, 30, 90, 365)  # days
ASKED_FOR = frozenset({"about", "form", "question", "days", "again", "lang"})

Place = tuple[str, str, str]  # programme, centre, name


@dataclass(frozen=True, slots=True)
class Charting:
    desk: "Desk"
    counting: Counting

    async def show(self, request: Request) -> Response:
        page, staff = self.desk.page(request), staff_of(request)
        zone = ZoneInfo(staff.zone)
        places = await self.places(staff)
        wanted = self.wanted(request, places)
        found = await self.counting.counted(wanted, staff, again="again" in request.query_params)
        artist = Artist(page=page, coarse=not staff.works, zone=zone)
        total = sum(found.people.languages.values())
        return page.answer(
            "charts.html",
            **artist.pictures(found, self.desk.forms, self.labels(page, found.question)),
            found=found,
            wanted=wanted,
            places=places,
            periods=PERIODS,
            questions=choosable(found.form) if found.form else (),
            reader=self.desk.reader(page),
            at=found.at.astimezone(zone),
            total=total,
            coarse=artist.coarse,
            too_few=artist.coarse and total < GROUP,
            group=GROUP,
            quiet=QUIET.days,
        )

    # --- what is asked for -------------------------------------------------------------------------------------------------

    async def places(self, staff: Staff) -> list[Place]:
        """Programmes and centres that the reader may see."""
        found: Sequence[Place] = await self.desk.read(coordinators.places)
        seen = staff.scope
        return [place for place in found if seen.programme in ("", place[0]) and seen.centre in ("", place[1])]

    def wanted(self, request: Request, places: Iterable[Place]) -> Wanted:
        """Raises HTTPException 400 for what cannot be meant."""
        query = request.query_params
        about, form, days = query.get("about", ""), query.get("form", ""), query.get("days", "")
        programme, _, centre = about.partition(" ")
        known = about == "" or (programme, centre) in {(place[0], place[1]) for place in places}
        if not (known and form in {"", *self.desk.forms} and days in {"", *map(str, PERIODS)} and ASKED_FOR.issuperset(query)):
            raise HTTPException(400)
        question = query.get("question", "")
        return Wanted(programme=programme, centre=centre, form=form, question=question, days=int(days or 0))

    def labels(self, page: "Page", question: Question | None) -> dict[str, str]:
        """{choice: what it is called}"""
        offered = choices(question, self.desk.lists) if question else ()
        return {one.name: PICTOGRAM.sub("", page.speech.label(one.label)) for one in offered}


def entries(desk: "Desk") -> list[Entry]:
    return [Entry("/charts", Charting(desk, Counting(desk)).show, LOOK)]
