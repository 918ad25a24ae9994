"""A message to many: written in every language of those it is for, counted, tried on oneself, sent, stopped, looked at."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import texts
from desk.fields import fields, first
from desk.forms.questions import CHOOSING
from desk.people.lines import plain
from desk.routing import GET, POST, Entry, staff_of
from desk.staff import WORK
from desk.workshops.title import title
from dialogs.cost import CHEAPEST, DEAREST, PRICES_OF
from dialogs.texts import Text
from storage import segments
from storage.answers import filters, review
from storage.answers.review import public
from storage.messages import broadcasts, trial
from storage.messages.broadcasts import DRAFT, Broadcast, Unchanged
from storage.messages.knocks import allowed
from storage.segments import CHARGES, Reach, Segment
from storage.times import ms
from storage.workshops import planning

if TYPE_CHECKING:
    from desk.app import Desk
    from desk.pages import Page

LONGEST = (
    1_000  # characters in one language: what WhatsApp and Telegram both show as one message, with room for a name before it
)
LONGEST_TITLE = 120
MOST_BODY = 120_000  # bytes of a form with a text in each of a dozen languages
PACES = (10, 30, 60, 300, 1_000)  # people a minute
DAYS = (1, 2, 3, 7, 14, 30)  # that a message may be useful for
USUAL_PACE, USUAL_DAYS = 60, 7
FILTERS = ("programme", "centre", "language", "state")
OF_WORKSHOP = ("workshop", "occurrence", "part")  # of a segment
SAID: Mapping[str, Text] = {
    "kept": texts.BROADCAST_KEPT,
    "tried": texts.BROADCAST_TRIED,
    "no_phone": texts.BROADCAST_NO_PHONE,
    "missing": texts.BROADCAST_STOPPED_HERE,
    "no_words": texts.BROADCAST_NO_WORDS,
    "time": texts.BROADCAST_WRONG_TIME,
    "changed": texts.BROADCAST_CHANGED,
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What WhatsApp may charge, in US dollars."""

    messages: int

    @property
    def least(self) -> str:
        return f"{self.messages * CHEAPEST:.2f}"

    @property
    def most(self) -> str:
        return f"{self.messages * DEAREST:.2f}"

    @property
    def date(self) -> str:
        return PRICES_OF


def cost(reach: Reach) -> Cost:
    """A message for each who is reached by WhatsApp only, and a template before it where nobody has written for a day."""
    return Cost(reach.charged + reach.template)


