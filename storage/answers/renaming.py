"""Answers to a question that has another name in a new version of its form: said once more under the new one, the old ones stay."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from storage.answers import latest
from storage.crypt import Keyring
from storage.schema import answer, attachment, person, sheet

MOST = 500  # sheets at a time


def rename(connection: Connection, keyring: Keyring, form: str, names: Mapping[str, str]) -> int:
    """How many answers were said anew. `names`: {old: new}, of questions. Answers in repeats go along, with the instance they are of.

    A job for the writer lane. People are locked in the order of their ids, as turns do it.
    """
    mine = [or_(answer.c.path == old, answer.c.path.endswith(f"].{old}", autoescape=True)) for old in names]
    if not mine:
        return 0
    on = (sheet.c.person == answer.c.person) & (sheet.c.number == answer.c.sheet)
    whose = select(answer.c.person).join(sheet, on).where(sheet.c.form == form, or_(*mine)).distinct()
    people = list(connection.scalars(select(person.c.id).where(person.c.id.in_(whose)).order_by(person.c.id)))
    done = 0
    for start in range(0, len(people), MOST):
        some = people[start : start + MOST]
        connection.execute(
            select(person.c.id).where(person.c.id.in_(some)).order_by(person.c.id).with_for_update(key_share=True)
        )
        given = (
            select(answer, sheet.c.latest.label("end"), person.c.key)
            .join(sheet, on)
            .join(person, person.c.id == answer.c.person)
        )
        order = answer.c.person, answer.c.sheet, answer.c.seq
        rows = connection.execute(given.where(sheet.c.form == form, answer.c.person.in_(some), or_(*mine)).order_by(*order))
        done += _say_anew(connection, list(_renamed(keyring, rows.all(), names)))
    for old, new in names.items():
        here = select(sheet.c.person).where(
            sheet.c.form == form, sheet.c.person == attachment.c.person, sheet.c.number == attachment.c.sheet
        )
        connection.execute(update(attachment).where(attachment.c.path == old, here.exists()).values(path=new))
    return done


def _renamed(keyring: Keyring, rows: Sequence[Any], names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The latest answer of each path, as a row of its own behind all others of its sheet."""
    last = {(row.person, row.sheet, row.path): row for row in rows}
    taken: dict[tuple[int, int], int] = {}
    for row in last.values():
        seq = taken[row.person, row.sheet] = taken.get((row.person, row.sheet), row.end) + 1
        before, _, name = row.path.rpartition("].")
        path = f"{before}].{names[name]}" if before else names[name]
        sealed = row.sealed
        if sealed is not None:
            key, place = keyring.person(row.person, row.key), f"answer:sealed:{row.person}.{row.sheet}."
            sealed = key.seal(f"{place}{seq}", key.open(f"{place}{row.seq}", row.sealed))
        said = {column.name: getattr(row, column.name) for column in answer.c}
        yield {**said, "seq": seq, "path": path, "sealed": sealed, "latest": 1}


def _say_anew(connection: Connection, rows: list[dict[str, Any]]) -> int:
    if rows:
        connection.execute(insert(answer), rows)
        latest.supersede(connection, rows)
    ends = {(row["person"], row["sheet"]): row["seq"] for row in rows}
    for (who, number), seq in ends.items():
        connection.execute(update(sheet).where(sheet.c.person == who, sheet.c.number == number).values(latest=seq))
    return len(rows)
