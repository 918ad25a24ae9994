"""What was decided at the desk, for commands that only read: beside a running bot, or where there is no database yet."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.settings import Settings
from bot.texts import speech
from bot.texts.speech import Voices
from storage import corrections
from storage.crypt import KeyProblem, read_key
from storage.store import SQLite, Store


@asynccontextmanager
async def looked(settings: Settings) -> AsyncIterator[Store | None]:
    """The database, to be read; None where there is none yet. Raises StoreProblem for one that cannot be read."""
    store = _there(settings)
    if store is None:
        yield None
        return
    try:
        await store.look()
        yield store
    finally:
        await store.close()


def _there(settings: Settings) -> Store | None:
    try:
        store = Store(settings.database, read_key(settings.key_file, make=False))
    except KeyProblem:
        return None
    return None if isinstance(store.database, SQLite) and not store.database.path.exists() else store


async def voices(settings: Settings) -> Voices:
    """Everybody's, as they are heard now: with what has been corrected. Raises StoreProblem."""
    found = speech.load()
    async with looked(settings) as store:
        if store:
            found.correct(await store.read(corrections.said))
    return found
