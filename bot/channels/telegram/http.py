"""The Bot API's HTTP: python-telegram-bot's request on pyreqwest, for a twentieth of httpx's CPU.

The address of a call holds the token and pyreqwest's errors hold the address, so nothing of them is passed on, not
even as the context of an exception.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable
from datetime import timedelta
from ipaddress import ip_address
from typing import Any, TypeVar
from urllib.parse import urlsplit

import orjson
from pyreqwest.client import ClientBuilder
from pyreqwest.exceptions import DetailedPyreqwestError, PyreqwestError
from pyreqwest.multipart import FormBuilder, PartBuilder
from pyreqwest.request import ConsumedRequest, StreamRequest
from telegram.error import TelegramError
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData

CONNECT_TIMEOUT = 5.0  # seconds; shorter than any call's time, so that running out of it proves nothing was sent
CALL_TIMEOUT = 20.0  # seconds for a whole call, connecting included
T = TypeVar("T")
Parameters = dict[str, Any]  # of a method of the Bot API
IDLE = timedelta(seconds=30)  # a connection unused that long is closed by us, before the server does while we write

logging.getLogger("telegram").setLevel(logging.INFO)  # its DEBUG lines hold the token and what people are told


class NotSent(TelegramError):
    """The request did not reach the Bot API, or something in front of it turned it away."""


class Lost(TelegramError):
    """The request was written, and no answer of the Bot API came: it may have been carried out."""


class Declined(TelegramError):
    """The Bot API's own no. `retry_after` is in seconds, 0 where it named none."""

    def __init__(self, code: int, description: str, retry_after: float = 0.0) -> None:
        super().__init__(description)
        self.code, self.description, self.retry_after = code, description, retry_after


class RawBot(ExtBot[None]):
    """python-telegram-bot's bot, for raw calls only: typed methods build objects that nobody here reads."""

    def __init__(self, token: str, api: str) -> None:
        """`api` as in `is_loopback`, whose ValueError it raises."""
        request = Request(loopback=is_loopback(api))
        super().__init__(token, f"{api.rstrip('/')}/bot", request=request, get_updates_request=request)
        self._files, self._own = f"{api.rstrip('/')}/file/bot{token}/", request

    async def call(self, method: str, parameters: Parameters, seconds: float) -> Any:
        """What `do_api_request` does of a call without files. Its search for files in each parameter costs a tenth of a turn.

        Raises NotSent, Lost or Declined.
        """
        return await self._own.call(f"{self.base_url}/{method}", parameters, seconds)

    async def download(self, path: str, most: int, seconds: float) -> bytes | None:
        """The file at a path that getFile gave; None when it is larger than `most` bytes. Raises NotSent, Lost or Declined."""
        return await self._own.download(self._files + path, most, seconds)

    def __repr__(self) -> str:
        return "RawBot"  # its own holds the token

    @classmethod
    def _warn(cls, *_: object, **__: object) -> None:
        """Silent: it would advise the typed method at every call."""


