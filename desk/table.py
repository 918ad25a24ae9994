"""The table of people: narrowed, sorted, with the columns that one chooses; saved views; search by name; approving in bulk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from sqlalchemy import Connection
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import texts
from desk.fields import fields, page_number
from desk.lines import PICTOGRAM, Reader, plain
from desk.queue import ID
from desk.reviewing import seen_of
from desk.routing import GET, POST, Entry, staff_of
from desk.staff import LOOK, WORK, Staff
from dialogs.events import Answer
from dialogs.form import Choice, Form, Part, Question, Repeat
from dialogs.spelling import spelled
from storage import cells, decisions, dossier, review, views
from storage.cells import Place
from storage.filters import FORM_STATES, REVIEWS, SORTS, STATES, Chosen, Filters
from storage.needs import Doer
from storage.review import PAGE, public
from storage.times import ms

if TYPE_CHECKING:
    from desk.app import Desk

COLUMNS = {  # what may stand in a column beside the name
    "state": texts.STATE,
    "forms": texts.FORMS,
    "review": texts.REVIEW_STATE,
    "language": texts.LANGUAGE,
    "programme": texts.PROGRAMME,
    "centre": texts.CENTRE,
    "active": texts.ACTIVE,
    "since": texts.HERE_SINCE,
}
USUAL = ("state", "forms", "review", "language", "active")
NARROWING = ("programme", "centre", "language", "state", "form", "form_state", "review", "needs")
KNOWN = frozenset({*NARROWING, "sort", "down", "c", "page", "lang", "approved"})
CHOSEN = ("select_one", "select_multiple")
LONGEST_WORDS = 100
MOST_COLUMNS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What stands in the address. `answers`: columns of forms, beside those of COLUMNS."""

    filters: Filters
    sort: str
    down: bool
    page: int
    columns: tuple[str, ...]
    answers: tuple[Place, ...]


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
        words = (await fields(request)).get("words", [""])[0].strip()[:LONGEST_WORDS]
        return await self.page(request, QueryParams(), words)

    async def page(self, request: Request, query: QueryParams, words: str) -> Response:
        desk, page, staff = self.desk, self.desk.page(request), staff_of(request)
        programmes, houses = await desk.read(review.programmes), await desk.read(review.centres)
        wanted = self.wanted(query, staff, programmes, houses)
        filters, reader = replace(wanted.filters, words=words), desk.reader(page)

        def read(connection: Connection) -> dict[str, Any]:
            found = _people(connection, self.desk, filters, wanted)
            ids = [one.id for one in found.rows if not one.refused]
            given = cells.answers(connection, desk.keyring, ids, wanted.answers)
            return {"found": found, "given": given, "views": views.views(connection, staff.id)}

        shown = await desk.read(read)
        if shown["found"].rows:
            await desk.note(request, "listed", detail=f"people, page {shown['found'].number}")
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

    # --- the address -----------------------------------------------------------------------------------------------------

    def wanted(self, query: QueryParams, staff: Staff, programmes: Mapping[str, str], houses: Mapping[str, str]) -> Wanted:
        """Raises HTTPException 400 for what cannot be meant, 403 for answers where the reader may see none."""
        asked = {name: query.get(name, "") for name in NARROWING}
        allowed = {
            "programme": {*programmes},
            "centre": {*houses},
            "language": {*self.desk.voices.languages},
            "state": {*STATES},
            "form": {*self.desk.forms},
            "form_state": {*FORM_STATES},
            "review": {*REVIEWS},
            "needs": {"1"},
        }
        answers = {name: value for name, value in query.items() if name not in KNOWN}
        page, sort, columns = page_number(query.get("page", "1")), query.get("sort", "active"), query.getlist("c")
        fits = all(asked[name] in {"", *allowed[name]} for name in NARROWING) and sort in SORTS and page > 0
        if not fits or query.get("down", "1") not in {"0", "1"} or len(columns) > MOST_COLUMNS:
            raise HTTPException(400)
        places = [self.place(one) for one in columns if one not in COLUMNS]
        if (places or answers) and not staff.works:
            raise HTTPException(403)
        usual = USUAL if len(programmes) < 2 else (*USUAL, "programme")
        narrowed = {name: asked[name] for name in NARROWING if name != "needs"}
        chosen = tuple(self.chosen(name, value) for name, value in answers.items() if value)
        return Wanted(
            filters=Filters(scope=staff.scope, needs_person=bool(asked["needs"]), answers=chosen, **narrowed),
            sort=sort,
            down=query.get("down", "1") == "1",
            page=page,
            columns=tuple(one for one in columns if one in COLUMNS) if columns else usual,
            answers=tuple(dict.fromkeys(places)),
        )

    def place(self, name: str) -> Place:
        """`a.<form>.<question>` in the address. Raises HTTPException 400 where there is no such question."""
        for form in self.desk.forms.values():
            for question in plain_questions(form):
                if name == column_name(form, question):
                    return form.name, question.key
        raise HTTPException(400)

    def chosen(self, name: str, value: str) -> Chosen:
        form, key = self.place(name)
        question = self.desk.forms[form].questions[key]
        if question.kind not in CHOSEN or value not in {one.name for one in self.choices(question)}:
            raise HTTPException(400)
        return Chosen(form=form, path=key, value=value, several=question.kind == "select_multiple")

    # --- columns ---------------------------------------------------------------------------------------------------------

    def choices(self, question: Question) -> Sequence[Choice]:
        if question.choices is None:
            return ()
        return self.desk.lists.get(question.choices.list, ()) if question.choices.live else question.choices.static

    def offered(self, reader: Reader) -> list[tuple[str, list[tuple[str, str]]]]:
        """(title of a form, its questions as (name in the address, question))"""
        return [
            (reader.title(form.name), [(column_name(form, one), self.title(reader, one)) for one in plain_questions(form)])
            for form in self.desk.forms.values()
        ]

    def title(self, reader: Reader, question: Question) -> str:
        return (plain(reader.speech, question.label) if question.label else "") or question.name

    def column(self, reader: Reader, place: Place, wanted: Wanted) -> AnswerColumn:
        form = self.desk.forms[place[0]]
        question = form.questions[place[1]]
        choices = self.choices(question) if question.kind in CHOSEN else ()
        return AnswerColumn(
            name=column_name(form, question),
            place=place,
            title=self.title(reader, question),
            choices={one.name: _bare(reader, one) for one in choices},
            chosen=next((one.value for one in wanted.filters.answers if (one.form, one.path) == place), ""),
        )

    def cell(self, reader: Reader, place: Place, answer: Answer) -> str:
        """An answer in the reader's language; "" for one that was left out."""
        if answer.status != "answered":
            return ""
        question = self.desk.forms[place[0]].questions[place[1]]
        if question.choices is None:
            return spelled(reader.speech, question, answer.value, answer.precision, answer.calendar)
        labels = {one.name: one for one in self.choices(question)}
        return ", ".join(_bare(reader, labels[one]) if one in labels else answer.label or one for one in answer.value.split())

    # --- saved views -----------------------------------------------------------------------------------------------------

    async def save(self, request: Request) -> Response:
        """Keep what stands in the address under a name."""
        sent, staff, now = await fields(request), staff_of(request), ms(self.desk.now())
        query = QueryParams(
            [pair for pair in parse_qsl(sent.get("query", [""])[0]) if pair[0] not in {"page", "lang", "approved"}]
        )
        self.wanted(query, staff, await self.desk.read(review.programmes), await self.desk.read(review.centres))
        name, shared = sent.get("name", [""])[0], "shared" in sent
        await self.desk.submit(lambda connection: views.save(connection, staff.id, name, str(query), shared=shared, now=now))
        return RedirectResponse(self.desk.page(request).link("/people") + (f"?{query}" if str(query) else ""), 303)

    async def remove(self, request: Request) -> Response:
        staff, number = staff_of(request).id, request.path_params["view"]
        await self.desk.submit(lambda connection: views.remove(connection, staff, number))
        return RedirectResponse(self.desk.page(request).link("/people"), 303)

    # --- approving in bulk -----------------------------------------------------------------------------------------------

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


