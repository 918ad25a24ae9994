"""Texts corrected at the desk, and who has read all texts of a language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, delete, select

from storage import editions
from storage.schema import correction, reviewed
from storage.speaking.people import audited
from storage.times import Milliseconds
from storage.upsert import upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """`source`: the text that it was made for. `forms`: one text, or as many as the language has plural forms."""

    language: str
    context: str
    source: str
    forms: tuple[str, ...]
    by: int = 0
    at: Milliseconds = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """`whom`: whose texts were read, people's or the desk's."""

    language: str
    whom: str
    by: int
    at: Milliseconds


def corrections(connection: Connection, language: str = "") -> list[Correction]:
    """All, or those in one language."""
    wanted = select(correction).order_by(correction.c.language, correction.c.context)
    rows = connection.execute(wanted.where(correction.c.language == language) if language else wanted)
    return [
        Correction(
            language=row.language,
            context=row.context,
            source=row.source,
            forms=tuple(orjson.loads(row.forms)),
            by=row.by,
            at=row.at,
        )
        for row in rows
    ]


def said(connection: Connection) -> dict[str, dict[tuple[str, str], tuple[str, ...]]]:
    """{language: {(context, source): forms}} of all."""
    found: dict[str, dict[tuple[str, str], tuple[str, ...]]] = {}
    for one in corrections(connection):
        found.setdefault(one.language, {})[one.context, one.source] = one.forms
    return found


def correct(connection: Connection, new: Iterable[Correction], *, actor: str) -> None:
    """From the next sentence on these are said. A job for the writer lane."""
    found = list(new)
    if not found:
        return
    rows = [
        {
            "language": one.language,
            "context": one.context,
            "source": one.source,
            "forms": orjson.dumps(one.forms).decode(),
            "by": one.by,
            "at": one.at,
        }
        for one in found
    ]
    connection.execute(upsert(correction, connection.dialect.name), rows)
    editions.changed(connection, editions.TEXTS)
    first = found[0]
    what = {"text": first.context} if len(found) == 1 else {"texts": f"{len(found)}"}
    audited(connection, actor, "corrected a text", 0, first.at, language=first.language, **what)


def undo(connection: Connection, language: str, context: str, *, actor: str, now: Milliseconds) -> None:
    """What the catalogue or the workbook says counts again."""
    gone = (correction.c.language == language) & (correction.c.context == context)
    if connection.execute(delete(correction).where(gone)).rowcount:
        editions.changed(connection, editions.TEXTS)
        audited(connection, actor, "undid a correction", 0, now, language=language, text=context)


def reviews(connection: Connection) -> Mapping[tuple[str, str], Review]:
    """{(language, whom): who has read it, and when}"""
    rows = connection.execute(select(reviewed))
    return {(row.language, row.whom): Review(language=row.language, whom=row.whom, by=row.by, at=row.at) for row in rows}


def review(connection: Connection, new: Review, *, actor: str) -> None:
    """Somebody has read all of it."""
    row = {"language": new.language, "whom": new.whom, "by": new.by, "at": new.at}
    connection.execute(upsert(reviewed, connection.dialect.name), [row])
    audited(connection, actor, "reviewed a language", 0, new.at, language=new.language, whom=new.whom)


def unreview(connection: Connection, language: str, whom: str, *, actor: str, now: Milliseconds) -> None:
    """It counts as unread again."""
    connection.execute(delete(reviewed).where(reviewed.c.language == language, reviewed.c.whom == whom))
    audited(connection, actor, "took back a review", 0, now, language=language, whom=whom)
