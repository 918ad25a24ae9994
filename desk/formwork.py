"""Forms: listed, uploaded, looked through, tried as on a phone, published in a programme, withdrawn.

Looking and uploading is for all who work with people. What is published concerns everybody in a programme: an admin may, and a
coordinator of that programme; of a part of it, a centre, nobody may. A form that other programmes offer too concerns these as well.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import Connection
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import previewing, texts
from desk.fields import fields
from desk.previewing import Walk
from desk.routing import GET, POST, Entry, staff_of
from desk.staff import WORK, Staff
from desk.workshop import CURED, FAULT, WARNING, Draft, Finding, Unreadable, Workshop
from dialogs import versions
from dialogs.form import Form
from dialogs.known import Programme
from dialogs.texts import Voices
from storage import coordinators, offers, renaming
from storage.offers import MENU, START, WITHDRAWN, Offer, Workbook
from storage.review import public
from storage.times import ms

if TYPE_CHECKING:
    from desk.app import Desk

MOST_BYTES = 20_000_000  # of an upload
MOST_DRAINED = 100_000_000  # read and dropped, so that whoever sends too much is told
MOST_BODY = 400_000  # bytes of a form with the steps of a preview
MOST_SHOWN = 100  # findings
MOST_ALIKE = 5  # of one cure
RENAME = "rename:"  # how the name of such a field begins
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    def shop(self) -> Workshop:
        """Raises HTTPException 404 where there is none."""
        if self.desk.workshop is None:
            raise HTTPException(404)
        return self.desk.workshop

    # --- all of them -------------------------------------------------------------------------------------------------

    async def listed(self, request: Request) -> Response:
        return await self._list(request)

    async def upload(self, request: Request) -> Response:
        """A workbook comes in. One that is no form is not kept; what is wrong with it is shown at once."""
        try:
            content, name = await uploaded(request, MOST_BYTES)
        except OverflowError:
            return await self._list(request, wrong=texts.FORMS_TOO_LARGE, status=413)
        if not content and not name:
            return await self._list(request, wrong=texts.FORMS_NO_FILE, status=422)
        try:
            draft = await self.shop.read(content, name)
        except Unreadable as problem:
            return await self._list(request, wrong=texts.FORMS_REFUSED, findings=problem.findings, file=name, status=422)
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

    async def _list(self, request: Request, *, status: int = 200, **more: Any) -> Response:
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
            "said": self._said(request),
            "names": await self._names(),
            **more,
        }
        told["findings"], told["hidden"] = abridged(told["findings"])
        return self.desk.page(request).answer("forms.html", status=status, forms=found, drafts=drafts, shelved=self, **told)

    def _order(self, name: str) -> tuple[bool, str]:
        return (not any(name in one.forms or name == one.start for one in self.desk.programmes.values()), name)

    def _shelved(self, name: str, used: set[str], counts: Mapping[str, offers.Count]) -> Shelved:
        origin = "uploaded" if name in used else self.shop.origin(name)
        places = {one.name: place for one in self.desk.programmes.values() if (place := place_of(one, name))}
        return Shelved(
            name=name, form=self.desk.forms[name], origin=origin, places=places, count=counts.get(name, offers.Count())
        )

    # --- one that was uploaded ---------------------------------------------------------------------------------------

    async def draft(self, request: Request) -> Response:
        book, draft = await self._draft(request)
        return await self._show_draft(request, book, draft)

    async def publish(self, request: Request) -> Response:
        """It is the form from now on, and a programme offers it."""
        book, draft = await self._draft(request)
        form, staff = await fields(request, MOST_BODY), staff_of(request)
        programme, place = _one(form, "programme"), _one(form, "place")
        if programme not in self.desk.programmes or place not in (MENU, START):
            raise HTTPException(400)
        if not self.may(staff, draft.form.name, programme):
            raise HTTPException(403)
        if wrong := _hindrance(draft, place, despite=_one(form, "despite") == "1"):
            return await self._show_draft(request, book, draft, said=texts.FORMS_SAID[wrong], status=422)
        names = self._renames(draft.form, form)
        at, keyring = ms(self.desk.now()), self.desk.keyring
        offer = Offer(programme=programme, form=draft.form.name, state=place, by=staff.id, at=at)

        def work(connection: Connection) -> bool:
            if not offers.use(connection, book, actor=staff.actor, now=at):
                return False
            renaming.rename(connection, keyring, draft.form.name, names)
            offers.offered(connection, offer, actor=staff.actor)
            return True

        if not await self.desk.submit(work):
            return self._to(request, "/forms", "gone")
        await self.shop.refresh()
        return self._to(request, f"/forms/form/{book.form}", "published")

    async def discard(self, request: Request) -> Response:
        book, _ = await self._draft(request)
        actor, at = staff_of(request).actor, ms(self.desk.now())
        await self.desk.submit(lambda connection: offers.discard(connection, book, actor=actor, now=at))
        return self._to(request, "/forms", "discarded")

    async def _draft(self, request: Request) -> tuple[Workbook, Draft]:
        """Raises HTTPException 404 where it is gone, or published."""
        number = request.path_params["draft"]
        book = await self.desk.read(lambda connection: offers.one(connection, number))
        draft = await self.shop.draft(number) if book and book.state == offers.DRAFT else None
        if book is None or draft is None:
            raise HTTPException(404)
        return book, draft

    async def _show_draft(self, request: Request, book: Workbook, draft: Draft, *, status: int = 200, **more: Any) -> Response:
        old = self.desk.forms.get(draft.form.name)
        changes = versions.changes(old, draft.form) if old else []
        heirs = {one.key: versions.heirs(old, draft.form, one.key) for one in changes if old and one.fate == versions.HIDDEN}
        findings, hidden = abridged(draft.findings)
        told: dict[str, Any] = {
            "said": self._said(request),
            "findings": findings,
            "hidden": hidden,
            "fates": Counter(one.fate for one in changes),
            "faulty": any(one.weight == FAULT for one in draft.findings),
            "names": await self._names(),
            "programmes": self._mine(staff_of(request), draft.form.name),
            "everywhere": [one.name for one in self._offering(draft.form.name)],
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
        wanted = {key: _one(said, f"{RENAME}{key}") for key in gone}
        return {key: new for key, new in wanted.items() if new and new in versions.heirs(old, form, key)}

    # --- one that is there -------------------------------------------------------------------------------------------

    async def form(self, request: Request) -> Response:
        return await self._show(request, self._known(request))

    async def offer(self, request: Request) -> Response:
        """A programme offers it, in the menu or to newcomers."""
        form = self._known(request)
        said, staff = await fields(request), staff_of(request)
        programme, place = _one(said, "programme"), _one(said, "place")
        if programme not in self.desk.programmes or place not in (MENU, START):
            raise HTTPException(400)
        if not self.may(staff, "", programme):
            raise HTTPException(403)
        if place == START and not asks_consent(form):
            return await self._show(request, form, said=texts.FORMS_SAID["consent"], status=422)
        new = Offer(programme=programme, form=form.name, state=place, by=staff.id, at=ms(self.desk.now()))
        await self.desk.submit(lambda connection: offers.offered(connection, new, actor=staff.actor))
        await self.shop.refresh()
        return self._to(request, f"/forms/form/{form.name}", "offered")

    async def withdraw(self, request: Request) -> Response:
        """A programme offers it no longer."""
        form = self._known(request)
        said, staff = await fields(request), staff_of(request)
        programme, way = self.desk.programmes.get(_one(said, "programme")), _one(said, "way")
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
        return self._to(request, f"/forms/form/{form.name}", "withdrawn")

    async def download(self, request: Request) -> Response:
        form = self._known(request)
        content = await self.shop.workbook(form)
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(form.name)}.xlsx"}
        return Response(content, media_type=XLSX, headers=headers)

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
            "said": self._said(request),
            "findings": findings,
            "hidden": hidden,
            "books": books,
            "names": await self._names(),
            "programmes": self._mine(staff, ""),
            "places": {code: place_of(one, form.name) for code, one in self.desk.programmes.items()},
            "every": self.desk.programmes,
        }
        values = {**told, **more}
        shelved = self._shelved(form.name, used, counts)
        return self.desk.page(request).answer("form_one.html", status=status, one=shelved, form=form, shelved=self, **values)

    # --- as on a phone -----------------------------------------------------------------------------------------------

    async def preview(self, request: Request) -> Response:
        form = self._known(request)
        return await self._preview(request, form, self.desk.voices, f"/forms/form/{form.name}")

    async def preview_draft(self, request: Request) -> Response:
        book, draft = await self._draft(request)
        return await self._preview(request, draft.form, draft.voices or self.desk.voices, f"/forms/drafts/{public(book.id)}")

    async def _preview(self, request: Request, form: Form, voices: Voices, back: str) -> Response:
        said = await fields(request, MOST_BODY) if request.method == "POST" else {}
        languages = [code for code in map(voices.nearest, form.languages) if code] or list(voices.languages)
        page = self.desk.page(request)
        language = _among(_one(said, "language"), languages) or _among(page.speech.language, languages) or languages[0]
        channel = _among(_one(said, "channel"), list(self.shop.limits)) or next(iter(self.shop.limits))
        steps = _stepped(previewing.read(_one(said, "steps")), said)
        walk = Walk(
            form=form,
            workshop=self.shop,
            voices=voices,
            lists=self.desk.lists,
            language=language,
            channel=channel,
            now=self.desk.now(),
        )
        await asyncio.to_thread(walk.go, steps)
        names = {code: voices.own_names().get(code, code) for code in languages}
        told: dict[str, Any] = {
            "language": language,
            "languages": names,
            "channel": channel,
            "known_channels": list(self.shop.limits),
        }
        full = len(steps) >= previewing.MOST_STEPS
        return page.answer("preview.html", form=form, walk=walk, steps=previewing.write(steps), back=back, full=full, **told)

    # --- who may, and words ------------------------------------------------------------------------------------------

    def may(self, staff: Staff, form: str, programme: str) -> bool:
        """Whether somebody may publish a form in a programme: it is theirs, and so is every other one that offers it."""
        touched = {programme, *(one.code for one in self._offering(form))} if form else {programme}
        scope = staff.scope
        return not scope.programme or (not scope.centre and touched == {scope.programme})

    def _mine(self, staff: Staff, form: str) -> Mapping[str, str]:
        """{code: name} of the programmes in which somebody may publish it."""
        return {code: one.name for code, one in self.desk.programmes.items() if self.may(staff, form, code)}

    def _offering(self, form: str) -> list[Programme]:
        return [one for one in self.desk.programmes.values() if form in (*one.forms, one.start)]

    def _said(self, request: Request) -> Any:
        return texts.FORMS_SAID.get(request.query_params.get("said", ""))

    def _to(self, request: Request, path: str, said: str) -> Response:
        return RedirectResponse(self.desk.page(request).link(path, said=said), 303)

    async def _names(self) -> Mapping[int, str]:
        """{id: name} of the staff."""
        found = await self.desk.read(lambda connection: coordinators.members(connection, self.desk.keyring))
        return {one.id: one.name for one in found}


def place_of(programme: Programme, form: str) -> str:
    """How a programme offers a form; "" = not at all."""
    if programme.start == form:
        return START
    return MENU if form in programme.forms else WITHDRAWN if form in programme.withdrawn else ""


def asks_consent(form: Form) -> bool:
    """Without the programme's consent nothing else is asked: newcomers begin with a form that asks for it."""
    return any(question.extras.get("sets") == "consent:programme" for question in form.questions.values())


