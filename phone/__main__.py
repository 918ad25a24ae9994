"""python -m phone: the pretended Telegram and its page of phones, until interrupted."""

import argparse
import asyncio
import socket
import sys
import time
from collections.abc import Sequence

import uvicorn

from phone.fake import close
from phone.server import configured, loopback_socket
from phone.web import application
from phone.world import PRESET, Phone, World


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m phone", description="Pretends to be Telegram, on loopback only.")
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8081, help="0 for any free one (default: %(default)s)")
    parser.add_argument("--strict-taps", action="store_true", help="a tap can be answered for 15 seconds only")
    options = parser.parse_args(arguments)
    try:
        listener = loopback_socket(options.host, options.port)
    except (ValueError, OSError) as fault:
        print(f"phone: {fault}", file=sys.stderr)
        return 2
    world = World(query_seconds=15.0 if options.strict_taps else None, serial=growing_serial(time.time()))
    for phone in PRESET:
        world.add_phone(Phone(**vars(phone)))
    host, port = listener.getsockname()[:2]
    print(f"phones: http://{host}:{port}/phone/", f"Bot API: http://{host}:{port}/bot<token>/", sep="\n", flush=True)
    server = ClosingServer(configured(application(world)), world)
    asyncio.run(server.serve(sockets=[listener]))
    return 0


def growing_serial(now: float) -> int:
    """A number below 2³¹ that the ids of the run before have not reached, at up to ten of them a second."""
    return int(now - 1_700_000_000) * 10


class ClosingServer(uvicorn.Server):
    """Ends the world's long-lived answers before it waits for connections to finish."""

    def __init__(self, config: uvicorn.Config, world: World) -> None:
        super().__init__(config)
        self._world = world

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await close(self._world)
        await super().shutdown(sockets)


if __name__ == "__main__":
    sys.exit(main())
