"""Certificates of attendance for the desk, as people get them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.workshops.enclosures import MAKERS
from bot.world import World
from storage.store import Store
from storage.workshops.enclosed import enclosed


@dataclass(frozen=True, slots=True)
class Certificates:
    """Fulfils desk.workshops.certificates.Certificates."""

    store: Store
    world: World
    now: Callable[[], datetime]

    async def draw(self, workshop: int, person: int) -> bytes | None:
        found = await self.store.read(lambda connection: enclosed(connection, self.store.keyring, person, workshop, 0))
        if found is None or not found.came.enough:
            return None
        _, content = await asyncio.to_thread(MAKERS["certificate"], found, self.world, self.now())
        return content