def abridged(findings: Sequence[Finding]) -> tuple[list[Finding], int]:
    """The heaviest first, a few of each kind; and how many are left out."""
    order = {weight: place for place, weight in enumerate(("stop", FAULT, WARNING, CURED))}
    met: Counter[tuple[str, str]] = Counter()
    shown = []
    for one in sorted(findings, key=lambda one: order[one.weight]):
        met[one.weight, one.cure] += 1
        if not one.cure or met[one.weight, one.cure] <= MOST_ALIKE:
            shown.append(one)
    return shown[:MOST_SHOWN], len(findings) - len(shown[:MOST_SHOWN])


def _hindrance(draft: Draft, place: str, *, despite: bool) -> str:
    """Why a draft is not published: a name in FORMS_SAID; "" = it is."""
    if any(one.weight == FAULT for one in draft.findings) and not despite:
        return "despite"
    return "consent" if place == START and not asks_consent(draft.form) else ""


def _stepped(steps: list[previewing.Step], said: Mapping[str, list[str]]) -> list[previewing.Step]:
    """With what was done just now."""
    if "undo" in said:
        return steps[:-1]
    if "again" in said:
        return []
    for field, kind in (("tap", previewing.TAP), ("say", previewing.SAY), ("show", previewing.SHOW)):
        if what := _one(said, field)[: previewing.LONGEST]:
            return [*steps, (kind, what)][: previewing.MOST_STEPS]
    return steps


