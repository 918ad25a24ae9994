"""What the pretended platforms have in common inside a test: they are served, and one waits for calls."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from phone.formatting import Json
from phone.server import InProcessServer, loopback_socket
from phone.web import application, close
from phone.world import World

PATIENCE_SECONDS = 5.0  # that something is waited for


class Served:
    """On a free loopback port for as long as the `async with` block lasts. `url` is the server's."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def __aenter__(self) -> Self:
        listener = loopback_socket("127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._server = InProcessServer(application(self.world), listener)
        await self._server.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await close(self.world)
        await self._server.stop()

    async def _expect(self, made: Callable[[], list[Json]], count: int, timeout: float, call: str) -> list[Json]:
        """Waits until so many were made."""
        await self.world.until(lambda: len(made()) >= count, timeout, lambda: f"{len(made())} of {count} calls of {call}")
        return made()
