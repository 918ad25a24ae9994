"""Delivers the outbox of one account: in order for each address, at the allowed pace, acting on nothing but meanings.

A message is claimed in the transaction that says it when it may leave at once; otherwise it waits in the table, and the pump takes
it up later. Either way the claim is committed before the call, so a crash leaves a row that says "in doubt" and never a secret.

Both claims happen inside the turnstile's lane, one transaction after the other: so whoever decides there knows all that waits.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Protocol

import structlog
from sqlalchemy import Connection

from bot.channels.base import Meaning, Refused
from bot.logs import where
from bot.metrics import IN_FLIGHT, PAUSES, SENT
from bot.road import points
from bot.road.turnstile import Unavailable
from bot.sending.account import Account
from bot.sending.pace import Pace
from bot.sending.refusing import Refusals
from bot.sending.window import Window
from storage.messages import deliveries, outbox
from storage.messages.deliveries import Status
from storage.messages.outbox import Message, Settled
from storage.outage import unavailable
from storage.store import Store
from storage.times import ms

MOST_IN_FLIGHT = 100  # a batch and what is left of the one before: what finds no room costs a look at the table
LOOK_AGAIN = 1.0  # seconds: another process may have left something for us
PATIENCE = 5.0  # seconds for what is in flight, when we stop

log = structlog.get_logger()
Job = Callable[[Connection], Any]


class Lane(Protocol):
    """What the sender needs of the turnstile."""

    async def write(self, job: Job) -> Any: ...

    def settle(self, result: Settled) -> None: ...


class Through(Protocol):
    """What the sender needs to know of the channel that it delivers through: see `bot.channels.base.Channel`."""

    @property
    def name(self) -> str: ...
    @property
    def account(self) -> str: ...
    @property
    def window(self) -> timedelta | None: ...
    @property
    def tells(self) -> bool: ...


class Calls(Protocol):
    """What makes a message leave: `make` gives the platform's id of it and raises Refused; after `over` it is not tried again."""

    @property
    def channel(self) -> Through: ...
    @property
    def pace(self) -> Pace: ...
    async def make(self, message: Message) -> str: ...
    def over(self, message: Message) -> None: ...


