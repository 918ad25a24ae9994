"""A database that cannot be written, a turn that raises, a row that is refused: nothing is lost, and nobody else is harmed."""

import asyncio
import os
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.event import listen

from bot.channels.base import Incoming
from bot.road import turnstile as turnstile_
from bot.road.turnstile import Unavailable
from dialogs import engine
from dialogs import outcomes as out
from dialogs.events import Answer, Event, Typed
from dialogs.form import Form
from dialogs.known import Known
from dialogs.texts import Voices
from storage.due import Intention
from storage.messages.outbox import Settled
from storage.schema import due, event
from storage.schema import outbox as outbox_
from storage.store import SQLite
from tests.road import NOON, Road, forms, hurry, road, texts
from tests.run_lotse import SECRET, expected, walk

__all__ = ["forms"]


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch, forms: dict[str, Form]) -> None:
    hurry(monkeypatch, forms)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Somebody else writes, and does not come to an end."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def read_only(bot: Road) -> Iterator[None]:
    """What is written fails, as on a disk that was mounted anew after an error."""
    database, state = bot.app.store.database, ["ON"]
    assert isinstance(database, SQLite)
    listen(database._writer, "checkout", lambda raw, *_: raw.execute(f"PRAGMA query_only = {state[0]}"))
    yield
    state[0] = "OFF"


async def post(bot: Road, update: object) -> httpx.Response:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(f"{bot.url}/webhooks/telegram", json=update, headers=headers)


def update(number: int, who: int, words: str) -> dict[str, Any]:
    person = {"id": who, "is_bot": False, "first_name": "Amal", "language_code": "en"}
    chat = {"id": who, "type": "private", "first_name": "Amal"}
    return {"update_id": number, "message": {"message_id": number, "from": person, "chat": chat, "date": 1, "text": words}}


async def test_while_somebody_else_holds_the_lock_telegram_is_asked_to_come_again(tmp_path: Path) -> None:
    async with road(tmp_path, webhook=True) as bot:
        with locked(tmp_path / "lotse.db"):
            answer = await post(bot, update(1, 77, "/start"))
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
            assert (await bot.ready())["database"] is False
            async with httpx.AsyncClient(trust_env=False) as client:
                assert (await client.get(f"{bot.url}/readyz")).status_code == 503
                assert (await client.get(f"{bot.url}/healthz")).status_code == 200
        assert (await post(bot, update(1, 77, "/start"))).status_code == 200
        assert (await bot.ready())["ready"]
        assert [one for one in await bot.rows(event, "id") if one.endswith("u:1")] == ["telegram:424242:u:1"]


@pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])
@pytest.mark.parametrize("trouble", ["locked", "read-only"])
async def test_what_was_said_meanwhile_is_answered_afterwards(tmp_path: Path, webhook: bool, trouble: str) -> None:
    async with road(tmp_path, webhook=webhook) as bot:
        amal, olena = bot.fake.phone("Amal"), bot.fake.phone("Olena")
        await amal.start()
        await amal.expect("Please say alpha.")
        with locked(tmp_path / "lotse.db") if trouble == "locked" else read_only(bot):
            await amal.say(f"alpha of {amal.id}")
            await olena.start()
            await asyncio.sleep(0.5)
            assert amal.replies == olena.replies == []
            assert len(bot.fake.bot.updates.waiting()) == 2, "nothing is confirmed"
        for name in ("beta", "gamma", "delta", "epsilon"):
            await amal.expect(f"Please say {name}.")
            await amal.say(f"{name} of {amal.id}")
        await olena.expect("Please say alpha.")
        await amal.expect(1)
        await bot.settled()
        assert await bot.answers() == expected([amal]) | {str(olena.id): []}
        assert len(texts(amal)) == len(set(texts(amal)))


