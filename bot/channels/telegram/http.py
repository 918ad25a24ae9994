"""The Bot API's HTTP: python-telegram-bot's request on pyreqwest, for a twentieth of httpx's CPU.

The address of a call holds the token.
"""

import logging
from datetime import timedelta
from typing import Any

import orjson
from pyreqwest.exceptions import PyreqwestError
from pyreqwest.multipart import FormBuilder, PartBuilder
from pyreqwest.request import ConsumedRequest
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData

from bot.channels import http
from bot.channels.http import decoded, is_loopback
from bot.channels.reading import number, text

CALL_TIMEOUT = http.CALL_TIMEOUT
LONGEST_SILENCE = 7 * 24 * 3600.0  # seconds that Telegram may ask for; more than that is no answer of the Bot API's
Parameters = dict[str, Any]  # of a method of the Bot API

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


class RawBot(Bot):
    """python-telegram-bot's bot, for raw calls only: typed methods build objects that nobody here reads."""

    def __init__(self, token: str, api: str) -> None:
        """`api` as in `is_loopback`, whose ValueError it raises."""
        request = Request(loopback=is_loopback(api, "The Bot API"))
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
        self._client = http.client(loopback=loopback)

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
            status, body = await http.sent(request)
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
            status, body = await http.streamed(request, most)
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


def encoded(parameters: dict[str, Any]) -> bytes:
    """Raises Declined, in the Bot API's words, for text that is not Unicode (a lone surrogate)."""
    try:
        return orjson.dumps(parameters)
    except TypeError:
        raise Declined(400, "Bad Request: strings must be encoded in UTF-8") from None


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
    unsent, what = http.failed(error)
    return NotSent(what) if unsent else Lost(what)


def refusal(status: int, body: bytes) -> TelegramError:
    """What an answer that is not 2xx says. A page that is not the Bot API's (a proxy's, say) refuses nobody."""
    answer = decoded(body)
    description, parameters = answer.get("description"), answer.get("parameters")
    if answer.get("ok") is False and isinstance(description, str):
        seconds = parameters.get("retry_after") if isinstance(parameters, dict) else 0
        return Declined(status, text(description), number(seconds, 0, LONGEST_SILENCE))
    reason = f"HTTP {status}, not by the Bot API"
    return Lost(reason) if status == 504 else NotSent(reason)  # 504: a gateway passed it on and waited in vain
