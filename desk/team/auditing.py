"""Who of the staff has read and changed what, for auditors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from desk import texts
from desk.pages import Page
from desk.routing import Entry
from desk.staff import AUDIT
from dialogs.texts import Text
from storage import audit
from storage.answers.review import public
from storage.audit import Entry as Row
from storage.staff import coordinators
from storage.times import ms, when

if TYPE_CHECKING:
    from desk.app import Desk

MOST = 100  # on one page
LATELY = timedelta(days=7)
LONGEST_NUMBER = 15
# What stands in a row's detail, by name (see `storage.speaking.people.audited`): what it is called, and how its values are said. What is in
# neither is a code, and shown as it is.
LABELS: Mapping[str, Text] = {
    "staff": texts.AUDIT_STAFF,
    "role": texts.ROLE,
    "programme": texts.PROGRAMME,
    "centre": texts.CENTRE,
    "form": texts.FORM,
    "version": texts.FORMS_VERSION,
    "review": texts.FORMS_REVIEW,
    "language": texts.LANGUAGE,
    "text": texts.TR_TEXT,
    "texts": texts.AUDIT_TEXTS,
    "people": texts.PEOPLE,
    "answers": texts.ANSWERS,
    "evidence": texts.EVIDENCE,
    "sheet": texts.AUDIT_SHEET,
    "page": texts.AUDIT_PAGE,
    "path": texts.AUDIT_PATH,
    "shape": texts.AUDIT_SHAPE,
    "file": texts.AUDIT_FILE,
    "reply": texts.AUDIT_REPLY,
    "broadcast": texts.AUDIT_BROADCAST,
    "workshop": texts.AUDIT_WORKSHOP,
}
VALUES: Mapping[str, Mapping[str, Text]] = {
    "case": texts.CONCERNS,
    "evidence": texts.EVIDENCES,
    "factor": texts.AUDIT_FACTORS,
    "names": texts.AUDIT_NAMES,
    "part": texts.AUDIT_PARTS,
    "place": texts.FORMS_PLACES,
    "review": texts.FORMS_REVIEWS,
    "role": texts.ROLES,
    "state": texts.AUDIT_STATES,
    "step": texts.AUDIT_STEPS,
    "tries": texts.AUDIT_TRIES,
    "whom": texts.TR_WHOM,
}


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
                "names": {public(number): name for number, name in coordinators.names(connection, self.desk.keyring).items()},
            }

        found = await self.desk.read(look)
        await self.desk.note(request, "audited", wanted["person"])
        rows = found["rows"]
        older = rows[-1].number if len(rows) == MOST else 0
        code = request.query_params.get("person", "")
        page = self.desk.page(request)
        details = {one.number: self.details(page, one, found["names"]) for one in rows}
        more: dict[str, Any] = {"wanted": wanted, "code": code, "older": older, "when": when, "details": details}
        return page.answer("audit.html", **more, **found)

    def details(self, page: Page, row: Row, names: Mapping[str, str]) -> Sequence[tuple[str, str]]:
        """(what it is called or "", how it is said) of everything in a row's detail."""
        known = {"staff": names, "programme": {one.code: one.name for one in self.desk.programmes.values()}}
        found = []
        for name, value in row.detail.items():
            text = VALUES.get(name, {}).get(value)
            said = page.speech.say(text) if text else page.language_name(value) if name == "language" else value
            found.append((page.speech.say(LABELS[name]) if name in LABELS else "", known.get(name, {}).get(value, said)))
        return found

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
