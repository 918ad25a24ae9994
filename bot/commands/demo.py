"""`lotse demo`: the whole product on this machine, with no account: pretended phones, the real bot, the desk, a clock to move."""

import asyncio
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import uvloop
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot import app
from bot.commands import approving
from bot.commands.demo_pages import Codes, home
from bot.forms import library
from bot.seeding.kept import past
from bot.seeding.people import PROGRAMMES
from bot.seeding.stories import FIRST_ID, PEOPLE
from bot.sending.templates import wordings
from bot.serving import serve, settle_memory
from bot.settings import Secret, Settings
from bot.texts import speech
from bot.wallclock import utc_now
from dialogs.known import Programme

Json = dict[str, Any]
HOSTS = {"localhost": "localhost", "::1": "[::1]"}  # as they stand in an address; whatever else we listen on is 127.0.0.1
PATIENCE = 20.0  # seconds for the phones to start
MOST_HOURS = 24 * 60
SENDER = "lotse@harbour.example"


class MovableClock:
    """The time, and what the visitor has added to it. `moved` hears of it: WhatsApp's 24 hours are to pass as well; then `wake` is
    called, so that what has fallen due happens at once.
    """

    def __init__(self, moved: Callable[[timedelta], Awaitable[None]]) -> None:
        self.ahead, self.moved = timedelta(), moved
        self.wake: Callable[[], None] = lambda: None

    def __call__(self) -> datetime:
        return utc_now() + self.ahead

    async def show(self, request: Request) -> Response:
        """GET tells the time; POST moves it on by whole hours. Only for pages of this machine."""
        if request.method == "POST":
            if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
                return JSONResponse({"error": "another site may not move the clock"}, 403)
            hours = (await request.json()).get("hours")
            if not isinstance(hours, int) or not 0 < hours <= MOST_HOURS:
                return JSONResponse({"error": f"hours: a whole number from 1 to {MOST_HOURS}"}, 400)
            self.ahead += timedelta(hours=hours)
            await self.moved(self.ahead)
            self.wake()
        return JSONResponse({"now": self().astimezone().isoformat(timespec="seconds")})


class Phones:
    """The process that pretends to be Telegram and WhatsApp, and the way to it under /phone/."""

    def __init__(self, webhook: str) -> None:
        """`webhook`: what WhatsApp calls, as soon as somebody answers there. Telegram is asked."""
        self.port, self.mail, self.webhook = _free_port(), _free_port(), webhook
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._client = httpx.AsyncClient(base_url=self.url, timeout=None, trust_env=False)  # noqa: S113 - event streams have no end

    async def start(self) -> None:
        """Raises RuntimeError when they do not come up."""
        ports = ["--port", str(self.port), "--mail-port", str(self.mail)]
        command = [sys.executable, "-m", "phone", *ports, "--crowd", f"{FIRST_ID}:{PEOPLE}", "--whatsapp-webhook", self.webhook]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=Path(__file__).parents[2])  # noqa: S603, ASYNC220
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while asyncio.get_running_loop().time() < deadline:
            try:
                await self._client.get("/phone/")
                return
            except httpx.TransportError:
                await asyncio.sleep(0.1)
        raise RuntimeError("the phones did not start")

    async def press_start(self, name: str, language: str, payload: str) -> None:
        """Somebody new opens the bot by a link, as soon as there is a bot."""
        made = await self._client.post("/phone/api/phones", json={"first_name": name, "language_code": language})
        start = f"/phone/api/phones/{made.json()['id']}/start"
        while (await self._client.post(start, json={"payload": payload})).is_error:  # noqa: ASYNC110 - it happens elsewhere
            await asyncio.sleep(0.2)

    async def whatsapp(self) -> Json:
        """What Meta would tell about our account: token, secret, verify_token, business, numbers, api (its address)."""
        told: Json = (await self._client.get("/phone/api/whatsapp/settings")).json()
        return told

    async def pass_time(self, ahead: timedelta) -> None:
        await self._client.post("/phone/api/whatsapp/clock", json={"offset": ahead.total_seconds()})

    async def forward(self, request: Request) -> Response:
        """Pass a request on, and stream the answer back."""
        passed = {key: value for key, value in request.headers.items() if key not in ("host", "connection", "content-length")}
        outgoing = self._client.build_request(
            request.method,
            request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            headers=passed,
            content=await request.body(),
        )
        answer = await self._client.send(outgoing, stream=True)
        kept = {
            key: value
            for key, value in answer.headers.items()
            if key not in ("transfer-encoding", "connection", "content-encoding", "content-length")
        }
        return StreamingResponse(_closing(answer), answer.status_code, kept)

    async def stop(self) -> None:
        await self._client.aclose()
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=10)


