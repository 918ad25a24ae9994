"""Ticks. What is due lives in tables; here somebody only looks, and hands what has fallen due to the turnstile."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import Connection

from bot.metrics import MISSED
from bot.reports import digests
from bot.road import points
from bot.road.turnstile import Turnstile, Unavailable
from dialogs.walltime import waking
from storage import due, events
from storage.due import Intention
from storage.messages import broadcasts, deliveries, outbox
from storage.outage import unavailable
from storage.speaking import links
from storage.staff import attempts, heard, sessions
from storage.store import Store
from storage.times import Milliseconds, ms, when, zone_of
from storage.workshops import bookings, presence, reminding
from storage.workshops.reminding import ANY_TIME, Hours

EVERY = 5  # seconds between two looks
DAILY = 24 * 3600
MOST = 1_000  # intentions in one look

# How late something may still happen. Beyond it a nudge would be odd and is left. Of digests see `bot.reports.digests`.
CATCH_UP = {
    "nudge": timedelta(days=2),
    "again": timedelta(days=365),  # whoever waits for an answer still does
    "broadcast": timedelta(days=365),  # each says itself until when it makes sense
    "erase": timedelta(days=36_500),
    "moved": timedelta(days=7),
    "hand_back": timedelta(days=365),  # somebody of the team has fallen silent: the bot must speak again
    "reminder": timedelta(days=30),  # each rule says itself how late it may be
    "workshop": timedelta(days=7),
    "seat": timedelta(days=7),
}
HOUR = timedelta(hours=1)  # somebody needs at least, between waking and a workshop that has been moved or cancelled
PRUNED = (
    *(events.prune, outbox.prune, deliveries.prune, links.prune, heard.prune, digests.prune),
    *(sessions.prune, attempts.prune, reminding.prune),
)
QUIET_KINDS = frozenset({"nudge", "again", "broadcast", "hand_back", *reminding.KINDS})  # unasked: only while people are awake

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
            await self._conclude(now)
            await self._remind(now)
            await self._offer(now)
            return await self._drain(now)
        except Exception as problem:
            if not (isinstance(problem, Unavailable) or unavailable(problem)):
                raise
            log.warning("the clock waits for the database")
            return 0

    async def sweep(self) -> None:
        """What has been kept long enough goes."""
        try:
            for prune in PRUNED:
                await self.turnstile.write(partial(prune, now=ms(self.now())))
        except Unavailable:
            log.warning("sweeping waits for tomorrow")

    async def _remind(self, now: datetime) -> None:
        """Whom the reminders whose hour has come concern. Looked for beside the writer lane, as nearly always there are none."""
        at = await self.store.read(reminding.first)
        if at is not None and at <= ms(now):
            while await self.turnstile.write(lambda connection: reminding.fan_out(connection, ms(now))):
                pass
        elif at is not None and at < ms(now) + EVERY * 1000 and self._scheduler.running:
            soon = (at - ms(now)) / 1000  # many may be concerned: no second is to be lost before they are told
            self._ticks.modify(next_run_time=datetime.now(self._scheduler.timezone) + timedelta(seconds=soon))

    async def _conclude(self, now: datetime) -> None:
        """Who did not come to what is over, where the team kept a list. Looked for likewise, before whoever was missed is reminded."""
        if await self.store.read(lambda connection: presence.over(connection, ms(now))):
            await self.turnstile.write(lambda connection: presence.conclude(connection, ms(now)))

    async def _offer(self, now: datetime) -> None:
        """Places in workshops that were offered for long enough, or became free, to the next who wait. Looked for likewise."""
        if await self.store.read(lambda connection: bookings.waiting(connection, ms(now))):
            await self.turnstile.write(lambda connection: bookings.expire(connection, ms(now)))

    async def _drain(self, now: datetime) -> int:
        """A thousand after the other, until nothing is due; how much it was. What waits again is looked at in the next tick."""
        seen: set[Intention] = set()
        while True:
            fallen, hours = await self.store.read(lambda connection: _fallen(connection, ms(now)))
            new = [one for one in fallen if one not in seen]
            if new:
                points.reached("due_found")
                await self._fall(new, hours, now)
            seen.update(new)
            if not new or len(fallen) < MOST:
                return len(seen)

    async def _fall(self, fallen: Sequence[Intention], hours: Mapping[Intention, Hours], now: datetime) -> None:
        missed: list[Intention] = []
        moved: list[tuple[Intention, Milliseconds]] = []
        doing: list[Coroutine[Any, Any, Any]] = []
        for one in fallen:
            if one.kind in digests.KINDS:
                doing.append(self._digest(one, now))
            elif _too_late(one, hours.get(one, ANY_TIME), now):
                missed.append(one)
            elif (at := self._awake(one, hours.get(one, ANY_TIME), now)) > now:
                moved.append((one, ms(at)))
            else:
                doing.append(self.turnstile.receive(one))
        if missed:
            MISSED.inc(len(missed))
            doing.append(self.turnstile.write(lambda connection: reminding.miss(connection, missed)))
        if moved:
            doing.append(self.turnstile.write(lambda connection: due.move(connection, moved)))
        await asyncio.gather(*doing)

    async def _digest(self, one: Intention, now: datetime) -> None:
        world = self.turnstile.world
        await self.turnstile.write(lambda connection: digests.fall(connection, self.store.keyring, world, one, now))
        points.reached("digest_kept")

    def _awake(self, one: Intention, hours: Hours, now: datetime) -> datetime:
        """When to tell it: in the morning, if it is night; but a reminder before the start, and news of it an hour before."""
        if one.kind not in QUIET_KINDS:
            return now
        world = self.turnstile.world
        awake = waking(now, zone_of(one.zone), world.programmes.get(one.programme, world.first).quiet)
        if hours.starts is None or ms(now) >= hours.starts:
            return awake
        needed = awake + HOUR if one.kind == reminding.NEWS else awake
        return awake if ms(needed) < hours.starts else now

    async def _plan_digests(self, now: datetime) -> None:
        """What is not planned yet. Looked for beside the writer lane, as nearly always there is nothing; there it is looked for anew."""
        world = self.turnstile.world
        if await self.store.read(lambda connection: digests.wanted(connection, world, now)):
            await self.turnstile.write(lambda connection: digests.plan(connection, world, now))


def _fallen(connection: Connection, now: Milliseconds) -> tuple[list[Intention], dict[Intention, Hours]]:
    fallen = due.fallen(connection, now, most=MOST)
    return fallen, reminding.hours(connection, fallen, now)


def _too_late(one: Intention, hours: Hours, now: datetime) -> bool:
    return now - when(one.at) > CATCH_UP[one.kind] or (hours.over is not None and ms(now) >= hours.over)
