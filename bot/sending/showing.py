"""Pictures, recordings and films that forms show: files beside the workbook, each uploaded once and then called by the platform's id."""

import asyncio
import hashlib
import mimetypes
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.channels.base import Channel, Meaning, Refused
from bot.road.turnstile import Unavailable
from bot.sending.sender import Lane
from storage.answers import attachments
from storage.store import Store
from storage.times import ms

PLAIN = re.compile(r"[^/\\\0.][^/\\\0]*")  # a name in a folder: no way out of it, and nothing hidden
KINDS = ("image", "audio", "video")
MOST_BYTES = 50 << 20  # that a bot may send (Bot API)

Find = Callable[[str], Path | None]


def finder(*folders: Path) -> Find:
    """Finds `<form>/<file>` in the folders where forms are kept, the first folder first: in a folder of the form's name, in `<form>-media`
    as Collect and pyxform call it, or simply beside. Only pictures, recordings and films.
    """

    def find(name: str) -> Path | None:
        form, _, file = name.partition("/")
        if not (PLAIN.fullmatch(form) and PLAIN.fullmatch(file)):
            return None
        if (mimetypes.guess_type(file)[0] or "").partition("/")[0] not in KINDS:
            return None
        places = (folder / place / file for folder in folders for place in (form, f"{form}-media", ""))
        return next((path for path in places if path.is_file()), None)

    return find


class Gallery:
    """What one account shows."""

    def __init__(self, find: Find, store: Store, channel: Channel, lane: Lane, now: Callable[[], datetime]) -> None:
        self.find, self.store, self.channel, self.lane, self.now = find, store, channel, lane, now
        self.account = f"{channel.name}:{channel.account}"
        self._known: dict[str, str] | None = None  # digest: the platform's id; read when first needed
        self._digests: dict[Path, tuple[tuple[int, int], str]] = {}  # as long as time and size of the file are the same
        self._uploading = asyncio.Lock()  # of many who are shown the same for the first time, one uploads it

    async def show(self, external: str, name: str) -> None:
        """Show `<form>/<file>` at an address. Raises Refused."""
        path = self.find(name)
        if path is None:
            raise Refused(Meaning.OURS, "no such file beside the form")
        digest = await asyncio.to_thread(self._digest, path)
        if not await self._again(external, path, digest):
            async with self._uploading:
                if not await self._again(external, path, digest):
                    await self._first(external, path, digest)

    async def _again(self, external: str, path: Path, digest: str) -> bool:
        """Whether it could be shown by the id that is known for it."""
        known = await self._ids()
        if not (file := known.get(digest)):
            return False
        try:
            await self.channel.show(external, path.name, file)
        except Refused as refused:
            if refused.meaning is not Meaning.GONE:
                raise
            known.pop(digest, None)
            return False
        return True

    async def _first(self, external: str, path: Path, digest: str) -> None:
        file = await self.channel.show(external, path.name, await asyncio.to_thread(path.read_bytes))
        if file:
            (await self._ids())[digest] = file
            remember = partial(attachments.remember, account=self.account, digest=digest, file=file, now=ms(self.now()))
            with suppress(Unavailable):  # then it is uploaded again after the next start
                await self.lane.write(remember)

    async def _ids(self) -> dict[str, str]:
        if self._known is None:
            self._known = await self.store.read(lambda connection: attachments.uploaded(connection, self.account))
        return self._known

    def _digest(self, path: Path) -> str:
        """Of the content, and of the ending, which decides how it is shown. Raises Refused for what is too large to be sent."""
        about = path.stat()
        if about.st_size > MOST_BYTES:
            raise Refused(Meaning.TOO_LARGE, f"more than {MOST_BYTES} bytes")
        known = self._digests.get(path)
        if known is None or known[0] != (about.st_mtime_ns, about.st_size):
            digest = hashlib.sha256(path.suffix.lower().encode() + b"\0" + path.read_bytes()).hexdigest()
            known = self._digests[path] = ((about.st_mtime_ns, about.st_size), digest)
        return known[1]
