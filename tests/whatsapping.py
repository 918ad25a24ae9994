"""What the tests of the pretended WhatsApp share: a bot that only keeps what it is told, and raw calls of the Graph API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from phone import FakeWhatsApp, WhatsAppHand
from phone.server import InProcessServer, loopback_socket

Json = dict[str, Any]
NOON = 1_795_521_600.0


class Clock:
    """Seconds since 1970, which pass only when the test says so."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


@dataclass
class Hook:
    """A webhook that writes down what comes: raw bodies and signatures; it answers with `statuses`, the last one for ever."""

    url: str = ""
    statuses: list[int] = field(default_factory=lambda: [200])
    raw: list[tuple[bytes, str]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    echo: bool = True

    async def take(self, request: Request) -> Response:
        if request.method == "GET":
            self.asked.append(dict(request.query_params))
            return PlainTextResponse(request.query_params["hub.challenge"] if self.echo else "?")
        self.raw.append((await request.body(), request.headers["x-hub-signature-256"]))
        return Response(status_code=self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0])

    @property
    def bodies(self) -> list[Json]:
        return [orjson.loads(body) for body, _ in self.raw]

    @property
    def values(self) -> list[Json]:
        """The value of every change, in the order in which they came."""
        return [change["value"] for body in self.bodies for entry in body["entry"] for change in entry["changes"]]

    @property
    def messages(self) -> list[Json]:
        return [message for value in self.values for message in value.get("messages", ())]

    @property
    def statuses_told(self) -> list[Json]:
        return [status for value in self.values for status in value.get("statuses", ())]

    @property
    def said(self) -> list[str]:
        return [message["text"]["body"] for message in self.messages if message["type"] == "text"]


@asynccontextmanager
async def hooked(fake: FakeWhatsApp, **more: Any) -> AsyncIterator[Hook]:
    """A bot beside the fake that keeps its webhooks."""
    hook = Hook(**more)
    listener = loopback_socket("127.0.0.1", 0)
    server = InProcessServer(Starlette(routes=[Route("/hook", hook.take, methods=["GET", "POST"])]), listener)
    await server.start()
    hook.url = f"http://127.0.0.1:{listener.getsockname()[1]}/hook"
    try:
        await fake.webhook(hook.url)
        yield hook
    finally:
        await fake.account.hooks.set("", verify=False)
        await server.stop()


async def graph(
    fake: FakeWhatsApp, method: str, path: str, body: Any = None, token: str | None = None, **more: Any
) -> httpx.Response:
    """A raw call below the version."""
    async with httpx.AsyncClient() as client:
        headers = {"Authorization": f"Bearer {fake.token if token is None else token}"}
        content = {} if body is None else {"json": body}
        return await client.request(method, f"{fake.api}/{path}", headers=headers, **content, **more)


async def post(fake: FakeWhatsApp, hand: WhatsAppHand, kind: str, content: Any, **more: Any) -> httpx.Response:
    """A message of the bot's to that person."""
    body = {"messaging_product": "whatsapp", "to": hand.phone_number, "type": kind, kind: content, **more}
    return await graph(fake, "POST", f"{hand.chat.number.id}/messages", body)


async def refused(answer: httpx.Response) -> int:
    """Meta's code of a refusal, whose body has Meta's shape."""
    error = answer.json()["error"]
    assert answer.status_code >= 400
    assert error["message"].startswith(f"(#{error['code']})")
    assert error["error_data"]["details"]
    return int(error["code"])


def buttons(*titles: str, **more: Any) -> Json:
    replies = [{"type": "reply", "reply": {"id": f"id {at}", "title": title}} for at, title in enumerate(titles)]
    return {"type": "button", "body": {"text": "?"}, "action": {"buttons": replies}, **more}


def rows(*titles: str, **more: Any) -> Json:
    made = [{"id": f"row {at}", "title": title} for at, title in enumerate(titles)]
    return {"type": "list", "body": {"text": "?"}, "action": {"button": "Open", "sections": [{"rows": made}]}, **more}
