"""The fake Telegram's side of HTTP, as thin as can be: what drives must never be slower than what is measured."""

import asyncio
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl

import httptools
import orjson

from bench import botapi
from bench.person import Person

if TYPE_CHECKING:
    from bench.telegram import Telegram

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
REQUEST = b"POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s"
SECRET = b"X-Telegram-Bot-Api-Secret-Token: %s\r\n"


class ApiConnection(asyncio.Protocol):
    """One connection from the bot to the Bot API."""

    def __init__(self, telegram: "Telegram") -> None:
        self.telegram = telegram
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
        path, _, query = self.url.partition(b"?")
        method = path[path.rfind(b"/") + 1 :].decode()
        parameters = {**parameters_of(self.kind, self.body), **dict(parse_qsl(query.decode()))}
        answer = botapi.call(self.telegram, method, parameters)
        if not self.transport.is_closing():
            self.transport.write(ANSWER % (len(answer), answer))


class WebhookConnection(asyncio.Protocol):
    """One connection of Telegram to the bot's webhook: a request at a time."""

    def __init__(self, telegram: "Telegram") -> None:
        self.telegram = telegram
        self.parser = httptools.HttpResponseParser(self)
        self.person: Person | None = None  # whose update is under way
        self.answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def send(self, person: Person, body: bytes) -> None:
        webhook = self.telegram.webhook
        if webhook:
            self.person, self.answer = person, b""
            secret = SECRET % webhook.secret.encode() if webhook.secret else b""
            self.transport.write(REQUEST % (webhook.path.encode(), secret, len(body), body))

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self.answer += body

    def on_message_complete(self) -> None:
        person, status, telegram = self.person, self.parser.get_status_code(), self.telegram
        self.person = None
        if self.parser.should_keep_alive():
            self.free()
        else:
            self.abort()
            self._another = asyncio.ensure_future(telegram.another_connection())
        if person and not 200 <= status < 300:
            telegram.fail(person, f"the webhook answered {status}")
        elif person:
            self._called()
            telegram.acknowledged(person)

    def _called(self) -> None:
        """The answer to a webhook may carry one call of the Bot API."""
        if b'"method"' in self.answer:
            parameters = orjson.loads(self.answer)
            botapi.call(self.telegram, parameters.pop("method"), parameters)

    def free(self) -> None:
        """Take the next update that waits, or wait for one."""
        if self.telegram.pending:
            self.send(*self.telegram.pending.popleft())
        else:
            self.telegram.idle.append(self)

    def abort(self) -> None:
        self.telegram.connections.discard(self)
        self.transport.abort()

    def connection_lost(self, _: Exception | None) -> None:
        telegram = self.telegram
        telegram.connections.discard(self)
        if self in telegram.idle:
            telegram.idle.remove(self)
        if self.person and not telegram.frozen and telegram.webhook:
            telegram.fail(self.person, "the bot closed the webhook's connection without an answer")


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
