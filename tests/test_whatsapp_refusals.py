"""What a failed call to WhatsApp means, how much of it is certain, and what is told of it."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from typing import Any

import pytest
from pywa import errors

from bot.channels.base import Meaning, Refused, Template
from bot.channels.whatsapp import Session, WhatsApp
from bot.channels.whatsapp.people import digest
from bot.channels.whatsapp.refusals import CODES, DAY, by_code
from bot.sending.account import TRY_AGAIN, Account
from bot.sending.pace import Pace
from bot.sending.refusing import Refusals
from dialogs.events import Lane, Option, Said
from storage.crypt import Keyring
from storage.messages.outbox import Message
from tests.bot_api import running
from tests.graph_api import GraphApi
from tests.test_telegram_refusals import deaf_port, told
from tests.test_whatsapp import NUMBER, PHONE

TOKEN = "EAAJBverysecret"
SECRETS = ("verysecret", "Amina has two children", PHONE, "secretdata")
SAID = Said(text="Amina has two children", options=(Option("Yes", "secretdata"),))


@pytest.fixture
async def api() -> AsyncIterator[GraphApi]:
    async with running(GraphApi) as api:
        yield api


@pytest.fixture
async def channel(api: GraphApi) -> AsyncIterator[WhatsApp]:
    session = Session(TOKEN, api.base)
    yield WhatsApp(NUMBER, session)
    await session.close()


async def refusal_of(channel: WhatsApp) -> Refused:
    with pytest.raises(Refused) as caught:
        await channel.send(PHONE, SAID, 7)
    return caught.value


# --- Codes ---------------------------------------------------------------------------------------------------------------

MEANT = {
    131047: Meaning.CLOSED,
    131026: Meaning.UNREACHABLE,
    131030: Meaning.UNREACHABLE,
    131056: Meaning.REST,
    131049: Meaning.REST,
    130472: Meaning.REST,
    130429: Meaning.SLOW_DOWN,
    80007: Meaning.SLOW_DOWN,
    4: Meaning.SLOW_DOWN,
    131048: Meaning.HUSH,
    131050: Meaning.OPTED_OUT,
    131062: Meaning.OURS,
    131051: Meaning.OURS,
    131008: Meaning.OURS,
    131009: Meaning.OURS,
    100: Meaning.OURS,
    132000: Meaning.OURS,
    132001: Meaning.OURS,
    132012: Meaning.OURS,
    132015: Meaning.OURS,
    132016: Meaning.OURS,
    190: Meaning.REVOKED,
    10: Meaning.REVOKED,
    200: Meaning.REVOKED,
    299: Meaning.REVOKED,
    368: Meaning.REVOKED,
    131031: Meaning.REVOKED,
    131042: Meaning.REVOKED,
    131037: Meaning.REVOKED,
    131000: Meaning.RETRY,
    131016: Meaning.RETRY,
    1: Meaning.RETRY,
    2: Meaning.RETRY,
}


@pytest.mark.parametrize("code", MEANT)
async def test_a_code_means_the_same_in_an_answer_and_in_a_status(api: GraphApi, channel: WhatsApp, code: int) -> None:
    api.will_decline(400, code, "A title of Meta's")
    answered = await refusal_of(channel)
    assert (answered.meaning, answered.reason) == (MEANT[code], f"{code} A title of Meta's")
    in_status = by_code({"code": code, "title": "A title of Meta's", "message": "…", "error_data": {"details": PHONE}})
    assert (in_status.meaning, in_status.reason, in_status.after) == (answered.meaning, answered.reason, answered.after)


def test_how_long_to_wait_is_said_with_what_must_wait() -> None:
    assert all(after > 0 for meaning, after in CODES.values() if meaning in (Meaning.SLOW_DOWN, Meaning.HUSH))
    assert by_code({"code": 131056}).after == 0  # longer each time
    assert by_code({"code": 131049}).after == by_code({"code": 130472}).after == DAY
    waiting = {Meaning.SLOW_DOWN, Meaning.HUSH, Meaning.REST}
    assert all(after == 0 for meaning, after in CODES.values() if meaning not in waiting)


@pytest.mark.parametrize(("lane", "wait"), [("conversation", 1_250), ("notice", DAY * 1000)])
def test_complaints_silence_the_number_whatever_was_refused_and_an_answer_is_tried_again(lane: Lane, wait: float) -> None:
    """131048: nobody is written to first for a day, also where it was an answer that met with it."""
    account, keyring = Account(f"whatsapp:{NUMBER}", Pace(0)), Keyring(bytes(32))
    message = Message(
        address="a", external=PHONE, account=account.name, person=1, key=keyring.house, said=Said(text="x", lane=lane)
    )
    settled = Refusals(account=account, keyring=keyring).settled(message, by_code({"code": 131048}), 0)
    assert settled.state == "todo"
    assert 0 < settled.due_at <= wait
    assert account.silent_for(time.monotonic()) > DAY - 60


def test_one_message_tries_a_number_that_is_refused_and_no_other_turns_it_on() -> None:
    account, now = Account(f"whatsapp:{NUMBER}", Pace(0)), 1_000.0
    account.refuse(now)
    account.tried(1, taken=True)  # it had left before
    assert not account.on
    assert not account.tries(now + TRY_AGAIN - 1)
    account.trying(2, now := now + TRY_AGAIN)
    assert not account.tries(now + 1), "one is on its way"
    account.tried(2, taken=False)  # as its person is not on WhatsApp any more
    assert account.tries(now + 1)
    account.trying(3, now)
    account.refuse(now)
    account.tried(3, taken=False)
    assert not account.tries(now + TRY_AGAIN - 1)
    account.trying(4, now + TRY_AGAIN)
    account.tried(4, taken=True)
    account.tried(4, taken=False)
    assert account.on


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (400, Meaning.OURS),
        (401, Meaning.REVOKED),
        (403, Meaning.REVOKED),
        (404, Meaning.OURS),
        (429, Meaning.SLOW_DOWN),
        (500, Meaning.RETRY),
        (503, Meaning.RETRY),
        (504, Meaning.IN_DOUBT),
    ],
)
async def test_of_an_unknown_code_the_status_decides(api: GraphApi, channel: WhatsApp, status: int, meaning: Meaning) -> None:
    api.will_decline(status, 987654, "New")
    assert (await refusal_of(channel)).meaning is meaning


async def test_a_number_that_is_not_ours_stops_the_account(api: GraphApi, channel: WhatsApp) -> None:
    api.will_decline(400, 100, f"Unsupported post request. Object with ID '{NUMBER}' does not exist", error_subcode=33)
    refused = await refusal_of(channel)
    assert (refused.meaning, refused.reason) == (
        Meaning.REVOKED,
        "100 Unsupported post request. Object with ID … does not exist",
    )


def test_pywas_names_of_codes_are_ours() -> None:
    """Another reader of Meta's list: what it calls throttling waits, what it calls authorization or integrity stops the account."""
    waits = {Meaning.SLOW_DOWN, Meaning.REST, Meaning.HUSH}
    for base, meanings in (
        (errors.ThrottlingError, waits),
        (errors.AuthorizationError, {Meaning.REVOKED}),
        (errors.IntegrityError, {Meaning.REVOKED, Meaning.UNREACHABLE}),
    ):
        for kind in base.__subclasses__():
            codes: Iterable[int] = kind.__error_codes__ or ()
            for code in codes:
                if code != 133016:  # of registering a number, which nobody here does
                    assert by_code({"code": code}).meaning in meanings, kind
    assert by_code({"code": errors.ReEngagementMessage.__error_codes__[0]}).meaning is Meaning.CLOSED
    assert by_code({"code": errors.MessageUndeliverable.__error_codes__[0]}).meaning is Meaning.UNREACHABLE


