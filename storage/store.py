"""The database: opened once, migrated, and guarded against a second process where the file allows only one.

All work is a plain function of a connection. On SQLite it runs in a thread of its own, one hop for a whole transaction (a hop for every
statement costs two to three times the CPU: docs/performance.md); on PostgreSQL the same function runs over asyncpg.
"""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, TypeVar

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, func, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from storage.audit import KEYRING
from storage.crypt import KeyProblem, Keyring
from storage.elsewhere import elsewhere
from storage.outage import unavailable
from storage.schema import setting
from storage.upsert import insert_new

BUSY_MS = 5_000
READERS = 2
WRITTEN, READ = 6_000, 1_000  # KiB of pages that a connection keeps: who writes now writes again soon
STATEMENTS = 48  # kept prepared for each connection; a batch runs a dozen. The driver would keep 128, of 10 kB each
LOCK_EVERY = 1.0  # seconds between tries to become the one sender of an account

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = max(path.stem.partition("_")[0] for path in (MIGRATIONS / "versions").glob("*.py"))  # they are numbered

T = TypeVar("T")
Work = Callable[[Connection], T]
Still = Callable[[], Awaitable[None]]  # raises when we are not alone any more


class StoreProblem(Exception):
    """The database cannot be used; the message says why and the cure."""


class Store:
    """One writer (the turnstile's) and a few readers."""

    def __init__(self, url: str, keyring: Keyring) -> None:
        self.url, self.keyring = url, keyring
        self.database = database_of(url)

    async def open(self, *, apart: bool = False) -> None:
        """Take the file for this process, bring the tables up to date, check the key. Raises StoreProblem, KeyProblem.

        `apart`: migrations run in a process of their own, so that Alembic's memory goes with it.
        """
        try:
            self.database.take()
            async with self.alone("migration"):  # several processes may start at the same moment
                await self._bring_up_to_date(apart=apart)
                await self.write(self._check_key)
        except Exception as problem:
            await self.close()
            if unavailable(problem):
                raise StoreProblem(
                    f"The database cannot be used ({type(problem).__name__}): see that it runs, has room and can be written (LOTSE_DATABASE)."
                ) from problem
            raise

    async def look(self) -> None:
        """Only to read, also beside a process that has the file. Raises StoreProblem, KeyProblem."""
        try:
            version = await self.read(_version)
        except DBAPIError as problem:
            raise StoreProblem(f"The database cannot be read ({type(problem).__name__}). See LOTSE_DATABASE.") from problem
        if version != HEAD:
            raise StoreProblem(
                "The tables of the database are of another Lotse. Start this one once, or install the other again."
            )
        await self.read(self._fits)

    async def _bring_up_to_date(self, *, apart: bool) -> None:
        version = await self.read(_version)
        if version > HEAD:
            raise StoreProblem(f"The database belongs to a newer Lotse (its tables are {version}). Install that one again.")
        if version < HEAD:
            await (self._migrate_apart() if apart else self.write(migrate))

    async def _migrate_apart(self) -> None:
        await asyncio.to_thread(elsewhere, migrate_apart, self.url)

    async def write(self, work: Work[T]) -> T:
        """Run in a transaction that is kept when `work` returns and forgotten when it raises. For the turnstile only."""
        return await self.database.write(partial(_carrying, self.keyring, work))

    async def read(self, work: Work[T]) -> T:
        return await self.database.read(work)

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[Still]:
        """Only one process at a time gets past here for a name. Gives a check that raises when that holds no longer."""
        async with self.database.alone(int(self.keyring.index("lock", name)[:15], 16)) as still:
            yield still

    async def close(self) -> None:
        await self.database.close()

    def _check_key(self, connection: Connection) -> None:
        if not self._fits(connection):
            row = {"name": "key_check", "value": self.keyring.check_value()}
            connection.execute(insert_new(setting, connection.dialect.name), row)

    def _fits(self, connection: Connection) -> bool:
        """Whether the key was checked before. Raises KeyProblem where it is another one."""
        found = connection.scalar(select(setting.c.value).where(setting.c.name == "key_check"))
        if found is not None and not self.keyring.fits(found):
            raise KeyProblem("This key does not fit the database. Restore the key file that belongs to it (LOTSE_KEY_FILE).")
        return found is not None


