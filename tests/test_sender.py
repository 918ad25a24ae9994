"""The sender over a real outbox, with a platform and a database that fail by dice: everything arrives, in order, and nothing is stuck."""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.base import Incoming, Meaning, Refused, Template
from bot.road.dispatch import join
from bot.road.turnstile import Turnstile, Unavailable
from bot.sending import sender as sender_
from bot.sending.calls import Calls
from bot.sending.pace import Pace
from bot.sending.sender import Sender
from dialogs import engine
from dialogs.events import Event, Said, Typed
from dialogs.form import Limits
from dialogs.known import Known
from dialogs.workshops.values import Spot
from storage.crypt import Keyring
from storage.messages import outbox
from storage.messages.deliveries import Status, Statuses
from storage.schema import outbox as outbox_
from storage.store import Store
from storage.times import ms
from tests.conversations import NOON, TELEGRAM, world
from tests.storing import MASTER

UNTOLD = 6_000.0  # pretended seconds that the platform may take to tell: three of ours
FASTER = 2_000  # pretended seconds in one of ours: retries and doubts come within milliseconds
ADDRESSES = [f"7{number}" for number in range(6)]


@dataclass
class Platform:
    """Takes messages as the dice fall. `arrived`: what people see, by their id; `doubted`: what it fell silent about."""

    dice: random.Random
    trouble: float = 0.35
    name: str = "telegram"
    account: str = "1"
    limits: Limits = TELEGRAM
    window: timedelta | None = None
    tells: bool = False
    arrived: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    doubted: set[str] = field(default_factory=set)
    under_way: int = 0
    most: int = 0
    now_at: set[str] = field(default_factory=set)

    async def send(self, external: str, said: Said, number: int = 0) -> str:
        assert external not in self.now_at, "two messages at once to one address"
        self.now_at.add(external)
        self.most = max(self.most, len(self.now_at))
        try:
            await asyncio.sleep(self.dice.choice([0, 0, 0.001, 0.004]))
            return self._taken(external, said)
        finally:
            self.now_at.remove(external)

    def _taken(self, external: str, said: Said) -> str:
        if said.edits:
            raise Refused(Meaning.GONE, "400 Bad Request: message to edit not found")
        if self.dice.random() < self.trouble:
            match self.dice.choice(["busy", "busy", "slow", "silent, but taken", "silent"]):
                case "busy":
                    raise Refused(Meaning.RETRY, "502 Bad Gateway")
                case "slow":
                    raise Refused(Meaning.SLOW_DOWN, "429 Too Many Requests", 0.005)
                case "silent, but taken":
                    self.arrived[external].append(said.text)
            self.doubted.add(said.text)
            raise Refused(Meaning.IN_DOUBT, "no answer")
        self.arrived[external].append(said.text)
        return str(len(self.arrived[external]))

    async def send_template(self, external: str, template: Template, number: int = 0) -> str:
        raise NotImplementedError

    async def send_drawn(self, external: str, picture: bytes, said: Said, number: int = 0) -> str:
        raise NotImplementedError

    async def send_file(self, external: str, name: str, content: bytes, caption: str, number: int = 0) -> str:
        raise NotImplementedError

    async def send_place(self, external: str, spot: Spot, number: int = 0) -> str:
        raise NotImplementedError

    async def door(self) -> str:
        raise NotImplementedError

    async def show(self, external: str, name: str, content: bytes | str) -> str:
        raise NotImplementedError

    async def fetch(self, file: str, most: int) -> bytes:
        raise NotImplementedError

    def parse(self, raw: Any, now: datetime) -> list[Incoming]:
        raise NotImplementedError


@dataclass
class Telling(Platform):
    """One with a window, that tells what became of each message: late, early, twice, in any order."""

    window: timedelta | None = timedelta(days=90)
    tells: bool = True
    tell: Callable[[Status], Awaitable[None]] | None = None
    telling: set[asyncio.Task[None]] = field(default_factory=set)

    async def send(self, external: str, said: Said, number: int = 0) -> str:
        before = len(self.arrived[external])
        try:
            return f"m{await super().send(external, said)}.{external}"
        finally:
            if len(self.arrived[external]) > before:
                self.telling.add(asyncio.create_task(self._tell(number, f"m{len(self.arrived[external])}.{external}")))

    async def _tell(self, number: int, message: str) -> None:
        fates = ["sent", "delivered", "read", *self.dice.choices(["sent", "read"], k=2)]
        self.dice.shuffle(fates)
        for fate in fates:
            await asyncio.sleep(self.dice.choice([0, 0.003, 0.01]))
            assert self.tell
            await self.tell(Status(account="telegram:1", message=message, number=number, state=fate))


