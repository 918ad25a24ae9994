"""A coordinator's overview on WhatsApp: real processes on the same data, hours that pass between them, and `kill -9` in the middle."""

import asyncio
import re
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from phone import FakeWhatsApp, WhatsAppHand
from tests.forked import Forked, ahead
from tests.run_lotse import CRASHED, ROOT, START_SECONDS, Lotse, prepare

BODY = "An overview is waiting for you. It is about the programme: {{1}}. Tap the button to read it."
PEOPLE = re.compile("Amal|Basel|491|alpha")


@dataclass
class Town(Lotse):
    """A bot whose hours the test lets pass; WhatsApp's own clock goes along."""

    hours: float = 0.0

    async def start(self, **variables: str) -> None:
        self.process = Forked(ahead, self.hours, environment=self.environment(**variables), log=self.log)
        await self.answering()

    async def later(self, hours: float = 0.0, **variables: str) -> None:
        """`kill -9`; hours pass; the next process finds what there is to do."""
        if self.alive:
            await self.kill()
        self.hours += hours
        self.whatsapp.pass_time(hours)
        await self.start(**variables)

    @property
    def whatsapp(self) -> FakeWhatsApp:
        assert self.meta
        return self.meta

    async def invite(self, hour: str) -> str:
        """From a terminal; what Clara is to write."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "coordinator", "invite", "Clara", "--hour", hour),
            cwd=ROOT,
            env=self.environment(),
            stdout=asyncio.subprocess.PIPE,
        )
        said = (await process.communicate())[0].decode()
        link = re.fullmatch(r"Ask them .* on WhatsApp: https://wa\.me/YOUR_NUMBER\?text=start%20(c_\S+)\n", said)
        assert link, said
        return f"start {link[1]}"

    async def planned(self) -> None:
        """Until the clock has looked: it plans the next overview of whoever is there."""
        file = self.database.partition("///")[2]
        async with asyncio.timeout(START_SECONDS):
            while not _rows(file, "SELECT 1 FROM due WHERE kind = 'digest'"):  # noqa: ASYNC110 - in another process
                await asyncio.sleep(0.1)

    async def somebody_new(self, name: str) -> None:
        """Also a sign that the process works: they are answered."""
        phone = self.whatsapp.new_phone(name, "en")
        await phone.say("Hello")
        await phone.expect("Please say alpha.", START_SECONDS)


def _rows(file: str, statement: str) -> list[Any]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return connection.execute(statement).fetchall()


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    prepare(tmp_path)
    async with FakeWhatsApp(retry_unit=0.05) as meta:
        meta.template("lotse_overview", "en", BODY, "Read it")
        meta.template("lotse_waiting", "en", BODY, "Read it")
        found = Town(tmp_path, None, f"sqlite:///{tmp_path}/lotse.db", meta=meta)  # type: ignore[arg-type]  # no Telegram
        await meta.webhook(f"{found.url}/webhooks/whatsapp", verify=False)  # nobody answers there yet
        try:
            yield found
        finally:
            if found.alive:
                await found.kill()


def overviews(clara: WhatsAppHand) -> list[str]:
    """All that ever came to her as plain words and tells of the desk."""
    return [one.text for one in clara.chat.journal if one.kind == "sent" and "/desk" in one.text]


def templates(clara: WhatsAppHand) -> int:
    return sum(message.kind == "template" for message in clara.messages)


@pytest.mark.soak
@pytest.mark.timeout(300)
async def test_an_overview_comes_once_a_day_by_message_or_by_template_whatever_is_killed(town: Town) -> None:
    hour = f"{datetime.now(UTC) + timedelta(hours=3):%H:%M}"
    invitation = await town.invite(hour)
    await town.start()
    clara = town.whatsapp.new_phone("Clara", "en")
    await clara.say(invitation)
    await clara.expect(hour, START_SECONDS)
    await town.somebody_new("Amal")
    await town.planned()

    await town.later(hours=3.1, crash_at="message_sent")  # inside her 24 hours; the process dies with the message on its way
    assert await town.ended() == CRASHED
    await town.later()
    await town.somebody_new("Basel")
    await clara.expect(lambda _: overviews(clara), START_SECONDS)
    assert len(overviews(clara)) == 1
    assert templates(clara) == 0

    await town.later(hours=24)  # she has not written for a day
    await clara.expect(lambda _: templates(clara), START_SECONDS)
    await town.later()
    await town.somebody_new("Chen")
    assert (len(overviews(clara)), templates(clara)) == (1, 1)

    await clara.tap("Read it")
    await clara.expect(lambda _: len(overviews(clara)) == 2, START_SECONDS)
    await town.later(hours=0.1)
    await town.somebody_new("Dana")
    assert (len(overviews(clara)), templates(clara)) == (2, 1)

    assert [re.findall(r"New people: \d", told) for told in overviews(clara)] == [["New people: 1"], ["New people: 2"]]
    for told in [*overviews(clara), *(message.shown["text"] for message in clara.messages if message.kind == "template")]:
        assert not PEOPLE.search(told), told
