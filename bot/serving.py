"""Everything in one process, one event loop: web server, turnstile, senders, clock."""

import asyncio
import gc
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import structlog
import uvicorn
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot import app as app_
from bot import logs
from bot.road import web
from bot.settings import SettingProblem, Settings
from bot.wallclock import utc_now

YOUNG = 10_000  # new objects until the collector looks at them; the default, 700, is reached several times in one batch
GRACE = 5  # seconds for requests under way when we are asked to stop

log = structlog.get_logger()


class Server(uvicorn.Server):
    """Leaves the signals to `stopping`. uvicorn's own would raise the signal again at its end, and the process would be gone before
    senders and turnstile have finished.
    """

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextmanager
def stopping(servers: Sequence[Server]) -> Iterator[None]:
    """A first signal lets every server come to its end, a second one does not wait."""
    loop = asyncio.get_running_loop()

    def stop(number: int) -> None:
        for server in servers:
            server.handle_exit(number, None)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop, number)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


def listener(host: str, port: int) -> socket.socket:
    """Raises SettingProblem when nobody can listen there."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as problem:
        raise SettingProblem(
            f"Nobody can listen on {host}, port {port}: {problem.strerror}. Set LOTSE_HOST and LOTSE_PORT to what is free."
        ) from problem


def settle_memory() -> None:
    """Forms and catalogues live as long as the process: the garbage collector need not walk through them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)


async def serve(
    settings: Settings,
    *,
    now: Callable[[], datetime] = utc_now,
    extra: Sequence[BaseRoute] = (),
    started: Callable[[app_.App], None] = lambda _: None,
) -> int:
    """Until interrupted. `extra` routes are the demo's; `started` gets the app once everything runs.

    With a public URL the desk has a port of its own, on this machine only: nothing that a proxy passes on can reach it.
    """
    logs.configure()
    if not (settings.telegram_token or settings.whatsapp):
        raise SettingProblem(
            "LOTSE_TELEGRAM_TOKEN is missing. Ask @BotFather for a token and set it, or the settings of WhatsApp; to try without: make demo"
        )
    apart = settings.desk_port != settings.port
    sockets = [listener(settings.host, settings.port), *([listener("127.0.0.1", settings.desk_port)] if apart else [])]
    built = app_.build(settings, now)
    public, inside = [*app_.routes(built), *extra], [app_.desk_route(built)]
    sites = [web.build(routes, lambda: app_.ready(built)) for routes in ([public, inside] if apart else [[*public, *inside]])]
    settle_memory()
    async with app_.running(built):
        asyncio.get_running_loop().call_soon(started, built)
        servers = [Server(config(site)) for site in sites]
        with stopping(servers):
            await asyncio.gather(*(server.serve(sockets=[sock]) for server, sock in zip(servers, sockets, strict=True)))
    return 0


def config(site: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        site,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        lifespan="off",
        ws="none",
    )
