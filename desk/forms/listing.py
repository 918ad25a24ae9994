"""Forms that are there: listed, shown, tried, offered by a programme, withdrawn, taken along as a workbook.

Looking is for all who work with people. What is offered concerns everybody in a programme: an admin may, and a coordinator of that
programme; of a part of it, a centre, nobody may. A form that other programmes offer too concerns these as well.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import texts, transfers
from desk.fields import fields, first
from desk.forms import trying
from desk.forms.publishing import CURED, FAULT, WARNING, Finding, Publisher
from desk.forms.questions import asks_consent
from desk.routing import GET, POST, Entry, staff_of
from desk.staff import WORK, Staff
from dialogs.form import Form
from dialogs.known import Programme
from dialogs.phrase import Phrase
from storage import offers
from storage.offers import MENU, START, WITHDRAWN, Offer
from storage.staff import coordinators
from storage.times import ms

if TYPE_CHECKING:
    from desk.app import Desk

MOST_SHOWN = 100  # findings
MOST_ALIKE = 5  # of one cure


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A form as the list shows it. `places`: how programmes offer it, {name of the programme: menu, start or withdrawn}."""

    name: str
    form: Form
    origin: str
    places: Mapping[str, str]
    count: offers.Count


@dataclass(frozen=True, slots=True)
class Formwork:
    desk: "Desk"

    @property
    def shop(self) -> Publisher:
        """Raises HTTPException 404 where there is none."""
        if self.desk.publisher is None:
            raise HTTPException(404)
        return self.desk.publisher

    # --- all of them -------------------------------------------------------------------------------------------------

    async def listed(self, request: Request) -> Response:
        return await self.list_page(request)

    async def list_page(self, request: Request, *, status: int = 200, **more: Any) -> Response:
        scope = staff_of(request).scope
        books, counts = await self.desk.read(
            lambda connection: (offers.workbooks(connection), offers.counts(connection, scope))
        )
        used = {one.form for one in books if one.state == offers.USED}
        found = [self._shelved(name, used, counts) for name in sorted(self.desk.forms, key=self._order)]
        drafts = [one for one in books if one.state == offers.DRAFT]
        told = {
            "wrong": None,
            "findings": (),
            "file": "",
            "hidden": 0,
            "said": self.said(request),
            "names": await self.staff_names(),
            **more,
        }
        told["findings"], told["hidden"] = abridged(told["findings"])
        return self.desk.page(request).answer("forms.html", status=status, forms=found, drafts=drafts, **told)

    def _order(self, name: str) -> tuple[bool, str]:
        return (not any(name in one.forms or name == one.start for one in self.desk.programmes.values()), name)

    def _shelved(self, name: str, used: set[str], counts: Mapping[str, offers.Count]) -> Shelved:
        origin = "uploaded" if name in used else self.shop.origin(name)
        places = {one.name: place for one in self.desk.programmes.values() if (place := place_of(one, name))}
        return Shelved(
            name=name, form=self.desk.forms[name], origin=origin, places=places, count=counts.get(name, offers.Count())
        )

    # --- one that is there -------------------------------------------------------------------------------------------

    async def form(self, request: Request) -> Response:
        return await self._show(request, self._known(request))

    async def offer(self, request: Request) -> Response:
        """A programme offers it, in the menu or to newcomers."""
        form = self._known(request)
        said, staff = await fields(request), staff_of(request)
        programme, place = first(said, "programme"), first(said, "place")
        if programme not in self.desk.programmes or place not in (MENU, START):
            raise HTTPException(400)
        if not self.may(staff, "", programme):
            raise HTTPException(403)
        if place == START and not asks_consent(form):
            return await self._show(request, form, said=texts.FORMS_SAID["consent"], status=422)
        review, at = review_of(form, said), ms(self.desk.now())
        new = Offer(programme=programme, form=form.name, state=place, review=review, by=staff.id, at=at)
        await self.desk.submit(lambda connection: offers.offered(connection, new, actor=staff.actor))
        await self.shop.refresh()
        return self.to(request, f"/forms/form/{form.name}", "offered")

    async def withdraw(self, request: Request) -> Response:
        """A programme offers it no longer."""
        form = self._known(request)
        said, staff = await fields(request), staff_of(request)
        programme, way = self.desk.programmes.get(first(said, "programme")), first(said, "way")
        if programme is None or way not in ("finish", "drop"):
            raise HTTPException(400)
        if not self.may(staff, "", programme.code):
            raise HTTPException(403)
        if programme.start == form.name:
            return await self._show(request, form, said=texts.FORMS_SAID["start"], status=422)
        new = Offer(programme=programme.code, form=form.name, state=WITHDRAWN, by=staff.id, at=ms(self.desk.now()))

        def work(connection: Connection) -> None:
            offers.offered(connection, new, actor=staff.actor)
            if way == "drop":
                offers.drop(connection, new.programme, new.form)

        await self.desk.submit(work)
        await self.shop.refresh()
        return self.to(request, f"/forms/form/{form.name}", "withdrawn")

    async def preview(self, request: Request) -> Response:
        form = self._known(request)
        return await trying.show(self.desk, self.shop, request, form, voices=self.desk.voices, back=f"/forms/form/{form.name}")

    async def download(self, request: Request) -> Response:
        form = self._known(request)
        content = await self.shop.workbook(form)
        return transfers.download(content, f"{form.name}.xlsx", transfers.XLSX)

    def _known(self, request: Request) -> Form:
        found = self.desk.forms.get(request.path_params["form"])
        if found is None:
            raise HTTPException(404)
        return found

    async def _show(self, request: Request, form: Form, *, status: int = 200, **more: Any) -> Response:
        staff = staff_of(request)
        books, counts = await self.desk.read(
            lambda connection: (offers.workbooks(connection, form.name), offers.counts(connection, staff.scope))
        )
        used = {one.form for one in books if one.state == offers.USED}
        findings, hidden = abridged(await asyncio.to_thread(self.shop.look, form))
        told: dict[str, Any] = {
            "said": self.said(request),
            "findings": findings,
            "hidden": hidden,
            "books": books,
            "names": await self.staff_names(),
            "programmes": self.mine(staff, ""),
            "places": {code: place_of(one, form.name) for code, one in self.desk.programmes.items()},
            "review": self.review(form, self.mine(staff, "")),
            "reviews": {one.name: one.reviews(form) for one in self.offering(form.name)},
            "every": self.desk.programmes,
        }
        values = {**told, **more}
        shelved = self._shelved(form.name, used, counts)
        return self.desk.page(request).answer("form_one.html", status=status, one=shelved, form=form, **values)

    # --- who may, and words ------------------------------------------------------------------------------------------

    def may(self, staff: Staff, form: str, programme: str) -> bool:
        """Whether somebody may publish a form in a programme: it is theirs, and so is every other one that offers it."""
        touched = {programme, *(one.code for one in self.offering(form))} if form else {programme}
        scope = staff.scope
        return not scope.programme or (not scope.centre and touched == {scope.programme})

    def mine(self, staff: Staff, form: str) -> Mapping[str, str]:
        """{code: name} of the programmes in which somebody may publish it."""
        return {code: one.name for code, one in self.desk.programmes.items() if self.may(staff, form, code)}

    def review(self, form: Form, programmes: Iterable[str]) -> bool:
        """Whether coordinators look at its answers, in that of these programmes which the page shows first: the last that offers it."""
        known = [self.desk.programmes[code] for code in programmes]
        offering = [one for one in known if place_of(one, form.name) in (MENU, START)]
        return next((one.reviews(form) for one in (*offering[::-1], *known)), form.reviewed)

    def offering(self, form: str) -> list[Programme]:
        return [one for one in self.desk.programmes.values() if form in (*one.forms, one.start)]

    def said(self, request: Request) -> Any:
        return texts.FORMS_SAID.get(request.query_params.get("said", ""))

    def to(self, request: Request, path: str, said: str) -> Response:
        return RedirectResponse(self.desk.page(request).link(path, said=said), 303)

    async def staff_names(self) -> Mapping[int, str]:
        """{id: name} of the staff."""
        found: Mapping[int, str] = await self.desk.read(lambda connection: coordinators.names(connection, self.desk.keyring))
        return found


