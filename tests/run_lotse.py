"""The real bot as a process of its own, which a test may kill and start again on the same data; and people who go on regardless."""

import asyncio
import os
import random
import signal
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import orjson
from sqlalchemy import Connection, select

from phone import FakeTelegram, FakeWhatsApp, Hand, WhatsAppHand
from phone.delivery import LONGEST_PAUSE
from storage.answers import extract
from storage.crypt import Keyring
from storage.schema import address, outbox
from storage.store import Store
from tests import forked
from tests.forked import Forked

ROOT = Path(__file__).parents[1]
KEY = bytes(range(32))
SECRET = "s3cret"
PORTS = range(20_000, 32_000)
START_SECONDS = 60.0  # on a machine with much else to do
UNTOLD_SECONDS = 20.0  # until a question is put once more of whose fate WhatsApp has told nothing
RETRY_SECONDS = 5.0  # at most until WhatsApp posts a webhook again: each crash makes the pause longer, up to a minute otherwise
CRASHED = 137
KILLED = -9
QUESTIONS = ("alpha", "beta", "gamma", "delta", "epsilon")
FORM = "\n".join(
    [
        "| survey |",
        "| | type | name | label | required |",
        *(f"| | text | {name} | Please say {name}. | yes |" for name in QUESTIONS),
        "",
        "| settings |",
        "| | form_title | form_id | version | namespaces | attribute::lotse:summary |",
        '| | Short | short | 1 | lotse="https://lotse.org/xforms" | no |',
    ]
)
TOML = '[programmes.test]\nname = "Test"\nstart = "short"\nforms = ["short"]\nquiet = [0, 0]\n'


def free_port() -> int:
    """Below those that Linux gives to connections (32768 and up): it stays free while nobody listens there, between two starts."""
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")


