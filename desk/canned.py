"""Ready-made replies: listed, written in several languages, changed, deleted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import texts
from desk.fields import fields
from desk.routing import POST, Entry, staff_of
from desk.staff import WORK
from dialogs import relay
from dialogs.texts import Text
from dialogs.turn import length
from storage.answers import review
from storage.staff import canned
from storage.staff.canned import LONGEST_TITLE, Reply
from storage.times import ms

if TYPE_CHECKING:
    from desk.app import Desk

MOST_BODY = 200_000  # bytes of a form with a text in each of a dozen languages
IN = "text:"  # how the name of such a field begins


@dataclass(frozen=True, slots=True)
class Canned:
    desk: "Desk"

    async def listed(self, request: Request) -> Response:
        scope = staff_of(request).scope
        found = await self.desk.read(lambda connection: canned.replies(connection, scope))
        changing = [one.id for one in found if canned.may_change(scope, one.programme)]
        programmes = await self.desk.read(review.programmes)
        kept = texts.CANNED_KEPT if "kept" in request.query_params else None
        more: dict[str, Any] = {"programmes": programmes, "kept": kept}
        return self.desk.page(request).answer("canned.html", found=found, changing=changing, **more)

    async def edit(self, request: Request) -> Response:
        """One to change; without a number a new one."""
        return await self._form(request, await self._one(request))

    async def keep(self, request: Request) -> Response:
        """What was written, or a page that says what is wrong with it."""
        before, form, staff = await self._one(request), await fields(request, MOST_BODY), staff_of(request)
        wanted = self._written(before, {name: values[0].strip() for name, values in form.items()})
        if not canned.may_change(staff.scope, wanted.programme):
            raise HTTPException(403)
        if wrong := _wrong(wanted):
            return await self._form(request, wanted, wrong, 422)
        at = ms(self.desk.now())
        await self.desk.submit(lambda connection: canned.keep(connection, wanted, actor=staff.actor, now=at))
        return RedirectResponse(self.desk.page(request).link("/replies", kept=1), 303)

    async def remove(self, request: Request) -> Response:
        one, actor, at = await self._one(request), staff_of(request).actor, ms(self.desk.now())
        await self.desk.submit(lambda connection: canned.remove(connection, one.id, actor=actor, now=at))
        return RedirectResponse(self.desk.page(request).link("/replies"), 303)

    async def _form(self, request: Request, one: Reply, wrong: Text | None = None, status: int = 200) -> Response:
        programmes = await self.desk.read(review.programmes)
        scope = staff_of(request).scope
        own = {code: name for code, name in programmes.items() if not scope.programme or code == scope.programme}
        page = self.desk.page(request)
        too_long = ", ".join(page.language_name(code) for code, words in one.texts.items() if _too_long(words))
        more: dict[str, Any] = {
            "languages": self.desk.voices.languages,
            "longest": relay.LONGEST,
            "too_long": too_long,
            "wrong": wrong,
        }
        return page.answer("canned_edit.html", status=status, one=one, programmes=own, scope=scope, **more)

    async def _one(self, request: Request) -> Reply:
        """Raises HTTPException 404 where there is none, 403 where it is not theirs to change."""
        number, scope = request.path_params.get("reply", 0), staff_of(request).scope
        if not number:
            return Reply(id=0, programme=scope.programme, title="", texts={})
        found = await self.desk.read(lambda connection: canned.reply(connection, scope, number))
        if found is None:
            raise HTTPException(404)
        if not canned.may_change(scope, found.programme):
            raise HTTPException(403)
        return found

    def _written(self, before: Reply, form: Mapping[str, str]) -> Reply:
        words = {name.removeprefix(IN): text for name, text in form.items() if name.startswith(IN) and text}
        known = {code: text.replace("\r\n", "\n") for code, text in words.items() if code in self.desk.voices.languages}
        programme = form.get("programme", "")[:40]  # a form leaves out what is empty: for all
        return Reply(id=before.id, programme=programme, title=form.get("title", "")[:LONGEST_TITLE], texts=known)


def _wrong(one: Reply) -> Text | None:
    if not one.title or not one.texts:
        return texts.CANNED_NO_TITLE
    return texts.CANNED_TOO_LONG if any(map(_too_long, one.texts.values())) else None


def _too_long(words: str) -> bool:
    return length(words) > relay.LONGEST


def entries(desk: "Desk") -> list[Entry]:
    pages = Canned(desk)
    return [
        Entry("/replies", pages.listed, WORK),
        Entry("/replies/new", pages.edit, WORK),
        Entry("/replies/new", pages.keep, WORK, (POST,)),
        Entry("/replies/{reply:id}", pages.edit, WORK),
        Entry("/replies/{reply:id}", pages.keep, WORK, (POST,)),
        Entry("/replies/{reply:id}/delete", pages.remove, WORK, (POST,)),
    ]
