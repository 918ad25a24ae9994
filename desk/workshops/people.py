"""The people of a workshop: who has a place, who waits, what they need; put in, taken out, written to; certificates; a list to print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import texts
from desk.charts import turnout as turnout_drawn
from desk.charts.drawing import Chart
from desk.charts.picturing import Artist
from desk.door.guests import Gathering, Guests, by_name, needs_of, why
from desk.fields import fields, first
from desk.routing import GET, POST, Entry, staff_of
from desk.staff import WORK
from desk.workshops.shown import Time
from dialogs.workshops.values import Seat
from storage.answers import review
from storage.answers.review import PersonRow, public
from storage.messages import broadcasts
from storage.segments import Segment
from storage.times import ms
from storage.workshops import bookings, turnout
from storage.workshops.attended import attended
from storage.workshops.parts import PARTS

if TYPE_CHECKING:
    from desk.app import Desk

LONGEST = 100  # characters that are searched for
LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class People:
    desk: "Desk"

    @property
    def guests(self) -> Guests:
        return Guests(self.desk)

    # --- looking -----------------------------------------------------------------------------------------------------

    async def show(self, request: Request) -> Response:
        return await self._page(request, await self.guests.of(request))

    async def find(self, request: Request) -> Response:
        """Somebody to be put in. What is looked for comes in the body: a name belongs into no web address."""
        found, words = await self.guests.of(request), first(await fields(request), "words").strip()[:LONGEST]
        scope, keyring = staff_of(request).scope, self.desk.keyring
        others: Sequence[PersonRow] = await self.desk.read(
            lambda connection: review.find(connection, keyring, words, but=0, scope=scope)
        )
        here = {one.person for one in found.booked}
        await self.desk.note(request, "listed", part="search")
        return await self._page(request, found, words=words, others=[one for one in others if one.id not in here])

    async def _page(self, request: Request, found: Gathering, **more: Any) -> Response:
        page = self.desk.page(request)
        dates: Mapping[int, Time] = {time.id: time for time in found.one.times}
        return page.answer(
            "workshop_people.html",
            **{
                "found": found,
                "dates": dates,
                "certified": await self._certified(found),
                "open": found.one.kept.state == "open" and (found.time is None or found.time.at.planned),
                "charts": [] if found.time else await self._charts(request, found),
                "said": texts.GUESTS_TOLD.get(request.query_params.get("said", "")),
                "words": "",
                "others": (),
                "needs_of": needs_of,
                "why": why,
                **more,
            },
        )

    async def _certified(self, found: Gathering) -> set[int]:
        """Those who have come often enough for a certificate."""
        who = [one.person for one in found.everybody]
        if not found.one.plan.enough:
            return set()
        came = await self.desk.read(lambda connection: attended(connection, found.one.id, who))
        return {person for person, one in came.items() if one.enough}

    async def _charts(self, request: Request, found: Gathering) -> list[Chart]:
        page, staff, now, number = self.desk.page(request), staff_of(request), ms(self.desk.now()), found.one.id
        everybody = staff.scope.people
        rows = await self.desk.read(
            lambda connection: turnout.turnouts(connection, everybody, since=0, until=now, workshops=[number])
        )
        artist = Artist(page=page, coarse=False, zone=found.one.zone)
        drawn = [turnout_drawn.by_date(artist, rows, found.one.zone), turnout_drawn.by_language(artist, rows)]
        return drawn if rows else []

    async def room(self, request: Request) -> Response:
        """To be printed, for those without a screen: who is expected, and a line to sign on."""
        found, page = await self.guests.of(request), self.desk.page(request)
        expected = {one.person: one for one in (*found.booked, *found.there)}
        return page.answer(
            "workshop_list.html", found=found, time=found.time, expected=by_name(page, [*expected.values()]), needs_of=needs_of
        )

    # --- places ------------------------------------------------------------------------------------------------------

    async def put_in(self, request: Request) -> Response:
        return await self._seat(request, bookings.put_in)

    async def take_out(self, request: Request) -> Response:
        return await self._seat(request, bookings.take_out)

    async def move_up(self, request: Request) -> Response:
        return await self._seat(request, bookings.move_up, said="up")

    async def _seat(self, request: Request, act: Any, said: str = "") -> Response:
        """The form says who, which places (`seat`, 0 = of the whole series), and which page it stands on (`back`)."""
        found, given, now = await self.guests.at(request), await fields(request), ms(self.desk.now())
        person, seat, back = (_number(first(given, name)) for name in ("who", "seat", "back"))
        if not {seat, back} <= {0, *(time.id for time in found.one.times)} or (seat == 0) != found.one.plan.whole:
            raise HTTPException(400)
        if act is bookings.put_in and not await self.guests.named(request, person):
            await self.desk.note(request, "refused", person)
            raise HTTPException(404)
        actor, number = staff_of(request).actor, found.one.id

        def write(connection: Connection) -> Seat:
            done: Seat = act(connection, number, seat, person, actor=actor, now=now)
            return done

        result = await self.desk.submit(write)
        return self._to(request, found, said or result, back)

    # --- writing to them ---------------------------------------------------------------------------------------------

    async def write(self, request: Request) -> Response:
        """A draft of a message to a part of them."""
        found, part, staff = await self.guests.at(request), first(await fields(request), "part"), staff_of(request)
        if part not in PARTS:
            raise HTTPException(400)
        segment = Segment(
            programme=staff.scope.programme,
            centre=staff.scope.centre,
            workshop=found.one.id,
            occurrence=found.number,
            part=part,
        )
        title, now, keyring = found.one.title[:LONGEST_TITLE], ms(self.desk.now()), self.desk.keyring
        number = await self.desk.submit(
            lambda connection: broadcasts.draft(
                connection, keyring, title=title, by=staff.id, scope=staff.scope, segment=segment, now=now
            )
        )
        return RedirectResponse(self.desk.page(request).link(f"/broadcasts/{public(number)}"), 303)

    def _to(self, request: Request, found: Gathering, said: str, back: int) -> Response:
        query = {"said": said} if said in texts.GUESTS_TOLD else {}
        place = f"/{public(back)}" if back else ""
        return RedirectResponse(self.desk.page(request).link(f"{found.path}/people{place}", **query), 303)


def _number(written: str) -> int:
    """An id as pages carry it. Raises HTTPException 400."""
    try:
        return int(written or "0", 16) if len(written) <= 13 else 0
    except ValueError as problem:
        raise HTTPException(400) from problem


def entries(desk: "Desk") -> list[Entry]:
    pages, all_ = People(desk), "/workshops/{workshop:id}/people"
    one = f"{all_}/{{occurrence:id}}"
    return [
        Entry(all_, pages.show, WORK, (GET,)),
        Entry(f"{all_}/find", pages.find, WORK, (POST,)),
        Entry(f"{all_}/write", pages.write, WORK, (POST,)),
        Entry(f"{all_}/in", pages.put_in, WORK, (POST,)),
        Entry(f"{all_}/out", pages.take_out, WORK, (POST,)),
        Entry(f"{all_}/up", pages.move_up, WORK, (POST,)),
        Entry(one, pages.show, WORK, (GET,)),
        Entry(f"{one}/find", pages.find, WORK, (POST,)),
        Entry(f"{one}/write", pages.write, WORK, (POST,)),
        Entry("/workshops/{workshop:id}/list/{occurrence:id}", pages.room, WORK, (GET,)),
    ]
