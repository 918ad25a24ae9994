"""Files that the staff asks for at the desk: who asked for what, how far it is, and until when it is kept. No content, nobody's data."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, delete, func, insert, literal, select, update

from storage.answers.filters import STATES, Filters, conditions
from storage.answers.review import public
from storage.crypt import Keyring
from storage.ids import random_id
from storage.schema import export, person, sheet
from storage.speaking.people import audited
from storage.staff.scope import Scope
from storage.times import Milliseconds, when

SHAPES = (
    "xlsx",
    "csv",
    "kobo_xlsx",
    "kobo_csv",
)  # a row for each form that somebody opened; what was handed in, as KoboToolbox has it
KEPT_FOR: Milliseconds = 24 * 3_600_000
SILENT: Milliseconds = 120_000  # whoever makes one and has said nothing for so long is not there any more
UNDER_WAY = ("waiting", "running")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be made: `columns` by the keys of questions (none = all; of the first two shapes), `words` instead of codes (of the others).

    `mark`: (what, what it is) that stands in the file: who asked for it, when, about whom.
    """

    number: int
    folder: str
    form: str
    shape: str
    filters: Filters
    language: str = "en"
    columns: tuple[str, ...] = ()
    words: bool = False
    mark: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One that somebody has asked for. `done` of `total` forms were looked at."""

    id: int
    form: str
    shape: str
    state: str
    done: int
    total: int
    people: int
    folder: str
    scope: Scope
    at: datetime
    until: datetime

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY


def whose(keyring: Keyring, wanted: Filters) -> ColumnElement[bool]:
    """Whose answers an export holds, as a condition on `sheet`: of those who let the team read them. Raises ValueError for words that are
    none.
    """
    mine = (person.c.id == sheet.c.person, *conditions(wanted, keyring), ~STATES["refused"])
    only_ours = select(literal(1)).select_from(person).where(*mine)
    return only_ours.correlate(sheet).exists()  # the filters look into sheets of their own, not into this one alone


def size(connection: Connection, keyring: Keyring, form: str, wanted: Filters) -> tuple[int, int, int]:
    """(people, their sheets of a form, how many of these are handed in)."""
    handed = func.sum(case((sheet.c.state == "handed_in", 1), else_=0))
    numbers = func.count(sheet.c.person.distinct()), func.count(), handed
    statement = select(*numbers).where(whose(keyring, wanted), sheet.c.form == form)
    people, sheets, handed_in = connection.execute(statement).one()
    return people, sheets, handed_in or 0


def ask(
    connection: Connection, staff: int, scope: Scope, form: str, shape: str, *, people: int, total: int, now: Milliseconds
) -> tuple[int, str]:
    """(its number, its folder). That it was asked for is written down with it: who, what, how many people."""
    number, folder = random_id(), secrets.token_hex(16)
    asked = {"staff": staff, "programme": scope.programme, "centre": scope.centre}
    times = {"at": now, "seen_at": now, "until": now + KEPT_FOR}
    state = {"state": "waiting", "done": 0, "total": total, "people": people, "folder": folder}
    connection.execute(insert(export).values(id=number, form=form, shape=shape, **asked, **state, **times))
    whose = {"programme": scope.programme, "centre": scope.centre}
    audited(connection, public(staff), "exported", 0, now, shape=shape, form=form, people=people, **whose)
    return number, folder


def mine(connection: Connection, staff: int, scope: Scope, now: Milliseconds) -> Sequence[Export]:
    """One's own that are still kept, the latest first; none from a time when one saw other people."""
    rows = connection.execute(select(export).where(_kept(staff, scope, now)).order_by(export.c.at.desc(), export.c.id))
    return [_export(row, now) for row in rows]


def one(connection: Connection, staff: int, scope: Scope, number: int, now: Milliseconds) -> Export | None:
    row = connection.execute(select(export).where(_kept(staff, scope, now), export.c.id == number)).one_or_none()
    return _export(row, now) if row else None


def _kept(staff: int, scope: Scope, now: Milliseconds) -> ColumnElement[bool]:
    within = (export.c.staff == staff) & (export.c.until > now)
    if scope.programme:
        within &= export.c.programme == scope.programme
    return within & (export.c.centre == scope.centre) if scope.centre else within


def _export(row: Row[Any], now: Milliseconds) -> Export:
    lost = row.state in UNDER_WAY and row.seen_at < now - SILENT
    return Export(
        id=row.id,
        form=row.form,
        shape=row.shape,
        state="failed" if lost else row.state,
        done=row.done,
        total=row.total,
        people=row.people,
        folder=row.folder,
        scope=Scope(programme=row.programme, centre=row.centre),
        at=when(row.at),
        until=when(row.until),
    )


# --- what whoever makes it says ------------------------------------------------------------------------------------------


def progress(connection: Connection, number: int, done: int, now: Milliseconds, *, state: str = "running") -> None:
    """How far it is; that it is still waited for."""
    connection.execute(_one(number).values(state=state, done=done, seen_at=now))


def finish(connection: Connection, number: int, now: Milliseconds) -> None:
    """It is whole: from now on it is kept for a day."""
    connection.execute(_one(number).values(state="done", done=export.c.total, seen_at=now, until=now + KEPT_FOR))


def fail(connection: Connection, number: int, now: Milliseconds) -> None:
    connection.execute(_one(number).values(state="failed", seen_at=now))


def _one(number: int) -> Any:
    return update(export).where(export.c.id == number)


def sweep(connection: Connection, now: Milliseconds) -> frozenset[str]:
    """Forget those that were kept long enough. The folders that are still needed."""
    connection.execute(delete(export).where(export.c.until <= now))
    alive = export.c.state.in_(UNDER_WAY) & (export.c.seen_at >= now - SILENT)
    return frozenset(connection.scalars(select(export.c.folder).where(alive | (export.c.state == "done"))))
