"""The desk: what coordinators see and do. Every page works without JavaScript."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from desk import broadcasting, canned, exporting, files, queue, texts
from desk.charts import page as charts
from desk.exporting import Exporter
from desk.forms import drafting, listing
from desk.forms.publishing import Publisher, Texts
from desk.pages import FOLDER, Page
from desk.people import approving, reviewing, table, talking
from desk.people.joining import Joining
from desk.people.lines import Reader
from desk.routing import GET, POST, Entry, routes, staff_of
from desk.security import HERE, Admission, Admit, Guard, Place
from desk.signin import account as signin_account
from desk.signin import link as signin
from desk.signin import openid as signin_openid
from desk.signin import second_factor
from desk.signin.link import SignIn
from desk.signin.openid import OpenId
from desk.staff import WORK
from desk.team import auditing, digesting, staffing
from desk.translations import translating, wordfiles
from desk.workshops import meetings
from desk.workshops import overview as workshops
from desk.workshops.certificates import Certificates
from desk.workshops.files import Files
from dialogs.form import Choice, Form
from dialogs.known import Programme
from dialogs.nodes import list_node
from dialogs.texts import Voices
from storage.answers import attachments, dossier
from storage.answers.dossier import PersonView
from storage.answers.review import Read, Submit, public
from storage.crypt import Keyring
from storage.due import Intention
from storage.speaking.people import audited
from storage.times import ms

SAID = {
    400: (texts.NOT_UNDERSTOOD, texts.NOT_UNDERSTOOD_WHY),
    403: (texts.NOT_YOURS, texts.NOT_YOURS_WHY),
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
Post = Callable[[str, str, str], Awaitable[None]]  # sends an e-mail: to, subject, text
Happen = Callable[[Intention], Awaitable[None]]  # Turnstile.receive: what has fallen due happens at once


async def _later(_: Intention) -> None:
    """It happens when the clock looks next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The pages, and what they need. `lists` are the live lists; `languages` among them has each language's own name.

    `off` gives the accounts (channel:account) that a platform refuses, `hushed` those that may write first to nobody and until when,
    `people_a_day` is how many people a platform lets us write to first as long as it has not told, `windows` by channel how many
    milliseconds after somebody wrote anything may be said to them.
    `happen` lets happen at once what has been planned for now, `exporter` makes files. `place` is where it is served; `admit` says who
    asks: by default their session does. `post` sends e-mail, `openid` is the organisation's own sign-in, `doors` our names on
    messengers, as far as there are such.
    `programmes`, `publisher` and `texts` are for the pages of forms and of translations; without them these say that there is nothing.
    `workshop_files` reads workbooks and calendars, `certificates` draws those of attendance.
    """

    read: Read
    submit: Submit
    keyring: Keyring
    forms: Mapping[str, Form]
    voices: Voices
    lists: Mapping[str, Sequence[Choice]]
    now: Callable[[], datetime]
    place: Place = HERE
    admit: Admit | None = None
    post: Post | None = None
    openid: OpenId | None = None
    doors: Mapping[str, str] = field(default_factory=dict)
    off: Callable[[], Sequence[str]] = tuple
    hushed: Callable[[], Mapping[str, datetime]] = dict
    people_a_day: int = 0
    windows: Mapping[str, int] = field(default_factory=dict)
    happen: Happen = _later
    exporter: Exporter | None = None
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    publisher: Publisher | None = None
    texts: Texts | None = None
    workshop_files: Files | None = None
    certificates: Certificates | None = None

    # --- pages -------------------------------------------------------------------------------------------------------

    async def file(self, request: Request) -> Response:
        """A file that somebody answered with. That it was opened is written down before it is given."""
        person, number = (await self.known(request)).id, request.path_params["file"]
        found = await self.read(lambda connection: attachments.content(connection, self.keyring, person, number))
        if found is None:
            raise HTTPException(404)
        await self.note(request, "opened", person, file=public(number))
        return files.answer(*found)

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
            voices=self.voices,
            language=page.speech.language,
            forms=self.forms,
            lists=self.lists,
            instances=instances,
            names=page.shows_names,
        )

    async def known(self, request: Request, name: str = "person") -> PersonView:
        """The person in the path. Raises HTTPException 404 where there is nobody; or nobody of the reader's, and then it is written down."""
        number, scope = request.path_params[name], staff_of(request).scope
        found = await self.read(lambda connection: dossier.person(connection, self.keyring, number))
        if found and not await self.read(lambda connection: scope.holds(connection, number)):
            await self.note(request, "refused", number)
            found = None
        if found is None:
            raise HTTPException(404)
        return found

    async def note(self, request: Request, action: str, person: int = 0, **detail: str | int) -> None:
        """Write down who has read what."""
        actor, at = staff_of(request).actor, ms(self.now())
        await self.submit(lambda connection: audited(connection, actor, action, person, at, **detail))

    async def denied(self, request: Request) -> None:
        """Somebody asked for a page that is not for their role."""
        await self.note(request, "refused", path=request.scope["path"])


def entries(desk: Desk) -> list[Entry]:
    """Every page, and whose it is."""
    joining = Joining(desk)
    return [
        *signin.entries(desk),
        *second_factor.entries(desk),
        *signin_openid.entries(desk),
        *signin_account.entries(desk),
        *staffing.entries(desk),
        *auditing.entries(desk),
        *table.entries(desk),
        *approving.entries(desk),
        *charts.entries(desk),
        *exporting.entries(desk),
        *reviewing.entries(desk),
        Entry("/people/{person:id}/files/{file:id}", desk.file, WORK),
        *queue.entries(desk),
        Entry("/people/{person:id}/join", joining.find, WORK, (GET, POST)),
        Entry("/people/{person:id}/join/{known:id}", joining.compare, WORK),
        Entry("/people/{person:id}/join/{known:id}", joining.join, WORK, (POST,)),
        Entry("/people/{person:id}/part", joining.part, WORK, (POST,)),
        *broadcasting.entries(desk),
        *talking.entries(desk),
        *canned.entries(desk),
        *digesting.entries(desk),
        *listing.entries(desk),
        *drafting.entries(desk),
        *translating.entries(desk),
        *wordfiles.entries(desk),
        *workshops.entries(desk),
        *meetings.entries(desk),
    ]


def mount(desk: Desk) -> Mount:
    """The desk at /desk/."""
    app = Starlette(
        routes=[*routes(entries(desk), desk.denied), Mount("/static", StaticFiles(directory=FOLDER / "static"))],
        middleware=[Middleware(Admission, admit=desk.admit or SignIn(desk).admit)],
        exception_handlers={HTTPException: desk.trouble, Exception: desk.trouble},
    )
    return Mount("/desk", app=Guard(app, desk.place))
