"""HTTP to a loopback address over one connection that stays open: webhooks come by the thousand."""

import asyncio
from urllib.parse import urlsplit

LARGEST_HEAD = 64 << 10


class Line:
    """One connection, reused as long as both ends keep it. Not for two requests at once."""

    def __init__(self) -> None:
        self._place: tuple[str, int] = ("", 0)
        self._ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def call(self, method: str, url: str, body: bytes, headers: dict[str, str], timeout: float) -> tuple[int, bytes]:
        """Status and body. Raises OSError (also TimeoutError) if there is no whole answer within `timeout` seconds."""
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = f"{method} {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: {len(body)}\r\n{fields}\r\n"
        place = (parts.hostname or "", parts.port or 80)
        try:
            async with asyncio.timeout(timeout):
                return await self._exchange(place, head.encode("latin-1") + body)
        except BaseException:
            self.close()
            raise

    async def _exchange(self, place: tuple[str, int], request: bytes) -> tuple[int, bytes]:
        again = self._ends is not None and self._place == place  # the other end may have hung up while nothing was said
        while True:
            try:
                return await self._once(place, request)
            except (asyncio.IncompleteReadError, ConnectionError):
                self.close()
                if not again:
                    raise ConnectionError("the answer broke off") from None
            again = False

    async def _once(self, place: tuple[str, int], request: bytes) -> tuple[int, bytes]:
        if self._ends is None or self._place != place or self._ends[1].is_closing():
            self.close()
            self._ends, self._place = await asyncio.open_connection(*place, limit=LARGEST_HEAD), place
        reader, writer = self._ends
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        status, body = int(head[9:12]), await self._body(reader, head)
        if b"connection: close" in head:
            self.close()
        return status, body

    @staticmethod
    async def _body(reader: asyncio.StreamReader, head: bytes) -> bytes:
        _, found, rest = head.partition(b"\r\ncontent-length:")
        if found:
            return await reader.readexactly(int(rest.split(b"\r\n", 1)[0]))
        if b"transfer-encoding: chunked" not in head:
            return b""
        parts = []
        while size := int(await reader.readuntil(b"\r\n"), 16):
            parts.append((await reader.readexactly(size + 2))[:-2])
        await reader.readexactly(2)
        return b"".join(parts)

    def close(self) -> None:
        if self._ends is not None:
            self._ends[1].close()
        self._ends = None
