"""Certificates of attendance for the desk, as people get them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.enclosures import MAKERS
from bot.world import World
from storage.enclosed import enclosed
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Certificates:
    """Fulfils desk.workshops_people_certificates.Certificates."""

    store: Store
    world: World
    now: Callable[[], datetime]

    async def draw(self, workshop: int, person: int) -> bytes | None:
        found = await self.store.read(lambda connection: enclosed(connection, self.store.keyring, person, workshop, 0))
        if found is None or not found.came.enough:
            return None
        _, content = await asyncio.to_thread(MAKERS["certificate"], found, self.world, self.now())
        return content
