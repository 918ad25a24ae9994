"""The whole bot beside a pretended WhatsApp: windows that close, statuses in any order, refusals, silence, several numbers."""

import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from sqlalchemy import Connection, insert, select, update

from bot import app
from bot.channels.base import Meaning
from bot.channels.whatsapp.people import dated
from bot.channels.whatsapp.refusals import CODES
from bot.metrics import REGISTRY
from bot.sending.calls import Calls
from bot.sending.templates import CATEGORY, REMINDER, WAITING, wordings
from bot.texts import speech
from dialogs.events import Said
from dialogs.form import Form
from phone import FakeWhatsApp, WhatsAppHand
from phone.whatsapp.hooks import signature
from storage.messages.outbox import Message, message_row
from storage.schema import address, attendance, event, person
from storage.schema import outbox as outbox_
from storage.times import ms
from storage.workshops import bookings, planning, reach
from tests.road import NOON, Clock, Road, forms, hurry, road
from tests.run_lotse import QUESTIONS
from tests.workshopping import PLANS

__all__ = ["forms"]
BODY = "Something is waiting for you. It is about your questions and answers with: {{1}}. Tap the button to read it."


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch, forms: dict[str, Form]) -> None:
    hurry(monkeypatch, forms)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def meta(clock: Clock) -> AsyncIterator[FakeWhatsApp]:
    async with FakeWhatsApp(now=lambda: clock().timestamp(), numbers=2) as fake:
        fake.template("lotse_waiting", "en", BODY, "Read it")
        yield fake


@pytest.fixture
async def bot(tmp_path: Path, meta: FakeWhatsApp, clock: Clock) -> AsyncIterator[Road]:
    async with road(tmp_path, meta=meta, clock=clock, telegram_too=False) as found:
        yield found


async def test_whatsapp_runs_without_telegram(bot: Road, meta: FakeWhatsApp) -> None:
    amal = meta.new_phone("Amal", "en")
    await amal.say("Hello")
    await amal.expect("Please say alpha.")
    await amal.say("one")
    await amal.expect("Please say beta.")
    await bot.settled()
    assert (await bot.ready())["ready"]
    assert await bot.answers() == {amal.phone_number: [("alpha", "one")]}
    assert await bot.states() == ["sent", "sent"]


# --- The window ---------------------------------------------------------------------------------------------------------


async def test_a_reminder_after_the_window_waits_behind_a_template_and_is_said_anew(bot: Road, meta: FakeWhatsApp) -> None:
    amal = meta.new_phone("Amal", "en")
    await amal.say("Hello")
    await amal.expect("Please say alpha.")
    await bot.settled()
    bot.clock.later(days=4)
    await bot.app.clock.tick()
    await amal.expect("Something is waiting for you")
    await bot.settled()
    assert await bot.rows(outbox_, "kind", "state", "about") == [
        ("said", "sent", ""),
        ("said", "held", "nudge:1"),
        ("template", "sent", "nudge:1"),
    ]
    await amal.tap("Read it")
    await amal.expect("Please say alpha.")
    await bot.settled()
    assert await bot.states() == ["sent", "superseded", "sent", "sent"]
    assert meta.spent()["utility"] == 1


async def test_a_template_goes_once_until_they_write_again(bot: Road, meta: FakeWhatsApp) -> None:
    amal = meta.new_phone("Amal", "en")
    await amal.say("Hello")
    await amal.expect("Please say alpha.")
    await bot.settled()
    bot.clock.later(days=4)
    await bot.app.clock.tick()
    await amal.expect("Something is waiting for you")
    key = (await bot.rows(address, "key"))[0]
    for days in (1, 2):
        bot.clock.later(days=days)
        await bot.app.turnstile.write(lambda connection: _notice(connection, bot, key))
        await bot.looked()
    assert [kind for kind in await bot.rows(outbox_, "kind") if kind == "template"] == ["template"]
    assert (await bot.states()).count("held") == 3


