"""WhatsApp's webhook: the handshake, the signature over the raw bytes, and everything in a body kept before it is answered."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from starlette.datastructures import QueryParams
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from bot.channels.base import Incoming
from bot.channels.http import loaded
from bot.channels.whatsapp import WhatsApp, numbers_in
from bot.metrics import IGNORED
from bot.road import points, told, web
from bot.road.dispatch import Dispatch
from bot.road.marks import Marks
from bot.road.turnstile import Job, Turnstile, Unavailable
from storage.messages.deliveries import Statuses
from storage.times import ms

MOST_BODY = 4_000_000  # bytes; a webhook may hold a thousand messages
MOST_DELAY = 0.6  # seconds until what comes now would be kept: beyond it, it had better come again


class WhatsAppWebhook:
    """One address for all numbers of the business: each number's channel reads its own part."""

    def __init__(
        self, channels: Sequence[WhatsApp], turnstile: Turnstile, dispatch: Dispatch, now: Callable[[], datetime]
    ) -> None:
        self.channels = {channel.account: channel for channel in channels}
        self.first, self.turnstile, self.now = channels[0], turnstile, now
        self.marks = Marks(self.channels, dispatch)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = self._greet(scope) if scope["method"] == "GET" else await self._answer(scope, receive)
        await response(scope, receive, send)

    def _greet(self, scope: Scope) -> Response:
        """Meta asks once whether this address is ours."""
        asked = dict(QueryParams(scope["query_string"].decode("latin-1")))
        challenge = self.first.challenge(asked)
        return PlainTextResponse("wrong token", 403) if challenge is None else PlainTextResponse(challenge)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        signature = dict(scope["headers"]).get(b"x-hub-signature-256", b"")
        if not signature:
            return PlainTextResponse("no signature", 401)
        try:
            async with asyncio.timeout(web.BODY_SECONDS):
                body = await web.body_of(receive, MOST_BODY)
        except TimeoutError:
            return PlainTextResponse("too slow", 408, {"Connection": "close"})
        if body is None:
            return PlainTextResponse("too large or incomplete", 413, {"Connection": "close"})
        if not self.first.admits(body, signature):
            return PlainTextResponse("wrong signature", 401)
        if self.turnstile.delay > MOST_DELAY:
            return _come_again()
        try:
            raw = loaded(body)
        except ValueError:
            return PlainTextResponse("no JSON", 400)
        return await self._take(raw)

    async def _take(self, raw: Any) -> Response:
        at = self.now()
        numbers = numbers_in(raw)
        mine = [self.channels[number] for number in numbers if number in self.channels]
        if strange := numbers.keys() - self.channels.keys():
            IGNORED.inc(sum(numbers[number] for number in strange))
        happened, statuses, others = told.apart(one for channel in mine or [self.first] for one in channel.parse(raw, at))
        many: list[Incoming | Statuses | Job] = [*happened]
        if statuses:
            many.append(told.fates(statuses))
        if others:
            many.append(told.job(others, self.turnstile.store.keyring, ms(at)))
        try:
            await self.turnstile.receive_all(many)
        except Unavailable:
            return _come_again()
        points.reached("answered")
        self.marks.heard(happened)
        return web.OK


def _come_again() -> Response:
    return PlainTextResponse("try again later", 503, {"Retry-After": web.COME_AGAIN})
