"""FakeWhatsApp: the pretended Graph API inside a test."""

import time
from collections.abc import Callable
from typing import Any

from phone.served import PATIENCE_SECONDS, Served
from phone.whatsapp.business import Business
from phone.whatsapp.envelope import Json
from phone.whatsapp.faults import Fault
from phone.whatsapp.hand import WhatsAppHand
from phone.whatsapp.templates import Template
from phone.whatsapp.things import Number
from phone.world import World

VERSION = "v26.0"


class FakeWhatsApp(Served):
    """Serves the Graph API.

    `api` is the base URL with the version; `token`, `secret`, `verify_token`, `business` (its id) and `numbers` (theirs) are what a
    bot is told of. `world` shares a pretended Telegram's clock. More of the account, as its tier, stands in `account`.
    """

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.time,
        numbers: int = 1,
        retry_unit: float = 0.01,
        world: World | None = None,
        **account: Any,
    ) -> None:
        shared = {"now": world.now, "serial": world.serial} if world else {"now": now}
        super().__init__(World(**shared, retry_unit=retry_unit))
        self.account = self.world.whatsapp = Business(self.world, numbers, **account)
        self.token, self.secret, self.verify_token = self.account.token, self.account.secret, self.account.verify_token
        self.business, self.numbers = self.account.id, list(self.account.numbers)

    @property
    def api(self) -> str:
        return f"{self.url}/{VERSION}"

    async def webhook(self, url: str, verify: bool = True) -> None:
        """Where webhooks go. Raises AssertionError if the address does not answer the handshake as it should."""
        if not await self.account.hooks.set(url, verify):
            raise AssertionError(f"the webhook was refused: {self.account.hooks.last_error}")

    def phone(self, first_name: str, number: str = "") -> WhatsAppHand:
        """One of the phones there are, in the chat with the first (or that) number of ours. Raises LookupError."""
        for person in self.account.people.values():
            if person.first_name == first_name:
                return WhatsAppHand(self.account, self.account.chat(self._number(number), person))
        raise LookupError(f"nobody is called {first_name}")

    def new_phone(
        self, first_name: str, language_code: str, phone_number: str = "", number: str = "", username: str = ""
    ) -> WhatsAppHand:
        person = self.account.new_person(first_name, language_code, phone_number, username)
        return WhatsAppHand(self.account, self.account.chat(self._number(number), person))

    def _number(self, identifier: str) -> Number:
        return self.account.numbers[identifier] if identifier else self.account.first

    def fault(self, **fields: Any) -> None:
        """Plans a fault; the fields are those of `Fault`."""
        self.account.faults.add(Fault(**fields))

    def disorder(self, *, twice: bool = False, delay: float = 0.0, swaps: int = 0, batch: int = 0, shuffle: int = 0) -> None:
        """What becomes of everybody's webhooks from now on (see `Disorder`); what was held for a batch is released."""
        disorder = self.account.hooks.disorder
        disorder.twice, disorder.delay, disorder.swaps, disorder.batch, disorder.shuffle = twice, delay, swaps, batch, shuffle
        self.account.hooks.release(disorder)

    def pass_time(self, hours: float) -> None:
        """Moves WhatsApp's clock on: windows close."""
        self.account.offset += hours * 3600

    def spent(self, number: str = "") -> dict[str, int]:
        """Messages that were delivered and cost something, by category: of one number, or of all."""
        numbers = [self._number(number)] if number else self.account.numbers.values()
        found: dict[str, int] = {}
        for one in numbers:
            for category, count in one.spent.items():
                found[category] = found.get(category, 0) + count
        return found

    def template(self, name: str, language: str, body: str, button: str = "", category: str = "UTILITY") -> Template:
        """Adds a template without asking whether Meta would take it; approved unless `account.templates.next` says otherwise."""
        buttons = [{"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": button}]}] if button else []
        return self.account.templates.add(name, language, category, [{"type": "BODY", "text": body}, *buttons])

    def requests(self, call: str | None = None, to: int | str | None = None) -> list[Json]:
        """The calls made, oldest first: call (messages, media …), node, body, status; those to one person, if they are named."""
        made = [one for one in self.account.requests if call in (None, one["call"])]
        return made if to is None else [one for one in made if str(to) in one["to"]]

    async def expect_request(
        self, call: str, count: int = 1, timeout: float = PATIENCE_SECONDS, *, to: int | str | None = None
    ) -> list[Json]:
        """Waits until so many such calls were made in all, or to one person."""
        return await self._expect(lambda: self.requests(call, to), count, timeout, call)

    async def settled(self, timeout: float = PATIENCE_SECONDS) -> None:
        """Waits until the bot has taken all webhooks."""
        await self.account.hooks.settled(timeout)