class Sender:
    """`patience`: seconds that the platform may take to tell what became of a message, where it does; `people`: to how many a day we may
    write first, where there is a window.
    """

    def __init__(
        self, store: Store, calls: Calls, lane: Lane, now: Callable[[], datetime], *, patience: float = 0, people: int = 0
    ) -> None:
        channel = calls.channel
        self.store, self.calls, self.lane, self.now = store, calls, lane, now
        self.account = f"{channel.name}:{channel.account}"
        self.pace = calls.pace
        self.state = Account(self.account, self.pace)
        self.tells, self.patience = channel.tells, int(patience * 1000) if channel.tells else 0
        self.window = Window(self.state, store.keyring, channel.window, people) if channel.window else None
        length = self.window.length if self.window else 0
        self.refusals = Refusals(account=self.state, keyring=store.keyring, window=length, patience=self.patience)
        self.busy: set[str] = set()  # addresses with a message in flight
        self.backlog: set[str] = set()  # addresses with something unsent in the table: what is new waits its turn
        self._released: list[int] = []  # ids: their transaction failed, but a lost connection may hide that it was committed
        self._left_over = False  # something was left in the table that could go, but for pace or room
        self._pause = LOOK_AGAIN
        self._tasks: set[asyncio.Task[None]] = set()
        self._called = asyncio.Event()
        self._mine = False

    @property
    def on(self) -> bool:
        """False while the platform refuses the account."""
        return self.state.on

    @property
    def slow(self) -> bool:
        """Whether an answer may take a while to leave."""
        return bool(self.backlog) or self.pace.paused_until > time.monotonic()

    # --- in the lane: what leaves ----------------------------------------------------------------------------------------

    def claim(self, message: Message) -> bool:
        """Whether the message may leave right after the commit. If not, it waits in the table."""
        asked = message.kind == "said" and message.said.lane == "conversation"  # a notice waits until nobody's answer does
        may = self._mine and self.state.on and asked and message.address not in self.backlog
        if may and (self.window is None or self.window.lets(message, ms(self.now()))) and self._admit(message.address):
            return True
        self._left_over |= message.address not in self.busy
        self.backlog.add(message.address)
        return False

    def _take_up(self, connection: Connection, taken: list[Message]) -> int:
        """Claim what waits in the table, as much as pace and room allow. How many that were released were put back there first."""
        self.release(taken)  # the lane may try a transaction again
        taken.clear()
        released = list(self._released)
        outbox.put_back(connection, released)
        if not (self._mine and self.state.tries(time.monotonic())):
            return len(released)
        found = self._waiting(connection)
        admitted = (one for one in found if self._admit(one[1], evenly=True))
        ready = dict(islice(admitted, None if self.state.on else 1))
        try:
            taken += outbox.take(connection, self.store.keyring, list(ready))
        finally:  # without those that were cancelled meanwhile
            self.busy -= set(ready.values()) - {message.address for message in taken}
        if self.window:
            self.window.taken(connection, taken, ms(self.now()))
        if len(found) < outbox.LOOKED_AT:
            self.backlog = outbox.backlog(connection, self.account)
        return len(released)

    def _waiting(self, connection: Connection) -> list[tuple[int, str]]:
        if self.window is None:
            return outbox.waiting(connection, self.account, ms(self.now()))
        found, more = self.window.waiting(connection, ms(self.now()))
        self._pause = 0.0 if more else self._pause
        return found

    def _admit(self, address: str, *, evenly: bool = False) -> bool:
        """Take a place in flight; False where pace or room are against it."""
        if address in self.busy or len(self.busy) >= MOST_IN_FLIGHT:
            return False
        now = time.monotonic()
        if wait := self.pace.wait(address, now, evenly=evenly):
            self._pause = min(self._pause, wait)
            return False
        self.pace.take(address, now)
        self.busy.add(address)
        return True

    # --- after the commit ------------------------------------------------------------------------------------------------

    def release(self, messages: Sequence[Message]) -> None:
        """The transaction failed, as far as we know: what was claimed in it has not left."""
        addresses = {message.address for message in messages}
        self.busy -= addresses
        self.backlog |= addresses  # until the next look
        self._released += [message.id for message in messages]

    def deliver(self, messages: Sequence[Message]) -> None:
        for message in messages:
            task = asyncio.create_task(self._deliver(message))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if self._left_over:
            self._left_over = False
            self._called.set()

    async def _deliver(self, message: Message) -> None:
        IN_FLIGHT.inc()
        try:
            settled, meaning = await self._send(message)
            points.reached("message_sent")
            SENT.labels(settled.state).inc()
            if settled.state != "todo":
                self.calls.over(message)
            if settled.state != "sent" or not self.tells:
                self.state.tried(message.id, taken=settled.state == "sent")
            if settled.state == "sent":
                self.lane.settle(settled)
            else:
                await self._keep(message, settled, meaning)
        finally:
            IN_FLIGHT.dec()
            self.busy.discard(message.address)
        if self.backlog:
            self._called.set()

    async def _send(self, message: Message) -> tuple[Settled, Meaning | None]:
        if self.pace.paused_until > time.monotonic():  # since the claim
            return self._refused(message, Refused(Meaning.SLOW_DOWN, "paused"))
        try:
            sent = await self.calls.make(message)
        except Refused as refused:
            PAUSES.inc(refused.meaning is Meaning.SLOW_DOWN)
            return self._refused(message, refused)
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is ours, and the next message must go on
            log.error("message failed", account=self.account, problem=where(problem))
            meaning = Meaning.RETRY if unavailable(problem) else Meaning.OURS
            return self._refused(message, Refused(meaning, type(problem).__name__))
        return Settled(id=message.id, state="sent", message=sent, attempts=message.attempts, tracked=self.tells), None

    def _refused(self, message: Message, refused: Refused) -> tuple[Settled, Meaning]:
        return self.refusals.settled(message, refused, ms(self.now())), refused.meaning

    async def _keep(self, message: Message, settled: Settled, meaning: Meaning | None) -> None:
        """Write what became of it, and what follows from that, before anything else goes there."""

        def job(connection: Connection) -> None:
            at = ms(self.now())
            outbox.settle(connection, [settled], at)
            self.refusals.follow(connection, message, settled, meaning, at)

        while True:
            with suppress(Unavailable):
                await self.lane.write(job)
                break
            await asyncio.sleep(LOOK_AGAIN)
        if settled.state in ("todo", "held"):
            self.backlog.add(message.address)
        elif settled.state == "failed":
            log.warning("message refused", account=self.account, reason=settled.reason)

    # --- in the lane: what the platform tells ----------------------------------------------------------------------------

    def told(self, connection: Connection, statuses: Sequence[Status]) -> None:
        """What became of messages."""
        at = ms(self.now())
        for one in () if self.state.on else statuses:
            self.state.tried(one.number, taken=one.state != "failed")
        for number, status in deliveries.take(connection, statuses, at):
            refused = Refused(Meaning(status.meaning or Meaning.OURS), status.reason, status.after)
            self.refusals.failed(connection, number, refused, at)

    # --- the pump --------------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Until cancelled: own the account, settle what a crash left in doubt, then send what waits.

        Raises what the store raises when another process may own the account by now.
        """
        try:
            async with self.store.alone(self.account) as still:
                await self.lane.write(self._begin)
                while True:
                    await still()
                    until = time.monotonic() + LOOK_AGAIN
                    while time.monotonic() < until:
                        with suppress(Unavailable):  # then at the next look
                            await self._pump()
                        await self._rest()
        finally:
            self._mine = False

    def _begin(self, connection: Connection) -> None:
        outbox.recover(connection, self.account, ms(self.now()), self.patience)
        self.backlog = outbox.backlog(connection, self.account)
        self._mine = True

    async def _pump(self) -> None:
        self._pause = LOOK_AGAIN
        taken: list[Message] = []
        try:
            done = await self.lane.write(lambda connection: self._take_up(connection, taken))
        except BaseException:
            self.release(taken)
            raise
        del self._released[:done]
        if taken and not self.state.on:
            self.state.trying(taken[0].id, time.monotonic())
        self.deliver(taken)

    async def _rest(self) -> None:
        """Until something is new, or the next look is due."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._pause):  # wait_for would swallow a cancellation that comes together with the call
                await self._called.wait()
        self._called.clear()

    async def finish(self) -> None:
        """Take up nothing more, and let what is in flight come to its end."""
        self._mine = False
        with suppress(Unavailable):
            await self.lane.write(lambda _: None)  # behind whatever is being claimed now
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=PATIENCE)
