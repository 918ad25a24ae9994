"""The first page: what needs a person, the most urgent first; and what coordinators do with it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from sqlalchemy import Connection
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.fields import fields, first, page_number
from desk.routing import POST, Entry, staff_of
from desk.staff import LOOK, WORK, Staff
from storage.answers import review
from storage.answers.review import public
from storage.crypt import Keyring
from storage.messages.traffic import traffic
from storage.staff import coordinators, needs, notes
from storage.staff.coordinators import Member
from storage.staff.needs import KINDS, LONGEST_LABEL, Doer, Wanted, ms_of
from storage.staff.scope import Scope
from storage.times import ms

if TYPE_CHECKING:
    from desk.app import Desk

LATELY = timedelta(days=7)
SNOOZES = {"snooze1": timedelta(days=1), "snooze3": timedelta(days=3), "snooze7": timedelta(days=7)}
NARROWED = frozenset(
    {"owner", "kind", "label", "snoozed", "page", "changed", "kept", "reviewed", "lang"}
)  # what may stand in the address
KEPT = ("done", "give")  # what cannot be done with every case; the page says so
OWNERS = frozenset({"", "me", "nobody"})
ID = re.compile("[0-9a-f]{1,13}")
MOST_BODY = 40_000  # bytes of a form with a note in it

Deed = Callable[[Connection, Doer, Sequence[int]], int]


@dataclass(frozen=True, slots=True)
class Queue:
    desk: "Desk"

    async def show(self, request: Request) -> Response:
        """Who needs a person, then numbers."""
        desk, page, now = self.desk, self.desk.page(request), self.desk.now()
        scope, staff = staff_of(request).scope, staff_of(request)
        wanted, number = wanted_of(request.query_params, staff)

        def read(connection: Connection) -> dict[str, Any]:
            found = needs.queue(connection, desk.keyring, wanted, ms(now), page=number)
            return {
                "found": found,
                "counts": review.counts(connection, ms(now - LATELY), scope=scope),
                "traffic": traffic(connection, ms(now), desk.people_a_day),
                "waiting": needs.waiting_counts(connection, scope, ms(now)),
                "snoozed": needs.snoozed_count(connection, scope, ms(now)),
                "labels": needs.labels(connection, scope),
                "staff": coordinators.names(connection, desk.keyring),
                "receivers": receivers(connection, desk.keyring, staff) if staff.works else {},
                "noted": notes.counts(connection, [one.person for one in found.rows]),
            }

        shown = await desk.read(read)
        if shown["found"].rows:
            await desk.note(request, "listed", part="queue")
        shown |= {"off": desk.off(), "hushed": desk.hushed()}
        return page.answer("overview.html", **shown, wanted=wanted, kinds=tuple(KINDS), now=now, reader=desk.reader(page))

    async def act(self, request: Request) -> Response:
        """One thing done with a case, or with all that are ticked. Back to the list as it was."""
        sent = await fields(request)
        deed, ids = chosen(sent)
        changed = await self.change(request, deed, ids, sent)
        back = back_to(first(sent, "query"), staff_of(request))
        kept = {"kept": deed} if changed < len(ids) and deed in KEPT else {}
        return RedirectResponse(self.desk.page(request).link("/", **back, changed=changed, **kept), 303)

    async def act_on(self, request: Request) -> Response:
        """The same with one case, on the person's page."""
        person, sent = (await self.desk.known(request)).id, await fields(request)
        deed = sent.get("do", ["done"])[0].partition(".")[0]
        await self.change(request, deed, [request.path_params["concern"]], sent)
        return RedirectResponse(self.desk.page(request).link(f"/people/{public(person)}"), 303)

    async def change(self, request: Request, name: str, ids: Sequence[int], sent: Mapping[str, list[str]]) -> int:
        """How many cases were changed. Raises HTTPException 400 for what cannot be done."""
        by = self.doer(request)
        deed = await self.giving(request, first(sent, "to")) if name == "give" else deed_of(name, first(sent, "label"))
        return await self.desk.submit(lambda connection: deed(connection, by, ids))

    async def giving(self, request: Request, to: str) -> Deed:
        """To a colleague. Raises HTTPException 400 for somebody who cannot look after cases."""
        keyring, staff = self.desk.keyring, staff_of(request)

        def read(connection: Connection) -> Member | None:
            known = {public(number): number for number in receivers(connection, keyring, staff)}
            return coordinators.member(connection, keyring, known[to]) if to in known else None

        colleague = await self.desk.read(read)
        if colleague is None:
            raise HTTPException(400)
        return lambda connection, by, ids: needs.give(connection, by, ids, colleague)

    def doer(self, request: Request) -> Doer:
        return Doer(staff=staff_of(request).id, scope=staff_of(request).scope, now=ms(self.desk.now()))

    async def add_note(self, request: Request) -> Response:
        """Write something down for the team."""
        person, sent, by = (await self.desk.known(request)).id, await fields(request, MOST_BODY), self.doer(request)
        text, keyring = first(sent, "text"), self.desk.keyring
        await self.desk.submit(
            lambda connection: notes.add(connection, keyring, person, text, author=by.staff, actor=by.actor, now=by.now)
        )
        return RedirectResponse(self.desk.page(request).link(f"/people/{public(person)}") + "#notes", 303)

    async def remove_note(self, request: Request) -> Response:
        person, number, by = (await self.desk.known(request)).id, request.path_params["note"], self.doer(request)
        await self.desk.submit(
            lambda connection: notes.remove(connection, person, number, author=by.staff, actor=by.actor, now=by.now)
        )
        return RedirectResponse(self.desk.page(request).link(f"/people/{public(person)}") + "#notes", 303)


