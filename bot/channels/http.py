"""HTTP that all platforms share: pyreqwest's client, and what surely was not sent.

Addresses may hold a token and pyreqwest's errors hold the address, so nothing of them is passed on, not even as the
context of an exception.
"""

import asyncio
import json
from collections.abc import Awaitable, Mapping
from datetime import timedelta
from ipaddress import ip_address
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import urlsplit

import orjson
from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import DetailedPyreqwestError, PyreqwestError
from pyreqwest.request import ConsumedRequest, StreamRequest

CONNECT_TIMEOUT = 5.0  # seconds; shorter than any call's time, so that running out of it proves nothing was sent
CALL_TIMEOUT = 20.0  # seconds for a whole call, connecting included
FILE_TIMEOUT = 60.0  # seconds for a file, either way
IDLE = timedelta(seconds=30)  # a connection unused that long is closed by us, before the server does while we write
T = TypeVar("T")


def client(*, loopback: bool, headers: Mapping[str, str] = MappingProxyType({})) -> Client:
    """A pool of kept connections, no redirects, no cookies. `headers` go with every call.

    `loopback`: for the tests and the demo, plain HTTP past any proxy; otherwise HTTPS only, by the system's proxy.
    """
    builder = ClientBuilder().follow_redirects(False).pool_idle_timeout(IDLE).default_headers(headers)
    builder = builder.connect_timeout(timedelta(seconds=CONNECT_TIMEOUT))
    return (builder.no_proxy() if loopback else builder.https_only(True)).build()


async def sent(request: ConsumedRequest) -> tuple[int, bytes]:
    """Status and body. Raises PyreqwestError."""
    return await cancellable(_sent(request))


async def streamed(request: StreamRequest, most: int) -> tuple[int, bytes]:
    """Status and body; of a body that is longer than `most` bytes, a little more than that. Raises PyreqwestError."""
    return await cancellable(_streamed(request, most))


async def _sent(request: ConsumedRequest) -> tuple[int, bytes]:
    response = await request.send()
    return response.status, bytes(await response.bytes())


async def _streamed(request: StreamRequest, most: int) -> tuple[int, bytes]:
    async with request as response:
        found = bytearray()
        while len(found) <= most and (chunk := await response.body_reader.read_chunk()):
            found += chunk
        return response.status, bytes(found)


async def cancellable(call: Awaitable[T]) -> T:
    """pyreqwest forgets a cancellation that comes together with the answer, and whoever waits for the end then waits for ever."""
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    result = await call
    if task and task.cancelling() > before:
        raise asyncio.CancelledError
    return result


def loaded(body: bytes) -> Any:
    """JSON. What orjson is too strict for, such as half of a surrogate pair, json reads. Raises ValueError."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        try:
            return json.loads(body)
        except RecursionError:
            raise ValueError("nested too deeply") from None


def decoded(body: bytes) -> dict[str, Any]:
    """A JSON object; {} for anything else."""
    try:
        answer = loaded(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def failed(error: PyreqwestError) -> tuple[bool, str]:
    """Whether surely nothing was sent, and what happened, without an address.

    The classes of errors do not tell (a connection lost after writing is a ConnectError), the causes inside do.
    """
    causes = error.details["causes"] or [] if isinstance(error, DetailedPyreqwestError) else []
    messages = [cause["message"] for cause in causes]
    last = messages[-1] if messages and "://" not in messages[-1] else type(error).__name__
    return "client error (Connect)" in messages, last


def is_loopback(api: str, whose: str) -> bool:
    """Whether an address is on this machine. Raises ValueError for one that is neither that nor https://."""
    parts = urlsplit(api)
    host = parts.hostname or ""
    if parts.scheme == "https" and host:
        return False
    if parts.scheme == "http" and (host == "localhost" or is_local(host)):
        return True
    raise ValueError(f"{whose}'s address must begin with https://; plain http:// is for this machine only.")


def is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
