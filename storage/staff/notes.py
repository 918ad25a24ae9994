"""What coordinators write about a person for each other: sealed with the person's key, never shown to the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from storage.crypt import Keyring
from storage.ids import random_id
from storage.schema import note, person
from storage.speaking.people import audited
from storage.times import Milliseconds, when

LONGEST = 2000  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    id: int
    author: int
    text: str
    at: datetime


def of_person(connection: Connection, keyring: Keyring, who: int) -> tuple[Note, ...]:
    """The newest first."""
    statement = select(note, person.c.key).join(person, person.c.id == note.c.person).where(note.c.person == who)
    rows = connection.execute(statement.order_by(note.c.at.desc(), note.c.id)).all()
    return tuple(
        Note(
            id=row.id,
            author=row.author,
            text=keyring.person(who, row.key).open(f"note:sealed:{row.id}", row.sealed).decode(),
            at=when(row.at),
        )
        for row in rows
    )


def counts(connection: Connection, people: Sequence[int]) -> dict[int, int]:
    """{person: how many notes}, of those who have any."""
    statement = select(note.c.person, func.count()).where(note.c.person.in_(people)).group_by(note.c.person)
    return {row[0]: row[1] for row in connection.execute(statement)}


def add(connection: Connection, keyring: Keyring, who: int, text: str, *, author: int, actor: str, now: Milliseconds) -> None:
    """A job for the writer lane. Nothing where there is no such person any more, or nothing was written."""
    wrapped, words = connection.scalar(select(person.c.key).where(person.c.id == who)), text.strip()[:LONGEST]
    if wrapped is None or not words:
        return
    number = random_id()
    sealed = keyring.person(who, wrapped).seal(f"note:sealed:{number}", words.encode())
    connection.execute(insert(note).values(id=number, person=who, author=author, sealed=sealed, at=now))
    audited(connection, actor, "noted", who, now)


def remove(connection: Connection, who: int, number: int, *, author: int, actor: str, now: Milliseconds) -> None:
    """One's own note. A job for the writer lane."""
    gone = delete(note).where(note.c.id == number, note.c.person == who, note.c.author == author)
    if connection.execute(gone).rowcount:
        audited(connection, actor, "removed a note", who, now)
