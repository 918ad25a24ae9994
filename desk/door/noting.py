"""The door: who comes to one time of a workshop, noted by list, by code or by camera; the page keeps what has no network yet."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from desk import texts
from desk.door.guests import Gathering, Guests, by_name
from desk.door.marks import Door, Given, Told, take
from desk.fields import fields, first
from desk.routing import GET, POST, Entry, staff_of
from desk.staff import WORK
from storage.answers import dossier, review
from storage.answers.review import PersonRow, public
from storage.times import ms
from storage.workshops import bookings, presence, tickets
from storage.workshops.attendees import Attendee
from storage.workshops.presence import By, Mark

if TYPE_CHECKING:
    from desk.app import Desk
    from desk.pages import Page

CAMERA = {"Permissions-Policy": "camera=(self), microphone=(), geolocation=()"}
LONGEST = 100  # characters that are searched for
MOST_MARKS = 100  # sent at once
MOST_BODY = 60_000  # bytes of them
OLDEST = 30 * 24 * 3_600_000  # ms
ACTS = ("came", "late", "left_early", "absent", "")
ASK = ("waiting", "unbooked", "elsewhere")  # after these somebody can be put in


@dataclass(frozen=True, slots=True)
class Doors:
    desk: "Desk"

    @property
    def guests(self) -> Guests:
        return Guests(self.desk)

    # --- looking -----------------------------------------------------------------------------------------------------

    async def show(self, request: Request) -> Response:
        return await self._page(request, await self._open(request))

    async def find(self, request: Request) -> Response:
        """Somebody by name, on the list or not. It comes in the body: a name belongs into no web address."""
        found, words = await self._open(request), first(await fields(request), "words").strip()[:LONGEST]
        scope, keyring = staff_of(request).scope, self.desk.keyring
        others: Sequence[PersonRow] = await self.desk.read(
            lambda connection: review.find(connection, keyring, words, but=0, scope=scope)
        )
        here = {one.person for one in (*found.booked, *found.there)}
        await self.desk.note(request, "listed", part="search")
        return await self._page(request, found, words=words, others=[one for one in others if one.id not in here])

    async def _page(self, request: Request, found: Gathering, **more: Any) -> Response:
        page, now, keyring = self.desk.page(request), self.desk.now(), self.desk.keyring
        codes = await self.desk.read(lambda connection: tickets.holders(connection, keyring, found.one.id))
        expected = {one.person: one for one in (*found.booked, *found.there)}
        assert found.time  # noqa: S101 - it stands in the path
        answer = page.answer(
            "door.html",
            **{
                "found": found,
                "time": found.time,
                "expected": _narrowed(page, by_name(page, list(expected.values())), more.get("words", "")),
                "most": len(expected),
                "now": ms(now),
                "waiting": [one for one in found.waiting if one.person not in expected],
                "codes": {person: code for code, person in codes.items()},
                "acts": ACTS,
                "begun": found.time.at.starts <= now,
                "words": "",
                "others": (),
                **await self._told(request),
                **more,
            },
        )
        answer.headers.update(CAMERA)
        return answer

    async def _told(self, request: Request) -> dict[str, Any]:
        """What the address says has just happened, and to whom."""
        said, who = request.query_params.get("said", ""), request.query_params.get("who", "")
        if said not in texts.DOOR_RESULTS or request.method != "GET":
            return {"said": "", "whom": None, "ask": False}
        try:
            number = int(who or "0", 16)
        except ValueError:
            number = 0
        whom = None
        if number and await self.guests.named(request, number):
            whom = await self.desk.read(lambda connection: dossier.person(connection, self.desk.keyring, number))
        return {"said": said, "whom": whom, "ask": said in ASK and whom is not None}

    # --- noting ------------------------------------------------------------------------------------------------------

    async def mark(self, request: Request) -> Response:
        """One button beside one name."""
        found, given, now = await self._open(request, quiet=True), await fields(request), ms(self.desk.now())
        person, came = _number(first(given, "who")), first(given, "came")
        if came not in ACTS or not person:
            raise HTTPException(400)
        (told,) = await self._take(request, found, [Given("", person, "", came, "list", now)])
        return self._back(request, found, told)

    async def code(self, request: Request) -> Response:
        """The code of a ticket, typed."""
        found, given, now = await self._open(request, quiet=True), await fields(request), ms(self.desk.now())
        (told,) = await self._take(request, found, [Given("", 0, first(given, "code")[:LONGEST] or "-", "came", "code", now)])
        return self._back(request, found, told)

    async def sync(self, request: Request) -> Response:
        """What a page has noted since it last had a network; and what is noted by now, by whatever door."""
        found = await self._open(request, quiet=True)
        marks = await _marks(request, ms(self.desk.now()))
        told = await self._take(request, found, marks) if marks else []
        noted = await self.desk.read(lambda connection: presence.noted(connection, found.number))
        page = self.desk.page(request)
        answer = {
            "told": [{"id": one.id, "result": one.result, "who": public(one.person)} for one in told],
            "noted": {public(person): came for person, came in noted.items()},
        }
        return JSONResponse(answer, headers={"Content-Language": page.speech.language})

    async def walk_in(self, request: Request) -> Response:
        """Somebody stands there without a place: they get one, or at least are on the waiting list, and are noted."""
        found, given, now = await self._open(request, quiet=True), await fields(request), ms(self.desk.now())
        person, by = _number(first(given, "who")), self._by(request)
        if not await self.guests.named(request, person):
            await self.desk.note(request, "refused", person)
            raise HTTPException(404)

        def write(connection: Connection) -> str:
            seat = bookings.put_in(connection, found.one.id, found.seat, person, actor=by.actor, now=now)
            if seat in ("booked", "waiting"):
                presence.note(connection, found.number, [Mark(person, "came", "list", now)], by, now)
            return "walked_in" if seat in ("booked", "waiting") else seat

        said = await self.desk.submit(write)
        return self._back(request, found, Told("", said, person))

    async def rest(self, request: Request) -> Response:
        """All others did not come. Only once it has begun: before that nobody is late."""
        found, now, by = await self._open(request, quiet=True), self.desk.now(), self._by(request)
        assert found.time  # noqa: S101 - it stands in the path
        if found.time.at.starts > now:
            raise HTTPException(400)
        await self.desk.submit(lambda connection: presence.rest(connection, found.number, by, ms(now)))
        return self._back(request, found, Told("", "rest"))

    # --- helpers -----------------------------------------------------------------------------------------------------

    async def _open(self, request: Request, *, quiet: bool = False) -> Gathering:
        """Where people may come to. `quiet`: without their names. Raises HTTPException 404."""
        found = await (self.guests.at(request) if quiet else self.guests.of(request))
        if found.time is None or not found.time.at.planned or found.one.kept.state == "draft":
            raise HTTPException(404)
        return found

    async def _take(self, request: Request, found: Gathering, marks: Sequence[Given]) -> list[Told]:
        door = Door(
            workshop=found.one.id, time=found.number, seat=found.seat, by=self._by(request), scope=staff_of(request).scope
        )
        now, keyring = ms(self.desk.now()), self.desk.keyring
        return await self.desk.submit(lambda connection: take(connection, keyring, door, marks, now))

    def _by(self, request: Request) -> By:
        staff = staff_of(request)
        return By(staff.id, staff.actor)

    def _back(self, request: Request, found: Gathering, told: Told) -> Response:
        """To the page, at the one whom it was about."""
        who = public(told.person) if told.person else ""
        place = f"{found.path}/door/{public(found.number)}"
        to = self.desk.page(request).link(place, **{"said": told.result, **({"who": who} if who else {})})
        return RedirectResponse(to + (f"#p-{who}" if told.result in ("noted", "undone") else ""), 303)


def _narrowed(page: "Page", some: list[Attendee], words: str) -> list[Attendee]:
    """Those who are called that; everybody, where nobody is."""
    wanted = words.casefold()
    return [one for one in some if wanted in page.name(one.person, one.name).casefold()] or some


def _number(written: str) -> int:
    """A person's, as pages carry it; 0 for what is none."""
    try:
        return int(written, 16) if 0 < len(written) <= 13 else 0
    except ValueError:
        return 0


