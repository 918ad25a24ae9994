"""A person's timeline, and one of the staff who speaks with them in the bot's stead: takes over, writes, hands back."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from desk import texts
from desk.fields import fields, first, page_number
from desk.pages import Page
from desk.people.lines import Given, Reader
from desk.routing import POST, Entry, staff_of
from desk.staff import WORK
from desk.workshops.title import titled
from dialogs import relay
from dialogs import texts as said
from dialogs.texts import Text
from storage.answers import timeline
from storage.answers.dossier import PersonView
from storage.answers.review import public
from storage.answers.timeline import Item
from storage.due import Intention
from storage.ids import random_id
from storage.messages.ways import Way
from storage.staff import canned, coordinators, talks
from storage.staff.canned import Reply
from storage.staff.talks import Speaker, Speaking, Talk

if TYPE_CHECKING:
    from desk.app import Desk

MOST_BODY = 40_000  # bytes of a form with a long message in it
MARK = "👤"  # how that line begins, in every language
HOURS = int(relay.SILENCE.total_seconds()) // 3600
DONE: Mapping[str, Text] = {
    "sent": texts.TALK_SENT,
    "left": texts.TALK_LEFT,
    "taken": texts.TALK_TAKEN,
    "handed": texts.TALK_HANDED,
    "not_taken": texts.TALK_NOT_TAKEN,
}
Happen = Callable[[Intention], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One thing of the timeline. `who` said it, where one of the staff did; of an answer `question` and `given`; of a workshop `title`."""

    item: Item
    who: str = ""
    title: str = ""
    question: str = ""
    given: Given | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How what is written now reaches somebody. `hours` and `minutes` that are left, None where it is closed or there is no limit."""

    way: Way
    limited: bool
    hours: int | None = None
    minutes: int = 0

    @property
    def closed(self) -> bool:
        return self.limited and self.hours is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What stands in the box, and what is wrong with it. `reply` was put there, `missing`: not in the person's language."""

    words: str = ""
    wrong: Text | None = None
    reply: Reply | None = None
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Talking:
    desk: "Desk"

    # --- looking ------------------------------------------------------------------------------------------------------

    async def show(self, request: Request) -> Response:
        """Everything between a person and us. That it was read is written down before it is shown."""
        return await self._page(request, await self.desk.known(request), await self._draft(request))

    async def mark(self, request: Request) -> Response:
        """A mark that changes when the page does: it tells nothing of anybody, so that asking for it is no reading."""
        number, scope = request.path_params["person"], staff_of(request).scope
        if not await self.desk.read(lambda connection: scope.holds(connection, number)):
            raise HTTPException(404)
        return PlainTextResponse(await self.desk.read(lambda connection: timeline.mark(connection, number)))

    async def _page(self, request: Request, who: PersonView, draft: Draft, status: int = 200) -> Response:
        page, query, now = self.desk.page(request), request.query_params, self.desk.now()
        if not (number := page_number(query.get("page", "1"))):
            raise HTTPException(400)
        await self.desk.note(request, "read", who.id, part="messages", page=number)
        keyring, scope = self.desk.keyring, staff_of(request).scope
        mark = await self.desk.read(lambda connection: timeline.mark(connection, who.id))
        found = await self.desk.read(lambda connection: timeline.page(connection, keyring, who.id, number))
        talk = await self.desk.read(lambda connection: talks.talk(connection, keyring, who.id))
        team = await self.desk.read(lambda connection: coordinators.names(connection, keyring))
        names = {**team, talk.coordinator: talk.name, page.staff.id: page.staff.name}
        replies = await self.desk.read(lambda connection: canned.replies(connection, scope, programme=who.programme))
        more: dict[str, Any] = {"talk": talk, "window": window(who, self.desk.windows, now), "replies": replies, "draft": draft}
        return page.answer(
            "talk.html",
            status=status,
            person=who,
            days=self._days(page, who, found.items, names, now),
            found=found,
            reader=self.desk.reader(page),
            mark=mark,
            can=_can(page, who, talk),
            follow="follow" in query,
            done=DONE.get(query.get("done", "")),
            told=self._told(page, who),
            once=public(random_id()),
            longest=relay.LONGEST,
            hours=HOURS,
            now=now,
            **more,
        )

    def _told(self, page: Page, who: PersonView) -> str:
        """What the person is told when the reader takes over, in their language."""
        speech = self.desk.voices[who.language or "en"]
        return speech.say(said.RELAY_BEGINS, name=page.staff.name)

    def _days(
        self, page: Page, who: PersonView, items: tuple[Item, ...], names: Mapping[int, str], now: datetime
    ) -> list[tuple[str, list[Shown]]]:
        """(day, what happened then), by the reader's clock."""
        reader = replace(self.desk.reader(page), files=who.files)
        answers = _answers(reader, who, items, now)
        shown = [found for one in items if (found := _shown(one, page, names, answers))]
        days = groupby(shown, key=lambda one: page.day(one.item.at, page.staff.zone))
        return [(day, list(some)) for day, some in days]

    # --- what stands in the box ---------------------------------------------------------------------------------------

    async def _draft(self, request: Request) -> Draft:
        """A ready-made reply that was chosen, in the person's language or in another one that was asked for."""
        chosen = request.query_params.get("canned", "")
        number = int(chosen, 16) if chosen and len(chosen) <= 13 and set(chosen) <= set("0123456789abcdef") else 0
        if not number:
            return Draft()
        who, scope = await self.desk.known(request), staff_of(request).scope
        reply = await self.desk.read(lambda connection: canned.reply(connection, scope, number))
        if reply is None:
            raise HTTPException(404)
        language = request.query_params.get("in", who.language or "en")
        return Draft(words=reply.texts.get(language, ""), reply=reply, missing=(who.language or "en") not in reply.texts)

    # --- doing --------------------------------------------------------------------------------------------------------

    async def take(self, request: Request) -> Response:
        """The bot is silent from now on. Done while another of the staff speaks, it is taken over from them."""
        who = await self.desk.known(request)
        taken: list[bool] = []
        await self.desk.submit(lambda connection: taken.append(self._speaking(request, who)(connection).take_over()))
        return self._to(request, who, "taken" if taken[-1] else "not_taken")

    async def say(self, request: Request) -> Response:
        """The words leave, or are held where the window is closed; a page that says why where neither is so, with the words in the box."""
        who, form = await self.desk.known(request), await fields(request, MOST_BODY)
        words, once = first(form, "words"), first(form, "once")[:32]
        if not relay.fits(words):
            return await self._page(
                request, who, Draft(words=words, wrong=texts.TALK_TOO_LONG if words.strip() else texts.TALK_EMPTY), 422
            )
        sent: list[bool] = []
        await self.desk.submit(lambda connection: sent.append(self._speaking(request, who)(connection).say(words, once)))
        if not sent[-1]:
            return await self._page(request, who, Draft(words=words, wrong=texts.TALK_LOST), 409)
        found = window(who, self.desk.windows, self.desk.now())
        return self._to(request, who, "left" if found and found.closed else "sent")

    async def back(self, request: Request) -> Response:
        """The bot speaks again, at once; should it be prevented, the clock sees to it."""
        who = await self.desk.known(request)
        planned: list[Intention | None] = []
        await self.desk.submit(lambda connection: planned.append(self._speaking(request, who)(connection).hand_back()))
        if intention := planned[-1]:
            await self.desk.happen(intention)
        return self._to(request, who, "handed")

    def _speaking(self, request: Request, who: PersonView) -> Callable[[Any], Speaking]:
        """Raises HTTPException 403 for somebody without a name."""
        staff = staff_of(request)
        if not staff.id:
            raise HTTPException(403)
        by, at = Speaker(id=staff.id, name=staff.name, actor=staff.actor), self.desk.now()
        return lambda connection: Speaking(connection, self.desk.keyring, self.desk.voices, who.id, by, at)

    def _to(self, request: Request, who: PersonView, done: str) -> Response:
        path = self.desk.page(request).link(f"/people/{public(who.id)}/talk", done=done)
        return RedirectResponse(f"{path}#latest", 303)


