"""One person whole, as the desk shows them. Whoever reads it has that written down first (`people.audited`)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, func, select

from dialogs.events import Answer
from dialogs.known import Sheet
from storage import schema
from storage.answers import attachments, decisions
from storage.answers.attachments import Kept
from storage.answers.decisions import Decision, Translation
from storage.answers.review import name_of
from storage.crypt import Key, Keyring
from storage.messages.ways import Way, ways
from storage.schema import answer, centre, consent, enrolment, sheet
from storage.speaking.loading import answer_from
from storage.staff import notes
from storage.staff.needs import Concern, concerns
from storage.staff.notes import Note
from storage.times import when


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    purpose: str
    given: bool
    version: str
    language: str
    account: str  # channel:account, where it was said
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    programme: str
    centre: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """`sheets` hold every answer that was ever given, in order; `consents` every yes and no, `agreed` what holds now.

    `files` by the number of the sheet and the value of the answer, `decisions` by sheet and path, `translations` by sheet and number of
    the answer, `reviews` by sheet: what coordinators say of it, and its revision.
    """

    id: int
    name: str
    language: str
    zone: str
    programme: str
    status: str
    created_at: datetime
    delete_at: datetime | None
    agreed: Mapping[str, bool]
    consents: tuple[Consent, ...]
    ways: tuple[Way, ...]
    enrolments: tuple[Enrolment, ...]
    sheets: tuple[Sheet, ...]
    concerns: tuple[Concern, ...]
    files: Mapping[tuple[int, str], Kept]
    notes: tuple[Note, ...]
    decisions: Mapping[tuple[int, str], tuple[Decision, ...]]
    translations: Mapping[tuple[int, int], tuple[Translation, ...]]
    reviews: Mapping[int, tuple[str, int]]

    @property
    def readable(self) -> bool:
        """Whether the team may read the answers: not after a no, nor once it was taken back."""
        return self.agreed.get("programme", True)

    def sheet(self, number: int) -> Sheet:
        """Raises StopIteration where there is none."""
        return next(one for one in self.sheets if one.number == number)

    @property
    def reachable(self) -> bool:
        return any(one.state == "ok" and not one.asleep_for for one in self.ways)


def person(connection: Connection, keyring: Keyring, number: int) -> PersonView | None:
    """None where there is nobody, or nobody any more."""
    row = connection.execute(select(schema.person).where(schema.person.c.id == number)).one_or_none()
    if row is None:
        return None
    return PersonView(
        id=number,
        name=name_of(row, keyring),
        language=row.language,
        zone=row.zone,
        programme=row.programme,
        status=row.status,
        created_at=when(row.created_at),
        delete_at=when(row.delete_at) if row.delete_at else None,
        agreed=orjson.loads(row.consents),
        consents=_consents(connection, number),
        ways=ways(connection, keyring, number),
        enrolments=_enrolments(connection, number),
        sheets=_sheets(connection, keyring.person(number, row.key), number),
        concerns=concerns(connection, keyring, number),
        files=attachments.of_person(connection, number),
        notes=notes.of_person(connection, keyring, number),
        decisions=decisions.of_person(connection, number),
        translations=decisions.translations(connection, keyring.person(number, row.key), number),
        reviews=decisions.reviews(connection, number),
    )


def _consents(connection: Connection, number: int) -> tuple[Consent, ...]:
    rows = connection.execute(select(consent).where(consent.c.person == number).order_by(consent.c.at, consent.c.id))
    return tuple(
        Consent(
            purpose=row.purpose,
            given=row.given,
            version=row.version,
            language=row.language,
            account=row.account,
            at=when(row.at),
        )
        for row in rows
    )


def _enrolments(connection: Connection, number: int) -> tuple[Enrolment, ...]:
    """The centre by its name, or by its code where lotse.toml does not name it any more."""
    mine = (centre.c.programme == enrolment.c.programme) & (centre.c.code == enrolment.c.centre)
    columns = enrolment.c.programme, func.coalesce(centre.c.name, enrolment.c.centre).label("centre"), enrolment.c.at
    statement = select(*columns).outerjoin(centre, mine).where(enrolment.c.person == number).order_by(enrolment.c.at)
    return tuple(
        Enrolment(programme=row.programme, centre=row.centre, at=when(row.at)) for row in connection.execute(statement)
    )


def _sheets(connection: Connection, key: Key, number: int) -> tuple[Sheet, ...]:
    answers: defaultdict[int, list[Answer]] = defaultdict(list)
    given = select(answer).where(answer.c.person == number).order_by(answer.c.sheet, answer.c.seq)
    for row in connection.execute(given):
        answers[row.sheet].append(answer_from(row, key))
    rows = connection.execute(select(sheet).where(sheet.c.person == number).order_by(sheet.c.number))
    return tuple(sheet_of(row, answers[row.number]) for row in rows)


def sheet_of(row: Row[Any], answers: list[Answer]) -> Sheet:
    """A row of the sheet table, with its answers and without what is waited for."""
    return Sheet(
        number=row.number,
        form=row.form,
        version=row.version,
        state=row.state,
        revision=row.revision,
        active_at=when(row.active_at),
        question=row.question,
        done=row.done,
        total=row.total,
        answers=tuple(answers),
    )
