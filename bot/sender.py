"""Delivers the outbox of one account: in order for each address, at the allowed pace, acting on nothing but meanings.

A message is claimed in the transaction that says it when it may leave at once; otherwise it waits in the table, and the pump takes
it up later. Either way the claim is committed before the call, so a crash leaves a row that says "in doubt" and never a secret.

Both claims happen inside the turnstile's lane, one transaction after the other: so whoever decides there knows all that waits.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

import structlog
from sqlalchemy import Connection

from bot import points
from bot.channels.base import Channel, Meaning, Refused
from bot.logs import where
from bot.metrics import IN_FLIGHT, PAUSES, SENT
from bot.pace import Pace
from bot.turnstile import Unavailable
from dialogs.events import Said
from storage import concerns, outbox
from storage.outage import unavailable
from storage.outbox import IN_DOUBT, IN_DOUBT_WAIT_MS, Message, Settled
from storage.store import Store
from storage.times import ms

MOST_IN_FLIGHT = 40
MOST_TRIES = 8
MOST_TRIES_OF_FILES = 2  # then the question comes without its picture
FIRST_RETRY_MS = 1_000
LONGEST_RETRY_MS = 300_000
LOOK_AGAIN = 1.0  # seconds: another process may have left something for us
PATIENCE = 5.0  # seconds for what is in flight, when we stop

log = structlog.get_logger()
Job = Callable[[Connection], Any]


class Lane(Protocol):
    """What the sender needs of the turnstile."""

    async def write(self, job: Job) -> Any: ...

    def settle(self, result: Settled) -> None: ...


Files = Callable[[Message], Awaitable[tuple[str, bytes]]]
Show = Callable[[str, str], Awaitable[None]]


async def nothing(_external: str, _file: str) -> None:
    """Shows no files."""


class Sender:
    """`files` makes what a message of kind `data` carries: its name and content. `show` shows `<form>/<file>` at an address."""

    def __init__(
        self,
        store: Store,
        channel: Channel,
        lane: Lane,
        now: Callable[[], datetime],
        *,
        rate: float,
        files: Files,
        show: Show = nothing,
    ) -> None:
        self.store, self.channel, self.lane, self.now, self.files, self.show = store, channel, lane, now, files, show
        self.account = f"{channel.name}:{channel.account}"
        self.pace = Pace(rate)
        self.on = True  # until the platform refuses the account
        self.busy: set[str] = set()  # addresses with a message in flight
        self.backlog: set[str] = set()  # addresses with something unsent in the table: what is new waits its turn
        self._shown: dict[int, int] = {}  # of a message that is tried again: how many of its files were dealt with
        self._released: list[int] = []  # ids: their transaction failed, but a lost connection may hide that it was committed
        self._left_over = False  # something was left in the table that could go, but for pace or room
        self._pause = LOOK_AGAIN
        self._tasks: set[asyncio.Task[None]] = set()
        self._called = asyncio.Event()
        self._mine = False

    # --- in the lane: what leaves ----------------------------------------------------------------------------------------

    def claim(self, message: Message) -> bool:
        """Whether the message may leave right after the commit. If not, it waits in the table."""
        may = self._mine and self.on and message.kind == "said" and message.address not in self.backlog
        if may and self._admit(message.address):
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
        if not (self._mine and self.on):
            return len(released)
        found = outbox.waiting(connection, self.account, ms(self.now()))
        ready = {number: address for number, address in found if self._admit(address)}
        try:
            taken += outbox.take(connection, self.store.keyring, list(ready))
        finally:  # without those that were cancelled meanwhile
            self.busy -= set(ready.values()) - {message.address for message in taken}
        if len(found) < outbox.LOOKED_AT:
            self.backlog = outbox.backlog(connection, self.account)
        return len(released)

    def _admit(self, address: str) -> bool:
        """Take a place in flight; False where pace or room are against it."""
        if address in self.busy or len(self.busy) >= MOST_IN_FLIGHT:
            return False
        now = time.monotonic()
        if wait := self.pace.wait(address, now):
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
                self._shown.pop(message.id, None)
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
            return self._refused(message, Refused(Meaning.SLOW_DOWN, "paused")), Meaning.SLOW_DOWN
        try:
            sent = await self._call(message)
        except Refused as refused:
            PAUSES.inc(refused.meaning is Meaning.SLOW_DOWN)
            return self._refused(message, refused), refused.meaning
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is ours, and the next message must go on
            log.error("message failed", account=self.account, problem=where(problem))
            meaning = Meaning.RETRY if unavailable(problem) else Meaning.OURS
            return self._refused(message, Refused(meaning, type(problem).__name__)), meaning
        return Settled(id=message.id, state="sent", message=sent, attempts=message.attempts), None

    async def _call(self, message: Message) -> str:
        if message.kind == "data":
            name, content = await self.files(message)
            return await self.channel.send_file(message.external, name, content, message.said.text)
        if message.said.files and not message.said.edits:
            await self._show(message)
        try:
            return await self.channel.send(message.external, message.said)
        except Refused as refused:
            if refused.meaning is not Meaning.GONE:
                raise
        return await self.channel.send(message.external, replace(message.said, edits=""))  # there is nothing left to change

    async def _show(self, message: Message) -> None:
        """The files of a message, in order. One that cannot be shown does not keep the question from arriving."""
        for file in message.said.files[self._shown.get(message.id, 0) :]:
            try:
                await self.show(message.external, file)
            except Refused as refused:
                retried = refused.meaning is Meaning.RETRY and message.attempts < MOST_TRIES_OF_FILES
                if retried or refused.meaning in (Meaning.SLOW_DOWN, Meaning.REVOKED, Meaning.UNREACHABLE):
                    raise
                log.warning("file not shown", account=self.account, reason=refused.reason)
            except Exception as problem:  # noqa: BLE001 - whatever it is, the question must arrive
                log.error("file not shown", account=self.account, problem=where(problem))
            self._shown[message.id] = self._shown.get(message.id, 0) + 1
            self.pace.take(message.address, time.monotonic())

    # --- what a refusal means --------------------------------------------------------------------------------------------

    def _refused(self, message: Message, refused: Refused) -> Settled:
        """For the row and the account."""
        at, tried = ms(self.now()), message.attempts + 1
        failed = Settled(id=message.id, state="failed", reason=refused.reason, attempts=message.attempts)
        again = replace(failed, state="todo", due_at=at, reason=IN_DOUBT if message.doubted else refused.reason)
        match refused.meaning:
            case Meaning.UNCHANGED:
                return replace(failed, state="sent")
            case Meaning.SLOW_DOWN:
                self.pace.pause(refused.after, time.monotonic())
                return again
            case Meaning.REVOKED:
                self.on = False
                log.error("account refused", account=self.account, reason=refused.reason)
                return again
            case Meaning.RETRY if message.attempts < MOST_TRIES:
                return replace(again, due_at=at + backoff(message.attempts), attempts=tried)
            case Meaning.IN_DOUBT if harmless_twice(message.said) and not message.doubted:
                return replace(again, due_at=at + IN_DOUBT_WAIT_MS, attempts=tried, reason=IN_DOUBT)
            case Meaning.IN_DOUBT:
                return replace(failed, state="doubt")
            case _:
                return failed

    async def _keep(self, message: Message, settled: Settled, meaning: Meaning | None) -> None:
        """Write what became of it before anything else goes there; a coordinator is told why nothing arrives."""
        lost = meaning is Meaning.UNREACHABLE

        def job(connection: Connection) -> None:
            at = ms(self.now())
            outbox.settle(connection, [settled], at)
            if lost:
                outbox.unreachable(connection, message.address, settled.reason)
            if settled.state == "failed" and message.person:
                concerns.raise_(connection, message.person, "unreachable" if lost else "failed", at)

        while True:
            with suppress(Unavailable):
                await self.lane.write(job)
                break
            await asyncio.sleep(LOOK_AGAIN)
        if settled.state == "todo":
            self.backlog.add(message.address)
        elif settled.state == "failed":
            log.warning("message refused", account=self.account, reason=settled.reason)

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
        outbox.recover(connection, self.account, ms(self.now()))
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


def backoff(attempts: int) -> int:
    """Milliseconds until the next try: doubling, with jitter, at most five minutes."""
    return int(min(FIRST_RETRY_MS * 2**attempts, LONGEST_RETRY_MS) * random.uniform(0.75, 1.25))  # noqa: S311 - no secret


def harmless_twice(said: Said) -> bool:
    """Part of the conversation, not a reminder."""
    return said.lane == "conversation"