def window(who: PersonView, windows: Mapping[str, int], now: datetime) -> Window | None:
    """By which of their phones they are reached: as `storage.speaking.loading.by_person` chooses. None where there is none."""
    awake = [one for one in who.ways if not one.asleep_for]
    way = max(
        awake, key=lambda one: (one.state == "ok", one.preferred, one.heard_at.timestamp() if one.heard_at else 0), default=None
    )
    if way is None:
        return None
    until = way.open_until(now, windows)
    if until is None:
        return Window(way=way, limited=way.channel in windows)
    minutes = int((until - now).total_seconds()) // 60
    return Window(way=way, limited=True, hours=minutes // 60, minutes=minutes % 60)


def _can(page: Page, who: PersonView, talk: Talk) -> str:
    """take, write, or why neither: nameless, not_begun, stopped, leaving, unreachable."""
    if not page.staff.id:
        return "nameless"
    if who.status != "active":
        return "not_begun" if who.status == "new" else who.status
    if all(one.asleep_for for one in who.ways):
        return "unreachable"
    return "write" if talk.coordinator == page.staff.id else "take"


def _answers(
    reader: Reader, who: PersonView, items: tuple[Item, ...], now: datetime
) -> Mapping[tuple[int, int], tuple[str, Given]]:
    """{(sheet, number): question and answer} of those that stand on the page; none where the team may not read them."""
    wanted = {one.sheet for one in items if one.kind == "answer"} if who.readable else set()
    found = {sheet.number: reader.each(sheet, now) for sheet in who.sheets if sheet.number in wanted}
    return {(number, seq): one for number, each in found.items() for seq, one in each.items()}


def _shown(
    item: Item, page: Page, names: Mapping[int, str], answers: Mapping[tuple[int, int], tuple[str, Given]]
) -> Shown | None:
    """None for an answer that nobody gave, or that the team may not read."""
    if item.kind == "answer":
        question, given = answers.get((item.sheet, item.number), ("", None))
        return Shown(item=item, question=question, given=given) if question else None
    if item.titles:
        return Shown(item=item, title=titled(page, item.titles))
    own = replace(item, text=_own(item.text)) if item.kind == "message" and item.by else item
    return Shown(item=own, who=names.get(item.by, ""))


def _own(text: str) -> str:
    """What a coordinator wrote, without the line above it that tells the person who speaks."""
    _, marked, rest = text.partition(MARK)
    return rest.partition("\n")[2] if marked else text


def entries(desk: "Desk") -> list[Entry]:
    talking = Talking(desk)
    at = "/people/{person:id}/talk"
    return [
        Entry(at, talking.show, WORK),
        Entry(f"{at}/mark", talking.mark, WORK),
        Entry(f"{at}/take", talking.take, WORK, (POST,)),
        Entry(f"{at}/say", talking.say, WORK, (POST,)),
        Entry(f"{at}/back", talking.back, WORK, (POST,)),
    ]
