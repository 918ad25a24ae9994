"""People who talk with the bot, without a channel: what they say goes the real road into a real database."""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial

from sqlalchemy import Connection, select

from bot.channels.base import Incoming
from bot.forms import library
from bot.road.batch import process
from bot.road.happening import Arrived
from bot.texts import speech
from bot.workbooks import reading
from bot.world import World
from dialogs.events import Called, Event, Opened, Option, Shared, Tapped, Typed
from dialogs.form import Limits
from dialogs.known import Programme
from storage import programmes
from storage.crypt import Keyring
from storage.messages.outbox import Message
from storage.schema import answer
from storage.store import Store

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FORMS = ("welcome", "skills_short")
PROGRAMME = Programme(  # here what newcomers say of themselves is looked at, too
    code="harbour", name="Harbour", start="welcome", forms=FORMS, zone="Europe/Luxembourg", review={"welcome": True}
)


@dataclass(slots=True)
class House:
    """`now` is the clock; every word takes a minute."""

    store: Store
    world: World
    now: datetime = MONDAY
    buttons: dict[str, tuple[Option, ...]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    async def talk(self, who: str, *words: str) -> None:
        """`/start` is a command, `#2` taps the second button of the latest message, `[photo]` is one, all else is typed."""
        for word in words:
            await self.at_once(who, word)

    async def at_once(self, who: str, *words: str) -> None:
        """The same, faster than the bot keeps it: all in one batch."""
        incoming = [self._incoming(who, word) for word in words]
        await self.store.write(partial(self._process, incoming))

    def _incoming(self, who: str, word: str) -> Incoming:
        self.now += timedelta(minutes=1)
        return Incoming(id=self.now.isoformat(), channel="telegram", account="1", external=who, event=self._event(who, word))

    async def tap(self, who: str, *labels: str) -> None:
        """Tap the button that says so, whatever pictogram it begins with."""
        for label in labels:
            found = [one.label.split(" ", 1)[-1] for one in self.buttons[who]]
            await self.talk(who, f"#{found.index(label) + 1}")

    def _process(self, incoming: Sequence[Incoming], connection: Connection) -> None:
        process(connection, self.store.keyring, self.world, [Arrived(one) for one in incoming], self.now, self._hear)

    def _hear(self, message: Message) -> bool:
        self.texts[message.external] = message.said.text
        self.buttons[message.external] = message.said.options
        return False

    def _event(self, who: str, word: str) -> Event:
        if word.startswith("/start"):
            return Opened(at=self.now, payload=word.partition(" ")[2])
        if word.startswith("/"):
            return Called(at=self.now, command=word[1:])
        if word.startswith("["):
            return Shared(at=self.now, kind=word.strip("[]"))
        if word.startswith("#"):
            return Tapped(at=self.now, data=self.buttons[who][int(word[1:]) - 1].data)
        return Typed(at=self.now, text=word)


@cache
def _world() -> World:
    voices = speech.load()
    return World(
        forms=reading.load_folder(library.SHIPPED),
        voices=voices,
        lists=library.lists(voices),
        programmes={},
        limits={"telegram": Limits(text=4096, options=10, label=64)},
    )


@asynccontextmanager
async def house(url: str, *also: Programme, key: bytes | None = None) -> AsyncIterator[House]:
    """An open database at a URL, with the shipped forms and one programme or more. `key` is that of a database that is there."""
    store = Store(url, Keyring(key or os.urandom(32)))
    world = replace(_world(), programmes={one.code: one for one in (PROGRAMME, *also)})
    await store.open()
    try:
        await store.write(lambda connection: programmes.keep(connection, world.programmes.values()))
        yield House(store, world)
    finally:
        await store.close()


@asynccontextmanager
async def own_house(url: str, *also: Programme) -> AsyncIterator[House]:
    """A house whose forms and texts may change without changing those of other tests."""
    async with house(url, *also) as found:
        voices = speech.load()
        found.world = replace(found.world, forms=dict(found.world.forms), voices=voices, lists=library.lists(voices))
        yield found


async def only_the_newest_counts(house: House) -> None:
    """Of all answers that were given at one place of a form, the newest says of itself that it is."""
    rows = await house.store.read(lambda connection: connection.execute(select(answer).order_by(answer.c.seq)).all())
    newest = {(row.person, row.sheet, row.path): row.seq for row in rows}
    assert newest
    assert {(row.person, row.sheet, row.path): row.seq for row in rows if row.latest} == newest
    assert sum(row.latest for row in rows) == len(newest)


LANGUAGES = ("en", "fr", "uk", "ar", "fa_AF")


async def welcome(house: House, who: str, name: str, *, language: str = "en", year: str = "1990", town: str = "Esch") -> None:
    """The whole welcome form, as short as possible; handed in. The skills form is open then."""
    await house.talk(who, "/start", f"#{LANGUAGES.index(language) + 1}", "#1", "#1", "#4", name, year)
    await house.talk(who, "#1", "#2", "#2", town, "#4", "#1")


async def skills(house: House, who: str) -> None:
    """The skills form after it: no work so far, the first choice everywhere; handed in."""
    await house.talk(who, "#2", "#5", "#1", "#7", "#4", "#7", "#2", "#5", "#6", "#1")


async def village(house: House) -> None:
    """People in every state that the desk has a word for."""
    await welcome(house, "amal", "أمل", language="ar", year="١٩٨٨", town="مركز إيش")
    await skills(house, "amal")
    await house.talk("amal", "/help", "#1")
    house.now += timedelta(days=1)
    await house.talk("bashir", "/start", "#5", "#1", "#1", "#2", "#4", "بشیر", "۱۳۶۹", "#2", "#2", "#1", "پشتو", "#3", "#1")
    await house.talk("bashir", "انگلیسی", "#1", "#2", "لوکزامبورگ", "/back", "Luxembourg", "#3", "#1")
    await house.talk("bashir", "#1", "#3", "#3", "8", "#2", "#2", "#6", "حالا نمی‌فهمم", "[photo]", "؟؟؟")
    house.now += timedelta(hours=5)
    await welcome(house, "olena", "Олена", language="uk", year="1979", town="Люксембург")
    await house.talk("olena", "/pause")
    await welcome(house, "paul", "Jean-Baptiste Nshimirimana", language="fr", town="Ettelbruck, près de la gare")
    await skills(house, "paul")
    await house.talk("paul", "/stop")
    await house.talk("refuser", "/start", "#1", "#2")
    await house.talk("beginner", "/start", "#2")
    await welcome(house, "leaver", "Sam")
    await house.talk("leaver", "/data", "#5", "#1")
    await welcome(house, "doubter", "Lina", language="ar")
    await house.talk("doubter", "/data", "#3", "#1")
    await welcome(house, "tester", "<b>&amp; =1+1", town="<script>alert(1)</script>\n\u202eevil")
