"""A desk to visit: a village of people in a database, and a browser's requests without the browser."""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx2
from sqlalchemy import Connection, select, update
from starlette.applications import Starlette

import desk
from bot.channels.whatsapp import WhatsApp
from bot.forms import library
from bot.forms.publishing import Publisher
from bot.sending.window import usable
from bot.texts.correcting import Wordings
from bot.workshops.certifying import Certificates
from bot.workshops.timetables import Timetables
from desk.exporting import Exporter
from desk.staff import Role, Staff
from storage import schema
from storage.answers import review
from storage.answers.filters import Filters
from storage.answers.review import Submit, public
from storage.staff import coordinators
from storage.times import ms
from tests.people import MONDAY, House, house, village

ANNA = Staff(id=0xA77A, name="Anna", role=Role.ADMIN, names=True)
NOWHERE = Path("/nonexistent")  # nothing is imported in most tests
HOME = "http://localhost:8080"
NAMES = {"amal": "أمل", "bashir": "بشیر", "olena": "Олена", "paul": "Jean-Baptiste Nshimirimana", "tester": "<b>&amp; =1+1"}


@dataclass(frozen=True, slots=True)
class Village:
    """A database of everybody in tests.people.village, made once and copied for each test."""

    file: Path
    key: bytes


def settle(folder: Path) -> Village:
    """Build the village."""
    found = Village(folder / "village.db", os.urandom(32))

    async def build() -> None:
        async with house(f"sqlite+aiosqlite:///{found.file}", key=found.key) as there:
            await village(there)

    asyncio.run(build())
    return found


@dataclass(slots=True)
class Visit:
    """A coordinator at the desk. `http` is at /desk."""

    house: House
    site: Starlette
    http: httpx2.AsyncClient

    async def see(self, path: str, status: int = 200) -> str:
        """The page as a person reads it: no tags, no white space in a row."""
        return words(await self.html(path, status))

    async def html(self, path: str, status: int = 200) -> str:
        self.house.now += timedelta(seconds=1)
        answer = await self.http.get(f"/desk{path}")
        assert answer.status_code == status, answer.text
        return answer.text

    async def page_of(self, name: str) -> str:
        """The path of a person's page."""
        found = await self.house.store.read(lambda connection: review.people(connection, self.house.store.keyring, Filters()))
        return next(f"/people/{public(one.id)}" for one in found.rows if one.name == name)

    async def audit(self) -> list[tuple[str, str, str]]:
        """(actor, action, whose page or "") of everything written down, in order."""
        table = schema.audit
        statement = select(table.c.actor, table.c.action, table.c.person).order_by(table.c.at, table.c.id)
        rows = await self.house.store.read(lambda connection: connection.execute(statement).all())
        return [(actor, action, public(person) if person else "") for actor, action, person in rows]


async def hired(there: House, staff: Staff = ANNA) -> None:
    """Somebody at the desk is one of those that the staff's own pages are about: in the table of staff, with a mail address."""

    def hire(connection: Connection) -> None:
        values: dict[str, Any] = {"language": "en", "zone": "UTC", "hour": "08:00", "now": ms(there.now)}
        values |= {"of": staff.scope.programme, "centre": staff.scope.centre}
        number, _ = coordinators.invite_one(connection, there.store.keyring, staff.name, role=str(staff.role), **values)
        table = schema.coordinator
        connection.execute(update(table).where(table.c.id == number).values(id=staff.id, state="active"))
        coordinators.rename(connection, there.store.keyring, staff.id, staff.name, f"{staff.name.lower()}@example.org")

    await there.store.write(hire)


async def as_(staff: Staff | None) -> Staff | None:
    """Who has signed in already."""
    return staff


@asynccontextmanager
async def visit(
    there: House,
    submit: Submit | None = None,
    *,
    client: str = "127.0.0.1",
    off: Sequence[str] = (),
    hushed: Mapping[str, datetime] = MappingProxyType({}),
    staff: Staff | None = ANNA,
    folder: Path = NOWHERE,
    exporter: Exporter | None = None,
) -> AsyncIterator[Visit]:
    """The desk of a house; what it writes goes through `submit`. `off`: accounts that are refused, `hushed`: those that
    may write first to nobody; `folder`: for imported forms.
    """
    shown = desk.Desk(
        read=there.store.read,
        submit=submit or there.store.write,
        keyring=there.store.keyring,
        forms=there.world.forms,
        voices=there.world.voices,
        lists=there.world.lists,
        now=lambda: there.now,
        admit=lambda _: as_(staff),
        off=lambda: off,
        hushed=lambda: hushed,
        exporter=exporter,
        people_a_day=250,
        windows={WhatsApp.name: usable(WhatsApp.window)} if WhatsApp.window else {},
        programmes=there.world.programmes,
        publisher=Publisher(there.store, there.world, folder, library.SHIPPED),
        texts=Wordings(there.world),
        workshop_files=Timetables(),
        certificates=Certificates(there.store, there.world, lambda: there.now),
    )
    site = Starlette(routes=[desk.mount(shown)])
    transport = httpx2.ASGITransport(app=site, client=(client, 50_000), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=HOME) as http:
        yield Visit(there, site, http)


@asynccontextmanager
async def visit_village(there: Village, folder: Path) -> AsyncIterator[Visit]:
    copy = shutil.copy(there.file, folder / "copy.db")
    async with house(f"sqlite+aiosqlite:///{copy}", key=there.key) as lived_in:
        lived_in.now = MONDAY + timedelta(days=2)
        async with visit(lived_in) as found:
            yield found


def words(html: str) -> str:
    """What of a page can be read, without the marks for right-to-left drawing."""
    text = unescape(re.sub(r"<[^>]*>", " ", html))
    return re.sub(r"\s+", " ", re.sub("[\u200e\u200f\u2066-\u2069]", "", text))
