"""Speed and memory of one peer."""

import asyncio
import os
from dataclasses import dataclass

from bench import procstat
from bench.bots import BOT_CORE, driven, wrong_answers
from bench.crowd import Stats

WARM = 1_000_000  # the number of the first of those who come before the measuring begins
SETTLE = 0.3  # seconds in which a bot may do what it put off until after its reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """So many people walk through, `together` at a time, each thinking `think_ms` on average before acting."""

    people: int
    together: int
    think_ms: float = 0.0
    warm: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One measured run. Times are of turns; `foreign_busy` is the share of the bot's core that other processes took."""

    peer: str
    people: int
    together: int
    think_ms: float
    turns: int
    seconds: float
    cpu_us_per_turn: float
    turns_per_cpu_s: float
    turns_per_s: float
    p50_ms: float
    p99_ms: float
    most_ms: float
    calls_per_turn: float
    bot_busy: float
    driver_busy: float
    foreign_busy: float
    stolen: float
    start_s: float
    rss_start_mib: float
    rss_end_mib: float
    errors: int
    wrong_answers: int
    first_faults: list[str]


@dataclass(frozen=True, slots=True)
class _Clocks:
    """Seconds at one moment: of the bot's processes, of its core, and of what drives it."""

    bot: float
    core: float
    stolen: float
    driver: float

    @classmethod
    def now(cls, pid: int) -> "_Clocks":
        times = os.times()
        return cls(procstat.cpu(pid), *procstat.core(BOT_CORE), times.user + times.system)


async def speed(name: str, load: Load) -> Run:
    """Drive a peer through a load; afterwards every stored answer is compared. Raises BenchProblem."""
    pause = (load.think_ms / 2000, load.think_ms * 3 / 2000)
    async with driven(name) as (crowd, bot, start):
        rss = procstat.rss_mib(bot.pid)
        warmed = await crowd.run(load.warm, min(load.warm, load.together), WARM)
        if warmed.errors:
            raise bot.trouble(f"fails already while warming up: {warmed.errors[:3]}")
        await asyncio.sleep(SETTLE)
        crowd.people.clear()
        before = _Clocks.now(bot.pid)
        stats = await crowd.run(load.people, load.together, think=pause)
        after = _Clocks.now(bot.pid)
        await asyncio.sleep(SETTLE)
        used = procstat.cpu(bot.pid) - before.bot
        grown = procstat.rss_mib(bot.pid)
        bot.stop()
        wrong = wrong_answers(bot.stored(), (person.number for person in crowd.people.values() if person.finished))
    return _run(name, load, stats, used=used, clocks=(before, after), sizes=(start, rss, grown), wrong=wrong)


def _run(
    name: str,
    load: Load,
    stats: Stats,
    *,
    used: float,
    clocks: tuple[_Clocks, _Clocks],
    sizes: tuple[float, float, float],
    wrong: list[str],
) -> Run:
    """`used`: CPU seconds; `sizes`: seconds to start, RSS then and at the end."""
    before, after = clocks
    start, rss, grown = sizes
    seconds = stats.seconds
    latencies = sorted(stats.latencies)
    foreign = (after.core - before.core) - (after.bot - before.bot)
    return Run(
        peer=name,
        people=load.people,
        together=load.together,
        think_ms=load.think_ms,
        turns=stats.turns,
        seconds=round(seconds, 2),
        cpu_us_per_turn=round(used / stats.turns * 1e6, 1),
        turns_per_cpu_s=round(stats.turns / used, 1),
        turns_per_s=round(stats.turns / seconds, 1),
        p50_ms=percentile(latencies, 0.5),
        p99_ms=percentile(latencies, 0.99),
        most_ms=percentile(latencies, 1),
        calls_per_turn=round(stats.calls.total() / stats.turns, 2),
        bot_busy=round(used / seconds, 2),
        driver_busy=round((after.driver - before.driver) / seconds, 2),
        foreign_busy=round(foreign / seconds, 2),
        stolen=round((after.stolen - before.stolen) / seconds, 3),
        start_s=round(start, 2),
        rss_start_mib=round(rss, 1),
        rss_end_mib=round(grown, 1),
        errors=len(stats.errors),
        wrong_answers=len(wrong),
        first_faults=[*stats.errors[:3], *wrong[:3]],
    )


def percentile(ordered: list[int], share: float) -> float:
    """Of nanoseconds in ascending order, in milliseconds."""
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] / 1e6, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """RSS of a bot after so many people, each of whom fell silent after a few turns."""

    peer: str
    people: int
    turns_each: int
    rss_start_mib: float
    rss_mib: float
    errors: int
    first_faults: list[str]


async def memory(name: str, people: int, turns: int) -> Memory:
    async with driven(name) as (crowd, bot, _):
        before = procstat.rss_mib(bot.pid)
        stats = await crowd.run(people, 50, turns=turns)
        await asyncio.sleep(SETTLE)
        return Memory(
            peer=name,
            people=people,
            turns_each=turns,
            rss_start_mib=round(before, 1),
            rss_mib=round(procstat.rss_mib(bot.pid), 1),
            errors=len(stats.errors),
            first_faults=stats.errors[:3],
        )
