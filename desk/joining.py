"""Somebody with a new phone who says that we know them: a coordinator finds the person, compares, and joins or parts the two."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from storage import addresses, dossier, needs, review
from storage.dossier import PersonView
from storage.review import public
from storage.times import ms

if TYPE_CHECKING:
    from desk.app import Desk

MOVED = "moved"  # the concern that leads here
MOST = 10_000  # bytes of a form
LONGEST = 100  # characters that are searched for


@dataclass(frozen=True, slots=True)
class Joining:
    desk: "Desk"

    async def find(self, request: Request) -> Response:
        """Look for a person. What is looked for comes in the body: a name belongs into no web address."""
        page, who = self.desk.page(request), await self.person(request.path_params["person"])
        words = (await fields(request)).get("words", [""])[0][:LONGEST] if request.method == "POST" else ""
        found = await self.desk.read(lambda connection: review.find(connection, self.desk.keyring, words, but=who.id))
        if words:
            await self.desk.note("listed", who.id, detail="looked for who they are")
        return page.answer("find.html", person=who, words=words, found=found, reader=self.desk.reader(page))

    async def compare(self, request: Request) -> Response:
        """Both side by side. That they were read is written down."""
        page = self.desk.page(request)
        new, known = [await self.person(request.path_params[name]) for name in ("person", "known")]
        if new.id == known.id:
            raise HTTPException(404)
        programmes = await self.desk.read(review.programmes)
        for one in (new, known):
            await self.desk.note("read", one.id, detail="compared")
        return page.answer("compare.html", new=new, known=known, programmes=programmes, reader=self.desk.reader(page))

    async def join(self, request: Request) -> Response:
        """They are one person from now on. To the page of the one who was known before."""
        new, known = (request.path_params[name] for name in ("person", "known"))
        lost = (await fields(request)).get("lost", [])
        at, actor, keyring = ms(self.desk.now()), self.desk.actor, self.desk.keyring
        for one in (new, known):
            await self.person(one)
        await self.desk.submit(
            lambda connection: addresses.join(connection, keyring, new, known, actor=actor, now=at, lost=lost)
        )
        await self.desk.submit(lambda connection: needs.settle_kind(connection, actor, new, MOVED, at))
        return RedirectResponse(self.desk.page(request).link(f"/people/{public(known)}"), 303)

    async def part(self, request: Request) -> Response:
        """They are two people again. Back to the page it was asked on."""
        who, at = request.path_params["person"], ms(self.desk.now())
        (way,) = (await fields(request)).get("way", [""])[:1]
        part = addresses.part
        await self.desk.submit(lambda connection: part(connection, self.desk.keyring, who, way, actor=self.desk.actor, now=at))
        return RedirectResponse(self.desk.page(request).link(f"/people/{public(who)}"), 303)

    async def person(self, number: int) -> PersonView:
        """Raises HTTPException 404."""
        found = await self.desk.read(lambda connection: dossier.person(connection, self.desk.keyring, number))
        if found is None:
            raise HTTPException(404)
        return found


async def fields(request: Request) -> Mapping[str, list[str]]:
    """What a form sends: {name: values}. Raises HTTPException 400 for what no form of ours sends."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST:
            raise HTTPException(400)
    try:
        return parse_qs(body.decode(), errors="strict", max_num_fields=50)
    except ValueError as problem:
        raise HTTPException(400) from problem
