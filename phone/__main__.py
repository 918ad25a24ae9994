"""python -m phone: the pretended Telegram and WhatsApp and their page of phones, until interrupted."""

import argparse
import asyncio
import socket
import sys
import time
from collections.abc import Sequence

import uvicorn

from phone.mail import MailServer
from phone.server import configured, loopback_socket
from phone.web import application, close
from phone.whatsapp.business import DEMO_SECRET, DEMO_TOKEN, DEMO_VERIFY_TOKEN, Business
from phone.world import PRESET, Phone, World

WHATSAPP = {"token": DEMO_TOKEN, "secret": DEMO_SECRET, "verify-token": DEMO_VERIFY_TOKEN}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m phone", description="Pretends to be Telegram and WhatsApp, on loopback only."
    )
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8081, help="0 for any free one (default: %(default)s)")
    parser.add_argument("--mail-port", type=int, default=0, help="of the mail server: any free one (default)")
    parser.add_argument("--crowd", default="0:0", metavar="FIRST:N", help="ids of phones that take every message unseen")
    parser.add_argument("--strict-taps", action="store_true", help="a tap can be answered for 15 seconds only")
    parser.add_argument("--whatsapp-webhook", default="", metavar="URL", help="where WhatsApp's webhooks go, once it answers")
    parser.add_argument("--whatsapp-numbers", type=int, default=1, metavar="N", help="numbers of the business (default: 1)")
    for name, value in WHATSAPP.items():
        parser.add_argument(f"--whatsapp-{name}", default=value, metavar="WORD", help="(default: %(default)s)")
    options = parser.parse_args(arguments)
    try:
        listener, mails = (loopback_socket(options.host, port) for port in (options.port, options.mail_port))
    except (ValueError, OSError) as fault:
        print(f"phone: {fault}", file=sys.stderr)
        return 2
    world = World(query_seconds=15.0 if options.strict_taps else None, serial=growing_serial(time.time()))
    first, number = map(int, options.crowd.split(":"))
    world.crowd = range(first, first + number)
    for phone in PRESET:
        world.add_phone(Phone(**vars(phone)))
    business = world.whatsapp = Business(
        world,
        options.whatsapp_numbers,
        token=options.whatsapp_token,
        secret=options.whatsapp_secret,
        verify_token=options.whatsapp_verify_token,
    )
    here = "http://{}:{}".format(*listener.getsockname()[:2])
    print(f"phones: {here}/phone/", f"Bot API: {here}/bot<token>/", f"Graph API: {here}/v26.0/", sep="\n", flush=True)
    print(f"WhatsApp business {business.id}, numbers {','.join(business.numbers)}", flush=True)
    mail = MailServer(world.mailbox, mails)
    print(f"mail: {here}/phone/mail/, SMTP port {mail.port}", flush=True)
    server = PhoneServer(configured(application(world)), world, options.whatsapp_webhook, mail)
    asyncio.run(server.serve(sockets=[listener]))
    return 0


def growing_serial(now: float) -> int:
    """A number below 2³¹ that the ids of the run before have not reached, at up to ten of them a second."""
    return int(now - 1_700_000_000) * 10


class PhoneServer(uvicorn.Server):
    """Asks the bot for its webhook until it answers; ends the world's long-lived answers before it waits for connections."""

    def __init__(self, config: uvicorn.Config, world: World, webhook: str = "", mail: MailServer | None = None) -> None:
        super().__init__(config)
        self._world, self._webhook, self._mail = world, webhook, mail

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._mail:
            await self._mail.start()
        if self._webhook:
            self._asking = asyncio.create_task(self._ask())

    async def _ask(self) -> None:
        business = self._world.whatsapp
        while business and not await business.hooks.set(self._webhook) and not self.should_exit:  # noqa: ASYNC110 - it starts elsewhere
            await asyncio.sleep(1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await close(self._world)
        if self._mail:
            await self._mail.stop()
        await super().shutdown(sockets)


if __name__ == "__main__":
    sys.exit(main())
