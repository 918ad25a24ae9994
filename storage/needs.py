"""What needs a person: the open concerns, and taking them off the list."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from storage.crypt import Keyring
from storage.people import audited
from storage.review import name_of
from storage.schema import concern, person, sheet
from storage.times import Milliseconds, when

MOST = 200  # on one page, the longest waiting first


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """A coordinator should look. What was said several `times` is one concern, since the first; `id` is that of any of them."""

    id: int
    person: int
    name: str
    language: str
    programme: str
    kind: str
    form: str
    path: str
    state: str
    times: int
    since: datetime


_open = concern.c.state == "open"
_alike = (concern.c.person, concern.c.programme, concern.c.kind, concern.c.sheet, concern.c.path, concern.c.state)
_whose = (sheet.c.form, person.c.id, person.c.key, person.c.sealed, person.c.language)
_number, _since = func.max(concern.c.id).label("number"), func.min(concern.c.at).label("since")
_concerns = (
    select(_number, _since, func.count().label("times"), *_alike, *_whose)
    .join(person, person.c.id == concern.c.person)
    .outerjoin(sheet, (sheet.c.person == concern.c.person) & (sheet.c.number == concern.c.sheet))
    .group_by(*_alike, *_whose)
    .order_by(_since, _number)
    .limit(MOST)
)


def concerns(connection: Connection, keyring: Keyring, *, of_person: int = 0, programme: str = "") -> tuple[Concern, ...]:
    """Those that are open; of one person also those that are done."""
    statement = _concerns.where(concern.c.person == of_person) if of_person else _concerns.where(_open)
    if programme:
        statement = statement.where(concern.c.programme == programme)
    return tuple(
        Concern(
            id=row.number,
            person=row.person,
            name=name_of(row, keyring),
            language=row.language,
            programme=row.programme,
            kind=row.kind,
            form=row.form or "",
            path=row.path,
            state=row.state,
            times=row.times,
            since=when(row.since),
        )
        for row in connection.execute(statement)
    )


def settle_concern(connection: Connection, actor: str, of_person: int, number: int, now: Milliseconds) -> None:
    """It is taken care of, and with it those that say the same; done twice it changes nothing. A job for the writer lane."""
    one = (concern.c.id == number) & (concern.c.person == of_person) & _open
    found = connection.execute(select(concern.c.kind, concern.c.sheet, concern.c.path).where(one)).one_or_none()
    if found is None:
        return
    kind, on, path = found
    alike = (concern.c.person == of_person, concern.c.kind == kind, concern.c.sheet == on, concern.c.path == path, _open)
    connection.execute(update(concern).where(*alike).values(state="done"))
    audited(connection, actor, "settled", of_person, now, kind)


def settle_kind(connection: Connection, actor: str, of_person: int, kind: str, now: Milliseconds) -> None:
    """All open cases of a kind of one person are taken care of. A job for the writer lane."""
    mine = (concern.c.person == of_person) & (concern.c.kind == kind) & _open
    for number in connection.execute(select(concern.c.id).where(mine)).scalars().all():
        settle_concern(connection, actor, of_person, number, now)
