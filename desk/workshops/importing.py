"""Workshops from a file: looked at first, each row with what is wrong in it; kept as drafts when somebody says so."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import texts
from desk.fields import fields, first
from desk.routing import GET, POST, Entry, staff_of
from desk.staff import WORK
from desk.transfers import XLSX, download, uploaded
from desk.workshops.files import Files, Read, Unread
from desk.workshops.form import Bounds, Filled, Given, filled
from desk.workshops.given import empty
from desk.workshops.shown import Finding
from desk.workshops.title import title
from dialogs.phrase import Phrase, phrase
from storage import segments
from storage.segments import Segment
from storage.times import ms
from storage.workshops import planning

if TYPE_CHECKING:
    from desk.app import Desk

MOST_FILE = 5_000_000  # bytes
MOST_TAKEN = 3_000_000
MOST = 200  # workshops of one file
PREVIEWED = 5  # dates of each


@dataclass(frozen=True, slots=True)
class Row:
    """A workshop as the page shows it before it is kept. `wrong`: (column or property, what is wrong)."""

    read: Read
    now: Filled
    title: str
    wrong: Sequence[tuple[str, Phrase]]


@dataclass(frozen=True, slots=True)
class Importing:
    desk: "Desk"

    @property
    def found(self) -> Finding:
        return Finding(self.desk)

    @property
    def files(self) -> Files:
        """Raises HTTPException 404 where files are not read."""
        if self.desk.workshop_files is None:
            raise HTTPException(404)
        return self.desk.workshop_files

    async def begin(self, request: Request) -> Response:
        return await self._page(request)

    async def template(self, request: Request) -> Response:
        """Words in the languages of the people it might be for."""
        known = await self.desk.read(lambda connection: segments.languages(connection, staff_of(request).scope.people))
        languages = [code for code in known if code in self.desk.voices.languages] or ["en"]
        return download(await self.files.template(languages), "workshops.xlsx", XLSX)

    async def look(self, request: Request) -> Response:
        """What a file would bring. Nothing is kept yet."""
        bounds = await self.found.bounds(request)
        zone = bounds.zone(next(iter(bounds.owners), ""))
        try:
            content, name = await uploaded(request, MOST_FILE)
            if not content:
                return await self._page(request, status=422, unread=phrase(texts.WORKSHOP_NO_FILE))
            read = await self.files.read(content, name, zone)
        except OverflowError:
            return await self._page(request, status=413, unread=phrase(texts.WORKSHOP_FILE_LARGE, n=MOST_FILE // 1_000_000))
        except Unread as problem:
            return await self._page(request, status=422, unread=problem.why)
        if len(read) > MOST:
            return await self._page(request, status=422, unread=phrase(texts.WORKSHOP_FILE_MANY, n=len(read), most=MOST))
        return await self._looked(request, read, bounds)

    async def _looked(self, request: Request, read: Sequence[Read], bounds: Bounds) -> Response:
        page, language = self.desk.page(request), self._language(request)
        rows = await asyncio.to_thread(lambda: [self._row(request, one, bounds, language) for one in read])
        good = [one.read.given for one in rows if not one.wrong]
        more: dict[str, Any] = {
            "rows": [one for one in rows if not one.wrong],
            "refused": [one for one in rows if one.wrong],
            "taken": json.dumps([{name: list(values) for name, values in given.items()} for given in good]),
            "asks": any(_wordless(given) for given in good),
            "language": language,
            "previewed": PREVIEWED,
        }
        return page.answer("workshop_import.html", **more, unread=None, looked=True, bounds=bounds)

    def _row(self, request: Request, one: Read, bounds: Bounds, language: str) -> Row:
        now = filled(spoken(one.given, language, bounds), bounds, self._segment(request))
        named = [(one.columns.get(name, name), why) for name, why in now.wrong.items()]
        more = [] if "" in one.wrong else [(column, why) for column, why in named if column not in one.wrong]
        wrong = [*one.wrong.items(), *more]  # of what could not be read at all nothing else is asked
        words = next((values[0] for name, values in now.given.items() if name.startswith("title:") and values), "")
        return Row(one, now, title(self.desk.page(request), now.plan) if now.plan else words, wrong)

    async def keep(self, request: Request) -> Response:
        """What was shown becomes drafts; each is looked at once more. Whether one is there already nobody can know: they are drafts."""
        given, bounds, staff = await fields(request, MOST_TAKEN), await self.found.bounds(request), staff_of(request)
        language, at, keyring = first(given, "language"), ms(self.desk.now()), self.desk.keyring
        if language not in self.desk.voices.languages:
            raise HTTPException(400)
        taken, segment = _taken(first(given, "taken")), self._segment(request)
        read = await asyncio.to_thread(lambda: [filled(spoken(one, language, bounds), bounds, segment) for one in taken])
        plans = [one.plan for one in read if one.plan]

        def work(connection: Connection) -> None:
            for plan in plans:
                planning.create(connection, keyring, plan, by=staff.id, actor=staff.actor, now=at)

        await self.desk.submit(work)
        return RedirectResponse(self.desk.page(request).link("/workshops", state="draft", said="imported"), 303)

    async def _page(self, request: Request, *, status: int = 200, unread: Phrase | None = None) -> Response:
        page, bounds = self.desk.page(request), await self.found.bounds(request)
        return page.answer("workshop_import.html", status=status, unread=unread, looked=False, bounds=bounds)

    def _segment(self, request: Request) -> Segment:
        """For whom files say nothing of: for all whom the reader looks after."""
        scope = staff_of(request).scope
        return Segment(programme=scope.programme, centre=scope.centre)

    def _language(self, request: Request) -> str:
        """In which words are probably written that do not say so."""
        reads = self.desk.page(request).speech.language
        return reads if reads in self.desk.voices.languages else "en"


def spoken(given: Given, language: str, bounds: Bounds) -> Mapping[str, Sequence[str]]:
    """With the language of words that do not tell it, and what is usual where nothing is said."""
    named = {name + language if name.endswith(":") else name: values for name, values in given.items()}
    usual = {name: values for name, values in empty(bounds).items() if name not in ("time", "zone")}
    return {**usual, **named}


def _wordless(given: Given) -> bool:
    return any(name.endswith(":") for name in given)


def _taken(text: str) -> list[Mapping[str, list[str]]]:
    """What the page has kept of a file. Raises HTTPException 400 for what it never wrote."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise HTTPException(400) from problem
    if not isinstance(found, list) or len(found) > MOST or not all(map(_is_given, found)):
        raise HTTPException(400)
    return found


def _is_given(one: Any) -> bool:
    texts_ = isinstance(one, dict) and all(isinstance(values, list) for values in one.values())
    return texts_ and all(isinstance(value, str) for values in one.values() for value in values)


def entries(desk: "Desk") -> list[Entry]:
    pages = Importing(desk)
    return [
        Entry("/workshops/import", pages.begin, WORK, (GET,)),
        Entry("/workshops/import", pages.look, WORK, (POST,)),
        Entry("/workshops/import/template", pages.template, WORK),
        Entry("/workshops/import/keep", pages.keep, WORK, (POST,)),
    ]
