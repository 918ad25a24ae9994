"""The one place where things are built and joined."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from prometheus_client import start_http_server
from starlette.routing import BaseRoute, Route

import desk
from bot import introducing
from bot.accounts import Accounts, accounts, pace
from bot.channels.telegram import Telegram
from bot.clock import Clock
from bot.exports.jobs import Exports
from bot.files.media import Fetcher
from bot.forms.library import DEPTH, SHIPPED, beside, forms, lists
from bot.forms.publishing import Publisher
from bot.forms.shelf import Shelf
from bot.logs import where
from bot.metrics import REGISTRY
from bot.road import points, web
from bot.road.dispatch import Dispatch, join
from bot.road.polling import Poller
from bot.road.turnstile import Turnstile, Unavailable
from bot.sending import templates
from bot.sending.calls import Calls
from bot.sending.sender import Sender
from bot.sending.showing import Gallery, finder
from bot.settings import SettingProblem, Settings
from bot.texts.correcting import Wordings
from bot.texts.speech import load as load_voices
from bot.wallclock import utc_now
from bot.workshops import enclosures
from bot.workshops.certifying import Certificates
from bot.workshops.timetables import Timetables
from bot.world import World
from desk.security import Place
from desk.signin.openid import OpenId
from dialogs.form import Form
from storage import programmes
from storage.crypt import read_key
from storage.messages import letters
from storage.schema import setting
from storage.store import Store
from storage.upsert import upsert

if TYPE_CHECKING:
    from bot.sending.mail import Post

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
    publisher: Publisher
    accounts: Accounts
    dispatch: Dispatch
    poller: Poller | None
    exports: Exports
    now: Callable[[], datetime]

    @property
    def telegram(self) -> Telegram | None:
        return self.accounts.telegram

    @property
    def post(self) -> "Post | None":
        """What sends a mail of a few words; None where no mail server is set."""
        if not self.world.mail:
            return None
        from bot.sending.mail import post  # noqa: PLC0415 - some MB, for those who have it

        return post(self.turnstile.write, self.store.keyring, self.world.mail, self.now)


def build(settings: Settings, now: Callable[[], datetime] = utc_now) -> App:
    """Build and join; nothing is opened yet. Raises KeyProblem, FormError, SettingProblem."""
    sys.setrecursionlimit(DEPTH)
    points.arm(settings.crash_at)
    store = Store(settings.database, read_key(settings.key_file, make=settings.sqlite))
    ours, known = accounts(settings), forms(settings)
    world = world_of(settings, known, ours)
    turnstile = Turnstile(store, world, now)
    files, knock = enclosures.maker(store, world, now), lambda one, without: templates.knock(one, world, without=without)
    senders, fetchers = [], []
    for channel in ours.channels:
        gallery = Gallery(finder(*beside(settings)), store, channel, turnstile, now)
        calls = Calls(channel, pace(settings, channel.name), files=files, show=gallery.show, knock=knock)
        senders.append(
            Sender(store, calls, turnstile, now, patience=settings.whatsapp_patience, people=settings.whatsapp_people)
        )
        fetchers.append(Fetcher(store, channel, turnstile, now))
    if settings.mail_from:
        from bot.sending.mail import Mailer, server  # noqa: PLC0415 - as above

        senders.append(Sender(store, Mailer(server(settings), now), turnstile, now))
    turnstile.fetch = partial(_wake, fetchers)
    polls = ours.telegram and not settings.webhook
    return App(
        settings=settings,
        store=store,
        world=world,
        turnstile=turnstile,
        senders=senders,
        fetchers=fetchers,
        clock=Clock(store, turnstile, now),
        shelf=Shelf(settings.data / "forms", known),
        publisher=Publisher(store, world, settings.data / "forms", SHIPPED),
        accounts=ours,
        dispatch=join(turnstile, senders),
        poller=Poller(store, ours.telegram, turnstile, now, senders[0].pace) if ours.telegram and polls else None,
        exports=Exports(settings, turnstile.write, now),
        now=now,
    )


def _wake(fetchers: Sequence[Fetcher]) -> None:
    for fetcher in fetchers:
        fetcher.wake()


def world_of(settings: Settings, known: dict[str, Form], ours: Accounts) -> World:
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
        limits=ours.limits,
        windows=ours.windows,
        mail=f"{letters.CHANNEL}:{settings.mail_from}" if settings.mail_from else "",
        desk=f"{settings.desk_at}/desk/",
    )


@asynccontextmanager
async def running(app: App) -> AsyncIterator[App]:
    """Open the database and start everything but the web server; at the end let what is under way come to its end.

    Raises StoreProblem, KeyProblem.
    """
    await app.store.open(apart=True)
    lane = _kept_up("turnstile", app.turnstile.run)
    await app.publisher.refresh()
    shelf = [_kept_up("forms", app.shelf.watch), _kept_up("publisher", app.publisher.watch)]
    coming = [*_coming(app), *(_kept_up(f"files {fetcher.account}", fetcher.run) for fetcher in app.fetchers)]
    coming.append(_kept_up("exports", app.exports.watch))
    leaving = [_kept_up(sender.account, sender.run) for sender in app.senders]
    try:
        await app.turnstile.write(lambda connection: programmes.keep(connection, app.world.programmes.values()))
        app.clock.start()
        if app.settings.metrics_port:
            start_http_server(app.settings.metrics_port, addr="127.0.0.1", registry=REGISTRY)
        yield app
    finally:
        app.clock.stop()
        await _end([*shelf, *coming])
        await app.exports.finish()
        for sender in app.senders:
            await sender.finish()
        app.turnstile.stop()
        await asyncio.wait([lane], timeout=PATIENCE)
        await _end([*leaving, lane])
        await app.accounts.close()
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
    """Webhook or polling; the bot introduces itself in every language, and learns what it is called."""
    found = [_kept_up("doors", lambda: introducing.learn_doors(app.accounts.channels, app.world.doors))]
    if app.telegram:
        telegram, url, secret = app.telegram, app.settings.public_url, app.settings.telegram_secret.reveal()
        hearing = app.poller.run if app.poller else lambda: introducing.until_heard(telegram, url, secret)
        found += [
            _kept_up("hearing", hearing),
            _kept_up("introduction", lambda: introducing.introduce(telegram, app.world.voices)),
        ]
    return found


def routes(app: App) -> list[BaseRoute]:
    """Webhooks, where there is a secret to prove who calls."""
    found: list[BaseRoute] = []
    if app.telegram and app.settings.webhook:
        found.append(Route("/webhooks/telegram", web.TelegramWebhook(app.telegram, app.turnstile, app.now), methods=["POST"]))
    if app.accounts.whatsapp:
        from bot.road.web_whatsapp import WhatsAppWebhook  # noqa: PLC0415 - with the channel that it reads by

        webhook = WhatsAppWebhook(app.accounts.whatsapp, app.turnstile, app.dispatch, app.now)
        found.append(Route("/webhooks/whatsapp", webhook, methods=["GET", "POST"]))
    return found


def desk_route(app: App) -> BaseRoute:
    shown = desk.Desk(
        read=app.store.read,
        submit=app.turnstile.write,
        keyring=app.store.keyring,
        forms=app.world.forms,
        voices=app.world.voices,
        lists=app.world.lists,
        now=app.now,
        off=lambda: accounts_off(app),
        hushed=lambda: accounts_hushed(app),
        people_a_day=app.settings.whatsapp_people,
        windows=app.world.windows,
        happen=app.turnstile.receive,
        place=Place(app.settings.desk_at, public=bool(app.settings.desk_url)),
        post=app.post,
        openid=_openid(app.settings),
        doors=app.world.doors,
        exporter=app.exports,
        programmes=app.world.programmes,
        publisher=app.publisher,
        texts=Wordings(app.world),
        workshop_files=Timetables(),
        certificates=Certificates(app.store, app.world, app.now),
    )
    return desk.mount(shown)


def _openid(settings: Settings) -> OpenId | None:
    """The organisation's own sign-in, where one is set."""
    if not settings.oidc_issuer:
        return None
    from bot.oidc import Provider  # noqa: PLC0415 - some MB, for those who have one

    return Provider(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret.reveal())


def accounts_off(app: App) -> list[str]:
    """Those that a platform refuses."""
    parts: list[Sender | Poller] = [*app.senders, *([app.poller] if app.poller else [])]
    return sorted({part.account for part in parts if not part.on})


def accounts_hushed(app: App) -> dict[str, datetime]:
    """Those that may write first to nobody, until when."""
    passing = time.monotonic()
    left = {sender.account: sender.state.silent_for(passing) for sender in app.senders}
    return {account: app.now() + timedelta(seconds=seconds) for account, seconds in left.items() if seconds}


async def ready(app: App) -> dict[str, Any]:
    """Whether the database can be written and the accounts are on."""
    off = accounts_off(app)
    row = {"name": "ready", "value": b""}
    try:
        async with asyncio.timeout(PATIENCE):
            await app.turnstile.write(lambda connection: connection.execute(upsert(setting, connection.dialect.name), row))
        writable = True
    except (Unavailable, TimeoutError):
        writable = False
    return {"ready": writable and not off, "database": writable, "accounts_off": off}