class SQLite:
    """A file: WAL, one fsync for each commit, one writing thread."""

    def __init__(self, url: str) -> None:
        self.path = Path(make_url(url).database or "lotse.db")
        self._writer = _sqlite(
            self.path, "BEGIN IMMEDIATE", WRITTEN
        )  # a deferred one cannot be upgraded while somebody else writes
        self._reader = _sqlite(self.path, "BEGIN", READ)
        self._writing = ThreadPoolExecutor(1, "writer")
        self._reading = ThreadPoolExecutor(READERS, "reader")
        self._lock: IO[str] | None = None

    def take(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = self.path.with_name(self.path.name + ".lock").open("w")
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        except BlockingIOError as problem:
            raise StoreProblem(
                f"Another Lotse is using {self.path.name}. Stop it first; to run several processes use PostgreSQL (LOTSE_DATABASE)."
            ) from problem
        except OSError as problem:
            raise StoreProblem(
                f"{self.path.name} cannot be written ({problem.strerror}). Give its folder to the account that runs Lotse, or set LOTSE_DATA."
            ) from problem

    async def write(self, work: Work[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writing, _in_transaction, self._writer, work)

    async def read(self, work: Work[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._reading, _in_transaction, self._reader, work)

    @asynccontextmanager
    async def alone(self, _number: int) -> AsyncIterator[Still]:
        yield _always  # the file belongs to one process already

    async def close(self) -> None:
        if not self._lock:
            return
        for threads, engine in ((self._writing, self._writer), (self._reading, self._reader)):
            await asyncio.get_running_loop().run_in_executor(threads, engine.dispose)
            threads.shutdown()
        self._lock.close()
        self._lock = None


class PostgreSQL:
    """A server: any number of processes."""

    def __init__(self, url: str) -> None:
        from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415 - 6 MB that SQLite does not need

        self._writer = create_async_engine(url, pool_size=1, max_overflow=0, hide_parameters=True)
        self._reader = create_async_engine(url, pool_size=READERS, max_overflow=0, hide_parameters=True, pool_pre_ping=True)
        self._locks = create_async_engine(
            url, poolclass=NullPool
        )  # a pooled connection would keep its lock when it is given back

    def take(self) -> None:
        """Nothing: the server keeps order."""

    async def write(self, work: Work[T]) -> T:
        async with self._writer.begin() as connection:
            return await connection.run_sync(work)

    async def read(self, work: Work[T]) -> T:
        async with self._reader.begin() as connection:
            return await connection.run_sync(work)

    @asynccontextmanager
    async def alone(self, number: int) -> AsyncIterator[Still]:
        """A session lock on a connection of its own: it goes when the process goes, and is lost with the connection."""
        async with self._locks.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            while not await connection.scalar(select(func.pg_try_advisory_lock(number))):  # noqa: ASYNC110 - it happens elsewhere
                await asyncio.sleep(LOCK_EVERY)

            async def still() -> None:
                await connection.scalar(select(1))

            yield still

    async def close(self) -> None:
        for engine in (self._writer, self._reader, self._locks):
            await engine.dispose()


def _sqlite(path: Path, begin: str, cache: int) -> Engine:
    driver = {"cached_statements": STATEMENTS}
    # An error's text must not hold anybody's words.
    engine = create_engine(f"sqlite:///{path}", connect_args=driver, hide_parameters=True)
    event.listen(engine, "connect", partial(_prepare_sqlite, cache))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _prepare_sqlite(cache: int, connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_MS}",
        "temp_store=MEMORY",
        f"cache_size=-{cache}",
        "wal_autocheckpoint=4000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _carrying(keyring: Keyring, work: Work[T], connection: Connection) -> T:
    """Every writing connection carries the keyring, with which the audit chains its rows."""
    connection.info[KEYRING] = keyring
    return work(connection)


async def _always() -> None:
    """Nothing can take a file's lock away."""


def _in_transaction(engine: Engine, work: Work[T]) -> T:
    with engine.begin() as connection:
        return work(connection)


def _version(connection: Connection) -> str:
    """The number of the last migration that ran; "" before the first."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")


def migrate(connection: Connection) -> None:
    """Bring the tables up to date."""
    from alembic import command  # noqa: PLC0415 - 12 MB, seldom needed
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def migrate_apart(url: str) -> None:
    """The same, in a process of its own."""
    database = database_of(url)
    asyncio.run(database.write(migrate))


def database_of(url: str) -> SQLite | PostgreSQL:
    return SQLite(url) if make_url(url).get_backend_name() == "sqlite" else PostgreSQL(url)
