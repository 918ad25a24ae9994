"""One HTTP POST to a loopback address, without a client library."""

import asyncio
import io
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import cast
from urllib.parse import SplitResult, urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Reply:
    status: int
    reason: str
    headers: dict[str, str]
    body: bytes


def is_loopback(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return url.isascii() and parts.scheme == "http" and parts.hostname in LOOPBACK and parts.port != 0
    except ValueError:  # a port that is none
        return False


async def post(url: str, body: bytes, headers: dict[str, str], timeout: float) -> Reply:
    """Raises OSError (also TimeoutError) if there is no whole answer within `timeout` seconds."""
    parts = urlsplit(url)
    async with asyncio.timeout(timeout):
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
        try:
            writer.write(_head(parts, len(body), headers) + body)
            answer = await reader.read()
        finally:
            writer.close()
    return _parsed(answer)


def _head(parts: SplitResult, length: int, headers: dict[str, str]) -> bytes:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    common = {"Host": parts.netloc, "Content-Length": str(length), "Connection": "close"}
    lines = [f"POST {target} HTTP/1.1", *(f"{name}: {value}" for name, value in {**common, **headers}.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


class _Received:
    """The one method of a socket that HTTPResponse uses."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, _mode: str) -> io.BytesIO:
        return io.BytesIO(self._data)


def _parsed(answer: bytes) -> Reply:
    response = HTTPResponse(cast("io.BytesIO", _Received(answer)), method="POST")  # type: ignore[arg-type]
    try:
        response.begin()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Reply(response.status, response.reason, headers, response.read())
    except HTTPException as fault:
        raise ConnectionError("the answer broke off") from fault
