"""What a platform tells of messages passes the turnstile together, and one webhook that cannot be kept harms no other."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.road.turnstile import Turnstile
from storage.crypt import Keyring
from storage.messages.deliveries import Status, Statuses
from storage.store import Store
from tests.conversations import NOON, world
from tests.storing import MASTER


class Broken(Exception):
    """As a row that no database takes."""


class Teller:
    """Hears what is told; `kept` only once it is committed, `together` at each try."""

    def __init__(self, store: Store) -> None:
        self.together: list[list[int]] = []
        self.turnstile = Turnstile(store, world(), lambda: NOON, told=self.told)

    def told(self, _: Connection, statuses: Sequence[Status]) -> None:
        self.together.append([one.number for one in statuses])
        if any(one.reason == "broken" for one in statuses):
            raise Broken


@pytest.fixture
async def teller(tmp_path: Path) -> AsyncIterator[Teller]:
    store = Store(f"sqlite:///{tmp_path}/lotse.db", Keyring(MASTER))
    await store.open()
    found = Teller(store)
    lane = asyncio.create_task(found.turnstile.run())
    yield found
    found.turnstile.stop()
    await lane
    await store.close()


def webhook(*numbers: int, reason: str = "") -> Statuses:
    return Statuses(Status(account="whatsapp:1", message=f"m{n}", number=n, state="read", reason=reason) for n in numbers)


async def test_what_many_webhooks_tell_at_once_is_written_in_one_go(teller: Teller) -> None:
    await asyncio.gather(*(teller.turnstile.receive_all([webhook(n, n + 100)]) for n in range(5)))
    assert teller.together == [[0, 100, 1, 101, 2, 102, 3, 103, 4, 104]]


async def test_one_that_cannot_be_kept_fails_alone(teller: Teller) -> None:
    many = [webhook(0), webhook(1), webhook(2, reason="broken"), webhook(3)]
    results = await asyncio.gather(*(teller.turnstile.receive_all([one]) for one in many), return_exceptions=True)
    assert [type(one) for one in results] == [type(None), type(None), Broken, type(None)]
    assert teller.together[-1] == [3]  # apart from the broken one
    assert [0, 1] in teller.together
