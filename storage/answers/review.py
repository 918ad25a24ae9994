"""What coordinators see of everybody: people by the page, and how many there are. Reading only."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

import orjson
from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, select

from dialogs.reading.scripts import fold
from storage.answers.filters import SORTS, STATES, Filters, called_or_numbered, conditions, met, of_staff
from storage.crypt import Keyring
from storage.schema import address, address_person, centre, concern, enrolment, person, programme, sheet, submission
from storage.staff.scope import EVERYBODY, Scope
from storage.times import Milliseconds, when

PAGE = 50  # people on one page
FOUND = 20  # people that a search shows

T = TypeVar("T")


class Read(Protocol):
    """Store.read: what a function of a connection gives, from a transaction that changes nothing."""

    async def __call__(self, work: Callable[[Connection], T], /) -> T: ...


class Submit(Protocol):
    """Turnstile.write: the same in the writer's transaction."""

    async def __call__(self, work: Callable[[Connection], T], /) -> T: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far somebody is with a form: `done` of `total` questions, as many as can be seen from there."""

    form: str
    state: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    id: int
    name: str
    language: str
    programme: str
    status: str
    created_at: datetime
    active_at: datetime  # when they last answered, or came
    sheets: tuple[Progress, ...]
    concerns: tuple[str, ...]  # the kinds of the open ones
    refused: bool  # no consent that the team reads the answers
    reachable: bool
    asleep: bool  # turned out to be somebody known before, who speaks in their stead
    reviews: tuple[tuple[str, str], ...]  # (form, what coordinators say of what was handed in last)
    centres: tuple[str, ...]  # by their names


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of people, counted from 1; `total` is how many there are on all pages."""

    rows: tuple[PersonRow, ...]
    number: int
    total: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True, kw_only=True)
class FormCount:
    """Sheets of a form by state."""

    form: str
    open: int
    paused: int
    handed_in: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """`new` people and forms `handed_in` for the first time are counted since an instant, the others as they are now."""

    people: int
    new: int
    handed_in: int
    answering: int
    forms: tuple[FormCount, ...]


# --- People by the page -----------------------------------------------------------------------------------------------------


