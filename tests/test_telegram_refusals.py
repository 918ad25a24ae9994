"""What each failure of a call to Telegram means, and that none of them tells a secret."""

import asyncio
import logging
import socket
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from pyreqwest.exceptions import Cause, NetworkError

from bot.channels.base import Meaning, Refused
from bot.channels.telegram import Telegram
from bot.channels.telegram.http import Declined, failed
from bot.channels.telegram.refusals import refused
from dialogs.events import Said
from tests.bot_api import BotApi, running

TOKEN = "123456:AAExampleExampleExampleExample"
AMINA = "7000001"
MESSAGE = {"message_id": 4711, "date": 1795284000, "chat": {"id": 7000001, "type": "private"}, "text": "x"}
QUESTION = Said(text="Welche Sprachen sprechen Sie, Amina?")


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with running(BotApi) as started:
        yield started


@pytest.fixture
async def channel(api: BotApi) -> AsyncIterator[Telegram]:
    channel = Telegram(TOKEN, api=api.url)
    yield channel
    await channel.close()


async def refusal_of(channel: Telegram) -> Refused:
    with pytest.raises(Refused) as caught:
        await channel.send(AMINA, QUESTION)
    return caught.value


# --- What the Bot API says -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "description", "meaning"),
    [
        (400, "Bad Request: chat not found", Meaning.UNREACHABLE),
        (400, "Bad Request: PEER_ID_INVALID", Meaning.UNREACHABLE),
        (400, "Bad Request: INPUT_USER_DEACTIVATED", Meaning.UNREACHABLE),
        (400, "Bad Request: USER_IS_BLOCKED", Meaning.UNREACHABLE),
        (400, "Bad Request: message is not modified: specified new message content …", Meaning.UNCHANGED),
        (400, "Bad Request: query is too old and response timeout expired or query ID is invalid", Meaning.UNCHANGED),
        (400, "Bad Request: message to edit not found", Meaning.GONE),
        (400, "Bad Request: message can't be edited", Meaning.GONE),
        (400, "Bad Request: MESSAGE_ID_INVALID", Meaning.GONE),
        (400, "Bad Request: wrong file_id or the file is temporarily unavailable", Meaning.GONE),
        (400, "Bad Request: wrong file identifier/HTTP URL specified", Meaning.GONE),
        (400, "Bad Request: wrong remote file identifier specified: Wrong padding", Meaning.GONE),
        (400, "Bad Request: invalid file_id", Meaning.GONE),
        (400, "Bad Request: file is too big", Meaning.TOO_LARGE),
        (400, "Bad Request: PHOTO_INVALID_DIMENSIONS", Meaning.OURS),
        (400, "Bad Request: message is too long", Meaning.OURS),
        (400, "Bad Request: BUTTON_DATA_INVALID", Meaning.OURS),
        (400, "Bad Request: message text is empty", Meaning.OURS),
        (401, "Unauthorized", Meaning.REVOKED),
        (401, "Unauthorized: invalid token specified", Meaning.REVOKED),
        (403, "Forbidden: bot was blocked by the user", Meaning.UNREACHABLE),
        (403, "Forbidden: user is deactivated", Meaning.UNREACHABLE),
        (403, "Forbidden: bot can't initiate conversation with a user", Meaning.UNREACHABLE),
        (403, "Forbidden: bot can't send messages to bots", Meaning.UNREACHABLE),
        (404, "Not Found", Meaning.REVOKED),
        (409, "Conflict: terminated by other getUpdates request; make sure …", Meaning.REVOKED),
        (413, "Request Entity Too Large", Meaning.OURS),
        (429, "Too Many Requests: retry after 7", Meaning.SLOW_DOWN),
        (500, "Internal Server Error: restart", Meaning.RETRY),
        (502, "Bad Gateway", Meaning.RETRY),
        (503, "Service Unavailable", Meaning.RETRY),
        (504, "Gateway Timeout", Meaning.IN_DOUBT),
    ],
)
def test_each_refusal_has_its_meaning(code: int, description: str, meaning: Meaning) -> None:
    assert refused(Declined(code, description)).meaning is meaning


def test_a_429_says_how_long_the_account_pauses() -> None:
    assert refused(Declined(429, "Too Many Requests: retry after 7", 7.0)).after == 7
    assert refused(Declined(429, "Too Many Requests")).after == 30


def test_a_conflict_says_what_is_wrong() -> None:
    assert "another process polls with this token" in refused(Declined(409, "Conflict")).reason


def test_a_reason_repeats_nothing_we_sent() -> None:
    quoting = Declined(400, 'Bad Request: unsupported start tag "Amina, "my" name\n" at byte offset 3')
    assert refused(quoting).reason == "400 Bad Request: unsupported start tag … at byte offset 3"


# --- What happens on the way -----------------------------------------------------------------------------------------


async def test_a_refusal_comes_through_with_its_pause(api: BotApi, channel: Telegram) -> None:
    api.will_refuse(429, "Too Many Requests: retry after 7", retry_after=7)
    refusal = await refusal_of(channel)
    assert (refusal.meaning, refusal.after) == (Meaning.SLOW_DOWN, 7)
    api.will_refuse(403, "Forbidden: bot was blocked by the user")
    refusal = await refusal_of(channel)
    assert (refusal.meaning, refusal.reason) == (Meaning.UNREACHABLE, "403 Forbidden: bot was blocked by the user")