def echo(_: Known, event: Event, __: object) -> list[Said]:
    """A turn that says what was typed, a message for each word; one in brackets is an edit."""
    assert isinstance(event, Typed)
    return [Said(text=word.strip("()"), edits="4" if word.startswith("(") else "") for word in event.text.split()]


class Stage:
    """Turnstile, sender, platform; a database that breaks before or after a commit, as the dice fall."""

    def __init__(self, url: str, platform: Platform, *, rate: float, breaks: float) -> None:
        self.dice, self.breaks, self.started = platform.dice, breaks, time.monotonic()
        self.store = Store(url, Keyring(MASTER))
        self.platform = platform
        windows = {"telegram": ms(NOON)} if platform.window else {}
        self.turnstile = Turnstile(self.store, replace(world(), windows=windows), self.now)
        if isinstance(platform, Telling):
            platform.tell = self.tell
        calls = Calls(self.platform, Pace(rate), files=lambda _: self._no_file())
        self.sender = Sender(self.store, calls, self.turnstile, self.now, patience=UNTOLD)
        self.dispatch = join(self.turnstile, [self.sender])

    async def tell(self, status: Status) -> None:
        """Again and again, as the platform would, until it is kept."""
        while True:
            try:
                return await self.turnstile.receive_all([Statuses([status])])
            except Unavailable:
                await asyncio.sleep(0)

    def now(self) -> datetime:
        return NOON + timedelta(seconds=(time.monotonic() - self.started) * FASTER)

    async def _no_file(self) -> tuple[str, bytes]:
        raise NotImplementedError

    async def run(self, acts: Callable[["Stage"], Any]) -> list[Any]:
        """What is left of every message once all is quiet: (text, state)."""
        await self.store.open()
        real = self.store.write
        tasks = [asyncio.create_task(work()) for work in (self.turnstile.run, self.sender.run)]

        async def write(work: Any) -> Any:
            broken = self.dice.random() < self.breaks and self.sender._mine
            if broken and self.dice.random() < 0.5:
                raise OSError("before")
            value = await real(work)
            if broken:
                raise OSError("after the commit")
            return value

        self.store.write = write  # type: ignore[method-assign]
        await acts(self)
        self.breaks = 0.0
        async with asyncio.timeout(30):
            while self.sender.busy or not await self.quiet():  # noqa: ASYNC110 - nobody could tell us
                await asyncio.sleep(0.01)
        if isinstance(self.platform, Telling):
            await asyncio.gather(*self.platform.telling)
        assert not tasks[1].done()
        await self.sender.finish()
        self.turnstile.stop()
        await tasks[0]
        tasks[1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        rows = await self.rows()
        await self.store.close()
        return rows

    async def quiet(self) -> bool:
        states = await self.store.read(lambda connection: connection.scalars(select(outbox_.c.state).distinct()).all())
        return {"todo", "sending"}.isdisjoint(states)

    async def rows(self) -> list[tuple[str, str]]:
        found = await self.store.read(lambda connection: connection.execute(select(outbox_).order_by(outbox_.c.id)).all())
        return [(self._opened(row), row.state) for row in found]

    def _opened(self, row: Any) -> str:
        key = self.store.keyring._people[row.person]
        return outbox.unpacked(key.open(f"outbox:sealed:{row.id}", row.sealed))[0].text


async def talk(stage: Stage) -> None:
    """Everybody types, some of them a good deal at once; what was not taken is typed again, as the platform would."""
    typing = []
    for number in range(120):
        who = stage.dice.choice(ADDRESSES)
        words = " ".join(f"{number:03}.{part}.{who}" for part in range(stage.dice.choice([1, 1, 2, 3])))
        event = Typed(at=NOON, text=f"({words})" if number % 17 == 0 and " " not in words else words)
        incoming = Incoming(id=f"u:{number}", channel="telegram", account="1", external=who, event=event)
        typing.append(asyncio.create_task(insist(stage, incoming)))
        if stage.dice.random() < 0.3:
            await asyncio.gather(*typing)
            await asyncio.sleep(stage.dice.choice([0, 0.002, 0.01]))
    await asyncio.gather(*typing)


async def insist(stage: Stage, incoming: Incoming) -> None:
    while True:
        try:
            return await stage.turnstile.receive(incoming)
        except Unavailable:
            await asyncio.sleep(0)


async def through(tmp_path: Path, seed: int, *, rate: float, breaks: float, tells: bool = False) -> None:
    dice = random.Random(seed)
    platform = Telling(dice) if tells else Platform(dice)
    stage = Stage(f"sqlite:///{tmp_path}/{seed}.db", platform, rate=rate, breaks=breaks)
    rows = await stage.run(talk)
    texts = [text for text, _ in rows]
    assert len(texts) == len(set(texts)) >= 120
    assert {state for _, state in rows} <= {"sent", "doubt", "failed"}
    for who, arrived in platform.arrived.items():
        written = [text for text in texts if text.endswith(who)]
        sure = [text for text in arrived if text not in platform.doubted]
        assert len(sure) == len(set(sure)), "nothing sure came twice"
        assert sure == [text for text in written if text in set(sure)], "each address in order"
        assert max(map(arrived.count, arrived)) <= (1 if tells else 2), "what is in doubt came twice at the most"
        lost = set(written) - set(arrived)
        assert {state for text, state in rows if text in lost} <= {"doubt", "failed"}
    assert platform.most <= sender_.MOST_IN_FLIGHT
    assert stage.sender.busy == set()


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender_, "LOOK_AGAIN", 0.01)
    monkeypatch.setattr(engine, "turn", echo)


