"""Everything between a person and us, in order: what was said, answered, written, decided. By the page, the newest last.

One statement tells what there is and when; only what stands on the page is opened.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Integer, Row, Select, Table, func, literal, literal_column, select, union_all

from storage import schema
from storage.crypt import Key, Keyring
from storage.messages.outbox import unpacked
from storage.schema import (
    answer,
    attendance,
    audit,
    booking,
    concern,
    consent,
    note,
    outbox,
    person,
    sheet,
    submission,
    workshop,
)
from storage.staff import heard
from storage.staff.talks import HANDED_BACK, TOOK_OVER
from storage.times import when

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that happened. `kind`: message answer handed_in opened concern consent words note took_over handed_back booking attendance.

    message: `text`, `options` (what could be chosen), `what` (said, question, notice, template, data), `state` and `reason` of it, `by`
    whom (a coordinator's id, 0 = the bot), on which `account`. answer: `sheet` and `number`. words: `what` was sent, `text`, `file`, said
    to `by`. concern and consent: `what`, and whether `given`. note: `text`, `by`. booking: what of (`titles` by language), `state` of it now.
    attendance: `what` is known of a time: came late left_early absent, else what they said: coming cannot help.
    """

    kind: str
    at: datetime
    text: str = ""
    options: tuple[str, ...] = ()
    what: str = ""
    state: str = ""
    reason: str = ""
    account: str = ""
    by: int = 0
    sheet: int = 0
    number: int = 0
    form: str = ""
    given: bool = False
    file: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page, counted from 1, which holds the newest; on it the oldest first. `last`: how many pages there are."""

    items: tuple[Item, ...]
    number: int
    last: int


Keys = Sequence[tuple[int, int]]
Found = Mapping[tuple[int, int], Item]


def page(connection: Connection, keyring: Keyring, number: int, wanted: int = 1) -> Page:
    """A page beyond the last is the last. Of somebody who is gone, an empty one."""
    wrapped = connection.scalar(select(person.c.key).where(person.c.id == number))
    if wrapped is None:
        return Page(items=(), number=1, last=1)
    everything = _everything(number).subquery()
    total = connection.scalar(select(func.count()).select_from(everything)) or 0
    last = max(1, -(-total // PAGE))
    shown = min(max(wanted, 1), last)
    latest = select(everything).order_by(*(column.desc() for column in everything.c)).limit(PAGE).offset((shown - 1) * PAGE)
    rows = list(reversed(connection.execute(latest).all()))
    by_rank: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        by_rank[row.rank].append((row.one, row.two))
    key = keyring.person(number, wrapped)
    found = {rank: SOURCES[rank][1](_Opening(connection, key, number, keys)) for rank, keys in by_rank.items()}
    items = (found[row.rank].get((row.one, row.two)) for row in rows)
    return Page(items=tuple(one for one in items if one), number=shown, last=last)


def mark(connection: Connection, number: int) -> str:
    """Changes as soon as anything on the newest page does, and tells nothing of it."""
    latest = select(outbox.c.id, outbox.c.state, outbox.c.delivery).where(outbox.c.person == number, _shown)
    rows = connection.execute(latest.order_by(outbox.c.id.desc()).limit(PAGE)).all()
    everything = _everything(number).subquery()
    newest = connection.execute(select(func.count(), func.max(everything.c.at)).select_from(everything)).one()
    talks = connection.execute(select(person.c.talks_with, person.c.talked_at).where(person.c.id == number)).all()
    return sha256(repr((rows, newest, talks)).encode()).hexdigest()[:16]


# --- what there is --------------------------------------------------------------------------------------------------------

_shown = outbox.c.state.not_in(["superseded"]) & (
    (outbox.c.state != "cancelled") | ((outbox.c.lane == 1) & (outbox.c.kind == "said"))
)
NONE = literal_column("0", Integer)


def _everything(number: int) -> Select[Any]:
    """(when, which kind, its key) of all."""
    statements = [_keys(rank, number, *what) for rank, (what, _) in SOURCES.items()]
    return select(union_all(*statements).subquery())


def _keys(rank: int, number: int, at: Any, one: Any, two: Any, also: ColumnElement[bool] | None) -> Select[Any]:
    columns = (at.label("at"), literal(rank).label("rank"), one.label("one"), two.label("two"))
    statement = select(*columns).where(at.table.c.person == number)
    return statement if also is None else statement.where(also)


# --- opened, kind by kind -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Opening:
    """What of one kind stands on a page: each by its key."""

    connection: Connection
    key: Key
    number: int  # of the person
    keys: Keys

    def messages(self) -> Found:
        rows = self.connection.execute(select(outbox).where(outbox.c.id.in_([one for one, _ in self.keys])))
        return {(row.id, 0): self._message(row) for row in rows}

    def _message(self, row: Row[Any]) -> Item:
        said, _ = unpacked(self.key.open(f"outbox:sealed:{row.id}", row.sealed))
        kind = "question" if row.question else "notice" if row.lane == 1 else "data" if said.made == "data" else "said"
        return Item(
            kind="message",
            at=when(row.created_at),
            text=said.text,
            options=tuple(one.label for one in said.options if one.role != "verb"),
            what=row.kind if row.kind == "template" else kind,
            state=row.delivery or row.state,
            reason=row.reason,
            account=row.account,
            by=said.by,
        )

    def answers(self) -> Found:
        """Which they are: what was answered is read from the sheet."""
        mine = (
            (answer.c.person == self.number)
            & answer.c.sheet.in_({one for one, _ in self.keys})
            & answer.c.seq.in_({two for _, two in self.keys})
        )
        rows = self.connection.execute(select(answer.c.sheet, answer.c.seq, answer.c.at).where(mine))
        return {(row.sheet, row.seq): Item(kind="answer", at=when(row.at), sheet=row.sheet, number=row.seq) for row in rows}

    def opened(self) -> Found:
        rows = self.connection.execute(select(sheet).where(sheet.c.person == self.number))
        return {(row.number, 0): Item(kind="opened", at=when(row.opened_at), form=row.form) for row in rows}

    def handed_in(self) -> Found:
        rows = self.connection.execute(select(submission).where(submission.c.person == self.number))
        return {
            (row.sheet, row.revision): Item(kind="handed_in", at=when(row.at), form=row.form, number=row.revision)
            for row in rows
        }

    def concerns(self) -> Found:
        rows = self.connection.execute(select(concern).where(concern.c.person == self.number))
        return {(row.id, 0): Item(kind="concern", at=when(row.at), what=row.kind, state=row.state) for row in rows}

    def consents(self) -> Found:
        rows = self.connection.execute(select(consent).where(consent.c.person == self.number))
        return {(row.id, 0): Item(kind="consent", at=when(row.at), what=row.purpose, given=row.given) for row in rows}

    def words(self) -> Found:
        found = heard.words(self.connection, self.key, self.number, [one for one, _ in self.keys])
        return {
            (one.id, 0): Item(kind="words", at=one.at, what=one.kind, text=one.text, file=one.file, by=one.coordinator)
            for one in found
        }

    def notes(self) -> Found:
        rows = self.connection.execute(select(note).where(note.c.person == self.number))
        return {
            (row.id, 0): Item(
                kind="note", at=when(row.at), by=row.author, text=self.key.open(f"note:sealed:{row.id}", row.sealed).decode()
            )
            for row in rows
        }

    def talks(self) -> Found:
        rows = self.connection.execute(select(audit).where(audit.c.id.in_([one for one, _ in self.keys])))
        return {(row.id, 0): Item(kind=row.action.replace(" ", "_"), at=when(row.at), by=int(row.actor, 16)) for row in rows}

    def bookings(self) -> Found:
        rows = self._of_workshops(booking)
        return {
            (row.workshop, row.occurrence): Item(kind="booking", at=when(row.at), state=row.state, titles=_titles(row))
            for row in rows
        }

    def attendance(self) -> Found:
        rows = self._of_workshops(attendance)
        return {
            (row.occurrence, 0): Item(
                kind="attendance", at=when(row.at), what=row.came or row.said or "help", titles=_titles(row)
            )
            for row in rows
        }

    def _of_workshops(self, of: Table) -> Sequence[Row[Any]]:
        statement = select(of, workshop.c.words).join(workshop, workshop.c.id == of.c.workshop)
        return self.connection.execute(statement.where(of.c.person == self.number)).all()


def _titles(row: Row[Any]) -> Mapping[str, str]:
    return {code: one["title"] for code, one in orjson.loads(row.words).items()}


_noted = (attendance.c.came != "") | (attendance.c.said != "") | (attendance.c.help != "")
_of_talks = audit.c.action.in_([TOOK_OVER, HANDED_BACK])
Open = Callable[[_Opening], Found]
# {rank: what there is, what opens it}. Of what happened in the same moment the lower rank comes first: what a person did before what follows.
SOURCES: Mapping[int, tuple[tuple[Any, Any, Any, ColumnElement[bool] | None], Open]] = {
    1: ((schema.heard.c.at, schema.heard.c.id, NONE, None), _Opening.words),
    2: ((answer.c.at, answer.c.sheet, answer.c.seq, None), _Opening.answers),
    3: ((consent.c.at, consent.c.id, NONE, None), _Opening.consents),
    4: ((submission.c.at, submission.c.sheet, submission.c.revision, None), _Opening.handed_in),
    5: ((sheet.c.opened_at, sheet.c.number, NONE, None), _Opening.opened),
    6: ((concern.c.at, concern.c.id, NONE, None), _Opening.concerns),
    7: ((note.c.at, note.c.id, NONE, None), _Opening.notes),
    8: ((audit.c.at, audit.c.id, NONE, _of_talks), _Opening.talks),
    10: ((booking.c.at, booking.c.workshop, booking.c.occurrence, None), _Opening.bookings),
    11: ((attendance.c.at, attendance.c.occurrence, NONE, _noted), _Opening.attendance),
    9: ((outbox.c.created_at, outbox.c.id, NONE, _shown), _Opening.messages),
}