def _notice(connection: Connection, bot: Road, key: str) -> None:
    """Somebody at the desk has left word."""
    row = connection.execute(select(address, person.c.key.label("wrapped")).join(person, person.c.id == address.c.person)).one()
    message = Message(
        address=key,
        external="",
        account=f"whatsapp:{row.account}",
        person=row.person,
        key=bot.app.store.keyring.person(row.person, row.wrapped),
        said=Said(text="News for you.", lane="notice"),
    )
    connection.execute(insert(outbox_), [message_row(message, ms(bot.clock()), state="todo")])


async def test_whoever_is_forgotten_is_told_so_before_the_window_closes_and_nothing_of_it_stays(
    bot: Road, meta: FakeWhatsApp
) -> None:
    amal = meta.new_phone("Amal", "en")
    await amal.say("Hello")
    await amal.expect("Please say alpha.")
    for word in ("menu", "My data", "Delete everything", "Yes, delete"):
        await amal.say(word)
        await amal.expect()
    assert "will be deleted in 24 hours" in amal.screen
    await bot.settled()
    bot.clock.later(hours=23, minutes=30)
    await bot.app.clock.tick()
    assert await bot.rows(person, "status") == ["leaving"]
    bot.clock.later(minutes=25)
    await bot.app.clock.tick()
    await amal.expect("has been deleted")
    await bot.settled()
    assert await bot.rows(person, "id") == []
    bot.clock.later(days=2)
    await bot.app.clock.sweep()
    assert await bot.states() == []


async def test_words_that_were_held_arrive_as_they_are_before_the_answer(bot: Road, meta: FakeWhatsApp) -> None:
    amal = meta.new_phone("Amal", "en")
    await amal.say("Hello")
    await amal.expect("Please say alpha.")
    await bot.settled()
    bot.clock.later(days=2)
    key = (await bot.rows(address, "key"))[0]
    await bot.app.turnstile.write(lambda connection: _notice(connection, bot, key))
    await amal.expect("Something is waiting for you")
    assert "News" not in amal.screen
    await amal.say("one")
    await amal.expect(2)
    await bot.settled()
    assert {shown.text for shown in amal.replies} == {"News for you.", "Please say beta."}


async def test_a_window_that_closes_while_the_bot_is_away_holds_the_answer(bot: Road, meta: FakeWhatsApp) -> None:
    amal = meta.new_phone("Amal", "en")
    await amal.say("Hello")
    await amal.expect("Please say alpha.")
    [sender] = bot.app.senders[:1]
    sender.pace.pause(60, time.monotonic())
    await amal.say("one")
    await bot.until(lambda: sender.backlog)
    bot.clock.later(hours=25)
    sender.pace.paused_until = 0.0
    await amal.expect("Something is waiting for you")
    await bot.settled()
    assert await bot.rows(outbox_, "state", "question") == [("sent", True), ("held", True), ("sent", False)]
    await amal.tap("Read it")
    await amal.expect("Please say beta.")
    await bot.settled()
    assert await bot.answers() == {amal.phone_number: [("alpha", "one")]}
    assert (await bot.states()) == ["sent", "superseded", "sent", "sent"]
    assert texts_of(amal).count("Please say beta.") == 1


@pytest.mark.parametrize("later", [False, True])
async def test_a_platform_that_says_closed_is_believed(bot: Road, meta: FakeWhatsApp, later: bool) -> None:
    amal = meta.new_phone("Amal", "en")
    await amal.say("Hello")
    await amal.expect("Please say alpha.")
    await bot.settled()
    meta.fault(code=131047, later=later, call="messages", to=amal.id)
    await amal.say("one")
    await amal.expect("Something is waiting for you")
    await bot.settled()
    assert "held" in await bot.states()
    assert "beta" not in amal.screen
    await amal.tap("Read it")
    await amal.expect("Please say beta.")
    await bot.settled()
    assert texts_of(amal).count("Please say beta.") == 1


