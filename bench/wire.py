"""The platforms' side of HTTP, as thin as can be: what drives must never be slower than what is measured."""

import asyncio
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl

import httptools
import orjson

if TYPE_CHECKING:
    from bench.crowd import Crowd, Delivery

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
REQUEST = b"POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s"


def posted(path: str, body: bytes, headers: bytes) -> bytes:
    """A request of JSON. `headers`: each with its end of line."""
    return REQUEST % (path.encode(), headers, len(body), body)


class ApiConnection(asyncio.Protocol):
    """One connection from the bot to the platform's API."""

    def __init__(self, crowd: "Crowd") -> None:
        self.crowd = crowd
        self.parser = httptools.HttpRequestParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_message_begin(self) -> None:
        self.url = self.kind = self.body = b""

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"content-type":
            self.kind = value

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        answer = self.crowd.answer(self.url, self.kind, self.body)
        if not self.transport.is_closing():
            self.transport.write(ANSWER % (len(answer), answer))


class WebhookConnection(asyncio.Protocol):
    """One connection of the platform to the bot's webhook: a request at a time."""

    def __init__(self, crowd: "Crowd") -> None:
        self.crowd = crowd
        self.parser = httptools.HttpResponseParser(self)
        self.delivery: Delivery | None = None  # what is under way
        self.answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def send(self, delivery: "Delivery") -> None:
        webhook = self.crowd.webhook
        if webhook:
            self.delivery, self.answer = delivery, b""
            self.transport.write(self.crowd.request(webhook, delivery.body))

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self.answer += body

    def on_message_complete(self) -> None:
        delivery, answer, crowd = self.delivery, self.answer, self.crowd
        self.delivery = None
        if self.parser.should_keep_alive():
            self.free()
        else:
            self.abort()
            self._another = asyncio.ensure_future(crowd.another_connection())
        if delivery:
            crowd.answered(delivery, self.parser.get_status_code(), answer)

    def free(self) -> None:
        """Take the next update that waits, or wait for one."""
        if self.crowd.pending:
            self.send(self.crowd.pending.popleft())
        else:
            self.crowd.idle.append(self)

    def abort(self) -> None:
        self.crowd.connections.discard(self)
        self.transport.abort()

    def connection_lost(self, _: Exception | None) -> None:
        crowd = self.crowd
        crowd.connections.discard(self)
        if self in crowd.idle:
            crowd.idle.remove(self)
        if self.delivery and not crowd.frozen and crowd.webhook:
            crowd.answered(self.delivery, 0, b"")


def parameters_of(kind: bytes, body: bytes) -> dict[str, Any]:
    """The parameters of a call: as JSON, as a multipart form (aiogram) or as a plain form."""
    if not body:
        return {}
    if kind.startswith(b"application/json"):
        found: dict[str, Any] = orjson.loads(body)
        return found
    if kind.startswith(b"multipart/form-data"):
        return dict(_parts(body))
    return dict(parse_qsl(body.decode()))


def _parts(body: bytes) -> list[tuple[str, str]]:
    boundary = body[: body.index(b"\r\n")]
    found = []
    for part in body.split(boundary):
        head, between, value = part.partition(b"\r\n\r\n")
        if between:
            name = head.split(b'name="', 1)[1].split(b'"', 1)[0]
            found.append((name.decode(), value[:-2].decode()))
    return found
