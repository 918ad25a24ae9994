"""Everything that was answered, sheet by sheet, for exports: a batch at a time, however many there are."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, func, or_, select

from dialogs.events import Answer
from dialogs.known import Sheet
from storage.answers import attachments
from storage.answers.dossier import sheet_of
from storage.crypt import Keyring
from storage.schema import address, answer, person, sheet
from storage.speaking.loading import answer_from
from storage.times import when

BATCH = 500  # sheets in memory at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A sheet with its answers, and whose it is."""

    person: int
    language: str
    programme: str
    opened_at: datetime
    sheet: Sheet


_after = or_(
    sheet.c.person > bindparam("person"), and_(sheet.c.person == bindparam("person"), sheet.c.number > bindparam("number"))
)
_sheets = (
    select(sheet, person.c.key, person.c.language, person.c.programme, person.c.consents)
    .join(person, person.c.id == sheet.c.person)
    .where(sheet.c.form == bindparam("form"), _after)
    .order_by(sheet.c.person, sheet.c.number)
    .limit(BATCH)
)
_answers = select(answer).where(answer.c.person.in_(bindparam("people", expanding=True))).order_by(answer.c.seq)


def forms(connection: Connection) -> dict[str, int]:
    """{form: how many sheets of it there are}, those that people opened first before the others."""
    number = select(sheet.c.form, func.count()).group_by(sheet.c.form).order_by(func.min(sheet.c.opened_at), sheet.c.form)
    return {form: int(count) for form, count in connection.execute(number)}


def paths(connection: Connection, form: str) -> list[str]:
    """Every path that was ever answered on a form."""
    mine = (answer.c.person == sheet.c.person) & (answer.c.sheet == sheet.c.number)
    statement = select(answer.c.path).join(sheet, mine).where(sheet.c.form == form).distinct().order_by(answer.c.path)
    return list(connection.scalars(statement))


def filled(
    connection: Connection, keyring: Keyring, form: str, of: ColumnElement[bool] | None = None
) -> Iterator[Filled | None]:
    """The sheets of a form by person, those that a condition on `sheet` names; None for one whose person said no to the team's reading, or
    took their yes back.
    """
    last = {"person": 0, "number": 0}
    statement = _sheets if of is None else _sheets.where(of)
    while rows := connection.execute(statement, {"form": form, **last}).all():
        answers = _given(connection, keyring, [row for row in rows if readable(row)])
        for row in rows:
            yield _filled(row, answers[row.person, row.number]) if readable(row) else None
        last = {"person": rows[-1].person, "number": rows[-1].number}


def files(connection: Connection, keyring: Keyring, number: int, sheet: int) -> dict[str, bytes]:
    """{name: content} of what somebody sent as answers on a sheet."""
    wrapped = connection.scalar(select(person.c.key).where(person.c.id == number))
    found = attachments.whole(connection, keyring.person(number, wrapped), number, sheet) if wrapped else {}
    return {name: content for name, (_, content) in found.items()}


def readable(row: Row[Any]) -> bool:
    """Whether the team may read what this person says."""
    return bool(orjson.loads(row.consents).get("programme", True))


def _filled(row: Row[Any], answers: list[Answer]) -> Filled:
    return Filled(
        person=row.person,
        language=row.language,
        programme=row.programme,
        opened_at=when(row.opened_at),
        sheet=sheet_of(row, answers),
    )


def _given(connection: Connection, keyring: Keyring, rows: Sequence[Row[Any]]) -> defaultdict[tuple[int, int], list[Answer]]:
    """{(person, sheet): answers in order}."""
    found: defaultdict[tuple[int, int], list[Answer]] = defaultdict(list)
    keys = {row.person: keyring.person(row.person, row.key) for row in rows}
    for row in connection.execute(_answers, {"people": list(keys)}):
        found[row.person, row.sheet].append(answer_from(row, keys[row.person]))
    return found


# --- For the benchmark ------------------------------------------------------------------------------------------------------

_addresses = (
    select(address.c.key.label("address"), address.c.external, person.c.id, person.c.key)
    .join(person, person.c.id == address.c.person)
    .where(address.c.key > bindparam("after"))
    .order_by(address.c.key)
    .limit(BATCH)
)


def by_external(connection: Connection, keyring: Keyring) -> Iterator[tuple[str, Answer, bool]]:
    """(the platform's id of a person, the latest answer of a path, whether its value stands in clear), for the benchmark."""
    after = ""
    while rows := connection.execute(_addresses, {"after": after}).all():
        keys = {row.id: keyring.person(row.id, row.key) for row in rows}
        latest = {(row.person, row.sheet, row.path): row for row in connection.execute(_answers, {"people": list(keys)})}
        externals = {row.id: keyring.house.open(f"address:external:{row.address}", row.external).decode() for row in rows}
        for row in latest.values():
            yield externals[row.person], answer_from(row, keys[row.person]), row.value is not None
        after = rows[-1].address