def receivers(connection: Connection, keyring: Keyring, giver: Staff, person: int = 0) -> dict[int, str]:
    """{id: name} of colleagues who may be given cases: they work at the desk, and may see this person, or (0) some whom the giver may see."""
    members = coordinators.members(connection, keyring)
    able = [one for one in members if one.id != giver.id and one.state == "active" and one.role in WORK]
    scopes = {one.id: Scope(programme=one.programme, centre=one.centre) for one in able}
    wide = {scope for scope in {*scopes.values()} if (scope.holds(connection, person) if person else scope.meets(giver.scope))}
    return {one.id: one.name for one in able if scopes[one.id] in wide}


def deed_of(name: str, label: str) -> Deed:
    """What a button does. Raises HTTPException 400 for one that there is not."""
    if name in SNOOZES:
        return lambda connection, by, ids: needs.snooze(connection, by, ids, by.now + ms_of(SNOOZES[name]))
    deeds: Mapping[str, Deed] = {
        "take": needs.take,
        "back": needs.give_back,
        "done": needs.settle,
        "wake": lambda connection, by, ids: needs.snooze(connection, by, ids, 0),
        "label": lambda connection, by, ids: needs.label(connection, by, ids, label),
    }
    if name not in deeds:
        raise HTTPException(400)
    return deeds[name]


def chosen(sent: Mapping[str, list[str]]) -> tuple[str, list[int]]:
    """(what is to be done, with which cases): a button is called `take.<id>`, or `take` for all that are ticked."""
    deed, _, one = first(sent, "do").partition(".")
    ids = [one] if one else sent.get("case", [])
    if not all(ID.fullmatch(each) for each in ids):
        raise HTTPException(400)
    return deed, [int(each, 16) for each in ids]


def wanted_of(query: QueryParams, staff: Staff) -> tuple[Wanted, int]:
    """Which cases, and the number of the page. Raises HTTPException 400 for what cannot be meant."""
    owner, kind, label, number = (query.get(name, "") for name in ("owner", "kind", "label", "page"))
    page = page_number(number or "1")
    fits = owner in OWNERS and kind in {"", *KINDS} and len(label) <= LONGEST_LABEL and query.get("snoozed", "1") == "1"
    if not fits or not page or not NARROWED.issuperset(query):
        raise HTTPException(400)
    whose = {"me": staff.id, "nobody": 0}.get(owner)
    return Wanted(scope=staff.scope, owner=whose, kind=kind, label=label, snoozed="snoozed" in query), page


def back_to(query: str, staff: Staff) -> dict[str, str]:
    """The address that a form stood on, as far as it can be meant: without what was said there before."""
    pairs = {
        name: value
        for name, value in parse_qsl(query, max_num_fields=20)
        if name not in ("changed", "kept", "reviewed", "lang")
    }
    try:
        wanted_of(QueryParams(pairs), staff)
    except HTTPException:
        return {}
    return pairs


def entries(desk: "Desk") -> list[Entry]:
    queue = Queue(desk)
    return [
        Entry("/", queue.show, LOOK),
        Entry("/queue", queue.act, WORK, (POST,)),
        Entry("/people/{person:id}/concerns/{concern:id}", queue.act_on, WORK, (POST,)),
        Entry("/people/{person:id}/notes", queue.add_note, WORK, (POST,)),
        Entry("/people/{person:id}/notes/{note:id}/remove", queue.remove_note, WORK, (POST,)),
    ]
