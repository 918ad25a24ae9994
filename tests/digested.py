"""Staff who are told, beside people who come and need somebody."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from phone import Hand, WhatsAppHand
from storage import concerns
from storage.crypt import Keyring
from storage.ids import random_id
from storage.schema import address, concern, coordinator, person
from storage.staff import coordinators, digesting
from storage.staff.digesting import Reader
from storage.times import ms
from tests.road import Road

INVITED: dict[str, Any] = {"of": "test", "language": "en", "zone": "UTC", "hour": "08:00"}


async def invited(bot: Road, name: str, **values: Any) -> str:
    """The code of somebody new of the staff."""
    store, now = bot.app.store, ms(bot.clock())
    settings = INVITED | values
    return str(
        await bot.app.turnstile.write(
            lambda connection: coordinators.invite(connection, store.keyring, name, now=now, **settings)
        )
    )


async def on_telegram(bot: Road, name: str = "Clara", **values: Any) -> Hand:
    """Somebody of the staff who has opened their invitation."""
    code = await invited(bot, name, **values)
    hand = bot.fake.new_phone(name, "en")
    await hand.start(code)
    await hand.expect(1)
    await bot.settled()
    await bot.app.clock.tick()
    return hand


async def by_mail_only(bot: Road, email: str, **values: Any) -> int:
    """Somebody of the staff without a chat."""
    await invited(bot, "Dora", email=email, **values)
    numbers = await bot.rows(coordinator, "id", "email")
    keyring = bot.app.store.keyring
    [number] = [number for number, index in numbers if index == keyring.index("email", email)]
    await bot.app.turnstile.write(lambda connection: coordinators.change(connection, number, state="active"))
    return int(number)


async def reader(bot: Road, name: str = "Clara") -> Reader:
    def find(connection: Connection) -> Reader:
        members = coordinators.members(connection, bot.app.store.keyring)
        number = next(one.id for one in members if one.name == name)
        found = digesting.reader(connection, number)
        assert found
        return found

    return await bot.read(find)


async def wishes(bot: Road, name: str = "Clara", **values: Any) -> None:
    """From now on they want it so."""
    one = await reader(bot, name)
    await bot.app.turnstile.write(
        lambda connection: digesting.wish_for(connection, one.id, replace(one.wish, **values), ms(bot.clock()))
    )


async def in_need(bot: Road, hand: Hand | WhatsAppHand, kind: str = "asked", reason: str = "") -> None:
    """They need somebody."""
    who = await number_of(bot, hand)
    await bot.app.turnstile.write(lambda connection: concerns.raise_(connection, who, kind, ms(bot.clock()), reason=reason))


async def number_of(bot: Road, hand: Hand | WhatsAppHand) -> int:
    account = bot.app.telegram.account if bot.app.telegram else ""
    key = bot.app.store.keyring.index("telegram", account, str(hand.id))
    [who] = [number for place, number in await bot.rows(address, "key", "person") if place == key]
    return int(who)


def need(connection: Connection, who: int, at: int, kind: str = "stuck") -> None:
    """A case, beside anything that runs."""
    row = concerns.row(who, "test", kind, at)
    connection.execute(concern.insert().values(**row))


def newcomer(connection: Connection, keyring: Keyring, at: int) -> int:
    """Somebody who came then, and takes part."""
    number = random_id()
    columns: dict[str, Any] = {column.name: "" for column in person.c} | {"consents": "{}", "key": b"", "sealed": b""}
    columns |= {"id": number, "programme": "test", "status": "active", "language": "en", "created_at": at, "delete_at": None}
    columns |= {"talks_with": 0, "talked_at": 0, "active_at": at}
    connection.execute(person.insert().values(**columns))
    return number


async def owners(bot: Road) -> list[int]:
    return await bot.read(lambda connection: list(connection.scalars(select(concern.c.owner))))
