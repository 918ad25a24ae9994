"""Speed and memory: several peers compared in one go, and one alone as it grows.

The machine's pace swings by half from one second to the next, so all peers are up at once and take turns under load: a second and a half
for each, there and back again (ABBA), many times. A process that waits costs nothing, and what one does late is counted to no other.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import NamedTuple

from bench import procstat
from bench.bots import BOT_CORE, Bot, driven, wrong_answers
from bench.crowd import Crowd

WARM = 1_000_000  # the number of the first of those who come before a burst
SETTLE = 0.5  # seconds in which a bot may do what it put off until after its reply, as to hear what became of its messages
OPENING = 0.1  # seconds for connections to be taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """`together` people at a time, each thinking `think_ms` on average before acting, in so many slices of so many seconds. `warm`:
    seconds before; Node compiles what it has seen run often enough.
    """

    together: int = 200
    think_ms: float = 0.0
    slices: int = 15
    seconds: float = 1.5
    warm: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What all slices of one peer came to. Times are of turns; `slices`: turns and CPU seconds of each; `foreign_busy` is the share of
    the bot's core that other processes took.
    """

    peer: str
    together: int
    think_ms: float
    turns: int
    seconds: float
    cpu_us_per_turn: float
    slices: list[tuple[int, float]]
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


class _Clocks(NamedTuple):
    """Seconds: of the bot's processes, of its core, and of what drives it."""

    bot: float = 0.0
    core: float = 0.0
    stolen: float = 0.0
    driver: float = 0.0

    @classmethod
    def now(cls, pid: int) -> "_Clocks":
        times = os.times()
        return cls(procstat.cpu(pid), *procstat.core(BOT_CORE), times.user + times.system)

    def plus(self, after: "_Clocks", before: "_Clocks") -> "_Clocks":
        return _Clocks(*(one + end - begin for one, end, begin in zip(self, after, before, strict=True)))


@dataclass(slots=True)
class Side:
    """One peer that runs, and what its slices came to."""

    crowd: Crowd
    bot: Bot
    start: float  # seconds it took to start
    rss: float
    used: _Clocks = field(default_factory=_Clocks)
    turns: int = 0
    seconds: float = 0.0
    slices: list[tuple[int, float]] = field(default_factory=list)
    latencies: list[int] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    async def slice(self, load: Load) -> None:
        await self._open()
        before = _Clocks.now(self.bot.pid)
        pause = (load.think_ms / 2000, load.think_ms * 3 / 2000)
        stats = await self.crowd.walk(load.seconds, load.together, pause)
        await asyncio.sleep(SETTLE)
        after = _Clocks.now(self.bot.pid)
        self.used = self.used.plus(after, before)
        self.turns += stats.turns
        self.seconds += stats.seconds
        self.slices.append((stats.turns, round(after.bot - before.bot, 2)))
        self.latencies += stats.latencies
        self.calls += stats.calls
        self.errors += stats.errors
        self.crowd.part()

    async def _open(self) -> None:
        """Anew for each slice: servers close what has long been idle, and may do so in the very moment in which it is used."""
        await self.crowd.connect()
        await asyncio.sleep(OPENING)

    async def warm(self, load: Load) -> None:
        await self._open()
        stats = await self.crowd.walk(load.warm, load.together)
        if stats.errors:
            raise self.bot.trouble(f"fails already while warming up: {stats.errors[:3]}")
        await asyncio.sleep(SETTLE)
        self.crowd.part()

    def ended(self, load: Load) -> Run:
        """Stop it; every stored answer is compared."""
        grown = procstat.rss_mib(self.bot.pid)
        self.bot.stop()
        wrong = wrong_answers(self.bot.stored(), (one.number for one in self.crowd.people.values() if one.finished))
        latencies = sorted(self.latencies)
        used, seconds = self.used, self.seconds
        return Run(
            peer=self.bot.name,
            together=load.together,
            think_ms=load.think_ms,
            turns=self.turns,
            seconds=round(seconds, 2),
            cpu_us_per_turn=round(used.bot / self.turns * 1e6, 1),
            slices=self.slices,
            turns_per_cpu_s=round(self.turns / used.bot, 1),
            turns_per_s=round(self.turns / seconds, 1),
            p50_ms=percentile(latencies, 0.5),
            p99_ms=percentile(latencies, 0.99),
            most_ms=percentile(latencies, 1),
            calls_per_turn=round(self.calls.total() / self.turns, 2),
            bot_busy=round(used.bot / seconds, 2),
            driver_busy=round(used.driver / seconds, 2),
            foreign_busy=round((used.core - used.bot) / seconds, 2),
            stolen=round(used.stolen / seconds, 3),
            start_s=round(self.start, 2),
            rss_start_mib=round(self.rss, 1),
            rss_end_mib=round(grown, 1),
            errors=len(self.errors),
            wrong_answers=len(wrong),
            first_faults=[*self.errors[:3], *wrong[:3]],
        )


async def speed(names: Sequence[str], load: Load, told: Callable[[Sequence[Side]], None]) -> list[Run]:
    """All of them up at once, a slice each in turn; `told` hears of each round. Raises BenchProblem."""
    async with AsyncExitStack() as stack:
        sides = []
        for name in names:
            crowd, bot, start = await stack.enter_async_context(driven(name))
            sides.append(Side(crowd, bot, start, procstat.rss_mib(bot.pid)))
        for side in sides:
            await side.warm(load)
        for number in range(load.slices):
            for side in reversed(sides) if number % 2 else sides:
                await side.slice(load)
            told(sides)
        return [side.ended(load) for side in sides]


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