# --- What is told --------------------------------------------------------------------------------------------------------

QUOTING = [
    {"code": 100, "message": "(#100) Invalid parameter: 'Amina has two children'"},
    {"code": 100, "message": "(#100) Param to must be one of 4915112345678"},
    {"code": 131009, "message": "(#131009) Parameter value is not valid", "error_data": {"details": "Amina has two children"}},
    {"code": 1, "message": "Amina has two children"},
    {"code": 131026, "title": "Undeliverable to 4915112345678\nAmina has two children"},
    {"code": 131026, "title": "“Amina has two children” " * 20, "error_user_msg": "Amina has two children"},
]


@pytest.mark.parametrize("error", QUOTING)
def test_a_reason_holds_no_words_and_no_numbers_of_a_person(error: dict[str, Any]) -> None:
    reason = by_code(error).reason
    assert str(error["code"]) in reason
    assert len(reason) <= 64
    assert not any(secret in reason for secret in SECRETS)


async def test_neither_the_token_nor_what_is_said_reaches_a_log_or_an_exception(
    api: GraphApi, channel: WhatsApp, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("bot.channels.whatsapp.http.CALL", timedelta(seconds=0.3))
    api.will_decline(400, 131009, "Parameter value is not valid", error_data={"details": SAID.text})
    api.will_decline(401, 190, "Invalid OAuth access token")
    api.will_answer(400, {"error": {"code": 1, "message": f"{SAID.text} {TOKEN}"}})
    api.will_answer(502, f"<a href='/?access_token={TOKEN}'>".encode())
    api.will_answer(200, f"<a href='/?access_token={TOKEN}'>".encode())
    api.answers.extend([None, ..., b"HTTP/1.1 nonsense"])
    refusals = [await refusal_of(channel) for _ in range(len(api.answers))]
    await channel._session.close()
    refusals += [await refusal_of(channel), await refusal_of(WhatsApp(NUMBER, Session(TOKEN, "http://127.0.0.1:9")))]
    seen = caplog.text + repr(channel) + repr(channel._session) + repr(channel._session.api)
    seen += "".join(told(refusal) for refusal in refusals)
    assert len(refusals) == 10
    assert not any(secret in seen for secret in SECRETS)


# --- What is certain -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        None,
        ...,
        b'HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n{"messages"',
        b"\x16\x03\x01 what is this\r\n\r\n",
        b"HTTP/1.1 200 X\r\nContent-Length: 6\r\n\r\n<html>",
        b"HTTP/1.1 200 X\r\nContent-Length: 2\r\n\r\n[]",
        b'HTTP/1.1 200 X\r\nContent-Length: 15\r\n\r\n{"messages":[]}',
        b'HTTP/1.1 200 X\r\nContent-Length: 17\r\n\r\n{"messages":[{}]}',
        b"HTTP/1.1 504 X\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 X\r\nContent-Length: 100000\r\n\r\n" + b"[" * 100_000,
    ],
    ids=["hangs up", "says nothing", "half", "no HTTP", "no JSON", "no object", "no message", "no id", "gateway", "deep"],
)
async def test_what_was_written_and_not_answered_is_in_doubt(
    api: GraphApi, channel: WhatsApp, monkeypatch: pytest.MonkeyPatch, answer: object
) -> None:
    monkeypatch.setattr("bot.channels.whatsapp.http.CALL", timedelta(seconds=0.3))
    api.answers.append(answer)
    assert (await refusal_of(channel)).meaning is Meaning.IN_DOUBT
    assert len(api.calls) == 1


