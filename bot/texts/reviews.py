"""What `lotse check` tells of who has read the texts of a language."""

from bot.settings import Settings
from bot.texts.corrected import looked
from storage import corrections
from storage.staff import coordinators
from storage.store import Store, StoreProblem
from storage.times import when


async def reviews(settings: Settings) -> list[str]:
    """A line for each language that somebody has marked as read at the desk; none where there is no database yet."""
    try:
        async with looked(settings) as store:
            return await _told(store) if store else []
    except StoreProblem:
        return []


async def _told(store: Store) -> list[str]:
    found = await store.read(corrections.reviews)
    names = await store.read(lambda connection: coordinators.names(connection, store.keyring))
    made = await store.read(corrections.corrections)
    return [
        f"{language}: what {whom} read was read through by {names.get(one.by, f'{one.by:x}')} on {when(one.at).date()}, "
        f"{sum(other.language == language and other.at > one.at for other in made)} texts corrected since"
        for (language, whom), one in sorted(found.items())
    ]
