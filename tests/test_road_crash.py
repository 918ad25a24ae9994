"""Killed at any moment and started again: no answer is lost, none applied twice, and everybody gets to the end."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from bot import points
from phone import Hand
from tests.run_lotse import CRASHED, KILLED, Lotse, answers, copies, expected, lotse, walk

ON_THE_ROAD = [name for name in points.ALL if name != "due_found"]
POLLED = [name for name in ON_THE_ROAD if name != "answered"]
BOTH_WAYS = pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])


async def survives(bot: Lotse, crashes: Sequence[str], people: int) -> None:
    """People go through the form, one after the other, while the bot dies at one place after the other."""
    hands = [bot.fake.new_phone(f"Person {number}", "en") for number in range(people)]
    walking = asyncio.create_task(one_by_one(hands))
    for place in crashes:
        await bot.start(crash_at=place)
        assert await bot.ended() == CRASHED, place
    await bot.start()
    await walking
    assert await bot.stop() == 0
    assert await answers(bot.database) == expected(hands)
    assert sum(copies(hand) for hand in hands) <= len(crashes)


async def one_by_one(hands: Sequence[Hand]) -> None:
    for hand in hands:
        await walk(hand)


async def test_a_bot_that_dies_at_every_place_in_turn_loses_nothing(tmp_path: Path) -> None:
    crashes = [f"{name}:{1 + number % 2}" for number, name in enumerate(ON_THE_ROAD)]
    async with lotse(tmp_path, f"sqlite:///{tmp_path}/lotse.db", webhook=True) as bot:
        await survives(bot, crashes, people=3)


@pytest.mark.pg
async def test_nor_does_it_on_postgresql_while_it_polls(postgres_url: str, tmp_path: Path) -> None:
    async with lotse(tmp_path, postgres_url) as bot:
        await survives(bot, ["rows_written:2", "committed:2", "message_sent:1"], people=2)


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


async def hurried(bot: Lotse, end: Callable[[], Awaitable[int]], times: int) -> tuple[list[Hand], list[int]]:
    """Twenty people at any time, one after the other going through the form, while the bot ends again and again.

    Everybody there was, and the exit codes.
    """
    hands: list[Hand] = []
    over, dice = asyncio.Event(), random.Random(4)

    async def people() -> None:
        while not over.is_set():
            hands.append(bot.fake.new_phone(f"Person {len(hands)}", "en"))
            await walk(hands[-1], dice=dice)

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


async def killed(tmp_path: Path, database: str, *, webhook: bool, times: int) -> None:
    async with lotse(tmp_path, database, webhook=webhook) as bot:
        hands, codes = await hurried(bot, bot.kill, times)
        assert codes == [KILLED] * times + [0]
        assert len(hands) >= CROWD
        assert await answers(bot.database) == expected(hands)
        assert sum(copies(hand) for hand in hands) <= times * CROWD
        assert max(copies(hand) for hand in hands) <= times


async def test_killed_three_times_under_load_it_loses_nothing(tmp_path: Path) -> None:
    await killed(tmp_path, f"sqlite:///{tmp_path}/lotse.db", webhook=False, times=3)


@pytest.mark.soak
@BOTH_WAYS
async def test_killed_twenty_times_under_load_it_loses_nothing(database_url: str, tmp_path: Path, webhook: bool) -> None:
    await killed(tmp_path, database_url, webhook=webhook, times=20)


async def test_asked_to_stop_under_load_it_ends_what_it_began_and_says_nothing_twice(tmp_path: Path) -> None:
    async with lotse(tmp_path, f"sqlite:///{tmp_path}/lotse.db", webhook=True) as bot:
        hands, codes = await hurried(bot, bot.stop, 2)
        assert codes == [0, 0, 0]
        assert await answers(bot.database) == expected(hands)
        assert [copies(hand) for hand in hands] == [0] * len(hands)