async def _closing(answer: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for chunk in answer.aiter_bytes():
            yield chunk
    finally:
        await answer.aclose()


def demo(settings: Settings) -> int:
    """Until interrupted. What was said is gone afterwards, unless LOTSE_DATA names a folder."""
    with tempfile.TemporaryDirectory(prefix="lotse-demo-") as folder:
        return uvloop.run(_demo(settings, Path(folder)))


async def _demo(settings: Settings, folder: Path) -> int:
    phones = Phones(f"http://{HOSTS.get(settings.host, '127.0.0.1')}:{settings.port}/webhooks/whatsapp")
    clock = MovableClock(phones.pass_time)
    routes: list[BaseRoute] = [
        Route("/", home),
        Route("/phone/{rest:path}", phones.forward, methods=["GET", "POST", "DELETE"]),
        Route("/demo/clock", clock.show, methods=["GET", "POST"]),
        Route("/demo/codes", Codes(clock).show, methods=["GET", "POST"]),
    ]
    beside: list[asyncio.Task[None]] = []
    try:
        await phones.start()
        settle_memory()
        own = _settings(settings, folder, phones, await phones.whatsapp())
        code = await past(own, clock())
        beside.append(asyncio.create_task(phones.press_start("Clara (coordinator)", "en", code)))
        beside.append(asyncio.create_task(_submit_templates(own)))
        return await serve(own, now=clock, extra=routes, started=_announcing(own, clock))
    finally:
        for task in beside:
            task.cancel()
        await phones.stop()


async def _submit_templates(settings: Settings) -> None:
    """As `lotse templates push` does; the pretended Meta approves at once."""
    async with approving.business(settings) as account:
        async for _ in approving.pushed(account, wordings(speech.load()), settings.programmes[0].name):
            pass


def _settings(settings: Settings, folder: Path, phones: Phones, account: Json) -> Settings:
    """Those of the visitor, with both platforms and the mail server pretended by `phones`, and everything kept in `folder`."""
    return replace(
        settings,
        telegram_token=Secret(f"424242:{secrets.token_hex(8)}"),
        telegram_api=phones.url,
        whatsapp_token=Secret(account["token"]),
        whatsapp_numbers=tuple(account["numbers"]),
        whatsapp_business=account["business"],
        whatsapp_app_secret=Secret(account["secret"]),
        whatsapp_verify_token=Secret(account["verify_token"]),
        whatsapp_api=account["api"],
        mail_host="127.0.0.1",
        mail_port=phones.mail,
        mail_user="",
        mail_password=Secret(""),
        mail_from=SENDER,
        mail_tls="none",
        public_url="",
        database=f"sqlite:///{folder}/lotse.db",
        key_file=folder / "key",
        data=folder,
        programmes=_programmes(settings),
    )


def _programmes(settings: Settings) -> tuple[Programme, ...]:
    """Those of the demo, and whatever forms LOTSE_FORMS holds in their menus: so an author tries a workbook before anybody else does."""
    own = [name for name in library.forms(settings) if name not in PROGRAMMES[0].forms] if settings.forms else []
    return tuple(replace(one, forms=(*one.forms, *own)) for one in PROGRAMMES)


def _announcing(settings: Settings, clock: MovableClock) -> Callable[[app.App], None]:
    def announce(built: app.App) -> None:
        clock.wake = built.clock.wake
        home = f"http://{settings.host}:{settings.port}"
        print(
            f"\nLotse is running. Open {home}/\n  phones  {home}/phone/\n  desk    {home}/desk/\n"
            f"  mail    {home}/phone/mail/\nCtrl+C ends it.\n",
            flush=True,
        )

    return announce


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
