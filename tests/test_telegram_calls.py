"""Telegram over HTTP on loopback: every request we make is judged."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

import pytest
import telegram
import telegram.constants
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Meaning, Refused
from bot.channels.http import cancellable
from bot.channels.telegram import Introduction, Telegram
from bot.channels.telegram.introduction import by_telegram_language
from bot.channels.telegram.messages import payload
from bot.channels.telegram.updates import CALLBACK_DATA
from dialogs.events import Option, Place, Said
from dialogs.workshops.values import Spot
from tests.bot_api import BotApi, Call, judge, running
from tests.test_telegram import PAYLOADS, TOKEN

AMINA = "7000001"
MESSAGE = {"message_id": 4711, "date": 1795284000, "chat": {"id": 7000001, "type": "private"}, "text": "x"}
QUESTION = Said(
    text="Welche Sprachen sprechen Sie? \u2068ﺎﻤﻨﻴﻧ\u2069 <b>&",
    options=(Option("العربية", "a:7f3k:1"), Option("I don't know", "a:7f3k:?", "answer"), Option("Back", "v:b", "verb")),
    rtl=True,
)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with running(BotApi) as started:
        yield started


@pytest.fixture
async def channel(api: BotApi) -> AsyncIterator[Telegram]:
    channel = Telegram(TOKEN, api=api.url)
    yield channel
    await channel.close()


# --- What is said, as a call -----------------------------------------------------------------------------------------


def options(*roles: str) -> tuple[Option, ...]:
    return tuple(Option(f"Label {number}", f"d{number}", cast("Any", role)) for number, role in enumerate(roles))


def keyboard(said: Said) -> list[list[str]]:
    _, parameters = payload("7000001", said)
    return [[button["callback_data"] for button in row] for row in parameters["reply_markup"]["inline_keyboard"]]


def test_what_is_said_leaves_as_plain_text_without_a_preview() -> None:
    assert payload("7000001", Said(text="<b> & _*[")) == (
        "sendMessage",
        {"chat_id": "7000001", "text": "<b> & _*[", "link_preview_options": {"is_disabled": True}},
    )


def test_choices_and_answers_have_rows_of_their_own_and_verbs_share_the_last_ones() -> None:
    roles = ("choice", "verb", "choice", "answer", "verb", "verb", "verb")
    rows = [["d0"], ["d2"], ["d3"], ["d1", "d4", "d5"], ["d6"]]
    assert keyboard(Said(text="?", options=options(*roles))) == rows
    assert keyboard(Said(text="?", options=options(*roles), rtl=True)) == [*rows[:3], ["d5", "d4", "d1"], ["d6"]]


def test_an_edit_names_the_message_and_takes_its_buttons_away() -> None:
    method, parameters = payload("7000001", Said(text="Thank you", edits="120"))
    assert method == "editMessageText"
    assert parameters["message_id"] == 120
    assert "reply_markup" not in parameters


def test_the_limits_are_telegrams() -> None:
    assert Telegram.limits.text == telegram.constants.MessageLimit.MAX_TEXT_LENGTH
    assert telegram.constants.InlineKeyboardButtonLimit.MAX_CALLBACK_DATA == CALLBACK_DATA


def test_a_regional_language_stands_in_where_its_two_letters_are_free() -> None:
    texts = {code: Introduction(commands=(), description=code, short="") for code in ("en", "fa_AF", "fa", "pt-BR", "ckb")}
    found = {code: text.description for code, text in by_telegram_language(texts).items()}
    assert found == {"": "en", "en": "en", "fa": "fa", "pt": "pt-BR"}


# --- Requests --------------------------------------------------------------------------------------------------------


async def test_a_message_is_sent_and_its_id_returned(api: BotApi, channel: Telegram) -> None:
    api.will_do(MESSAGE)
    assert await channel.send(AMINA, QUESTION) == "4711"
    [call] = api.calls
    assert (call.token, call.method) == (TOKEN, "sendMessage")
    assert call.parameters == payload(AMINA, QUESTION)[1]
    judge(call)


async def test_an_edit_is_made_to_the_message_that_was_tapped(api: BotApi, channel: Telegram) -> None:
    api.will_do(MESSAGE)
    assert await channel.send(AMINA, Said(text="Thank you", edits="4711")) == "4711"
    assert api.calls[0].method == "editMessageText"
    judge(api.calls[0])


async def test_a_cancellation_that_comes_with_the_answer_is_not_forgotten() -> None:
    answered = asyncio.Event()

    async def swallows() -> str:
        with suppress(asyncio.CancelledError):
            await answered.wait()
        return "the answer"

    task = asyncio.create_task(cancellable(swallows()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


SHOWN = {
    "sendPhoto": ("map.JPG", "photo", [{"file_id": "small"}, {"file_id": "large"}]),
    "sendAudio": ("question.mp3", "audio", {"file_id": "large"}),
    "sendVoice": ("question.ogg", "voice", {"file_id": "large"}),
    "sendVideo": ("film.mp4", "video", {"file_id": "large"}),
    "sendDocument": ("plan.svg", "document", {"file_id": "large"}),
}


@pytest.mark.parametrize("method", SHOWN)
async def test_a_file_is_uploaded_as_what_it_is_and_then_shown_by_its_id(api: BotApi, channel: Telegram, method: str) -> None:
    name, field, told = SHOWN[method]
    api.will_do(MESSAGE | {field: told})
    api.will_do(MESSAGE | {field: told})
    file = await channel.show(AMINA, name, b"\x89content")
    assert file == "large"
    await channel.show(AMINA, name, file)
    first, again = api.calls
    assert (first.method, first.parameters, first.files) == (method, {"chat_id": AMINA}, {field: (name, b"\x89content")})
    assert (again.method, again.parameters, again.files) == (method, {"chat_id": AMINA, field: "large"}, {})
    judge(first)
    judge(again)


async def test_what_a_file_is_called_can_be_stored(api: BotApi, channel: Telegram) -> None:
    api.will_answer(200, rb'{"ok":true,"result":{"photo":{"file_id":"Ag\ud83d\u0000"}}}')
    assert await channel.show(AMINA, "a.png", b"x") == "Ag\ufffd"


@pytest.mark.parametrize("answer", [{}, {"photo": []}, {"photo": [None]}, {"photo": {"file_id": 7}}, True, []])
async def test_a_picture_that_came_to_a_strange_answer_is_sent_all_the_same(
    api: BotApi, channel: Telegram, answer: Any
) -> None:
    api.will_do(answer)
    assert await channel.show(AMINA, "a.png", b"x") == ""


# --- Files that people sent ------------------------------------------------------------------------------------------


async def test_a_file_is_fetched_in_two_calls(api: BotApi, channel: Telegram) -> None:
    api.will_do({"file_id": "AgAC", "file_unique_id": "A", "file_size": 5, "file_path": "photos/file_1.jpg"})
    api.will_give(b"\xff\xd8abc")
    assert await channel.fetch("AgAC", 5) == b"\xff\xd8abc"
    asked, given = api.calls
    assert (asked.method, asked.parameters) == ("getFile", {"file_id": "AgAC"})
    assert (given.method, given.token, given.parameters) == ("file", TOKEN, {"path": "photos/file_1.jpg"})
    judge(asked)


async def test_no_more_is_read_of_a_file_than_is_wanted(api: BotApi, channel: Telegram) -> None:
    """The server promises a terabyte, and goes on sending."""
    api.will_do({"file_path": "documents/file_2.bin"})
    api.will_give(b"x" * 300_000, told=10**12)
    with pytest.raises(Refused) as caught:
        await channel.fetch("AgAC", 100_000)
    assert caught.value.meaning is Meaning.TOO_LARGE


@pytest.mark.parametrize(
    "path", [None, 7, "", "/etc/passwd", "../x", "a/../b", "a?b", "a b", "//x", "https://example.org/x", "a/.b"]
)
async def test_a_path_that_leads_elsewhere_is_not_followed(api: BotApi, channel: Telegram, path: object) -> None:
    api.will_do({"file_path": path})
    with pytest.raises(Refused, match="no path"):
        await channel.fetch("AgAC", 100)
    assert len(api.calls) == 1


async def test_what_the_file_server_refuses_is_asked_for_again_without_the_token_in_the_reason(
    api: BotApi, channel: Telegram
) -> None:
    for status in (404, 500, 302):
        api.will_do({"file_path": "a.jpg"})
        api.will_answer(status, b"no")
        with pytest.raises(Refused) as caught:
            await channel.fetch("AgAC", 100)
        assert caught.value.meaning is Meaning.RETRY
        assert TOKEN not in str(caught.value)
    api.will_do({"file_path": "a.jpg"})
    api.will_give(b"half", told=8)
    api.answers.append(None)
    task = asyncio.create_task(channel.fetch("AgAC", 100))
    while len(api.calls) < 8:  # noqa: ASYNC110 - it happens in the server
        await asyncio.sleep(0.01)
    await api.hang_up()
    with pytest.raises(Refused) as caught:
        await task
    assert caught.value.meaning in (Meaning.RETRY, Meaning.IN_DOUBT)
    assert TOKEN not in str(caught.value)


async def test_a_file_is_sent_with_its_name_content_and_caption(api: BotApi, channel: Telegram) -> None:
    api.will_do(MESSAGE)
    assert await channel.send_file(AMINA, "my-data.json", b'{"a":"\xd8\xb4"}\r\n--x', "Ihre Daten ✓") == "4711"
    [call] = api.calls
    assert call.method == "sendDocument"
    assert call.parameters == {"chat_id": AMINA, "caption": "Ihre Daten ✓"}
    assert call.files == {"document": ("my-data.json", b'{"a":"\xd8\xb4"}\r\n--x')}
    judge(call)


async def test_a_picture_has_words_and_buttons_under_it_unless_they_are_too_many(api: BotApi, channel: Telegram) -> None:
    api.will_do(MESSAGE)
    assert await channel.send_drawn(AMINA, b"\x89PNG", QUESTION) == "4711"
    [call] = api.calls
    assert (call.method, call.files) == ("sendPhoto", {"photo": ("picture.png", b"\x89PNG")})
    keys = json.loads(call.parameters["reply_markup"])  # beside a file all else is text
    assert (call.parameters["caption"], len(keys["inline_keyboard"])) == (QUESTION.text, 3)
    judge(replace(call, parameters={**call.parameters, "reply_markup": keys}))
    with pytest.raises(Refused) as caught:
        await channel.send_drawn(AMINA, b"\x89PNG", Said(text="x" * 1025))
    assert caught.value.meaning is Meaning.TOO_LARGE


@pytest.mark.parametrize(("name", "address"), [("Haus", "Weg 5"), ("Haus", ""), ("", "Weg 5"), ("", "")])
async def test_a_place_is_a_venue_with_whatever_is_known_of_it(api: BotApi, channel: Telegram, name: str, address: str) -> None:
    api.will_do(MESSAGE)
    assert await channel.send_place(AMINA, Spot(name, address, Place(52.5, -13.25))) == "4711"
    [call] = api.calls
    degrees = "52.50000, -13.25000"
    known = [*filter(None, (name, address)), degrees, degrees]
    where = {"chat_id": AMINA, "latitude": 52.5, "longitude": -13.25}
    assert (call.method, call.parameters) == ("sendVenue", {**where, "title": known[0], "address": known[1]})
    judge(call)


async def test_updates_are_asked_for_from_an_offset_and_come_raw(api: BotApi, channel: Telegram) -> None:
    api.will_do([PAYLOADS["text"], {"update_id": "odd"}])
    assert await channel.updates(42) == [PAYLOADS["text"], {"update_id": "odd"}]
    assert api.calls[0].parameters == {
        "offset": 42,
        "timeout": 25,
        "allowed_updates": ["message", "callback_query", "my_chat_member"],
    }
    judge(api.calls[0])


async def test_an_update_with_half_a_character_does_not_stop_polling(api: BotApi, channel: Telegram) -> None:
    api.will_answer(200, rb'{"ok":true,"result":[{"update_id":1,"message":{"text":"\ud83d"}}]}')
    [update] = await channel.updates(0)
    assert update["message"]["text"] == "\ud83d"


async def test_the_webhook_is_set_with_its_secret_and_deleted(api: BotApi, channel: Telegram) -> None:
    api.will_do(True)
    api.will_do(True)
    await channel.set_webhook("https://lotse.example.org/telegram/123456", "s3cret")
    await channel.delete_webhook()
    assert [call.method for call in api.calls] == ["setWebhook", "deleteWebhook"]
    assert api.calls[0].parameters["secret_token"] == "s3cret"
    assert api.calls[0].parameters["max_connections"] == 100
    for call in api.calls:
        judge(call)


async def test_a_tap_is_acknowledged_and_one_too_old_does_not_matter(api: BotApi, channel: Telegram) -> None:
    api.will_do(True)
    api.will_refuse(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    api.will_refuse(401, "Unauthorized")
    await channel.acknowledge("77")
    await channel.acknowledge("78")
    with pytest.raises(Refused):
        await channel.acknowledge("79")
    judge(api.calls[0])
    answer = channel.answer_in_response("77")
    assert answer == {"method": api.calls[0].method, **api.calls[0].parameters}


def introduction(language: str) -> Introduction:
    return Introduction(commands=(("help", f"Help {language}"), ("my_data", "Data")), description="About", short="Short")


async def test_the_bot_introduces_itself_in_every_language_telegram_knows(api: BotApi, channel: Telegram) -> None:
    for _ in range(9):
        api.will_do(True)
    assert await channel.introduce({code: introduction(code) for code in ("en", "ckb", "fa_AF")}) == []
    made = {(call.method, call.parameters["language_code"]) for call in api.calls}
    methods = ("setMyCommands", "setMyDescription", "setMyShortDescription")
    assert made == {(method, code) for method in methods for code in ("", "en", "fa")}
    for call in api.calls:
        judge(call)


async def test_one_refused_description_does_not_keep_the_others_back(api: BotApi, channel: Telegram) -> None:
    api.will_do(True)
    api.will_refuse(400, "Bad Request: DESCRIPTION_TOO_LONG")
    for _ in range(4):
        api.will_do(True)
    faults = await channel.introduce({"en": introduction("en")})
    assert faults == ["setMyDescription default: 400 Bad Request: DESCRIPTION_TOO_LONG"]
    assert len(api.calls) == 6


async def test_a_pause_that_is_asked_for_ends_the_introduction(api: BotApi, channel: Telegram) -> None:
    api.will_refuse(429, "Too Many Requests: retry after 3600", retry_after=3600)
    with pytest.raises(Refused) as caught:
        await channel.introduce({"en": introduction("en")})
    assert caught.value.after == 3600
    assert len(api.calls) == 1


letters = st.characters(exclude_categories=("Co", "Cs"))  # those for private use are our marks, which nobody sees
texts = st.text(letters, min_size=1, max_size=2048)
buttons = st.builds(
    Option,
    label=st.text(letters, min_size=1, max_size=64),
    data=st.text(st.characters(codec="ascii", exclude_characters="\0"), min_size=1, max_size=64),
    role=st.sampled_from(["choice", "answer", "verb"]),
)


@given(text=texts, options=st.lists(buttons, max_size=20).map(tuple), edits=st.sampled_from(["", "5"]), rtl=st.booleans())
def test_whatever_is_said_within_the_limits_passes_the_judges(
    text: str, options: tuple[Option, ...], edits: str, rtl: bool
) -> None:
    method, parameters = payload(AMINA, Said(text=text, options=options, edits=edits, rtl=rtl))
    judge(Call(token=TOKEN, method=method, parameters=parameters, files={}))


@pytest.mark.parametrize(
    "change",
    [
        {"text": ""},
        {"text": "x" * 4097},
        {"text": 5},
        {"colour": "red"},
        {"reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "ش" * 33}]]}},
        {"reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
        {"reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "a", "kind": "x"}]]}},
    ],
)
def test_the_judges_object_to_what_is_wrong(change: dict[str, Any]) -> None:
    _, parameters = payload(AMINA, QUESTION)
    with pytest.raises(Exception, match=r"Bad Request|validation error|knows no"):
        judge(Call(token=TOKEN, method="sendMessage", parameters=parameters | change, files={}))


@pytest.mark.parametrize("name", PAYLOADS)
def test_the_captured_updates_are_of_telegrams_shape(name: str) -> None:
    from aiogram.types import Update

    from tests.bot_api import invented

    update = Update.model_validate_json(json.dumps(PAYLOADS[name]))
    assert invented(update) == []
    assert telegram.Update.de_json(PAYLOADS[name], None).api_kwargs == {}
