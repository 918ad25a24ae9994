"""The whole bot inside a test, beside a pretended Telegram or WhatsApp: everything real but the clock, which the test moves."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from inspect import isawaitable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, select

from bot import app as app_
from bot import settings as settings_
from bot.app import App
from bot.road import web
from bot.sending import sender
from bot.texts import catalogue
from bot.workbooks.reading import load_folder
from dialogs.form import Form
from phone import FakeTelegram, FakeWhatsApp, Hand
from phone.server import InProcessServer, loopback_socket
from storage import store as store_
from storage.elsewhere import elsewhere
from storage.schema import concern, quarantine
from storage.schema import outbox as outbox_
from storage.store import Store
from tests.run_lotse import KEY, SECRET, TOML, answers_by_id, prepare, whatsapp_settings

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BUTTONS = """
| survey |
| | type | name | label | required |
| | select_one yes_no | ready | Are you ready? | yes |
| | select_multiple things | likes | What do you like? | yes |
| | text | words | Please say words. | yes |

| choices |
| | list_name | name | label |
| | yes_no | yes | Yes |
| | yes_no | no | No |
| | things | tea | Tea |
| | things | coffee | Coffee |

| settings |
| | form_title | form_id | version | namespaces | attribute::lotse:summary |
| | Buttons | buttons | 1 | lotse="https://lotse.org/xforms" | no |
"""
T = TypeVar("T")


class Clock:
    """The time, which passes only when the test says so."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def later(self, **much: float) -> None:
        self.now += timedelta(**much)


@dataclass
class Road:
    app: App
    fake: FakeTelegram
    clock: Clock
    url: str = ""  # of the web server, with a webhook
    meta: FakeWhatsApp | None = None

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await self.app.store.read(work)

    async def rows(self, table: Any, *columns: str) -> list[Any]:
        """Of a table, by its key; one column alone comes as plain values."""
        keys = list(table.primary_key.columns)
        found = await self.read(
            lambda connection: list(connection.execute(select(*(table.c[name] for name in columns)).order_by(*keys)))
        )
        return [row[0] for row in found] if len(columns) == 1 else [tuple(row) for row in found]

    async def states(self) -> list[str]:
        return await self.rows(outbox_, "state")

    async def concerns(self) -> list[str]:
        return await self.rows(concern, "kind")

    async def set_aside(self) -> list[str]:
        return await self.rows(quarantine, "reason")

    async def answers(self) -> dict[str, list[tuple[str, str]]]:
        """{the platform's id of a person: (path, value) in the order in which they were kept}"""
        return await self.read(lambda connection: answers_by_id(connection, self.app.store.keyring))

    async def waits(self, reason: str) -> bool:
        """Whether something waits for that reason."""
        return ("todo", reason) in await self.rows(outbox_, "state", "reason")

    async def looked(self) -> None:
        """The sender has looked into its outbox twice, and Telegram has had time to answer."""
        await asyncio.sleep(3 * sender.LOOK_AGAIN)

    async def until(self, true: Callable[[], Any]) -> None:
        """Wait, some seconds at the most, for something that comes by itself."""
        async with asyncio.timeout(10):
            while not (await found if isawaitable(found := true()) else found):  # noqa: ASYNC110 - nobody could tell us
                await asyncio.sleep(0.02)

    async def settled(self) -> None:
        """Nothing waits and nothing is on its way."""

        async def quiet() -> bool:
            return not {"todo", "sending"} & set(await self.states())

        await self.until(quiet)

    async def ready(self) -> dict[str, Any]:
        return await app_.ready(self.app)


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Form]:
    folder = tmp_path_factory.mktemp("road")
    prepare(folder)
    (folder / "forms/buttons.md").write_text(BUTTONS, encoding="utf-8")
    return load_folder(folder / "forms")


_read: dict[str, Any] = {}


