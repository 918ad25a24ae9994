"""Ticks. What is due lives in tables; here somebody only looks, and hands what has fallen due to the turnstile."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import digests, points
from bot.metrics import MISSED
from bot.turnstile import Turnstile, Unavailable
from bot.zones import waking, zone_of
from storage import attempts, broadcasts, deliveries, due, events, heard, links, outbox, sessions
from storage.due import Intention
from storage.outage import unavailable
from storage.store import Store
from storage.times import ms, when

EVERY = 5  # seconds between two looks
DAILY = 24 * 3600
MOST = 1_000  # intentions in one look

# How late something may still happen. Beyond it a nudge would be odd and is left. Of digests see `bot.digests`.
CATCH_UP = {
    "nudge": timedelta(days=2),
    "again": timedelta(days=365),  # whoever waits for an answer still does
    "broadcast": timedelta(days=365),  # each says itself until when it makes sense
    "erase": timedelta(days=36_500),
    "moved": timedelta(days=7),
    "hand_back": timedelta(days=365),  # somebody of the team has fallen silent: the bot must speak again
}
PRUNED = (
    *(events.prune, outbox.prune, deliveries.prune, links.prune, heard.prune, digests.prune),
    *(sessions.prune, attempts.prune),
)
QUIET_KINDS = frozenset({"nudge", "again", "broadcast", "hand_back"})  # unasked: only while people are awake

log = structlog.get_logger()


class Clock:
    def __init__(self, store: Store, turnstile: Turnstile, now: Callable[[], datetime]) -> None:
        self.store, self.turnstile, self.now = store, turnstile, now
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        at_once = datetime.now(self._scheduler.timezone)
        options = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None, "next_run_time": at_once}
        self._ticks = self._scheduler.add_job(self.tick, "interval", seconds=EVERY, **options)
        self._scheduler.add_job(self.sweep, "interval", seconds=DAILY, **options)
        self._scheduler.start()

    def wake(self) -> None:
        """The time has leapt, as only a demo's does: look at once."""
        self._ticks.modify(next_run_time=datetime.now(self._scheduler.timezone))

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def tick(self) -> int:
        """Everything that has fallen due; how much it was."""
        now = self.now()
        try:
            await self._plan_digests(now)
            await self.turnstile.write(lambda connection: broadcasts.take_up(connection, self.store.keyring, ms(now), EVERY))
            fallen = await self.store.read(lambda connection: due.fallen(connection, ms(now), most=MOST))
            if fallen:
                points.reached("due_found")
            await asyncio.gather(*(self._fall(one, now) for one in fallen))
        except Exception as problem:
            if not (isinstance(problem, Unavailable) or unavailable(problem)):
                raise
            log.warning("the clock waits for the database")
            return 0
        return len(fallen)

    async def sweep(self) -> None:
        """What has been kept long enough goes."""
        try:
            for prune in PRUNED:
                await self.turnstile.write(partial(prune, now=ms(self.now())))
        except Unavailable:
            log.warning("sweeping waits for tomorrow")

    async def _fall(self, one: Intention, now: datetime) -> None:
        if one.kind in digests.KINDS:
            world = self.turnstile.world
            await self.turnstile.write(lambda connection: digests.fall(connection, self.store.keyring, world, one, now))
            points.reached("digest_kept")
            return
        if now - when(one.at) > CATCH_UP[one.kind]:
            MISSED.inc()
            await self.turnstile.write(lambda connection: due.settle(connection, [one], "missed"))
            return
        if one.kind in QUIET_KINDS:
            world = self.turnstile.world
            awake = waking(now, zone_of(one.zone), world.programmes.get(one.programme, world.first).quiet)
            if awake > now:
                await self.turnstile.write(lambda connection: due.move(connection, one, ms(awake)))
                return
        await self.turnstile.receive(one)

    async def _plan_digests(self, now: datetime) -> None:
        """What is not planned yet. Looked for beside the writer lane, as nearly always there is nothing; there it is looked for anew."""
        world = self.turnstile.world
        if await self.store.read(lambda connection: digests.wanted(connection, world, now)):
            await self.turnstile.write(lambda connection: digests.plan(connection, world, now))
