"""Who of the staff has read and changed what, for auditors."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from desk.routing import Entry
from desk.staff import AUDIT
from storage import audit, coordinators
from storage.review import public
from storage.times import ms, when

if TYPE_CHECKING:
    from desk.app import Desk

MOST = 100  # on one page
LATELY = timedelta(days=7)
LONGEST_NUMBER = 15


@dataclass(frozen=True, slots=True)
class Auditing:
    desk: "Desk"

    async def show(self, request: Request) -> Response:
        """A page of it, the latest first. That it was read is written down too."""
        wanted, lately = self.wanted(request), ms(self.desk.now() - LATELY)

        def look(connection: Connection) -> dict[str, Any]:
            return {
                "rows": audit.entries(connection, **wanted, most=MOST),
                "actions": audit.actions(connection),
                "locked": audit.number(connection, "locked", lately),
                "names": {public(one.id): one.name for one in coordinators.members(connection, self.desk.keyring)},
            }

        found = await self.desk.read(look)
        await self.desk.note(request, "audited", wanted["person"])
        rows = found["rows"]
        older = rows[-1].number if len(rows) == MOST else 0
        code = request.query_params.get("person", "")
        return self.desk.page(request).answer("audit.html", wanted=wanted, code=code, older=older, when=when, **found)

    def wanted(self, request: Request) -> dict[str, Any]:
        """The filters. Raises HTTPException 400 for what cannot be meant."""
        query = request.query_params
        before, person = query.get("before", "0"), query.get("person", "").strip() or "0"
        try:
            number = int(person, 16)
        except ValueError as problem:
            raise HTTPException(400) from problem
        if not (before.isascii() and before.isdecimal()) or len(before) > LONGEST_NUMBER or not 0 <= number < 1 << 52:
            raise HTTPException(400)
        return {
            "actor": query.get("actor", ""),
            "action": query.get("action", ""),
            "person": number,
            "before": int(before),
        }


def entries(desk: "Desk") -> list[Entry]:
    return [Entry("/audit", Auditing(desk).show, AUDIT)]