def _people(connection: Connection, desk: "Desk", filters: Filters, wanted: Wanted) -> review.Page:
    """Nobody where what is searched for is no word."""
    try:
        return review.people(connection, desk.keyring, filters, page=wanted.page, sort=wanted.sort, down=wanted.down)
    except ValueError:
        return review.Page(rows=(), number=1, total=0)


def _confirmed(written: str) -> tuple[int, int, int]:
    person, sheet, seq = [*written.split("."), "", "", ""][:3]
    if not ID.fullmatch(person) or not page_number(sheet) or not page_number(seq):
        raise HTTPException(400)
    return int(person, 16), int(sheet), int(seq)


def _bare(reader: Reader, choice: Choice) -> str:
    return PICTOGRAM.sub("", reader.speech.label(choice.label))


def column_name(form: Form, question: Question) -> str:
    return f"a.{form.name}.{question.key}"


def plain_questions(form: Form) -> Iterator[Question]:
    """Those that are asked, and once only: none of a repeat."""

    def walk(part: Part) -> Iterator[Question]:
        if isinstance(part, Question):
            if part.asked:
                yield part
        elif not isinstance(part, Repeat):
            for child in part.children:
                yield from walk(child)

    yield from walk(form.root)


def entries(desk: "Desk") -> list[Entry]:
    table = Table(desk)
    return [
        Entry("/people", table.show, LOOK, (GET,)),
        Entry("/people", table.search, WORK, (POST,)),
        Entry("/people/approve", table.approve, WORK, (POST,)),
        Entry("/views", table.save, LOOK, (POST,)),
        Entry("/views/{view:id}/remove", table.remove, LOOK, (POST,)),
    ]