def once(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same, asked once for all tests: catalogues and names of languages do not change between them."""

    def ask(*arguments: Any) -> Any:
        asked = repr((function.__qualname__, arguments))
        if asked not in _read:
            _read[asked] = function(*arguments)
        return copy(_read[asked])

    return ask


def hurry(monkeypatch: pytest.MonkeyPatch, forms: dict[str, Form]) -> None:
    """Pauses that are there for the platform's sake become short, and forms and catalogues are read once for all tests."""
    monkeypatch.setattr("bot.texts.speech.elsewhere", once(elsewhere))
    monkeypatch.setattr("bot.texts.speech.catalogue.read", once(catalogue.read))
    for reader in ("bot.app.forms", "bot.forms.library.forms"):
        monkeypatch.setattr(reader, lambda _: forms)
    monkeypatch.setattr("bot.app.RESTART", 0.05)
    monkeypatch.setattr("bot.introducing.AGAIN", 0.05)
    monkeypatch.setattr("bot.sending.sender.LOOK_AGAIN", 0.05)
    monkeypatch.setattr("bot.road.turnstile.REST", 0.01)
    monkeypatch.setattr("bot.road.marks.REST", 0.05)
    monkeypatch.setattr("bot.road.polling.PAUSE", 0.05)
    monkeypatch.setattr("bot.road.web.COME_AGAIN", "1")
    monkeypatch.setattr("storage.store.BUSY_MS", 100)
    monkeypatch.setattr("storage.store.LOCK_EVERY", 0.05)
    monkeypatch.setattr(Store, "_migrate_apart", lambda self: self.write(store_.migrate))


@asynccontextmanager
async def road(
    folder: Path,
    database: str = "",
    *,
    webhook: bool = False,
    start: str = "short",
    toml: str = TOML,
    pace: float = 0,
    fake: FakeTelegram | None = None,
    clock: Clock | None = None,
    meta: FakeWhatsApp | None = None,
    telegram_too: bool = True,
    **variables: str,
) -> AsyncIterator[Road]:
    """`folder` for its data; `fake` and `clock` to have several beside one Telegram. With `meta` there is WhatsApp too, or alone.
    `variables`: more settings, by their names in small letters.
    """
    _made(folder, toml.replace('"short"', f'"{start}"'))
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(FakeTelegram()) if fake is None else fake
        listener = loopback_socket("127.0.0.1", 0)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        clock = clock or Clock()
        own = _telegram(telegram, url if webhook else "", pace) if telegram_too else {}
        own |= (_whatsapp(meta) if meta else {}) | {f"LOTSE_{name.upper()}": value for name, value in variables.items()}
        built = app_.build(_settings(folder, database, own), clock)
        if webhook or meta:
            site = InProcessServer(web.build(app_.routes(built), lambda: app_.ready(built)), listener)
            await site.start()
            stack.push_async_callback(site.stop)
        else:
            listener.close()
        found = Road(await stack.enter_async_context(app_.running(built)), telegram, clock, url, meta)
        if meta:
            await meta.webhook(f"{url}/webhooks/whatsapp")
        yield found


def _made(folder: Path, toml: str) -> None:
    folder.mkdir(exist_ok=True)
    if not (folder / "key").exists():
        prepare(folder)
    (folder / "lotse.toml").write_text(toml, encoding="utf-8")


def _telegram(fake: FakeTelegram, url: str, pace: float) -> dict[str, str]:
    own = {"LOTSE_TELEGRAM_TOKEN": fake.token, "LOTSE_TELEGRAM_API": fake.url, "LOTSE_TELEGRAM_PACE": str(pace)}
    return own | ({"LOTSE_PUBLIC_URL": url, "LOTSE_TELEGRAM_SECRET": SECRET} if url else {})


def _whatsapp(meta: FakeWhatsApp) -> dict[str, str]:
    return {f"LOTSE_{name.upper()}": value for name, value in whatsapp_settings(meta).items()}


def _settings(folder: Path, database: str, more: dict[str, str]) -> settings_.Settings:
    own = {
        "LOTSE_DATABASE": database or f"sqlite:///{folder}/lotse.db",
        "LOTSE_KEY_FILE": str(folder / "key"),
        "LOTSE_DATA": str(folder),
        "LOTSE_CONFIG": str(folder / "lotse.toml"),
    }
    return settings_.read(own | more)


def texts(hand: Hand) -> Sequence[str]:
    """All that ever arrived on a phone, in order."""
    return [shown.text for shown in hand.chat.journal if shown.kind == "sent"]


__all__ = ["KEY", "NOON", "Clock", "Road", "forms", "hurry", "road", "texts"]
