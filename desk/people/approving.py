"""Approving in bulk: first how many forms of how many people it is; then, confirmed, those that are still as they were seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.fields import fields, page_number
from desk.people.reviewing import seen_of
from desk.queue import ID
from desk.routing import POST, Entry, staff_of
from desk.staff import WORK, Staff
from storage.answers import decisions, dossier
from storage.answers.review import PAGE, public
from storage.staff.needs import Doer
from storage.times import ms

if TYPE_CHECKING:
    from desk.app import Desk


@dataclass(frozen=True, slots=True)
class Approving:
    desk: "Desk"

    async def approve(self, request: Request) -> Response:
        """First how many forms of how many people it is; then, confirmed, those of them that are still as they were."""
        sent, page = await fields(request), self.desk.page(request)
        if "confirmed" in sent:
            count = await self.approved(request, [_confirmed(one) for one in sent.get("place", [])])
            return RedirectResponse(page.link("/people", approved=count), 303)
        ids = sent.get("who", [])
        if not all(ID.fullmatch(one) for one in ids) or len(ids) > PAGE:
            raise HTTPException(400)
        people = [int(one, 16) for one in ids]
        places = await self.desk.read(lambda connection: self.places(connection, staff_of(request), people))
        return page.answer("approve.html", places=places, reader=self.desk.reader(page))

    def places(self, connection: Connection, staff: Staff, people: Sequence[int]) -> list[tuple[str, dossier.PersonView, str]]:
        """(what is to be confirmed, whose, which form) of all that waits."""
        found = []
        for place in decisions.to_review(connection, [one for one in people if staff.scope.holds(connection, one)]):
            who = dossier.person(connection, self.desk.keyring, place.person)
            sheet = next((one for one in who.sheets if one.number == place.sheet), None) if who and who.readable else None
            if who and sheet and sheet.answers:
                found.append((f"{public(who.id)}.{sheet.number}.{sheet.answers[-1].seq}", who, sheet.form))
        return found

    async def approved(self, request: Request, confirmed: Sequence[tuple[int, int, int]]) -> int:
        """How many were."""
        staff, now = staff_of(request), self.desk.now()
        by, reader = Doer(staff=staff.id, scope=staff.scope, now=ms(now)), self.desk.reader(self.desk.page(request))

        people = [person for person, _, _ in confirmed]
        found = await self.desk.read(lambda connection: self.places(connection, staff, people))
        waiting = {name: who for name, who, _ in found}
        seen = {
            decisions.Place(person, number): seen_of(reader.section(who.sheet(number), now))
            for person, number, seq in confirmed
            if (who := waiting.get(f"{public(person)}.{number}.{seq}"))
        }

        def work(connection: Connection) -> int:
            decide, what = decisions.decide, decisions.APPROVED
            return sum(decide(connection, by, place, those, list(those), what) for place, those in seen.items())

        return await self.desk.submit(work)


def _confirmed(written: str) -> tuple[int, int, int]:
    person, sheet, seq = [*written.split("."), "", "", ""][:3]
    if not ID.fullmatch(person) or not page_number(sheet) or not page_number(seq):
        raise HTTPException(400)
    return int(person, 16), int(sheet), int(seq)


def entries(desk: "Desk") -> list[Entry]:
    return [Entry("/people/approve", Approving(desk).approve, WORK, (POST,))]