@pytest.mark.parametrize("seconds", [b"1" + b"0" * 400, b"1e300", b"Infinity", b"NaN", b"-5", b"true", b'"7"', b"[]", b"null"])
async def test_a_pause_that_cannot_be_meant_is_a_short_one(api: BotApi, channel: Telegram, seconds: bytes) -> None:
    body = b'{"ok":false,"error_code":429,"description":"\\ud83d","parameters":{"retry_after":%s}}' % seconds
    api.will_answer(429, body)
    refusal = await refusal_of(channel)
    assert (refusal.meaning, refusal.after, refusal.reason) == (Meaning.SLOW_DOWN, 30, "429 \ufffd")


@pytest.mark.parametrize(
    ("status", "meaning"),
    [(302, Meaning.RETRY), (401, Meaning.RETRY), (403, Meaning.RETRY), (502, Meaning.RETRY), (504, Meaning.IN_DOUBT)],
)
async def test_a_page_that_is_not_telegrams_blames_nobody(
    api: BotApi, channel: Telegram, status: int, meaning: Meaning
) -> None:
    api.will_answer(status, b"<html>Please sign in to the guest network</html>")
    assert (await refusal_of(channel)).meaning is meaning


async def test_a_redirect_is_not_followed(api: BotApi, channel: Telegram) -> None:
    api.answers.append(b"HTTP/1.1 307 X\r\nLocation: %s/elsewhere\r\nContent-Length: 0\r\n\r\n" % api.url.encode())
    assert (await refusal_of(channel)).meaning is Meaning.RETRY
    assert len(api.calls) == 1


def test_an_address_among_the_causes_of_a_failure_is_left_out() -> None:
    causes: list[Cause] = [{"message": f"error sending request for url (https://example.org/bot{TOKEN}/x)"}]
    assert str(failed(NetworkError("", {"causes": causes}))) == "NetworkError"


@pytest.mark.parametrize(
    "answer",
    [
        None,
        ...,
        b'HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n{"ok"',
        b"\x16\x03\x01 what is this\r\n\r\n",
        b"HTTP/1.1 200 X\r\nContent-Length: 6\r\n\r\n<html>",
        b"HTTP/1.1 200 X\r\nContent-Length: 2\r\n\r\n[]",
        b'HTTP/1.1 200 X\r\nContent-Length: 11\r\n\r\n{"ok":true}',
        b'HTTP/1.1 200 X\r\nContent-Length: 25\r\n\r\n{"ok":true,"result":true}',
        b"HTTP/1.1 200 X\r\nContent-Length: 100000\r\n\r\n" + b"[" * 100_000,
    ],
    ids=["hangs up", "says nothing", "half", "no HTTP", "no JSON", "no object", "no result", "no message", "deep"],
)
async def test_what_was_written_and_not_answered_is_in_doubt(
    api: BotApi, channel: Telegram, monkeypatch: pytest.MonkeyPatch, answer: object
) -> None:
    monkeypatch.setattr("bot.channels.telegram.channel.CALL_TIMEOUT", 0.3)
    api.answers.append(answer)
    assert (await refusal_of(channel)).meaning is Meaning.IN_DOUBT
    assert len(api.calls) == 1


async def test_a_connection_lost_between_two_messages_is_made_anew(api: BotApi, channel: Telegram) -> None:
    for _ in range(2):
        api.will_do(MESSAGE)
        assert await channel.send(AMINA, QUESTION) == "4711"
        await api.hang_up()
        await asyncio.sleep(0.1)  # until the client's own thread has heard of it: nobody can ask whether it has
    assert len(api.calls) == 2


@contextmanager
def deaf_port() -> Iterator[int]:
    """Nobody accepts here, and the queue is full: connecting takes for ever."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


async def test_what_could_not_connect_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.http.CONNECT_TIMEOUT", 0.2)
    with deaf_port() as deaf:
        for url in ("http://127.0.0.1:9", f"http://127.0.0.1:{deaf}"):
            channel = Telegram(TOKEN, api=url)
            assert (await refusal_of(channel)).meaning is Meaning.RETRY
            await channel.close()


async def test_text_that_is_not_unicode_is_ours_to_mend(api: BotApi, channel: Telegram) -> None:
    with pytest.raises(Refused) as caught:
        await channel.send(AMINA, Said(text="half \ud83d"))
    assert caught.value.meaning is Meaning.OURS
    assert api.calls == []


async def test_neither_the_token_nor_what_is_said_reaches_a_log_or_an_exception(
    api: BotApi, channel: Telegram, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("bot.channels.telegram.channel.CALL_TIMEOUT", 0.3)
    api.will_refuse(401, "Unauthorized")
    api.will_refuse(400, "Bad Request: message is too long")
    api.will_answer(502, f"<a href='/bot{TOKEN}/sendMessage'>".encode())
    api.will_answer(200, f"<a href='/bot{TOKEN}/sendMessage'>".encode())
    api.answers.extend([None, ..., b"HTTP/1.1 nonsense"])
    refusals = [await refusal_of(channel) for _ in range(len(api.answers))]
    await channel.close()
    refusals += [await refusal_of(channel), await refusal_of(Telegram(TOKEN, api="http://127.0.0.1:9"))]
    seen = caplog.text + repr(channel) + repr(channel._api) + "".join(told(refusal) for refusal in refusals)
    assert len(refusals) == 9
    assert TOKEN.partition(":")[2] not in seen
    assert "Sprachen" not in seen


def told(refusal: Refused) -> str:
    """All that a log could show of an exception."""
    assert refusal.__context__ is None
    assert refusal.__cause__ is None
    return "".join(traceback.format_exception(refusal)) + repr(refusal) + str(refusal.__dict__)
