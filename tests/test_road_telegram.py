"""What Telegram may do to us: refuse, break, fall silent, tell things twice and in the wrong order. Everybody is answered, once."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.sending.refusing import MOST_TRIES
from dialogs.events import Tapped
from dialogs.form import Form
from phone import Hand
from storage.answers import extract
from storage.schema import address
from storage.schema import outbox as outbox_
from tests.conversations import VOICES, Phone, house, world
from tests.road import Road, forms, hurry, road, texts
from tests.run_lotse import QUESTIONS, answer, expected, walk

__all__ = ["forms"]
TOLD = "Please say alpha."
INTRODUCTIONS = 1 + len({code[:2] for code in VOICES.languages})  # one for languages that are not ours
SILENCE = 0.3  # seconds, and then the connection is cut


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch, forms: dict[str, Form]) -> None:
    hurry(monkeypatch, forms)


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Road]:
    async with road(tmp_path) as found:
        yield found


async def asked(bot: Road, name: str = "Amal") -> Hand:
    """Somebody who has just been asked the first question."""
    hand = bot.fake.phone(name)
    await hand.start()
    await hand.expect(TOLD)
    await bot.settled()
    return hand


# --- Twice, late, and in the wrong order --------------------------------------------------------------------------------


@pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])
async def test_what_is_told_twice_counts_once(tmp_path: Path, webhook: bool) -> None:
    async with road(tmp_path, webhook=webhook) as bot:
        amal = bot.fake.phone("Amal")
        amal.disorder(twice=True)
        await walk(amal)
        await bot.settled()
        assert await bot.answers() == expected([amal])
        assert len(texts(amal)) == len(set(texts(amal)))


async def test_words_that_arrive_in_the_wrong_order_are_answers_to_what_is_asked_when_they_come(bot: Road) -> None:
    amal = await asked(bot)
    amal.disorder(swaps=1)
    await amal.say("one")
    await amal.say("two")
    await amal.expect("Please say gamma.")
    await bot.settled()
    assert await bot.answers() == {str(amal.id): [("alpha", "two"), ("beta", "one")]}


async def test_in_any_order_of_five_acts_nobody_gets_lost(database_url: str, forms: dict[str, Form]) -> None:
    """A button may overtake words, and an old button come last: whoever then answers what is asked gets to the end."""
    async with house(database_url, world({"buttons": forms["buttons"]})) as home:
        model = home.phone("model")
        await model.start()
        acts = ["words"]
        for label in ("Yes", "Tea", "Coffee", "Done"):
            acts.append(model.button(label)[1].data)
            await model.tap(label)
        await model.say("words")
        orders = list(itertools.permutations(acts))
        phones = [home.phone(f"person {number}") for number in range(len(orders))]
        await asyncio.gather(*(act_all(phone, order) for phone, order in zip(phones, orders, strict=True)))
        home.later(minutes=1)
        await asyncio.gather(*(finish(phone) for phone in phones))
        filled = await home.store.read(lambda connection: list(extract.filled(connection, home.store.keyring, "buttons")))
    assert len(filled) == len(orders) + 1 == 121
    for one in filled:
        assert one
        latest = {given.path: given.value for given in one.sheet.answers}
        assert one.sheet.state == "handed_in", latest
        assert (latest["ready"], latest["words"]) == ("yes", "words")
        assert set(latest["likes"].split()) <= {"tea", "coffee"}


async def act_all(phone: Phone, order: Sequence[str]) -> None:
    await phone.start()
    for act in order:
        answered = await (phone.say(act) if act == "words" else phone.happen(Tapped(at=phone.house.now, data=act)))
        assert answered or act != "words", order


async def finish(phone: Phone) -> None:
    for label in ("Yes", "Tea", "Done"):
        if any(label in option.label for option in phone.last.options) and "☑ " + label not in phone.screen:
            await phone.tap(label)
    if "Please say words." in phone.screen:
        await phone.say("words")


# --- Refusals ---------------------------------------------------------------------------------------------------------


async def test_429_silences_the_whole_account_for_as_long_as_it_says(bot: Road) -> None:
    amal, olena = await asked(bot), await asked(bot, "Olena")
    await bot.fake.expect_request("setMyShortDescription", INTRODUCTIONS)  # the bot has introduced itself
    bot.fake.fault(method="sendMessage", chat_id=amal.id, status=429, retry_after=1)
    await amal.say("hers")
    await bot.until(lambda: [call for call in bot.fake.requests("sendMessage") if call["status"] == 429])
    await bot.until(lambda: bot.app.senders[0].pace.paused_until)
    silent, refused = time.time(), bot.fake.requests("sendMessage")[-1]
    await olena.say("hers too")
    for hand in (amal, olena):
        await hand.expect("Please say beta.")
    later = [call for call in bot.fake.requests() if call["time"] > silent]
    assert [call["method"] for call in later if call["time"] < refused["time"] + 1] == []
    assert len(later) >= 2


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (400, "Bad Request: chat not found"),
    ],
)
async def test_somebody_who_cannot_be_reached_is_left_alone_until_they_write_again(
    bot: Road, status: int, sentence: str
) -> None:
    amal = await asked(bot)
    bot.fake.fault(method="sendMessage", chat_id=amal.id, status=status, description=sentence)
    await amal.say("hers")
    await bot.until(bot.concerns)
    assert await bot.concerns() == ["unreachable"]
    assert await bot.rows(address, "state", "reason") == [("unreachable", f"{status} {sentence}")]
    assert await bot.states() == ["sent", "failed"]
    await amal.say("here I am")
    await amal.expect("Please say gamma.")
    await bot.settled()
    assert await bot.rows(address, "state", "reason") == [("ok", "")]
    assert (await bot.answers())[str(amal.id)] == [("alpha", "hers"), ("beta", "here I am")]


async def test_somebody_who_blocks_the_bot_and_comes_back_goes_on(bot: Road) -> None:
    amal = await asked(bot)
    await amal.block()
    await bot.until(lambda: bot.rows(address, "state"))
    await amal.start()
    await amal.expect(TOLD)
    assert await bot.rows(address, "state") == ["ok"]


async def test_a_broken_platform_is_tried_again_later_and_later(bot: Road) -> None:
    amal = await asked(bot)
    bot.fake.fault(method="sendMessage", count=3, status=502)
    await amal.say("hers")
    waits = []
    for tries in (1, 2, 3):

        async def tried(tries: int = tries) -> bool:
            return await bot.rows(outbox_, "state", "attempts") == [("sent", 0), ("todo", tries)]

        await bot.until(tried)
        waits.append((await bot.rows(outbox_, "due_at"))[-1] - int(bot.clock().timestamp() * 1000))
        bot.clock.later(milliseconds=waits[-1])
    await amal.expect("Please say beta.")
    await bot.settled()
    assert [0.75 <= wait / (1000 * 2**number) <= 1.25 for number, wait in enumerate(waits)] == [True] * 3
    assert len(bot.fake.requests("sendMessage")) == 5
    assert await bot.concerns() == []


async def test_a_platform_that_stays_broken_is_given_up_and_somebody_is_told(bot: Road) -> None:
    amal = await asked(bot)
    bot.fake.fault(method="sendMessage", count=100, status=500)
    await amal.say("hers")

    async def given_up() -> bool:
        bot.clock.later(minutes=6)
        return "failed" in await bot.states()

    await bot.until(given_up)
    await bot.until(bot.concerns)
    assert await bot.concerns() == ["failed"]
    assert len(bot.fake.requests("sendMessage")) == 1 + 1 + MOST_TRIES


# --- Silence ------------------------------------------------------------------------------------------------------------


async def test_a_question_that_may_have_arrived_is_put_once_more_after_a_minute(bot: Road) -> None:
    amal = await asked(bot)
    bot.fake.fault(method="sendMessage", hang=SILENCE)
    await amal.say("hers")
    await bot.until(lambda: bot.waits("in doubt"))
    assert texts(amal).count("Please say beta.") == 1
    bot.clock.later(seconds=59)
    await bot.looked()
    assert texts(amal).count("Please say beta.") == 1
    bot.clock.later(seconds=1)
    await bot.settled()
    assert texts(amal).count("Please say beta.") == 2
    assert await bot.states() == ["sent", "sent"]


async def test_but_not_when_the_person_has_gone_on_meanwhile(bot: Road) -> None:
    amal = await asked(bot)
    bot.fake.fault(method="sendMessage", hang=SILENCE)
    await amal.say("hers")
    await bot.until(lambda: bot.waits("in doubt"))
    await amal.say("more")
    await amal.expect("Please say gamma.")
    bot.clock.later(minutes=5)
    await bot.settled()
    assert texts(amal)[-2:] == ["Please say beta.", "Please say gamma."]
    assert await bot.states() == ["sent", "superseded", "sent"]


async def test_a_platform_that_falls_silent_twice_is_not_asked_a_third_time(bot: Road) -> None:
    amal = await asked(bot)
    bot.fake.fault(method="sendMessage", count=2, hang=SILENCE)
    await amal.say("hers")
    await bot.until(lambda: bot.waits("in doubt"))
    bot.clock.later(minutes=1)
    await bot.settled()
    assert await bot.states() == ["sent", "doubt"]
    assert texts(amal).count("Please say beta.") == 2


async def test_a_reminder_that_may_have_arrived_is_not_sent_again(bot: Road) -> None:
    amal = await asked(bot)
    bot.fake.fault(method="sendMessage", hang=SILENCE)
    bot.clock.later(days=3)
    assert await bot.app.clock.tick() == 1
    await bot.settled()
    bot.clock.later(minutes=10)
    await bot.looked()
    assert await bot.states() == ["sent", "doubt"]
    assert len(texts(amal)) == 2


async def test_a_connection_that_breaks_before_the_message_was_read_costs_a_minute_and_nothing_else(bot: Road) -> None:
    amal = await asked(bot)
    bot.fake.fault(method="sendMessage", drop=True)
    await amal.say("hers")
    await bot.until(lambda: bot.waits("in doubt"))
    bot.clock.later(minutes=1)
    await bot.settled()
    assert texts(amal)[1:] == ["Please say beta."]


# --- Edits ------------------------------------------------------------------------------------------------------------


async def test_a_message_that_is_gone_cannot_be_changed_and_is_sent_anew(tmp_path: Path) -> None:
    async with road(tmp_path, start="buttons") as bot:
        amal = bot.fake.phone("Amal")
        await amal.start()
        await amal.expect("Are you ready?")
        await amal.tap("Yes")
        await amal.expect("What do you like?")
        button = amal.last["message_id"]
        await amal.tap(next(label for label in _labels(amal) if "Tea" in label))
        del amal.chat.messages[button]
        await amal.expect("What do you like?")
        await bot.settled()
        assert amal.last["message_id"] > button
        assert "☑" in amal.screen or "✅" in amal.screen, amal.screen


def _labels(hand: Hand) -> list[str]:
    return [button["text"] for row in hand.last["reply_markup"]["inline_keyboard"] for button in row]


async def test_words_that_look_like_markup_or_code_come_back_as_they_were(bot: Road) -> None:
    amal = await asked(bot)
    words = ["<b>_*[`", "{0.__class__} %(x)s ${alpha}", "&lt; \\ \u202e", "' OR 1=1 --", "=1+1"]
    for name, word in zip(QUESTIONS, words, strict=True):
        await amal.expect(f"Please say {name}.")
        await amal.say(word)
    await amal.expect(1)
    await bot.settled()
    kept = [value for _, value in (await bot.answers())[str(amal.id)]]
    assert kept == [word.removesuffix(" \u202e") for word in words]
    assert await bot.set_aside() == []


# --- The account --------------------------------------------------------------------------------------------------------


async def test_a_revoked_token_turns_the_account_off_and_nothing_else(bot: Road) -> None:
    amal = await asked(bot)
    assert (await bot.ready())["ready"]
    bot.fake.fault(method="sendMessage", count=100, status=401)
    await amal.say(answer(amal, "alpha"))
    await bot.until(lambda: not bot.app.senders[0].on)
    await amal.say(answer(amal, "beta"))
    await bot.until(lambda: _answered(bot, 2))
    assert await bot.ready() == {"ready": False, "database": True, "accounts_off": ["telegram:424242"]}
    assert await bot.states() == ["sent", "superseded", "todo"]
    assert len(bot.fake.requests("sendMessage")) == 2


async def _answered(bot: Road, count: int) -> bool:
    return sum(map(len, (await bot.answers()).values())) == count


@pytest.mark.parametrize("status", [401, 409])
async def test_a_bot_that_may_not_ask_for_updates_says_so_and_asks_again(bot: Road, status: int) -> None:
    amal = await asked(bot)
    bot.fake.fault(method="getUpdates", count=2, status=status)
    await amal.say("hers")  # the poll under way ends with this; the next is refused
    await bot.until(lambda: not bot.app.poller.on if bot.app.poller else True)
    assert (await bot.ready())["accounts_off"] == ["telegram:424242"]
    await amal.expect("Please say beta.")
    await amal.say("more")
    await amal.expect("Please say gamma.")
    assert (await bot.ready())["ready"]


async def test_a_platform_that_cannot_be_reached_at_the_start_is_tried_again(tmp_path: Path) -> None:
    async with road(tmp_path / "first") as bot:
        fake = bot.fake
        fake.fault(method="deleteWebhook", count=2, drop=True)
        fake.fault(method="getUpdates", count=2, status=502)
        fake.fault(method="setMyCommands", status=429, retry_after=1)
        async with road(tmp_path / "second", fake=fake) as again:
            await asked(again)
            await again.until(lambda: len(fake.requests("setMyShortDescription")) >= 2 * INTRODUCTIONS)


async def test_whoever_had_a_webhook_may_poll_the_next_time(tmp_path: Path) -> None:
    async with road(tmp_path, webhook=True) as bot:
        fake = bot.fake
        await fake.expect_request("setWebhook")
        await asked(bot)
        async with road(tmp_path / "second", fake=fake) as polling:
            await walk(fake.phone("Olena"))
            assert (await polling.ready())["ready"]


@pytest.mark.parametrize(
    "result",
    [[None, 3, "x", {"update_id": "7"}, {"update_id": 1e300}, {}], [{"update_id": 9_000}], [{"update_id": 2**64 - 1}]],
)
async def test_updates_that_are_none_stop_nobody(bot: Road, monkeypatch: pytest.MonkeyPatch, result: list[Any]) -> None:
    assert bot.app.telegram
    real, odd, offsets = bot.app.telegram.updates, [result], [0]

    async def updates(offset: int) -> list[Any]:
        offsets.append(offset)
        return odd.pop() if odd else await real(0)

    monkeypatch.setattr(bot.app.telegram, "updates", updates)
    await asked(bot)
    assert await bot.set_aside() == []
    assert max(offsets) < 2**63  # what Telegram takes: beyond it, nobody would be heard any more
