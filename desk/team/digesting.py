"""The page on which everybody of the staff says what they want to be told, where and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.fields import fields
from desk.routing import POST, Entry, staff_of
from desk.staff import LOOK
from storage.speaking.people import audited
from storage.staff import coordinators, digesting
from storage.staff.digesting import CHANNELS, MOST_HOURS, URGENT, WEEK, Reader, Wish
from storage.times import ms

if TYPE_CHECKING:
    from desk.app import Desk

MOST_WAITING, MOST_DAYS = 1_000, 365
SAID = "said"  # in the address, after something was saved
Place = tuple[str, str, str]  # programme, centre, name


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was filled in."""

    wish: Wish
    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class Digesting:
    desk: "Desk"

    async def show(self, request: Request) -> Response:
        return await self.page(request, saved=SAID in request.query_params)

    async def page(self, request: Request, *, saved: bool = False, wrong: bool = False) -> Response:
        page, one = self.desk.page(request), await self.reader(request)
        hours = [*one.wish.hours, *[""] * (MOST_HOURS - len(one.wish.hours))]
        return page.answer(
            "digests.html",
            status=400 if wrong else 200,
            one=one,
            wish=one.wish,
            hours=hours,
            places=await self.places(one),
            zones=sorted(available_timezones()),
            languages=[(code, name) for code, name, _ in page.languages],
            all_channels=CHANNELS,
            saved=saved,
            wrong=wrong,
        )

    async def save(self, request: Request) -> Response:
        """It counts from now on; what was planned before will not be."""
        one, now, actor = await self.reader(request), ms(self.desk.now()), staff_of(request).actor
        sent = await fields(request)
        chosen = self.chosen(sent, await self.places(one))
        if chosen is None:
            return await self.page(request, wrong=True)
        wish, language, zone = chosen.wish, chosen.language, chosen.zone
        await self.desk.submit(lambda connection: digesting.wish_for(connection, one.id, wish, now))
        await self.desk.submit(lambda connection: digesting.lives(connection, one.id, language=language, zone=zone))
        await self.desk.submit(lambda connection: audited(connection, actor, "changed", 0, now, part="digests"))
        return RedirectResponse(self.desk.page(request).link("/digests", **{SAID: "1"}), 303)

    async def reader(self, request: Request) -> Reader:
        """Raises HTTPException 404 for who is none of the staff in the table, as on a desk without sign-in."""
        found = await self.desk.read(lambda connection: digesting.reader(connection, staff_of(request).id))
        if found is None:
            raise HTTPException(404)
        return found

    async def places(self, one: Reader) -> list[Place]:
        """Programmes and centres that they may see."""
        found: Sequence[Place] = await self.desk.read(coordinators.places)
        seen = one.seen
        return [place for place in found if seen.programme in ("", place[0]) and seen.centre in ("", place[1])]

    def chosen(self, sent: Mapping[str, Sequence[str]], places: Sequence[Place]) -> Chosen | None:
        """None where it cannot be meant."""

        def one(name: str, default: str = "") -> str:
            return sent.get(name, [default])[0]

        days = "".join(day for day in WEEK if day in sent.get("day", ()))
        hours = tuple(sorted({hour for hour in sent.get("hour", ()) if hour}))
        programme, _, centre = one("about").partition(" ")
        known = one("about") == "" or (programme, centre) in {(place[0], place[1]) for place in places}
        waiting, stuck = _number(one("waiting", "0"), MOST_WAITING), _number(one("stuck"), MOST_DAYS)
        sound = days and 0 < len(hours) <= MOST_HOURS and all(map(_is_hour, hours)) and known and waiting >= 0 and stuck > 0
        if not (sound and one("zone") in available_timezones() and one("urgent") in URGENT):
            return None
        if (language := one("language")) not in self.desk.voices.desk.languages:
            return None
        wish = Wish(
            channels=tuple(channel for channel in CHANNELS if channel in sent.get("channel", ())),
            days=days,
            hours=hours,
            programme=programme,
            centre=centre,
            mine="mine" in sent,
            waiting=waiting,
            stuck=stuck,
            urgent=one("urgent"),
        )
        return Chosen(wish, language, one("zone"))


def _is_hour(words: str) -> bool:
    """HH:MM, as a time field sends it."""
    hour, colon, minute = words.partition(":")
    two = len(hour) == len(minute) == 2 and hour.isascii() and minute.isascii() and hour.isdecimal() and minute.isdecimal()
    return bool(colon) and two and int(hour) < 24 and int(minute) < 60


def _number(words: str, most: int) -> int:
    """-1 where it is none."""
    if not (words.isascii() and words.isdecimal() and len(words) <= 4):
        return -1
    return int(words) if int(words) <= most else -1


def entries(desk: "Desk") -> list[Entry]:
    digests = Digesting(desk)
    return [Entry("/digests", digests.show, LOOK), Entry("/digests", digests.save, LOOK, (POST,))]
