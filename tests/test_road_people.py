"""The whole bot beside a pretended WhatsApp, with people whose lives are not tidy: another number, none to be seen, one phone for two."""

import re
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.workbooks.reading import load_folder
from dialogs.form import Form
from phone import FakeTelegram, FakeWhatsApp, Hand, WhatsAppHand
from storage.schema import address, person
from storage.speaking.people import everything
from tests.road import Clock, Road, forms, hurry, road
from tests.run_lotse import QUESTIONS

__all__ = ["forms"]
ROOT = Path(__file__).parents[1]
CODE = re.compile(r"\d{4} \d{4}")
ONCE: dict[str, Any] = {}
TROUBLES = [ONCE, {"twice": True}, {"swaps": 1}, {"twice": True, "swaps": 2}, {"twice": True, "batch": 2, "shuffle": 7}]
NAMES = ["in order", "twice", "swapped", "twice and swapped", "twice in a shuffled batch"]


@pytest.fixture(scope="session")
def shipped() -> dict[str, Form]:
    return load_folder(ROOT / "dialogs/forms")


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch, forms: dict[str, Form], shipped: dict[str, Form]) -> None:
    hurry(monkeypatch, forms | shipped)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def meta(clock: Clock) -> AsyncIterator[FakeWhatsApp]:
    async with FakeWhatsApp(now=lambda: clock().timestamp()) as fake:
        yield fake


def texts_of(hand: Hand | WhatsAppHand) -> list[str]:
    return [shown.text for shown in hand.chat.journal if shown.kind == "sent"]


async def sheets(bot: Road) -> dict[str, dict[str, str]]:
    """{name: {path: value}} of everybody who has said their name."""

    def read(connection: Connection) -> dict[str, dict[str, str]]:
        found = [
            everything(connection, bot.app.store.keyring, one)
            for one in connection.scalars(select(person.c.id).where(person.c.status != "new"))
        ]
        return {
            one["name"]: {given.path: given.value for form in one["forms"] for given in form["answers"]}
            for one in found
            if one["name"]
        }

    return await bot.read(read)


# --- Another number, and none ---------------------------------------------------------------------------------------------


async def _changes_in_the_middle(bot: Road, meta: FakeWhatsApp, act: str, trouble: dict[str, Any]) -> WhatsAppHand:
    """All questions answered; before the third, `act` is done to the phone's number."""
    amal = meta.new_phone("Amal", "en")
    await amal.say("Hello")
    await amal.expect("Please say alpha.")
    for name, following in pairwise(QUESTIONS):
        if name == "gamma":
            meta.disorder(**trouble)
            await getattr(amal, act)()
            meta.disorder()
            await meta.settled()
        await amal.say(name)
        await amal.expect(f"Please say {following}.")
    await amal.say(QUESTIONS[-1])
    await amal.expect(1)
    await meta.settled()
    await bot.settled()
    return amal


@pytest.mark.parametrize("trouble", TROUBLES, ids=NAMES)
async def test_the_same_sheet_goes_on_with_a_new_number(
    tmp_path: Path, meta: FakeWhatsApp, clock: Clock, trouble: dict[str, Any]
) -> None:
    async with road(tmp_path, meta=meta, clock=clock, telegram_too=False) as bot:
        amal = await _changes_in_the_middle(bot, meta, "change_number", trouble)
        assert await bot.answers() == {amal.phone_number: [(name, name) for name in QUESTIONS]}
        assert len(await bot.rows(address, "key")) == 1
        assert len(texts_of(amal)) == len(set(texts_of(amal))) == len(QUESTIONS) + 1


@pytest.mark.parametrize("trouble", TROUBLES, ids=NAMES)
async def test_the_same_sheet_goes_on_when_the_number_is_hidden(
    tmp_path: Path, meta: FakeWhatsApp, clock: Clock, trouble: dict[str, Any]
) -> None:
    async with road(tmp_path, meta=meta, clock=clock, telegram_too=False) as bot:
        amal = await _changes_in_the_middle(bot, meta, "hide_number", trouble)
        assert await bot.answers() == {amal.phone_number: [(name, name) for name in QUESTIONS]}
        assert len(await bot.rows(person, "id")) == 1
        assert len(texts_of(amal)) == len(set(texts_of(amal))) == len(QUESTIONS) + 1


async def test_somebody_whose_number_was_never_seen_is_answered_and_keeps_their_sheet_when_it_shows(
    tmp_path: Path, meta: FakeWhatsApp, clock: Clock
) -> None:
    async with road(tmp_path, meta=meta, clock=clock, telegram_too=False) as bot:
        maryam = meta.new_phone("Maryam", "fa")
        await maryam.hide_number()
        await maryam.say("Hello")
        await maryam.expect("Please say alpha.")
        await maryam.say("one")
        await maryam.expect("Please say beta.")
        await maryam.show_number()
        await maryam.say("two")
        await maryam.expect("Please say gamma.")
        await bot.settled()
        assert list((await bot.answers()).values()) == [[("alpha", "one"), ("beta", "two")]]
        assert len(await bot.rows(person, "id")) == 1


# --- One phone for two ----------------------------------------------------------------------------------------------------


async def _welcomed(hand: WhatsAppHand, name: str) -> str:
    """From the question for the language to that for the year; the number of the message that asks it."""
    await hand.expect("Which language would you like?")
    for press, following in (("English", "May the team"), ("✅ Yes", "Who else may use")):
        await hand.tap(press)
        await hand.expect(following)
    await hand.say("done")
    await hand.expect("What should I call you?")
    await hand.say(name)
    [asked] = await hand.expect("In which year were you born?")
    return asked.message_id


