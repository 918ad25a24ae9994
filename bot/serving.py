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

from bot import app as app_
from bot import logs, web
from bot.settings import SettingProblem, Settings

YOUNG = 20_000  # new objects until the collector looks at them; the default, 700, is reached several times in one batch
GRACE = 5  # seconds for requests under way when we are asked to stop

log = structlog.get_logger()


class Server(uvicorn.Server):
    """Comes to its end when it is asked to. uvicorn's own would then raise the signal again, and the process would be gone before
    senders and turnstile have finished; a second signal still does that.
    """

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
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
    now: Callable[[], datetime] = web.utc_now,
    extra: Sequence[BaseRoute] = (),
    started: Callable[[], None] = lambda: None,
) -> int:
    """Until interrupted. `extra` routes are the demo's; `started` is called once everything runs."""
    logs.configure()
    if not settings.telegram_token:
        raise SettingProblem(
            "LOTSE_TELEGRAM_TOKEN is missing. Ask @BotFather for a token and set it; to try without one: make demo"
        )
    sock = listener(settings.host, settings.port)
    built = app_.build(settings, now)
    site = web.build([*app_.routes(built), *extra], lambda: app_.ready(built))
    config = uvicorn.Config(
        site,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        lifespan="off",
    )
    settle_memory()
    async with app_.running(built):
        asyncio.get_running_loop().call_soon(started)
        await Server(config).serve(sockets=[sock])
    return 0
