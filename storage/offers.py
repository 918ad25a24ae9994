"""Workbooks that were uploaded, and in which programmes their forms are offered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, case, delete, func, insert, select, update

from storage import editions
from storage.ids import random_id
from storage.schema import offer, person, sheet, workbook
from storage.speaking.people import audited
from storage.staff.scope import Scope
from storage.times import Milliseconds
from storage.upsert import upsert

DRAFT, USED, OLD = "draft", "used", "old"  # of a workbook: not published yet, the one in use, one that was in use
MENU, START, WITHDRAWN = "menu", "start", "withdrawn"  # of an offer
MOST_DRAFTS = 50
UNDER_WAY = ("open", "paused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """One that was uploaded, without its content. `by`: who of the staff did it."""

    id: int
    form: str
    version: str
    title: str
    file: str
    state: str
    by: int
    at: Milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """`review`: yes or no, whether coordinators are to look at the answers; "" = as the form says."""

    programme: str
    form: str
    state: str
    review: str = ""
    by: int = 0
    at: Milliseconds = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many people are filling in a form, and how many have handed it in."""

    under_way: int = 0
    handed_in: int = 0


_told = [column for column in workbook.c if column is not workbook.c.content]


def workbooks(connection: Connection, form: str = "") -> list[Workbook]:
    """All, or those of a form, the latest first."""
    wanted = select(*_told).order_by(workbook.c.at.desc(), workbook.c.id)
    rows = connection.execute(wanted.where(workbook.c.form == form) if form else wanted)
    return [Workbook(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name


def one(connection: Connection, number: int) -> Workbook | None:
    row = connection.execute(select(*_told).where(workbook.c.id == number)).one_or_none()
    return Workbook(**row._mapping) if row else None  # noqa: SLF001


def content(connection: Connection, number: int) -> bytes:
    """As it was uploaded. Raises NoResultFound where it is gone."""
    found: bytes = connection.execute(select(workbook.c.content).where(workbook.c.id == number)).scalar_one()
    return found


def keep(connection: Connection, new: Workbook, content: bytes, *, actor: str) -> int:
    """A new draft; its number. Of one form the latest draft stays, and of all the latest fifty."""
    mine = (workbook.c.form == new.form) & (workbook.c.state == DRAFT)
    connection.execute(delete(workbook).where(mine))
    number = random_id()
    row = {name: getattr(new, name) for name in ("form", "version", "title", "file", "by", "at")}
    connection.execute(insert(workbook).values(id=number, state=DRAFT, content=content, **row))
    drafts = select(workbook.c.id).where(workbook.c.state == DRAFT).order_by(workbook.c.at.desc())
    if old := connection.scalars(drafts.offset(MOST_DRAFTS)).all():
        connection.execute(delete(workbook).where(workbook.c.id.in_(old)))
    audited(connection, actor, "uploaded a form", 0, new.at, form=new.form, version=new.version)
    return number


def discard(connection: Connection, gone: Workbook, *, actor: str, now: Milliseconds) -> None:
    """A draft goes."""
    connection.execute(delete(workbook).where(workbook.c.id == gone.id, workbook.c.state == DRAFT))
    audited(connection, actor, "discarded a form", 0, now, form=gone.form, version=gone.version)


def use(connection: Connection, new: Workbook, *, actor: str, now: Milliseconds) -> bool:
    """From now on this is the form; the workbook before it is kept. False where the draft is gone or was published meanwhile."""
    draft = (workbook.c.id == new.id) & (workbook.c.state == DRAFT)
    before = (workbook.c.form == new.form) & (workbook.c.state == USED) & (workbook.c.id != new.id)
    if not connection.execute(update(workbook).where(draft).values(state=USED)).rowcount:
        return False
    connection.execute(update(workbook).where(before).values(state=OLD))
    editions.changed(connection, editions.FORMS)
    audited(connection, actor, "published a form", 0, now, form=new.form, version=new.version)
    return True


def offers(connection: Connection) -> list[Offer]:
    rows = connection.execute(select(offer).order_by(offer.c.programme, offer.c.at, offer.c.form))
    return [Offer(**row._mapping) for row in rows]  # noqa: SLF001


def offered(connection: Connection, new: Offer, *, actor: str) -> None:
    """A form is offered in a programme, or no longer. Where newcomers begin with it, what they began with goes into the menu."""
    if new.state == START:
        before = (offer.c.programme == new.programme) & (offer.c.state == START)
        connection.execute(update(offer).where(before).values(state=MENU))
    row = {"programme": new.programme, "form": new.form, "state": new.state, "review": new.review, "by": new.by, "at": new.at}
    kept = ("review",) if new.state == WITHDRAWN else ()  # it counts for those who finish
    connection.execute(upsert(offer, connection.dialect.name, *kept), [row])
    editions.changed(connection, editions.FORMS)
    action = "withdrew a form" if new.state == WITHDRAWN else "offered a form"
    how = {"place": new.state, "review": new.review}
    audited(connection, actor, action, 0, new.at, programme=new.programme, form=new.form, **how)


def drop(connection: Connection, programme: str, form: str) -> int:
    """Nobody goes on with a form in a programme: sheets under way are put aside. How many. What was answered stays."""
    mine = (person.c.programme == programme, sheet.c.form == form, sheet.c.state.in_(UNDER_WAY))
    whose = select(person.c.id).join(sheet, sheet.c.person == person.c.id).where(*mine).order_by(person.c.id)
    people = list(dict.fromkeys(connection.scalars(whose.with_for_update(of=person, key_share=True))))
    gone = sheet.c.form == form, sheet.c.state.in_(UNDER_WAY)
    for start in range(0, len(people), 500):
        some = sheet.c.person.in_(people[start : start + 500])
        connection.execute(update(sheet).where(some, *gone).values(state="dropped", sealed=None))
    return len(people)


def counts(connection: Connection, scope: Scope) -> Mapping[str, Count]:
    """{form: how many}, of the people within a scope."""
    under_way = func.sum(case((sheet.c.state.in_(UNDER_WAY), 1), else_=0)).label("under_way")
    handed_in = func.sum(case((sheet.c.state == "handed_in", 1), else_=0)).label("handed_in")
    found = select(sheet.c.form, under_way, handed_in).group_by(sheet.c.form)
    if scope.programme:
        found = found.join(person, person.c.id == sheet.c.person).where(scope.people)
    rows: Sequence[Any] = connection.execute(found).all()
    return {row.form: Count(under_way=int(row.under_way), handed_in=int(row.handed_in)) for row in rows}
