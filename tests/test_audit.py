"""The audit: one chain, whoever writes; and nobody changes, takes out or adds a row unseen."""

import ast
import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from desk import texts
from desk.staff import Role, Staff
from desk.team import auditing
from storage import audit
from storage.crypt import Keyring
from storage.schema import audit as table
from storage.schema import audit_end
from storage.speaking.people import audited
from storage.store import Store
from tests.desks import visit
from tests.people import House, house, welcome
from tests.terminal import lotse, process

NOW = 1_795_262_400_000
ROOT = Path(__file__).parents[1]


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    found = Store(database_url, Keyring(bytes(range(32))))
    await found.open()
    yield found
    await found.close()


async def write(store: Store, number: int = 5, actor: str = "anna") -> None:
    for place in range(number):
        await store.write(lambda connection: audited(connection, actor, "read", 1000 + place, NOW + place, part="messages"))  # noqa: B023


async def verdict(store: Store) -> tuple[int, int]:
    """(rows that fit, the number of the first that does not)"""
    found = await store.read(lambda connection: audit.verify(connection, store.keyring))
    return found.rows, found.broken


async def test_rows_are_numbered_without_a_gap_and_the_chain_is_whole(store: Store) -> None:
    assert await verdict(store) == (0, 0)
    await write(store)
    numbers = await store.read(lambda connection: connection.scalars(select(table.c.id).order_by(table.c.id)).all())
    assert numbers == [1, 2, 3, 4, 5]
    assert await verdict(store) == (5, 0)


