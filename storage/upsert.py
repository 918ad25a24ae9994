"""INSERT … ON CONFLICT, which both databases have and SQLAlchemy spells once per dialect. Built once, reused for ever."""

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.dml import Insert as CoreInsert
from sqlalchemy.sql.dml import ReturningInsert

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

    Insert = sqlite.Insert | postgresql.Insert


def _insert(table: Table, dialect: str) -> "Insert":
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - 2 MB that SQLite does not need

    return postgresql.insert(table)


def insert_on_conflict(table: Table, dialect: str) -> "Insert":
    """For an ON CONFLICT of one's own."""
    return _insert(table, dialect)


@cache
def insert_into(table: Table) -> CoreInsert:
    """Rows that are new."""
    return table.insert()


@cache
def insert_new(table: Table, dialect: str) -> "Insert":
    """Rows whose key is known already are left as they are."""
    return _insert(table, dialect).on_conflict_do_nothing()


@cache
def insert_new_returning(table: Table, dialect: str) -> ReturningInsert[tuple[str]]:
    """The same; gives the first column of the rows that were new."""
    return _insert(table, dialect).on_conflict_do_nothing().returning(next(iter(table.primary_key.columns)))


@cache
def upsert(table: Table, dialect: str, *kept: str) -> "Insert":
    """Rows whose key is known get the new values, except in the columns `kept`."""
    statement = _insert(table, dialect)
    keys = [column.name for column in table.primary_key.columns]
    changed = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys and c.name not in kept}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)