async def _marks(request: Request, now: int) -> list[Given]:
    """What a page has kept. Raises HTTPException 400 for what no page of ours sends."""
    body = await _body(request)
    try:
        marks = json.loads(body)["marks"]
        found = [_given(one, now) for one in marks]
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as problem:
        raise HTTPException(400) from problem
    if len(found) > MOST_MARKS:
        raise HTTPException(400)
    return found


async def _body(request: Request) -> bytes:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BODY:
            raise HTTPException(400)
    return body


def _given(one: dict[str, Any], now: int) -> Given:
    """`at`: ms since 1970 by our clock, as the page tells it. Raises ValueError."""
    given = Given(
        id=str(one["id"])[:40],
        person=_number(str(one.get("who", ""))),
        code=str(one.get("code", ""))[:LONGEST],
        came=str(one["came"]),
        how=str(one["how"]),
        at=min(max(int(one["at"]), now - OLDEST), now),
    )
    if (
        given.came not in ACTS
        or given.how not in ("list", "code", "qr")
        or not given.id.isascii()
        or bool(given.code) == bool(given.person)
    ):
        raise ValueError
    return given


def entries(desk: "Desk") -> list[Entry]:
    pages, one = Doors(desk), "/workshops/{workshop:id}/door/{occurrence:id}"
    return [
        Entry(one, pages.show, WORK, (GET,)),
        Entry(one, pages.mark, WORK, (POST,)),
        Entry(f"{one}/code", pages.code, WORK, (POST,)),
        Entry(f"{one}/sync", pages.sync, WORK, (POST,)),
        Entry(f"{one}/find", pages.find, WORK, (POST,)),
        Entry(f"{one}/walk-in", pages.walk_in, WORK, (POST,)),
        Entry(f"{one}/rest", pages.rest, WORK, (POST,)),
    ]
