"""Many rows of one shape: what SQLAlchemy finds out about a statement is found out once, not for each parameter of each row."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql import Insert, Update

Rows = Sequence[Mapping[str, Any]]
Taken = Callable[[Mapping[str, Any]], tuple[Any, ...]]


def write(connection: Connection, statement: Insert | Update, rows: Rows) -> None:
    """Every row has the same columns, and values as the driver takes them. All parameters of the statement are in the rows."""
    if rows:
        sql, taken = _prepared(statement, tuple(rows[0]), connection.dialect)
        connection.exec_driver_sql(sql, [taken(row) for row in rows])


@cache
def _prepared(statement: Insert | Update, names: tuple[str, ...], dialect: Dialect) -> tuple[str, Taken]:
    """SQL in the driver's own words, and what picks its parameters out of a row, in their order."""
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    order = compiled.positiontup or []
    picked = itemgetter(*order)
    return compiled.string, picked if len(order) > 1 else lambda row: (picked(row),)
