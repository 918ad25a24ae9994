"""The desk: what coordinators see and do. Every page works without JavaScript."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from desk import files, texts
from desk.joining import Joining
from desk.lines import Reader
from desk.pages import FOLDER, Page
from desk.security import Guard
from dialogs.form import Choice, Form
from dialogs.nodes import list_node
from dialogs.texts import Voices
from storage import attachments, dossier, needs, review
from storage.crypt import Keyring
from storage.people import audited
from storage.review import STATES, Filters, Read, Submit, public
from storage.times import ms
from storage.traffic import traffic

LATELY = timedelta(days=7)
MOST_PAGES = 1_000_000
SAID = {
    400: (texts.NOT_UNDERSTOOD, texts.NOT_UNDERSTOOD_WHY),
    404: (texts.NOT_FOUND, texts.NOT_FOUND_WHY),
    405: (texts.NOT_FOUND, texts.NOT_FOUND_WHY),
    500: (texts.BROKEN, texts.BROKEN_WHY),
}


class PublicId(Convertor[int]):
    """A random id in hexadecimal digits, in a path; anything else is not found."""

    regex = "[0-9a-f]{1,13}"

    def convert(self, value: str) -> int:
        return int(value, 16)

    def to_string(self, value: int) -> str:
        return public(value)


register_url_convertor("id", PublicId())


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The pages, and what they need. `lists` are the live lists; `languages` among them has each language's own name.

    `off` gives the accounts (channel:account) that a platform refuses, `people_a_day` is how many people a platform lets us write to
    first as long as it has not told.
    """

    read: Read
    submit: Submit
    keyring: Keyring
    forms: Mapping[str, Form]
    voices: Voices
    lists: Mapping[str, Sequence[Choice]]
    now: Callable[[], datetime]
    actor: str = "desk"
    off: Callable[[], Sequence[str]] = tuple
    people_a_day: int = 0

    # --- pages -------------------------------------------------------------------------------------------------------

    async def overview(self, request: Request) -> Response:
        """Who needs a person, then numbers."""
        page = self.page(request)
        waiting = await self.read(lambda connection: needs.concerns(connection, self.keyring))
        lately = ms(self.now() - LATELY)
        counts = await self.read(lambda connection: review.counts(connection, lately))
        sent = await self.read(lambda connection: traffic(connection, ms(self.now()), self.people_a_day))
        if waiting:
            await self.note("listed", detail="needs a person")
        return page.answer(
            "overview.html", waiting=waiting, counts=counts, traffic=sent, off=self.off(), reader=self.reader(page)
        )

    async def people(self, request: Request) -> Response:
        """The list, narrowed by the filters in the address."""
        page = self.page(request)
        programmes = await self.read(review.programmes)
        wanted, number = self.filters(request, programmes)
        found = await self.read(lambda connection: review.people(connection, self.keyring, wanted, page=number))
        if found.rows:
            await self.note("listed", detail=f"people, page {found.number}")
        return page.answer("people.html", found=found, wanted=wanted, programmes=programmes, reader=self.reader(page))

    async def person(self, request: Request) -> Response:
        """Everything about one person. That it was read is written down before it is shown."""
        page, number = self.page(request), request.path_params["person"]
        found = await self.read(lambda connection: dossier.person(connection, self.keyring, number))
        if found is None:
            raise HTTPException(404)
        programmes = await self.read(review.programmes)
        await self.note("read", number)
        reader = replace(self.reader(page), files=found.files)
        shown = [sheet for sheet in found.sheets if sheet.answers] if found.readable else []
        sections = [reader.section(sheet, self.now()) for sheet in shown]
        return page.answer("person.html", person=found, sections=sections, programmes=programmes, reader=reader, now=self.now())

    async def file(self, request: Request) -> Response:
        """A file that somebody answered with. That it was opened is written down before it is given."""
        person, number = request.path_params["person"], request.path_params["file"]
        found = await self.read(lambda connection: attachments.content(connection, self.keyring, person, number))
        if found is None:
            raise HTTPException(404)
        await self.note("opened", person, detail=f"file {public(number)}")
        return files.answer(*found)

    async def done(self, request: Request) -> Response:
        """Somebody has taken care of it. Back to where the button was."""
        person, number = request.path_params["person"], request.path_params["concern"]
        at = ms(self.now())
        await self.submit(lambda connection: needs.settle_concern(connection, self.actor, person, number, at))
        to_overview = request.query_params.get("from") == "overview"
        return RedirectResponse(self.page(request).link("/" if to_overview else f"/people/{public(person)}"), 303)

    async def trouble(self, request: Request, problem: Exception) -> Response:
        """A page that says so, and nothing of the inside."""
        status = problem.status_code if isinstance(problem, HTTPException) else 500
        heading, why = SAID.get(status, SAID[404])
        return self.page(request).answer("trouble.html", status=status, heading=heading, why=why)

    # --- helpers -----------------------------------------------------------------------------------------------------

    def page(self, request: Request) -> Page:
        return Page(request=request, voices=self.voices, lists=self.lists)

    def reader(self, page: Page) -> Reader:
        instances = {name: list_node(choices) for name, choices in self.lists.items()}
        return Reader(
            voices=self.voices, language=page.speech.language, forms=self.forms, lists=self.lists, instances=instances
        )

    def filters(self, request: Request, programmes: Mapping[str, str]) -> tuple[Filters, int]:
        """The filters and the number of the page. Raises HTTPException 400 for what cannot be meant."""
        query = request.query_params
        programme, language, state = (query.get(name, "") for name in ("programme", "language", "state"))
        number = query.get("page", "1")
        known = programme in {"", *programmes} and language in {"", *self.voices.languages} and state in {"", *STATES}
        if not known or not number.isdecimal() or not 0 < int(number[:7]) < MOST_PAGES or query.get("needs", "1") != "1":
            raise HTTPException(400)
        return Filters(programme=programme, language=language, state=state, needs_person="needs" in query), int(number)

    async def note(self, action: str, person: int = 0, detail: str = "") -> None:
        """Write down who has read what."""
        at = ms(self.now())
        await self.submit(lambda connection: audited(connection, self.actor, action, person, at, detail))


def mount(desk: Desk) -> Mount:
    """The desk at /desk/."""
    joining = Joining(desk)
    routes = [
        Route("/", desk.overview),
        Route("/people", desk.people),
        Route("/people/{person:id}", desk.person),
        Route("/people/{person:id}/files/{file:id}", desk.file),
        Route("/people/{person:id}/concerns/{concern:id}", desk.done, methods=["POST"]),
        Route("/people/{person:id}/join", joining.find, methods=["GET", "POST"]),
        Route("/people/{person:id}/join/{known:id}", joining.compare, methods=["GET"]),
        Route("/people/{person:id}/join/{known:id}", joining.join, methods=["POST"]),
        Route("/people/{person:id}/part", joining.part, methods=["POST"]),
        Mount("/static", StaticFiles(directory=FOLDER / "static")),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: desk.trouble, Exception: desk.trouble})
    return Mount("/desk", app=Guard(app))
