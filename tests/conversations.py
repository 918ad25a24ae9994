"""A person in a test: says, taps, and looks at the screen. Every turn goes through the turnstile and the database."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.channels.base import Incoming
from bot.forms.library import lists
from bot.forms.lists import live_lists
from bot.road.turnstile import Turnstile
from bot.texts.speech import load as load_voices
from bot.workbooks.reading import load_folder
from bot.world import World
from dialogs.events import Called, Event, Opened, Option, Said, Shared, Tapped, Typed
from dialogs.form import Form, Limits
from dialogs.known import Programme
from storage.crypt import Keyring
from storage.messages.outbox import Message
from storage.store import Store

FORMS = Path(__file__).parents[1] / "dialogs/forms"
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TELEGRAM = Limits(text=4096, options=10, label=64)
WHATSAPP = Limits(text=4096, body=1024, options=8, label=72, together=10, edits=False)
VOICES = load_voices()
SHIPPED = load_folder(FORMS)


def world(forms: dict[str, Form] | None = None, **programme: Any) -> World:
    """The shipped forms, or those given; one programme that starts with `welcome` unless told otherwise."""
    known = forms or SHIPPED
    names = tuple(known) if forms else ("welcome", "skills_short")
    settings = {"code": "test", "name": "Test", "start": names[0], "forms": names, "review": {"welcome": True}, **programme}
    return World(
        forms=known,
        voices=VOICES,
        lists=lists(VOICES),
        programmes={"test": Programme(**settings)},
        limits={"telegram": TELEGRAM},
    )


class House:
    """A turnstile over a real database, with a clock of its own and a sender that only remembers."""

    def __init__(self, url: str, known: World, master: bytes | None = None) -> None:
        self.store = Store(url, Keyring(master or os.urandom(32)))
        self.now = NOON
        self.sent: dict[str, list[Said]] = {}
        self.turnstile = Turnstile(self.store, known, lambda: self.now, claim=lambda _: True, deliver=self._deliver)
        self._ids = 0

    def _deliver(self, messages: Sequence[Message]) -> None:
        for message in messages:
            self.sent.setdefault(message.external, []).append(message.said)

    def phone(self, name: str, language: str = "en") -> "Phone":
        return Phone(self, name, language)

    def next_id(self) -> str:
        self._ids += 1
        return f"u:{self._ids}"

    def later(self, **much: float) -> None:
        self.now += timedelta(**much)


@asynccontextmanager
async def house(url: str, known: World | None = None, master: bytes | None = None) -> AsyncIterator[House]:
    """Open, run, and close in order."""
    found = House(url, known or world(), master)
    await found.store.open()
    lane = asyncio.create_task(found.turnstile.run())
    try:
        yield found
    finally:
        found.turnstile.stop()
        await asyncio.wait_for(lane, 10)
        await found.store.close()


class Phone:
    """Acts as the person does, and remembers what arrived. `also`: what else a message comes with, that says who it is."""

    channel = "telegram"
    also: tuple[str, ...] = ()

    def __init__(self, home: House, external: str, language: str) -> None:
        self.house, self.external, self.language = home, external, language
        self.seen = 0
        self.messages: list[Said] = []  # edits are applied

    async def happen(self, event: Event, id_: str = "") -> list[Said]:
        """Deliver an event; what arrived because of it."""
        incoming = Incoming(
            id=id_ or self.house.next_id(),
            channel=self.channel,
            account="1",
            external=self.external,
            also=self.also,
            event=event,
            language=self.language,
        )
        await self.house.turnstile.receive(incoming)
        return self.look()

    def look(self) -> list[Said]:
        arrived = self.house.sent.get(self.external, [])[self.seen :]
        self.seen += len(arrived)
        for said in arrived:
            if said.edits and said.edits.isdecimal() and int(said.edits) < len(self.messages):
                self.messages[int(said.edits)] = said
            else:
                self.messages.append(said)
        return arrived

    async def start(self, payload: str = "") -> list[Said]:
        return await self.happen(Opened(at=self.house.now, payload=payload))

    async def say(self, text: str) -> list[Said]:
        return await self.happen(Typed(at=self.house.now, text=text))

    async def command(self, name: str) -> list[Said]:
        return await self.happen(Called(at=self.house.now, command=name))

    async def share(self, kind: str) -> list[Said]:
        return await self.happen(Shared(at=self.house.now, kind=kind))

    async def tap(self, label: str) -> list[Said]:
        """Tap the newest button whose label has these words in it."""
        place, option = self.button(label)
        return await self.happen(Tapped(at=self.house.now, data=option.data, message=str(place)))

    def button(self, label: str) -> tuple[int, Option]:
        for place in range(len(self.messages) - 1, -1, -1):
            for option in self.messages[place].options:
                if label in option.label:
                    return place, option
        raise AssertionError(f"no button {label!r} in:\n{self.screen}")

    @property
    def last(self) -> Said:
        return self.messages[-1]

    @property
    def screen(self) -> str:
        """The last message as a person sees it."""
        return shown(self.last) if self.messages else "(nothing)"


def shown(said: Said) -> str:
    return "\n".join([said.text, *(f"[{option.label}]" for option in said.options)])


__all__ = ["House", "Phone", "house", "live_lists", "shown", "world"]
