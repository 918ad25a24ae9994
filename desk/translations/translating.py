"""Translations: every text beside its source, corrected in place, marked as read.

Looking is for all who work with people. The words are said in every programme, so whoever looks after all of them corrects them;
a coordinator of one programme corrects the forms that it alone offers.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import texts
from desk.fields import fields, first
from desk.forms.publishing import Texts, Wording, Wrong
from desk.pages import anchor
from desk.routing import POST, Entry, staff_of
from desk.staff import WORK, Staff
from storage import corrections
from storage.corrections import Correction, Review
from storage.staff import coordinators
from storage.times import ms

if TYPE_CHECKING:
    from desk.app import Desk

MOST_BODY = 60_000  # bytes of a form with one text
PAGE = 40  # texts
LONGEST = 100  # characters that are searched for
FORM = "form:"  # how the name of a field with a plural form begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A language in the list. `since`: how many texts were corrected since it was read through."""

    language: str
    serves: Sequence[str]
    done: int
    all: int
    corrected: int
    reviews: Mapping[str, Review]
    since: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of a language is looked at."""

    words: str = ""
    part: str = ""
    state: str = ""
    page: int = 0

    def holds(self, one: Wording) -> bool:
        parts = {
            "": True,
            "forms": bool(one.form),
            "bot": not one.form and one.whom == "people",
            "desk": not one.form and one.whom == "desk",
        }
        here = parts.get(self.part, False) and self.state in ("", one.state)
        return here and (not self.words or self._said_in(one))

    def _said_in(self, one: Wording) -> bool:
        words = self.words.casefold()
        return any(words in text.casefold() for text in (one.context, one.source, one.plural, *one.said, *one.shipped))

    @property
    def query(self) -> dict[str, str | int]:
        found: dict[str, str | int] = {"words": self.words, "part": self.part, "state": self.state, "page": self.page}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Translating:
    desk: "Desk"

    @property
    def texts(self) -> Texts:
        """Raises HTTPException 404 where there are none."""
        if self.desk.texts is None:
            raise HTTPException(404)
        return self.desk.texts

    # --- all languages -----------------------------------------------------------------------------------------------

    async def listed(self, request: Request) -> Response:
        found, reviews = await self.desk.read(
            lambda connection: (corrections.corrections(connection), corrections.reviews(connection))
        )
        told = [await self._told(code, found, reviews) for code in self.texts.languages]
        more: dict[str, Any] = {"names": await self._names(), "said": self._said(request)}
        return self.desk.page(request).answer("translations.html", told=told, **more)

    async def _told(self, language: str, found: Sequence[Correction], reviews: Mapping[tuple[str, str], Review]) -> Told:
        mine = {one.context: one for one in found if one.language == language}
        all_ = _with(await self.texts.wordings(language, brief=True), mine)
        serves = self.texts.serves(language)
        read = {whom: reviews[language, whom] for whom in serves if (language, whom) in reviews}
        whose = {one.context: one.whom for one in all_}
        since = {
            whom: sum(one.at > review.at for one in mine.values() if whose.get(one.context) == whom)
            for whom, review in read.items()
        }
        done, corrected = sum(bool(one.said) for one in all_), sum(one.corrected for one in all_)
        return Told(language=language, serves=serves, done=done, all=len(all_), corrected=corrected, reviews=read, since=since)

    # --- one language ------------------------------------------------------------------------------------------------

    async def language(self, request: Request) -> Response:
        return await self.show(request)

    async def show(
        self,
        request: Request,
        *,
        wrong: tuple[str, Wrong, Sequence[str]] | None = None,
        said: Any = None,
        status: int = 200,
        **more: Any,
    ) -> Response:
        """`wrong`: what is wrong with the text of a context, and what was written."""
        language, wanted = self.language_of(request), _wanted(request.query_params)
        all_ = await self.wordings(language)
        found = [one for one in all_ if wanted.holds(one)]
        pages = max((len(found) - 1) // PAGE + 1, 1)
        wanted = replace(wanted, page=min(wanted.page, pages - 1))
        shown = found[wanted.page * PAGE : (wanted.page + 1) * PAGE]
        if wrong and all(one.context != wrong[0] for one in shown):
            shown = [*(one for one in all_ if one.context == wrong[0]), *shown]
        reviews = await self.desk.read(corrections.reviews)
        told: dict[str, Any] = {
            "said": said or self._said(request),
            "states": Counter(one.state for one in all_),
            "number": len(found),
            "pages": pages,
            "rows": self.texts.rows(language),
            "serves": self.texts.serves(language),
            "reviews": {whom: review for (code, whom), review in reviews.items() if code == language},
            "names": await self._names(),
            "may_all": self._may_all(staff_of(request)),
            "mine": {one.context for one in shown if self.may(staff_of(request), one)},
            "unread": (),
            **more,
        }
        page = self.desk.page(request)
        return page.answer(
            "translation.html", status=status, language=language, wanted=wanted, shown=shown, wrong=wrong, **told
        )

    async def correct(self, request: Request) -> Response:
        """One text, from the next message on; or it is as it came."""
        language, form, staff = self.language_of(request), await fields(request, MOST_BODY), staff_of(request)
        wording = await self._one(language, first(form, "context"))
        if not self.may(staff, wording):
            raise HTTPException(403)
        at, wanted = ms(self.desk.now()), _wanted({name: values[0] for name, values in form.items()})
        if "undo" in form:
            actor, context = staff.actor, wording.context
            await self.desk.submit(lambda connection: corrections.undo(connection, language, context, actor=actor, now=at))
            return await self._kept(request, language, wanted, "undone", wording)
        written = _written(form, len(self.texts.rows(language).examples) if wording.plural else 1)
        if wrong := self.texts.wrong(language, wording, written):
            return await self.show(request, wrong=(wording.context, wrong, written), status=422)
        new = correction(language, wording, written, staff.id, at)
        await self.desk.submit(lambda connection: corrections.correct(connection, [new], actor=staff.actor))
        return await self._kept(request, language, wanted, "corrected", wording)

    async def _kept(self, request: Request, language: str, wanted: Wanted, said: str, wording: Wording) -> Response:
        await self.refresh()
        link = self.desk.page(request).link(f"/translations/{language}", **wanted.query, said=said)
        return RedirectResponse(f"{link}#{anchor(wording.context)}", 303)

    async def review(self, request: Request) -> Response:
        """Somebody has read all of it, or takes that back."""
        language, form, staff = self.language_of(request), await fields(request), staff_of(request)
        whom, at = first(form, "whom"), ms(self.desk.now())
        if whom not in self.texts.serves(language):
            raise HTTPException(400)
        if not self._may_all(staff):
            raise HTTPException(403)
        if "undo" in form:
            await self.desk.submit(
                lambda connection: corrections.unreview(connection, language, whom, actor=staff.actor, now=at)
            )
        else:
            new = Review(language=language, whom=whom, by=staff.id, at=at)
            await self.desk.submit(lambda connection: corrections.review(connection, new, actor=staff.actor))
        return RedirectResponse(self.desk.page(request).link(f"/translations/{language}", said="reviewed"), 303)

    # --- helpers -----------------------------------------------------------------------------------------------------

    def may(self, staff: Staff, one: Wording) -> bool:
        """Whether somebody may correct a text."""
        if self._may_all(staff):
            return True
        offering = {
            programme.code for programme in self.desk.programmes.values() if one.form in (*programme.forms, programme.start)
        }
        return bool(one.form) and not staff.scope.centre and offering == {staff.scope.programme}

    def _may_all(self, staff: Staff) -> bool:
        return not staff.scope.programme

    def language_of(self, request: Request) -> str:
        """The one in the path. Raises HTTPException 404."""
        code: str = request.path_params["language"]
        if code not in self.texts.languages:
            raise HTTPException(404)
        return code

    async def wordings(self, language: str) -> Sequence[Wording]:
        found = await self.desk.read(lambda connection: corrections.corrections(connection, language))
        return _with(await self.texts.wordings(language), {one.context: one for one in found})

    async def _one(self, language: str, context: str) -> Wording:
        found = next((one for one in await self.wordings(language) if one.context == context), None)
        if found is None:
            raise HTTPException(404)
        return found

    async def refresh(self) -> None:
        if self.desk.publisher:
            await self.desk.publisher.refresh()

    def _said(self, request: Request) -> Any:
        return texts.TR_SAID.get(request.query_params.get("said", ""))

    async def _names(self) -> Mapping[int, str]:
        found: Mapping[int, str] = await self.desk.read(lambda connection: coordinators.names(connection, self.desk.keyring))
        return found


def _with(wordings: Sequence[Wording], found: Mapping[str, Correction]) -> list[Wording]:
    return [replace(one, correction=found[one.context]) if one.context in found else one for one in wordings]


def correction(language: str, wording: Wording, forms: Sequence[str], by: int, at: int) -> Correction:
    return Correction(language=language, context=wording.context, source=wording.source, forms=tuple(forms), by=by, at=at)


def _written(form: Mapping[str, list[str]], wanted: int) -> tuple[str, ...]:
    """The plural forms in their order; browsers send the ends of lines as two characters, and nothing for an empty field."""
    return tuple(first(form, f"{FORM}{place}").replace("\r\n", "\n").strip() for place in range(wanted))


def _wanted(query: Mapping[str, str]) -> Wanted:
    page = query.get("page", "")
    return Wanted(
        words=query.get("words", "").strip()[:LONGEST],
        part=query.get("part", "") if query.get("part") in texts.TR_PARTS else "",
        state=query.get("state", "") if query.get("state") in texts.TR_STATES else "",
        page=int(page) if page.isascii() and page.isdecimal() and len(page) < 5 else 0,
    )


def entries(desk: "Desk") -> list[Entry]:
    pages = Translating(desk)
    one = "/translations/{language}"
    return [
        Entry("/translations", pages.listed, WORK),
        Entry(one, pages.language, WORK),
        Entry(f"{one}/text", pages.correct, WORK, (POST,)),
        Entry(f"{one}/review", pages.review, WORK, (POST,)),
    ]
