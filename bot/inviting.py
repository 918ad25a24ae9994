"""Inviting a coordinator from the command line."""

from datetime import time

from bot import web
from bot.settings import SettingProblem, Settings
from storage import coordinators, programmes
from storage.crypt import read_key
from storage.store import Store
from storage.times import ms


async def invite(settings: Settings, name: str, *, programme: str | None, language: str, hour: str) -> str:
    """The payload of their start link. Raises SettingProblem for a programme that is not there, or an hour that is none."""
    known = {one.code: one for one in settings.programmes}
    chosen = known.get(programme) if programme else next(iter(known.values()))
    if chosen is None:
        raise SettingProblem(f"There is no programme {programme}. lotse.toml names: {', '.join(known)}.")
    try:
        hour = time.fromisoformat(hour).strftime("%H:%M")
    except ValueError as problem:
        raise SettingProblem(f"{hour} is no time of day. Write --hour as on a clock, for example 08:00.") from problem
    store = Store(settings.database, read_key(settings.key_file, make=settings.sqlite))
    await store.open()
    try:
        await store.write(lambda connection: programmes.keep(connection, known.values()))
        return await store.write(
            lambda connection: coordinators.invite(
                connection,
                store.keyring,
                name,
                of=chosen.code,
                language=language,
                zone=chosen.zone,
                hour=hour,
                now=ms(web.utc_now()),
            )
        )
    finally:
        await store.close()
