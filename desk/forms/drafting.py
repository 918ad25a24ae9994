"""Forms before they are published: uploaded, looked through, compared with what is there, tried, published or discarded."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import texts
from desk.fields import fields, first
from desk.forms import trying
from desk.forms.listing import Formwork, abridged, place_of, review_of
from desk.forms.publishing import FAULT, Draft, Unreadable
from desk.forms.questions import asks_consent
from desk.routing import GET, POST, Entry, staff_of
from desk.staff import WORK
from desk.transfers import uploaded
from dialogs import versions
from dialogs.form import Form
from storage import offers
from storage.answers import renaming
from storage.answers.review import public
from storage.offers import MENU, START, Offer, Workbook
from storage.times import ms

if TYPE_CHECKING:
    from desk.app import Desk

MOST_BYTES = 20_000_000  # of an upload
MOST_BODY = 400_000  # bytes of what is chosen for each question of a form
RENAME = "rename:"  # how the name of such a field begins


@dataclass(frozen=True, slots=True)
class Drafting:
    desk: "Desk"
    forms: Formwork

    async def upload(self, request: Request) -> Response:
        """A workbook comes in. One that is no form is not kept; what is wrong with it is shown at once."""
        try:
            content, name = await uploaded(request, MOST_BYTES)
        except OverflowError:
            return await self.forms.list_page(request, wrong=texts.FORMS_TOO_LARGE, status=413)
        if not content and not name:
            return await self.forms.list_page(request, wrong=texts.FORMS_NO_FILE, status=422)
        try:
            draft = await self.forms.shop.read(content, name)
        except Unreadable as problem:
            return await self.forms.list_page(
                request, wrong=texts.FORMS_REFUSED, findings=problem.findings, file=name, status=422
            )
        number = await self._keep(request, draft, content, name)
        return RedirectResponse(self.desk.page(request).link(f"/forms/drafts/{public(number)}"), 303)

    async def _keep(self, request: Request, draft: Draft, content: bytes, name: str) -> int:
        staff, form = staff_of(request), draft.form
        new = Workbook(
            id=0,
            form=form.name,
            version=form.version[:120],
            title=form.title.source,
            file=name[-200:],
            state=offers.DRAFT,
            by=staff.id,
            at=ms(self.desk.now()),
        )
        number: int = await self.desk.submit(lambda connection: offers.keep(connection, new, content, actor=staff.actor))
        return number

    async def draft(self, request: Request) -> Response:
        book, draft = await self._draft(request)
        return await self._show(request, book, draft)

    async def publish(self, request: Request) -> Response:
        """It is the form from now on, and a programme offers it."""
        book, draft = await self._draft(request)
        form, staff = await fields(request, MOST_BODY), staff_of(request)
        programme, place = first(form, "programme"), first(form, "place")
        if programme not in self.desk.programmes or place not in (MENU, START):
            raise HTTPException(400)
        if not self.forms.may(staff, draft.form.name, programme):
            raise HTTPException(403)
        if wrong := _hindrance(draft, place, despite=first(form, "despite") == "1"):
            return await self._show(request, book, draft, said=texts.FORMS_SAID[wrong], status=422)
        names = self._renames(draft.form, form)
        at, keyring = ms(self.desk.now()), self.desk.keyring
        review = review_of(draft.form, form)
        offer = Offer(programme=programme, form=draft.form.name, state=place, review=review, by=staff.id, at=at)

        def work(connection: Connection) -> bool:
            if not offers.use(connection, book, actor=staff.actor, now=at):
                return False
            renaming.rename(connection, keyring, draft.form.name, names)
            offers.offered(connection, offer, actor=staff.actor)
            return True

        if not await self.desk.submit(work):
            return self.forms.to(request, "/forms", "gone")
        await self.forms.shop.refresh()
        return self.forms.to(request, f"/forms/form/{book.form}", "published")

    async def discard(self, request: Request) -> Response:
        book, _ = await self._draft(request)
        actor, at = staff_of(request).actor, ms(self.desk.now())
        await self.desk.submit(lambda connection: offers.discard(connection, book, actor=actor, now=at))
        return self.forms.to(request, "/forms", "discarded")

    async def preview(self, request: Request) -> Response:
        book, draft = await self._draft(request)
        voices, back = draft.voices or self.desk.voices, f"/forms/drafts/{public(book.id)}"
        return await trying.show(self.desk, self.forms.shop, request, draft.form, voices=voices, back=back)

    async def _draft(self, request: Request) -> tuple[Workbook, Draft]:
        """Raises HTTPException 404 where it is gone, or published."""
        number = request.path_params["draft"]
        book = await self.desk.read(lambda connection: offers.one(connection, number))
        draft = await self.forms.shop.draft(number) if book and book.state == offers.DRAFT else None
        if book is None or draft is None:
            raise HTTPException(404)
        return book, draft

    async def _show(self, request: Request, book: Workbook, draft: Draft, *, status: int = 200, **more: Any) -> Response:
        old = self.desk.forms.get(draft.form.name)
        changes = versions.changes(old, draft.form) if old else []
        heirs = {one.key: versions.heirs(old, draft.form, one.key) for one in changes if old and one.fate == versions.HIDDEN}
        findings, hidden = abridged(draft.findings)
        mine = self.forms.mine(staff_of(request), draft.form.name)
        told: dict[str, Any] = {
            "said": self.forms.said(request),
            "findings": findings,
            "hidden": hidden,
            "fates": Counter(one.fate for one in changes),
            "faulty": any(one.weight == FAULT for one in draft.findings),
            "names": await self.forms.staff_names(),
            "programmes": mine,
            "review": self.forms.review(draft.form, mine),
            "everywhere": [one.name for one in self.forms.offering(draft.form.name)],
            "places": {code: place_of(one, draft.form.name) for code, one in self.desk.programmes.items()},
        }
        values = {**told, **more}
        page = self.desk.page(request)
        return page.answer("form_draft.html", status=status, book=book, form=draft.form, changes=changes, heirs=heirs, **values)

    def _renames(self, form: Form, said: Mapping[str, list[str]]) -> dict[str, str]:
        """{old: new} as was chosen, each only where it is possible."""
        old = self.desk.forms.get(form.name)
        if old is None:
            return {}
        gone = [one.key for one in versions.changes(old, form) if one.fate == versions.HIDDEN]
        wanted = {key: first(said, f"{RENAME}{key}") for key in gone}
        return {key: new for key, new in wanted.items() if new and new in versions.heirs(old, form, key)}


def _hindrance(draft: Draft, place: str, *, despite: bool) -> str:
    """Why a draft is not published: a name in FORMS_SAID; "" = it is."""
    if any(one.weight == FAULT for one in draft.findings) and not despite:
        return "despite"
    return "consent" if place == START and not asks_consent(draft.form) else ""


def entries(desk: "Desk") -> list[Entry]:
    drafts, draft = Drafting(desk, Formwork(desk)), "/forms/drafts/{draft:id}"
    return [
        Entry("/forms", drafts.upload, WORK, (POST,)),
        Entry(draft, drafts.draft, WORK),
        Entry(f"{draft}/publish", drafts.publish, WORK, (POST,)),
        Entry(f"{draft}/discard", drafts.discard, WORK, (POST,)),
        Entry(f"{draft}/preview", drafts.preview, WORK, (GET, POST)),
    ]
