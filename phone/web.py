"""The whole application: Bot API, control API and the page of phones."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from phone import api, botapi, mailpage
from phone.whatsapp import api as control
from phone.whatsapp import graph
from phone.world import World

STATIC = Path(__file__).parent / "static"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def application(world: World) -> Starlette:
    mounted, others = _whatsapp(world)
    mails = [Mount("/mail", routes=mailpage.routes(world.mailbox))]
    page = Mount("/phone", routes=[*mounted, *mails, Mount("/api", routes=api.routes(world)), Mount("/", _static())])
    routes: list[BaseRoute] = [Route("/", _to_page), Route("/phone", _to_page), page, *botapi.routes(world), *others]
    return Starlette(routes=routes, middleware=[Middleware(SafeHeaders)])


def _whatsapp(world: World) -> tuple[list[Mount], list[Route]]:
    """Its control API and its Graph API, where WhatsApp is pretended."""
    if world.whatsapp is None:
        return [], []
    return [Mount("/api/whatsapp", routes=control.routes(world.whatsapp))], graph.routes(world.whatsapp)


def _static() -> ASGIApp:
    return StaticFiles(directory=STATIC, html=True)


async def _to_page(_request: Request) -> Response:
    return RedirectResponse("phone/")


async def close(world: World) -> None:
    """Ends polls, streams, hanging calls and webhooks, so that a server can stop."""
    world.closing.set()
    world.changed.fire()
    for bot in world.bots.values():
        bot.updates.close()
        await bot.delivery.stop()
    if world.whatsapp is not None:
        await world.whatsapp.close()


class SafeHeaders:
    """Adds `HEADERS` to every answer, where it has none of its own. Plain ASGI, so that streams are not held back."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers)