async def test_who_has_not_written_for_a_day_is_reminded_in_the_language_that_meta_has_approved_and_answers_by_one_tap(
    bot: Road, meta: FakeWhatsApp
) -> None:
    """The reminder is approved in English only. Nobody speaks Tigrinya; in Ukrainian there is only the word that something waits."""
    for one in wordings(speech.load()):
        if (one.name, one.code) in ((REMINDER, "en"), (WAITING, "uk")):
            meta.account.templates.add(one.name, one.code, CATEGORY, one.written("Test")["components"])
    amal, olena, selam = (meta.new_phone(name, "en") for name in ("Amal", "Olena", "Selam"))
    for phone in (amal, olena, selam):
        await phone.say("Hello")
        await phone.expect("Please say alpha.")
        bot.clock.later(seconds=1)
    await bot.settled()
    await bot.app.turnstile.write(lambda connection: booked(connection, bot, ("en", "uk", "ti")))
    await bot.app.clock.tick()
    await amal.expect("The team has signed you up")
    await selam.expect("The team has signed you up")
    await olena.expect("Команда записала вас")
    bot.clock.later(hours=30)  # the evening two days before
    await bot.app.clock.tick()
    for phone in (amal, selam):
        await phone.expect("It is on: Thursday, 26 November 2026, at: 10:00. You have it with: Test.")
        await phone.tap("I am coming")
        await phone.expect("Thank you. We look forward to seeing you.")
    await olena.expect("На вас чекає повідомлення")
    assert len(await bot.read(lambda connection: _silent(connection, bot))) == 1  # the team sees who is not reached as yet
    await olena.tap("Прочитати")
    await olena.expect("Нагадування: Як написати резюме")
    await olena.tap("✅ Я прийду")
    await olena.expect("Чекаємо на вас")
    await bot.settled()
    assert await bot.rows(attendance, "said") == ["coming"] * 3
    assert not [text for text in texts_of(amal) if "A reminder:" in text]  # it is answered already
    assert "held" not in await bot.states()
    assert not await bot.read(lambda connection: _silent(connection, bot))


def _silent(connection: Connection, bot: Road) -> set[int]:
    """Whom the pages of workshops show as not reached."""
    people = connection.scalars(select(person.c.id)).all()
    return reach.closed(connection, people, bot.app.world.windows, ms(bot.clock()))


def booked(connection: Connection, bot: Road, languages: Sequence[str]) -> None:
    """Everybody has a place in a workshop, by the team; in the order in which they came, they speak these."""
    keyring, now = bot.app.store.keyring, ms(bot.clock())
    plan = replace(PLANS["CV"], capacity=len(languages))
    number = planning.create(connection, keyring, plan, by=1, actor="Clara", now=now, state="open")
    [time] = planning.occurrences(connection, [number])[number]
    people = connection.scalars(select(person.c.id).order_by(person.c.created_at)).all()
    for who, language in zip(people, languages, strict=True):
        agreed = {"consents": '{"programme": true}', "language": language}
        connection.execute(update(person).where(person.c.id == who).values(**agreed))
        bookings.put_in(connection, number, int(time.id, 16), who, actor="Clara", now=now)


async def test_a_template_that_meta_rejects_leaves_the_message_held_and_somebody_is_told(bot: Road, meta: FakeWhatsApp) -> None:
    amal = meta.new_phone("Amal", "en")
    await amal.say("Hello")
    await amal.expect("Please say alpha.")
    await bot.settled()
    meta.fault(code=132015, count=9, call="messages")
    bot.clock.later(days=4)
    await bot.app.clock.tick()
    await bot.until(lambda: _failed(bot))
    assert await bot.rows(outbox_, "kind", "state") == [("said", "sent"), ("said", "held"), ("template", "failed")]
    assert await bot.concerns() == ["failed"]
    meta.account.faults.clear()
    for sender in bot.app.dispatch.senders.values():
        assert isinstance(sender.calls, Calls)
        sender.calls._refused.clear()  # as if an hour had passed
    key = (await bot.rows(address, "key"))[0]
    await bot.app.turnstile.write(lambda connection: _notice(connection, bot, key))
    await amal.expect("Something is waiting for you")  # it has had none yet
    await amal.say("I am back")
    await amal.expect("Please say alpha.")
    await bot.settled()
    assert (await bot.states())[1] == "superseded"


async def _failed(bot: Road) -> bool:
    return "failed" in await bot.states()


