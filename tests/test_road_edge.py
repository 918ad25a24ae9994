"""The webhook's edge: whoever knows the secret is heard, everybody else and everything odd is turned away and leaves no trace."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from dialogs.form import Form
from storage.schema import event, person
from tests.road import Road, forms, hurry, road, texts
from tests.run_lotse import SECRET

__all__ = ["forms"]
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch, forms: dict[str, Form]) -> None:
    hurry(monkeypatch, forms)


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Road]:
    async with road(tmp_path, webhook=True) as found:
        yield found


async def post(bot: Road, body: Any, secret: str | bytes | None = SECRET, path: str = "/webhooks/telegram") -> httpx.Response:
    headers = [(HEADER.encode(), secret.encode() if isinstance(secret, str) else secret)] if secret is not None else []
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        return await client.post(bot.url + path, content=body, headers=headers)


def update(number: Any = 1, **parts: Any) -> bytes:
    who = {"id": 77, "is_bot": False, "first_name": "Amal", "language_code": "en"}
    message = {"message_id": 1, "from": who, "chat": {"id": 77, "type": "private"}, "date": 1, "text": "/start", **parts}
    return json.dumps({"update_id": number, "message": message}).encode()


async def kept(bot: Road) -> list[str]:
    return [one for one in await bot.rows(event, "id") if one.startswith("telegram:")]


# --- Who may speak ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "schlüssel".encode(), b"\xff\xfe\x00"[:2], SECRET.upper()]
)
async def test_without_the_secret_nothing_is_taken(bot: Road, secret: str | bytes | None) -> None:
    answer = await post(bot, update(), secret)
    assert answer.status_code == 401
    assert SECRET not in answer.text
    assert await kept(bot) == []
    assert await bot.rows(person, "id") == []


async def test_with_the_secret_it_is_kept_before_it_is_answered(bot: Road) -> None:
    assert (await post(bot, update())).status_code == 200
    assert await kept(bot) == ["telegram:424242:u:1"]


async def test_only_the_webhooks_own_address_and_method_are_there(bot: Road) -> None:
    assert (await post(bot, update(), path="/webhooks/telegram/424242")).status_code == 404
    assert (await post(bot, update(), path="/webhooks/whatsapp")).status_code == 404
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(f"{bot.url}/webhooks/telegram")).status_code == 405
    assert await kept(bot) == []


async def test_a_bot_that_polls_has_no_webhook(tmp_path: Path) -> None:
    from bot import app

    async with road(tmp_path) as bot:
        assert "/webhooks/telegram" not in [getattr(route, "path", "") for route in app.routes(bot.app)]


# --- What is sent -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"update",
        b"[" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"update_id": NaN}',
        b'{"update_id": Infinity}',
        b'{"update_id": 1e999}',
        b'{"update_id": %s}' % (b"9" * 5000),
        b'{"update_id": "\xff"}',
        b'{"update_id": "\\ud83d"}',
        gzip.compress(b"{}"),
        b"\x00",
    ],
    ids=[
        "empty",
        "half",
        "word",
        "deep list",
        "deep object",
        "NaN",
        "Infinity",
        "1e999",
        "digits",
        "no UTF-8",
        "surrogate",
        "gzip",
        "NUL",
    ],
)
async def test_what_is_no_json_is_refused(bot: Road, body: bytes) -> None:
    assert (await post(bot, body)).status_code == 400
    assert await kept(bot) == []


@pytest.mark.parametrize(
    "body",
    [
        b"null",
        b"[]",
        b"3",
        b'"text"',
        b"{}",
        b'{"update_id": 1, "shiny_new_thing": {}}',
        b'{"update_id": 1, "message": null}',
        b'{"update_id": 99999999999999999999, "message": {}}',
        update("1"),
        update(-1),
        update(2**63),
        update(None),
        update(True),
        update(chat={"id": -100, "type": "group"}),
        update(chat={"id": "77", "type": "private"}),
        update(**{"from": {"id": 1, "is_bot": True}}),
        update(text=None),
        json.dumps({"update_id": 1, "edited_message": {}}).encode(),
        json.dumps({"update_id": 1, "callback_query": {"id": "1", "data": "x" * 65}}).encode(),
    ],
)
async def test_what_is_json_but_nothing_we_know_is_accepted_and_left(bot: Road, body: bytes) -> None:
    assert (await post(bot, body)).status_code == 200
    assert await kept(bot) == []
    assert bot.app.telegram
    assert bot.app.telegram.ignored.total() == 1


async def test_more_than_a_megabyte_is_refused(bot: Road) -> None:
    assert (await post(bot, b" " * 999_000 + update())).status_code == 200
    assert (await post(bot, b" " * 1_000_001)).status_code == 413
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while taken < 50:
            taken += 1
            yield b" " * 100_000

    with suppress(httpx.TransportError):  # it may hang up while we are still sending
        assert (await post(bot, endless())).status_code == 413
    assert taken < 50


async def test_who_sends_too_slowly_is_not_waited_for(bot: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.road.web.BODY_SECONDS", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", int(bot.url.rsplit(":", 1)[1]))
    head = f"POST /webhooks/telegram HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\nContent-Length: 1000\r\n\r\n{{"
    writer.write(head.encode())
    async with asyncio.timeout(5):
        assert (await reader.readline()).startswith(b"HTTP/1.1 408")
        assert b"connection: close" in (await reader.read()).lower(), "and the connection is closed"
    writer.close()
    assert await kept(bot) == []


async def test_who_hangs_up_half_way_leaves_nothing(bot: Road) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", int(bot.url.rsplit(":", 1)[1]))
    whole = update()
    writer.write(
        f"POST /webhooks/telegram HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\nContent-Length: {len(whole)}\r\n\r\n".encode()
    )
    writer.write(whole[:-1])
    writer.close()
    assert (await post(bot, update(2))).status_code == 200
    assert await kept(bot) == ["telegram:424242:u:2"]


async def test_the_same_body_again_changes_nothing(bot: Road) -> None:
    anna = bot.fake.new_phone("Anna", "en")
    await anna.start()
    await anna.expect("Please say alpha.")
    words = update(50, chat={"id": anna.id, "type": "private"}, text="once")
    for _ in range(3):
        assert (await post(bot, words)).status_code == 200
    answers = await asyncio.gather(*(post(bot, words) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    await anna.expect("Please say beta.")
    await bot.settled()
    bot.clock.later(days=7)
    assert (await post(bot, words)).status_code == 200
    await bot.settled()
    assert await bot.answers() == {str(anna.id): [("alpha", "once")]}
    assert texts(anna) == ["Please say alpha.", "Please say beta."]


async def test_a_tap_is_acknowledged_in_the_answer_itself(tmp_path: Path) -> None:
    async with road(tmp_path, webhook=True, start="buttons") as bot:
        anna = bot.fake.new_phone("Anna", "en")
        await anna.start()
        await anna.expect("Are you ready?")
        await anna.tap("Yes")
        await anna.expect("What do you like?")
        await bot.until(lambda: all(query.answered for query in bot.fake.bot.queries.values()))
        assert len(bot.fake.bot.queries) == 1
        assert [call["via"] for call in bot.fake.requests("answerCallbackQuery")] == ["webhook answer"]


async def test_errors_show_nothing_of_the_inside(bot: Road) -> None:
    for answer in (await post(bot, b"{"), await post(bot, update(), None), await post(bot, b"{}", path="/nowhere")):
        assert "Traceback" not in answer.text
        assert len(answer.text) < 100
        assert "server" not in answer.headers
