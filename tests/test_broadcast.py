"""A message to many: each in their own language, once, at their hours; stopped, gone on with, and reported as it is."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Connection

from dialogs.form import Form
from phone import FakeWhatsApp, Hand, WhatsAppHand
from storage import segments
from storage.messages import broadcasts
from storage.messages.broadcasts import Broadcast, Report, Unchanged
from storage.schema import address, broadcast_person, due, person
from storage.segments import Segment
from storage.staff.scope import EVERYBODY
from storage.times import ms
from tests.road import Clock, Road, forms, hurry, road

__all__ = ["forms"]
ENGLISH, FRENCH = "Tomorrow at ten the job fair begins.", "Demain à dix heures, le forum de l’emploi commence."
BOTH = {"en": ENGLISH, "fr": FRENCH}
NAMES = {"en": "English", "fr": "Français", "uk": "Українська"}
WAITING = "Something is waiting for you. It is about your questions and answers with: {{1}}. Tap the button to read it."


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch, forms: dict[str, Form]) -> None:
    hurry(monkeypatch, forms)
    monkeypatch.setattr("bot.clock.EVERY", 3600)  # ticks come from the tests


@pytest.fixture
async def bot(tmp_path: Path, database_url: str) -> AsyncIterator[Road]:
    async with road(tmp_path, database_url) as found:
        yield found


async def crowd(bot: Road, *languages: str) -> list[Hand]:
    hands = []
    for number, language in enumerate(languages):
        hands.append(await speaker(bot.fake.new_phone(f"Person {number}", language), NAMES[language]))
    await bot.settled()
    return hands


async def speaker(hand: Hand | WhatsAppHand, language: str, asked: str = "alpha") -> Any:
    """Somebody who has chosen a language."""
    await (hand.start() if isinstance(hand, Hand) else hand.say("Hello"))
    await hand.expect(asked)
    await hand.say("/language" if isinstance(hand, Hand) else "language")
    await hand.expect()
    await hand.tap(language)
    await hand.expect(asked)
    return hand


async def made(
    bot: Road, words: dict[str, str], *, pace: int = 60_000, hours: float = 48, segment: Segment | None = None, later: float = 0
) -> int:
    """A broadcast that begins in so many hours. At the pace of these tests an hour passes between two ticks."""
    now, keyring = ms(bot.clock()), bot.app.store.keyring
    whom = segment or Segment()

    def write(connection: Connection) -> int:
        number = broadcasts.draft(connection, keyring, title="Fair", by=7, scope=EVERYBODY, segment=whom, now=now)
        broadcasts.write(connection, keyring, number, title="Fair", segment=whom, texts=words)
        at = now + round(later * 3_600_000)
        broadcasts.begin(connection, number, "7", at=at, until=now + round(hours * 3_600_000), pace=pace, now=now)
        return number

    return int(await bot.app.turnstile.write(write))


async def ticked(bot: Road, times: int = 1) -> None:
    for _ in range(times):
        await bot.app.clock.tick()
    await bot.settled()


async def one(bot: Road, number: int) -> Broadcast:
    found = await bot.read(lambda connection: broadcasts.find(connection, bot.app.store.keyring, number, EVERYBODY))
    assert found
    return found


async def report(bot: Road, number: int) -> Report:
    found = await one(bot, number)
    return await bot.read(lambda connection: broadcasts.report(connection, found))


def heard(hands: Sequence[Hand | WhatsAppHand], words: str) -> list[int]:
    """How often each has got it."""
    return [sum(words in shown.text for shown in hand.chat.journal if shown.kind == "sent") for hand in hands]


async def test_everybody_hears_it_once_in_their_own_language(bot: Road) -> None:
    anna, jean, olga = await crowd(bot, "en", "fr", "uk")
    number = await made(bot, BOTH)
    await ticked(bot, 4)
    assert (heard([anna, jean, olga], ENGLISH), heard([anna, jean, olga], FRENCH)) == ([1, 0, 0], [0, 1, 0])
    found = await report(bot, number)
    assert (found.taken, found.told, found.sent, dict(found.left)) == (3, 2, 2, {"language": 1})
    assert (await one(bot, number)).state == "done"


async def test_the_open_question_stays_open(bot: Road) -> None:
    (anna,) = await crowd(bot, "en")
    await made(bot, BOTH)
    await ticked(bot)
    await anna.say("my answer")
    await anna.expect("Please say beta.")


async def test_it_begins_when_it_is_to_begin(bot: Road) -> None:
    hands = await crowd(bot, "en")
    number = await made(bot, BOTH, later=2)
    await ticked(bot)
    assert ((await one(bot, number)).state, heard(hands, ENGLISH)) == ("planned", [0])
    bot.clock.later(hours=2)
    await ticked(bot)
    assert heard(hands, ENGLISH) == [1]


async def test_as_many_at_a_time_as_its_pace_allows(bot: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.clock.EVERY", 60)
    hands = await crowd(bot, *["en"] * 5)
    await made(bot, BOTH, pace=2)
    await ticked(bot)
    assert sum(heard(hands, ENGLISH)) == 2
    await ticked(bot)
    assert sum(heard(hands, ENGLISH)) == 4
    await ticked(bot, 3)
    assert heard(hands, ENGLISH) == [1] * 5


async def test_stopped_half_way_and_gone_on_with_nobody_is_left_out_or_told_twice(
    bot: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.clock.EVERY", 60)
    hands = await crowd(bot, *["en"] * 5)
    number = await made(bot, BOTH, pace=2)
    await ticked(bot)
    await bot.app.turnstile.write(lambda connection: broadcasts.stop(connection, number, "7", ms(bot.clock())))
    await ticked(bot, 3)
    assert sum(heard(hands, ENGLISH)) == 2
    await bot.app.turnstile.write(lambda connection: broadcasts.go_on(connection, number, "7", ms(bot.clock())))
    await ticked(bot, 4)
    assert heard(hands, ENGLISH) == [1] * 5
    assert (await report(bot, number)).told == 5


async def test_whose_night_it_was_when_it_stopped_hears_it_after_it_goes_on(tmp_path: Path) -> None:
    night = '[programmes.test]\nname = "Test"\nstart = "short"\nforms = ["short"]\nquiet = [11, 14]\n'
    async with road(tmp_path, toml=night) as bot:  # it is noon: they sleep until two
        hands = await crowd(bot, "en")
        number = await made(bot, BOTH)
        await ticked(bot)
        assert (await report(bot, number)).waiting == 1
        await bot.app.turnstile.write(lambda connection: broadcasts.stop(connection, number, "7", ms(bot.clock())))
        bot.clock.later(hours=2)
        await ticked(bot)
        assert (heard(hands, ENGLISH), await bot.rows(broadcast_person, "result")) == ([0], ["stopped"])
        await bot.app.turnstile.write(lambda connection: broadcasts.go_on(connection, number, "7", ms(bot.clock())))
        bot.clock.later(seconds=5)
        await ticked(bot)
        assert (heard(hands, ENGLISH), await bot.rows(broadcast_person, "result")) == ([1], ["told"])


async def test_whoever_said_stop_hears_nothing(bot: Road) -> None:
    anna, ben = await crowd(bot, "en", "en")
    number = await made(bot, BOTH)
    await anna.say("STOP")
    await anna.expect()
    await bot.settled()
    await ticked(bot)
    assert heard([anna, ben], ENGLISH) == [0, 1]
    assert (await report(bot, number)).taken == 1


async def test_whoever_says_stop_while_it_waits_for_their_morning_hears_nothing(tmp_path: Path) -> None:
    night = '[programmes.test]\nname = "Test"\nstart = "short"\nforms = ["short"]\nquiet = [11, 14]\n'
    async with road(tmp_path, toml=night) as bot:
        (anna,) = await crowd(bot, "en")
        number = await made(bot, BOTH)
        await ticked(bot)
        await anna.say("STOP")
        await anna.expect()
        await bot.settled()
        bot.clock.later(hours=2)
        await ticked(bot)
        assert heard([anna], ENGLISH) == [0]
        assert (await report(bot, number)).told == 0


async def test_once_it_is_of_no_use_any_more_it_ends(bot: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.clock.EVERY", 60)
    hands = await crowd(bot, "en", "en")
    number = await made(bot, BOTH, pace=1, hours=1)
    await ticked(bot)
    bot.clock.later(hours=1)
    await ticked(bot, 3)
    assert sum(heard(hands, ENGLISH)) == 1
    assert ((await one(bot, number)).state, dict((await report(bot, number)).left)) == ("done", {"late": 1})


async def test_what_is_under_way_is_not_rewritten(bot: Road) -> None:
    number = await made(bot, BOTH)
    keyring = bot.app.store.keyring

    def rewrite(connection: Connection) -> None:
        broadcasts.write(connection, keyring, number, title="Other", segment=Segment(), texts={})

    with pytest.raises(Unchanged):
        await bot.app.turnstile.write(rewrite)
    assert (await one(bot, number)).title == "Fair"


async def test_a_second_look_at_the_same_clock_tells_nobody_again(bot: Road) -> None:
    """As two processes on one database look, or one that died between two transactions."""
    hands = await crowd(bot, "en")
    await made(bot, BOTH)
    await ticked(bot)
    await bot.app.store.write(
        lambda connection: connection.execute(due.update().where(due.c.kind == "broadcast").values(state="waiting"))
    )
    await ticked(bot, 2)
    assert heard(hands, ENGLISH) == [1]


# --- WhatsApp -----------------------------------------------------------------------------------------------------------


@pytest.fixture
async def abroad(tmp_path: Path) -> AsyncIterator[tuple[Road, FakeWhatsApp]]:
    clock = Clock()
    async with FakeWhatsApp(now=lambda: clock().timestamp()) as meta:
        meta.template("lotse_waiting", "en", WAITING, "Read it")
        async with road(tmp_path, meta=meta, clock=clock, telegram_too=False) as bot:
            yield bot, meta


async def quiet_day(bot: Road, meta: FakeWhatsApp) -> WhatsAppHand:
    """Somebody who wrote a day ago."""
    amal = await speaker(meta.new_phone("Amal", "en"), "English")
    await bot.settled()
    bot.clock.later(hours=25)
    return cast(WhatsAppHand, amal)


async def test_after_the_window_it_waits_behind_a_template_and_is_reported_so(abroad: tuple[Road, FakeWhatsApp]) -> None:
    bot, meta = abroad
    amal = await quiet_day(bot, meta)
    number = await made(bot, BOTH)
    await ticked(bot)
    await amal.expect("Something is waiting for you")
    await bot.settled()
    found = await report(bot, number)
    assert (heard([amal], ENGLISH), found.told, found.held, found.sent) == ([0], 1, 1, 0)
    await amal.tap("Read it")
    await amal.expect(ENGLISH)
    await bot.settled()
    assert heard([amal], ENGLISH) == [1]
    assert (await report(bot, number)).sent == 1


async def test_what_was_held_too_long_is_not_said_any_more(abroad: tuple[Road, FakeWhatsApp]) -> None:
    bot, meta = abroad
    amal = await quiet_day(bot, meta)
    await made(bot, BOTH, hours=24)
    await ticked(bot)
    await amal.expect("Something is waiting for you")
    bot.clock.later(hours=25)
    await amal.tap("Read it")
    await amal.expect("Please say alpha.", 2)
    await bot.settled()
    assert heard([amal], ENGLISH) == [0]


async def unreachable(bot: Road) -> bool:
    return "unreachable" in await bot.rows(address, "state")


# --- Whom it reaches ----------------------------------------------------------------------------------------------------


async def reached(bot: Road, words: dict[str, str], segment: Segment | None = None) -> segments.Reach:
    whom = (segment or Segment()).people()
    return await bot.read(lambda connection: segments.reach(connection, whom, words, bot.app.world.windows, ms(bot.clock())))


async def test_reach_counts_everybody_once(bot: Road) -> None:
    _, _, _, gone, stopped = await crowd(bot, "en", "fr", "uk", "en", "en")
    await stopped.say("STOP")
    await stopped.expect()
    await gone.block()
    await bot.until(lambda: unreachable(bot))
    found = await reached(bot, {"en": ENGLISH})
    assert (found.now, found.template, found.unreachable, found.opted_out, found.charged) == (1, 0, 1, 1, 0)
    assert dict(found.missing) == {"fr": 1, "uk": 1}
    assert found.total == 5


async def test_reach_tells_who_needs_a_template(abroad: tuple[Road, FakeWhatsApp]) -> None:
    bot, meta = abroad
    await quiet_day(bot, meta)
    await speaker(meta.new_phone("Ben", "en"), "English")
    await bot.settled()
    found = await reached(bot, BOTH)
    assert (found.now, found.template, found.charged, found.total) == (1, 1, 2, 2)


async def test_a_segment_is_who_chose_something_and_has_not_changed_it(tmp_path: Path) -> None:
    async with road(tmp_path, start="buttons") as bot:
        anna = await speaker(bot.fake.new_phone("Anna", "en"), "English", "Are you ready?")
        jean = await speaker(bot.fake.new_phone("Jean", "fr"), "Français", "Are you ready?")
        for hand, said in ((anna, "1"), (jean, "2")):
            await hand.say(said)
            await hand.expect("What do you like?")
        await anna.say("1 2")
        await anna.expect("Please say words.")
        await bot.settled()

        async def who(**fields: Any) -> list[str]:
            whom = Segment(**fields).people()
            ids = await bot.read(lambda connection: segments.following(connection, whom, 0, 100))
            spoken = dict(await bot.rows(person, "id", "language"))
            return sorted(spoken[one] for one in ids)

        assert await who() == ["en", "fr"]
        assert await who(form="buttons", path="ready", value="yes") == ["en"]
        assert await who(form="buttons", path="ready", value="no") == ["fr"]
        assert await who(form="buttons", path="likes", value="coffee") == ["en"]
        assert await who(form="buttons", path="likes", value="t%") == []
        assert await who(form="other", path="ready", value="yes") == []
        assert await who(language="fr") == ["fr"]
        assert await who(programme="test") == ["en", "fr"]
        assert await who(programme="other") == []
        for asked in ("What do you like?", "Are you ready?"):
            await anna.say("/back")
            await anna.expect(asked)
        await anna.say("2")
        await anna.expect("What do you like?")
        await bot.settled()
        assert await who(form="buttons", path="ready", value="yes") == []
