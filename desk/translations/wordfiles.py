"""Translations as files: taken out by translators, looked at when they come back, taken in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import texts
from desk.fields import fields, first
from desk.forms.publishing import Change, Unreadable
from desk.routing import POST, Entry, staff_of
from desk.staff import WORK
from desk.transfers import XLSX, download, uploaded
from desk.translations.translating import Translating, correction
from storage import corrections
from storage.times import ms

if TYPE_CHECKING:
    from desk.app import Desk

MOST_TAKEN = 4_000_000  # bytes of a form with all texts of a file
MOST_FILE = 5_000_000


@dataclass(frozen=True, slots=True)
class WordFiles:
    desk: "Desk"
    pages: Translating

    async def file(self, request: Request) -> Response:
        language, to = self.pages.language_of(request), request.path_params["to"]
        if to not in ("po", "xlsx"):
            raise HTTPException(404)
        content = await self.pages.texts.write(language, await self.pages.wordings(language), to)
        return download(content, f"lotse-{language}.{to}", XLSX if to == "xlsx" else "text/x-gettext-translation")

    async def look(self, request: Request) -> Response:
        """What a file would change. Nothing changes yet."""
        language = self.pages.language_of(request)
        try:
            content, name = await uploaded(request, MOST_FILE)
            changes = await self.pages.texts.take(language, await self.pages.wordings(language), content, name)
        except OverflowError:
            return await self.pages.show(request, said=texts.TR_NO_FILE_READ, status=413)
        except Unreadable as problem:
            return await self.pages.show(request, said=texts.TR_NO_FILE_READ, unread=problem.findings, status=422)
        if not changes:
            return await self.pages.show(request, said=texts.TR_SAID["nothing"])
        return self._changes(request, language, changes)

    def _changes(self, request: Request, language: str, changes: Sequence[Change]) -> Response:
        staff = staff_of(request)
        mine = [one for one in changes if not one.wrong and one.wording and self.pages.may(staff, one.wording)]
        refused = [one for one in changes if one.wrong]
        taken = json.dumps({one.wording.context: one.forms for one in mine if one.wording}, ensure_ascii=False)
        page = self.desk.page(request)
        more: dict[str, Any] = {"changes": mine, "refused": refused, "taken": taken, "rows": self.pages.texts.rows(language)}
        return page.answer("translation_changes.html", language=language, **more)

    async def take(self, request: Request) -> Response:
        """What was shown before is corrected; each text is looked at once more."""
        language, staff = self.pages.language_of(request), staff_of(request)
        wanted, at = _taken(first(await fields(request, MOST_TAKEN), "taken")), ms(self.desk.now())
        known = {one.context: one for one in await self.pages.wordings(language)}
        new = [
            correction(language, known[context], forms, staff.id, at)
            for context, forms in wanted.items()
            if context in known
            and self.pages.may(staff, known[context])
            and not self.pages.texts.wrong(language, known[context], forms)
        ]
        await self.desk.submit(lambda connection: corrections.correct(connection, new, actor=staff.actor))
        await self.pages.refresh()
        return RedirectResponse(
            self.desk.page(request).link(f"/translations/{language}", said="taken" if new else "nothing"), 303
        )


def _taken(text: str) -> Mapping[str, tuple[str, ...]]:
    """What the page has kept of a file. Raises HTTPException 400 for what it never wrote."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise HTTPException(400) from problem
    if not isinstance(found, dict) or not all(
        isinstance(one, list) and all(isinstance(form, str) for form in one) for one in found.values()
    ):
        raise HTTPException(400)
    return {context: tuple(forms) for context, forms in found.items()}


def entries(desk: "Desk") -> list[Entry]:
    files, one = WordFiles(desk, Translating(desk)), "/translations/{language}"
    return [
        Entry(f"{one}/look", files.look, WORK, (POST,)),
        Entry(f"{one}/take", files.take, WORK, (POST,)),
        Entry(f"{one}/file/{{to}}", files.file, WORK),
    ]
