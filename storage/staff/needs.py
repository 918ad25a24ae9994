"""The queue: what needs a person. Taken, given back, put off, labelled and settled by coordinators, each of it written down."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Row, Select, and_, case, func, or_, select, update

from storage.answers.review import name_of, public
from storage.crypt import Keyring
from storage.schema import OPEN, concern, person, sheet
from storage.speaking.people import audited
from storage.staff.coordinators import Member
from storage.staff.scope import EVERYBODY, Scope
from storage.times import Milliseconds, when

PAGE = 50
FIRST, SOON, LATER = 0, 1, 2
KINDS = {  # {kind: how urgent}
    "asked": FIRST,  # would like to talk to a person
    "waiting": FIRST,  # wrote to one of the staff who speaks with them, and has no answer yet
    "deadline": FIRST,  # wants to be forgotten, and will be
    "stuck": FIRST,  # did not get on with a question
    "moved": FIRST,  # says they were here before
    "consent_withdrawn": SOON,
    "not_asked": SOON,  # a question could not go back to them
    "workshop_help": SOON,  # would come to a workshop, and needs something for that
    "often_missed": SOON,  # did not come several times: perhaps something is in the way
    "untaken": SOON,  # wrote or sent something that the bot could do nothing with
    "unreachable": SOON,
    "failed": SOON,  # a message could not be sent
    "quarantined": SOON,  # something of theirs could not be processed
    "file": SOON,  # a file of theirs could not be fetched
    "opted_out": LATER,
    "review": LATER,  # answers to look at
}
REVIEW = "review"
LATE_AFTER = timedelta(days=7)  # a review that waits longer is urgent
LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """A coordinator should look. `since` it was said first, `times` how often since then; `owner` 0 = nobody's.

    `reason`: why, as a platform says it or in a word of ours. `ends`: when it will be too late, if it will.
    """

    id: int
    person: int
    name: str
    language: str
    programme: str
    kind: str
    form: str
    sheet: int
    path: str
    state: str  # open, done
    reason: str
    times: int
    owner: int
    label: str
    since: datetime
    snoozed_until: datetime | None
    ends: datetime | None

    def snoozed(self, now: datetime) -> bool:
        return self.state == "open" and self.snoozed_until is not None and self.snoozed_until > now

    def late(self, now: datetime) -> bool:
        return self.kind == REVIEW and now - self.since > LATE_AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cases: an empty field narrows nothing. `owner`: somebody's, 0 nobody's, None everybody's. `snoozed`: those put off instead."""

    scope: Scope = EVERYBODY
    owner: int | None = None
    kind: str = ""
    label: str = ""
    snoozed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A page of cases, counted from 1; `total` on all pages."""

    rows: tuple[Concern, ...]
    number: int
    total: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // PAGE))


_open = concern.c.state == OPEN
_whose = (sheet.c.form, person.c.id, person.c.key, person.c.sealed, person.c.language, person.c.delete_at)
_about = tuple(column for column in concern.c if column.name != "id")
_concerns: Select[Any] = (
    select(concern.c.id.label("number"), *_about, *_whose)
    .join(person, person.c.id == concern.c.person)
    .outerjoin(sheet, and_(sheet.c.person == concern.c.person, sheet.c.number == concern.c.sheet))
)


# --- reading --------------------------------------------------------------------------------------------------------------


def queue(connection: Connection, keyring: Keyring, wanted: Wanted, now: Milliseconds, *, page: int = 1) -> Queue:
    """The most urgent first, of these the longest waiting. A page beyond the last is the last."""
    conditions = _conditions(wanted, now)
    total = _count(connection, wanted.scope, conditions)
    number = min(max(page, 1), max(1, -(-total // PAGE)))
    urgency = case({kind: place for kind, place in KINDS.items() if place != LATER}, value=concern.c.kind, else_=LATER)
    late = and_(concern.c.kind == REVIEW, concern.c.at < now - ms_of(LATE_AFTER))
    whose = select(concern.c.id).select_from(_cases(wanted.scope)).where(*conditions)
    ordered = whose.order_by(case((late, SOON), else_=urgency), concern.c.at, concern.c.id)
    ids = list(connection.scalars(ordered.limit(PAGE).offset((number - 1) * PAGE)))  # alone: names need not be sorted along
    rows = {row.number: row for row in connection.execute(_concerns.where(concern.c.id.in_(ids)))}
    return Queue(rows=tuple(_concern(rows[one], keyring) for one in ids if one in rows), number=number, total=total)


def concerns(connection: Connection, keyring: Keyring, of_person: int) -> tuple[Concern, ...]:
    """All of one person, those that are done too, in order."""
    rows = connection.execute(_concerns.where(concern.c.person == of_person).order_by(concern.c.at, concern.c.id))
    return tuple(_concern(row, keyring) for row in rows)


def next_review(
    connection: Connection, scope: Scope, staff: int, now: Milliseconds, *, after: int = 0
) -> tuple[int, int] | None:
    """(person, number of the sheet) that waits longest to be looked at, of one's own and nobody's. `after`: the one behind this case, if
    there is one.
    """
    mine = [*_conditions(Wanted(scope=scope, kind=REVIEW), now), concern.c.owner.in_((0, staff))]
    statement = select(concern.c.person, concern.c.sheet).join(person, person.c.id == concern.c.person).where(*mine)
    since = select(concern.c.at).where(concern.c.id == after).scalar_subquery()
    behind = or_(concern.c.at > since, and_(concern.c.at == since, concern.c.id > after))
    found = connection.execute(
        statement.where(concern.c.id != after)
        .order_by((~behind).asc() if after else concern.c.at, concern.c.at, concern.c.id)
        .limit(1)
    )
    row = found.first()
    return (row[0], row[1]) if row else None


def waiting_counts(connection: Connection, scope: Scope, now: Milliseconds) -> dict[tuple[str, int], int]:
    """{(kind, owner): how many wait}, without what is put off. Owner 0 = nobody."""
    columns = concern.c.kind, concern.c.owner, func.count()
    statement = select(*columns).select_from(_cases(scope)).where(*_conditions(Wanted(scope=scope), now))
    return {
        (kind, owner): number for kind, owner, number in connection.execute(statement.group_by(concern.c.kind, concern.c.owner))
    }


def snoozed_count(connection: Connection, scope: Scope, now: Milliseconds) -> int:
    return _count(connection, scope, _conditions(Wanted(scope=scope, snoozed=True), now))


def labels(connection: Connection, scope: Scope) -> list[str]:
    """Labels that open cases have."""
    statement = select(concern.c.label).select_from(_cases(scope)).where(_open, concern.c.label != "", scope.people)
    return list(connection.scalars(statement.distinct().order_by(concern.c.label)))


def _conditions(wanted: Wanted, now: Milliseconds) -> list[ColumnElement[bool]]:
    put_off = concern.c.snoozed_until > now
    found = [_open, wanted.scope.people, put_off if wanted.snoozed else ~put_off]
    if wanted.owner is not None:
        found.append(concern.c.owner == wanted.owner)
    found += [column == value for column, value in ((concern.c.kind, wanted.kind), (concern.c.label, wanted.label)) if value]
    return found


def _cases(scope: Scope) -> FromClause:
    """With the people they are about, where these are what the scope goes by."""
    return concern if scope == EVERYBODY else concern.join(person, person.c.id == concern.c.person)


def _count(connection: Connection, scope: Scope, conditions: Sequence[ColumnElement[bool]]) -> int:
    statement = select(func.count()).select_from(_cases(scope))
    return connection.scalar(statement.where(*conditions)) or 0


def _concern(row: Row[Any], keyring: Keyring) -> Concern:
    return Concern(
        id=row.number,
        person=row.person,
        name=name_of(row, keyring),
        language=row.language,
        programme=row.programme,
        kind=row.kind,
        form=row.form or "",
        sheet=row.sheet,
        path=row.path,
        state=row.state,
        reason=row.reason,
        times=row.times,
        owner=row.owner,
        label=row.label,
        since=when(row.at),
        snoozed_until=when(row.snoozed_until) if row.snoozed_until else None,
        ends=when(row.delete_at) if row.kind == "deadline" and row.delete_at else None,
    )


def ms_of(span: timedelta) -> Milliseconds:
    return int(span.total_seconds() * 1000)


# --- what coordinators do with them: jobs for the writer lane -----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Doer:
    """Who does it, with whose people they may, and when."""

    staff: int  # one's id
    scope: Scope
    now: Milliseconds

    @property
    def actor(self) -> str:
        """How they stand in the audit log."""
        return public(self.staff)


NOTHING: Mapping[str, str] = MappingProxyType({})


def take(connection: Connection, by: Doer, ids: Collection[int]) -> int:
    """These are theirs now. As all below: how many there were, of those that are open and within the scope."""
    return _change(connection, by, ids, "took", concern.c.owner != by.staff, owner=by.staff)


def give_back(connection: Connection, by: Doer, ids: Collection[int]) -> int:
    """These are nobody's again."""
    return _change(connection, by, ids, "gave back", concern.c.owner != 0, owner=0)


