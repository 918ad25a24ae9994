"""Small forms to talk about, and what is stored of a conversation."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from bot.workbooks.reading import load
from dialogs.events import Answer
from dialogs.form import Form
from dialogs.known import Person, Sheet
from storage.speaking.loading import Loaded, by_address
from storage.speaking.newcomers import Arrival
from storage.times import ms
from tests.conversations import House, Phone, house, world

KEY = b"k" * 32
YES_NO = "| | yes_no | yes | ✅ Yes |\n| | yes_no | no | ✖ No |"
SETTINGS = (
    "| settings |\n| | form_title | form_id | version | namespaces | attribute::lotse:summary | attribute::lotse:then |\n"
)


@lru_cache
def form(
    questions: str, choices: str = "", name: str = "test", *, summary: str = "no", version: str = "1", then: str = ""
) -> Form:
    """A form of rows `| | type | name | label | … |`, its headings first; without a summary unless it is asked for."""
    lotse = 'lotse="https://lotse.org/xforms"'
    listed = f"\n| choices |\n| | list_name | name | label |\n{YES_NO}\n{choices}\n"
    settings = f"\n{SETTINGS}| | {name.capitalize()} | {name} | {version} | {lotse} | {summary} | {then} |\n"
    return load(f"| survey |\n{questions}\n{listed}{settings}".encode(), name=name)


@asynccontextmanager
async def begun(folder: Path, *forms: Form, language: str = "en", start: bool = True, **programme: Any) -> AsyncIterator[Phone]:
    """Somebody who has pressed Start, in a house with these forms (those that ship, if there are none), the first one open."""
    known = world({one.name: one for one in forms} or None, **programme)
    async with house(f"sqlite:///{folder}/lotse.db", known, KEY) as home:
        phone = home.phone("somebody", language)
        if start:
            await phone.start()
        yield phone


async def loaded(phone: Phone) -> Loaded:
    """Everything a turn would know of the person."""
    house = phone.house
    arrival = Arrival(channel=phone.channel, account="1", external=phone.external)
    key = house.store.keyring.index(phone.channel, "1", phone.external)
    found = await house.store.read(lambda connection: by_address(connection, house.store.keyring, [arrival], ms(house.now)))
    return found[key]


async def person(phone: Phone) -> Person:
    return (await loaded(phone)).person


async def sheets(phone: Phone) -> tuple[Sheet, ...]:
    return (await loaded(phone)).sheets


async def answers(phone: Phone, form: str = "") -> dict[str, Answer]:
    """{path: the answer that counts}, of the newest sheet or the newest of a form."""
    mine = [sheet for sheet in await sheets(phone) if form in ("", sheet.form)]
    newest = max(mine, key=lambda sheet: sheet.number)
    return {one.path: one for one in newest.answers}


async def values(phone: Phone, form: str = "") -> dict[str, str]:
    return {path: one.value for path, one in (await answers(phone, form)).items() if one.status == "answered"}


async def rows(house: House, table: Table, **where: Any) -> list[dict[str, Any]]:
    """Rows of a table that have these values."""
    statement = select(table).where(*(table.c[name] == value for name, value in where.items()))
    return [dict(row) for row in await house.store.read(lambda connection: connection.execute(statement).mappings().all())]
