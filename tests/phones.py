"""Phones on two channels, for people who have several of them or share one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from sqlalchemy import Connection, select

from bot.world import World
from dialogs.events import Opened
from dialogs.form import Form
from storage.schema import answer
from storage.staff import coordinators
from storage.times import ms
from tests.conversations import WHATSAPP, House, Phone, house, world

UNSEEN = dict.fromkeys(map(ord, "\u2068\u2069"), " ")
DOORS = {"telegram": "@lotse_bot", "whatsapp": "+352 621 000 000"}


def both(forms: dict[str, Form] | None = None) -> World:
    """The shipped forms on both channels."""
    found = world(forms)
    return replace(found, limits={**found.limits, "whatsapp": WHATSAPP}, doors=DOORS)


class WhatsApp(Phone):
    """`external` is the number or user id that something comes with, `also` what comes with it."""

    channel = "whatsapp"


def whatsapp(home: House, external: str, *also: str, language: str = "en") -> WhatsApp:
    phone = WhatsApp(home, external, language)
    phone.also = also
    return phone


@asynccontextmanager
async def two_channels(url: str, forms: dict[str, Form] | None = None, master: bytes | None = None) -> AsyncIterator[House]:
    async with house(url, both(forms), master) as home:
        yield home


async def welcomed(phone: Phone, name: str, language: str = "English") -> None:
    """As far as the year of birth."""
    await phone.happen(Opened(at=phone.house.now))
    await phone.tap(language)
    yes, done = {"English": ("Yes", "Done"), "العربية": ("نعم", "تم")}[language]
    await phone.tap(yes)
    if any(done in option.label for option in phone.last.options):
        await phone.tap(done)
    else:
        await phone.say("4")
    await phone.say(name)


async def code(phone: Phone) -> str:
    """Asked for in the menu."""
    await phone.command("menu")
    await phone.tap("📱")
    await phone.tap("🔗")
    shown = phone.last.text.translate(UNSEEN)
    return "".join(word for word in shown.split() if word.isdigit() and len(word) == 4)


async def given(home: House) -> dict[int, list[str]]:
    """{person: paths and values of what they answered}, in clear values only."""

    def read(connection: Connection) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for who, path, value in connection.execute(
            select(answer.c.person, answer.c.path, answer.c.value).order_by(answer.c.seq)
        ):
            found.setdefault(who, []).append(f"{path}={value}")
        return found

    return await home.store.read(read)


async def invitation(home: House) -> str:
    return await home.store.write(
        lambda connection: coordinators.invite(
            connection, home.store.keyring, "Clara", of="test", language="en", zone="UTC", hour="08:00", now=ms(home.now)
        )
    )
