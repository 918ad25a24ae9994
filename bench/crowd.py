"""A platform on loopback, and the simulated people who walk through the questionnaire. What is Telegram's stands in telegram.py, what is
WhatsApp's in graph.py.

A turn is: one update sent -> its reply has arrived. Its latency runs from the moment the person acts to the moment the API request
that carries the reply was parsed. Nobody acts again before both the update was acknowledged and its reply has arrived.
"""

import asyncio
import math
import random
import time
from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bench.person import Person
from bench.wire import ApiConnection, WebhookConnection

Pause = tuple[float, float]  # seconds, from and to, that a person thinks before acting
NONE: Pause = (0.0, 0.0)


class Webhook(NamedTuple):
    port: int
    path: str
    secret: str


class Delivery(NamedTuple):
    """One request to the webhook, and who acted in it. `due`: nanoseconds, when this try was to leave."""

    body: bytes
    people: tuple[Person, ...] = ()
    due: int = 0
    tries: int = 0


@dataclass(slots=True)
class Stats:
    turns: int = 0
    latencies: list[int] = field(default_factory=list)  # nanoseconds
    calls: Counter[str] = field(default_factory=Counter)  # of the platform's API, by method
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0


class Crowd(ABC):
    """The server of the platform's API, the webhook's caller and the people, in one event loop."""

    connections_most = 100  # webhook requests in flight: the most that Telegram lets a bot ask for, with every peer

    def __init__(self, port: int, patience: float = 15.0) -> None:
        self.port, self.patience = port, patience
        self.webhook: Webhook | None = None
        self.people: dict[int, Person] = {}
        self.stats = Stats()
        self.frozen = False  # nothing more happens: the bot is being killed
        self.on_turn: Callable[[Person], None] = lambda _: None  # called at each reply, before it is answered
        self.connections: set[WebhookConnection] = set()
        self.idle: list[WebhookConnection] = []
        self.pending: deque[Delivery] = deque()
        self._update = 1000
        self._epoch = 0  # raised by each crash: what people were about to do before is void
        self._think: Pause = NONE
        self._turns = 0  # of each person, 0 = all
        self._next, self._active = 1, 0
        self._left: float = 0  # who are still to come
        self._resting: list[Person] | None = None  # those who are to act in the next slice; None while people act
        self._done: asyncio.Future[None] | None = None
        self._random = random.Random(7)

    # --- what each platform does in its own way -----------------------------------------------------------------------

    @abstractmethod
    def newcomer(self, number: int) -> Person:
        """Somebody who is about to begin."""

    @abstractmethod
    def request(self, webhook: Webhook, body: bytes) -> bytes:
        """The HTTP request that brings an update."""

    @abstractmethod
    def answer(self, url: bytes, kind: bytes, body: bytes) -> bytes:
        """Carry out a call of the API; the JSON to answer with. `kind`: the content type."""

    @abstractmethod
    def answered(self, delivery: Delivery, status: int, answer: bytes) -> None:
        """The webhook has answered; 0: it closed the connection without."""

    # --- life ---------------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: ApiConnection(self), "127.0.0.1", self.port, reuse_address=True)
        self._watch = loop.create_task(self._watching())

    async def stop(self) -> None:
        self._watch.cancel()
        self.hang_up()
        self._server.close()

    def listens(self, port: int, path: str, secret: str) -> None:
        """Where the bot has its webhook."""
        self.webhook = Webhook(port, path, secret)

    async def connect(self) -> None:
        """Open the webhook's connections. Raises OSError while the bot does not listen."""
        while len(self.connections) < self.connections_most:
            await self.another_connection()

    async def another_connection(self) -> None:
        assert self.webhook
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(lambda: WebhookConnection(self), "127.0.0.1", self.webhook.port)
        self.connections.add(connection)
        connection.free()

    def part(self) -> None:
        """Close the webhook's connections."""
        for connection in list(self.connections):
            connection.abort()
        self.connections.clear()
        self.idle.clear()

    def hang_up(self) -> None:
        """Forget the bot that was there."""
        self.part()
        self.pending.clear()
        self.webhook = None
        self._epoch += 1

    # --- the crowd ----------------------------------------------------------------------------------------------------

    async def run(self, people: int, together: int, first: int = 1, think: Pause = NONE, turns: int = 0) -> Stats:
        """Let so many people walk through, so many of them at a time. `turns`: each falls silent after so many."""
        self.stats, self._think, self._turns = Stats(), think, turns
        self._next, self._left, self._active = first, people, 0
        self._done = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        for _ in range(min(together, people)):
            self._enter()
        await self._done
        self.stats.seconds = time.perf_counter() - began
        return self.stats

    async def walk(self, seconds: float, together: int, think: Pause = NONE) -> Stats:
        """A slice: so many walk for so long, somebody new for each who comes to the end; then nobody acts until the next slice. Returns
        when nobody is owed a reply.
        """
        self.stats, self._think, self._turns, self._left = Stats(), think, 0, math.inf
        rested, self._resting = self._resting or [], None
        self._done = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        for person in rested:
            self.act(person, self._epoch)
        while self._active < together:
            self._enter()
        await asyncio.sleep(seconds)
        self._resting = []
        await self._done
        self.stats.seconds = time.perf_counter() - began
        return self.stats

    async def resume(self, act: Sequence[Person], redeliver: Sequence[Person], advance: Sequence[Person]) -> None:
        """After a crash: these act, their updates are delivered again, these go on. Returns when all have come to an end."""
        self.frozen, self._think = False, (0.0, 0.001)
        self._left, self._active = 0, len(act) + len(redeliver) + len(advance)
        done = self._done = asyncio.get_running_loop().create_future()
        for person in redeliver:
            person.began, person.again = time.perf_counter_ns(), 0
            self.deliver(Delivery(person.update or b"", (person,), person.began))
        for person in act:
            self.act(person, self._epoch)
        for person in advance:
            self._advance(person)
        if self._active:
            await asyncio.wait({done}, timeout=40)

    def _enter(self) -> None:
        person = self.people[self._next] = self.newcomer(self._next)
        self._next += 1
        self._left -= 1
        self._active += 1
        self._act_soon(person, 0.0)

    def _leave(self) -> None:
        self._active -= 1
        if self._left > 0 and not self.frozen:
            self._enter()
        else:
            self._look_for_the_end()

    def _look_for_the_end(self) -> None:
        if self._active == len(self._resting or ()) and self._done and not self._done.done():
            self._done.set_result(None)

    def _act_soon(self, person: Person, least: float) -> None:
        if self._think[1]:
            pause = self._random.uniform(least, self._think[1])
            asyncio.get_running_loop().call_later(pause, self.act, person, self._epoch)
        else:
            self.act(person, self._epoch)

    def act(self, person: Person, epoch: int) -> None:
        if self.frozen or epoch != self._epoch:
            return
        if self._resting is not None:
            self._resting.append(person)
            self._look_for_the_end()
            return
        self._update += 1
        try:
            body = person.does(self._update)
        except IndexError:
            self.fail(person, f"no button {person.step.press} among {person.keyboard}")
        else:
            self.deliver(Delivery(body, (person,), person.began))

    def deliver(self, delivery: Delivery) -> None:
        if self.idle:
            self.idle.pop().send(delivery)
        else:
            self.pending.append(delivery)

    # --- what comes back ----------------------------------------------------------------------------------------------

    def acknowledged(self, person: Person) -> None:
        """The webhook answered 2xx."""
        person.acknowledged = True
        self._advance(person)

    def said(self, person: Person, tag: str | None) -> None:
        """The bot said something with this tag; None: only a keyboard has changed."""
        if not person.open:
            return
        step = person.step
        if tag == step.tag or (tag is None and step.toggle):
            if person.replied:
                person.again += 1
            else:
                self._replied(person)
        elif tag is not None:
            person.again += 1
            before = person.steps[person.at - 1].tag if person.at else ""
            if not person.replied and tag != before:  # the last reply once more is no error
                self.fail(person, f"expected [{step.tag}], got [{tag}]")

    def _replied(self, person: Person) -> None:
        person.replied = True
        self.stats.turns += 1
        self.stats.latencies.append(time.perf_counter_ns() - person.began)
        self.on_turn(person)
        asyncio.get_running_loop().call_soon(self._advance, person)  # once this API request has been answered

    def _advance(self, person: Person) -> None:
        """The next step, where this turn is over."""
        if self.frozen or not person.open or not (person.acknowledged and person.replied):
            return
        person.at += 1
        person.acknowledged = person.replied = False
        person.update = None
        if person.at >= len(person.steps) or person.at == self._turns:
            person.finished = True
            self._leave()
        else:
            self._act_soon(person, self._think[0])

    def fail(self, person: Person, why: str) -> None:
        if person.open:
            person.failed = True
            self.stats.errors.append(f"person {person.number} step {person.at}: {why}")
            self._leave()

    async def _watching(self) -> None:
        """Nobody waits for ever."""
        while True:
            await asyncio.sleep(1.0)
            latest = time.perf_counter_ns() - int(self.patience * 1e9)
            late = [one for one in self.people.values() if one.update and one.open and one.began < latest]
            for person in late if not self.frozen else []:
                self.fail(person, f"no reply [{person.step.tag}] (2xx: {person.acknowledged}, reply: {person.replied})")