def texts_of(hand: WhatsAppHand) -> list[str]:
    return [shown.text for shown in hand.chat.journal if shown.kind == "sent"]


async def test_to_no_more_people_a_day_than_meta_allows(tmp_path: Path, meta: FakeWhatsApp, clock: Clock) -> None:
    async with road(tmp_path, meta=meta, clock=clock, telegram_too=False, whatsapp_people="1") as bot:
        hands = [meta.new_phone(name, "en") for name in ("Amal", "Bashir")]
        for hand in hands:
            await hand.say("Hello")
            await hand.expect("Please say alpha.")
        await bot.settled()
        clock.later(days=4)
        await bot.app.clock.tick()
        await bot.until(lambda: _knocked(meta, 1))
        await bot.looked()
        assert sorted(await bot.states()) == ["held", "held", "sent", "sent", "sent", "todo"]
        clock.later(days=1)
        await bot.until(lambda: _knocked(meta, 2))
        await bot.settled()
        assert sum("waiting for you" in text for hand in hands for text in texts_of(hand)) == 2


def _knocked(meta: FakeWhatsApp, times: int) -> bool:
    return len([one for one in meta.requests("messages") if one["body"].get("type") == "template"]) == times


# --- What Meta tells, and what it refuses -------------------------------------------------------------------------------


async def test_whatever_becomes_of_the_webhooks_the_sheet_is_the_same_and_nothing_comes_twice(
    bot: Road, meta: FakeWhatsApp
) -> None:
    meta.account.hooks.disorder.patience = 0.2
    meta.disorder(twice=True, swaps=2, batch=3)
    amal = meta.new_phone("Amal", "en")
    await amal.say("Hello")
    await amal.expect("Please say alpha.")
    for name, following in pairwise(QUESTIONS):
        await amal.say(name)
        await amal.expect(f"Please say {following}.")
    await amal.say(QUESTIONS[-1])
    meta.disorder()
    await amal.expect(1)
    await meta.settled()
    await bot.settled()
    assert await bot.answers() == {amal.phone_number: [(name, name) for name in QUESTIONS]}
    assert len(texts_of(amal)) == len(set(texts_of(amal)))
    assert set(await bot.rows(outbox_, "state", "delivery")) == {("sent", "read")}


async def test_the_price_of_each_message_is_kept(bot: Road, meta: FakeWhatsApp) -> None:
    amal = meta.new_phone("Amal", "en")
    await amal.open()
    await amal.say("Hello")
    await amal.expect("Please say alpha.")
    await meta.settled()
    await bot.settled()
    await bot.until(lambda: _rows(bot, ("sent", "read", "service")))


async def _rows(bot: Road, *expected: tuple[str, ...]) -> bool:
    return await bot.rows(outbox_, "state", "delivery", "price") == list(expected)


async def test_a_call_that_was_carried_out_and_never_answered_is_settled_by_what_meta_tells(
    bot: Road, meta: FakeWhatsApp
) -> None:
    meta.fault(hang=0.2, call="messages")
    amal = meta.new_phone("Amal", "en")
    await amal.say("Hello")
    await amal.expect("Please say alpha.")
    await meta.settled()
    await bot.until(lambda: _rows(bot, ("sent", "read", "service")))
    bot.clock.later(hours=1)
    await bot.looked()
    assert texts_of(amal) == ["Please say alpha."]


async def test_silence_of_a_call_that_was_not_carried_out_is_broken_after_a_while(bot: Road, meta: FakeWhatsApp) -> None:
    meta.fault(drop=True, call="messages")
    amal = meta.new_phone("Amal", "en")
    await amal.say("Hello")
    await bot.until(lambda: bot.waits("in doubt"))
    bot.clock.later(minutes=9)
    await bot.looked()
    assert texts_of(amal) == []
    bot.clock.later(minutes=2)
    await amal.expect("Please say alpha.")
    await bot.settled()


