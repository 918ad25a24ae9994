"""Webhooks: signed, again and again until they are answered with 200; each person's in their order unless disorder is asked for."""

import asyncio
import hmac
import secrets
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urlencode

from phone.signals import Signal
from phone.whatsapp.disorder import Disorder
from phone.whatsapp.envelope import Event, envelope
from phone.whatsapp.lines import Line

ANSWER_SECONDS = 20.0
LONGEST_PAUSE = 60.0
CONNECTIONS = 8


def pause_before_retry(failures: int, unit: float, longest: float = LONGEST_PAUSE) -> float:
    """Seconds until the next try after `failures` ≥ 1 of them: 1, 2, 4 … `unit`s, at most `longest`."""
    return min(unit * float(2 ** min(failures - 1, 16)), longest)


def signature(secret: str, body: bytes) -> str:
    """X-Hub-Signature-256 over the raw bytes."""
    return "sha256=" + hmac.digest(secret.encode(), body, "sha256").hex()


@dataclass(eq=False)
class Post:
    """One webhook on its way. The bytes stay the same at every try."""

    body: bytes
    failures: int = 0


@dataclass(eq=False)
class Hooks:
    """Delivers events to `url`. Lanes (one per person) overtake each other; within a lane order is kept."""

    business: str
    secret: str
    verify_token: str
    retry_unit: float = 1.0
    longest_pause: float = LONGEST_PAUSE
    disorder: Disorder = field(default_factory=Disorder)
    url: str = ""
    verified: bool = False
    last_error: str = ""
    taken: int = 0
    moved: Signal = field(default_factory=Signal)
    _lanes: dict[int, deque[Post]] = field(default_factory=dict)
    _ready: "asyncio.Queue[int]" = field(default_factory=asyncio.Queue)
    _scheduled: set[int] = field(default_factory=set)  # lanes that are ready, being served or pausing: never twice
    _workers: list[asyncio.Task[None]] = field(default_factory=list)
    _idle: int = 0
    _delayed: int = 0

    async def set(self, url: str, verify: bool = True) -> bool:
        """Where webhooks go from now on, "" for nowhere; says whether the address answered Meta's question rightly."""
        problem = await self._problem_at_handshake(url) if url and verify else ""
        self.url, self.verified, self.last_error = "" if problem else url, not problem, problem
        for lane in self._lanes:
            self._schedule(lane)
        return not problem

    async def _problem_at_handshake(self, url: str) -> str:
        challenge = str(secrets.randbelow(10**10))
        asked = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": self.verify_token}
        line = Line()
        try:
            status, body = await line.call(
                "GET", f"{url}{'&' if '?' in url else '?'}{urlencode(asked)}", b"", {}, ANSWER_SECONDS
            )
        except OSError as fault:
            return f"the address cannot be reached: {type(fault).__name__}"
        finally:
            line.close()
        right = (status, body) == (200, challenge.encode())
        return "" if right else f"the address does not give the challenge back: {status}"

    def tell(self, event: Event, own: Disorder) -> None:
        """Sends one event on its way, with the disorder of its person, else that of all."""
        disorder = own if own.active else self.disorder
        self._put_all(disorder, disorder.sorted(event))
        if len(disorder.held) == 1 and disorder.patience:
            asyncio.get_running_loop().call_later(disorder.patience, self.release, disorder)

    def release(self, disorder: Disorder) -> None:
        """What was held for company goes alone."""
        self._put_all(disorder, disorder.released())

    def _put_all(self, disorder: Disorder, bundles: list[list[Event]]) -> None:
        for bundle in bundles:
            if disorder.delay:
                self._delayed += 1
                asyncio.get_running_loop().call_later(disorder.delay, self._put_late, bundle)
            else:
                self._put(bundle)

    def _put_late(self, bundle: list[Event]) -> None:
        self._delayed -= 1
        self._put(bundle)

    def _put(self, bundle: list[Event]) -> None:
        lane = bundle[0].lane
        self._lanes.setdefault(lane, deque()).append(Post(envelope(self.business, bundle)))
        self._schedule(lane)

    def _schedule(self, lane: int) -> None:
        """Makes a lane ready, with one more connection where all are busy."""
        if not self.url or lane in self._scheduled:
            return
        self._scheduled.add(lane)
        self._ready.put_nowait(lane)
        if self._ready.qsize() > self._idle and len(self._workers) < CONNECTIONS:
            self._idle += 1
            self._workers.append(asyncio.create_task(self._work()))

    async def _work(self) -> None:
        line = Line()
        try:
            while True:
                lane = await self._ready.get()
                self._idle -= 1
                await self._deliver(line, lane)
                self._idle += 1
        finally:
            line.close()

    async def _deliver(self, line: Line, lane: int) -> None:
        waiting = self._lanes[lane]
        if not self.url:
            self._scheduled.discard(lane)
            return
        problem = await self._problem(line, waiting[0].body)
        if problem:
            waiting[0].failures, self.last_error = waiting[0].failures + 1, problem
            pause = pause_before_retry(waiting[0].failures, self.retry_unit, self.longest_pause)
            asyncio.get_running_loop().call_later(pause, self._ready.put_nowait, lane)
        else:
            waiting.popleft()
            self.taken += 1
            if waiting:
                self._ready.put_nowait(lane)
            else:
                del self._lanes[lane]
                self._scheduled.discard(lane)
        self.moved.fire()

    async def _problem(self, line: Line, body: bytes) -> str:
        """Posts it; "" if it was taken, else why not."""
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature(self.secret, body)}
        try:
            status, _ = await line.call("POST", self.url, body, headers, ANSWER_SECONDS)
        except OSError as fault:
            return f"not answered: {type(fault).__name__}"
        return "" if status == 200 else f"answered with {status}"

    @property
    def pending(self) -> int:
        """Webhooks that were not taken yet."""
        return self._delayed + sum(map(len, self._lanes.values()))

    async def settled(self, timeout: float) -> None:
        """Waits until all were taken. Raises AssertionError, with the last problem, after `timeout` seconds."""
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + timeout
        while self.pending:
            if not await self.moved.beyond_within(self.moved.count, ends_at - loop.time()) and self.pending:
                raise AssertionError(f"{self.pending} webhooks were not taken; {self.last_error or 'no problem'}")

    async def stop(self) -> None:
        """What was not taken stays."""
        self.url = ""
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        self._workers, self._idle = [], 0
