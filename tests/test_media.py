"""Files that people send: kept with the answer, fetched afterwards, sealed, and gone with the person."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select

from bot.files import media
from dialogs.events import File
from dialogs.form import Form
from dialogs.outcomes import FileShared
from phone.parameters import Upload
from storage.answers import attachments
from storage.crypt import Keyring
from storage.schema import attachment, concern
from storage.speaking import people
from storage.speaking.loading import by_address
from storage.speaking.newcomers import Arrival
from storage.store import Store
from storage.times import ms
from tests.albums import CLEAN, HERE, VOICE, taking
from tests.road import Road, forms, hurry, road
from tests.run_lotse import CRASHED, KEY, lotse
from tests.storing import NOW

__all__ = ["forms", "taking"]
WHOSE = "Zarifeh-Marked"


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch, forms: dict[str, Form], taking: None) -> None:
    hurry(monkeypatch, forms)
    monkeypatch.setattr(media, "LOOK_AGAIN", 0.05)


async def states(way: Road) -> list[Any]:
    return await way.rows(attachment, "state")


@asynccontextmanager
async def somebody(folder: Path, database: str = "") -> AsyncIterator[tuple[Road, Any]]:
    """Who has pressed Start."""
    async with road(folder, database) as way:
        hand = way.fake.new_phone(WHOSE, "en")
        await hand.start()
        await hand.expect("Send it.")
        yield way, hand


async def opened(way: Road) -> list[tuple[str, str, bytes]]:
    """(name, kind, content) of all that is kept of the only person."""
    keyring = way.app.store.keyring

    def read(connection: Any) -> list[tuple[str, str, bytes]]:
        rows = connection.execute(select(attachment).order_by(attachment.c.at, attachment.c.name)).all()
        found = [attachments.content(connection, keyring, row.person, row.id) for row in rows]
        return [(one[0].name, one[0].mime, one[1]) for one in found if one]

    return await way.read(read)


async def all_kept(way: Road, number: int) -> None:
    async def kept() -> bool:
        return await states(way) == ["kept"] * number

    await way.until(kept)


async def tried(way: Road, times: int) -> None:
    """So many times in vain; the next time is decided."""
    await way.fake.expect_request("getFile", times)

    async def put_off() -> bool:
        return await way.rows(attachment, "due_at") > [ms(way.clock.now)]

    await way.until(put_off)


# --- Kept -------------------------------------------------------------------------------------------------------------


async def test_a_photo_is_an_answer_at_once_and_then_kept_without_its_place(tmp_path: Path, database_url: str) -> None:
    async with somebody(tmp_path / "data", database_url) as (way, hand):
        await hand.send("document", HERE)
        await hand.expect("Thank you for 1.")
        await all_kept(way, 1)
        assert await opened(way) == [("document-1", "image/jpeg", CLEAN)]
        [row] = await way.rows(attachment, "external", "sealed", "name", "path", "size", "reason")
        assert row[0] is None, "the platform's id is no longer needed"
        assert CLEAN[:200] not in row[1]
        assert row[2:] == ("document-1", "photo", len(CLEAN), "")


async def test_what_an_answer_was_before_is_kept_too(tmp_path: Path) -> None:
    async with somebody(tmp_path) as (way, hand):
        await hand.send("document", HERE)
        await hand.send("voice")
        await hand.expect("Thank you for 2.")
        await all_kept(way, 2)
        assert await opened(way) == [("document-1", "image/jpeg", CLEAN), ("voice-2", "audio/ogg", VOICE.data)]


async def test_what_the_platform_does_not_give_at_first_is_asked_for_again(tmp_path: Path) -> None:
    async with somebody(tmp_path) as (way, hand):
        for fault in ({"status": 500}, {"drop": True}, {"status": 400, "description": "Bad Request: wrong file_id"}):
            way.fake.fault(method="getFile", **fault)
        way.fake.fault(method="getFile", status=429, retry_after=600)
        await hand.send("voice")
        for number in range(1, 5):
            await tried(way, number)
            assert await states(way) == ["waiting"]
            way.clock.later(minutes=11)
        await all_kept(way, 1)
        assert await way.concerns() == []


async def test_it_waits_for_its_hour_before_it_asks_again(tmp_path: Path) -> None:
    async with somebody(tmp_path) as (way, hand):
        way.fake.fault(method="getFile", status=500)
        await hand.send("voice")
        await tried(way, 1)
        await way.looked()
        assert len(way.fake.requests("getFile")) == 1
        way.clock.later(seconds=media.FIRST_RETRY)
        await all_kept(way, 1)


@pytest.mark.parametrize(
    ("description", "state"),
    [("Bad Request: wrong file_id or the file is temporarily unavailable", "gone"), ("Bad Request: what is this", "failed")],
)
async def test_what_never_comes_is_a_case_for_the_coordinator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, description: str, state: str
) -> None:
    monkeypatch.setattr(media, "MOST_TRIES", 3)
    async with somebody(tmp_path) as (way, hand):
        way.fake.fault(method="getFile", status=400, description=description, count=3)
        await hand.send("voice")
        for number in range(1, 3):
            await tried(way, number)
            way.clock.later(hours=2)

        async def given_up() -> bool:
            return await states(way) == [state]

        await way.until(given_up)
        assert await way.rows(concern, "kind", "sheet", "path") == [("file", 1, "photo")]
        assert await way.rows(attachment, "external", "sealed") == [(None, None)]


async def test_what_is_too_large_is_not_even_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "MOST_BYTES", 1000)
    async with somebody(tmp_path) as (way, hand):
        await hand.send("document", Upload(b"x" * 1001, "x.bin", "application/octet-stream"))
        await hand.send("document", Upload(b"x" * 1000, "y.bin", "application/octet-stream"))

        async def settled() -> bool:
            return sorted(await states(way)) == ["failed", "kept"]

        await way.until(settled)
        assert len(way.fake.requests("getFile")) == 1
        assert await way.concerns() == ["file"]


async def test_of_somebody_erased_meanwhile_nothing_comes_back(tmp_path: Path) -> None:
    async with somebody(tmp_path) as (way, hand):
        way.fake.fault(method="getFile", hang=0.2)
        await hand.send("voice")
        await way.fake.expect_request("getFile")
        [who] = set(await way.rows(attachment, "person"))
        keyring = way.app.store.keyring
        await way.app.turnstile.write(lambda connection: people.erase(connection, keyring, who, NOW))
        assert await way.rows(attachment, "id") == []
        await way.looked()
        assert await way.rows(attachment, "id") == []
        assert await way.concerns() == []


async def test_a_file_on_its_way_when_somebody_is_erased_is_dropped(tmp_path: Path) -> None:
    store, wanted = await _one_waiting(f"sqlite:///{tmp_path}/lotse.db", "7001", "AgAC")
    content = attachments.seal(wanted, b"content")

    def late(connection: Any) -> None:
        people.erase(connection, store.keyring, wanted.person, NOW)
        attachments.keep(connection, wanted, content, 7)
        attachments.give_up(connection, wanted, "gone", "", NOW)

    await store.write(late)
    assert await store.read(lambda connection: connection.execute(select(attachment.c.id)).all()) == []
    assert await store.read(lambda connection: connection.execute(select(concern.c.id)).all()) == []
    await store.close()


# --- Killed in between ------------------------------------------------------------------------------------------------


async def _one_waiting(url: str, external: str, file: str) -> tuple[Store, attachments.Wanted]:
    """An open store, and a file that an answer of somebody's named, not fetched yet."""
    store = Store(url, Keyring(KEY))
    await store.open()

    def write(connection: Any) -> attachments.Wanted:
        arrival = Arrival(channel="telegram", account="424242", external=external)
        [who] = by_address(connection, store.keyring, [arrival], NOW).values()
        shared = FileShared(sheet=1, path="photo", name="photo-1", file=File(file, "a.jpg", "image/jpeg", 0))
        connection.execute(attachment.insert(), [attachments.row(who, shared, NOW)])
        [wanted] = attachments.waiting(connection, store.keyring, "telegram:424242", NOW, most=9)
        return wanted

    return store, await store.write(write)