async def test_how_sending_went_is_remembered_until_it_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with road(tmp_path) as bot:
        amal = bot.fake.phone("Amal")
        assert bot.app.telegram
        sent, real = asyncio.Event(), bot.app.telegram.send

        async def slowly(external: str, said: Any, number: int = 0) -> str:
            await sent.wait()
            return await real(external, said, number)

        monkeypatch.setattr(bot.app.telegram, "send", slowly)
        await amal.start()
        await bot.until(lambda: bot.rows(outbox_, "state"))
        with locked(tmp_path / "lotse.db"):
            sent.set()
            await amal.expect("Please say alpha.")
            await asyncio.sleep(0.3)
        await bot.settled()
        assert await bot.states() == ["sent"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no disk to fill: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


async def test_on_a_full_disk_nothing_is_taken_and_nothing_breaks(small_disk: Path) -> None:
    async with road(small_disk, webhook=True) as bot:
        hands = [bot.fake.new_phone(f"Person {number}", "en") for number in range(10)]
        await walk(hands[0])
        await bot.settled()
        ballast = small_disk / "ballast"
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(os.urandom(4096)):
                pass
        walking = asyncio.gather(*(walk(hand) for hand in hands[1:]))
        await bot.until(lambda: _refused(bot))
        assert (await bot.ready())["database"] is False
        assert len(await bot.answers()) >= 1, "reading goes on"
        ballast.unlink()
        await walking
        await bot.settled()
        assert (await bot.ready())["ready"]
        assert await bot.answers() == expected(hands)
        assert await bot.set_aside() == []
        assert await bot.read(lambda connection: connection.scalar(text("PRAGMA integrity_check"))) == "ok"


def _refused(bot: Road) -> bool:
    return "503" in bot.fake.bot.delivery.last_error


@pytest.mark.pg
async def test_when_postgresql_drops_every_connection_nothing_is_set_aside(postgres_url: str, tmp_path: Path) -> None:
    async with road(tmp_path, postgres_url, webhook=True) as bot:
        hands = [bot.fake.new_phone(f"Person {number}", "en") for number in range(20)]
        walking = asyncio.gather(*(walk(hand) for hand in hands))
        drop = text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        for _ in range(5):
            await asyncio.sleep(0.15)
            await bot.read(lambda connection: connection.execute(drop))
        await walking
        await bot.settled()
        assert await bot.answers() == expected(hands)
        assert await bot.set_aside() == []
        assert set(await bot.concerns()) == {"review"}


# --- Poison -------------------------------------------------------------------------------------------------------------


@pytest.fixture
async def bot(tmp_path: Path, database_url: str) -> AsyncIterator[Road]:
    async with road(tmp_path, database_url) as found:
        yield found


def incoming(number: int, who: str, words: str, **fields: Any) -> Incoming:
    happened = Typed(at=NOON, text=words)
    return Incoming(
        **{"id": f"u:{number}", "channel": "telegram", "account": "424242", "external": who, "event": happened, **fields}
    )


async def receive(bot: Road, *events: Incoming | Intention) -> list[BaseException | None]:
    """All of them in one batch; what each caller was told."""
    return await asyncio.gather(*(bot.app.turnstile.receive(one) for one in events), return_exceptions=True)


async def test_a_turn_that_raises_is_set_aside_with_an_apology(
    bot: Road, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = engine.turn

    def turn(known: Known, happened: Event, voices: Voices) -> Any:
        if isinstance(happened, Typed) and "poison" in happened.text:
            raise ValueError(f"cannot read {happened.text!r}")
        return real(known, happened, voices)

    monkeypatch.setattr(engine, "turn", turn)
    amal, olena = (bot.fake.new_phone(name, "en") for name in ("Anna", "Olga"))
    for hand in (amal, olena):
        await hand.start()
        await hand.expect("Please say alpha.")
    others = [incoming(9000 + number, str(olena.id), f"word {number}") for number in range(3)]
    capsys.readouterr()
    told = await receive(bot, *others, incoming(9100, str(amal.id), "poison-and-her-words"))
    assert told == [None] * 4
    await amal.expect("something went wrong")
    await bot.settled()
    log = "".join(capsys.readouterr())
    [reason] = await bot.set_aside()
    assert reason.startswith("ValueError at test_road_database.py")
    assert await bot.concerns() == ["quarantined"]
    assert "turn failed" in log
    assert "short" in log
    assert "alpha" in log
    assert "her-words" not in log + reason
    assert (await bot.answers())[str(olena.id)] == [("alpha", "word 0"), ("beta", "word 1"), ("gamma", "word 2")]
    await amal.say("all is well")
    await amal.expect("Please say beta.")
    assert (await bot.answers())[str(amal.id)] == [("alpha", "all is well")]


async def test_a_row_that_the_database_refuses_harms_only_the_event_it_came_from(
    bot: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = engine.turn

    def turn(known: Known, happened: Event, voices: Voices) -> Any:
        spoiled = Answer(path="half \ud83d of a character", seq=99, value="x")
        more = (
            [out.Answered(sheet=1, form="", answer=spoiled, clear=True)]
            if isinstance(happened, Typed) and "poison" in happened.text
            else []
        )
        return [*real(known, happened, voices), *more]

    monkeypatch.setattr(engine, "turn", turn)
    hands = [bot.fake.new_phone(f"Person {number}", "en") for number in range(12)]
    for hand in hands:
        await hand.start()
        await hand.expect("Please say alpha.")
    words = ["poison" if number == 7 else "fine" for number in range(12)]
    told = await receive(bot, *(incoming(9000 + number, str(hand.id), words[number]) for number, hand in enumerate(hands)))
    assert told == [None] * 12
    await bot.settled()
    kept = await bot.answers()
    assert [kept[str(hand.id)] for hand in hands] == [[("alpha", "fine")] if word == "fine" else [] for word in words]
    assert len(await bot.set_aside()) == 1
    assert await bot.concerns() == ["quarantined"]
    assert "something went wrong" in texts(hands[7])[-1]
    await hands[7].say("fine again")
    await hands[7].expect("Please say beta.")
    assert await receive(bot, incoming(9007, str(hands[7].id), "poison")) == [None], "it comes again and is known"
    assert len(await bot.set_aside()) == 1


async def test_an_event_that_cannot_even_be_loaded_is_set_aside_all_the_same(bot: Road) -> None:
    odd = incoming(9000, "123", "words", language="half \ud83d")
    told = await receive(bot, odd, incoming(9001, "124", "/start"))
    assert told == [None, None]
    assert len(await bot.set_aside()) == 1
    assert await receive(bot, odd) == [None]
    assert len(await bot.set_aside()) == 1


async def test_an_event_that_cannot_be_kept_at_all_stays_with_the_platform(bot: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Any:
        raise ValueError

    monkeypatch.setattr("bot.road.quarantine.aside", broken)
    told = await receive(bot, incoming(9000, "123", "words", language="half \ud83d"), incoming(9001, "124", "fine"))
    assert [type(one) for one in told] == [Unavailable, type(None)]


async def test_a_reminder_whose_turn_raises_does_not_come_again(bot: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    amal, olena = bot.fake.phone("Amal"), bot.fake.phone("Olena")
    for hand in (amal, olena):
        await hand.start()
        await hand.expect("Please say alpha.")
    real = engine.turn

    def turn(known: Known, happened: Event, voices: Voices) -> Any:
        if not isinstance(happened, Typed) and known.person.name == "" and len(known.sheets) and known.sheets[0].number == 1:
            raise RuntimeError("no")
        return real(known, happened, voices)

    monkeypatch.setattr(engine, "turn", turn)
    bot.clock.later(days=3)
    assert await bot.app.clock.tick() == 2
    assert await bot.app.clock.tick() == 0
    assert len(await bot.set_aside()) == 2
    assert set(await bot.rows(due, "state")) == {"done"}


async def test_a_job_that_fails_fails_for_its_caller_alone(bot: Road) -> None:
    def job(_: object) -> None:
        raise KeyError("mine")

    async def failing() -> None:
        with pytest.raises(KeyError, match="mine"):
            await bot.app.turnstile.write(job)

    told, _ = await asyncio.gather(receive(bot, *(incoming(number, "7", "x") for number in range(9000, 9005))), failing())
    assert told == [None] * 5
    assert len([one for one in await bot.rows(event, "id") if "u:900" in one]) == 5


async def test_a_result_that_cannot_be_kept_stops_nothing(bot: Road) -> None:
    bot.app.turnstile.settle(Settled(id=2**70, state="sent"))
    assert await receive(bot, incoming(9000, "7", "x")) == [None]


# --- The end --------------------------------------------------------------------------------------------------------------


async def test_what_comes_after_the_end_is_refused_and_does_not_hang(tmp_path: Path) -> None:
    async with road(tmp_path) as bot:
        late = [asyncio.create_task(bot.app.turnstile.receive(incoming(number, "7", "x"))) for number in range(9000, 9500)]
        await asyncio.sleep(0)
    assert await asyncio.gather(*late) == [None] * 500, "what was in the queue was kept"
    with pytest.raises(Unavailable):
        await bot.app.turnstile.receive(incoming(9999, "7", "x"))


async def test_too_much_at_once_is_asked_to_come_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turnstile_, "MOST_WAITING", 10)
    async with road(tmp_path) as bot:
        told = await receive(bot, *(incoming(number, str(number), "x") for number in range(9000, 9015)))
        refused = [one for one in told if isinstance(one, Unavailable)]
        assert 5 <= len(refused) < 15
        assert told == [None] * (15 - len(refused)) + refused
