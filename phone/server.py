"""uvicorn on loopback, able to cut a connection without an answer."""

import asyncio
import ipaddress
import socket

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

LONGEST_GOODBYE = 1  # seconds for answers under way when the server stops

# Open connections by the address of their far end: ASGI itself has no word for hanging up.
_transports: dict[tuple[str, int], asyncio.Transport] = {}


class CuttableProtocol(H11Protocol):
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        _transports[transport.get_extra_info("peername")[:2]] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        _transports.pop(self.transport.get_extra_info("peername")[:2], None)
        super().connection_lost(exc)


def cut_connection(request: Request) -> Response:
    """Ends the caller's connection at once; the response only satisfies Starlette and reaches nobody."""
    client = request.client
    transport = _transports.get((client.host, client.port)) if client else None
    if transport is not None:
        transport.abort()
    return _Silence()


class _Silence(Response):
    async def __call__(self, _scope: Scope, _receive: Receive, _send: Send) -> None:
        await asyncio.sleep(0)  # lets uvicorn notice that the connection is gone, so that it expects no answer


def loopback_socket(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 chooses a free one. Raises ValueError unless `host` is loopback, OSError if taken."""
    address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    if not address.is_loopback:
        raise ValueError(f"the phone only ever listens on loopback, not on {host}")
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # asyncio sends at once only where TCP is named
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((str(address), port))
    return listener


def configured(app: ASGIApp) -> uvicorn.Config:
    # Without proxy headers: a forwarded client address would hide the real far end.
    return uvicorn.Config(
        app,
        http=CuttableProtocol,
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=LONGEST_GOODBYE,
    )


class InProcessServer:
    """Serves in the running loop, without uvicorn's signal handlers and main loop."""

    def __init__(self, app: ASGIApp, listener: socket.socket) -> None:
        self._config, self._listener = configured(app), listener
        self._server = uvicorn.Server(self._config)

    async def start(self) -> None:
        self._config.load()
        self._server.lifespan = self._config.lifespan_class(self._config)
        await self._server.startup(sockets=[self._listener])

    async def stop(self) -> None:
        """What uvicorn's own shutdown does, without its pause of 0.1 s, which adds up over many tests."""
        for server in self._server.servers:
            server.close()
        state = self._server.server_state
        for connection in list(state.connections):
            connection.shutdown()
        if state.tasks:
            await asyncio.wait(state.tasks, timeout=LONGEST_GOODBYE)
