"""The web server's pages: webhooks, health, the desk; in the demo also the phones."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channels.base import Incoming
from bot.channels.telegram import Telegram
from bot.road import points
from bot.road.turnstile import Turnstile, Unavailable

MOST_BODY = 1_000_000  # bytes of one webhook request
BODY_SECONDS = 10.0  # for all of them to arrive
WEBHOOKS = "/webhooks/"  # where platforms push what happened; behind each path is an ASGI application
COME_AGAIN = "5"  # seconds, for a platform that called while nothing could be kept
OK = Response(b"", 200)


def build(routes: Sequence[BaseRoute], ready: Callable[[], Awaitable[dict[str, Any]]]) -> ASGIApp:
    """The whole site. `ready` says whether work can be done, and what stands in the way."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        state = await ready()
        return JSONResponse(state, 200 if state["ready"] else 503)

    own: list[BaseRoute] = [Route("/healthz", healthz), Route("/readyz", readyz)]
    webhooks = {route.path: route.endpoint for route in routes if isinstance(route, Route) and route.path.startswith(WEBHOOKS)}
    return Site(Starlette(routes=[*own, *routes]), webhooks)


class Site:
    """Webhooks first, straight from the server: Starlette's layers around a page would be a tenth of a turn. All else is Starlette's."""

    def __init__(self, pages: Starlette, webhooks: Mapping[str, ASGIApp]) -> None:
        self.pages, self.webhooks = pages, webhooks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        straight = self.webhooks.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        await (straight or self.pages)(scope, receive, send)


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
                body = await body_of(receive, MOST_BODY)
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


async def body_of(receive: Receive, most: int) -> bytes | None:
    """The whole body; None when it has more bytes than that or its sender went away."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most or message["type"] == "http.disconnect":
            return None
    return body
