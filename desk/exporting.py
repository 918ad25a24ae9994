"""Exports: answers as files, made in the background for whoever asked, and only for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from desk.fields import fields, first
from desk.files import ODD
from desk.people.narrowing import NARROWING, Narrowing
from desk.routing import GET, POST, Entry, staff_of
from desk.staff import WORK, Staff
from desk.transfers import XLSX
from dialogs.form import Form, Question
from storage.answers import exports, review
from storage.answers.exports import SHAPES, Export, Order
from storage.answers.filters import FORM_STATES, REVIEWS, Filters
from storage.times import ms

if TYPE_CHECKING:
    from desk.app import Desk

MOST_BODY = 60_000  # bytes of a form with a box for each question
MIME = {
    "xlsx": XLSX,
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
}
ENDS = {"xlsx": "xlsx", "csv": "csv", "kobo_xlsx": "xlsx", "kobo_csv": "zip"}
LONGEST_NAME = 60


class Exporter(Protocol):
    """Makes files in the background, and says in the table of exports how far each is."""

    def begin(self, order: Order) -> None: ...

    def file(self, folder: str) -> Path | None:
        """A file that was made; None where it is gone."""
        ...


@dataclass(frozen=True, slots=True)
class Exporting:
    desk: "Desk"

    async def show(self, request: Request) -> Response:
        """What can be asked for, and one's own files."""
        return await self.page(request, QueryParams(request.query_params.multi_items()))

    async def page(self, request: Request, query: QueryParams, *, already: bool = False) -> Response:
        page, staff, now = self.desk.page(request), staff_of(request), ms(self.desk.now())
        programmes, houses = await self.desk.read(review.programmes), await self.desk.read(review.centres)
        form, filters, kept = await self.wanted(query, staff)
        counts = await self.desk.read(lambda connection: exports.size(connection, self.desk.keyring, form.name, filters))
        found = await self.desk.read(lambda connection: exports.mine(connection, staff.id, staff.scope, now))
        return page.answer(
            "exports.html",
            status=409 if already else 200,
            form=form,
            filters=filters,
            query=kept,
            counts=counts,
            found=found,
            already=already,
            asked=asked(form),
            shapes=SHAPES,
            programmes=programmes,
            centres=houses,
            form_states=FORM_STATES,
            reviews=REVIEWS,
            reader=self.desk.reader(page),
        )

    async def make(self, request: Request) -> Response:
        """Ask for a file. Who wants what of how many people is written down with it."""
        desk, staff, now = self.desk, staff_of(request), self.desk.now()
        if (exporter := desk.exporter) is None:
            raise HTTPException(404)
        sent = await fields(request, MOST_BODY)
        query = QueryParams(parse_qsl(first(sent, "query"), max_num_fields=100))
        form, filters, _ = await self.wanted(query, staff)
        order = self.order(sent, form, filters)
        mine = await desk.read(lambda connection: exports.mine(connection, staff.id, staff.scope, ms(now)))
        if any(one.under_way for one in mine):
            return await self.page(request, query, already=True)
        people, sheets, _ = await desk.read(lambda connection: exports.size(connection, desk.keyring, form.name, filters))
        scope, shape = staff.scope, order.shape
        number, folder = await desk.submit(
            lambda connection: exports.ask(
                connection, staff.id, scope, form.name, shape, people=people, total=sheets, now=ms(now)
            )
        )
        exporter.begin(replace(order, number=number, folder=folder, mark=mark(staff, now, filters)))
        return RedirectResponse(desk.page(request).link(f"/exports/{number:x}"), 303)

    async def state(self, request: Request) -> Response:
        """How far one is."""
        page, one = self.desk.page(request), await self.one(request)
        return page.answer("exports_one.html", one=one, reader=self.desk.reader(page))

    async def fetch(self, request: Request) -> Response:
        """The file. That it was fetched is written down before."""
        one = await self.one(request)
        path = self.desk.exporter.file(one.folder) if self.desk.exporter and one.state == "done" else None
        if path is None:
            raise HTTPException(404)
        await self.desk.note(request, "fetched", shape=one.shape, form=one.form, people=one.people)
        return FileResponse(path, headers={"Content-Disposition": disposition(one)}, media_type=MIME[ENDS[one.shape]])

    # --- what is asked for -----------------------------------------------------------------------------------------------

    async def one(self, request: Request) -> Export:
        """One's own. Raises HTTPException 404 for everybody else's; that somebody asked is written down."""
        staff, number, now = staff_of(request), request.path_params["export"], ms(self.desk.now())
        found = await self.desk.read(lambda connection: exports.one(connection, staff.id, staff.scope, number, now))
        if found is None:
            await self.desk.denied(request)
            raise HTTPException(404)
        return found

    async def wanted(self, query: QueryParams, staff: Staff) -> tuple[Form, Filters, str]:
        """(form, whose, the same as an address). Raises HTTPException 400 for what cannot be meant."""
        pairs = [
            (name, value) for name, value in query.multi_items() if value and name not in ("lang", "page", "c", "sort", "down")
        ]
        programmes, houses = await self.desk.read(review.programmes), await self.desk.read(review.centres)
        filters = Narrowing(self.desk).wanted(QueryParams(pairs), staff, programmes, houses).filters
        name = filters.form or next(iter(self.desk.forms))
        return (
            self.desk.forms[name],
            replace(filters, form=name),
            urlencode([*pairs, *([] if filters.form else [("form", name)])]),
        )

    def order(self, sent: Mapping[str, Sequence[str]], form: Form, filters: Filters) -> Order:
        """Raises HTTPException 400 for what was not offered."""
        shape, language = first(sent, "shape"), first(sent, "language")
        columns = tuple(sent.get("column", ()))
        known = {one.key for one in asked(form)}
        if shape not in SHAPES or language not in self.desk.voices.languages or not known.issuperset(columns):
            raise HTTPException(400)
        more: dict[str, Any] = {"columns": columns, "words": "words" in sent, "language": language}
        return Order(number=0, folder="", form=form.name, shape=shape, filters=filters, **more)


def asked(form: Form) -> list[Question]:
    return [one for one in form.questions.values() if one.asked or one.calculation is not None]


def mark(staff: Staff, now: datetime, filters: Filters) -> tuple[tuple[str, str], ...]:
    """What stands in the file of who asked for it, and about whom. Codes, as everything in it."""
    chosen = [f"{name}={value}" for name in NARROWING if isinstance(value := getattr(filters, name, ""), str) and value]
    chosen += [f"{one.path}={one.value}" for one in filters.answers]
    whose = f"{staff.scope.programme} {staff.scope.centre}".strip() or "all"
    return (
        ("exported_by", f"{staff.name} ({staff.actor})"),
        ("exported_at", now.isoformat(timespec="seconds")),
        ("exported_of", f"{whose}: {' '.join(chosen)}"),
    )


def disposition(one: Export) -> str:
    """To be kept, under a name with nothing odd in it."""
    name = ODD.sub("_", one.form).strip("._")[:LONGEST_NAME] or "export"
    return f'attachment; filename="{name}-{one.at:%Y-%m-%d}.{ENDS[one.shape]}"'


def entries(desk: "Desk") -> list[Entry]:
    pages = Exporting(desk)
    return [
        Entry("/exports", pages.show, WORK, (GET,)),
        Entry("/exports", pages.make, WORK, (POST,)),
        Entry("/exports/{export:id}", pages.state, WORK),
        Entry("/exports/{export:id}/file", pages.fetch, WORK),
    ]
