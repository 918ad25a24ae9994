"""How often what every process keeps in memory was changed: one number for each kind of thing, compared before anything is read again."""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from storage.schema import edition
from storage.upsert import insert_on_conflict

FORMS, TEXTS = "forms", "texts"


def numbers(connection: Connection) -> Mapping[str, int]:
    """{what: its number}; what was never changed is not there."""
    return {row.name: row.number for row in connection.execute(select(edition))}


def changed(connection: Connection, name: str) -> None:
    """One more. To be called in the transaction of the change itself."""
    statement = insert_on_conflict(edition, connection.dialect.name).values(name=name, number=1)
    more = {"number": edition.c.number + 1}
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=more))