async def test_one_person_is_left_alone_while_the_others_are_answered(bot: Road, meta: FakeWhatsApp) -> None:
    amal, bashir = meta.new_phone("Amal", "en"), meta.new_phone("Bashir", "en")
    meta.fault(code=131056, call="messages", to=amal.id)
    await amal.say("Hello")
    await bot.until(lambda: _waits(bot))
    await bashir.say("Hello")
    await bashir.expect("Please say alpha.", 0.9)
    assert texts_of(amal) == []
    bot.clock.later(seconds=2)
    await amal.expect("Please say alpha.")


async def _waits(bot: Road) -> bool:
    return "todo" in await bot.states()


async def test_who_gets_no_template_today_is_answered_all_the_same_when_they_write(bot: Road, meta: FakeWhatsApp) -> None:
    """Meta counts a template as marketing, and shows this person no more of that until tomorrow."""
    amal = meta.new_phone("Amal", "en")
    await amal.say("Hello")
    await amal.expect("Please say alpha.")
    await bot.settled()
    meta.fault(code=131049, later=True, call="messages", to=amal.id)
    bot.clock.later(days=4)
    await bot.app.clock.tick()
    await bot.until(lambda: _put_off(bot))
    bot.clock.later(minutes=5)
    await amal.say("I am back")
    await amal.expect("Please say alpha.")
    await bot.settled()
    assert "todo" not in await bot.states()  # nor does the template come tomorrow
    bot.clock.later(days=2)
    key = (await bot.rows(address, "key"))[0]
    await bot.app.turnstile.write(lambda connection: _notice(connection, bot, key))
    await amal.expect("Something is waiting for you")


async def _put_off(bot: Road) -> bool:
    """Whether a template waits until tomorrow."""
    due = await bot.rows(outbox_, "kind", "state", "due_at")
    return ("template", "todo") in [(kind, state) for kind, state, at in due if at > ms(bot.clock())]


async def test_a_number_that_is_too_fast_pauses_and_loses_nothing(
    bot: Road, meta: FakeWhatsApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CODES, 130429, (Meaning.SLOW_DOWN, 0.3))
    amal = meta.new_phone("Amal", "en")
    meta.fault(code=130429, count=2, call="messages")
    await amal.say("Hello")
    await amal.expect("Please say alpha.")
    await bot.settled()
    assert texts_of(amal) == ["Please say alpha."]


async def test_nobody_is_written_to_first_while_the_number_is_hushed(bot: Road, meta: FakeWhatsApp) -> None:
    amal, bashir = meta.new_phone("Amal", "en"), meta.new_phone("Bashir", "en")
    for hand in (amal, bashir):
        await hand.say("Hello")
        await hand.expect("Please say alpha.")
    await bot.settled()
    bot.clock.later(days=4)
    meta.fault(code=131048, count=2, call="messages")
    await bot.app.clock.tick()
    await bot.until(lambda: bot.app.senders[0].state.hushed(time.monotonic()))
    await bot.looked()
    assert (await bot.rows(outbox_, "kind", "state"))[4:] == [("template", "todo")] * 2
    [(account, until)] = app.accounts_hushed(bot.app).items()  # as the desk tells
    assert (account, until.date()) == (f"whatsapp:{meta.numbers[0]}", (bot.clock() + timedelta(days=1)).date())
    await bashir.say("one")
    await bashir.expect("Please say")  # answers still go


async def test_who_is_not_on_whatsapp_any_more_is_named_to_the_coordinator(bot: Road, meta: FakeWhatsApp) -> None:
    amal = meta.new_phone("Amal", "en")
    meta.fault(code=131026, later=True, call="messages", to=amal.id)
    await amal.say("Hello")
    await bot.until(lambda: _rows(bot, ("failed", "failed", "")))
    assert await bot.concerns() == ["unreachable"]
    assert await bot.rows(address, "state") == ["unreachable"]
    await amal.say("Hello again")
    await amal.expect("Please say")
    assert await bot.rows(address, "state") == ["ok"]


# --- Accounts -----------------------------------------------------------------------------------------------------------


