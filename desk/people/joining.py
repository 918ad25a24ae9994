"""Somebody with a new phone who says that we know them: a coordinator finds the person, compares, and joins or parts the two."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.fields import fields, first
from desk.routing import staff_of
from storage.answers import review
from storage.answers.review import public
from storage.speaking import addresses
from storage.staff import needs
from storage.staff.needs import Doer
from storage.times import ms

if TYPE_CHECKING:
    from desk.app import Desk

MOVED = "moved"  # the concern that leads here
LONGEST = 100  # characters that are searched for


@dataclass(frozen=True, slots=True)
class Joining:
    desk: "Desk"

    async def find(self, request: Request) -> Response:
        """Look for a person. What is looked for comes in the body: a name belongs into no web address."""
        page, who, scope = self.desk.page(request), await self.desk.known(request), staff_of(request).scope
        words = first(await fields(request), "words")[:LONGEST] if request.method == "POST" else ""
        found = await self.desk.read(
            lambda connection: review.find(connection, self.desk.keyring, words, but=who.id, scope=scope)
        )
        if words:
            await self.desk.note(request, "listed", who.id, part="search")
        return page.answer("find.html", person=who, words=words, found=found, reader=self.desk.reader(page))

    async def compare(self, request: Request) -> Response:
        """Both side by side. That they were read is written down."""
        page = self.desk.page(request)
        new, known = [await self.desk.known(request, name) for name in ("person", "known")]
        if new.id == known.id:
            raise HTTPException(404)
        programmes = await self.desk.read(review.programmes)
        for one in (new, known):
            await self.desk.note(request, "read", one.id, part="compared")
        return page.answer("compare.html", new=new, known=known, programmes=programmes, reader=self.desk.reader(page))

    async def join(self, request: Request) -> Response:
        """They are one person from now on. To the page of the one who was known before."""
        new, known = [(await self.desk.known(request, name)).id for name in ("person", "known")]
        lost = (await fields(request)).get("lost", [])
        at, actor, keyring = ms(self.desk.now()), staff_of(request).actor, self.desk.keyring
        await self.desk.submit(
            lambda connection: addresses.join(connection, keyring, new, known, actor=actor, now=at, lost=lost)
        )
        by = Doer(staff=staff_of(request).id, scope=staff_of(request).scope, now=at)
        await self.desk.submit(lambda connection: needs.settle_kind(connection, by, new, MOVED))
        return RedirectResponse(self.desk.page(request).link(f"/people/{public(known)}"), 303)

    async def part(self, request: Request) -> Response:
        """They are two people again. Back to the page it was asked on."""
        who, at, actor = (await self.desk.known(request)).id, ms(self.desk.now()), staff_of(request).actor
        (way,) = (await fields(request)).get("way", [""])[:1]
        part = addresses.part
        await self.desk.submit(lambda connection: part(connection, self.desk.keyring, who, way, actor=actor, now=at))
        return RedirectResponse(self.desk.page(request).link(f"/people/{public(who)}"), 303)
