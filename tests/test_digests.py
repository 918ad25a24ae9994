"""What the staff is told, as they see it on their phones and in their mailboxes, and what they answer there."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import Connection, select

from bot.commands.previewing import preview
from bot.sending.drawing import COLOURS, bars
from dialogs.digest import LINES
from dialogs.form import Form
from phone import FakeMail, FakeTelegram, FakeWhatsApp, Hand
from phone.mail import Mailbox
from storage.answers.review import public
from storage.schema import audit, concern, outbox, person
from storage.staff import attempts, coordinators, digesting, needs
from storage.staff.scope import EVERYBODY
from storage.times import ms
from storage.workshops import attending, bookings, planning
from storage.workshops.attending import Attending
from tests.digested import by_mail_only, in_need, invited, number_of, on_telegram, owners, reader, wishes
from tests.road import NOON, Clock, Road, forms, hurry, road, texts
from tests.test_mail import mail_settings
from tests.workshopping import PLANS

__all__ = ["forms"]
EIGHT = timedelta(hours=20)  # from noon until eight the next morning
MAIL = "dora@example.org"


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch, forms: dict[str, Form]) -> None:
    hurry(monkeypatch, forms)


@pytest.fixture
async def post() -> AsyncIterator[FakeMail]:
    async with FakeMail(password="secret") as found:
        yield found


@pytest.fixture
async def bot(tmp_path: Path, post: FakeMail) -> AsyncIterator[Road]:
    async with FakeTelegram() as fake, road(tmp_path, fake=fake, **mail_settings(post.port)) as found:
        yield found


@pytest.fixture
def mailbox(post: FakeMail) -> Mailbox:
    return post.mailbox


async def comes(bot: Road, name: str = "Anna") -> Hand:
    """Somebody who is asked the first question."""
    hand = bot.fake.new_phone(name, "en")
    await hand.start()
    await hand.expect("Please say alpha.")
    await bot.settled()
    return hand


async def later(bot: Road, **much: float) -> None:
    bot.clock.later(**much)
    await bot.app.clock.tick()
    await bot.settled()


async def morning(bot: Road) -> None:
    """The next morning, just after eight."""
    bot.clock.now = (bot.clock.now - timedelta(hours=8)).replace(hour=8, minute=0, second=5) + timedelta(days=1)
    await later(bot, seconds=1)


def digests_of(hand: Hand) -> list[str]:
    return [text.removeprefix("[photo] ") for text in texts(hand) if "Your digest" in text]


# --- What is told -------------------------------------------------------------------------------------------------------


async def test_a_digest_is_a_list_of_what_is_to_do_with_a_picture_and_no_name(bot: Road) -> None:
    clara = await on_telegram(bot)
    for name, kind in (("Anna", "asked"), ("Olga", "stuck"), ("Ivan", "unreachable"), ("Amal", "unreachable")):
        await in_need(
            bot, await comes(bot, name), kind, "Forbidden: bot was blocked by the user" if kind == "unreachable" else ""
        )
    await in_need(bot, await comes(bot, "Berhane"), "review")
    await in_need(bot, await comes(bot, "Yusuf"), "consent_withdrawn")
    await wishes(bot, urgent="off")
    await morning(bot)
    [text] = digests_of(clara)
    assert text.splitlines() == [
        "Your digest. Programme: Test",
        "",
        "🟥 Waiting, taken by nobody: 5",
        "🟦 Answers to review: 1",
        "🟫 Cannot be reached: 2",
        "– They have blocked us: 2",
        "⬛ Consent withdrawn: 1",
        "🟩 New people: 6",
        "",
        f"Desk: {bot.app.world.desk}",
    ]
    [call] = bot.fake.requests("sendPhoto", clara.id)
    assert call["status"] == 200
    assert not [name for name in ("Anna", "Olga", "Ivan", "Clara") if name in text]


async def test_nothing_new_means_no_message_and_what_is_new_is_told_once(bot: Road) -> None:
    clara = await on_telegram(bot)
    await morning(bot)
    assert digests_of(clara) == []
    anna = await comes(bot)
    await in_need(bot, anna, "untaken")
    for _ in range(3):
        await morning(bot)
    assert len(digests_of(clara)) == 1
    await later(bot, hours=3)
    assert len(digests_of(clara)) == 1


async def test_as_long_as_something_urgent_is_nobodys_every_digest_says_so(bot: Road) -> None:
    clara = await on_telegram(bot)
    await wishes(bot, urgent="off")
    await in_need(bot, await comes(bot), "stuck")
    await morning(bot)
    await morning(bot)
    assert len(digests_of(clara)) == 2
    await clara.say("/next")
    await clara.expect("Needs help with a question")
    await clara.tap("✋ Take it")
    await clara.expect("It is yours now.")
    await morning(bot)
    assert len(digests_of(clara)) == 2


async def test_who_has_not_answered_for_days_is_counted_once_as_news(bot: Road) -> None:
    clara = await on_telegram(bot)
    await wishes(bot, stuck=2)
    await comes(bot)
    counted = []
    for _ in range(5):
        await morning(bot)
        counted.append(len(digests_of(clara)))
    assert counted == [1, 1, 2, 2, 2], "new on the first morning, stuck on the third"
    assert "🟪 No answer for more days than: 2: 1" in digests_of(clara)[-1]


async def test_everybody_gets_what_they_chose(bot: Road, mailbox: Mailbox) -> None:
    """Days, hours, zone, language, and only what waits for them."""
    clara = await on_telegram(bot, zone="Asia/Kathmandu")
    await wishes(bot, days="3", hours=("09:15",), mine=True, urgent="off")
    one = await reader(bot)
    await bot.app.turnstile.write(lambda connection: digesting.lives(connection, one.id, language="fr", zone="Asia/Kathmandu"))
    anna = await comes(bot)
    await in_need(bot, anna, "stuck")
    await bot.app.turnstile.write(lambda connection: connection.execute(concern.update().values(owner=one.id)))
    bot.clock.now = NOON.replace(day=25, hour=3, minute=29)
    await later(bot)
    assert len(texts(clara)) == 1
    await later(bot, minutes=2)
    assert len(texts(clara)) == 2
    assert "🟧" in texts(clara)[-1]
    assert "🟩" not in texts(clara)[-1]


async def test_a_mail_has_a_table_and_a_link_and_its_subject_no_name(bot: Road, mailbox: Mailbox) -> None:
    await by_mail_only(bot, MAIL, language="ar")
    await bot.app.clock.tick()
    await in_need(bot, await comes(bot), "untaken")
    await morning(bot)
    [came] = await mailbox.expect(to=MAIL)
    assert 'lang="ar" dir="rtl"' in came.html
    assert came.html.count("<tr>") == 2
    assert f'href="{bot.app.world.desk}"' in came.html
    assert "Anna" not in came.subject + came.text + came.html
    assert came.language == "ar"
    await morning(bot)
    assert len(mailbox.mails) == 1


async def test_each_channel_is_told_by_itself(bot: Road, mailbox: Mailbox) -> None:
    clara = await on_telegram(bot, email="clara@example.org")
    await wishes(bot, channels=("telegram", "email"), urgent="off")
    await clara.block()
    await bot.until(lambda: _lost(bot))
    await in_need(bot, await comes(bot), "untaken")
    await morning(bot)
    assert len(await mailbox.expect(to="clara@example.org")) == 1
    await clara.start()
    await clara.expect(1)
    await morning(bot)
    assert len(digests_of(clara)) == 1, "in the chat it is news"
    assert len(mailbox.mails) == 1


async def _lost(bot: Road) -> bool:
    return not (await reader(bot)).chats["telegram"].reachable


async def test_a_centres_coordinator_is_told_of_its_people_only(bot: Road) -> None:
    clara = await on_telegram(bot, centre="esch")
    await wishes(bot, urgent="off")
    await in_need(bot, await comes(bot), "stuck")
    await morning(bot)
    assert digests_of(clara) == []


# --- What cannot wait -----------------------------------------------------------------------------------------------------


async def test_somebody_who_asks_for_a_person_is_told_of_at_once_and_a_colleague_sees_that_it_is_taken(bot: Road) -> None:
    clara, dora = await on_telegram(bot), await on_telegram(bot, "Dora")
    bot.clock.later(minutes=1)
    anna = await comes(bot)
    await in_need(bot, anna)
    await later(bot, seconds=5)
    await later(bot, seconds=5)
    code = public(await number_of(bot, anna))[:6]
    for hand in (clara, dora):
        [urgent] = [text for text in texts(hand) if "This cannot wait" in text]
        assert f"Person: {code}" in urgent
        assert "Anna" not in urgent
    await clara.tap("✋ Take it")
    await clara.expect("It is yours now.")
    await dora.tap("✋ Take it")
    await dora.expect("A colleague has taken this case.")
    assert await owners(bot) == [(await reader(bot)).id]
    await dora.tap("✋ Take it over")
    await dora.expect("It is yours now.")
    assert await owners(bot) == [(await reader(bot, "Dora")).id]
    took = [actor for actor, action in await bot.rows(audit, "actor", "action") if action == "took"]
    assert took == [public((await reader(bot, name)).id) for name in ("Clara", "Dora")]


async def test_at_night_it_waits_until_morning_unless_they_want_it_at_any_hour(tmp_path: Path) -> None:
    toml = '[programmes.test]\nname = "Test"\nforms = ["short"]\nquiet = [21, 8]\n'
    async with road(tmp_path, toml=toml) as bot:
        clara, dora = await on_telegram(bot), await on_telegram(bot, "Dora")
        await wishes(bot, "Dora", urgent="always")
        bot.clock.later(hours=14)
        await in_need(bot, await comes(bot))
        await later(bot, seconds=1)
        assert [any("cannot wait" in text for text in texts(hand)) for hand in (clara, dora)] == [False, True]
        await morning(bot)
        assert any("cannot wait" in text for text in texts(clara))


async def test_what_somebody_has_seen_to_meanwhile_is_not_told_of_and_many_come_in_portions(bot: Road) -> None:
    clara = await on_telegram(bot)
    bot.clock.later(minutes=1)
    for number in range(7):
        await in_need(bot, await comes(bot, f"Person {number}"))
    await later(bot, seconds=5)
    await later(bot, seconds=5)
    assert sum("cannot wait" in text for text in texts(clara)) == 5
    await bot.app.turnstile.write(lambda connection: connection.execute(concern.update().values(state="done")))
    await later(bot, hours=2)
    assert sum("cannot wait" in text for text in texts(clara)) == 5


async def test_one_more_digest_comes_as_soon_as_so_many_wait(bot: Road) -> None:
    clara = await on_telegram(bot)
    await wishes(bot, waiting=2, urgent="off")
    bot.clock.later(minutes=1)
    await in_need(bot, await comes(bot), "untaken")
    await later(bot, minutes=1)
    assert digests_of(clara) == []
    await in_need(bot, await comes(bot, "Olga"), "untaken")
    await later(bot, minutes=1)
    await later(bot, minutes=1)
    assert len(digests_of(clara)) == 1


# --- What they answer -----------------------------------------------------------------------------------------------------


async def test_a_case_is_put_off_until_tomorrow_morning_by_their_own_clock(bot: Road) -> None:
    clara = await on_telegram(bot, zone="America/New_York")
    await wishes(bot, urgent="off")
    await in_need(bot, await comes(bot), "stuck")
    await clara.say("next")
    await clara.expect("Needs help with a question")
    await clara.say("tomorrow")
    await clara.expect("Out of sight until")
    [until] = await bot.rows(concern, "snoozed_until")
    assert until == ms(NOON.replace(day=24, hour=13))
    await clara.say("/next")
    await clara.expect("Nothing waits")


async def test_a_link_to_the_case_and_one_to_sign_in(bot: Road) -> None:
    clara = await on_telegram(bot)
    anna = await comes(bot)
    await in_need(bot, anna, "stuck")
    await clara.say("/digest")
    await clara.expect("Your digest")
    await clara.tap("▶ What waits")
    await clara.expect("Needs help")
    await clara.tap("🔗 Open")
    await clara.expect(f"{bot.app.world.desk}people/{public(await number_of(bot, anna))}")
    for _ in range(attempts.MOST_LINKS):
        await clara.say("/desk")
        await clara.expect("/desk/signin/link/")
    for _ in range(2):  # whoever has the phone in their hand gets no more of them than a mailbox does
        await clara.say("/desk")
        await clara.expect("That was too often")
    one = public((await reader(bot)).id)
    assert [row for row in await bot.rows(audit, "actor", "action", "detail") if row[1] == "locked"] == [
        (one, "locked", '{"tries":"link in chat"}')
    ]
    bot.clock.later(minutes=15)
    await clara.say("/desk")
    await clara.expect("/desk/signin/link/")


async def test_a_word_without_a_case_and_a_case_that_is_done_harm_nothing(bot: Road) -> None:
    clara = await on_telegram(bot)
    await clara.say("take")
    await clara.expect("First choose a case")
    await in_need(bot, await comes(bot), "stuck")
    await clara.say("/next")
    await clara.expect("Needs help")
    await bot.app.turnstile.write(lambda connection: connection.execute(concern.update().values(state="done")))
    await clara.tap("✋ Take it")
    await clara.expect("This case is done, or not among yours.")
    await clara.say("what is this?")
    await clara.expect("/next")


@pytest.mark.parametrize(("role", "may"), [("coordinator", True), ("admin", True), ("viewer", False), ("auditor", False)])
async def test_only_who_works_with_people_may_take_a_case(bot: Road, role: str, may: bool) -> None:
    hand = await on_telegram(bot, role=role)
    await in_need(bot, await comes(bot), "stuck")
    await hand.say("/next")
    await hand.expect("Needs help" if may else "Your role at the desk has no cases.")
    await hand.say("take")
    await hand.expect(1)
    assert any(await owners(bot)) == may


async def test_whoever_is_let_go_is_told_nothing_more(bot: Road) -> None:
    clara = await on_telegram(bot)
    one = await reader(bot)
    await in_need(bot, await comes(bot), "stuck")
    await bot.app.turnstile.write(lambda connection: coordinators.switch_off(connection, one.id))
    before = len(texts(clara))
    await morning(bot)
    assert len(texts(clara)) == before


# --- WhatsApp -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[tuple[Road, FakeWhatsApp]]:
    clock = Clock()
    async with FakeWhatsApp(now=lambda: clock().timestamp()) as meta:
        meta.template("lotse_overview", "en", "Your digest is ready, as you asked. Programme: {{1}}. Tap.", "Read it")
        async with FakeTelegram() as fake, road(tmp_path, fake=fake, meta=meta, clock=clock) as bot:
            yield bot, meta


async def on_whatsapp(bot: Road, meta: FakeWhatsApp) -> Any:
    code = await invited(bot, "Clara")
    clara = meta.new_phone("Clara", "en")
    await clara.say(f"/start {code}")
    await clara.expect("You are connected as a coordinator.")
    await bot.settled()
    await bot.app.clock.tick()
    await wishes(bot, urgent="off")
    await bot.app.clock.tick()
    return clara


async def test_inside_the_window_a_digest_comes_as_it_is_with_its_picture(there: tuple[Road, FakeWhatsApp]) -> None:
    bot, meta = there
    clara = await on_whatsapp(bot, meta)
    await in_need(bot, await comes(bot), "untaken")
    await later(bot, hours=19)
    await clara.say("hello")
    await clara.expect(1)
    await morning_of(bot, clara, "Your digest")
    assert "🟥 Waiting, taken by nobody: 1" in clara.screen


async def test_outside_of_it_a_template_comes_and_the_digest_when_they_tap(there: tuple[Road, FakeWhatsApp]) -> None:
    bot, meta = there
    clara = await on_whatsapp(bot, meta)
    bot.clock.later(days=2)
    await bot.app.clock.tick()
    await in_need(bot, await comes(bot), "untaken")
    bot.clock.later(hours=1)
    await morning_of(bot, clara, "Your digest is ready")
    assert "Waiting" not in clara.screen
    await clara.tap("Read it")
    await clara.expect("Waiting, taken by nobody: 1")
    bot.clock.later(minutes=30)
    told = len([text for text in clara.screen.splitlines() if "taken by nobody" in text])
    await morning_of(bot, clara, "")
    assert len([text for text in clara.screen.splitlines() if "taken by nobody" in text]) == told, "it is told already"


async def morning_of(bot: Road, hand: Any, wanted: str) -> None:
    bot.clock.now = (bot.clock.now - timedelta(hours=8)).replace(hour=8, minute=0, second=5) + timedelta(days=1)
    await bot.app.clock.tick()
    if wanted:
        await hand.expect(wanted)


# --- The picture, and looking before ----------------------------------------------------------------------------------------


def test_the_picture_has_the_colours_of_the_lines(tmp_path: Path) -> None:
    assert len(COLOURS) == len(LINES)
    file = tmp_path / "bars.png"
    file.write_bytes(bars([(0, 3), (6, 120)]))
    with Image.open(file) as picture:
        assert picture.size == (720, 208)
        colours = {picture.convert("RGB").getpixel((40, 66 + 76 * row)) for row in range(2)}
    assert len(colours) == 2
    assert len(bars([(number, 10**number) for number in range(8)])) < 20_000


async def test_the_preview_shows_what_would_be_sent_and_sends_nothing(
    bot: Road, capsys: pytest.CaptureFixture[str], mailbox: Mailbox
) -> None:
    await on_telegram(bot, email="clara@example.org")
    await wishes(bot, channels=("telegram", "email"), urgent="off")
    await in_need(bot, await comes(bot), "untaken")
    before = await bot.rows(outbox, "id")
    bot.clock.later(minutes=1)
    assert await preview(bot.app.settings, "clara", "de", bot.clock) == 0
    shown = capsys.readouterr().out
    assert "[telegram] would be sent" in shown
    assert "Subject: " in shown
    assert '<html lang="de" dir="ltr">' in shown
    assert await bot.rows(outbox, "id") == before
    assert not mailbox.mails


def test_every_kind_that_cannot_wait_is_a_kind_of_case() -> None:
    assert set(digesting.AT_ONCE) < set(needs.KINDS)
    assert EVERYBODY.people is not None
    assert select(person) is not None


# --- Workshops -------------------------------------------------------------------------------------------------------------


async def test_workshops_of_tomorrow_and_what_people_need_for_them_stand_in_the_digest_once(bot: Road) -> None:
    """Of other programmes, and of what nobody has published, nothing is told."""
    clara = await on_telegram(bot)
    people = [await number_of(bot, await comes(bot, name)) for name in ("Anna", "Olga", "Ivan")]
    keyring, now = bot.app.store.keyring, bot.clock.now
    day = (now + timedelta(days=2)).replace(tzinfo=None, hour=10, minute=0, second=0, microsecond=0)
    plan = replace(PLANS["CV"], zone="UTC", starts=day, capacity=2, form="", feedback="")
    values: dict[str, Any] = {"by": 1, "actor": "Clara", "now": ms(now)}

    def offer(connection: Connection) -> None:
        number = planning.create(connection, keyring, plan, state="open", **values)
        planning.create(connection, keyring, replace(plan, programme="north"), state="open", **values)
        planning.create(connection, keyring, plan, **values)  # nobody has published it
        [time] = [int(one.id, 16) for one in planning.occurrences(connection, [number])[number]]
        for who in people:
            bookings.put_in(connection, number, time, who, actor="Clara", now=ms(now), needs="children other")
        attending.keep(connection, [Attending(number, time, people[0], "test", "help", ("interpreter",))], ms(now))
        attending.keep(connection, [Attending(number, time, people[1], "test", "cannot")], ms(now))

    await bot.app.turnstile.write(offer)
    await wishes(bot, urgent="off")
    for _ in range(2):
        await morning(bot)
    [text] = digests_of(clara)
    assert text.partition("New people: ")[2].splitlines()[:-1] == [
        "3",
        "🗓 Workshops tomorrow: 1",
        "– people expected: 1",
        "– need somebody to look after children: 1",
        "– need an interpreter: 1",
        "– need something else: 1",
        "🙋 Asked for help to come to a workshop: 1",
        "⏳ Full workshops in which people wait for a place: 1",
        "",
    ]
    assert "CV" not in text
