"""Files that the desk asks for, made one after the other, each by a Python of its own: it takes memory and processor time that people who
are answering should not wait for, and whatever becomes of it nobody else is touched.

A file appears, whole, in a folder of a random name that only we may look into, and goes after a day. The other side says on its output how
far it is; when we die it cannot say so any more, and ends.
"""

import asyncio
import pickle
import shutil
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Protocol, TypeVar

import structlog
from sqlalchemy import Connection

from bot.logs import where
from bot.road.turnstile import Unavailable
from bot.settings import Settings
from storage.answers import exports
from storage.answers.exports import Order
from storage.times import ms

FILE = "file"
KEPT_EVERY = 2.0  # seconds until it is written down again how far it is
WAITING = 30.0  # seconds until it is said again that somebody waits for their turn
SWEPT_EVERY = 600.0  # seconds
THERE = "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); from bot.exports.command import there; there()"

T = TypeVar("T")
log = structlog.get_logger()


class Write(Protocol):
    """Turnstile.write."""

    def __call__(self, work: Callable[[Connection], T], /) -> Awaitable[T]: ...


class Exports:
    """What the desk hands its orders to (see `desk.exporting.Exporter`)."""

    def __init__(self, settings: Settings, write: Write, now: Callable[[], datetime]) -> None:
        self.settings, self.write, self.now = settings, write, now
        self.place = settings.data / "exports"
        self._turn = asyncio.Lock()
        self._jobs: set[asyncio.Task[None]] = set()

    def begin(self, order: Order) -> None:
        """It goes on by itself."""
        job = asyncio.create_task(self._made(order), name=f"export {order.number:x}")
        self._jobs.add(job)
        job.add_done_callback(self._ended)

    def file(self, folder: str) -> Path | None:
        """A file that was made; None where it is gone."""
        found = self.place / folder / FILE
        return found if folder.isalnum() and found.is_file() else None

    async def watch(self) -> None:
        """What was kept long enough goes, and what a process left behind that ended in the middle."""
        while True:
            with suppress(Unavailable):
                await self.sweep()
            await asyncio.sleep(SWEPT_EVERY)

    async def sweep(self) -> None:
        needed = await self.write(partial(exports.sweep, now=ms(self.now())))
        await asyncio.to_thread(self._clear, needed)

    async def finish(self) -> None:
        """Whatever is under way ends here."""
        for job in self._jobs:
            job.cancel()
        await asyncio.gather(*self._jobs, return_exceptions=True)

    def _clear(self, needed: frozenset[str]) -> None:
        for one in self.place.iterdir() if self.place.is_dir() else ():
            if one.name not in needed:
                shutil.rmtree(one, ignore_errors=True)

    def _ended(self, job: asyncio.Task[None]) -> None:
        self._jobs.discard(job)
        if not job.cancelled() and (problem := job.exception()):
            log.error("an export failed", problem=where(problem))

    async def _made(self, order: Order) -> None:
        while not await self._comes():
            await self._say(partial(exports.progress, number=order.number, done=0, state="waiting"))
        try:
            whole = await self._there(order)
        finally:
            self._turn.release()
        await self._say(partial(exports.finish if whole else exports.fail, number=order.number))

    async def _comes(self) -> bool:
        """Whether it is this one's turn."""
        try:
            async with asyncio.timeout(WAITING):
                return await self._turn.acquire()
        except TimeoutError:
            return False

    async def _there(self, order: Order) -> bool:
        """Whether the other side has made it."""
        folder = self.place / order.folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.place.chmod(0o700)
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", THERE, stdin=pipe, stdout=pipe)
        try:
            assert process.stdin is not None  # noqa: S101 - they are pipes
            assert process.stdout is not None  # noqa: S101
            process.stdin.write(pickle.dumps(sys.path) + pickle.dumps((self.settings, order, folder / FILE)))
            process.stdin.close()
            await self._heard(order, process.stdout)
            return await process.wait() == 0
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    async def _heard(self, order: Order, said: asyncio.StreamReader) -> None:
        kept = 0.0
        async for line in said:
            if monotonic() - kept > KEPT_EVERY:
                kept = monotonic()
                await self._say(partial(exports.progress, number=order.number, done=int(line)))

    async def _say(self, what: Callable[..., None]) -> None:
        await self.write(partial(what, now=ms(self.now())))
