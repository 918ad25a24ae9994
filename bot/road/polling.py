"""Asking Telegram for updates: kept first, then acknowledged by asking for the next ones."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

import structlog

from bot.channels.base import Incoming, Meaning, Refused
from bot.channels.reading import LARGEST
from bot.channels.telegram import Telegram
from bot.road.turnstile import Turnstile, Unavailable
from bot.sending.pace import Pace
from storage.store import Store

PAUSE = 2.0  # seconds after a failure
LONGEST_PAUSE = 60.0

log = structlog.get_logger()


class Poller:
    """`pace` is the account's: while the platform wants silence, it is not asked either. One process polls, whoever is there first."""

    def __init__(self, store: Store, channel: Telegram, turnstile: Turnstile, now: Callable[[], datetime], pace: Pace) -> None:
        self.store, self.channel, self.turnstile, self.now, self.pace = store, channel, turnstile, now, pace
        self.account = f"{channel.name}:{channel.account}"
        self.on = True  # False while the platform refuses us: a revoked token, or somebody else who polls
        self._offset = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until cancelled. A platform that cannot be reached is asked again; it never stops the bot.

        Raises what the store raises when another process may be the one that polls.
        """
        async with self.store.alone(f"polling {self.account}") as still:
            await self._until_done(self.channel.delete_webhook)  # while there is one, nobody may ask
            while True:
                await still()
                await self._until_done(self._round)

    async def _until_done(self, work: Callable[[], Any]) -> None:
        pause = PAUSE
        while True:
            await asyncio.sleep(self.pace.paused_until - time.monotonic())
            try:
                await work()
            except (Refused, Unavailable) as problem:
                self._refused(problem)
                log.warning("polling pauses", account=self.account, problem=str(problem), seconds=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                self.on = True
                return

    def _refused(self, problem: Refused | Unavailable) -> None:
        if isinstance(problem, Unavailable):
            return
        if problem.meaning is Meaning.SLOW_DOWN:
            self.pace.pause(problem.after, time.monotonic())
        self.on = problem.meaning is not Meaning.REVOKED

    async def _round(self) -> None:
        """Ask once, and keep what comes. Raises Refused, Unavailable; what was kept then comes again, and is known."""
        updates = [one for one in await self.channel.updates(self._offset) if isinstance(one, dict)]
        await asyncio.gather(*(self._take(update) for update in updates))
        numbers = (one.get("update_id") for one in updates)
        self._offset = max([self._offset, *(number + 1 for number in numbers if type(number) is int and number < LARGEST)])

    async def _take(self, update: dict[str, Any]) -> None:
        for incoming in self.channel.parse(update, self.now()):
            await self.turnstile.receive(incoming)
            if incoming.callback:
                self._acknowledge(incoming)

    def _acknowledge(self, incoming: Incoming) -> None:
        """The little wheel on the button stops turning. Nobody waits for it, and it is nothing worth a second call."""
        if self.pace.paused_until > time.monotonic():
            return
        task = asyncio.create_task(self._answered(incoming.callback))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answered(self, callback: str) -> None:
        with suppress(Refused):
            await self.channel.acknowledge(callback)