async def test_each_of_our_five_numbers_speaks_for_itself(tmp_path: Path, clock: Clock) -> None:
    """Also where one webhook brings something for all of them."""
    async with (
        FakeWhatsApp(now=lambda: clock().timestamp(), numbers=5) as meta,
        road(tmp_path, meta=meta, clock=clock, telegram_too=False) as bot,
    ):
        hands = [meta.new_phone(name, "en", number=number) for name, number in zip("ABCDE", meta.numbers, strict=True)]
        meta.disorder(batch=len(hands))
        for hand in hands:
            await hand.say("Hello")
        meta.disorder()
        for hand in hands:
            await hand.expect("Please say alpha.")
        accounts = [f"whatsapp:{number}" for number in meta.numbers]
        assert sorted(await bot.rows(outbox_, "account")) == accounts
        assert {sender.account for sender in bot.app.senders} == set(accounts)


async def test_a_number_that_is_refused_is_named_and_the_other_goes_on(bot: Road, meta: FakeWhatsApp) -> None:
    first, second = (meta.new_phone(name, "en", number=number) for name, number in zip("AB", meta.numbers, strict=True))
    meta.fault(code=131031, call="messages", to=first.id)
    await first.say("Hello")
    await bot.until(lambda: not bot.app.senders[0].on)
    await second.say("Hello")
    await second.expect("Please say alpha.")
    assert (await bot.ready())["accounts_off"] == [f"whatsapp:{meta.numbers[0]}"]
    meta.account.hooks.disorder.patience = 0.0
    meta.disorder(batch=1000)
    bot.app.senders[0].state.again_at = 0.0  # as if ten minutes had passed, in which Meta has unlocked it
    await first.expect("Please say alpha.")
    await bot.settled()
    assert not bot.app.senders[0].on, "Meta may take a message, and tell only later that it refuses the number"
    meta.disorder()
    await bot.until(lambda: bot.app.senders[0].on)
    assert (await bot.ready())["accounts_off"] == []


async def test_both_channels_beside_each_other(tmp_path: Path, meta: FakeWhatsApp, clock: Clock) -> None:
    async with road(tmp_path, meta=meta, clock=clock) as bot:
        amal, anna = meta.new_phone("Amal", "en"), bot.fake.new_phone("Anna", "en")
        await amal.say("Hello")
        await anna.start()
        await amal.expect("Please say alpha.")
        await anna.expect("Please say alpha.")
        await bot.settled()
        assert sorted(await bot.rows(outbox_, "account")) == [f"telegram:{bot.fake.bot.id}", f"whatsapp:{meta.numbers[0]}"]


async def test_what_was_read_is_marked_once_and_harms_nothing_when_it_fails(bot: Road, meta: FakeWhatsApp) -> None:
    amal = meta.new_phone("Amal", "en")
    meta.fault(status=500, call="read")
    await amal.say("Hello")
    await amal.expect("Please say alpha.")
    await amal.say("one")
    await amal.expect("Please say beta.")
    await bot.until(lambda: len(_marks(meta)) == 2)
    assert all("typing_indicator" not in one["body"] for one in _marks(meta))


def _marks(meta: FakeWhatsApp) -> list[Any]:
    return [one for one in meta.requests() if one["body"].get("status") == "read"]


# --- The webhook's edge -------------------------------------------------------------------------------------------------


async def post(bot: Road, body: bytes, secret: str, path: str = "/webhooks/whatsapp", **headers: str) -> httpx.Response:
    signed = {"X-Hub-Signature-256": signature(secret, body)} if secret else {}
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        return await client.post(bot.url + path, content=body, headers=signed | headers)


def envelope(number: str, *messages: dict[str, Any]) -> bytes:
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": number}, "messages": list(messages)}
    value["contacts"] = [{"wa_id": one["from"], "profile": {"name": "A"}} for one in messages]
    return orjson.dumps(
        {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}
    )


def words(number: int, who: str = "491510000001", text: str = "Hello") -> dict[str, Any]:
    return {
        "from": who,
        "id": f"wamid.{number}",
        "timestamp": str(int(NOON.timestamp())),
        "type": "text",
        "text": {"body": text},
    }


