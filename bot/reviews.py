"""What `lotse check` tells of who has read the texts of a language."""

from bot.settings import Settings
from storage import coordinators, corrections
from storage.crypt import KeyProblem, read_key
from storage.store import SQLite, Store, StoreProblem
from storage.times import when


async def reviews(settings: Settings) -> list[str]:
    """A line for each language that somebody has marked as read at the desk; none where there is no database yet."""
    try:
        store = Store(settings.database, read_key(settings.key_file, make=False))
    except KeyProblem:
        return []
    if isinstance(store.database, SQLite) and not store.database.path.exists():
        return []
    try:
        await store.look()
        found = await store.read(corrections.reviews)
        names = {
            one.id: one.name for one in await store.read(lambda connection: coordinators.members(connection, store.keyring))
        }
        made = await store.read(corrections.corrections)
    except StoreProblem:
        return []
    finally:
        await store.close()
    return [
        f"{language}: what {whom} read was read through by {names.get(one.by, f'{one.by:x}')} on {when(one.at).date()}, "
        f"{sum(other.language == language and other.at > one.at for other in made)} texts corrected since"
        for (language, whom), one in sorted(found.items())
    ]
