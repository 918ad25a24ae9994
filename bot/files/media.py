"""Files that people sent: fetched from the platform after the answer is kept, cleaned, sealed, and written through the lane.

What waits stands in the table, so a crash at any moment only means that a file is fetched once more.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.channels.base import Channel, Meaning, Refused
from bot.files.jpeg import placeless
from bot.logs import where
from bot.road import points
from bot.road.turnstile import Unavailable
from bot.sending.sender import Job, Lane
from dialogs.questions.sharing import MOST_BYTES
from storage.answers import attachments
from storage.answers.attachments import Wanted
from storage.store import Store
from storage.times import ms

AT_ONCE = 2  # files on their way: each is in memory, sealed beside it
MOST_TRIES = 12  # some hours, at the pace below
FIRST_RETRY = 5.0  # seconds, then twice as long each time
LONGEST_RETRY = 3600.0
WITHOUT_ACCOUNT = 300.0  # seconds between two tries while the platform refuses the account
LOOK_AGAIN = 5.0  # seconds: another process may have kept the answer

log = structlog.get_logger()


class Fetcher:
    """Fetches for one account; of several processes one does."""

    def __init__(self, store: Store, channel: Channel, lane: Lane, now: Callable[[], datetime]) -> None:
        self.store, self.channel, self.lane, self.now = store, channel, lane, now
        self.account = f"{channel.name}:{channel.account}"
        self._called = asyncio.Event()

    def wake(self) -> None:
        """Somebody has sent a file."""
        self._called.set()

    async def run(self) -> None:
        """Until cancelled. Raises what the store raises when it cannot be read."""
        async with self.store.alone(f"files {self.account}") as still:
            while True:
                await still()
                if not await self.look():
                    await self._rest()

    async def look(self) -> bool:
        """Fetch what is due, as much as goes at once; whether there may be more."""
        now, keyring = ms(self.now()), self.store.keyring
        due = await self.store.read(
            lambda connection: attachments.waiting(connection, keyring, self.account, now, most=AT_ONCE)
        )
        written = await asyncio.gather(*(self._fetch(one) for one in due))
        return len(due) == AT_ONCE and all(written)

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN):
                await self._called.wait()
        self._called.clear()

    async def _fetch(self, wanted: Wanted) -> bool:
        """Whether what became of it is written; if not, it is fetched again."""
        job = await self._outcome(wanted)
        points.reached("file_fetched")
        try:
            await self.lane.write(job)
        except Unavailable:
            return False
        points.reached("file_kept")
        return True

    async def _outcome(self, wanted: Wanted) -> Job:
        try:
            return await asyncio.to_thread(_keeping, wanted, await self._content(wanted))
        except Refused as refused:
            return self._refused(wanted, refused)
        except Exception as problem:  # noqa: BLE001 - whatever it is, the next file must come
            log.error("file failed", account=self.account, problem=where(problem))
            return self._refused(wanted, Refused(Meaning.OURS, type(problem).__name__))

    async def _content(self, wanted: Wanted) -> bytes:
        if wanted.file.size > MOST_BYTES:
            raise Refused(Meaning.TOO_LARGE, f"more than {MOST_BYTES} bytes")
        if not wanted.file.id:
            raise Refused(Meaning.OURS, "the row cannot be opened")
        return await self.channel.fetch(wanted.file.id, MOST_BYTES)

    def _refused(self, wanted: Wanted, refused: Refused) -> Job:
        """Another try later, or the end of it. An account that is refused or asked to wait is no fault of the file's."""
        log.warning("file not fetched", account=self.account, reason=refused.reason)
        last = wanted.attempts + 1 >= MOST_TRIES
        match refused.meaning:
            case Meaning.SLOW_DOWN:
                return self._later(wanted, refused, refused.after, counted=False)
            case Meaning.REVOKED:
                return self._later(wanted, refused, WITHOUT_ACCOUNT, counted=False)
            case Meaning.TOO_LARGE:
                return self._never(wanted, "failed", refused)
            case Meaning.GONE if last:
                return self._never(wanted, "gone", refused)
            case _ if last:
                return self._never(wanted, "failed", refused)
            case _:
                return self._later(wanted, refused, min(FIRST_RETRY * 2**wanted.attempts, LONGEST_RETRY), counted=True)

    def _later(self, wanted: Wanted, refused: Refused, seconds: float, *, counted: bool) -> Job:
        until = ms(self.now() + timedelta(seconds=seconds))
        return partial(attachments.put_off, wanted=wanted, until=until, reason=refused.reason, counted=counted)

    def _never(self, wanted: Wanted, state: str, refused: Refused) -> Job:
        return partial(attachments.give_up, wanted=wanted, state=state, reason=refused.reason, now=ms(self.now()))


def _keeping(wanted: Wanted, content: bytes) -> Callable[[Connection], None]:
    """Cleaned and sealed, ready to be written."""
    cleaned = placeless(content)
    return partial(attachments.keep, wanted=wanted, sealed=attachments.seal(wanted, cleaned), size=len(cleaned))
