"""One person's page, and looking at what they have handed in: approve, hold, ask again, say how it is proved, translate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import texts
from desk.fields import fields, first
from desk.people.lines import Given, Line, Reader, Section
from desk.queue import receivers
from desk.routing import POST, Entry, staff_of
from desk.staff import WORK
from desk.workshops.meetings import places
from storage.answers import decisions, review
from storage.answers.decisions import ASK, EVIDENCE, Decision, Place, Translation
from storage.answers.dossier import PersonView
from storage.answers.review import public
from storage.staff import coordinators, needs
from storage.staff.needs import REVIEW, Doer
from storage.times import ms

if TYPE_CHECKING:
    from desk.app import Desk

MOST_BODY = 40_000  # bytes of a form with a translation in it
SAID = {"asked": texts.REVIEW_ASKED, "changed": texts.REVIEW_CHANGED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An answer with what coordinators said of it. `before`: the answer that had been asked about again."""

    line: Line
    decision: Decision | None
    evidence: str
    translations: tuple[Translation, ...]
    before: Given | None
    why_not: str  # why it cannot be asked again; "" = it can


@dataclass(frozen=True, slots=True)
class Reviewing:
    desk: "Desk"

    async def person(self, request: Request) -> Response:
        """Everything about one person. That it was read is written down before it is shown."""
        desk, page, found = self.desk, self.desk.page(request), await self.desk.known(request)
        programmes = await desk.read(review.programmes)
        await desk.note(request, "read", found.id)
        reader = replace(desk.reader(page), files=found.files)
        shown = [sheet for sheet in found.sheets if sheet.answers] if found.readable else []
        sections = [reader.section(sheet, desk.now()) for sheet in shown]
        more: dict[str, Any] = {"now": desk.now(), "windows": desk.windows, "programmes": programmes, "reader": reader}
        more["staff"] = await desk.read(lambda connection: coordinators.names(connection, desk.keyring))
        giver = staff_of(request)
        more["receivers"] = await desk.read(lambda connection: receivers(connection, desk.keyring, giver, found.id))
        more["judged"] = {one.sheet.number: _judged(found, one) for one in sections}
        more["places"] = await places(desk, page, found.id, giver.scope)
        return page.answer("person.html", person=found, sections=sections, **more)

    async def show(self, request: Request) -> Response:
        """One sheet, answer by answer."""
        desk, page = self.desk, self.desk.page(request)
        found, section = await self.section(request)
        await desk.note(request, "read", found.id, part="review")
        waiting = [one.id for one in found.concerns if one.kind == REVIEW and one.state == "open"]
        mine = [one.id for one in found.concerns if one.id in waiting and one.sheet == section.sheet.number]
        more: dict[str, Any] = {"reader": self.reader(request, found), "after": (mine or [0])[0], "evidence": ("", *EVIDENCE)}
        more["staff"] = await desk.read(lambda connection: coordinators.names(connection, desk.keyring))
        said = SAID.get(request.query_params.get("said", ""))
        not_asked = texts.NOT_ASKED_WHY.get(request.query_params.get("refused", ""))
        rows = _judged(found, section)
        return page.answer("review.html", person=found, section=section, rows=rows, said=said, not_asked=not_asked, **more)

    async def next(self, request: Request) -> Response:
        """On to what waits longest; back to the queue where nothing waits."""
        staff, page, after = staff_of(request), self.desk.page(request), request.query_params.get("after", "0")
        number = int(after, 16) if len(after) <= 13 and set(after) <= set("0123456789abcdef") else 0
        now = ms(self.desk.now())
        found = await self.desk.read(lambda connection: needs.next_review(connection, staff.scope, staff.id, now, after=number))
        to = f"/people/{public(found[0])}/review/{found[1]}" if found else "/"
        return RedirectResponse(page.link(to, **({} if found else {"reviewed": 1})), 303)

    async def decide(self, request: Request) -> Response:
        """What was pressed on the page of a sheet. Raises HTTPException 400 for what no button says."""
        (found, section), sent = await self.section(request), await fields(request, MOST_BODY)
        pressed, by = first(sent, "do"), self.doer(request)
        place, seen = Place(found.id, section.sheet.number), _seen(sent.get("seen", []))
        lines = [one for one in section.lines if one.given.seq in seen]
        if pressed == "all":
            return await self.approve_all(request, by, place, section, lines)
        if pressed not in DEEDS or len(seen) != 1:
            raise HTTPException(400)
        if not lines:
            return self.back(request, place, said="changed")
        return await DEEDS[pressed](self, request, by, place, Pressed(found, section, lines[0], sent))

    async def approve_all(self, request: Request, by: Doer, place: Place, section: Section, lines: Sequence[Line]) -> Response:
        now, paths = seen_of(section), [one.path for one in lines]
        await self.desk.submit(lambda connection: decisions.decide(connection, by, place, now, paths, decisions.APPROVED))
        if len(lines) < len(section.lines):
            return self.back(request, place, said="changed")
        return RedirectResponse(self.desk.page(request).link("/review"), 303)

    # --- one answer ------------------------------------------------------------------------------------------------------

    async def judge(self, request: Request, by: Doer, place: Place, pressed: "Pressed") -> Response:
        """Approved, or on hold."""
        what, now = pressed.sent["do"][0], seen_of(pressed.section)
        path = pressed.line.path
        done = await self.desk.submit(lambda connection: decisions.decide(connection, by, place, now, [path], what))
        return self.back(request, place, pressed.following) if done else self.back(request, place, said="changed")

    async def ask(self, request: Request, by: Doer, place: Place, pressed: "Pressed") -> Response:
        """Back to the person with this question. Whom nothing may be asked is not asked, and the coordinator is told so at once."""
        line, reason = pressed.line, first(pressed.sent, "reason")
        if reason not in {"", *texts.ASK_WHYS}:
            raise HTTPException(400)
        if why := why_not(pressed.person, pressed.section, line):
            return self.back(request, place, refused=why)
        path, seq = line.path, line.given.seq
        done = await self.desk.submit(lambda connection: decisions.ask_again(connection, by, place, path, seq, reason))
        return self.back(request, place, said="asked") if done else self.back(request, place, refused="waits")

    async def rate(self, request: Request, by: Doer, place: Place, pressed: "Pressed") -> Response:
        level = first(pressed.sent, "evidence")
        if level not in EVIDENCE:
            raise HTTPException(400)
        path, seq = pressed.line.path, pressed.line.given.seq
        await self.desk.submit(lambda connection: decisions.rate(connection, by, place, path, seq, level))
        return self.back(request, place, seq)

    async def translate(self, request: Request, by: Doer, place: Place, pressed: "Pressed") -> Response:
        keyring, language = self.desk.keyring, self.desk.page(request).speech.language
        text, seq = first(pressed.sent, "text"), pressed.line.given.seq
        keep = decisions.translate
        await self.desk.submit(lambda connection: keep(connection, keyring, by, place, seq, language=language, text=text))
        return self.back(request, place, seq)

    # --- helpers ---------------------------------------------------------------------------------------------------------

    def back(self, request: Request, place: Place, seq: int = 0, **query: str) -> Response:
        """To the sheet, at an answer of it."""
        at = self.desk.page(request).link(f"/people/{public(place.person)}/review/{place.sheet}", **query)
        return RedirectResponse(at + (f"#a{seq}" if seq else ""), 303)

    def doer(self, request: Request) -> Doer:
        return Doer(staff=staff_of(request).id, scope=staff_of(request).scope, now=ms(self.desk.now()))

    def reader(self, request: Request, found: PersonView) -> Reader:
        return replace(self.desk.reader(self.desk.page(request)), files=found.files)

    async def section(self, request: Request) -> tuple[PersonView, Section]:
        """The sheet in the path. Raises HTTPException 404 where there is none that may be read."""
        found, number = await self.desk.known(request), request.path_params["sheet"]
        sheet = next((one for one in found.sheets if one.number == number and one.answers), None)
        if sheet is None or not found.readable:
            raise HTTPException(404)
        return found, self.reader(request, found).section(sheet, self.desk.now())


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of one answer."""

    person: PersonView
    section: Section
    line: Line
    sent: Mapping[str, list[str]]

    @property
    def following(self) -> int:
        """The number of the next answer that nobody has decided about; 0 = none."""
        rows = [one for one in _judged(self.person, self.section) if not one.decision or one.line is self.line]
        at = next(i for i, one in enumerate(rows) if one.line is self.line)
        return rows[at + 1].line.given.seq if at + 1 < len(rows) else self.line.given.seq


DEEDS = {
    "approved": Reviewing.judge,
    "hold": Reviewing.judge,
    "again": Reviewing.ask,
    "rate": Reviewing.rate,
    "translate": Reviewing.translate,
}


def seen_of(section: Section) -> dict[str, int]:
    """{path: number} of the answers of a sheet that count."""
    return {one.path: one.given.seq for one in section.lines}


def _seen(sent: Sequence[str]) -> set[int]:
    written = [one for each in sent for one in each.split(",")]
    if not all(one.isascii() and one.isdecimal() and len(one) < 7 for one in written):
        raise HTTPException(400)
    return {int(one) for one in written}


def _judged(found: PersonView, section: Section) -> list[Judged]:
    return [_judge(found, section, line) for line in section.lines]


def _judge(found: PersonView, section: Section, line: Line) -> Judged:
    said, seq = found.decisions.get((section.sheet.number, line.path), ()), line.given.seq
    asked = {one.seq for one in said if one.verdict == ASK and one.seq != seq}
    return Judged(
        line=line,
        decision=decisions.verdict(said, seq),
        evidence=decisions.evidence(said, seq),
        translations=found.translations.get((section.sheet.number, seq), ()),
        before=next((one for one in line.earlier if one.seq in asked), None),
        why_not=why_not(found, section, line),
    )


def why_not(found: PersonView, section: Section, line: Line) -> str:
    """Why a question cannot go back to somebody, as a key of NOT_ASKED_WHY; "" where it can."""
    said = found.decisions.get((section.sheet.number, line.path), ())
    known = decisions.verdict(said, line.given.seq)
    if found.status != "active":
        return found.status if found.status in texts.NOT_ASKED_WHY else "gone"
    if not found.readable:
        return "refused"
    if not section.known or section.sheet.state == "dropped":
        return "gone"
    if not found.reachable:
        return "unreachable"
    return "waits" if known and known.verdict == ASK else ""


def entries(desk: "Desk") -> list[Entry]:
    reviewing = Reviewing(desk)
    return [
        Entry("/review", reviewing.next, WORK),
        Entry("/people/{person:id}", reviewing.person, WORK),
        Entry("/people/{person:id}/review/{sheet:int}", reviewing.show, WORK),
        Entry("/people/{person:id}/review/{sheet:int}", reviewing.decide, WORK, (POST,)),
    ]
