"""Killed at any moment and started again: no answer is lost, none applied twice, and everybody gets to the end."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.road import points
from phone import Hand, WhatsAppHand
from storage.crypt import Keyring
from storage.messages.outbox import DAY_MS
from storage.schema import due, sheet
from storage.store import Store
from storage.times import ms
from tests.run_lotse import CRASHED, KEY, KILLED, Lotse, answers, copies, expected, fates, free_port, lotse, walk

ELSEWHERE = ("due_found", "digest_claimed", "digest_told", "digest_kept", "file_fetched", "file_kept")
ON_THE_ROAD = [name for name in points.ALL if name not in ELSEWHERE]
POLLED = [name for name in ON_THE_ROAD if name != "answered"]
BOTH_WAYS = pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])


async def survives(bot: Lotse, crashes: Sequence[str], people: int) -> None:
    """People go through the form, one after the other, while the bot dies at one place after the other."""
    hands = [bot.new_phone(f"Person {number}") for number in range(people)]
    walking = asyncio.create_task(one_by_one(hands, bot.patience(len(crashes))))
    for place in crashes:
        await bot.start(crash_at=place)
        assert await bot.ended(bot.patience(0)) == CRASHED, place
    await bot.start()
    await walking
    assert await bot.stop() == 0
    assert await answers(bot.database) == expected(hands)
    assert sum(copies(hand) for hand in hands) <= (0 if bot.meta else len(crashes))
    assert not bot.meta or await fates(bot.database) <= {"sent", "superseded"}, "what was in doubt is settled by what Meta told"


async def one_by_one(hands: Sequence[Hand | WhatsAppHand], seconds: float) -> None:
    for hand in hands:
        await walk(hand, seconds=seconds)


async def test_a_bot_that_dies_at_every_place_in_turn_loses_nothing(tmp_path: Path) -> None:
    crashes = [f"{name}:{1 + number % 2}" for number, name in enumerate(ON_THE_ROAD)]
    async with lotse(tmp_path, f"sqlite:///{tmp_path}/lotse.db", webhook=True) as bot:
        await survives(bot, crashes, people=3)


@pytest.mark.pg
async def test_nor_does_it_on_postgresql_while_it_polls(postgres_url: str, tmp_path: Path) -> None:
    async with lotse(tmp_path, postgres_url) as bot:
        await survives(bot, ["committed:2", "message_sent:1"], people=2)


async def test_on_whatsapp_it_loses_nothing_and_says_nothing_twice(tmp_path: Path) -> None:
    """Where a crash leaves something in doubt, or a webhook unanswered; every place is in the soak."""
    async with lotse(tmp_path, f"sqlite:///{tmp_path}/lotse.db", whatsapp=True) as bot:
        await survives(bot, ["rows_written:2", "answered:1", "message_sent:2"], people=2)


@pytest.mark.soak
@pytest.mark.parametrize("times", [1, 2, 3])
async def test_every_place_on_whatsapp(database_url: str, tmp_path: Path, times: int) -> None:
    async with lotse(tmp_path, database_url, whatsapp=True) as bot:
        await survives(bot, [f"{name}:{times}" for name in ON_THE_ROAD], people=2 * times + 2)


@pytest.mark.soak
@BOTH_WAYS
@pytest.mark.parametrize("times", [1, 2, 3])
async def test_every_place_on_both_databases_and_both_ways_to_hear(
    database_url: str, tmp_path: Path, webhook: bool, times: int
) -> None:
    async with lotse(tmp_path, database_url, webhook=webhook) as bot:
        crashes = [f"{name}:{times}" for name in (ON_THE_ROAD if webhook else POLLED)]
        await survives(bot, crashes, people=2 * times + 2)


# --- At any moment, with many people --------------------------------------------------------------------------------------

CROWD = 20


async def hurried(bot: Lotse, end: Callable[[], Awaitable[int]], times: int) -> tuple[list[Hand | WhatsAppHand], list[int]]:
    """Twenty people at any time, one after the other going through the form, while the bot ends again and again.

    Everybody there was, and the exit codes.
    """
    hands: list[Hand | WhatsAppHand] = []
    over, dice = asyncio.Event(), random.Random(4)

    async def people() -> None:
        while not over.is_set():
            hands.append(bot.new_phone(f"Person {len(hands)}"))
            await walk(hands[-1], dice=dice, seconds=bot.patience(times))

    await bot.start()
    crowd = asyncio.gather(*(people() for _ in range(CROWD)))
    codes = []
    for _ in range(times):
        await asyncio.sleep(dice.uniform(0.3, 1.0))
        codes.append(await end())
        await bot.start()
    over.set()
    await crowd
    codes.append(await bot.stop())
    return hands, codes


async def killed(tmp_path: Path, database: str, *, webhook: bool, times: int, whatsapp: bool = False) -> None:
    async with lotse(tmp_path, database, webhook=webhook, whatsapp=whatsapp) as bot:
        hands, codes = await hurried(bot, bot.kill, times)
        assert codes == [KILLED] * times + [0]
        assert len(hands) >= CROWD
        assert await answers(bot.database) == expected(hands)
        assert sum(copies(hand) for hand in hands) <= (0 if whatsapp else times * CROWD)
        assert max(copies(hand) for hand in hands) <= times


async def test_killed_twice_under_load_it_loses_nothing(tmp_path: Path) -> None:
    await killed(tmp_path, f"sqlite:///{tmp_path}/lotse.db", webhook=False, times=2)


@pytest.mark.soak
@BOTH_WAYS
async def test_killed_twenty_times_under_load_it_loses_nothing(database_url: str, tmp_path: Path, webhook: bool) -> None:
    await killed(tmp_path, database_url, webhook=webhook, times=20)


@pytest.mark.soak
async def test_killed_under_load_on_whatsapp_it_loses_nothing_and_says_nothing_twice(tmp_path: Path) -> None:
    await killed(tmp_path, f"sqlite:///{tmp_path}/lotse.db", webhook=False, times=2, whatsapp=True)


@pytest.mark.soak
async def test_killed_twenty_times_on_whatsapp(database_url: str, tmp_path: Path) -> None:
    await killed(tmp_path, database_url, webhook=False, times=20, whatsapp=True)


async def test_asked_to_stop_under_load_it_ends_what_it_began_and_says_nothing_twice(tmp_path: Path) -> None:
    async with lotse(tmp_path, f"sqlite:///{tmp_path}/lotse.db", webhook=True) as bot:
        hands, codes = await hurried(bot, bot.stop, 2)
        assert codes == [0, 0, 0]
        assert await answers(bot.database) == expected(hands)
        assert [copies(hand) for hand in hands] == [0] * len(hands)


# --- Reminders, and two processes -----------------------------------------------------------------------------------------


async def quiet_for_days(database: str) -> None:
    """Whoever has an open form has not written for four days, and their nudge has just fallen due. Nobody uses the database."""
    store = Store(database, Keyring(KEY))
    await store.open()
    now = ms(datetime.now(UTC))
    await store.write(lambda connection: connection.execute(update(sheet).values(active_at=now - 4 * DAY_MS)))
    await store.write(lambda connection: connection.execute(update(due).values(at=now - 1000)))
    await store.close()


async def nudged(tmp_path: Path, database: str, *crashes: str, surely: bool) -> list[int]:
    """How often each of ten people was nudged, by a bot that died in the middle of it; `surely`: each of them will be."""
    async with lotse(tmp_path, database) as bot:
        hands = [bot.fake.new_phone(f"Person {number}", "en") for number in range(10)]
        await bot.start()
        for hand in hands:
            await hand.start()
            await hand.expect("Please say alpha.", 60)
        await bot.stop()
        await quiet_for_days(database)
        for place in crashes:
            await bot.start(crash_at=place)
            assert await bot.ended() == CRASHED, place
        await bot.start()
        for hand in hands if surely else ():
            await hand.expect(reminders, 60)
        await asyncio.sleep(1)
        await bot.stop()
        return [reminders(hand) for hand in hands]


def reminders(hand: Hand) -> int:
    return sum("Your questions are still open." in shown.text for shown in hand.chat.journal)


async def test_a_bot_that_dies_while_it_reminds_reminds_everybody_once(tmp_path: Path) -> None:
    assert await nudged(tmp_path, f"sqlite:///{tmp_path}/lotse.db", "rows_written", surely=True) == [1] * 10


@pytest.mark.soak
@pytest.mark.parametrize("place", ["due_found", "batch_taken", "people_loaded", "turns_done", "due_settled", "rows_written"])
async def test_before_the_commit_a_reminder_is_neither_lost_nor_doubled(database_url: str, tmp_path: Path, place: str) -> None:
    assert await nudged(tmp_path, database_url, place, surely=True) == [1] * 10


@pytest.mark.soak
@pytest.mark.parametrize("place", ["committed", "message_sent:1", "message_sent:4", "result_kept"])
async def test_after_the_commit_a_reminder_is_never_doubled(database_url: str, tmp_path: Path, place: str) -> None:
    assert max(await nudged(tmp_path, database_url, place, surely=False)) <= 1


@pytest.mark.pg
async def test_of_two_processes_one_takes_over_when_the_other_is_killed(postgres_url: str, tmp_path: Path) -> None:
    async with lotse(tmp_path, postgres_url) as first:
        second = replace(first, port=free_port(), desk_port=free_port())
        await asyncio.gather(first.start(), second.start())
        hands = [first.fake.new_phone(f"Person {number}", "en") for number in range(CROWD)]
        walking = asyncio.gather(*(walk(hand, dice=random.Random(hand.id)) for hand in hands))
        await asyncio.sleep(0.5)
        assert await first.kill() == KILLED
        await walking
        assert await second.stop() == 0
        assert await answers(postgres_url) == expected(hands)
        assert max(copies(hand) for hand in hands) <= 1
