"""`lotse talk`: the same conversation in this terminal. The terminal is a channel like any other."""

import asyncio
import itertools
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime

from bot.channels.base import Incoming
from bot.forms import library
from bot.road.turnstile import Turnstile
from bot.settings import DEFAULT
from bot.texts.speech import load as load_voices
from bot.wallclock import utc_now
from bot.workbooks.reading import load_folder
from bot.world import World
from dialogs.events import Called, Event, Opened, Option, Said, Tapped, Typed
from dialogs.form import Limits
from dialogs.markup import plain
from storage.crypt import Keyring
from storage.messages.outbox import Message
from storage.store import Store

LIMITS = Limits(text=20_000, options=10, label=80)
ME = "terminal"
HINT = "(a number chooses, /back /skip /change /menu /help … work everywhere, Ctrl+D ends)"


class Terminal:
    """Prints what is said; reads a line as a tap, a command or text."""

    def __init__(self, turnstile: Turnstile, language: str) -> None:
        self.turnstile, self.language = turnstile, language
        self.options: tuple[Option, ...] = ()
        self._ids = itertools.count(1)

    def deliver(self, messages: Sequence[Message]) -> None:
        for message in messages:
            self.show(message.said)

    def show(self, said: Said) -> None:
        self.options = said.options
        numbered = [f"  {i:2} {option.label}" for i, option in enumerate(said.options, 1)]
        print("\n".join(["", plain(said.text), *numbered]), flush=True)

    async def happen(self, event: Event) -> None:
        incoming = Incoming(
            id=str(next(self._ids)), channel="terminal", account="0", external=ME, event=event, language=self.language
        )
        await self.turnstile.receive(incoming)

    def read(self, line: str, at: datetime) -> Event:
        """A number is the button with that number, as far as buttons are shown; the rest is a command or text."""
        if line.startswith("/") and line[1:].isidentifier():
            return Called(at=at, command=line[1:])
        if line.isdecimal() and 0 < int(line) <= len(self.options):
            return Tapped(at=at, data=self.options[int(line) - 1].data)
        return Typed(at=at, text=line)


async def talk(language: str) -> int:
    """Until the end of the input. Nothing is kept."""
    with tempfile.TemporaryDirectory(prefix="lotse-talk-") as folder:
        store = Store(f"sqlite:///{folder}/talk.db", Keyring(os.urandom(32)))
        turnstile = Turnstile(store, _world(), utc_now, claim=lambda _: True)
        terminal = Terminal(turnstile, language)
        turnstile.deliver = terminal.deliver
        await store.open()
        lane = asyncio.create_task(turnstile.run())
        print(HINT)
        await terminal.happen(Opened(at=utc_now()))
        while line := await asyncio.to_thread(sys.stdin.readline):
            await terminal.happen(terminal.read(line.strip(), utc_now()))
        turnstile.stop()
        await lane
        await store.close()
    return 0


def _world() -> World:
    voices = load_voices()
    programme = DEFAULT
    return World(
        forms=load_folder(library.SHIPPED),
        voices=voices,
        lists=library.lists(voices),
        programmes={programme.code: programme},
        limits={"terminal": LIMITS},
    )
