"""What signing in rests on, on both databases: what is good once is used once, and tries are counted."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from storage.crypt import Keyring
from storage.staff import attempts, passkeys, sessions, signins
from storage.staff.passkeys import generator
from storage.staff.sessions import FULL, HALF
from storage.staff.signins import Refusal
from storage.store import Store

NOW = 1_795_262_400_000
MINUTE = 60_000
SECRET = bytes(range(20))


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    found = Store(database_url, Keyring(bytes(range(32))))
    await found.open()
    yield found
    await found.close()


async def do(store: Store, work: Any, *values: Any, **named: Any) -> Any:
    return await store.write(lambda connection: work(connection, store.keyring, *values, **named))


async def test_a_link_is_followed_once_by_whom_it_was_made_for(store: Store) -> None:
    token = await do(store, signins.offer, 7, "here", NOW)
    assert await do(store, signins.follow, token, "there", NOW) == Refusal.ELSEWHERE
    assert [await do(store, signins.follow, token, "here", NOW) for _ in range(2)] == [7, Refusal.GONE]
    open_to_any = await do(store, signins.offer, 7, "", NOW)
    assert await do(store, signins.follow, open_to_any, "there", NOW + signins.GOOD_MS) == Refusal.GONE
    assert await do(store, signins.follow, open_to_any, "there", NOW + signins.GOOD_MS - 1) == 7


async def test_tries_are_counted_for_each_and_forgotten_after_a_quarter_of_an_hour(store: Store) -> None:
    assert [await do(store, attempts.tried, "code", "7", NOW + n * MINUTE) for n in range(3)] == [1, 2, 3]
    assert await do(store, attempts.tried, "code", "8", NOW) == 1
    assert await do(store, attempts.tried, "link", "7", NOW) == 1
    assert await do(store, attempts.tried, "code", "7", NOW + 15 * MINUTE - 1) == 4
    assert await do(store, attempts.tried, "code", "7", NOW + 15 * MINUTE) == 1
    await do(store, attempts.forget, "code", "7")
    assert await do(store, attempts.tried, "code", "7", NOW + 16 * MINUTE) == 1
    await store.write(lambda connection: attempts.prune(connection, NOW + 60 * MINUTE))
    assert await do(store, attempts.tried, "code", "8", NOW + 60 * MINUTE) == 1


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, the last six of its eight digits."""
    secret = b"12345678901234567890"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        assert passkeys.step_of(secret, code, seconds * 1000) == seconds // 30


async def test_a_code_is_good_for_half_a_minute_more_or_less_and_once(store: Store) -> None:
    await do(store, passkeys.set_totp, 7, SECRET, 0, NOW)

    def code(seconds: int) -> str:
        return generator(SECRET).generate(NOW // 1000 + seconds).decode()

    assert not await do(store, passkeys.check_totp, 7, code(-60), NOW)
    assert not await do(store, passkeys.check_totp, 7, code(60), NOW)
    assert not await do(store, passkeys.check_totp, 8, code(0), NOW)
    assert await do(store, passkeys.check_totp, 7, code(0), NOW)
    assert not await do(store, passkeys.check_totp, 7, code(0), NOW)
    assert not await do(store, passkeys.check_totp, 7, code(-30), NOW), "one before the last"
    assert await do(store, passkeys.check_totp, 7, code(30), NOW)


async def test_a_session_climbs_under_new_numbers_and_ends_everywhere(store: Store) -> None:
    first = await do(store, sessions.begin, NOW, aside={"next": "/people", "secret": "x"})
    before = await do(store, sessions.find, first, NOW)
    half = await do(store, sessions.rise, before, NOW, staff=7, level=HALF)
    assert await do(store, sessions.find, first, NOW) is None
    found = await do(store, sessions.find, half, NOW)
    assert (found.staff, found.level, found.aside) == (7, HALF, {"next": "/people"})
    full = await do(store, sessions.rise, found, NOW, staff=7, level=FULL)
    other = await do(store, sessions.begin, NOW, staff=7, level=FULL)
    await store.write(lambda connection: sessions.end_all(connection, 7))
    assert [await do(store, sessions.find, one, NOW) for one in (full, other)] == [None, None]


async def test_sessions_that_are_over_are_swept(store: Store) -> None:
    from sqlalchemy import func, select

    from storage.schema import session

    idle, busy = [await do(store, sessions.begin, NOW) for _ in range(2)]
    key = sessions.key_of(store.keyring, busy)
    await store.write(lambda connection: sessions.seen(connection, key, NOW + sessions.IDLE_MS))
    await store.write(lambda connection: sessions.prune(connection, NOW + sessions.IDLE_MS))
    assert await do(store, sessions.find, idle, NOW + sessions.IDLE_MS) is None
    assert await store.read(lambda connection: connection.scalar(select(func.count()).select_from(session))) == 1
