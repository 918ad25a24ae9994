"""Empty databases, tables and all: what the migrations make is made once in each test process, and copied for each test."""

import asyncio

from sqlalchemy import Connection, text

from storage.crypt import Keyring
from storage.store import HEAD, Store, migrate

_OURS = text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")


class Copied:
    """Stands in for `storage.store.migrate`: on SQLite the statements that made the tables the first time are run again."""

    def __init__(self) -> None:
        self._statements: list[str] = []

    def __call__(self, connection: Connection) -> None:
        if connection.dialect.name != "sqlite":
            migrate(connection)
            return
        for statement in self._statements:
            connection.exec_driver_sql(statement)
        if not self._statements:
            migrate(connection)
            made = f"INSERT INTO alembic_version VALUES ('{HEAD}')"
            self._statements = [*connection.scalars(_OURS), made]


def make(url: str) -> None:
    """The tables, in a database that others are copied from afterwards: nobody stays connected to it."""

    async def opened() -> None:
        store = Store(url, Keyring(bytes(32)))
        await store.database.write(migrate)
        await store.close()

    asyncio.run(opened())
