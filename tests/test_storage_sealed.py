"""What people say is sealed and bound to its place, never changed behind anybody's back, and gone when it must go."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, func, select, update

from storage import due
from storage.crypt import Keyring
from storage.messages import outbox
from storage.schema import PERSONAL, address, answer, audit, coordinator, erasure, event, metadata, person, sheet
from storage.schema import outbox as outbox_
from storage.speaking import people
from storage.store import Store
from storage.times import ms
from tests.conversations import house
from tests.storing import MASTER, NOW, OTHER, WORDS, arrive, number, onboarded

# --- Sealed -----------------------------------------------------------------------------------------------------------


async def test_no_word_name_or_address_of_a_person_can_be_read_in_the_database(database_url: str, tmp_path: Path) -> None:
    async with house(database_url, master=MASTER) as home:
        phone = await onboarded(home, WORDS[2])
        await phone.tap("Any time")
        assert WORDS[0] in phone.screen, "the summary"
        await phone.say(f"I am {WORDS[0]} of {WORDS[1]}, what now?")
        rows = await home.store.read(
            lambda connection: [
                value for table in metadata.sorted_tables for row in connection.execute(select(table)) for value in row
            ]
        )
        in_clear = [value if isinstance(value, bytes) else str(value).encode() for value in rows if value is not None]
        files = await asyncio.to_thread(lambda: [path.read_bytes() for path in tmp_path.glob("lotse.db*")])
    assert len(in_clear) > 300
    assert any(b"woman" in value for value in in_clear), "choices are in clear"
    for word in WORDS:
        for value in [*in_clear, *files]:
            assert word.encode() not in value


SEALED = [(person, "sealed"), (person, "key"), (address, "external"), (answer, "sealed"), (sheet, "sealed")]


@pytest.mark.parametrize(("table", "column"), SEALED, ids=[f"{table.name}.{column}" for table, column in SEALED])
async def test_a_sealed_value_moved_to_another_row_does_not_open(database_url: str, table: Any, column: str) -> None:
    async with house(database_url, master=MASTER) as home:
        await onboarded(home, WORDS[2])
        await onboarded(home, OTHER)

        def move(connection: Connection) -> None:
            keys = list(table.primary_key.columns)
            rows = connection.execute(select(*keys, table.c[column]).where(table.c[column].is_not(None)).order_by(*keys)).all()
            target, source = rows[-1], rows[0]
            where = [key == value for key, value in zip(keys, target, strict=False)]
            connection.execute(update(table).where(*where).values({column: source[-1]}))

        await home.store.write(move)
        home.store.keyring._people.clear()
        with pytest.raises(InvalidTag):
            await arrive(home.store, WORDS[2], OTHER)


def test_a_sealed_value_that_was_changed_does_not_open() -> None:
    key = Keyring(MASTER).house
    sealed = bytearray(key.seal("table:column:1", b"words"))
    assert key.open("table:column:1", bytes(sealed)) == b"words"
    for place in range(1, len(sealed)):
        broken = sealed.copy()
        broken[place] ^= 1
        with pytest.raises(InvalidTag):
            key.open("table:column:1", bytes(broken))


def test_the_same_words_never_look_the_same_and_look_ups_need_the_key() -> None:
    keyring, other = Keyring(MASTER), Keyring(os.urandom(32))
    assert len({keyring.house.seal("a", b"words") for _ in range(100)}) == 100
    assert keyring.index("telegram", "1", "7") == Keyring(MASTER).index("telegram", "1", "7")
    assert keyring.index("telegram", "1", "7") != other.index("telegram", "1", "7")
    assert keyring.index("a", "bc") != keyring.index("ab", "c")


# --- Append-only, and gone --------------------------------------------------------------------------------------------


async def test_answers_are_only_ever_added(database_url: str) -> None:
    async with house(database_url, master=MASTER) as home:
        phone = await onboarded(home, WORDS[2])
        before = await _answers(home.store)
        await phone.command("back")
        await phone.command("back")
        for word in ("Somewhere else", "again"):
            await phone.say(word)
        await phone.command("change")
        await phone.say("1")
        await phone.command("skip")
        after = await _answers(home.store)
    assert len(after) > len(before) > 5
    assert after[: len(before)] == before
    assert any(row.status == "retracted" for row in after)


async def _answers(store: Store) -> list[Any]:
    """All that is kept of what was said; `latest` only tells where something newer stands."""
    statement = select(*(column for column in answer.c if column.name != "latest")).order_by(
        answer.c.person, answer.c.sheet, answer.c.seq
    )
    return await store.read(lambda connection: list(connection.execute(statement)))


async def test_erasing_leaves_nothing_but_a_line_in_the_ledger(database_url: str) -> None:
    async with house(database_url, master=MASTER) as home:
        await onboarded(home, OTHER)
        phone = await onboarded(home, WORDS[2])
        await phone.command("help")
        who = (await arrive(home.store, WORDS[2]))[WORDS[2]].id
        kept = {table.name: await _of_others(home.store, table, who) for table in PERSONAL}
        await home.store.write(lambda connection: people.erase(connection, home.store.keyring, who, NOW))
        for table in PERSONAL:
            assert await _of_others(home.store, table, who) == kept[table.name] == await number(home.store, table), table.name
        ledger = await home.store.read(lambda connection: [tuple(row) for row in connection.execute(select(erasure))])
        assert ledger == [(who, NOW)]
        mine = home.store.keyring.index("telegram", "1", WORDS[2])
        for table in set(metadata.sorted_tables) - {erasure, event, audit, coordinator}:
            rows = await _rows(home.store, table)
            assert not any(who in row or mine in row for row in rows), table.name
        newcomer = await arrive(home.store, WORDS[2])
        assert newcomer[WORDS[2]].id != who
        assert newcomer[WORDS[2]].sheets == ()


async def _rows(store: Store, table: Any) -> list[tuple[Any, ...]]:
    return await store.read(lambda connection: [tuple(row) for row in connection.execute(select(table))])


async def _of_others(store: Store, table: Any, who: int) -> int:
    column = table.c.id if table is person else table.c.person
    return await store.read(
        lambda connection: int(connection.scalar(select(func.count()).select_from(table).where(column != who)) or 0)
    )


async def test_whoever_is_erased_still_hears_that_it_is_done(database_url: str) -> None:
    async with house(database_url, master=MASTER) as home:
        phone = await onboarded(home, WORDS[2])
        who = (await arrive(home.store, WORDS[2]))[WORDS[2]].id
        await phone.command("delete")
        await phone.tap("Yes")
        home.turnstile.claim = lambda _: False  # the sender has no room just now
        home.later(hours=25)
        fallen = await home.store.read(lambda connection: due.fallen(connection, ms(home.now), most=10))
        for intention in fallen:
            await home.turnstile.receive(intention)
        assert await _of_others(home.store, person, who) == await number(home.store, person)

        def leave(connection: Connection) -> list[outbox.Message]:
            return outbox.take(
                connection, home.store.keyring, [row for row, _ in outbox.waiting(connection, "telegram:1", ms(home.now))]
            )

        [message] = await home.store.write(leave)
        assert (message.external, message.person) == (WORDS[2], 0)
        assert "deleted" in message.said.text
        home.later(days=2)
        await home.store.write(
            lambda connection: outbox.settle(connection, [outbox.Settled(id=message.id, state="sent")], ms(home.now))
        )
        await home.store.write(lambda connection: outbox.prune(connection, ms(home.now)))
        assert await number(home.store, outbox_) == 0