async def _found(url: str, wanted: attachments.Wanted) -> tuple[str, bytes]:
    """State and content of a file, in a database nobody uses."""
    store = Store(url, Keyring(KEY))
    await store.open()
    state = await store.read(lambda connection: str(connection.scalar(select(attachment.c.state))))
    kept = await store.read(lambda connection: attachments.content(connection, store.keyring, wanted.person, wanted.id))
    await store.close()
    return state, kept[1] if kept else b""


@pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=[pytest.mark.pg, pytest.mark.soak])], indirect=True
)
async def test_a_bot_that_dies_with_a_file_in_its_hands_fetches_it_again(tmp_path: Path, database_url: str) -> None:
    async with lotse(tmp_path, database_url) as bot:
        sent = bot.fake.world.files.add(HERE, "document")
        store, wanted = await _one_waiting(database_url, "7001", sent.id)
        await store.close()
        for place, state in (("file_fetched", "waiting"), ("file_kept", "kept")):
            await bot.start(crash_at=place)
            assert await bot.ended() == CRASHED, place
            found = await _found(database_url, wanted)
            assert found[0] == state, place
        assert found[1] == CLEAN
        assert len(bot.fake.requests("getFile")) == 2
        log = await asyncio.to_thread(bot.log.read_text)
        assert sent.id not in log
        assert "photo-1" not in log


async def test_a_file_moved_to_another_row_does_not_open_and_holds_up_no_other(tmp_path: Path) -> None:
    async with somebody(tmp_path) as (way, hand):
        await hand.send("voice")
        await all_kept(way, 1)
        await way.looked()  # so that nothing is fetched before it is moved

        def move(connection: Any) -> None:
            [row] = connection.execute(select(attachment)).mappings()
            waiting = {**row, "state": "waiting", "external": b"\1" + bytes(40), "sealed": None, "due_at": 0}
            connection.execute(attachment.insert(), [{**waiting, "id": number} for number in (1, 3, 5)])
            connection.execute(attachment.insert(), [{**row, "id": 7}])

        await way.app.turnstile.write(move)
        [who] = set(await way.rows(attachment, "person"))
        keyring = way.app.store.keyring
        with pytest.raises(InvalidTag):
            await way.read(lambda connection: attachments.content(connection, keyring, who, 7))
        await hand.send("document", HERE)

        async def kept() -> bool:
            return ("kept", "document-2") in await way.rows(attachment, "state", "name")

        await way.until(kept)
