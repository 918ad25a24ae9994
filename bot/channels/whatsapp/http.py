"""The Graph API's HTTP: pywa's calls on pyreqwest, as httpx costs milliseconds of CPU for each.

pywa decides what a call looks like; whether it was sent, and what a refusal says, is decided here, before pywa sees it.
"""

import logging
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

import orjson
from pyreqwest.exceptions import PyreqwestError
from pyreqwest.multipart import FormBuilder, PartBuilder
from pyreqwest.request import ConsumedRequest

from bot.channels import http
from bot.channels.http import CALL_TIMEOUT, FILE_TIMEOUT, decoded, is_loopback
from bot.channels.whatsapp.media import is_metas

VERSION = 0.0  # pywa writes it into an address that we replace: ours names the version
TOKEN = re.compile(r"[!-~]+")
CALL, FILE = timedelta(seconds=CALL_TIMEOUT), timedelta(seconds=FILE_TIMEOUT)
AGENT = "Lotse"  # Meta's file servers refuse calls without a name

logging.getLogger("pywa").setLevel(logging.INFO)  # its DEBUG lines hold what people are told

Parts = Mapping[str, tuple[str | None, Any] | tuple[str | None, Any, str]]  # name: (name of the file, content, kind)


class NotSent(Exception):
    """The request did not reach the Graph API, or something in front of it turned it away."""


class Lost(Exception):
    """The request was written, and no answer of the Graph API came: it may have been carried out."""


class Declined(Exception):
    """The Graph API's own no: the HTTP status, and its `error` object. It may repeat what was sent, so it says nothing of itself."""

    def __init__(self, status: int, error: dict[str, Any]) -> None:
        super().__init__(f"HTTP {status}")
        self.status, self.error = status, error


class Answer:
    """What pywa needs of httpx's response: a 2xx."""

    status_code = 200
    text = ""  # pywa would only log it

    def __init__(self, body: dict[str, Any]) -> None:
        self._body = body

    def json(self) -> dict[str, Any]:
        return self._body


class Session:
    """What pywa needs of httpx's client, and one pool of connections for all numbers. `api` is its calls."""

    def __init__(self, token: str, api: str) -> None:
        """`api`: the Graph API's address with its version. Raises ValueError, without the token in it."""
        from pywa_async.api import GraphAPIAsync  # noqa: PLC0415 - some MB, for those who have WhatsApp

        if not TOKEN.fullmatch(token):
            raise ValueError("This is not an access token: Meta gives one of letters and digits, without spaces.")
        self.headers: dict[str, str] = {}  # pywa puts the token there
        self.api = GraphAPIAsync(token, cast("Any", self), VERSION)
        self.headers["User-Agent"] = AGENT
        self._client = http.client(loopback=is_loopback(api, "The Graph API"), headers=self.headers)
        self.base_url = api.rstrip("/")

    def __repr__(self) -> str:
        return "Session"  # pywa's own representation holds this one's

    async def close(self) -> None:
        """Give the connections back; no call may follow."""
        await self._client.close()

    async def request(
        self,
        method: str,
        url: str,
        *,
        json: Any = None,
        params: Mapping[str, str] | None = None,
        files: Parts | None = None,
        headers: Mapping[str, str] | None = None,  # noqa: ARG002 - pywa names a kind of content that we set ourselves
    ) -> Answer:
        """The answer of a 2xx; `url` is a path. Raises NotSent, Lost or Declined."""
        builder = self._client.request(method, f"{self.base_url}/{url.lstrip('/')}").timeout(FILE if files else CALL)
        if params:
            builder = builder.query({name: str(value) for name, value in params.items()})
        if files:
            return await self._exchanged(builder.multipart(form(files)).build())
        if json is not None:
            builder = builder.header("Content-Type", "application/json").body_bytes(encoded(json))
        return await self._exchanged(builder.build())

    async def _exchanged(self, request: ConsumedRequest) -> Answer:
        failure: Exception
        try:
            status, body = await http.sent(request)
        except PyreqwestError as error:
            failure = failed(error)
        else:
            answer = decoded(body)
            if 200 <= status < 300 and answer:
                return Answer(answer)
            failure = refusal(status, answer)
        raise failure  # out here, where the caught error is not its context

    async def download(self, url: str, most: int) -> bytes | None:
        """The file at an address of Meta's, read no further than `most` bytes: None when there is more. Raises NotSent or Lost."""
        if not is_metas(url, self.base_url):
            raise NotSent("the file does not lie with Meta")
        failure: Exception
        try:
            request = self._client.get(url).timeout(FILE).build_streamed()
            status, body = await http.streamed(request, most)
        except PyreqwestError as error:
            failure = failed(error)
        else:
            if status == 200:
                return body if len(body) <= most else None
            failure = NotSent(
                f"HTTP {status} instead of a file"
            )  # also 404: the address has run out, and the id gives a new one
        raise failure


def encoded(parameters: Any) -> bytes:
    """Raises Declined, as Meta would, for text that is not Unicode (a lone surrogate)."""
    try:
        return orjson.dumps(parameters)
    except TypeError:
        raise Declined(400, {"code": 100, "message": "(#100) Invalid parameter"}) from None


def form(files: Parts) -> FormBuilder:
    """Files and fields of a call; a part without a name of a file is a field."""
    builder = FormBuilder()
    for name, (filename, content, *kind) in files.items():
        if filename is None:
            builder = builder.text(name, str(content))
        else:
            builder = builder.part(name, PartBuilder.from_bytes(content).file_name(filename).mime(kind[0]))
    return builder


def failed(error: PyreqwestError) -> NotSent | Lost:
    unsent, what = http.failed(error)
    return NotSent(what) if unsent else Lost(what)


def refusal(status: int, answer: dict[str, Any]) -> NotSent | Lost | Declined:
    """What an answer that is not an object of a 2xx says. A page that is not the Graph API's (a proxy's, say) refuses nobody."""
    if 200 <= status < 300:
        return Lost("the answer is not the Graph API's")
    error = answer.get("error")
    if isinstance(error, dict) and "code" in error:
        return Declined(status, error)
    reason = f"HTTP {status}, not by the Graph API"
    return Lost(reason) if status == 504 else NotSent(reason)  # 504: a gateway passed it on and waited in vain
