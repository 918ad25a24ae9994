"""Answers as columns of the table of people: the latest to each question that is shown, of the people on one page."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select

from dialogs.events import Answer
from storage.crypt import Keyring
from storage.schema import answer, person, sheet
from storage.speaking.loading import answer_from

Place = tuple[str, str]  # (form, key of a question)


def answers(
    connection: Connection, keyring: Keyring, people: Sequence[int], wanted: Collection[Place]
) -> dict[int, dict[Place, Answer]]:
    """{person: {(form, question): answer}}; of several sheets of a form the one that was opened last counts."""
    found: defaultdict[int, dict[Place, Answer]] = defaultdict(dict)
    if not wanted or not people:
        return found
    mine = (sheet.c.person == answer.c.person) & (sheet.c.number == answer.c.sheet)
    statement = select(answer, sheet.c.form, person.c.key).join(sheet, mine).join(person, person.c.id == answer.c.person)
    asked = answer.c.path.in_({path for _, path in wanted}) & sheet.c.form.in_({form for form, _ in wanted})
    rows = connection.execute(
        statement.where(answer.c.person.in_(people), asked).order_by(answer.c.person, answer.c.sheet, answer.c.seq)
    )
    for row in rows:
        if (row.form, row.path) in wanted:
            found[row.person][row.form, row.path] = answer_from(row[:-2], keyring.person(row.person, row.key))
    return found