@dataclass
class Lotse:
    """One process, or one after the other, on the same data and at the same port."""

    folder: Path
    fake: FakeTelegram
    database: str
    webhook: bool = False
    meta: FakeWhatsApp | None = None  # instead of Telegram
    port: int = field(default_factory=free_port)
    desk_port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | Forked | None = None
    starts: int = 0
    whole: bool = False  # a Python that imports everything itself, as people start it; else forked from one that has

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / f"log-{self.port}"

    def environment(self, **variables: str) -> dict[str, str]:
        own = {
            **(self._whatsapp() if self.meta else self._telegram()),
            "database": self.database,
            "key_file": str(self.folder / "key"),
            "data": str(self.folder),
            "port": str(self.port),
            "desk_port": str(self.desk_port),
            "forms": str(self.folder / "forms"),
            "config": str(self.folder / "lotse.toml"),
            **variables,
        }
        return {f"LOTSE_{name.upper()}": value for name, value in own.items()} | {"PATH": os.environ["PATH"]}

    def _telegram(self) -> dict[str, str]:
        own = {"telegram_token": self.fake.token, "telegram_api": self.fake.url, "telegram_pace": "0"}
        return own | ({"public_url": self.url, "telegram_secret": SECRET} if self.webhook else {})

    def _whatsapp(self) -> dict[str, str]:
        assert self.meta
        return whatsapp_settings(self.meta) | {"whatsapp_patience": str(UNTOLD_SECONDS)}

    def new_phone(self, name: str) -> Hand | WhatsAppHand:
        return self.meta.new_phone(name, "en") if self.meta else self.fake.new_phone(name, "en")

    async def start(self, **variables: str) -> None:
        """Until it is ready to work, or gone again."""
        self.starts += 1
        self.process = await self._begun(self.environment(**variables))
        await self.answering()

    async def _begun(self, environment: dict[str, str]) -> asyncio.subprocess.Process | Forked:
        if not self.whole:
            return Forked(forked.lotse, "run", environment=environment, log=self.log)
        command = (sys.executable, "-m", "bot", "run")
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environment, stderr=log, stdout=log)

    async def answering(self) -> None:
        """Waits until it is ready to work, or gone again."""
        async with asyncio.timeout(START_SECONDS), httpx.AsyncClient(trust_env=False) as client:
            while self.alive and not await _answers(client, f"{self.url}/healthz"):  # noqa: ASYNC110 - in another process
                await asyncio.sleep(0.05)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.returncode is None

    def patience(self, crashes: int) -> float:
        """Seconds within which the next thing must happen to anybody, when the bot dies so often meanwhile.

        Each time it has to start, a platform pauses before it tries again (longer and longer, up to a bound), and what was on its way
        is said once more when WhatsApp has told nothing of it for a while.
        """
        again = RETRY_SECONDS + UNTOLD_SECONDS if self.meta else LONGEST_PAUSE
        return (START_SECONDS + again) * (1 + crashes)

    async def ended(self, seconds: float = START_SECONDS) -> int:
        """Its exit code. Raises TimeoutError."""
        assert self.process
        async with asyncio.timeout(seconds):
            return await self.process.wait()

    async def kill(self) -> int:
        """As power cuts do."""
        assert self.process
        self.process.kill()
        return await self.ended()

    async def stop(self) -> int:
        """As service managers do."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        return await self.ended()

    def said(self) -> str:
        """All that it ever wrote."""
        return self.log.read_text(encoding="utf-8")


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url, timeout=1)).is_success
    except httpx.TransportError:
        return False


def whatsapp_settings(meta: FakeWhatsApp) -> dict[str, str]:
    return {
        "whatsapp_token": meta.token,
        "whatsapp_phone_number_id": ",".join(meta.numbers),
        "whatsapp_business_account_id": meta.business,
        "whatsapp_app_secret": meta.secret,
        "whatsapp_verify_token": meta.verify_token,
        "whatsapp_api": meta.api,
        "whatsapp_pace": "0",
    }


def prepare(folder: Path) -> None:
    """A key, a short form, and a programme that begins with it and whose people are always awake."""
    (folder / "forms").mkdir()
    (folder / "forms/short.md").write_text(FORM, encoding="utf-8")
    (folder / "lotse.toml").write_text(TOML, encoding="utf-8")
    (folder / "key").write_bytes(KEY)
    (folder / "key").chmod(0o600)


@asynccontextmanager
async def lotse(
    folder: Path, database: str, *, webhook: bool = False, whatsapp: bool = False, whole: bool = False
) -> AsyncIterator[Lotse]:
    """Beside a pretended Telegram, or with `whatsapp` a pretended WhatsApp; nothing is started yet."""
    prepare(folder)
    async with FakeTelegram() as fake, FakeWhatsApp(retry_unit=0.05) as meta:
        found = Lotse(folder, fake, database, webhook, meta if whatsapp else None, whole=whole)
        if whatsapp:
            meta.account.hooks.longest_pause = RETRY_SECONDS
            await meta.webhook(f"{found.url}/webhooks/whatsapp", verify=False)  # nobody answers there yet
        try:
            yield found
        finally:
            if found.alive:
                await found.kill()


# --- People -----------------------------------------------------------------------------------------------------------


async def walk(
    hand: Hand | WhatsAppHand, *, mark: str = "", dice: random.Random | None = None, seconds: float = START_SECONDS
) -> None:
    """Through the short form, each answer after its question; `dice` make it up to 0.3 s of thinking. Raises AssertionError where
    no question comes within so many seconds.
    """
    await (hand.start() if isinstance(hand, Hand) else hand.say("Hello"))
    for name in QUESTIONS:
        await hand.expect(f"Please say {name}.", seconds)
        await asyncio.sleep(dice.uniform(0, 0.3) if dice else 0)
        await hand.say(answer(hand, name, mark))
    await hand.expect(1, seconds)


def answer(hand: Hand | WhatsAppHand, name: str, mark: str = "") -> str:
    return f"{name} of {hand.id}{mark}"


def copies(hand: Hand | WhatsAppHand) -> int:
    """Messages beyond the first that ask the same: the short form asks nothing twice."""
    texts = [text for text in (shown.text for shown in hand.chat.journal if shown.kind == "sent") if "Please say" in text]
    return len(texts) - len(set(texts))


async def answers(database: str) -> dict[str, list[tuple[str, str]]]:
    """{the platform's id of a person: their answers (path, value) in the order in which they were kept}, from a database nobody uses."""
    store = Store(database, Keyring(KEY))
    await store.open()
    try:
        return await store.read(lambda connection: answers_by_id(connection, store.keyring))
    finally:
        await store.close()


async def fates(database: str) -> set[str]:
    """What became of all that was to be said, from a database nobody uses."""
    store = Store(database, Keyring(KEY))
    await store.open()
    try:
        return await store.read(lambda connection: set(connection.scalars(select(outbox.c.state))))
    finally:
        await store.close()


def answers_by_id(connection: Connection, keyring: Keyring) -> dict[str, list[tuple[str, str]]]:
    by_person = {
        filled.person: [(given.path, given.value) for given in filled.sheet.answers]
        for filled in extract.filled(connection, keyring, "short")
        if filled
    }
    return {who: by_person[number] for number, who in people(connection, keyring).items() if number in by_person}


def people(connection: Connection, keyring: Keyring) -> dict[int, str]:
    """{person: the platform's id}"""
    rows = connection.execute(select(address.c.key, address.c.person, address.c.external))
    return {number: keyring.house.open(f"address:external:{key}", external).decode() for key, number, external in rows}


def expected(hands: Sequence[Hand | WhatsAppHand]) -> dict[str, list[tuple[str, str]]]:
    """What `answers` gives when nothing was lost and nothing applied twice."""
    return {known_as(hand): [(name, answer(hand, name)) for name in QUESTIONS] for hand in hands}


def known_as(hand: Hand | WhatsAppHand) -> str:
    """The platform's id of somebody, to send to."""
    return str(hand.id) if isinstance(hand, Hand) else hand.phone_number


def logged(said: str) -> list[dict[str, object]]:
    """The lines of a log that are ours."""
    return [orjson.loads(line) for line in said.splitlines() if line.startswith("{")]