async def test_only_what_meta_signed_is_taken(bot: Road, meta: FakeWhatsApp) -> None:
    body = envelope(meta.numbers[0], words(1))
    assert (await post(bot, body, "")).status_code == 401
    assert (await post(bot, body, "wrong")).status_code == 401
    header = [(b"X-Hub-Signature-256", "sha256=schlüssel".encode())]
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.post(f"{bot.url}/webhooks/whatsapp", content=body, headers=header)).status_code == 401
    assert await bot.rows(event, "id") == []
    assert (await post(bot, body, meta.secret)).status_code == 200
    assert await bot.rows(event, "id") == [f"whatsapp:{meta.numbers[0]}:{dated('m', int(NOON.timestamp()), 'wamid.1')}"]


async def test_a_body_is_neither_too_large_nor_without_json(bot: Road, meta: FakeWhatsApp) -> None:
    assert (await post(bot, b" " * 4_000_001, meta.secret)).status_code == 413
    for no_json in (b"{", b"[" * 100_000):
        assert (await post(bot, no_json, meta.secret)).status_code == 400
    assert (await post(bot, b"null", meta.secret)).status_code == 200
    assert (await post(bot, b" " * 3_900_000 + envelope(meta.numbers[0], words(1)), meta.secret)).status_code == 200


async def test_the_handshake_is_answered_for_who_knows_our_token(bot: Road, meta: FakeWhatsApp) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        for token, status in ((meta.verify_token, 200), ("wrong", 403), ("", 403)):
            asked = {"hub.mode": "subscribe", "hub.challenge": "4711", "hub.verify_token": token}
            answer = await client.get(f"{bot.url}/webhooks/whatsapp", params=asked)
            assert answer.status_code == status
            assert (answer.text == "4711") == (status == 200)


async def test_a_number_of_nobody_is_counted_and_answered(bot: Road, meta: FakeWhatsApp) -> None:
    before = REGISTRY.get_sample_value("lotse_ignored_total") or 0.0
    assert (await post(bot, envelope("999", words(1)), meta.secret)).status_code == 200
    assert REGISTRY.get_sample_value("lotse_ignored_total") == before + 1
    assert await bot.rows(event, "id") == []


async def test_a_thousand_messages_in_one_webhook_are_all_kept_each_persons_in_order(bot: Road, meta: FakeWhatsApp) -> None:
    """Also where the name of one of them was cut in the middle of a pictogram."""
    many = [words(1000 + n, f"4915100{n % 50:05}", f"{n // 50}") for n in range(1000)]
    body = envelope(meta.numbers[0], *many).replace(b'"name":"A"', rb'"name":"A \ud83d"', 1)
    assert (await post(bot, body, meta.secret)).status_code == 200
    found = await bot.answers()
    assert len(found) == 50
    assert {tuple(value for _, value in given) for given in found.values()} == {("1", "2", "3", "4", "5")}


async def test_where_nothing_can_be_kept_it_is_to_come_again_and_is_then_kept_once(
    bot: Road, meta: FakeWhatsApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = envelope(meta.numbers[0], words(1))
    with monkeypatch.context() as crowded:
        crowded.setattr("bot.road.turnstile.Turnstile.delay", 1.0)
        answer = await post(bot, body, meta.secret)
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
    for _ in range(2):
        assert (await post(bot, body, meta.secret)).status_code == 200
    assert await bot.rows(event, "id") == [f"whatsapp:{meta.numbers[0]}:{dated('m', int(NOON.timestamp()), 'wamid.1')}"]


async def test_what_was_held_in_the_last_minute_of_the_window_is_settled_when_they_write_in_it(
    bot: Road, meta: FakeWhatsApp
) -> None:
    amal = meta.new_phone("Amal", "en")
    await amal.say("Hello")
    await amal.expect("Please say alpha.")
    await bot.settled()
    key = (await bot.rows(address, "key"))[0]
    bot.clock.later(hours=23, minutes=59, seconds=30)
    await bot.app.turnstile.write(lambda connection: _notice(connection, bot, key))
    await amal.expect("Something is waiting for you")
    await amal.say("one")
    await amal.expect("News for you.")
    await bot.settled()
    assert "held" not in await bot.states()
