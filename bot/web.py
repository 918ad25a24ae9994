"""The web server's pages: webhooks, health, the desk; in the demo also the phones."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from bot import points
from bot.channels.base import Incoming
from bot.channels.telegram import Telegram
from bot.turnstile import Turnstile, Unavailable

MOST_BODY = 1_000_000  # bytes of one webhook request
BODY_SECONDS = 10.0  # for all of them to arrive
COME_AGAIN = "5"  # seconds, for a platform that called while nothing could be kept
OK = Response(b"", 200)


def utc_now() -> datetime:
    """The time. Everything else asks through a function it was given."""
    return datetime.now(UTC)


def build(routes: Sequence[BaseRoute], ready: Callable[[], Awaitable[dict[str, Any]]]) -> Starlette:
    """The whole site. `ready` says whether work can be done, and what stands in the way."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        state = await ready()
        return JSONResponse(state, 200 if state["ready"] else 503)

    own: list[BaseRoute] = [Route("/healthz", healthz), Route("/readyz", readyz)]
    return Starlette(routes=[*own, *routes])


class TelegramWebhook:
    """Updates as Telegram pushes them: kept first, then answered. The answer carries the reply to a button press."""

    def __init__(self, channel: Telegram, turnstile: Turnstile, now: Callable[[], datetime]) -> None:
        self.channel, self.turnstile, self.now = channel, turnstile, now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(scope, receive)
        await response(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        headers = dict(scope["headers"])  # bytes: what is not ASCII must not become an error
        if not self.channel.admits(headers.get(b"x-telegram-bot-api-secret-token", b"")):
            return PlainTextResponse("wrong secret", 401)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _body(receive)
        except TimeoutError:
            return PlainTextResponse("too slow", 408, {"Connection": "close"})
        if body is None:
            return PlainTextResponse("too large or incomplete", 413, {"Connection": "close"})
        try:
            update = orjson.loads(body)  # refuses NaN, and nesting beyond 1,024 levels
        except orjson.JSONDecodeError:
            return PlainTextResponse("no JSON", 400)
        return await self._take(self.channel.parse(update, self.now()))

    async def _take(self, arrived: Sequence[Incoming]) -> Response:
        try:
            for incoming in arrived:
                await self.turnstile.receive(incoming)
        except Unavailable:
            return PlainTextResponse("try again later", 503, {"Retry-After": COME_AGAIN})
        points.reached("answered")
        callback = next((one.callback for one in arrived if one.callback), "")
        if not callback:
            return OK
        return Response(orjson.dumps(self.channel.answer_in_response(callback)), media_type="application/json")


async def _body(receive: Receive) -> bytes | None:
    """The whole body; None when it is too large or its sender went away."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MOST_BODY or message["type"] == "http.disconnect":
            return None
    return body
