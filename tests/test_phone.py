"""The pretended Bot API, judged by the two libraries that talk to the real one."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from typing import Any

import orjson
import pytest
import telegram
from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TimedOut
from telegram.request import HTTPXRequest

from phone import FakeTelegram, Hand, person
from phone.__main__ import growing_serial
from phone.acts import sample
from phone.world import Phone, World
from tests.phoning import call, keyboard


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def bot(fake: FakeTelegram) -> AsyncIterator[Bot]:
    request = HTTPXRequest(connection_pool_size=8, read_timeout=5)
    async with Bot(fake.token, fake.base_url, fake.base_file_url, request=request) as bot:
        yield bot


@pytest.fixture
async def bashir(fake: FakeTelegram) -> Hand:
    hand = fake.phone("Bashir")
    await hand.start()
    return hand


def unknown_fields(model: Any, where: str = "") -> Iterator[str]:
    """Fields that aiogram took without knowing them, anywhere below a model."""
    yield from (f"{where}.{name}" for name in model.model_extra or {})
    for name in type(model).model_fields:
        value = getattr(model, name)
        for each in value if isinstance(value, list) else [value]:
            if hasattr(each, "model_extra"):
                yield from unknown_fields(each, f"{where}.{name}")


async def test_every_update_is_one_that_both_libraries_take(fake: FakeTelegram, bot: Bot, bashir: Hand) -> None:
    from aiogram.types import Update

    spoken = await bashir.say("سلام https://example.org 😀 /help")
    await bot.send_message(bashir.id, "?", reply_markup=keyboard("Yes"))
    await bashir.tap("Yes")
    await bashir.edit(spoken["message_id"], "درود")
    for kind in ("photo", "voice", "document", "sticker"):
        await bashir.send(kind, caption="certificate" if kind == "photo" else "")
    await bashir.send_location(52.5, 13.4)
    await bashir.send_contact()
    await bashir.block()
    await bashir.unblock()
    await fake.new_phone("Hanna", "ti", last_name="T", username="hanna_t").start("workshop-12")

    updates = (await call(fake, "getUpdates"))["result"]

    kinds = {next(key for key in update if key != "update_id") for update in updates}
    assert kinds == {"message", "edited_message", "callback_query", "my_chat_member"}
    for update in updates:
        assert list(unknown_fields(Update.model_validate(update))) == []
        decoded = telegram.Update.de_json(orjson.loads(orjson.dumps(update)), None)
        assert decoded.effective_user is not None
        assert not decoded.api_kwargs
    assert updates[-1]["message"]["text"] == "/start workshop-12"
    assert updates[-1]["message"]["entities"] == [{"offset": 0, "length": 6, "type": "bot_command"}]


async def test_every_answer_decodes_in_python_telegram_bot(bot: Bot, bashir: Hand) -> None:
    sent = await bot.send_message(bashir.id, "<b>hi</b>", parse_mode="HTML", reply_markup=keyboard("a", "b"))
    assert sent.entities[0].type == "bold"
    assert sent.reply_markup == keyboard("a", "b")
    edited = await bot.edit_message_text("new", bashir.id, sent.message_id, reply_markup=keyboard("a"))
    assert isinstance(edited, telegram.Message)
    assert edited.edit_date is not None
    await bot.edit_message_reply_markup(bashir.id, sent.message_id, reply_markup=None)
    reply = await bot.send_message(bashir.id, "reply", reply_to_message_id=sent.message_id)
    assert reply.reply_to_message is not None
    voice = await bot.send_voice(bashir.id, sample("voice").data, duration=3, caption="listen")
    assert voice.voice is not None
    assert (voice.voice.to_dict()["duration"], voice.caption) == (3, "listen")
    document = await bot.send_document(bashir.id, b"text", filename="letter.txt")
    assert document.document is not None
    assert document.document.file_name == "letter.txt"
    assert (await bot.send_audio(bashir.id, b"ID3", title="song")).audio is not None
    assert (await bot.send_video(bashir.id, b"mp4", width=4, height=3)).video is not None
    assert (await bot.send_location(bashir.id, 52.5, 13.4)).location is not None
    shown = await bot.send_venue(bashir.id, 52.5, 13.4, "Harbour House", "1, Grand-Rue")
    assert shown.venue == telegram.Venue(telegram.Location(13.4, 52.5), "Harbour House", "1, Grand-Rue")
    assert shown.location == shown.venue.location
    assert await bot.send_chat_action(bashir.id, "typing")
    assert await bot.delete_message(bashir.id, reply.message_id)
    assert await bot.set_my_commands([BotCommand("help", "Help")], BotCommandScopeChat(bashir.id), "fa")
    assert await bot.get_my_commands(BotCommandScopeChat(bashir.id), "fa") == (BotCommand("help", "Help"),)
    assert await bot.set_my_name("Lotse")
    assert (await bot.get_my_name("fa")).name == "Lotse"
    assert await bot.set_my_description("Guides")
    assert (await bot.get_my_description()).description == "Guides"
    assert await bot.set_my_short_description("G")
    assert await bot.set_chat_menu_button(bashir.id, telegram.MenuButtonCommands())
    assert isinstance(await bot.get_chat_menu_button(bashir.id), telegram.MenuButtonCommands)
    assert (await bot.get_webhook_info()).url == ""
    assert await bot.delete_webhook(drop_pending_updates=True)


async def test_every_answer_decodes_in_aiogram(fake: FakeTelegram, bashir: Hand) -> None:
    from aiogram import Bot as Aiogram
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup

    bot = Aiogram(fake.token, AiohttpSession(api=TelegramAPIServer.from_base(fake.url)))
    keys = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Yes", callback_data="y", style="primary")]])
    try:
        assert (await bot.get_me()).is_bot
        sent = await bot.send_message(bashir.id, "<i>hi</i>", parse_mode="HTML", reply_markup=keys)
        await bot.edit_message_text("new", chat_id=bashir.id, message_id=sent.message_id, reply_markup=keys)
        await bashir.tap("Yes")
        updates = await bot.get_updates(timeout=1)
        query = updates[-1].callback_query
        assert query is not None
        assert await bot.answer_callback_query(query.id, text="noted", show_alert=True)
        pictured = await bot.send_photo(bashir.id, BufferedInputFile(sample("photo").data, "certificate.jpg"))
        assert pictured.photo is not None
        assert (pictured.photo[-1].width, pictured.photo[-1].height) == (800, 600)
        again = await bot.send_photo(bashir.id, pictured.photo[-1].file_id)
        assert again.photo is not None
        assert await bot.set_webhook("http://127.0.0.1:9/hook", secret_token="s3cret")
        assert (await bot.get_webhook_info()).url == "http://127.0.0.1:9/hook"
    finally:
        await bot.session.close()
    assert "noted" in [shown.text for shown in bashir.chat.journal]


async def test_a_picture_is_sent_downloaded_and_the_large_one_comes_last(bot: Bot, bashir: Hand) -> None:
    await bashir.send("photo")
    (*_, update) = await bot.get_updates()
    assert update.message is not None
    small, large = update.message.photo
    assert small.width < large.width == 800
    file = await large.get_file()
    assert file.file_path is not None
    assert file.file_path.startswith(bot.base_file_url)
    assert bytes(await file.download_as_bytearray()) == sample("photo").data


async def test_who_has_blocked_the_bot_or_left_cannot_be_written_to(bot: Bot, bashir: Hand) -> None:
    await bashir.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(bashir.id, "x")
    await bashir.start()
    await bot.send_message(bashir.id, "x")
    await bashir.deactivate()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(bashir.id, "x")


async def test_a_long_poll_waits_and_an_offset_confirms(fake: FakeTelegram, bot: Bot, bashir: Hand) -> None:
    (started,) = await bot.get_updates()
    poll = asyncio.create_task(bot.get_updates(offset=started.update_id + 1, timeout=5))
    await fake.expect_request("getUpdates", 2)
    await bashir.say("one")
    (one,) = await poll
    assert await bot.get_updates(offset=one.update_id) == (one,)
    await bashir.say("two")
    assert [u.update_id for u in await bot.get_updates(limit=1)] == [one.update_id]
    (two,) = await bot.get_updates(offset=-1)
    assert two.message is not None
    assert two.message.text == "two"
    assert len(await bot.get_updates(offset=two.update_id + 1, timeout=0)) == 0


async def test_only_the_kinds_asked_for_are_kept(bot: Bot, bashir: Hand) -> None:
    await bot.get_updates(offset=-1, allowed_updates=["message"])
    await bashir.block()
    await bashir.start()
    updates = await bot.get_updates()
    assert all(update.message for update in updates)
    assert len(updates) == 2


async def test_a_second_poller_ends_the_first(fake: FakeTelegram, bot: Bot) -> None:
    first = asyncio.create_task(call(fake, "getUpdates", timeout=5))
    await fake.expect_request("getUpdates")
    second = asyncio.create_task(call(fake, "getUpdates", timeout=5))
    assert "Conflict: terminated by other getUpdates request" in (await first)["description"]
    await fake.expect_request("getUpdates", 2)
    await bot.set_webhook("http://127.0.0.1:9/")
    assert "Conflict: terminated by setWebhook request" in (await second)["description"]
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()


async def test_commands_are_shown_in_the_language_of_the_phone(fake: FakeTelegram, bot: Bot, bashir: Hand) -> None:
    await bot.set_my_commands([("help", "Help")])
    await bot.set_my_commands([("help", "راهنما")], language_code="fa")
    described = {name: fake.phone(name).chat for name in ("Bashir", "Olena")}
    shown = {
        name: fake.bot.profile.shown_commands(chat.phone.id, chat.phone.language_code)[0]["description"]
        for name, chat in described.items()
    }
    assert shown == {"Bashir": "راهنما", "Olena": "Help"}


async def test_a_reply_keyboard_stands_until_it_is_taken_away(bot: Bot, bashir: Hand) -> None:
    number = telegram.KeyboardButton("My number", request_contact=True)
    keys = [[number], [telegram.KeyboardButton("Yes")]]
    sent = await bot.send_message(bashir.id, "?", reply_markup=telegram.ReplyKeyboardMarkup(keys))
    assert sent.reply_markup is None
    await bashir.tap("My number")
    await bashir.tap("Yes")
    *_, contact, said = await bot.get_updates()
    assert contact.message is not None
    assert contact.message.contact is not None
    assert contact.message.contact.user_id == bashir.id
    assert said.message is not None
    assert said.message.text == "Yes"
    await bot.send_message(bashir.id, "thanks", reply_markup=telegram.ReplyKeyboardRemove())
    with pytest.raises(LookupError, match="thanks"):
        await bashir.tap("Yes")


async def test_a_tap_can_be_answered_for_as_long_as_the_switch_says() -> None:
    clock = itertools.count(1_700_000_000, 10)
    async with FakeTelegram(query_seconds=15, now=lambda: next(clock)) as fake:
        amal = fake.phone("Amal")
        await amal.start()
        await call(fake, "sendMessage", chat_id=amal.id, text="?", reply_markup=keyboard("Yes").to_dict())
        await amal.tap("Yes")
        (query_id,) = fake.bot.queries
        answer = await call(fake, "answerCallbackQuery", callback_query_id=query_id)
    assert answer["description"].startswith("Bad Request: query is too old")


@pytest.mark.filterwarnings("ignore:.*retry_after. will be of type:telegram.warnings.PTBDeprecationWarning")
async def test_planned_faults_hit_the_calls_they_are_meant_for(fake: FakeTelegram, bot: Bot, bashir: Hand) -> None:
    amal = fake.phone("Amal")
    await amal.start()
    fake.fault(status=429, retry_after=7, chat_id=bashir.id, method="sendMessage", count=2)
    await bot.send_message(amal.id, "hers comes through")
    for _ in range(2):
        with pytest.raises(RetryAfter) as pause:
            await bot.send_message(bashir.id, "x")
        assert pause.value.retry_after == 7
    fake.fault(status=502)
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(bashir.id, "x")
    fake.fault(status=400, description="Bad Request: REPLY_MARKUP_INVALID")
    with pytest.raises(BadRequest, match=r"(?i)reply_markup_invalid"):
        await bot.send_message(bashir.id, "x")
    assert not bashir.replies
    assert not fake.world.faults.planned


async def test_a_call_that_is_never_answered_was_carried_out_all_the_same(fake: FakeTelegram, bot: Bot, bashir: Hand) -> None:
    fake.fault(hang=30)
    with pytest.raises(TimedOut):
        await bot.send_message(bashir.id, "once", read_timeout=0.1)
    assert [shown.text for shown in bashir.replies] == ["once"]


async def test_a_cut_line_leaves_nothing_behind(fake: FakeTelegram, bot: Bot, bashir: Hand) -> None:
    fake.fault(drop=True)
    with pytest.raises(NetworkError):
        await bot.send_message(bashir.id, "never")
    assert not bashir.replies
    assert fake.requests("sendMessage")[0]["status"] is None


async def test_waiting_in_vain_shows_the_screen(bot: Bot, bashir: Hand) -> None:
    await bot.send_message(bashir.id, "the last thing said", reply_markup=keyboard("Yes"))
    with pytest.raises(AssertionError, match=r"(?s)the last thing said.*\[Yes\]"):
        await bashir.expect("something else", timeout=0.05)


async def test_a_server_made_anew_uses_no_number_again() -> None:
    """A bot that remembers would take the new run's messages for old ones."""
    earlier, later = World(serial=growing_serial(1_800_000_000)), World(serial=growing_serial(1_800_000_060))
    for world in (earlier, later):
        amal = world.chat(world.bot("1:x"), world.add_phone(Phone(world.new_number(), "Amal", "ar")))
        person.say(world, world.bot("1:x"), amal, "hello")
    numbers = [_numbers(world) for world in (earlier, later)]
    assert all(old < new < 2**31 for old, new in zip(*numbers, strict=True))


def _numbers(world: World) -> tuple[int, int, int]:
    (pending,) = world.bot("1:x").updates.pending
    return pending.id, pending.body["message_id"], pending.body["chat"]["id"]
