"""A person's certificate of attendance: looked at, and sent. `bot` draws it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.routing import GET, POST, Entry, staff_of
from desk.staff import WORK
from desk.workshops.shown import Finding
from storage.answers.review import public
from storage.times import ms
from storage.workshops import certifying

if TYPE_CHECKING:
    from desk.app import Desk


class Certificates(Protocol):
    async def draw(self, workshop: int, person: int) -> bytes | None:
        """A PDF; None where somebody has not come often enough."""
        ...


@dataclass(frozen=True, slots=True)
class Certifying:
    desk: "Desk"

    async def look(self, request: Request) -> Response:
        """The file, in the browser. There is a name on it: that it was opened is written down before."""
        who = (await self.desk.known(request)).id
        one = await Finding(self.desk).one(request)
        content = await self.desk.certificates.draw(one.id, who) if self.desk.certificates else None
        if content is None:
            raise HTTPException(404)
        await self.desk.note(request, "opened", who, part="certificate", workshop=public(one.id))
        name = f'inline; filename="certificate-{public(who)}.pdf"'
        return Response(content, media_type="application/pdf", headers={"Content-Disposition": name})

    async def send(self, request: Request) -> Response:
        who, now, actor = (await self.desk.known(request)).id, ms(self.desk.now()), staff_of(request).actor
        one = await Finding(self.desk).one(request)
        sent = await self.desk.submit(lambda connection: certifying.send(connection, one.id, who, actor=actor, now=now))
        place = f"/workshops/{public(one.id)}/people"
        return RedirectResponse(self.desk.page(request).link(place, said="sent" if sent else "unsent"), 303)


def entries(desk: "Desk") -> list[Entry]:
    pages, one = Certifying(desk), "/workshops/{workshop:id}/certificates/{person:id}"
    return [Entry(one, pages.look, WORK, (GET,)), Entry(one, pages.send, WORK, (POST,))]