async def test_a_transaction_that_fails_leaves_no_gap(store: Store) -> None:
    await write(store, 2)

    def fail(connection: Connection) -> None:
        audited(connection, "anna", "read", 1, NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await store.write(fail)
    await write(store, 2)
    assert await verdict(store) == (4, 0)


async def test_several_processes_keep_one_chain(postgres_url: str) -> None:
    stores = [Store(postgres_url, Keyring(bytes(range(32)))) for _ in range(3)]
    await stores[0].open()
    try:
        await asyncio.gather(*(write(one, 15, actor) for one, actor in zip(stores, "abc", strict=True)))
        assert await verdict(stores[0]) == (45, 0)
        actors = await stores[0].read(lambda connection: connection.scalars(select(table.c.actor).order_by(table.c.id)).all())
        assert list(actors) != sorted(actors), "they took turns"
    finally:
        for one in stores:
            await one.close()


CHANGES: dict[str, Any] = {
    "actor": (update(table).where(table.c.id == 3).values(actor="eve"), 3),
    "action": (update(table).where(table.c.id == 3).values(action="listed"), 3),
    "person": (update(table).where(table.c.id == 3).values(person=7), 3),
    "detail": (update(table).where(table.c.id == 3).values(detail=""), 3),
    "time": (update(table).where(table.c.id == 1).values(at=NOW + 1), 1),
    "digest": (update(table).where(table.c.id == 4).values(digest="0" * 64), 4),
    "taken out": (delete(table).where(table.c.id == 2), 2),
    "the first": (delete(table).where(table.c.id == 1), 1),
    "the last": (delete(table).where(table.c.id == 5), 5),
    "all": (delete(table), 1),
    "the end": (update(audit_end).values(number=4), 6),
    "no end": (delete(audit_end), 6),
    "renumbered": (update(table).where(table.c.id == 5).values(id=6), 5),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_whatever_is_changed_is_found_at_its_row(store: Store, change: str) -> None:
    await write(store)
    statement, broken = CHANGES[change]
    await store.write(lambda connection: connection.execute(statement))
    assert await verdict(store) == (broken - 1, broken)


async def test_a_row_that_somebody_adds_without_the_key_is_found(store: Store) -> None:
    await write(store)

    def add(connection: Connection) -> None:
        thief = Keyring(os.urandom(32))
        before = connection.scalar(select(table.c.digest).where(table.c.id == 5)) or ""
        row = {"id": 6, "at": NOW, "actor": "eve", "action": "read", "person": 1, "detail": ""}
        digest = audit.chained(thief, before, tuple(row.values()))
        connection.execute(insert(table).values(**row, digest=digest))
        connection.execute(update(audit_end).values(number=6, digest=digest))

    await store.write(add)
    assert await verdict(store) == (5, 6)


async def test_two_rows_that_change_places_are_found(store: Store) -> None:
    await write(store)

    def swap(connection: Connection) -> None:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            connection.execute(update(table).where(table.c.id == old).values(id=new))

    await store.write(swap)
    assert await verdict(store) == (1, 2)


# --- On the server ------------------------------------------------------------------------------------------------------


def test_the_command_says_whether_it_is_whole_and_ends_so(tmp_path: Path) -> None:
    import sqlite3

    wanted = ("Clara", "--role", "admin", "--email", "clara@example.org")
    assert lotse("coordinator", "invite", *wanted, folder=tmp_path, data=tmp_path).code == 0
    assert lotse("coordinator", "link", "clara@example.org", folder=tmp_path, data=tmp_path).code == 0
    code, said, _ = lotse("audit", "verify", folder=tmp_path, data=tmp_path)
    assert (code, "The audit is whole: 2 rows." in said) == (0, True)
    with sqlite3.connect(tmp_path / "lotse.db") as connection:
        connection.execute("UPDATE audit SET actor = 'anna' WHERE id = 1")
    code, said, complained = process("audit", "verify", folder=tmp_path, data=tmp_path)
    assert (code, "broken at row 1" in said + complained) == (1, True)


# --- At the desk --------------------------------------------------------------------------------------------------------


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(f"sqlite+aiosqlite:///{tmp_path}/one.db") as found:
        await welcome(found, "7", "Amal-Marked")
        async with visit(found) as anna:
            await anna.see(await anna.page_of("Amal-Marked"))
            await anna.see("/people")
        yield found


AUDITOR = Staff(id=0xAD, name="Otto", role=Role.AUDITOR)


async def test_an_auditor_sees_who_read_whom_and_no_name_of_anybody(home: House) -> None:
    async with visit(home) as anna:
        code = (await anna.page_of("Amal-Marked")).rpartition("/")[2]
    async with visit(home, staff=AUDITOR) as at:
        html = (await at.http.get("/desk/audit")).text
        assert "opened a person&#39;s page" in html
        assert code in html
        assert "Amal-Marked" not in html
        assert (await at.audit())[-1] == ("ad", "audited", "")


async def test_what_was_done_is_told_in_the_language_of_the_reader(home: House) -> None:
    """Stored are names and codes, which the chain binds; the page has words for them. What somebody else wrote is shown as it is."""

    def more(connection: Connection) -> None:
        audited(connection, "a77a", "offered a form", 0, NOW, programme="harbour", form="welcome", place="menu", review="")
        audited(connection, "a77a", "broadcast", 0, NOW, broadcast="4f2a", step="stopped")
        audited(connection, "command line", "changed", 0, NOW, staff="a77a", role="viewer")

    await home.store.write(more)
    async with visit(home, staff=AUDITOR) as at:
        said = await at.see("/audit?lang=en")
        assert "offered a form Programme: Harbour · Form: welcome · in the menu" in said
        assert "wrote to many Message to many: 4f2a · stopped" in said
        assert "Of the staff: a77a · Role: Viewer" in said
        assert "list of people · Page: 1" in said
        german = await at.see("/audit?lang=de")
        assert "Programm: Harbour" in german
        assert "im Menü" in german
        assert (await home.store.read(lambda connection: audit.verify(connection, home.store.keyring))).broken == 0
        await home.store.write(lambda connection: connection.execute(update(table).values(detail="{1 <b>")))
        assert "{1 <b>" in await at.see("/audit?lang=en")


def test_there_are_words_for_whatever_is_written_down() -> None:
    """The actions, and the names in their details, that stand in a call as they are."""
    actions, names = set[str](), set[str]()
    for path in (path for folder in ("desk", "storage", "bot") for path in (ROOT / folder).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            function = ast.unparse(call.func).rpartition(".")[2] if isinstance(call, ast.Call) else ""
            if isinstance(call, ast.Call) and function in ("audited", "note", "_do", "_change"):
                said = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                actions |= set(said[-1:])
                names |= {one.arg for one in call.keywords if one.arg and function != "_change"}
    assert {"read", "took", "reset", "broadcast", "exported"} <= actions
    assert actions - texts.ACTIONS.keys() == set()
    assert names - auditing.LABELS.keys() - auditing.VALUES.keys() == set()


async def test_the_list_is_narrowed_by_staff_action_and_person(home: House) -> None:
    async with visit(home) as anna:
        code = (await anna.page_of("Amal-Marked")).rpartition("/")[2]
    async with visit(home, staff=AUDITOR) as at:

        async def rows(query: str) -> int:
            return (await at.http.get(f"/desk/audit?{query}")).text.count("<tr>") - 1

        assert await rows("actor=a77a&action=read") == 1
        assert await rows(f"person={code}&action=read") == 1
        assert await rows("actor=a77a&action=read&before=1") == -1
        assert "Nothing was written down that fits." in await at.see("/audit?actor=nobody")


@pytest.mark.parametrize("query", ["person=x", "person=-1", "person=" + "f" * 14, "before=x", "before=" + "9" * 20, "before=²"])
async def test_what_cannot_be_meant_is_no_query(home: House, query: str) -> None:
    async with visit(home, staff=AUDITOR) as at:
        await at.see(f"/audit?{query}", 400)


async def test_a_long_list_goes_on_with_what_is_older(home: House) -> None:
    def many(connection: Connection) -> None:
        for place in range(150):
            audited(connection, "a77a", "read", 1, NOW + place)

    await home.store.write(many)
    async with visit(home, staff=AUDITOR) as at:
        first = (await at.http.get("/desk/audit?actor=a77a&action=read")).text
        assert first.count("<tr>") == 101
        older = first.partition("before=")[2].partition('"')[0]
        second = (await at.http.get(f"/desk/audit?actor=a77a&action=read&before={older}")).text
        assert second.count("<tr>") == 52
        assert "Older" not in second
