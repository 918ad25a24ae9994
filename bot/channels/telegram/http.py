"""The Bot API's HTTP, on pyreqwest: a method's parameters go as JSON, or as a form where there is a file among them.

The address of a call holds the token.
"""

import mimetypes
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
from pyreqwest.exceptions import PyreqwestError
from pyreqwest.multipart import FormBuilder, PartBuilder
from pyreqwest.request import ConsumedRequest

from bot.channels import http
from bot.channels.http import decoded, is_loopback
from bot.channels.reading import number, text

LONGEST_SILENCE = 7 * 24 * 3600.0  # seconds that Telegram may ask for; more than that is no answer of the Bot API's
Parameters = dict[str, Any]  # of a method of the Bot API: what JSON has, and files


@dataclass(frozen=True, slots=True)
class Upload:
    """The parameter of a method that uploads something."""

    name: str
    content: bytes


class Failed(Exception):
    """A call that brought nothing. Its words hold no address."""


class NotSent(Failed):
    """The request did not reach the Bot API, or something in front of it turned it away."""


class Lost(Failed):
    """The request was written, and no answer of the Bot API came: it may have been carried out."""


class Declined(Failed):
    """The Bot API's own no. `retry_after` is in seconds, 0 where it named none."""

    def __init__(self, code: int, description: str, retry_after: float = 0.0) -> None:
        super().__init__(description)
        self.code, self.description, self.retry_after = code, description, retry_after


class Api:
    """Calls of the Bot API. Raises NotSent, Lost or Declined; a pool of kept connections, no redirects, no cookies."""

    def __init__(self, token: str, address: str) -> None:
        """`address` as in `is_loopback`, whose ValueError it raises."""
        self._client = http.client(loopback=is_loopback(address, "The Bot API"))
        self._methods, self._files = (f"{address.rstrip('/')}/{part}{token}/" for part in ("bot", "file/bot"))

    async def close(self) -> None:
        await self._client.close()

    async def call(self, method: str, parameters: Parameters, seconds: float) -> Any:
        """The result of a method. `seconds`: for the whole of it."""
        return result(await self._exchanged(self._request(method, parameters, timedelta(seconds=seconds))))

    async def download(self, path: str, most: int, seconds: float) -> bytes | None:
        """The file at a path that getFile gave, read no further than `most` bytes: None when it is larger."""
        failure: Failed
        try:
            request = self._client.get(self._files + path).timeout(timedelta(seconds=seconds)).build_streamed()
            status, body = await http.streamed(request, most)
        except PyreqwestError as error:
            failure = failed(error)
        else:
            if status == 200:
                return body if len(body) <= most else None
            failure = NotSent(f"HTTP {status} instead of a file")  # also 404: the path has run out, and getFile gives a new one
        raise failure

    def _request(self, method: str, parameters: Parameters, timeout: timedelta) -> ConsumedRequest:
        builder = self._client.post(self._methods + method).timeout(timeout)
        if Upload in map(type, parameters.values()):
            return builder.multipart(form(parameters)).build()
        return builder.header("Content-Type", "application/json").body_bytes(encoded(parameters)).build()

    async def _exchanged(self, request: ConsumedRequest) -> bytes:
        """The body of a 2xx."""
        failure: Failed
        try:
            status, body = await http.sent(request)
        except PyreqwestError as error:
            failure = failed(error)
        else:
            if 200 <= status < 300:
                return body
            failure = refusal(status, body)
        raise failure  # out here, where the caught error is not its context


def result(body: bytes) -> Any:
    """Of the body of a 2xx. Raises Lost where it is no answer of the Bot API: half of one, or a proxy's page."""
    answer = decoded(body)
    if answer.get("ok") is not True or "result" not in answer:
        raise Lost("the answer is not the Bot API's")
    return answer["result"]


def encoded(value: Any) -> bytes:
    """Raises Declined, in the Bot API's words, for text that is not Unicode (a lone surrogate)."""
    try:
        return orjson.dumps(value)
    except TypeError:
        raise Declined(400, "Bad Request: strings must be encoded in UTF-8") from None


def form(parameters: Parameters) -> FormBuilder:
    """What is neither a file nor a text stands in it as JSON. Raises Declined as `encoded`."""
    builder = FormBuilder()
    for name, value in parameters.items():
        if isinstance(value, Upload):
            kind = mimetypes.guess_type(value.name)[0] or "application/octet-stream"
            builder = builder.part(name, PartBuilder.from_bytes(value.content).file_name(value.name).mime(kind))
        else:
            written = encoded(value)  # a text as well: it may not be Unicode
            builder = builder.text(name, value if isinstance(value, str) else written.decode())
    return builder


def failed(error: PyreqwestError) -> NotSent | Lost:
    unsent, what = http.failed(error)
    return NotSent(what) if unsent else Lost(what)


def refusal(status: int, body: bytes) -> Failed:
    """What an answer that is not 2xx says. A page that is not the Bot API's (a proxy's, say) refuses nobody."""
    answer = decoded(body)
    description, parameters = answer.get("description"), answer.get("parameters")
    if answer.get("ok") is False and isinstance(description, str):
        seconds = parameters.get("retry_after") if isinstance(parameters, dict) else 0
        return Declined(status, text(description), number(seconds, 0, LONGEST_SILENCE))
    reason = f"HTTP {status}, not by the Bot API"
    return Lost(reason) if status == 504 else NotSent(reason)  # 504: a gateway passed it on and waited in vain
