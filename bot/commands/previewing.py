"""`lotse digest preview`: what everybody of the staff would be told now, in chat and by mail. Nothing is sent, nothing counts as told."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import Connection

from bot import app
from bot.accounts import accounts
from bot.forms import library
from bot.reports.composing import Made, Making
from bot.reports.digests import channels
from bot.settings import SettingProblem, Settings
from bot.wallclock import utc_now
from bot.world import World
from storage.answers.review import public
from storage.crypt import read_key
from storage.messages.letters import CHANNEL
from storage.staff import coordinators, digesting
from storage.store import Store

RULE = "-" * 72


async def preview(settings: Settings, who: str = "", language: str = "", now: Callable[[], datetime] = utc_now) -> int:
    """`who`: a name, an e-mail address or an id; "" = everybody. Raises SettingProblem for somebody or a language that is not there."""
    world = app.world_of(settings, library.forms(settings), accounts(settings))
    if language and language not in world.voices.desk.languages:
        raise SettingProblem(f"The desk does not speak {language}. It speaks: {', '.join(world.voices.desk.languages)}.")
    store = Store(settings.database, read_key(settings.key_file, make=False))
    try:
        await store.look()
        said = await store.read(lambda connection: list(_said(connection, store, world, who, language, now())))
    finally:
        await store.close()
    if who and not said:
        raise SettingProblem(f"Nobody who can be told is called {who}. See: lotse coordinator list")
    print("\n".join(said) or "There is nobody who can be told anything.")
    return 0


def _said(connection: Connection, store: Store, world: World, who: str, language: str, now: datetime) -> Iterator[str]:
    known = {one.id: one for one in coordinators.members(connection, store.keyring)}
    for one in digesting.readers(connection):
        member = known[one.id]
        if who and who.casefold() not in (member.name.casefold(), member.email.casefold(), public(one.id)):
            continue
        yield from (RULE, f"{public(one.id)} {member.name}")
        found = channels(world, one)
        for channel in found:
            yield from _told(Making(connection, world, one, now).made(channel, language), channel)
        if not found:
            yield "They have chosen no way to be told, or have none."


def _told(made: Made, channel: str) -> Iterator[str]:
    yield from ("", f"[{channel}] " + ("would be sent" if made.tally.fresh else "nothing new, so nothing would be sent"), "")
    if channel == CHANNEL:
        letter = made.letter()
        yield from (f"Subject: {letter.subject}", "", letter.text, letter.html)
    else:
        said = made.said()
        yield from (said.text, *(f"[{option.label}]" for option in said.options))
