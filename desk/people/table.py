"""The table of people: narrowed, sorted, with the columns that one chooses; saved views; search by name."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from sqlalchemy import Connection
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.fields import fields, first
from desk.forms.questions import CHOOSING, asked_once, choices
from desk.people.lines import PICTOGRAM, Reader, plain
from desk.people.narrowing import COLUMNS, Narrowing, Wanted, column_name
from desk.routing import GET, POST, Entry, staff_of
from desk.staff import LOOK, WORK
from dialogs.events import Answer
from dialogs.form import Choice, Question
from dialogs.questions.spelling import spelled
from storage.answers import cells, review
from storage.answers.cells import Place
from storage.answers.filters import FORM_STATES, REVIEWS, Filters
from storage.staff import views
from storage.times import ms

if TYPE_CHECKING:
    from desk.app import Desk

LONGEST_WORDS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerColumn:
    """`name` is how it is called in the address; `choices` are those that can be filtered by, {name: label}; `chosen` one of them."""

    name: str
    place: Place
    title: str
    choices: Mapping[str, str]
    chosen: str


@dataclass(frozen=True, slots=True)
class Table:
    desk: "Desk"

    async def show(self, request: Request) -> Response:
        """The people who fit."""
        return await self.page(request, QueryParams(request.query_params.multi_items()), "")

    async def search(self, request: Request) -> Response:
        """Somebody by name. It comes in the body: a name belongs into no web address."""
        words = first(await fields(request), "words").strip()[:LONGEST_WORDS]
        return await self.page(request, QueryParams(), words)

    async def page(self, request: Request, query: QueryParams, words: str) -> Response:
        desk, page, staff = self.desk, self.desk.page(request), staff_of(request)
        programmes, houses = await desk.read(review.programmes), await desk.read(review.centres)
        wanted = Narrowing(self.desk).wanted(query, staff, programmes, houses)
        filters, reader = replace(wanted.filters, words=words), desk.reader(page)

        def read(connection: Connection) -> dict[str, Any]:
            found = _people(connection, self.desk, filters, wanted)
            ids = [one.id for one in found.rows if not one.refused]
            given = cells.answers(connection, desk.keyring, ids, wanted.answers)
            return {"found": found, "given": given, "views": views.views(connection, staff.id)}

        shown = await desk.read(read)
        if shown["found"].rows:
            await desk.note(request, "listed", part="people", page=shown["found"].number)
        columns = [self.column(reader, place, wanted) for place in wanted.answers]
        texts_of = {
            (who, place): self.cell(reader, place, answer)
            for who, all_ in shown["given"].items()
            for place, answer in all_.items()
        }
        return page.answer(
            "people.html",
            **{**shown, "given": texts_of},
            wanted=wanted,
            words=words,
            programmes=programmes,
            centres=houses,
            columns=columns,
            offered=self.offered(reader) if staff.works else (),
            all_columns=COLUMNS,
            form_states=FORM_STATES,
            reviews=REVIEWS,
            reader=reader,
        )

    # --- columns ---------------------------------------------------------------------------------------------------------

    def offered(self, reader: Reader) -> list[tuple[str, list[tuple[str, str]]]]:
        """(title of a form, its questions as (name in the address, question))"""
        return [
            (reader.title(form.name), [(column_name(form, one), self.title(reader, one)) for one in asked_once(form)])
            for form in self.desk.forms.values()
        ]

    def title(self, reader: Reader, question: Question) -> str:
        return (plain(reader.speech, question.label) if question.label else "") or question.name

    def column(self, reader: Reader, place: Place, wanted: Wanted) -> AnswerColumn:
        form = self.desk.forms[place[0]]
        question = form.questions[place[1]]
        offered = choices(question, self.desk.lists) if question.kind in CHOOSING else ()
        return AnswerColumn(
            name=column_name(form, question),
            place=place,
            title=self.title(reader, question),
            choices={one.name: _bare(reader, one) for one in offered},
            chosen=next((one.value for one in wanted.filters.answers if (one.form, one.path) == place), ""),
        )

    def cell(self, reader: Reader, place: Place, answer: Answer) -> str:
        """An answer in the reader's language; "" for one that was left out."""
        if answer.status != "answered":
            return ""
        question = self.desk.forms[place[0]].questions[place[1]]
        if question.choices is None:
            return spelled(reader.speech, question, answer.value, answer.precision, answer.calendar)
        labels = {one.name: one for one in choices(question, self.desk.lists)}
        return ", ".join(_bare(reader, labels[one]) if one in labels else answer.label or one for one in answer.value.split())

    # --- saved views -----------------------------------------------------------------------------------------------------

    async def save(self, request: Request) -> Response:
        """Keep what stands in the address under a name."""
        sent, staff, now = await fields(request), staff_of(request), ms(self.desk.now())
        query = QueryParams([pair for pair in parse_qsl(first(sent, "query")) if pair[0] not in {"page", "lang", "approved"}])
        Narrowing(self.desk).wanted(query, staff, await self.desk.read(review.programmes), await self.desk.read(review.centres))
        name, shared = first(sent, "name"), "shared" in sent
        await self.desk.submit(lambda connection: views.save(connection, staff.id, name, str(query), shared=shared, now=now))
        return RedirectResponse(self.desk.page(request).link("/people") + (f"?{query}" if str(query) else ""), 303)

    async def remove(self, request: Request) -> Response:
        staff, number = staff_of(request).id, request.path_params["view"]
        await self.desk.submit(lambda connection: views.remove(connection, staff, number))
        return RedirectResponse(self.desk.page(request).link("/people"), 303)


def _people(connection: Connection, desk: "Desk", filters: Filters, wanted: Wanted) -> review.Page:
    """Nobody where what is searched for is no word."""
    try:
        return review.people(connection, desk.keyring, filters, page=wanted.page, sort=wanted.sort, down=wanted.down)
    except ValueError:
        return review.Page(rows=(), number=1, total=0)


def _bare(reader: Reader, choice: Choice) -> str:
    return PICTOGRAM.sub("", reader.speech.label(choice.label))


def entries(desk: "Desk") -> list[Entry]:
    table = Table(desk)
    return [
        Entry("/people", table.show, LOOK, (GET,)),
        Entry("/people", table.search, WORK, (POST,)),
        Entry("/views", table.save, LOOK, (POST,)),
        Entry("/views/{view:id}/remove", table.remove, LOOK, (POST,)),
    ]