def people(
    connection: Connection, keyring: Keyring, wanted: Filters, *, page: int = 1, sort: str = "active", down: bool = True
) -> Page:
    """The people who fit, in the order of one of SORTS. A page beyond the last is the last. Raises KeyError for a state or an order,
    ValueError for words that are none.
    """
    fitting = conditions(wanted, keyring)
    total = _count(connection, *fitting)
    if not total:
        return Page(rows=(), number=1, total=0)
    number = min(max(page, 1), max(1, -(-total // PAGE)))
    order = SORTS[sort].desc() if down else SORTS[sort]
    statement = select(person).where(*fitting).order_by(order, person.c.id)
    rows = connection.execute(statement.limit(PAGE).offset((number - 1) * PAGE)).all()
    return Page(rows=_rows(connection, keyring, rows), number=number, total=total)


def find(connection: Connection, keyring: Keyring, words: str, *, but: int, scope: Scope = EVERYBODY) -> tuple[PersonRow, ...]:
    """People of that name, or else part of one, or with that id, except one of them."""
    wanted = fold(words)
    if not wanted:
        return ()
    everybody: Select[Any] = select(person.c.id, person.c.key, person.c.sealed).where(met, scope.people, person.c.id != but)
    found = [row.id for row in connection.execute(everybody.where(called_or_numbered(words, keyring)).limit(FOUND))]
    if not found:  # names are sealed: for a part of a word every one is opened
        found = [row.id for row in connection.execute(everybody) if wanted in fold(name_of(row, keyring))][:FOUND]
    rows = connection.execute(select(person).where(person.c.id.in_(found)).order_by(person.c.active_at.desc())).all()
    return _rows(connection, keyring, rows)


def _rows(connection: Connection, keyring: Keyring, rows: Sequence[Row[Any]]) -> tuple[PersonRow, ...]:
    ids = [row.id for row in rows]
    progress = (sheet.c.person, sheet.c.form, sheet.c.state, sheet.c.done, sheet.c.total)
    sheets = _by_person(connection, select(*progress).where(sheet.c.person.in_(ids)).order_by(sheet.c.number))
    waiting = (
        select(concern.c.person, concern.c.kind)
        .where(concern.c.person.in_(ids), concern.c.state == "open")
        .order_by(concern.c.at)
    )
    kinds = _by_person(connection, waiting)
    ways = select(address_person.c.person, address_person.c.instead, address.c.state).where(address_person.c.person.in_(ids))
    states = _by_person(connection, ways.join(address, address.c.key == address_person.c.address))
    looked_at = select(submission.c.person, submission.c.form, submission.c.review).where(submission.c.person.in_(ids))
    reviews = _by_person(connection, looked_at.order_by(submission.c.sheet, submission.c.revision))
    named = (centre.c.programme == enrolment.c.programme) & (centre.c.code == enrolment.c.centre)
    houses = select(enrolment.c.person, func.coalesce(centre.c.name, enrolment.c.centre).label("name")).outerjoin(centre, named)
    places = _by_person(
        connection, houses.where(enrolment.c.person.in_(ids), enrolment.c.centre != "").order_by(enrolment.c.at)
    )
    return tuple(
        PersonRow(
            id=row.id,
            name=name_of(row, keyring),
            language=row.language,
            programme=row.programme,
            status=row.status,
            created_at=when(row.created_at),
            active_at=when(row.active_at),
            sheets=tuple(Progress(form=one.form, state=one.state, done=one.done, total=one.total) for one in sheets[row.id]),
            concerns=tuple(dict.fromkeys(one.kind for one in kinds[row.id])),
            refused=orjson.loads(row.consents).get("programme") is False,
            reachable=any(one.state == "ok" for one in states[row.id] if not one.instead),
            asleep=bool(states[row.id]) and all(one.instead for one in states[row.id]),
            reviews=tuple({one.form: one.review for one in reviews[row.id]}.items()),
            centres=tuple(one.name for one in places[row.id]),
        )
        for row in rows
    )


def _by_person(connection: Connection, statement: Select[Any]) -> defaultdict[int, list[Row[Any]]]:
    found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row.person].append(row)
    return found


def public(number: int) -> str:
    """A person's id as links and exports carry it."""
    return f"{number:x}"


def name_of(row: Row[Any], keyring: Keyring) -> str:
    """What a person wants to be called, from a row with their id, key and sealed."""
    private = orjson.loads(keyring.person(row.id, row.key).open(f"person:sealed:{row.id}", row.sealed))
    return str(private["name"])


# --- How many ---------------------------------------------------------------------------------------------------------------


def counts(connection: Connection, since: Milliseconds, *, scope: Scope = EVERYBODY) -> Counts:
    """Of the people that somebody may see."""
    new = func.sum(case((person.c.created_at > since, 1), else_=0))
    people, came = connection.execute(select(func.count(), new).select_from(person).where(met, scope.people)).one()
    handed_in = select(func.count()).select_from(submission).join(person, person.c.id == submission.c.person)
    return Counts(
        people=people,
        new=came or 0,
        handed_in=connection.scalar(handed_in.where(submission.c.at > since, submission.c.revision == 1, scope.people)) or 0,
        answering=_count(connection, met, scope.people, STATES["answering"]),
        forms=_forms(connection, scope),
    )


def _count(connection: Connection, *conditions: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(person).where(*conditions)) or 0


def _forms(connection: Connection, scope: Scope) -> tuple[FormCount, ...]:
    def number(state: str) -> ColumnElement[int]:
        return func.sum(case((sheet.c.state == state, 1), else_=0))

    statement = select(sheet.c.form, number("open"), number("paused"), number("handed_in"))
    if scope == EVERYBODY:  # whoever has a sheet has begun to talk: nothing of the people themselves need be read
        statement = statement.where(sheet.c.person.not_in(of_staff))
    else:
        statement = statement.join(person, person.c.id == sheet.c.person).where(met, scope.people)
    rows = connection.execute(statement.group_by(sheet.c.form).order_by(func.min(sheet.c.opened_at)))
    return tuple(
        FormCount(form=form, open=open_, paused=paused, handed_in=handed_in) for form, open_, paused, handed_in in rows
    )


def programmes(connection: Connection) -> dict[str, str]:
    """{code: name} of all programmes."""
    rows = connection.execute(select(programme.c.code, programme.c.name).order_by(programme.c.name))
    return {code: name or code for code, name in rows}


def centres(connection: Connection) -> dict[str, str]:
    """{code: name} of all centres of all programmes."""
    rows = connection.execute(select(centre.c.code, centre.c.name).order_by(centre.c.name))
    return {code: name or code for code, name in rows}
