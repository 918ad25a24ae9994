"""The process dies at every place around a digest: it is neither lost nor doubled."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from phone import FakeMail, Hand
from storage import concerns
from storage.crypt import Keyring
from storage.messages.outbox import DAY_MS
from storage.schema import coordinator, digest_told, due, person
from storage.staff import coordinators
from storage.staff.digesting import Wish, wish_for
from storage.store import Store
from storage.times import ms
from tests.run_lotse import CRASHED, KEY, Lotse, lotse
from tests.test_mail import mail_settings

MAIL = "clara@example.org"
BEFORE = ("due_found", "digest_claimed", "digest_told")  # before the commit
AFTER = ("digest_kept", "message_sent:1", "message_sent:2", "result_kept:1")


async def within(bot: Lotse, work: Any) -> Any:
    """Something done to a database that nobody uses."""
    store = Store(bot.database, Keyring(KEY))
    await store.open()
    try:
        return await store.write(lambda connection: work(connection, store.keyring))
    finally:
        await store.close()


async def told(tmp_path: Path, database: str, *crashes: str) -> tuple[int, list[str], int]:
    """(digests in chat, Message-IDs of those by mail, how many occurrences are done) of a bot that died in the middle of it."""
    async with FakeMail() as post, lotse(tmp_path, database) as bot:
        mail = mail_settings(post.port, "")
        clara = await _linked(bot, mail)
        await within(bot, _morning)
        for place in crashes:
            await bot.start(crash_at=place, **mail)
            assert await bot.ended() == CRASHED, place
        await bot.start(**mail)
        await post.mailbox.expect(1, timeout=60)
        if not any(place.startswith("message_sent") for place in crashes):
            await clara.expect(_digests, 60)
        await asyncio.sleep(2)  # for what should not come
        await bot.stop()
        done = await within(bot, lambda connection, _: len(connection.execute(select(due).where(_is_done)).all()))
        return _digests(clara), [one.id for one in post.mailbox.mails], done


_is_done = (due.c.kind == "digest") & (due.c.state == "done")


async def _linked(bot: Lotse, mail: dict[str, Any]) -> Hand:
    """A coordinator with a chat and an address, who wants both; and somebody who needs somebody."""
    await bot.start(**mail)
    anna, clara = bot.fake.new_phone("Anna", "en"), bot.fake.new_phone("Clara", "en")
    await anna.start()
    await anna.expect("Please say alpha.", 60)
    await bot.stop()
    now = ms(datetime.now(UTC))
    values: dict[str, Any] = {"of": "", "language": "en", "zone": "UTC", "hour": "08:00", "now": now, "email": MAIL}
    code = await within(bot, lambda connection, keyring: coordinators.invite(connection, keyring, "Clara", **values))
    await bot.start(**mail)
    await clara.start(code)
    await clara.expect("You are connected", 60)
    await bot.stop()
    return clara


def _morning(connection: Connection, _: Keyring) -> None:
    """They want both ways, a case is there, and both digests have just fallen due."""
    now = datetime.now(UTC)
    staff = connection.scalar(select(coordinator.c.id)) or 0
    who = connection.scalar(select(person.c.id).where(person.c.status != "staff")) or 0
    hour = f"{now:%H:%M}"
    wish_for(connection, staff, Wish(channels=("telegram", "email"), hours=(hour,), urgent="off"), ms(now) - DAY_MS)
    connection.execute(update(digest_told).values(until=ms(now) - DAY_MS))
    concerns.raise_(connection, who, "untaken", ms(now))


def _digests(hand: Hand) -> int:
    return sum("Your digest" in shown.text for shown in hand.chat.journal)


async def test_a_bot_that_dies_before_the_commit_tells_everybody_once(tmp_path: Path) -> None:
    chat, mails, done = await told(tmp_path, f"sqlite:///{tmp_path}/lotse.db", "digest_told")
    assert (chat, len(mails), done) == (1, 1, 2)


@pytest.mark.soak
@pytest.mark.parametrize("place", BEFORE)
async def test_before_the_commit_nothing_is_lost_or_doubled(database_url: str, tmp_path: Path, place: str) -> None:
    chat, mails, done = await told(tmp_path, database_url, place, f"{place}:2" if place != "due_found" else place)
    assert (chat, len(mails), done) == (1, 1, 2)


@pytest.mark.soak
@pytest.mark.parametrize("place", AFTER)
async def test_after_it_a_chat_is_told_at_most_once_and_a_mail_again_under_the_same_id(
    database_url: str, tmp_path: Path, place: str
) -> None:
    chat, mails, done = await told(tmp_path, database_url, place)
    assert chat <= 1
    assert len(set(mails)) == 1
    assert done == 2
