"""The one road: every write goes through here, in batches, a transaction each. Load, turn, keep; then the webhooks are answered.

A crash before the commit leaves nothing, and the platform sends again; after it nothing is lost.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.channels.base import Incoming
from bot.logs import where
from bot.metrics import BATCH, TURNS
from bot.road import batch, points, quarantine
from bot.road.happening import Arrived, Fallen
from bot.world import World
from dialogs.events import Shared
from storage.due import Intention
from storage.messages import outbox
from storage.messages.deliveries import Status, Statuses
from storage.messages.outbox import Message, Settled
from storage.outage import unavailable
from storage.speaking.remembered import Remembered
from storage.store import Store
from storage.times import ms

MOST = 200  # events in one transaction
UNASKED = 50  # of them what has fallen due, where somebody has written
CROWD = 8  # of them: more are on their way, and they are worth waiting for
GATHER = 0.008  # seconds; a transaction for eighty costs hardly more than one for forty
REST = 0.2  # seconds for which what became of messages waits for more of its kind: nobody waits for that, people do
MOST_WAITING = 5_000  # beyond this the platforms are asked to come back later
TRIES = 5  # of a batch that another process got in the way of
GET_IN_THE_WAY = frozenset({"40001", "40P01"})  # PostgreSQL: serialization failure, deadlock

Job = Callable[[Connection], Any]
log = structlog.get_logger()


class Unavailable(Exception):
    """Nothing can be kept now. The platform should come again."""


@dataclass(slots=True, eq=False)
class Waiting:
    """One thing to write, and whoever waits for it. `broken`: why the event could not be kept the first time."""

    what: "Incoming | Intention | Settled | Statuses | Job"
    future: "asyncio.Future[Any] | None" = None
    broken: str = ""

    def answer(self, value: Any) -> None:
        if self.future and not self.future.done():
            self.future.set_result(value)

    def fail(self, problem: Exception) -> None:
        if self.future and not self.future.done():
            self.future.set_exception(problem)


@dataclass(slots=True)
class Turnstile:
    """`claim` says whether a message may leave at once, `deliver` takes those that may, `release` takes a claim back.

    `settled` hears, in the transaction, of what was handed to a platform that tells what becomes of it, `told` of what it tells; `fetch`,
    after the commit, that somebody has sent a file.
    """

    store: Store
    world: World
    now: Callable[[], datetime]
    claim: Callable[[Message], bool] = lambda _: False
    deliver: Callable[[Sequence[Message]], None] = lambda _: None
    release: Callable[[Sequence[Message]], None] = lambda _: None
    settled: Callable[[Connection, Sequence[Settled]], None] = lambda *_: None
    told: Callable[[Connection, Sequence[Status]], None] = lambda *_: None
    fetch: Callable[[], None] = lambda: None
    _waiting: list[Waiting] = field(default_factory=list)
    _unasked: list[Waiting] = field(default_factory=list)  # what has fallen due: people's own words overtake it
    _fates: list[Waiting] = field(default_factory=list)  # what became of messages, until it is time to write that
    _rested: bool = False  # it is
    _called: asyncio.Event = field(default_factory=asyncio.Event)
    _remembered: Remembered = field(default_factory=Remembered)
    _stopping: bool = False
    _over: bool = False
    _under_way: int = 0  # things in the transaction that runs
    _began: float = 0.0  # when it did, by the monotonic clock
    _each: float = 0.0  # seconds that a thing took lately, in a crowd

    # --- the doors ---------------------------------------------------------------------------------------------------

    async def receive(self, what: Incoming | Intention) -> None:
        """Returns when it is kept. Raises Unavailable."""
        if len(self._waiting) >= MOST_WAITING:
            raise Unavailable("too much is waiting")
        await self._put(what)

    async def receive_all(self, many: Sequence[Incoming | Statuses | Job]) -> None:
        """All of it, what happened in this order; returns when everything is kept. Raises Unavailable, where what could be kept is known
        when it comes again.
        """
        if len(self._waiting) + len(self._fates) + len(many) > MOST_WAITING:
            raise Unavailable("too much is waiting")
        doing = [self._put(one) for one in many]
        if len(doing) == 1:
            await doing[0]
            return
        for problem in await asyncio.gather(*doing, return_exceptions=True):
            if isinstance(problem, BaseException):
                raise problem

    @property
    def delay(self) -> float:
        """Seconds that something new has to wait, going by what was written lately, and by how long that takes which is written now."""
        expected = (len(self._waiting) + self._under_way) * self._each
        return max(expected, time.monotonic() - self._began) if self._under_way else expected

    async def write(self, job: Job) -> Any:
        """Any other write, in the same lane: `job` gets the connection, inside the transaction. Raises Unavailable."""
        return await self._put(job)

    def settle(self, result: Settled) -> None:
        """How sending went. Nobody waits for it."""
        self._waiting.append(Waiting(result))
        self._called.set()

    def _put(self, what: Any) -> "asyncio.Future[Any]":
        if self._over:
            raise Unavailable("stopped")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        if isinstance(what, Statuses):
            if not self._fates:
                loop.call_later(REST, self._rest_is_over)
            self._fates.append(Waiting(what, future))
        else:
            (self._unasked if isinstance(what, Intention) else self._waiting).append(Waiting(what, future))
            self._called.set()
        return future

    def _rest_is_over(self) -> None:
        self._rested = True
        self._called.set()

    # --- the lane ----------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Until `stop`, and then until nothing waits: take what waits, write it, answer."""
        crowded = False
        while not (self._stopping and not self._waiting and not self._unasked and not self._fates):
            await self._called.wait()
            await asyncio.sleep(GATHER if crowded else 0)  # whatever else comes in meanwhile goes along
            taken = self._take()
            if not self._waiting and not self._unasked and not self._stopping:
                self._called.clear()
            crowded = len(taken) >= CROWD
            if taken:
                self._began, self._under_way = time.monotonic(), len(taken)
                await self._process(taken)
                self._under_way = 0
                if crowded:  # one alone says nothing about how fast a crowd passes
                    self._each += ((time.monotonic() - self._began) / len(taken) - self._each) / 2
        self._over = True

    def _take(self) -> list[Waiting]:
        taken, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        written = any(isinstance(one.what, Incoming) for one in taken)
        room = min(MOST - len(taken), UNASKED if written else MOST)
        taken, self._unasked = taken + self._unasked[:room], self._unasked[room:]
        if self._rested or self._stopping:
            taken, self._fates, self._rested = taken + self._fates, [], False
        return taken

    def stop(self) -> None:
        self._stopping = True
        self._called.set()

    async def _process(self, taken: list[Waiting]) -> None:
        """One transaction; where that fails on what is in it, halves, until the culprit is alone."""
        BATCH.observe(len(taken))
        try:
            await self._transaction(taken)
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is somebody's, and the others must go on
            if unavailable(problem):
                self._put_off(taken, problem)
            elif len(taken) > 1:
                await self._process(taken[: len(taken) // 2])
                await self._process(taken[len(taken) // 2 :])
            else:
                await self._alone(taken[0], problem)

    def _put_off(self, taken: list[Waiting], problem: Exception) -> None:
        """Whoever can come again is asked to; how sending went nobody else knows, so that stays, for the next transaction."""
        log.warning("database unavailable", problem=where(problem), count=len(taken))
        for one in taken:
            one.fail(Unavailable(type(problem).__name__))
        if not self._stopping:
            self._waiting[:0] = [one for one in taken if isinstance(one.what, Settled)]

    async def _alone(self, culprit: Waiting, problem: Exception) -> None:
        """An event that cannot be written is set aside, with an apology or at least by itself; anything else is its caller's."""
        if not isinstance(culprit.what, Incoming | Intention):
            if not culprit.future:
                log.error("a result could not be kept", problem=where(problem))
            return culprit.fail(problem)
        if not culprit.broken:
            culprit.broken = where(problem)
            log.error("event refused", event_id=happening(culprit).id, problem=culprit.broken)
            return await self._process([culprit])
        try:
            await self.store.write(quarantine.aside(happening(culprit), self.store.keyring, self.now()))
            culprit.answer(None)
        except Exception as again:  # noqa: BLE001 - then it stays with the platform, which comes again
            log.error("event cannot be set aside", event_id=happening(culprit).id, problem=where(again))
            culprit.fail(Unavailable(type(again).__name__))

    async def _transaction(self, taken: list[Waiting]) -> None:
        for attempt in range(TRIES):
            try:
                return await self._try(taken)
            except DBAPIError as problem:
                if getattr(problem.orig, "sqlstate", "") not in GET_IN_THE_WAY or attempt == TRIES - 1:
                    raise
                await asyncio.sleep(0.01 * 2**attempt)

    async def _try(self, taken: list[Waiting]) -> None:
        happened = any(isinstance(one.what, Incoming | Intention) for one in taken)
        if happened:
            points.reached("batch_taken")
        claimed: list[Message] = []
        try:
            values = await self.store.write(lambda connection: self._write(connection, taken, claimed))
        except BaseException:
            self._remembered.failed()
            self.release(claimed)
            raise
        self._remembered.committed()
        if happened:
            points.reached("committed")
        if any(isinstance(one.what, Settled) for one in taken):
            points.reached("result_kept")
        self.deliver(claimed)
        if any(isinstance(one.what, Incoming) and isinstance(one.what.event, Shared) and one.what.event.file for one in taken):
            self.fetch()
        for one, value in zip(taken, values, strict=True):
            one.answer(value)

    def _write(self, connection: Connection, taken: list[Waiting], claimed: list[Message]) -> list[Any]:
        """Everything of a batch, in one transaction; what each job returned."""
        at = self.now()
        results = [one.what for one in taken if isinstance(one.what, Settled)]
        outbox.settle(connection, results, ms(at))
        if tracked := [one for one in results if one.tracked]:
            self.settled(connection, tracked)
        if told := [status for one in taken if isinstance(one.what, Statuses) for status in one.what]:
            self.told(connection, told)
        values = [one.what(connection) if callable(one.what) else None for one in taken]
        happened = [happening(one) for one in taken if isinstance(one.what, Incoming | Intention)]
        if happened:
            batch.process(
                connection, self.store.keyring, self.world, happened, at, self._claiming(claimed), remembered=self._remembered
            )
            TURNS.inc(len(happened))
            points.reached("rows_written")
        return values

    def _claiming(self, claimed: list[Message]) -> Callable[[Message], bool]:
        def claim(message: Message) -> bool:
            if self.claim(message):
                claimed.append(message)
                return True
            return False

        return claim


def happening(one: Waiting) -> Arrived | Fallen:
    """Raises TypeError for what did not happen, but was only to be written."""
    match one.what:
        case Intention():
            return Fallen(one.what, one.broken)
        case Incoming():
            return Arrived(one.what, one.broken)
        case _:
            raise TypeError
