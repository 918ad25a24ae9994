"""A family with one WhatsApp, after days of silence: reminders say whom they are for, and nobody's reply is taken for an answer."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sending.templates import CATEGORY, NEWS, REMINDER, wordings
from bot.texts import speech
from dialogs.form import Form
from phone import FakeWhatsApp, WhatsAppHand
from storage.schema import answer, attendance
from tests.road import Clock, Road, forms, hurry, road
from tests.test_road_whatsapp import BODY, booked

__all__ = ["forms"]
WAY = [
    ("What would you like", "📱 My phones"),
    ("Your phones", "👥 We share this phone"),
    ("several people", "➕ Add a person"),
]


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch, forms: dict[str, Form]) -> None:
    hurry(monkeypatch, forms)


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Road]:
    clock = Clock()
    async with FakeWhatsApp(now=lambda: clock().timestamp()) as meta:
        meta.template("lotse_waiting", "en", BODY, "Read it")
        async with road(tmp_path, meta=meta, clock=clock, telegram_too=False) as found:
            yield found


async def two(bot: Road) -> WhatsAppHand:
    """They are both asked for alpha."""
    assert bot.meta
    phone = bot.meta.new_phone("Amal", "en")
    await phone.say("Hello")
    await phone.expect("Please say alpha.")
    await phone.say("menu")
    for words, button in WAY:
        await phone.expect(words)
        await phone.tap(button)
    await phone.expect("Please say alpha.")
    await bot.settled()
    return phone


async def family(bot: Road) -> WhatsAppHand:
    """Then days pass, and one template stands for both reminders."""
    phone = await two(bot)
    bot.clock.later(days=4)
    await bot.app.clock.tick()
    await phone.expect("Something is waiting for you")
    await bot.settled()
    return phone


def new_texts(phone: WhatsAppHand, since: int) -> list[str]:
    return [shown.text for shown in phone.chat.journal[since:] if shown.kind == "sent"]


async def test_both_reminders_come_with_the_name_of_whom_they_are_for(bot: Road) -> None:
    phone = await family(bot)
    since = len(phone.chat.journal)
    await phone.tap("Read it")
    await phone.expect("Who is writing?")
    await bot.settled()
    told = new_texts(phone, since)
    assert [sum(f"Person {number}" in one.partition("\n")[0] for one in told) for number in (1, 2)] == [1, 1], told
    assert await bot.rows(answer, "path") == []


async def test_an_appointment_is_answered_by_whose_it_is(bot: Road) -> None:
    """Both have a place. The template names nobody, so that it asks nobody whether they come."""
    assert bot.meta
    for one in wordings(speech.load()):
        if one.name in (REMINDER, NEWS) and one.code == "en":
            bot.meta.account.templates.add(one.name, one.code, CATEGORY, one.written("Test")["components"])
    phone = await two(bot)
    await bot.app.turnstile.write(lambda connection: booked(connection, bot, ("en", "en")))
    await bot.app.clock.tick()
    await phone.expect(lambda hand: sum("The team has signed you up" in one for one in new_texts(hand, 0)) == 2)
    bot.clock.later(hours=30)  # the evening two days before
    await bot.app.clock.tick()
    await phone.expect("There is news about your appointment")
    await phone.tap("Read it")
    await phone.expect(lambda hand: sum("Are you coming?" in one for one in new_texts(hand, 0)) == 2)
    await bot.settled()
    whose = [text.partition("\n")[0] for text in new_texts(phone, 0) if "Are you coming?" in text]
    assert sorted(number for number in (1, 2) for one in whose if f"Person {number}" in one) == [1, 2], whose
    await phone.tap("✅ I am coming")
    await phone.expect("We look forward to seeing you.")
    await bot.settled()
    assert await bot.rows(attendance, "said") == ["coming"]


async def test_a_reply_to_the_template_is_nobodys_answer(bot: Road) -> None:
    phone = await family(bot)
    await phone.say("yes")
    await phone.expect("Who is writing?")
    await phone.tap("Person 1")
    await phone.expect("Please say alpha.")
    await bot.settled()
    assert await bot.rows(answer, "path") == []
