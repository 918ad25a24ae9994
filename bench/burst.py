"""A burst on WhatsApp: so many people write at once, whether or not the bot keeps up. Each writes once and is owed one reply.

Messages leave at their time, not when the bot is free (as Meta's do); latency runs from that time to the webhook's answer. What was
answered with 503 is delivered again, later each time.
"""

import asyncio
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

from bench.bots import driven, free_port
from bench.crowd import Delivery
from bench.graph import Graph
from bench.measure import WARM, percentile
from bench.person import Person
from bench.texter import Texter, enveloped

RATE = 1000  # messages a second
GATHERED = 0.05  # seconds of messages that come in one webhook, where they come together
PATIENCE = 60.0  # seconds for everything to come right after the last message
WAYS = ("singly", "together")


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """`refused`: webhooks answered with 503, each try; `lost`: people without a reply at the end; `double`: replies too many;
    `settled_s`: how long after the last message the last reply came."""

    peer: str
    way: str
    messages: int
    webhooks: int
    acked_p50_ms: float
    acked_p99_ms: float
    acked_most_ms: float
    refused: int
    cut: int
    lost: int
    double: int
    settled_s: float
    first_faults: list[str]


class Flood(Graph):
    """Counts what is answered, and how often each person got a reply."""

    connections_most = 800  # Meta waits for none of its own

    def __init__(self) -> None:
        super().__init__(free_port(), PATIENCE)
        self.answers: list[int] = []  # nanoseconds until each webhook with messages was answered
        self.refused = self.cut = 0
        self.replies: Counter[int] = Counter()
        self.owed = self.unacknowledged = 0  # replies, webhooks
        self._over = asyncio.Event()

    def answered(self, delivery: Delivery, status: int, answer: bytes) -> None:
        if delivery.people and delivery.people[0].number < WARM:
            self.answers.append(time.perf_counter_ns() - delivery.due)
            self.refused += status == 503
            self.cut += status == 0
            self.unacknowledged -= 200 <= status < 300
        super().answered(delivery, status, answer)
        self._look()

    def said(self, person: Person, tag: str | None) -> None:
        if person.number < WARM:
            self.replies[person.number] += 1
            self._look()
        else:
            super().said(person, tag)

    def acknowledged(self, person: Person) -> None:
        if person.number >= WARM:
            super().acknowledged(person)

    async def pour(self, way: str, rate: int, seconds: int) -> None:
        """Let them all write, each at their moment."""
        size = max(1, round(rate * GATHERED)) if way == "together" else 1
        began = time.perf_counter()
        for first in range(1, rate * seconds + 1, size):
            wait = began + (first + size - 2) / rate - time.perf_counter()  # when the last of them writes
            if wait > 0:
                await asyncio.sleep(wait)
            self._write(range(first, first + size), began + (first + size - 2) / rate)

    def _write(self, numbers: range, at: float) -> None:
        people = [Texter.new(number) for number in numbers]
        self.people.update(zip(numbers, people, strict=True))
        contacts, messages = zip(*(person.sent(10**9 + person.number) for person in people), strict=True)
        self.unacknowledged += 1
        self.deliver(Delivery(enveloped(list(contacts), list(messages)), tuple(people), int(at * 1e9)))

    def _look(self) -> None:
        if self.owed and len(self.replies) == self.owed and not self.unacknowledged:
            self._over.set()

    async def settle(self, people: int) -> float:
        """Until everybody has their reply and every webhook its 2xx, or nothing more comes; the seconds it took."""
        began, self.owed = time.perf_counter(), people
        self._look()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), PATIENCE)
        took = time.perf_counter() - began
        await asyncio.sleep(1.0)  # what is said twice comes late
        return took


async def burst(name: str, way: str, rate: int = RATE, seconds: int = 5) -> Burst:
    """Raises BenchProblem."""
    flood = Flood()
    async with driven(name, crowd=flood) as (_, bot, _):
        warmed = await flood.run(20, 20, WARM)
        if warmed.errors:
            raise bot.trouble(f"fails already while warming up: {warmed.errors[:3]}")
        await flood.pour(way, rate, seconds)
        took = await flood.settle(rate * seconds)
    ordered = sorted(flood.answers)
    return Burst(
        peer=name,
        way=way,
        messages=rate * seconds,
        webhooks=len(ordered),
        acked_p50_ms=percentile(ordered, 0.5),
        acked_p99_ms=percentile(ordered, 0.99),
        acked_most_ms=percentile(ordered, 1),
        refused=flood.refused,
        cut=flood.cut,
        lost=rate * seconds - len(flood.replies),
        double=flood.replies.total() - len(flood.replies),
        settled_s=round(took, 2),
        first_faults=flood.stats.errors[:3],
    )
