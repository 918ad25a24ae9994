"""A family with one WhatsApp, after days of silence: reminders say whom they are for, and nobody's reply is taken for an answer."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dialogs.form import Form
from phone import FakeWhatsApp, WhatsAppHand
from storage.schema import answer
from tests.road import Clock, Road, forms, hurry, road
from tests.test_road_whatsapp import BODY

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


async def family(bot: Road) -> WhatsAppHand:
    """Two people who are both asked for alpha; then days pass, and one template stands for both reminders."""
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


async def test_a_reply_to_the_template_is_nobodys_answer(bot: Road) -> None:
    phone = await family(bot)
    await phone.say("yes")
    await phone.expect("Who is writing?")
    await phone.tap("Person 1")
    await phone.expect("Please say alpha.")
    await bot.settled()
    assert await bot.rows(answer, "path") == []
