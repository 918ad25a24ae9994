"""What the tests of storage share: people who arrive, and one who has told a good deal."""

from typing import Any

from sqlalchemy import func, select

from storage.speaking.loading import Loaded, by_address
from storage.speaking.newcomers import Arrival
from storage.store import Store
from tests.conversations import House, Phone

MASTER = bytes(range(32))
NOW = 1_795_262_400_000
WORDS = ("Zarifeh-Marked", "Hesperange-Marked", "70001234567890")  # a name, a town, the platform's id of a person
OTHER = "70009876543210"


def arrivals(*names: str) -> list[Arrival]:
    return [Arrival(channel="telegram", account="1", external=name, programme="test", zone="Europe/Berlin") for name in names]


async def arrive(store: Store, *names: str) -> dict[str, Loaded]:
    """{the platform's id: who}"""
    found = await store.write(lambda connection: by_address(connection, store.keyring, arrivals(*names), NOW))
    return {who.external: who for who in found.values()}


async def number(store: Store, table: Any) -> int:
    return await store.read(lambda connection: int(connection.scalar(select(func.count()).select_from(table)) or 0))


async def onboarded(home: House, external: str) -> Phone:
    """Somebody who has answered the welcome form, in marked words."""
    phone = home.phone(external)
    await phone.start()
    for act in ("English", "Yes", "Mentors", "Done"):
        await phone.tap(act)
    for word in (WORDS[0], "1987"):
        await phone.say(word)
    await phone.tap("Woman")
    for _ in range(2):
        await phone.command("skip")
    await phone.say(WORDS[1])
    return phone
