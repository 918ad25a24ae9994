"""What coordinators see of everybody: people by the page, and how many there are. Reading only."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

import orjson
from sqlalchemy import ColumnElement, Connection, Row, Select, case, exists, func, select

from dialogs.reading.scripts import fold
from storage.crypt import Keyring
from storage.schema import address, address_person, concern, person, programme, sheet, submission
from storage.times import Milliseconds, when

PAGE = 50  # people on one page
FOUND = 20  # people that a search shows

T = TypeVar("T")


class Read(Protocol):
    """Store.read: what a function of a connection gives, from a transaction that changes nothing."""

    async def __call__(self, work: Callable[[Connection], T], /) -> T: ...


Submit = Callable[[Callable[[Connection], None]], Awaitable[Any]]  # Turnstile.write: the same in the writer's transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """`state` is one of STATES; an empty field filters nothing."""

    programme: str = ""
    language: str = ""
    state: str = ""
    needs_person: bool = False


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


def _has_sheet(state: str) -> ColumnElement[bool]:
    return exists().where(sheet.c.person == person.c.id, sheet.c.state == state)


def _has_address(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(address.c.person == person.c.id, condition)


_met = (person.c.status != "new") & ~_has_address(address.c.coordinator != 0)  # began to talk, and is none of the staff
_open = concern.c.state == "open"
_needs = exists().where(concern.c.person == person.c.id, _open)
STATES: Mapping[str, ColumnElement[bool]] = {
    "answering": (person.c.status == "active") & _has_sheet("open"),
    "paused": (person.c.status == "active") & _has_sheet("paused"),
    "handed_in": _has_sheet("handed_in"),
    "refused": person.c.consents.contains('"programme":false'),
    "stopped": person.c.status == "stopped",
    "leaving": person.c.status == "leaving",
    "unreachable": exists().where(
        address_person.c.person == person.c.id,
        address_person.c.instead == 0,
        address.c.key == address_person.c.address,
        address.c.state != "ok",
    ),
}
_latest = select(func.max(sheet.c.active_at)).where(sheet.c.person == person.c.id).scalar_subquery()
_active = func.coalesce(_latest, person.c.created_at).label("active")


def _conditions(wanted: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_met]
    if wanted.programme:
        found.append(person.c.programme == wanted.programme)
    if wanted.language:
        found.append(person.c.language == wanted.language)
    if wanted.state:
        found.append(STATES[wanted.state])
    if wanted.needs_person:
        found.append(_needs)
    return found


def people(connection: Connection, keyring: Keyring, wanted: Filters, *, page: int = 1) -> Page:
    """The people who fit, those who were active last first. A page beyond the last is the last. Raises KeyError for a state."""
    conditions = _conditions(wanted)
    total = _count(connection, *conditions)
    number = min(max(page, 1), max(1, -(-total // PAGE)))
    statement = select(person, _active).where(*conditions).order_by(_active.desc(), person.c.id)
    rows = connection.execute(statement.limit(PAGE).offset((number - 1) * PAGE)).all()
    return Page(rows=_rows(connection, keyring, rows), number=number, total=total)


def find(connection: Connection, keyring: Keyring, words: str, *, but: int) -> tuple[PersonRow, ...]:
    """People of that name, or part of one, or with that id, except one of them. Names are sealed: every one is opened for it."""
    wanted = fold(words)
    if not wanted:
        return ()
    everybody: Select[Any] = select(person.c.id, person.c.key, person.c.sealed).where(_met, person.c.id != but)
    found = [
        row.id for row in connection.execute(everybody) if public(row.id) == wanted or wanted in fold(name_of(row, keyring))
    ][:FOUND]
    rows = connection.execute(select(person, _active).where(person.c.id.in_(found)).order_by(_active.desc())).all()
    return _rows(connection, keyring, rows)


def _rows(connection: Connection, keyring: Keyring, rows: Sequence[Row[Any]]) -> tuple[PersonRow, ...]:
    ids = [row.id for row in rows]
    progress = (sheet.c.person, sheet.c.form, sheet.c.state, sheet.c.done, sheet.c.total)
    sheets = _by_person(connection, select(*progress).where(sheet.c.person.in_(ids)).order_by(sheet.c.number))
    waiting = select(concern.c.person, concern.c.kind).where(concern.c.person.in_(ids), _open).order_by(concern.c.at)
    kinds = _by_person(connection, waiting)
    ways = select(address_person.c.person, address_person.c.instead, address.c.state).where(address_person.c.person.in_(ids))
    states = _by_person(connection, ways.join(address, address.c.key == address_person.c.address))
    return tuple(
        PersonRow(
            id=row.id,
            name=name_of(row, keyring),
            language=row.language,
            programme=row.programme,
            status=row.status,
            created_at=when(row.created_at),
            active_at=when(row.active),
            sheets=tuple(Progress(form=one.form, state=one.state, done=one.done, total=one.total) for one in sheets[row.id]),
            concerns=tuple(dict.fromkeys(one.kind for one in kinds[row.id])),
            refused=orjson.loads(row.consents).get("programme") is False,
            reachable=any(one.state == "ok" for one in states[row.id] if not one.instead),
            asleep=bool(states[row.id]) and all(one.instead for one in states[row.id]),
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


def counts(connection: Connection, since: Milliseconds, *, programme: str = "") -> Counts:
    """Of one programme, or of all."""
    mine = _conditions(Filters(programme=programme))
    handed_in = select(func.count()).select_from(submission).where(submission.c.at > since, submission.c.revision == 1)
    return Counts(
        people=_count(connection, *mine),
        new=_count(connection, *mine, person.c.created_at > since),
        handed_in=connection.scalar(_of(handed_in, submission.c.programme, programme)) or 0,
        answering=_count(connection, *mine, STATES["answering"]),
        forms=_forms(connection, programme),
    )


def _count(connection: Connection, *conditions: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(person).where(*conditions)) or 0


def _forms(connection: Connection, programme: str) -> tuple[FormCount, ...]:
    def number(state: str) -> ColumnElement[int]:
        return func.sum(case((sheet.c.state == state, 1), else_=0))

    columns = (sheet.c.form, number("open"), number("paused"), number("handed_in"))
    statement = select(*columns).join(person, person.c.id == sheet.c.person).where(_met).group_by(sheet.c.form)
    rows = connection.execute(_of(statement.order_by(func.min(sheet.c.opened_at)), person.c.programme, programme))
    return tuple(
        FormCount(form=form, open=open_, paused=paused, handed_in=handed_in) for form, open_, paused, handed_in in rows
    )


def _of(statement: Select[Any], column: ColumnElement[str], programme: str) -> Select[Any]:
    return statement.where(column == programme) if programme else statement


def programmes(connection: Connection) -> dict[str, str]:
    """{code: name} of all programmes."""
    rows = connection.execute(select(programme.c.code, programme.c.name).order_by(programme.c.name))
    return {code: name or code for code, name in rows}