@dataclass(frozen=True, slots=True)
class Question:
    """One that people may be chosen by: `form:path`, and its choices by name."""

    key: str
    label: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Broadcasting:
    """The pages."""

    desk: "Desk"

    # --- looking ------------------------------------------------------------------------------------------------------

    async def listed(self, request: Request) -> Response:
        page, scope = self.desk.page(request), staff_of(request).scope
        found = await self.desk.read(lambda connection: broadcasts.listed(connection, self.desk.keyring, scope))
        return page.answer("broadcasts.html", found=found)

    async def shown(self, request: Request) -> Response:
        """A draft to write on, or what became of one that is under way."""
        one = await self.one(request)
        return await (self._draft(request, one) if one.state == DRAFT else self._report(request, one))

    async def _draft(self, request: Request, one: Broadcast) -> Response:
        page, now = self.desk.page(request), ms(self.desk.now())
        whom = one.segment.people(one.scope)
        people = await self.desk.read(lambda connection: segments.languages(connection, whom))
        reach = await self.desk.read(lambda connection: segments.reach(connection, whom, one.texts, self.desk.windows, now))
        told = await self.desk.read(lambda connection: allowed(connection, CHARGES))
        return page.answer(
            "broadcast.html",
            one=one,
            people=people,
            reach=reach,
            cost=cost(reach),
            daily=told or self.desk.people_a_day,
            programmes=await self.programmes(request),
            questions=self.questions(page),
            workshop=await self._workshop(request, one),
            paces=PACES,
            days=DAYS,
            usual=(USUAL_PACE, USUAL_DAYS),
            longest=LONGEST,
            said=SAID.get(request.query_params.get("said", "")),
            too_long=[language for language, words in one.texts.items() if len(words) > LONGEST],
            zone=self._zone(request).key,
        )

    async def _report(self, request: Request, one: Broadcast) -> Response:
        page = self.desk.page(request)
        found = await self.desk.read(lambda connection: broadcasts.report(connection, one))
        said, workshop = SAID.get(request.query_params.get("said", "")), await self._workshop(request, one)
        return page.answer("broadcast_report.html", one=one, report=found, said=said, workshop=workshop)

    # --- writing ------------------------------------------------------------------------------------------------------

    async def new(self, request: Request) -> Response:
        staff, now = staff_of(request), ms(self.desk.now())
        segment = Segment(programme=staff.scope.programme, centre=staff.scope.centre)
        number = await self.desk.submit(
            lambda connection: broadcasts.draft(
                connection, self.desk.keyring, title="", by=staff.id, scope=staff.scope, segment=segment, now=now
            )
        )
        return self._to(request, number)

    async def write(self, request: Request) -> Response:
        """Keep what is written; then perhaps try it, send it or throw it away: the page has one form with several buttons."""
        one, given = await self.one(request), await fields(request, MOST_BODY)
        part = {name: getattr(one.segment, name) for name in OF_WORKSHOP}  # said when it was begun, not by the form
        segment = replace(await self.segment(request, given), **part)
        title = _first(given, "title")[:LONGEST_TITLE]
        words = {
            name.removeprefix("text:"): found for name in given if name.startswith("text:") if (found := _first(given, name))
        }
        try:
            await self.desk.submit(
                lambda connection: broadcasts.write(
                    connection, self.desk.keyring, one.id, title=title, segment=segment, texts=words
                )
            )
            return await self._then(request, _first(given, "then"), given)
        except Unchanged:
            return self._to(request, one.id, "changed")

    async def _then(self, request: Request, wanted: str, given: Mapping[str, Sequence[str]]) -> Response:
        one = await self.one(request)
        match wanted:
            case "try":
                return await self._try(request, one)
            case "send":
                return await self._begin(request, one, given)
            case "discard":
                await self.desk.submit(lambda connection: broadcasts.discard(connection, one.id))
                return RedirectResponse(self.desk.page(request).link("/broadcasts"), 303)
        return self._to(request, one.id, "kept")

    async def _try(self, request: Request, one: Broadcast) -> Response:
        """On the coordinator's own phone, in every language that has a text."""
        words, now = [found for found in one.texts.values() if found], ms(self.desk.now())
        number = staff_of(request).id
        if not words:
            return self._to(request, one.id, "no_words")
        sent = await self.desk.submit(lambda connection: trial.send(connection, self.desk.keyring, number, words, now))
        return self._to(request, one.id, "tried" if sent else "no_phone")

    async def _begin(self, request: Request, one: Broadcast, given: Mapping[str, Sequence[str]]) -> Response:
        now, whom = self.desk.now(), one.segment.people(one.scope)
        reach = await self.desk.read(lambda connection: segments.reach(connection, whom, one.texts, self.desk.windows, ms(now)))
        at = self._when(request, _first(given, "at"))
        pace, days = _one_of(given, "pace", PACES), _one_of(given, "days", DAYS)
        if not any(one.texts.values()):
            return self._to(request, one.id, "no_words")
        if any(len(words) > LONGEST for words in one.texts.values()):
            return self._to(request, one.id)
        if reach.missing and "leave_out" not in given:
            return self._to(request, one.id, "missing")
        if at is None or at < now:
            return self._to(request, one.id, "time")
        actor, until = staff_of(request).actor, at + timedelta(days=days)
        await self.desk.submit(
            lambda connection: broadcasts.begin(connection, one.id, actor, at=ms(at), until=ms(until), pace=pace, now=ms(now))
        )
        return self._to(request, one.id)

    async def stop(self, request: Request) -> Response:
        return await self._turn(request, broadcasts.stop)

    async def go_on(self, request: Request) -> Response:
        return await self._turn(request, broadcasts.go_on)

    async def _turn(self, request: Request, act: "Callable[..., None]") -> Response:
        one, actor, now = await self.one(request), staff_of(request).actor, ms(self.desk.now())
        try:
            await self.desk.submit(lambda connection: act(connection, one.id, actor, now))
        except Unchanged:
            return self._to(request, one.id, "changed")
        return self._to(request, one.id)

    # --- helpers ------------------------------------------------------------------------------------------------------

    async def one(self, request: Request) -> Broadcast:
        """The one in the path. Raises HTTPException 404 for none of the reader's."""
        number, scope = request.path_params["broadcast"], staff_of(request).scope
        found = await self.desk.read(lambda connection: broadcasts.find(connection, self.desk.keyring, number, scope))
        if found is None:
            raise HTTPException(404)
        return found

    async def _workshop(self, request: Request, one: Broadcast) -> str:
        """The title of the workshop whose people it is for; "" = it is for no workshop's."""
        number, keyring = one.segment.workshop, self.desk.keyring
        if not number:
            return ""
        kept = await self.desk.read(lambda connection: planning.find(connection, keyring, number, one.scope))
        return (title(self.desk.page(request), kept.plan) if kept else "") or public(number)

    def _to(self, request: Request, number: int, said: str = "") -> Response:
        query = {"said": said} if said else {}
        return RedirectResponse(self.desk.page(request).link(f"/broadcasts/{public(number)}", **query), 303)

    async def programmes(self, request: Request) -> Mapping[str, str]:
        """{code: name} of those whose people the reader may see."""
        found = await self.desk.read(review.programmes)
        mine = staff_of(request).scope.programme
        return {code: name for code, name in found.items() if mine in ("", code)}

    async def segment(self, request: Request, given: Mapping[str, Sequence[str]]) -> Segment:
        """What the form says, as far as there is such a thing. Raises HTTPException 400."""
        wanted: dict[str, Any] = {name: _first(given, name) for name in FILTERS}
        form, _, path = _first(given, "path").partition(":")
        asked = next((one for one in self.questions(self.desk.page(request)) if path and one.key == f"{form}:{path}"), None)
        known = await self.programmes(request)
        if (path and asked is None) or wanted["state"] not in {"", *filters.STATES} or wanted["programme"] not in {"", *known}:
            raise HTTPException(400)
        scope, value = staff_of(request).scope, _first(given, "value")
        wanted["programme"] = scope.programme or wanted["programme"]
        wanted["centre"] = scope.centre or wanted["centre"]
        if asked is None:
            return Segment(**wanted)
        return Segment(**wanted, form=form, path=path, value=value if value in dict(asked.choices) else "")

    def questions(self, page: "Page") -> list[Question]:
        """Questions with choices of their own, of all forms; the same in every language but for the words."""
        return [
            Question(
                key=f"{form.name}:{question.key}",
                label=f"{page.speech.label(form.title)}: {plain(page.speech, question.label)}",
                choices=tuple((one.name, page.speech.label(one.label)) for one in question.choices.static),
            )
            for form in self.desk.forms.values()
            for question in form.questions.values()
            if question.kind in CHOOSING and question.label and question.choices and question.choices.static
        ]

    def _zone(self, request: Request) -> ZoneInfo:
        return ZoneInfo(staff_of(request).zone)

    def _when(self, request: Request, wall: str) -> datetime | None:
        """The instant that the reader's clock shows so; now where nothing is said. None for what is no time."""
        if not wall:
            return self.desk.now()
        try:
            return datetime.fromisoformat(wall).replace(tzinfo=self._zone(request))
        except ValueError:
            return None


def _first(given: Mapping[str, Sequence[str]], name: str) -> str:
    return first(given, name).replace("\r\n", "\n").strip()


def _one_of(given: Mapping[str, Sequence[str]], name: str, offered: Sequence[int]) -> int:
    """Raises HTTPException 400 for what was not offered."""
    said = _first(given, name)
    if said not in map(str, offered):
        raise HTTPException(400)
    return int(said)


def entries(desk: "Desk") -> list[Entry]:
    pages = Broadcasting(desk)
    one = "/broadcasts/{broadcast:id}"
    return [
        Entry("/broadcasts", pages.listed, WORK, (GET,)),
        Entry("/broadcasts", pages.new, WORK, (POST,)),
        Entry(one, pages.shown, WORK, (GET,)),
        Entry(one, pages.write, WORK, (POST,)),
        Entry(f"{one}/stop", pages.stop, WORK, (POST,)),
        Entry(f"{one}/go-on", pages.go_on, WORK, (POST,)),
    ]
