"""One of the team speaks with a person in the bot's stead: at the desk on one side, on a phone on the other, all in between real."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import Connection, select, update
from starlette.applications import Starlette

import desk
from bot.files import mydata
from desk.staff import Role, Staff
from dialogs.form import Form
from phone import FakeTelegram, FakeWhatsApp, Hand, WhatsAppHand
from phone.server import InProcessServer, loopback_socket
from storage.answers.review import public
from storage.messages.outbox import KEPT_MS
from storage.schema import address as address_of
from storage.schema import attachment, concern, heard, person
from storage.schema import audit as desk_audit
from storage.speaking import addresses, people
from storage.staff import canned, talks
from storage.staff.canned import Reply
from storage.staff.scope import Scope
from storage.staff.talks import Speaker, Speaking
from storage.times import ms
from tests.browsers import look, window
from tests.desks import words
from tests.road import NOON, Clock, Road, forms, hurry, road, texts

__all__ = ["forms"]
ANA = Staff(id=0xA4A, name="Ana", role=Role.COORDINATOR, names=True, zone="Europe/Luxembourg")
BEN = Staff(id=0xBE4, name="Ben", role=Role.COORDINATOR, names=True)
BODY = "Something is waiting for you. It is about your questions and answers with: {{1}}. Tap the button to read it."
BEGINS = "Somebody from the team is writing to you now: Ana"
SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch, forms: dict[str, Form]) -> None:
    hurry(monkeypatch, forms)
    monkeypatch.setattr("bot.clock.EVERY", 3600)  # ticks come from the tests


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def meta(clock: Clock) -> AsyncIterator[FakeWhatsApp]:
    async with FakeWhatsApp(now=lambda: clock().timestamp()) as fake:
        fake.template("lotse_waiting", "en", BODY, "Read it")
        yield fake


@pytest.fixture
async def bot(tmp_path: Path, clock: Clock, meta: FakeWhatsApp, database_url: str) -> AsyncIterator[Road]:
    async with road(tmp_path, database_url, meta=meta, clock=clock) as found:
        yield found


@dataclass
class Seat:
    """One of the team at the desk."""

    bot: Road
    site: Starlette
    http: httpx2.AsyncClient

    async def html(self, path: str, status: int = 200) -> str:
        answer = await self.http.get(f"/desk{path}")
        assert answer.status_code == status, answer.text
        return answer.text

    async def see(self, path: str, status: int = 200) -> str:
        return words(await self.html(path, status))

    async def post(self, path: str, status: int = 303, *, fields: Mapping[str, str] = {}, **more: str) -> str:
        answer = await self.http.post(f"/desk{path}", data={**fields, **more}, headers=SAME)
        assert answer.status_code == status, answer.text
        return answer.headers.get("location", "") or words(answer.text)

    async def take(self, talk: str) -> str:
        return await self.post(f"{talk}/take")

    async def back(self, talk: str) -> str:
        return await self.post(f"{talk}/back")

    async def say(self, talk: str, said: str, status: int = 303) -> str:
        """As the page does it: with what the form on it holds."""
        once = re.findall(r'name="once" value="(\w+)"', await self.html(talk))
        return await self.post(f"{talk}/say", status, words=said, once=once[0] if once else "lost")


@asynccontextmanager
async def seat(bot: Road, staff: Staff = ANA, **more: Any) -> AsyncIterator[Seat]:
    async def admit(_: Any) -> Staff:
        return staff

    shown = desk.Desk(
        read=bot.app.store.read,
        submit=bot.app.turnstile.write,
        keyring=bot.app.store.keyring,
        forms=bot.app.world.forms,
        voices=bot.app.world.voices,
        lists=bot.app.world.lists,
        now=bot.app.now,
        admit=admit,
        windows=bot.app.world.windows,
        **{"happen": bot.app.turnstile.receive, **more},
    )
    site = Starlette(routes=[desk.mount(shown)])
    transport = httpx2.ASGITransport(app=site, client=("127.0.0.1", 50_000), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost:8080") as http:
        yield Seat(bot, site, http)


async def asked(bot: Road, name: str = "Lina", channel: str = "telegram") -> Any:
    """Somebody whom the bot has just asked for alpha."""
    if channel == "whatsapp":
        assert bot.meta
        hand: Hand | WhatsAppHand = bot.meta.new_phone(name, "en")
        await hand.say("Hello")
    else:
        hand = bot.fake.new_phone(name, "en")
        await hand.start()
    await hand.expect("Please say alpha.")
    await bot.settled()
    return hand


async def talk_of(bot: Road, place: int = 0) -> str:
    """The path of the page of the person who came first, second …"""
    ids = await bot.read(lambda connection: list(connection.scalars(select(person.c.id).order_by(person.c.created_at))))
    return f"/people/{public(ids[place])}/talk"


CHANNELS = pytest.mark.parametrize("channel", ["telegram", "whatsapp"])


# --- taking over and handing back -----------------------------------------------------------------------------------------


@CHANNELS
async def test_a_coordinator_takes_over_speaks_and_hands_back_to_the_same_question(bot: Road, channel: str) -> None:
    amal, talk = await asked(bot, channel=channel), await talk_of(bot)
    async with seat(bot) as ana:
        assert "The bot speaks with this person." in await ana.see(talk)
        await ana.take(talk)
        await amal.expect(BEGINS)
        await ana.say(talk, "Hello Amal. *Which* papers do you have?")
        await amal.expect("👤 Ana (team):\nHello Amal. *Which* papers do you have?")
        await bot.settled()
        before = len(texts(amal))
        await amal.say("A passport.\nAnd my <b>school</b> papers")
        await bot.until(lambda: bot.rows(heard, "id"))
        seen = await ana.html(talk)
        assert "A passport.\nAnd my &lt;b&gt;school&lt;/b&gt; papers" in seen
        assert "Their last message waits for an answer." in seen
        assert len(texts(amal)) == before, "the bot is silent"
        assert await bot.concerns() == ["waiting"]
        await ana.say(talk, "Good.")
        await amal.expect("Good.")
        assert await bot.rows(concern, "state") == ["done"]
        await ana.back(talk)
        await amal.expect("This is the bot again.")
        await bot.settled()
        assert amal.screen.count("Please say alpha.") == 2
        await amal.say("one")
        await amal.expect("Please say beta.")
        seen = await ana.see(talk)
        assert re.search(r"Speaking from now on: Ana .* Ana Hello Amal", seen)
        assert "Handed back to the bot by: Ana" in seen
    assert list((await bot.answers()).values()) == [[("alpha", "one")]]


async def test_stop_data_and_language_work_at_once_while_somebody_speaks(bot: Road) -> None:
    amal, talk = await asked(bot), await talk_of(bot)
    async with seat(bot) as ana:
        await ana.take(talk)
        await amal.expect(BEGINS)
        await amal.say("my data")
        await amal.expect("Your answers belong to you.")
        await amal.say("stop")
        await amal.expect("I will not write to you any more")
        assert await bot.rows(heard, "id") == []
        assert await bot.rows(person, "talks_with") == [0]
        seen = await ana.see(talk)
        assert "Nobody can write to them: No more messages" in seen
        assert "not_taken" in await ana.take(talk)
        assert "Nothing was sent: you are not the one who is speaking" in await ana.say(talk, "Hello?", 409)


async def test_a_button_of_the_form_waits_and_no_nudge_comes(bot: Road) -> None:
    amal, talk = await asked(bot), await talk_of(bot)
    async with seat(bot) as ana:
        await ana.take(talk)
        for _ in range(8):
            bot.clock.later(hours=11)
            await ana.say(talk, "Still here.")
            await bot.app.clock.tick()
        await bot.settled()
        assert not [one for one in texts(amal) if "still open" in one]
        assert len([one for one in texts(amal) if "Still here." in one]) == 8


async def test_the_bot_speaks_again_by_itself_after_hours_without_words(bot: Road) -> None:
    amal, talk = await asked(bot), await talk_of(bot)
    async with seat(bot) as ana:
        assert "If you write nothing for 12 hours" in await ana.see(talk)
        await ana.take(talk)
        bot.clock.later(hours=11)
        await ana.say(talk, "One moment.")
        await amal.say("I wait")
        await bot.until(lambda: bot.rows(heard, "id"))
        bot.clock.later(hours=2)
        await bot.app.clock.tick()
        assert await bot.rows(person, "talks_with") == [ANA.id]
        bot.clock.later(hours=10)
        await bot.app.clock.tick()
        await amal.expect("This is the bot again.")
        assert "The team has your last message and will answer it." in amal.screen
        await bot.settled()
        assert texts(amal)[-1].endswith("Please say alpha.")
        assert await bot.rows(person, "talks_with") == [0]
        assert await bot.rows(concern, "kind", "state") == [("waiting", "open")]


async def test_another_coordinator_takes_over_from_the_first_and_it_is_written_down(bot: Road) -> None:
    amal, talk = await asked(bot), await talk_of(bot)
    async with seat(bot) as ana, seat(bot, BEN) as ben:
        await ana.take(talk)
        assert "Speaking now: Ana. The bot is silent." in await ben.see(talk)
        assert "Take over from: Ana" in await ben.see(talk)
        lost = await ana.html(talk)
        await ben.take(talk)
        await amal.expect("writing to you now: Ben")
        once = re.findall(r'name="once" value="(\w+)"', lost)[0]
        answer = await ana.post(f"{talk}/say", 409, words="Hello again", once=once)
        assert "Hello again" in answer
        assert not any("Hello again" in one for one in texts(amal))
        seen = await ana.see(talk)
        assert re.search(r"Speaking from now on: Ana .* Speaking from now on: (Ben|One of the team)", seen)
    rows = await bot.read(lambda connection: connection.execute(select(desk_audit.c.actor, desk_audit.c.action)).all())
    assert [row.actor for row in rows if row.action == talks.TOOK_OVER] == [ANA.actor, BEN.actor]


async def test_the_last_words_leave_before_the_bot_speaks_again(bot: Road) -> None:
    lina, talk = await asked(bot), await talk_of(bot)
    async with seat(bot) as ana:
        await ana.take(talk)
        await ana.say(talk, "Goodbye.")
        await ana.back(talk)
        await lina.expect("This is the bot again.")
        said = "\n".join(texts(lina))
        assert said.index(BEGINS) < said.index("Goodbye.") < said.index("This is the bot again.")


# --- exactly once ---------------------------------------------------------------------------------------------------------


async def test_the_same_form_sent_twice_says_it_once(bot: Road) -> None:
    amal, talk = await asked(bot), await talk_of(bot)
    async with seat(bot) as ana:
        await ana.take(talk)
        await ana.take(talk)
        await asyncio.gather(*(ana.post(f"{talk}/say", words="Only once.", once="abc") for _ in range(3)))
        await amal.expect("Only once.")
        await bot.settled()
        assert len([one for one in texts(amal) if "Only once." in one]) == 1
        assert len([one for one in texts(amal) if BEGINS in one]) == 1


async def test_the_desk_dies_before_the_bot_speaks_again_and_the_clock_sees_to_it_once(bot: Road) -> None:
    amal, talk = await asked(bot), await talk_of(bot)

    async def dies(_: Any) -> None:
        raise RuntimeError

    async with seat(bot, happen=dies) as ana:
        await ana.take(talk)
        await ana.post(f"{talk}/back", 500)
        await bot.app.clock.tick()
        await amal.expect("This is the bot again.")
        for _ in range(3):
            await bot.app.clock.tick()
        await bot.settled()
        assert len([one for one in texts(amal) if "This is the bot again." in one]) == 1


async def test_after_a_restart_the_talk_goes_on_and_nothing_is_said_twice(tmp_path: Path, database_url: str) -> None:
    clock = Clock()
    async with FakeTelegram() as fake:
        async with road(tmp_path, database_url, fake=fake, clock=clock) as bot:
            amal, talk = await asked(bot), await talk_of(bot)
            async with seat(bot) as ana:
                await ana.take(talk)
                await ana.say(talk, "Before.")
            await amal.expect("Before.")
            await bot.settled()
        async with road(tmp_path, database_url, fake=fake, clock=clock) as bot:
            await amal.say("I am here")
            await bot.until(lambda: bot.rows(heard, "id"))
            async with seat(bot) as ana:
                assert "I am here" in await ana.see(talk)
                await ana.say(talk, "After.")
            await amal.expect("After.")
            await bot.settled()
            assert [len([one for one in texts(amal) if said in one]) for said in ("Before.", "After.", BEGINS)] == [1, 1, 1]


# --- WhatsApp's window ----------------------------------------------------------------------------------------------------


async def test_the_page_says_before_whether_the_window_is_open_and_holds_words_where_it_is_not(bot: Road) -> None:
    amal, talk = await asked(bot, channel="whatsapp"), await talk_of(bot)
    async with seat(bot) as ana:
        bot.clock.later(hours=20, minutes=39)
        assert "Open for: 3 h 20 min" in await ana.see(talk)
        bot.clock.later(hours=5)
        seen = await ana.see(talk)
        assert "Closed: they have not written for a day. Your words are held here, and a short notice asks the person" in seen
        await ana.take(talk)
        assert "Leave it for them" in await ana.see(talk)
        assert "done=left" in await ana.say(talk, "Can you come on Monday?")
        await amal.expect("Something is waiting for you")
        await bot.settled()
        seen = await ana.see(talk)
        assert re.search(r"Can you come on Monday\? [^?]* WhatsApp · waiting for them to answer", seen)
        assert "They have been asked to answer already" in seen
        assert not any("Monday" in one for one in texts(amal))
        await amal.tap("Read it")
        await amal.expect("Can you come on Monday?")
        await bot.settled()
        said = texts(amal)
        assert [one for one in said if BEGINS in one or "Monday" in one] == said[-2:]
        assert "Open for: 23 h" in await ana.see(talk)
        assert "waiting for them to answer" not in await ana.see(talk)
        assert list((await bot.answers()).values()) == [[]]


async def test_a_message_that_does_not_arrive_says_why(bot: Road) -> None:
    amal, talk = await asked(bot), await talk_of(bot)
    async with seat(bot) as ana:
        await ana.take(talk)
        await amal.expect(BEGINS)
        await amal.block()
        await ana.say(talk, "Are you well?")
        await bot.until(lambda: _failed(bot))
        seen = await ana.see(talk)
        assert re.search(r"Are you well\? [^?]*did not arrive They have blocked us\.", seen)


async def _failed(bot: Road) -> bool:
    return "failed" in await bot.states()


async def test_words_go_by_their_other_phone_where_one_is_dead(bot: Road) -> None:
    dead, other = await asked(bot), await asked(bot, "Lina too", "whatsapp")
    first, second = await bot.read(
        lambda connection: list(
            connection.scalars(
                select(person.c.id)
                .order_by(person.c.created_at, address_of.c.channel)
                .join(address_of, address_of.c.person == person.c.id)
            )
        )
    )

    def join(connection: Connection) -> None:
        keyring = bot.app.store.keyring
        addresses.join(connection, keyring, second, first, actor="a4a", now=ms(bot.clock()), lost=())
        connection.execute(update(person).where(person.c.id == first).values(prefers="telegram"))

    await bot.app.turnstile.write(join)
    talk = f"/people/{public(first)}/talk"
    async with seat(bot) as ana:
        await dead.block()
        await ana.take(talk)
        await other.expect(BEGINS)
        await ana.say(talk, "Which way?")
        await other.expect("Which way?")
        assert "Ana Which way? 13:00 · WhatsApp · " in await ana.see(talk)


# --- a family with one phone ----------------------------------------------------------------------------------------------


async def test_on_a_family_phone_only_the_one_taken_over_is_silent(bot: Road) -> None:
    amal = await asked(bot)
    talk = await talk_of(bot)
    await amal.say("/menu")
    await amal.expect("What would you like to do?")
    await amal.tap("📱 My phones")
    await amal.expect(lambda hand: "👥" in hand.screen)
    await amal.tap("👥 We share this phone")
    await amal.expect(lambda hand: "➕ Add" in hand.screen)
    await amal.tap("➕ Add a person")
    await amal.expect(lambda hand: texts(hand)[-1].endswith("Please say alpha."))
    await bot.settled()
    bot.clock.later(minutes=1)
    async with seat(bot) as ana:
        seen = await ana.see(talk)
        assert "Somebody else uses this phone too, and can read what you write" in seen
        await ana.take(talk)
        await amal.expect(BEGINS)
        await bot.settled()
        await amal.say("whose is this")
        await amal.expect("Who is writing")
        await bot.settled()
        await amal.tap("Person 2")
        await amal.expect("Please say beta.")
        assert await bot.rows(heard, "id") == []
        assert (await bot.rows(person, "talks_with")).count(ANA.id) == 1
        await amal.say("two")
        await amal.expect("Please say gamma.")
        await amal.say("/start")
        await amal.expect("Who is writing")
        await amal.tap("Person 1")
        await amal.expect(BEGINS)
        await amal.say("/menu")
        await amal.expect("What would you like to do?")
        await amal.tap("👥 Somebody else")
        await amal.expect("Who is writing")
        await amal.tap("Person 2")
        await amal.expect("Please say gamma.")


# --- what is kept ---------------------------------------------------------------------------------------------------------


async def test_what_was_written_is_theirs_goes_with_them_and_after_a_month(bot: Road) -> None:
    amal, talk = await asked(bot), await talk_of(bot)
    number = int(talk.split("/")[2], 16)
    async with seat(bot) as ana:
        await ana.take(talk)
        await amal.expect(BEGINS)
        await amal.say("My secret word is lighthouse")
        await amal.send("photo", caption="my paper")
        await bot.until(lambda: _kept(bot))
        html = await ana.html(talk)
        assert "my paper" in html
        assert re.search(r'<img class="sent" src="/desk/people/\w+/files/\w+" alt="A photo"', html)
        picture = re.findall(r'src="/desk(/people/\w+/files/\w+)"', html)[0]
        assert (await ana.http.get(f"/desk{picture}")).status_code == 200
    raw = await bot.read(lambda connection: [row.sealed for row in connection.execute(select(heard))])
    assert len(raw) == 2
    assert not any(b"lighthouse" in one for one in raw)
    keyring = bot.app.store.keyring
    found = await bot.read(lambda connection: people.everything(connection, keyring, number))
    assert "My secret word is lighthouse" in mydata.page(found, bot.app.world)
    bot.clock.later(milliseconds=KEPT_MS + 1)
    await bot.app.clock.sweep()
    assert await bot.rows(heard, "id") == []
    assert await bot.rows(attachment, "id") == []


async def _kept(bot: Road) -> bool:
    return await bot.rows(attachment, "state") == ["kept"]


async def test_erasure_takes_what_was_heard_with_it(bot: Road) -> None:
    amal, talk = await asked(bot), await talk_of(bot)
    async with seat(bot) as ana:
        await ana.take(talk)
        await amal.expect(BEGINS)
        await amal.say("Please read this")
        await bot.until(lambda: bot.rows(heard, "id"))
    keyring, number = bot.app.store.keyring, int(talk.split("/")[2], 16)
    await bot.app.turnstile.write(lambda connection: people.erase(connection, keyring, number, ms(bot.clock())))
    assert await bot.rows(heard, "id") == []


async def test_nothing_of_what_is_written_to_the_bot_is_kept_while_nobody_of_the_team_speaks(bot: Road) -> None:
    amal, talk = await asked(bot), await talk_of(bot)
    bot.clock.later(minutes=1)
    await amal.say("one")
    await amal.expect("Please say beta.")
    assert await bot.rows(heard, "id") == []
    async with seat(bot) as ana:
        seen = await ana.see(talk)
        assert re.search(r"Form begun: Short .* Bot Please say alpha\. .* one 13:01 · written .* Please say beta", seen)


# --- who may look ---------------------------------------------------------------------------------------------------------


async def test_every_look_is_written_down_and_others_people_are_not_shown(bot: Road) -> None:
    await asked(bot)
    talk = await talk_of(bot)
    stranger = replace(BEN, scope=Scope(programme="elsewhere"))
    async with seat(bot) as ana, seat(bot, stranger) as other:
        await ana.see(talk)
        for path in (talk, f"{talk}/mark"):
            await other.html(path, 404)
        for verb in ("take", "say", "back"):
            await other.post(f"{talk}/{verb}", 404, words="x", once="1")
    rows = await bot.read(
        lambda connection: connection.execute(select(desk_audit.c.actor, desk_audit.c.action, desk_audit.c.detail)).all()
    )
    assert (ANA.actor, "read", '{"part":"messages","page":"1"}') in [tuple(row) for row in rows]
    assert (BEN.actor, "refused") in [(row.actor, row.action) for row in rows]


async def test_older_messages_are_on_pages_and_none_is_lost_or_doubled(bot: Road) -> None:
    amal, talk = await asked(bot), await talk_of(bot)
    async with seat(bot) as ana:
        await ana.take(talk)
        for number in range(60):
            await bot.app.turnstile.write(partial(_said, bot, talk, number))
        await amal.expect("Number 59.", 20)
        pages = [await ana.see(f"{talk}?page={page}") for page in (1, 2, 99)]
        seen = [re.findall(r"Number (\d+)\.", page) for page in pages]
        assert [int(one) for one in [*seen[1], *seen[0]]] == list(range(60))
        assert seen[2] == seen[1], "a page beyond the last is the last"
        await ana.html(f"{talk}?page=x", 400)


def _said(bot: Road, talk: str, number: int, connection: Connection) -> bool:
    by, app = Speaker(id=ANA.id, name=ANA.name, actor=ANA.actor), bot.app
    who = int(talk.split("/")[2], 16)
    return Speaking(connection, app.store.keyring, app.world.voices, who, by, bot.clock()).say(f"Number {number}.", str(number))


async def test_the_mark_changes_with_the_page_and_only_then(bot: Road) -> None:
    amal, talk = await asked(bot), await talk_of(bot)
    async with seat(bot) as ana:
        first = await ana.html(f"{talk}/mark")
        assert await ana.html(f"{talk}/mark") == first
        assert f'data-mark="{first}"' in await ana.html(talk)
        await ana.take(talk)
        second = await ana.html(f"{talk}/mark")
        assert second != first
        await amal.expect(BEGINS)
        await bot.settled()
        third = await ana.html(f"{talk}/mark")
        await amal.say("hm")
        await bot.until(lambda: bot.rows(heard, "id"))
        assert await ana.html(f"{talk}/mark") != third


# --- ready-made replies ---------------------------------------------------------------------------------------------------


async def test_replies_are_written_in_several_languages_and_offered_in_the_persons_first(bot: Road) -> None:
    _, talk = await asked(bot), await talk_of(bot)
    async with seat(bot) as ana:
        assert "There are no ready-made replies yet." in await ana.see("/replies")
        await ana.post(
            "/replies/new",
            title="Bring papers",
            programme="",
            fields={"text:en": "Please bring your papers.", "text:ar": "أحضر أوراقك"},
        )
        await ana.post("/replies/new", title="A welcome", programme="", fields={"text:ar": "أهلا"})
        assert "needs a title" in await ana.post("/replies/new", 422, title="", programme="", fields={"text:en": "x"})
        assert "Too long: English" in await ana.post(
            "/replies/new", 422, title="t", programme="", fields={"text:en": "x" * 2001}
        )
        await ana.take(talk)
        html = await ana.html(talk)
        options = re.findall(r'<option value="(\w+)">([^<]+)', html)
        assert [label for _, label in options] == ["Bring papers", "A welcome (not in English)"]
        chosen = await ana.html(f"{talk}?canned={options[0][0]}")
        assert ">Please bring your papers.</textarea>" in chosen
        missing = await ana.html(f"{talk}?canned={options[1][0]}")
        assert "This reply is not there in: English" in unescape(missing)
        assert "></textarea>" in missing
        assert ">أهلا</textarea>" in await ana.html(f"{talk}?canned={options[1][0]}&in=ar")
        await ana.html(f"{talk}?canned=abc", 404)
        reply = re.findall(r'href="/desk(/replies/\w+)"', await ana.html("/replies"))
        edit = next(one for one in reply if one.endswith(options[1][0]))
        await ana.post(edit, title="Welcome", programme="", fields={"text:en": "Welcome!"})
        assert "Welcome!" in await ana.see("/replies")
        await ana.post(f"{edit}/delete")
        assert "Welcome!" not in await ana.see("/replies")


async def test_a_coordinator_of_one_programme_changes_only_its_replies(bot: Road) -> None:
    mine, other = (
        Reply(id=0x11, programme="test", title="Mine", texts={"en": "a"}),
        Reply(id=0x12, programme="x", title="Other", texts={}),
    )
    everybody = Reply(id=0x13, programme="", title="All", texts={"en": "b"})
    for one in (mine, other, everybody):
        await bot.app.turnstile.write(partial(canned.keep, one=one, actor="1", now=ms(NOON)))
    async with seat(bot, replace(ANA, scope=Scope(programme="test"))) as ana:
        assert [one for one in ("Mine", "Other", "All") if one in await ana.see("/replies")] == ["Mine", "All"]
        await ana.html("/replies/11")
        await ana.html("/replies/12", 404)
        await ana.html("/replies/13", 403)
        await ana.post("/replies/13/delete", 403)
        await ana.post("/replies/11", 403, title="Mine", programme="", fields={"text:en": "for all"})


async def test_words_that_are_empty_or_too_long_stay_in_the_box(bot: Road) -> None:
    _, talk = await asked(bot), await talk_of(bot)
    async with seat(bot) as ana:
        await ana.take(talk)
        assert "the message is empty" in await ana.say(talk, "  ", 422)
        long = "x" * 2001
        assert "too long. At most 2000" in (answer := await ana.say(talk, long, 422))
        assert long in answer
        await ana.post(f"{talk}/say", 400, words="x" * 50_000, once="1")


# --- in a browser ---------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def opened(bot: Road, browser: str, **more: Any) -> AsyncIterator[tuple[Seat, Any, str]]:
    """(Ana's seat, a page of a real browser, the address of the desk)"""
    listener = loopback_socket("127.0.0.1", 0)
    async with seat(bot) as ana, window(browser, **more) as page:
        server = InProcessServer(ana.site, listener)
        await server.start()
        try:
            yield ana, page, f"http://127.0.0.1:{listener.getsockname()[1]}/desk"
        finally:
            await server.stop()


@pytest.fixture
async def one_bot(tmp_path: Path, clock: Clock, meta: FakeWhatsApp) -> AsyncIterator[Road]:
    async with road(tmp_path, meta=meta, clock=clock) as found:
        yield found


@pytest.mark.browser
async def test_what_they_write_appears_by_itself_and_half_written_words_stay(one_bot: Road, browser: str) -> None:
    bot, lina = one_bot, await asked(one_bot)
    talk = await talk_of(bot)
    async with opened(bot, browser) as (_, page, url):
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
        await page.clock.install()
        await page.goto(f"{url}{talk}")
        await page.get_by_role("button", name="I am speaking now").press("Enter")
        await page.get_by_role("status").wait_for()
        await lina.expect(BEGINS)
        await page.get_by_label("Your message").fill("Half a sentence")
        await lina.say("I have a question")
        await bot.until(lambda: bot.rows(heard, "id"))
        await page.clock.run_for(5_000)
        await page.get_by_text("I have a question").wait_for()
        await page.get_by_text("Their last message waits for an answer.").wait_for()
        assert await page.get_by_label("Your message").input_value() == "Half a sentence"
        await page.get_by_role("button", name="Send").press("Enter")
        await lina.expect("Half a sentence")
        await page.get_by_role("button", name="Hand back to the bot").press("Enter")
        await lina.expect("This is the bot again.")
        assert faults == []


@pytest.mark.browser
async def test_everything_works_without_a_script(one_bot: Road, browser: str) -> None:
    from playwright.async_api import expect

    bot, lina = one_bot, await asked(one_bot)
    talk = await talk_of(bot)
    reply = Reply(id=0, programme="", title="Papers", texts={"en": "Please bring your papers."})
    await bot.app.turnstile.write(lambda connection: canned.keep(connection, reply, actor="1", now=ms(NOON)))
    async with opened(bot, browser, java_script_enabled=False) as (_, page, url):
        await page.goto(f"{url}{talk}")
        await page.get_by_role("button", name="I am speaking now").click()
        await lina.expect(BEGINS)
        await page.get_by_label("Ready-made reply").select_option("Papers")
        await page.get_by_role("button", name="Put it into the box").click()
        await expect(page.get_by_label("Your message")).to_have_value("Please bring your papers.")
        await page.get_by_role("button", name="Send").click()
        await lina.expect("Please bring your papers.")
        await page.get_by_role("link", name="Show new messages by itself").click()
        assert await page.locator('meta[http-equiv="refresh"]').get_attribute("content") == "20"
        await page.get_by_role("link", name="Write (stops").click()
        await page.get_by_role("button", name="Hand back to the bot").click()
        await lina.expect("This is the bot again.")


@pytest.mark.browser
@pytest.mark.timeout(300)
async def test_no_page_has_a_fault_of_accessibility_or_is_too_wide(one_bot: Road, browser: str) -> None:
    bot, lina = one_bot, await asked(one_bot, channel="whatsapp")
    talk = await talk_of(bot)
    reply = Reply(id=0x77, programme="", title="Papers", texts={"fr": "Vos papiers"})
    await bot.app.turnstile.write(lambda connection: canned.keep(connection, reply, actor="1", now=ms(NOON)))

    async with opened(bot, browser) as (ana, page, url):
        await look(page, f"{url}{talk}")
        await ana.take(talk)
        await lina.say("مرحبا, I have a very-long-word-without-any-space-in-it-that-must-not-make-the-page-wider-than-it-is")
        await lina.send("photo")
        await bot.until(lambda: _kept(bot))
        await look(page, f"{url}{talk}?canned=77")
        bot.clock.later(days=1)
        await ana.say(talk, "Come tomorrow")
        await bot.settled()
        for path in (talk, "/replies", "/replies/77", "/replies/new"):
            await look(page, f"{url}{path}")