class Request(BaseRequest):
    """Calls of the Bot API. Raises NotSent, Lost or Declined; a pool of kept connections, no redirects, no cookies.

    `loopback`: for the tests and the demo, plain HTTP past any proxy; otherwise HTTPS only, by the system's proxy.
    """

    def __init__(self, *, loopback: bool) -> None:
        builder = ClientBuilder().follow_redirects(False).pool_idle_timeout(IDLE)
        builder = builder.connect_timeout(timedelta(seconds=CONNECT_TIMEOUT))
        self._client = (builder.no_proxy() if loopback else builder.https_only(True)).build()

    @property
    def read_timeout(self) -> float:
        return CALL_TIMEOUT

    async def initialize(self) -> None:
        """Nothing to do: the client connects when it is used."""

    async def shutdown(self) -> None:
        await self._client.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        *_: object,
        **__: object,
    ) -> tuple[int, bytes]:
        """Status and body of a 2xx. `read_timeout`: seconds for the whole call; no other timeout is heeded."""
        seconds = float(read_timeout) if isinstance(read_timeout, int | float) else CALL_TIMEOUT
        return await self._exchanged(self._built(url, method, request_data, timedelta(seconds=seconds)))

    async def call(self, url: str, parameters: Parameters, seconds: float) -> Any:
        """The result of a call without files."""
        _, body = await self._exchanged(self._plain(url, parameters, timedelta(seconds=seconds)))
        return self.parse_json_payload(body)["result"]

    async def _exchanged(self, request: ConsumedRequest) -> tuple[int, bytes]:
        failure: TelegramError
        try:
            status, body = await cancellable(_sent(request))
        except PyreqwestError as error:
            failure = failed(error)
        else:
            if 200 <= status < 300:
                return status, body
            failure = refusal(status, body)
        raise failure  # out here, where the caught error is not its context

    async def download(self, url: str, most: int, seconds: float) -> bytes | None:
        """The body of a 200, read no further than `most` bytes: None when there is more. `seconds`: for the whole of it."""
        failure: TelegramError
        try:
            request = self._client.get(url).timeout(timedelta(seconds=seconds)).build_streamed()
            status, body = await cancellable(_streamed(request, most))
        except PyreqwestError as error:
            failure = failed(error)
        else:
            if status == 200:
                return body if len(body) <= most else None
            failure = NotSent(f"HTTP {status} instead of a file")  # also 404: the path has run out, and getFile gives a new one
        raise failure

    def _built(self, url: str, method: str, data: RequestData | None, timeout: timedelta) -> ConsumedRequest:
        if data is not None and data.contains_files:
            return self._client.request(method, url).timeout(timeout).multipart(form(data)).build()
        return self._plain(url, data.parameters if data else {}, timeout)

    def _plain(self, url: str, parameters: Parameters, timeout: timedelta) -> ConsumedRequest:
        builder = self._client.post(url).timeout(timeout).header("Content-Type", "application/json")
        return builder.body_bytes(encoded(parameters)).build()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The body of a 2xx. Raises Lost where it is no answer of the Bot API: half of one, or a proxy's page."""
        answer = decoded(payload)
        if answer.get("ok") is not True or "result" not in answer:
            raise Lost("the answer is not the Bot API's")
        return answer


async def _sent(request: ConsumedRequest) -> tuple[int, bytes]:
    response = await request.send()
    return response.status, bytes(await response.bytes())


async def _streamed(request: StreamRequest, most: int) -> tuple[int, bytes]:
    """Status and body; of a body that is longer than `most`, a little more than that."""
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


def encoded(parameters: dict[str, Any]) -> bytes:
    """Raises Declined, in the Bot API's words, for text that is not Unicode (a lone surrogate)."""
    try:
        return orjson.dumps(parameters)
    except TypeError:
        raise Declined(400, "Bad Request: strings must be encoded in UTF-8") from None


def decoded(body: bytes) -> dict[str, Any]:
    """A JSON object; {} for anything else. What orjson is too strict for, such as a lone surrogate, json reads."""
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            return {}
    return answer if isinstance(answer, dict) else {}


def form(data: RequestData) -> FormBuilder:
    """The multipart form of a call with files."""
    builder = FormBuilder()
    for name, value in data.json_parameters.items():
        builder = builder.text(name, value)
    for name, (filename, content, mimetype) in data.multipart_data.items():
        part = PartBuilder.from_bytes(content if isinstance(content, bytes) else content.read())
        builder = builder.part(name, part.file_name(filename).mime(mimetype))
    return builder


def failed(error: PyreqwestError) -> NotSent | Lost:
    """Its classes do not tell (a connection lost after writing is a ConnectError), the causes inside do."""
    causes = error.details["causes"] or [] if isinstance(error, DetailedPyreqwestError) else []
    messages = [cause["message"] for cause in causes]
    last = messages[-1] if messages and "://" not in messages[-1] else type(error).__name__
    return NotSent(last) if "client error (Connect)" in messages else Lost(last)


def refusal(status: int, body: bytes) -> TelegramError:
    """What an answer that is not 2xx says. A page that is not the Bot API's (a proxy's, say) refuses nobody."""
    answer = decoded(body)
    description, parameters = answer.get("description"), answer.get("parameters")
    if answer.get("ok") is False and isinstance(description, str):
        seconds = parameters.get("retry_after") if isinstance(parameters, dict) else 0
        return Declined(status, description, float(seconds) if isinstance(seconds, int | float) else 0.0)
    reason = f"HTTP {status}, not by the Bot API"
    return Lost(reason) if status == 504 else NotSent(reason)  # 504: a gateway passed it on and waited in vain


def is_loopback(api: str) -> bool:
    """Whether an address is on this machine. Raises ValueError for one that is neither that nor https://."""
    parts = urlsplit(api)
    host = parts.hostname or ""
    if parts.scheme == "https" and host:
        return False
    if parts.scheme == "http" and (host == "localhost" or is_local(host)):
        return True
    raise ValueError("The Bot API's address must begin with https://; plain http:// is for this machine only.")


def is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
