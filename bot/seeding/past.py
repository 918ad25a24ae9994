"""The demo begins with a past: three hundred people, and the four of the staff who looked after them for weeks. See docs/testing.md."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot import app
from bot.accounts import accounts
from bot.forms import library
from bot.seeding.lives import BEGAN, Play, over, spread
from bot.seeding.staff import Member, hire, history
from bot.seeding.stories import Life, lives
from bot.seeding.workshops import Timetable
from bot.settings import Settings
from bot.world import World
from storage import programmes
from storage.crypt import Keyring, read_key
from storage.store import Store
from storage.times import ms


async def seed(settings: Settings, now: datetime) -> Sequence[Member]:
    """Make the database and everybody in it; the staff."""
    ours = accounts(settings)
    world = app.world_of(settings, library.forms(settings), ours)
    everybody = lives(world, {channel.name: f"{channel.name}:{channel.account}" for channel in ours.channels})
    await ours.close()
    store = Store(settings.database, read_key(settings.key_file, make=True))
    await store.open()
    try:
        return await store.write(lambda connection: live(connection, store.keyring, world, everybody, now))
    finally:
        await store.close()


def live(connection: Connection, keyring: Keyring, world: World, everybody: list[Life], now: datetime) -> Sequence[Member]:
    """Everything that has happened until now."""
    programmes.keep(connection, world.programmes.values())
    staff = hire(connection, keyring, now, world.first.zone)
    play = Play(connection=connection, keyring=keyring, world=world, lives=everybody, at=now - BEGAN)
    play.play()
    spread(connection, everybody)
    over(connection, ms(now))
    Timetable(play=play, staff=staff, now=now).live()
    over(connection, ms(now))
    history(play, staff, now)
    over(connection, ms(now))
    return staff
