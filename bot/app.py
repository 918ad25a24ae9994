"""The one place where things are built and joined."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from prometheus_client import start_http_server
from starlette.routing import BaseRoute, Route

import desk
from bot import mydata, points, web
from bot.channels.base import Refused
from bot.channels.telegram import Introduction, Telegram
from bot.clock import Clock
from bot.lists import live_lists
from bot.logs import where
from bot.media import Fetcher
from bot.metrics import REGISTRY
from bot.polling import Poller
from bot.sender import Sender
from bot.settings import SettingProblem, Settings
from bot.shelf import Shelf
from bot.showing import Gallery, finder
from bot.speech import Voices
from bot.speech import load as load_voices
from bot.turnstile import Turnstile, Unavailable
from bot.workbooks import load_folder
from bot.world import World
from dialogs import texts
from dialogs.form import Choice, Form
from dialogs.known import Programme
from storage import programmes
from storage.crypt import read_key
from storage.schema import setting
from storage.store import Store
from storage.upsert import upsert

SHIPPED = Path(__file__).parents[1] / "dialogs/forms"
DEPTH = 10_000  # calls within each other: a calculation may look at another one, and that again, hundreds of times
RESTART = 5.0  # seconds until something that failed is tried again
PATIENCE = 5.0  # seconds for the database to answer
log = structlog.get_logger()


@dataclass(slots=True, kw_only=True)
class App:
    """Everything that runs, joined. `now` is the only clock."""

    settings: Settings
    store: Store
    world: World
    turnstile: Turnstile
    senders: list[Sender]
    fetchers: list[Fetcher]
    clock: Clock
    shelf: Shelf
    telegram: Telegram | None
    poller: Poller | None
    now: Callable[[], datetime]


def forms(settings: Settings) -> dict[str, Form]:
    """The shipped forms, those in LOTSE_FORMS, and the imported ones; of the same name the later takes the place of the one before."""
    return load_folder(SHIPPED, *([settings.forms] if settings.forms else []), imported=settings.data / "forms", apart=True)


def lists(voices: Voices, programmes: Sequence[Programme] = ()) -> Mapping[str, Sequence[Choice]]:
    return live_lists(voices.own_names(), programmes)


def build(settings: Settings, now: Callable[[], datetime] = web.utc_now) -> App:
    """Build and join; nothing is opened yet. Raises KeyProblem, FormError, SettingProblem."""
    sys.setrecursionlimit(DEPTH)
    points.arm(settings.crash_at)
    store = Store(settings.database, read_key(settings.key_file, make=settings.sqlite))
    telegram, known = _bot(settings), forms(settings)
    world = _world(settings, known, telegram)
    turnstile = Turnstile(store, world, now)
    files = mydata.maker(store, world)
    senders, fetchers = [], []
    if telegram:
        gallery = Gallery(finder(*_beside_forms(settings)), store, telegram, turnstile, now)
        sender = Sender(store, telegram, turnstile, now, rate=settings.telegram_pace, files=files, show=gallery.show)
        turnstile.claim, turnstile.deliver, turnstile.release = sender.claim, sender.deliver, sender.release
        fetcher = Fetcher(store, telegram, turnstile, now)
        turnstile.fetch = fetcher.wake
        senders, fetchers = [sender], [fetcher]
    polls = telegram and not settings.webhook
    return App(
        settings=settings,
        store=store,
        world=world,
        turnstile=turnstile,
        senders=senders,
        fetchers=fetchers,
        clock=Clock(store, turnstile, now),
        shelf=Shelf(settings.data / "forms", known),
        telegram=telegram,
        poller=Poller(store, telegram, turnstile, now, senders[0].pace) if telegram and polls else None,
        now=now,
    )


def _world(settings: Settings, known: Mapping[str, Form], telegram: Telegram | None) -> World:
    """Raises SettingProblem for a programme whose forms are not there."""
    for programme in settings.programmes:
        if missing := {programme.start, *programme.forms} - known.keys():
            raise SettingProblem(
                f"[programmes.{programme.code}] names forms that are not there: {', '.join(sorted(missing))}. There are: {', '.join(known)}."
            )
    used = {name for programme in settings.programmes for name in (programme.start, *programme.forms)}
    voices = load_voices(forms=[known[name] for name in used], apart=True)
    return World(
        forms=known,
        voices=voices,
        lists=lists(voices, settings.programmes),
        programmes={programme.code: programme for programme in settings.programmes},
        limits={telegram.name: telegram.limits} if telegram else {},
        desk=f"http://127.0.0.1:{settings.desk_port}/desk/",
    )


def _beside_forms(settings: Settings) -> list[Path]:
    """Where files beside forms may lie: imported forms first, as they take the place of others."""
    return [settings.data / "forms", *([settings.forms] if settings.forms else []), SHIPPED]


def _bot(settings: Settings) -> Telegram | None:
    """Raises SettingProblem for a token that is none."""
    if not settings.telegram_token:
        return None
    token, secret = settings.telegram_token.reveal(), settings.telegram_secret.reveal()
    try:
        return Telegram(token, api=settings.telegram_api, secret=secret)
    except ValueError as problem:
        raise SettingProblem(f"LOTSE_TELEGRAM_TOKEN or LOTSE_TELEGRAM_API is wrong. {problem}") from problem


@asynccontextmanager
async def running(app: App) -> AsyncIterator[App]:
    """Open the database and start everything but the web server; at the end let what is under way come to its end.

    Raises StoreProblem, KeyProblem.
    """
    await app.store.open(apart=True)
    lane = _kept_up("turnstile", app.turnstile.run)
    shelf = _kept_up("forms", app.shelf.watch)
    coming = [*_coming(app), *(_kept_up(f"files {fetcher.account}", fetcher.run) for fetcher in app.fetchers)]
    leaving = [_kept_up(sender.account, sender.run) for sender in app.senders]
    try:
        await app.turnstile.write(lambda connection: programmes.keep(connection, app.world.programmes.values()))
        app.clock.start()
        if app.settings.metrics_port:
            start_http_server(app.settings.metrics_port, addr="127.0.0.1", registry=REGISTRY)
        yield app
    finally:
        app.clock.stop()
        await _end([shelf, *coming])
        for sender in app.senders:
            await sender.finish()
        app.turnstile.stop()
        await asyncio.wait([lane], timeout=PATIENCE)
        await _end([*leaving, lane])
        if app.telegram:
            await app.telegram.close()
        await app.store.close()


def _kept_up(name: str, work: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
    """A task that people wait for: whatever ends it is logged, and it starts anew."""

    async def keep_up() -> None:
        while True:
            try:
                return await work()
            except Exception as problem:  # noqa: BLE001 - it may not end because of anything unforeseen
                log.error("task failed", name=name, problem=where(problem))
                await asyncio.sleep(RESTART)

    return asyncio.create_task(keep_up(), name=name)


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _coming(app: App) -> list[asyncio.Task[None]]:
    """Webhook or polling; the bot introduces itself in every language."""
    if not app.telegram:
        return []
    telegram, world = app.telegram, app.world
    hearing = app.poller.run if app.poller else lambda: _until_heard(telegram, app.settings)
    return [_kept_up("hearing", hearing), _kept_up("introduction", lambda: _introduce(telegram, world))]


async def _until_heard(channel: Telegram, settings: Settings) -> None:
    """Tell Telegram where we are; a platform that cannot be reached is tried again."""
    while True:
        try:
            await channel.set_webhook(f"{settings.public_url}/webhooks/telegram", settings.telegram_secret.reveal())
            return
        except Refused as refused:
            log.warning("webhook not set yet", reason=refused.reason)
            await asyncio.sleep(refused.after or RESTART)


async def _introduce(channel: Telegram, world: World) -> None:
    """Commands and descriptions per language; what Telegram does not like of it is a pity, not a failure."""
    spoken = {code: world.voices[code] for code in world.voices.languages}
    texts_ = {
        code: Introduction(
            commands=tuple((name, speech.say(text)) for name, text in texts.COMMANDS.items()),
            description=speech.say(texts.DESCRIPTION),
            short=speech.say(texts.SHORT_DESCRIPTION),
        )
        for code, speech in spoken.items()
    }
    while True:
        try:
            for reason in await channel.introduce(texts_):
                log.warning("introduction refused", reason=reason)
            return
        except Refused as refused:
            log.warning("not introduced yet", reason=refused.reason)
            await asyncio.sleep(refused.after or RESTART)


def routes(app: App) -> list[BaseRoute]:
    """Webhooks, where there is a secret to prove who calls."""
    if not app.telegram or not app.settings.webhook:
        return []
    return [Route("/webhooks/telegram", web.TelegramWebhook(app.telegram, app.turnstile, app.now), methods=["POST"])]


def desk_route(app: App) -> BaseRoute:
    return desk.mount(
        read=app.store.read,
        submit=app.turnstile.write,
        keyring=app.store.keyring,
        forms=app.world.forms,
        voices=app.world.voices,
        lists=app.world.lists,
        now=app.now,
    )


async def ready(app: App) -> dict[str, Any]:
    """Whether the database can be written and the accounts are on."""
    parts: list[Sender | Poller] = [*app.senders, *([app.poller] if app.poller else [])]
    off = sorted({part.account for part in parts if not part.on})
    row = {"name": "ready", "value": b""}
    try:
        async with asyncio.timeout(PATIENCE):
            await app.turnstile.write(lambda connection: connection.execute(upsert(setting, connection.dialect.name), row))
        writable = True
    except (Unavailable, TimeoutError):
        writable = False
    return {"ready": writable and not off, "database": writable, "accounts_off": off}