def give(connection: Connection, by: Doer, ids: Collection[int], to: Member) -> int:
    """These are a colleague's, and new to them also if they were put off. Only of people whom both may see."""
    theirs = Scope(programme=to.programme, centre=to.centre).people
    fitting = (theirs, concern.c.owner != to.id)
    return _change(connection, by, ids, "gave", *fitting, detail={"staff": public(to.id)}, owner=to.id, snoozed_until=by.now)


def snooze(connection: Connection, by: Doer, ids: Collection[int], until: Milliseconds) -> int:
    """Out of sight until then; `until` 0 = in sight again."""
    return _change(connection, by, ids, "put off" if until else "woke", snoozed_until=until)


def label(connection: Connection, by: Doer, ids: Collection[int], words: str) -> int:
    """A short word of the team's; "" = none."""
    return _change(connection, by, ids, "labelled", label=" ".join(words.split())[:LONGEST_LABEL])


def settle(connection: Connection, by: Doer, ids: Collection[int], *, reviews: bool = False) -> int:
    """Taken care of. Answers to look at are only with `reviews`: their end is a decision."""
    but = [] if reviews else [concern.c.kind != REVIEW]
    return _change(connection, by, ids, "settled", *but, state="done", done_at=by.now)


def settle_kind(connection: Connection, by: Doer, of_person: int, kind: str, *, sheet_number: int | None = None) -> int:
    """All open cases of a kind of one person, or about one of their sheets."""
    about = [] if sheet_number is None else [concern.c.sheet == sheet_number]
    mine = select(concern.c.id).where(concern.c.person == of_person, concern.c.kind == kind, _open, *about)
    return settle(connection, by, list(connection.scalars(mine)), reviews=True)


def _change(
    connection: Connection,
    by: Doer,
    ids: Collection[int],
    action: str,
    *only: ColumnElement[bool],
    detail: Mapping[str, str] = NOTHING,
    **values: Any,
) -> int:
    statement: Select[Any] = select(concern.c.id, concern.c.person, concern.c.kind).join(
        person, person.c.id == concern.c.person
    )
    rows = connection.execute(statement.where(concern.c.id.in_(ids), _open, by.scope.people, *only)).all()
    if rows:
        connection.execute(update(concern).where(concern.c.id.in_([row.id for row in rows])).values(**values))
    for row in rows:
        audited(connection, by.actor, action, row.person, by.now, case=row.kind, **detail)
    return len(rows)