@pytest.mark.parametrize("seed", range(2))  # here as below: some hundred more in the soak
async def test_whatever_the_platform_does_every_message_arrives_in_order(tmp_path: Path, seed: int) -> None:
    await through(tmp_path, seed, rate=0, breaks=0)


@pytest.mark.parametrize("seed", range(2))
async def test_whatever_the_database_does_too(tmp_path: Path, seed: int) -> None:
    await through(tmp_path, seed, rate=0, breaks=0.1)


async def test_and_at_a_slow_pace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sending.pace.ADDRESS_REST", 0.01)
    await through(tmp_path, 0, rate=150, breaks=0.05)


@pytest.mark.parametrize("breaks", [0, 0.1])
@pytest.mark.parametrize("seed", range(2))
async def test_where_the_platform_tells_nothing_comes_twice(tmp_path: Path, seed: int, breaks: float) -> None:
    await through(tmp_path, seed, rate=0, breaks=breaks, tells=True)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(400, 600))
async def test_nor_does_it_however_the_dice_fall(tmp_path: Path, seed: int) -> None:
    await through(tmp_path, seed, rate=0, breaks=0.15, tells=True)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 400))
async def test_however_the_dice_fall(tmp_path: Path, seed: int) -> None:
    await through(tmp_path, seed, rate=0, breaks=0.15)


async def test_an_answer_overtakes_the_notices_that_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def turn(_: Known, event: Event, __: object) -> list[Said]:
        assert isinstance(event, Typed)
        return [Said(text=event.text, lane="conversation" if event.text == "answer" else "notice")]

    async def acts(stage: Stage) -> None:
        for many in ([f"{number}" for number in range(60)], ["answer"]):
            events = [Typed(at=NOON, text=text) for text in many]
            come = [Incoming(id=f"u:{e.text}", channel="telegram", account="1", external=f"7{e.text}", event=e) for e in events]
            await asyncio.gather(*(insist(stage, one) for one in come))

    monkeypatch.setattr(engine, "turn", turn)
    platform = Platform(random.Random(0), trouble=0)
    await Stage(f"sqlite:///{tmp_path}/lotse.db", platform, rate=150, breaks=0).run(acts)
    order = [text for said in platform.arrived.values() for text in said]
    assert len(order) == 61
    assert order.index("answer") <= 40, "it leaves with the first of them, and not after the last"
