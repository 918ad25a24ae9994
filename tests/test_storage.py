"""Opening a database, its key, and people who write for the first time: on SQLite and on PostgreSQL."""

import asyncio
import os
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert, text

from storage.crypt import KeyProblem, Keyring, read_key
from storage.schema import address, erasure, metadata, person
from storage.speaking.loading import by_address
from storage.speaking.newcomers import Arrival
from storage.store import Store, StoreProblem, migrate
from tests.storing import MASTER, NOW, arrive, number

ROOT = Path(__file__).parents[1]


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    found = Store(database_url, Keyring(MASTER))
    await found.open()
    yield found
    await found.close()


# --- Opening ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in life, not copied from another test."""
    monkeypatch.setattr("storage.store.migrate", migrate)


@pytest.mark.usefixtures("migrations")
async def test_migrations_from_nothing_make_exactly_the_tables_of_the_schema(bare_database_url: str) -> None:
    store = Store(bare_database_url, Keyring(MASTER))
    await store.open()

    def differences(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    assert await store.read(differences) == []
    await store.write(lambda connection: connection.execute(insert(erasure).values(person=1, at=NOW)))
    await store.close()
    again = Store(store.url, Keyring(MASTER))
    await again.open(apart=True)
    assert await number(again, erasure) == 1
    await again.close()


async def test_migrations_run_in_a_process_of_their_own_too(bare_database_url: str) -> None:
    store = Store(bare_database_url, Keyring(MASTER))
    await store.open(apart=True)
    assert await number(store, person) == 0
    await store.close()


@pytest.mark.pg
@pytest.mark.usefixtures("migrations")
async def test_several_processes_may_start_on_an_empty_database_at_once(bare_postgres_url: str) -> None:
    stores = [Store(bare_postgres_url, Keyring(MASTER)) for _ in range(3)]
    await asyncio.gather(*(store.open() for store in stores))
    for store in stores:
        assert await number(store, person) == 0
        await store.close()


async def test_the_wrong_key_is_refused_with_its_cure(store: Store) -> None:
    await store.close()
    other = Store(store.url, Keyring(os.urandom(32)))
    with pytest.raises(KeyProblem, match=r"does not fit the database\. Restore the key file .* \(LOTSE_KEY_FILE\)"):
        await other.open()
    right = Store(store.url, Keyring(MASTER))
    await right.open()
    await right.close()


async def test_a_database_of_a_newer_version_is_left_alone(store: Store) -> None:
    await store.write(lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    await store.close()
    with pytest.raises(StoreProblem, match="newer Lotse"):
        await Store(store.url, Keyring(MASTER)).open()


async def test_a_database_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreProblem, match="LOTSE_DATABASE"):
        await Store(f"postgresql+asyncpg://lotse@/lotse?host={tmp_path}", Keyring(MASTER)).open()
    (tmp_path / "lotse.db").write_bytes(b"this is no database" * 1000)
    with pytest.raises(StoreProblem, match="LOTSE_DATABASE"):
        await Store(f"sqlite:///{tmp_path}/lotse.db", Keyring(MASTER)).open()


async def test_a_second_process_on_one_sqlite_file_is_refused_in_one_line(tmp_path: Path) -> None:
    first = Store(f"sqlite:///{tmp_path}/lotse.db", Keyring(MASTER))
    await first.open()
    (tmp_path / "key").write_bytes(MASTER)
    (tmp_path / "key").chmod(0o600)
    environment = {"LOTSE_DATA": str(tmp_path), "LOTSE_TELEGRAM_TOKEN": "1:abc", "LOTSE_PORT": "0"}
    command = [sys.executable, "-m", "bot", "run"]
    second = await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    sentence = "Another Lotse is using lotse.db. Stop it first; to run several processes use PostgreSQL (LOTSE_DATABASE)."
    assert (second.returncode, second.stderr) == (75, f"lotse: {sentence}\n")
    assert await number(first, person) == 0
    await first.close()
    third = Store(first.url, Keyring(MASTER))
    await third.open()
    await third.close()


async def test_the_database_and_its_key_are_for_their_owner_only(tmp_path: Path) -> None:
    keyring = read_key(tmp_path / "new/key", make=True)
    store = Store(f"sqlite:///{tmp_path}/new/lotse.db", keyring)
    await store.open()
    await arrive(store, "1")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").iterdir() if path.suffix != ".lock"}
    assert modes == dict.fromkeys(["key", "lotse.db", "lotse.db-wal", "lotse.db-shm"], 0o600)
    await store.close()


# --- The key file -----------------------------------------------------------------------------------------------------


def test_a_key_is_made_once_and_found_again(tmp_path: Path) -> None:
    made = read_key(tmp_path / "key", make=True)
    raw = (tmp_path / "key").read_bytes()
    assert len(raw) == 32
    assert read_key(tmp_path / "key", make=True).fits(made.check_value())
    assert (tmp_path / "key").read_bytes() == raw


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_that_others_can_read_is_refused_with_its_cure(tmp_path: Path, mode: int) -> None:
    (tmp_path / "key").write_bytes(MASTER)
    (tmp_path / "key").chmod(mode)
    with pytest.raises(KeyProblem, match="Run: chmod 600 key"):
        read_key(tmp_path / "key", make=True)


def test_a_missing_or_short_key_is_refused_with_its_cure(tmp_path: Path) -> None:
    with pytest.raises(KeyProblem, match=r"key is missing\. Restore it .* LOTSE_KEY_FILE"):
        read_key(tmp_path / "key", make=False)
    (tmp_path / "key").write_bytes(b"short")
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(KeyProblem, match="must be 32 bytes, it has 5"):
        read_key(tmp_path / "key", make=False)


# --- Newcomers --------------------------------------------------------------------------------------------------------


async def test_somebody_who_writes_again_is_the_same_person(store: Store) -> None:
    first = await arrive(store, "1", "2")
    again = await arrive(store, "2", "3", "2")
    assert again["2"].id == first["2"].id
    assert len({who.id for who in (first | again).values()}) == 3
    assert (again["3"].programme, again["3"].person.zone, again["3"].person.status) == ("test", "Europe/Berlin", "new")
    assert await number(store, person) == await number(store, address) == 3


async def test_the_same_id_on_another_account_is_somebody_else(store: Store) -> None:
    here = await arrive(store, "1")
    there = await store.write(
        lambda connection: by_address(connection, store.keyring, [Arrival(channel="telegram", account="2", external="1")], NOW)
    )
    assert {who.id for who in there.values()}.isdisjoint({here["1"].id})


@pytest.mark.pg
async def test_the_same_newcomer_in_two_processes_at_once_is_one_person(postgres_url: str) -> None:
    stores = [Store(postgres_url, Keyring(MASTER)) for _ in range(2)]
    for store in stores:
        await store.open()
    for turn in range(10):
        names = [f"{turn}.{number}" for number in range(20)]
        one, two = await asyncio.gather(arrive(stores[0], *names), arrive(stores[1], *reversed(names)))
        assert {name: who.id for name, who in one.items()} == {name: who.id for name, who in two.items()}
    assert await number(stores[0], person) == await number(stores[0], address) == 200
    for store in stores:
        await store.close()