async def test_an_id_with_half_a_character_is_one_all_the_same(api: GraphApi, channel: WhatsApp) -> None:
    body = rb'{"messages":[{"id":"wamid.\ud83d"}]}'
    api.answers.append(b"HTTP/1.1 200 X\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
    assert await channel.send(PHONE, Said(text="x")) == digest("wamid.\ufffd")


async def test_a_template_and_a_document_that_were_not_answered_are_in_doubt_too(api: GraphApi, channel: WhatsApp) -> None:
    api.answers.append(None)
    with pytest.raises(Refused) as caught:
        await channel.send_template(PHONE, Template(name="lotse_waiting", language="en"), 7)
    assert caught.value.meaning is Meaning.IN_DOUBT
    api.will_say({"id": "1234"})
    api.answers.append(None)
    with pytest.raises(Refused) as caught:
        await channel.send_file(PHONE, "my-data.html", b"<html>", "", 7)
    assert caught.value.meaning is Meaning.IN_DOUBT


@pytest.mark.parametrize("status", [301, 404, 413, 502, 503])
async def test_a_page_that_is_not_the_graph_apis_refuses_nobody(api: GraphApi, channel: WhatsApp, status: int) -> None:
    api.will_answer(status, b"<html>no</html>")
    assert (await refusal_of(channel)).meaning is Meaning.RETRY


@pytest.mark.parametrize(
    "answer", [None, b"HTTP/1.1 200 X\r\nContent-Length: 2\r\n\r\n{}", b"HTTP/1.1 504 X\r\nContent-Length: 0\r\n\r\n"]
)
async def test_what_reaches_nobody_is_never_in_doubt(api: GraphApi, channel: WhatsApp, answer: object) -> None:
    """An upload, the address of a file, two blue ticks: made once more, they do no harm."""
    for call in (
        channel.send_file(PHONE, "my-data.html", b"<html>", ""),
        channel.show(PHONE, "map.png", b"\x89PNG"),
        channel.fetch("1234", 100),
        channel.read("wamid.IN"),
    ):
        api.answers.append(answer)
        with pytest.raises(Refused) as caught:
            await call
        assert caught.value.meaning is Meaning.RETRY
    assert len(api.calls) == 4


async def test_what_could_not_connect_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.http.CONNECT_TIMEOUT", 0.2)
    with deaf_port() as deaf:
        for url in ("http://127.0.0.1:9/v26.0", f"http://127.0.0.1:{deaf}/v26.0"):
            session = Session(TOKEN, url)
            assert (await refusal_of(WhatsApp(NUMBER, session))).meaning is Meaning.RETRY
            await session.close()


async def test_a_call_that_is_cancelled_ends(api: GraphApi, channel: WhatsApp) -> None:
    api.answers.append(...)
    task = asyncio.create_task(channel.send(PHONE, SAID))
    while not api.calls:  # noqa: ASYNC110 - it happens in the server
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_text_that_is_not_unicode_is_ours_to_mend(api: GraphApi, channel: WhatsApp) -> None:
    with pytest.raises(Refused) as caught:
        await channel.send(PHONE, Said(text="half \ud83d"))
    assert caught.value.meaning is Meaning.OURS
    assert api.calls == []


# --- Where the token may go ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "a b", "EAAJ\r\nX: y", "ü"])
def test_what_is_no_token_is_not_repeated(token: str) -> None:
    with pytest.raises(ValueError, match="not an access token") as caught:
        Session(token, "https://graph.facebook.com/v26.0")
    assert not token or token not in str(caught.value)


@pytest.mark.parametrize("api", ["http://graph.facebook.com/v26.0", "http://10.0.0.1", "ftp://localhost", "", "https://"])
def test_an_address_in_the_clear_is_refused_in_one_sentence(api: str) -> None:
    with pytest.raises(ValueError, match=r"must begin with https://") as caught:
        Session(TOKEN, api)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/file",
        "https://lookaside.fbsbx.com.example.org/file",
        "https://evilfbsbx.com/file",
        "http://lookaside.fbsbx.com/file",
        "https://me@lookaside.fbsbx.com/file",
        "https://lookaside.fbsbx.com:8443/file",
        "https://[::1/file",
        "//lookaside.fbsbx.com/file",
        "file:///etc/passwd",
        "http://localhost:9/file",
        "",
    ],
)
async def test_the_token_is_not_shown_to_a_stranger(api: GraphApi, channel: WhatsApp, url: str) -> None:
    api.will_say({"url": url, "mime_type": "image/jpeg", "file_size": "5", "id": "1234"})
    with pytest.raises(Refused, match="does not lie with Meta"):
        await channel.fetch("1234", 100)
    assert len(api.calls) == 1