def _one(form: Mapping[str, list[str]], name: str) -> str:
    return form.get(name, [""])[0]


def _among(wanted: str, known: Sequence[str]) -> str:
    return wanted if wanted in known else ""


async def uploaded(request: Request, most: int) -> tuple[bytes, str]:
    """(content, name) of the file in a form; both empty where none was chosen. Raises HTTPException 400 for what no form of ours sends,
    OverflowError for more bytes than `most`.
    """
    taken = 0

    async def capped() -> AsyncGenerator[bytes, None]:
        nonlocal taken
        async for piece in request.stream():
            taken += len(piece)
            if taken <= most:
                yield piece
            elif taken > MOST_DRAINED:
                break
        if taken > most:
            raise MultiPartException("too large")  # as the parser's own complaints: it puts away what it has begun

    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise HTTPException(400)
    try:
        form = await MultiPartParser(request.headers, capped(), max_files=1, max_fields=10).parse()
    except (MultiPartException, KeyError, ValueError) as problem:
        if taken > most:
            raise OverflowError from problem
        raise HTTPException(400) from problem
    try:
        file = form.get("file")
        return (await file.read(), file.filename or "") if isinstance(file, UploadFile) else (b"", "")
    finally:
        await form.close()


def entries(desk: "Desk") -> list[Entry]:
    forms = Formwork(desk)
    draft, one = "/forms/drafts/{draft:id}", "/forms/form/{form}"
    return [
        Entry("/forms", forms.listed, WORK),
        Entry("/forms", forms.upload, WORK, (POST,)),
        Entry(draft, forms.draft, WORK),
        Entry(f"{draft}/publish", forms.publish, WORK, (POST,)),
        Entry(f"{draft}/discard", forms.discard, WORK, (POST,)),
        Entry(f"{draft}/preview", forms.preview_draft, WORK, (GET, POST)),
        Entry(one, forms.form, WORK),
        Entry(f"{one}/offer", forms.offer, WORK, (POST,)),
        Entry(f"{one}/withdraw", forms.withdraw, WORK, (POST,)),
        Entry(f"{one}/preview", forms.preview, WORK, (GET, POST)),
        Entry(f"{one}/workbook", forms.download, WORK),
    ]