async def _two(meta: FakeWhatsApp) -> tuple[WhatsAppHand, str, str]:
    """Sara and her sister Ruta, who are both asked for their year."""
    hand = meta.new_phone("Sara", "en")
    await hand.say("Hello")
    sara = await _welcomed(hand, "Sara")
    await hand.say("menu")
    for press, following in (("📱 My phones", "Your phones"), ("👥 We share this phone", "several people on one phone")):
        await hand.expect(1)
        await hand.tap(press)
        await hand.expect(following)
    await hand.tap("➕ Add a person")
    return hand, sara, await _welcomed(hand, "Ruta")


async def _handed_to(hand: WhatsAppHand, name: str) -> None:
    await hand.say("menu")
    await hand.expect("What would you like to do?")
    await hand.tap("👥 Somebody else")
    await hand.expect("Who is writing?")
    await hand.tap(name)
    await hand.expect(1)


def _asked(hand: WhatsAppHand, question: str) -> list[str]:
    """The numbers of the messages with that question, in order."""
    return [shown.message_id for shown in hand.chat.journal if shown.kind == "sent" and question in shown.text]


async def _in_turns(bot: Road, meta: FakeWhatsApp, trouble: dict[str, Any]) -> WhatsAppHand:
    """Both tap at once, so that their taps may overtake each other; then each writes, with the phone in her hand."""
    hand, sara, ruta = await _two(meta)
    meta.disorder(**trouble)
    await hand.tap("🤷 I don't know", sara)
    await hand.tap("🔒 Rather not say", ruta)
    await bot.until(lambda: len(_asked(hand, "Are you a woman or a man?")) == 2)
    first, second = _asked(hand, "Are you a woman or a man?")
    await hand.tap("Woman", first)
    await hand.tap("Woman", second)
    await bot.until(lambda: len(_asked(hand, "Which country")) == 2)
    meta.disorder(twice="twice" in trouble)
    for name, country in (("Sara", "Eritrea"), ("Ruta", "Ethiopia")):
        await _handed_to(hand, name)
        await hand.say(country)
        await hand.expect("Do you speak other languages?")
    meta.disorder()
    await meta.settled()
    await bot.settled()
    return hand


@pytest.mark.parametrize("trouble", TROUBLES, ids=NAMES)
async def test_two_with_one_phone_have_each_their_own_answers_whatever_becomes_of_the_webhooks(
    tmp_path: Path, meta: FakeWhatsApp, clock: Clock, trouble: dict[str, Any]
) -> None:
    async with road(tmp_path, meta=meta, clock=clock, telegram_too=False, start="welcome") as bot:
        hand = await _in_turns(bot, meta, trouble)
        found = await sheets(bot)
        assert {name: given["country"] for name, given in found.items()} == {"Sara": "ER", "Ruta": "ET"}
        assert {given["gender"] for given in found.values()} == {"woman"}
        assert await _reasons(bot) == {"Sara": "unknown", "Ruta": "declined"}
        assert len(_asked(hand, "Do you speak other languages?")) == 2
        assert len(await bot.rows(address, "key")) == 1


async def _reasons(bot: Road) -> dict[str, str]:
    """{name: how the question for the year was left}"""

    def read(connection: Connection) -> dict[str, str]:
        people = [everything(connection, bot.app.store.keyring, one) for one in connection.scalars(select(person.c.id))]
        return {
            one["name"]: given.status
            for one in people
            for form in one["forms"]
            for given in form["answers"]
            if given.path == "birth_year"
        }

    return await bot.read(read)


# --- One person on both -----------------------------------------------------------------------------------------------------


async def _code(amal: Hand) -> str:
    """Amal has come to the question for her year on Telegram; the code from her menu."""
    await amal.start()
    for wanted, press in (("Which language", "English"), ("May the team", "✅ Yes"), ("Who else may use", "✅ Done")):
        await amal.expect(wanted)
        await amal.tap(press)
    await amal.expect("What should I call you?")
    await amal.say("Amal")
    await amal.expect("In which year")
    await amal.say("menu")
    await amal.expect("What would you like")
    await amal.tap("📱 My phones")
    await amal.expect("Your phones")
    await amal.tap("🔗 My other phone")
    await amal.expect("Your code")
    found = CODE.search(amal.replies[-1].text)
    assert found
    return found.group()


@pytest.mark.parametrize("twice", [False, True], ids=["once", "twice"])
async def test_two_channels_become_one_person_once_both_have_agreed_however_often_it_is_told(
    tmp_path: Path, meta: FakeWhatsApp, clock: Clock, twice: bool
) -> None:
    async with FakeTelegram() as telegram, road(tmp_path, fake=telegram, meta=meta, clock=clock, start="welcome") as bot:
        amal, other = telegram.new_phone("Nadia", "en"), meta.new_phone("Nadia", "en")
        amal.disorder(twice=twice)
        meta.disorder(twice=twice)
        await other.say(await _code(amal))
        await other.expect("Is that your phone too?")
        await other.tap("✅ Yes, join them")
        await amal.expect("Was that you?")
        assert not any("joined" in text for text in texts_of(other)), "not before both have agreed"
        await amal.tap("✅ Yes, it was me")
        await other.expect("Your phones are joined")
        await other.say("1990")
        await other.expect("Are you a woman or a man?")
        clock.later(minutes=1)
        await amal.tap("🤷 I don't know")  # of a question that was answered on the other phone
        await amal.expect("Are you a woman or a man?")
        await meta.settled()
        await bot.settled()
        assert (await sheets(bot))["Amal"]["birth_year"].startswith("1990")
        assert sum("Your phones are joined" in text for text in (*texts_of(amal), *texts_of(other))) == 2
        assert len(set(await bot.rows(address, "person"))) == 1