def place_of(programme: Programme, form: str) -> str:
    """How a programme offers a form; "" = not at all."""
    if programme.start == form:
        return START
    return MENU if form in programme.forms else WITHDRAWN if form in programme.withdrawn else ""


def review_of(form: Form, said: Mapping[str, list[str]]) -> str:
    """What was chosen about looking at the answers, as an Offer keeps it. Raises HTTPException 400 for what is no choice."""
    chosen = first(said, "review")
    if chosen not in ("", "yes", "no"):
        raise HTTPException(400)
    return "" if chosen == ("yes" if form.reviewed else "no") else chosen


def abridged(findings: Sequence[Finding]) -> tuple[list[Finding], int]:
    """The heaviest first, a few of each kind; and how many are left out."""
    order = {weight: place for place, weight in enumerate(("stop", FAULT, WARNING, CURED))}
    met: Counter[tuple[str, Phrase | None]] = Counter()
    shown = []
    for one in sorted(findings, key=lambda one: order[one.weight]):
        met[one.weight, one.cure] += 1
        if not one.cure or met[one.weight, one.cure] <= MOST_ALIKE:
            shown.append(one)
    return shown[:MOST_SHOWN], len(findings) - len(shown[:MOST_SHOWN])


def entries(desk: "Desk") -> list[Entry]:
    forms = Formwork(desk)
    one = "/forms/form/{form}"
    return [
        Entry("/forms", forms.listed, WORK),
        Entry(one, forms.form, WORK),
        Entry(f"{one}/offer", forms.offer, WORK, (POST,)),
        Entry(f"{one}/withdraw", forms.withdraw, WORK, (POST,)),
        Entry(f"{one}/preview", forms.preview, WORK, (GET, POST)),
        Entry(f"{one}/workbook", forms.download, WORK),
    ]
