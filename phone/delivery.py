"""Webhooks: every lane one update at a time, again and again until it is taken (WebhookActor.cpp)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import orjson

from phone.formatting import Json
from phone.posting import Reply, post
from phone.updates import Lane, Pending, UpdateQueue

CarryOut = Callable[[Json], Awaitable[None]]
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  (a header's name, not a secret)
ANSWER_SECONDS = 60.0
LONGEST_PAUSE = 60.0
LONGEST_RETRY_AFTER = 3600.0


@dataclass(frozen=True)
class Webhook:
    url: str
    secret: str = ""
    max_connections: int = 40


def pause_before_retry(failures: int, retry_after: float, unit: float) -> float:
    """Seconds until the next try, after `failures` ≥ 1 of them: at once, then 2, 4, 8 … `unit`s, at most 60."""
    if retry_after > 0:
        return min(retry_after, LONGEST_RETRY_AFTER)
    return 0.0 if failures == 1 else min(unit * 2 ** min(failures - 1, 16), LONGEST_PAUSE)


@dataclass(eq=False)
class Delivery:
    """Posts the updates of `queue` to the webhook that `start` is given."""

    queue: UpdateQueue
    retry_unit: float = 1.0
    webhook: Webhook | None = None
    last_error_at: int = 0
    last_error: str = ""
    _carry_out: CarryOut = field(init=False)
    _dispatcher: asyncio.Task[None] | None = None
    _lanes: dict[Lane, asyncio.Task[None]] = field(default_factory=dict)

    async def start(self, webhook: Webhook, carry_out: CarryOut) -> None:
        """`carry_out` does a method call that comes in the webhook's own answer."""
        await self.stop()
        self.webhook, self.last_error_at, self.last_error = webhook, 0, ""
        self._carry_out = carry_out
        self._dispatcher = asyncio.create_task(self._dispatch(webhook))

    async def stop(self) -> None:
        """Updates not yet taken stay in the queue."""
        self.webhook = None
        tasks = [*self._lanes.values(), *([self._dispatcher] if self._dispatcher else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._lanes, self._dispatcher = {}, None

    async def _dispatch(self, webhook: Webhook) -> None:
        places = asyncio.Semaphore(webhook.max_connections)
        seen = -1
        while True:
            seen = await self.queue.changed.beyond(seen)
            for lane in self.queue.lanes():
                if lane not in self._lanes:
                    self._lanes[lane] = asyncio.create_task(self._serve(lane, webhook, places))

    async def _serve(self, lane: Lane, webhook: Webhook, places: asyncio.Semaphore) -> None:
        failures, current = 0, None
        while (pending := self.queue.head(lane)) is not None:
            failures = failures if pending is current else 0
            current = pending
            async with places:
                retry_after = await self._deliver(pending, webhook)
            if retry_after is not None:
                failures += 1
                await asyncio.sleep(pause_before_retry(failures, retry_after, self.retry_unit))
        del self._lanes[lane]

    async def _deliver(self, pending: Pending, webhook: Webhook) -> float | None:
        """None if the update was taken, else the seconds the answer asks us to wait (0 if it does not say)."""
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        if webhook.secret:
            headers[SECRET_HEADER] = webhook.secret
        try:
            reply = await post(webhook.url, orjson.dumps(pending.update()), headers, ANSWER_SECONDS)
        except OSError as fault:
            return self._failed(f"Connection failed: {type(fault).__name__}", 0)
        if not 200 <= reply.status <= 299:
            asked = reply.headers.get("retry-after", "")
            error = f"Wrong response from the webhook: {reply.status} {reply.reason}"
            return self._failed(error, int(asked) if asked.isdecimal() else 0)
        self.queue.delivered(pending)
        await self._answer_call(reply)
        return None

    def _failed(self, error: str, retry_after: float) -> float:
        self.last_error_at, self.last_error = int(self.queue.now()), error
        return retry_after

    async def _answer_call(self, reply: Reply) -> None:
        """Carries out a call in the body. Those that ask or that move the webhook are ignored, as by the real one."""
        try:
            call = orjson.loads(reply.body or b"null")
        except orjson.JSONDecodeError:
            return
        if not isinstance(call, dict):
            return
        method = str(call.get("method", "")).lower()
        if method and not method.startswith("get") and method not in {"setwebhook", "deletewebhook", "close", "logout"}:
            await self._carry_out(call)
