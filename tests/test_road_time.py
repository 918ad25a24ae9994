"""The timer road: a nudge after three quiet days, an overview every day; once each, whoever dies and however the clocks go."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from dialogs.form import Form
from phone import Hand
from storage import concerns, events
from storage.schema import address, due
from storage.staff import coordinators
from storage.times import ms
from tests.road import NOON, Road, forms, hurry, road, texts

__all__ = ["forms"]
NUDGE = "Your questions are still open."
TWO_PROGRAMMES = """
[programmes.day]
forms = ["short"]
quiet = [21, 8]
[programmes.night]
forms = ["short"]
quiet = [4, 5]
"""


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch, forms: dict[str, Form]) -> None:
    hurry(monkeypatch, forms)
    monkeypatch.setattr("bot.clock.EVERY", 3600)  # ticks come from the tests


@pytest.fixture
async def bot(tmp_path: Path, database_url: str) -> AsyncIterator[Road]:
    async with road(tmp_path, database_url) as found:
        yield found


async def asked(bot: Road, name: str = "Anna", payload: str = "") -> Hand:
    hand = bot.fake.new_phone(name, "en")
    await hand.start(payload)
    await hand.expect("Please say alpha.")
    await bot.settled()
    return hand


async def ticked(bot: Road) -> None:
    """Somebody looks at the clock, three times."""
    for _ in range(3):
        await bot.app.clock.tick()
    await bot.settled()


async def states(bot: Road, kind: str) -> list[str]:
    return [state for one, state in await bot.rows(due, "kind", "state") if one == kind]


# --- Nudges -------------------------------------------------------------------------------------------------------------


async def test_after_three_quiet_days_somebody_is_nudged_once(bot: Road) -> None:
    anna = await asked(bot)
    bot.clock.later(days=2, hours=23)
    await ticked(bot)
    assert len(texts(anna)) == 1
    bot.clock.later(hours=1)
    await ticked(bot)
    assert len(texts(anna)) == 2
    assert NUDGE in texts(anna)[1]
    assert "Please say alpha." in texts(anna)[1]
    bot.clock.later(days=30)
    await ticked(bot)
    assert len(texts(anna)) == 2


async def test_whoever_went_on_has_three_days_from_then(bot: Road) -> None:
    anna = await asked(bot)
    bot.clock.later(days=2)
    await anna.say("one")
    await anna.expect("Please say beta.")
    bot.clock.later(days=2)
    await ticked(bot)
    assert len(texts(anna)) == 2
    bot.clock.later(days=1)
    bot.app.clock.wake()  # as the demo does when it has moved its clock: nobody waits for the next look
    await anna.expect(2)  # since they wrote: the question and this
    assert NUDGE in texts(anna)[2]


async def test_a_nudge_waits_for_the_morning_of_the_persons_own_programme(tmp_path: Path) -> None:
    async with road(tmp_path, toml=TWO_PROGRAMMES) as bot:
        bot.clock.now = NOON + timedelta(hours=11)  # at 23:00
        sleeper, owl = await asked(bot, "Anna", "day"), await asked(bot, "Olga", "night")
        bot.clock.later(days=3)
        await ticked(bot)
        assert (len(texts(sleeper)), len(texts(owl))) == (1, 2)
        bot.clock.later(hours=8, minutes=59)
        await ticked(bot)
        assert len(texts(sleeper)) == 1
        bot.clock.later(minutes=1)
        await ticked(bot)
        assert NUDGE in texts(sleeper)[1]


async def test_a_nudge_that_would_come_days_late_does_not_come(bot: Road) -> None:
    anna = await asked(bot)
    bot.clock.later(days=5, minutes=1)  # nobody looked meanwhile
    await ticked(bot)
    assert len(texts(anna)) == 1
    assert await states(bot, "nudge") == ["missed"]


async def test_a_hundred_nudges_are_decided_in_a_few_transactions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with road(tmp_path) as bot:
        hands = [bot.fake.new_phone(f"Person {number}", "en") for number in range(150)]
        for hand in hands:
            await hand.start()
        for hand in hands:
            await hand.expect("Please say alpha.", 20)
        bot.clock.later(days=3)
        batches: list[int] = []
        real = events.claim

        def claim(connection: Connection, ids: Sequence[str], now: int) -> set[str]:
            batches.append(len(ids))
            return real(connection, ids, now)

        monkeypatch.setattr(events, "claim", claim)
        assert await bot.app.clock.tick() == 150
        await bot.settled()
        assert [len(texts(hand)) for hand in hands] == [2] * 150
        assert len(batches) <= 3


# --- Overviews ----------------------------------------------------------------------------------------------------------


async def linked(bot: Road, *, hour: str = "08:00", zone: str = "UTC") -> Hand:
    """A coordinator who has opened their invitation, and one case that always waits for them."""
    store, now = bot.app.store, ms(bot.clock())
    code = await bot.app.turnstile.write(
        lambda connection: coordinators.invite(
            connection, store.keyring, "Clara", of="test", language="en", zone=zone, hour=hour, now=now
        )
    )
    clara = bot.fake.new_phone("Clara", "en")
    await clara.start(code)
    await clara.expect(1)
    await bot.settled()
    await bot.app.clock.tick()
    bot.clock.later(minutes=1)
    return clara


async def in_need(bot: Road, hand: Hand) -> None:
    """The person needs somebody, for as long as the test lasts."""
    key = bot.app.store.keyring.index("telegram", bot.app.telegram.account if bot.app.telegram else "", str(hand.id))
    [who] = [number for place, number in await bot.rows(address, "key", "person") if place == key]
    await bot.app.turnstile.write(lambda connection: concerns.raise_(connection, who, "asked", ms(bot.clock())))


def overviews(clara: Hand) -> list[str]:
    return [text for text in texts(clara) if "/desk/" in text]


async def test_every_morning_the_coordinator_gets_one_overview_of_what_is_new(bot: Road) -> None:
    clara = await linked(bot)
    await asked(bot)
    bot.clock.later(hours=19, minutes=58)
    await ticked(bot)
    assert overviews(clara) == []
    bot.clock.later(minutes=1)
    await ticked(bot)
    [overview] = overviews(clara)
    assert "1" in overview
    assert "Anna" not in overview
    bot.clock.later(days=1)
    await ticked(bot)
    assert len(overviews(clara)) == 1, "nothing is new"
    assert sorted(await states(bot, "digest")) == ["done", "done", "waiting"]


async def test_an_overview_that_is_hours_late_is_still_told_and_one_that_is_half_a_day_late_becomes_part_of_the_next(
    bot: Road,
) -> None:
    clara = await linked(bot)
    await asked(bot)
    bot.clock.later(hours=20 + 11, minutes=-1)
    await ticked(bot)
    assert len(overviews(clara)) == 1
    bot.clock.later(minutes=1)
    await asked(bot, "Olga")
    bot.clock.now = NOON + timedelta(days=2, hours=9)  # at 21:00, thirteen hours late
    await ticked(bot)
    assert len(overviews(clara)) == 1
    assert sorted(await states(bot, "digest")) == ["done", "missed", "waiting"]
    bot.clock.later(hours=11)
    await ticked(bot)
    assert len(overviews(clara)) == 2


async def test_a_coordinator_who_blocked_the_bot_finds_everything_in_the_next_overview(bot: Road) -> None:
    clara = await linked(bot)
    await clara.block()
    await bot.until(lambda: _unreachable(bot))
    for day, name in enumerate(("Anna", "Olga", "Ivan")):
        await asked(bot, name)
        bot.clock.now = NOON + timedelta(days=day, hours=20)
        await ticked(bot)
    assert overviews(clara) == []
    assert len([call for call in bot.fake.requests("sendMessage") if call["status"] == 403]) == 0
    await clara.start()
    await clara.expect(1)
    bot.clock.now = NOON + timedelta(days=3, hours=20)
    await ticked(bot)
    [overview] = overviews(clara)
    assert "3" in overview


async def _unreachable(bot: Road) -> bool:
    return "unreachable" in await bot.rows(address, "state")


@pytest.mark.parametrize(
    ("first", "hour"),
    [
        (datetime(2026, 3, 27, tzinfo=UTC), "02:30"),
        (datetime(2026, 10, 23, tzinfo=UTC), "02:30"),
        (datetime(2026, 10, 23, tzinfo=UTC), "03:00"),
    ],
    ids=["skipped", "shown twice", "after it"],
)
async def test_when_clocks_change_there_is_still_one_overview_a_day(tmp_path: Path, first: datetime, hour: str) -> None:
    async with road(tmp_path) as bot:
        bot.clock.now = first + timedelta(hours=12)
        anna = await asked(bot)
        await in_need(bot, anna)
        clara = await linked(bot, hour=hour, zone="Europe/Berlin")
        told = []
        for _ in range(5 * 48):
            bot.clock.later(minutes=30)
            await bot.app.clock.tick()
            if len(overviews(clara)) < (count := await _told(bot)):
                await clara.expect("/desk/")
            told.append(count)
        await bot.settled()
        assert len(overviews(clara)) == 5
        assert [told[day * 48 + 47] for day in range(5)] == [1, 2, 3, 4, 5]


async def _told(bot: Road) -> int:
    return (await states(bot, "digest")).count("done")


# --- Two processes --------------------------------------------------------------------------------------------------------


@pytest.mark.pg
async def test_two_processes_look_at_one_clock_and_everything_happens_once(postgres_url: str, tmp_path: Path) -> None:
    async with road(tmp_path, postgres_url) as one, road(tmp_path, postgres_url, fake=one.fake, clock=one.clock) as two:
        hands = [await asked(one, f"Person {number}") for number in range(10)]
        await in_need(one, hands[0])
        clara = await linked(one)
        for _ in range(4):
            one.clock.later(days=1)
            await asyncio.gather(*(bot.app.clock.tick() for bot in (one, two) * 3))
            await one.settled()
        assert [len(texts(hand)) for hand in hands] == [2] * 10
        assert len(overviews(clara)) == 4
        assert await one.set_aside() == []


@pytest.mark.pg
async def test_one_process_sends_and_polls_and_another_takes_over_when_it_is_gone(postgres_url: str, tmp_path: Path) -> None:
    async with road(tmp_path, postgres_url) as first:
        anna = await asked(first)
        async with road(tmp_path, postgres_url, fake=first.fake, clock=first.clock) as second:
            await second.looked()
            assert [sender._mine for bot in (first, second) for sender in bot.app.senders] == [True, False]
            await _lose_locks(first)
            await second.until(lambda: second.app.senders[0]._mine or first.app.senders[0]._mine)
            await anna.say("one")
            await anna.expect("Please say beta.")
            assert sum(sender._mine for bot in (first, second) for sender in bot.app.senders) == 1
            assert (await second.ready())["ready"]
        await anna.say("two")
        await anna.expect("Please say gamma.")
        await first.settled()
        assert len(texts(anna)) == 3


async def _lose_locks(bot: Road) -> None:
    """The connections that hold advisory locks end."""
    drop = text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
    await bot.read(lambda connection: connection.execute(drop))
    await bot.until(lambda: not bot.app.senders[0]._mine)
