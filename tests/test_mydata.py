"""What somebody is given of their data says how they are known, and where: their phones, who else is there, what is kept apart."""

import re

from sqlalchemy import select, update

from bot.files import mydata
from dialogs import texts
from dialogs.events import Said
from storage.messages.outbox import Message
from storage.schema import address, person
from storage.times import ms
from tests.conversations import VOICES, House
from tests.desks import words
from tests.phones import two_channels
from tests.test_addresses import NUMBER, both_hers
from tests.test_family import shared
from tests.test_linking import joined

TELEGRAM = "100"


async def page(home: House, name: str, channel: str) -> str:
    """As it leaves to the person of that language, on their phone of that channel."""
    who = select(person.c.id).where(person.c.language == name)
    place = select(address.c.key).where(address.c.channel == channel)
    number, key = await home.store.read(lambda connection: (connection.scalar(who), connection.scalar(place)))
    house = home.store.keyring.house
    message = Message(address=key or "", external="", account="", person=number or 0, key=house, said=Said(text=""))
    _, content = await mydata.maker(home.store, home.turnstile.world)(message)
    return content.decode()


async def test_it_lists_both_phones_and_shows_in_full_only_the_number_of_the_one_it_goes_to(database_url: str) -> None:
    async with two_channels(database_url) as home:
        await joined(home, NUMBER)
        heard = update(address).where(address.c.channel == "whatsapp").values(heard_at=ms(home.now))
        await home.store.write(lambda connection: connection.execute(heard))
        on_whatsapp, on_telegram = await page(home, "en", "whatsapp"), await page(home, "en", "telegram")
        day = f"{home.now:%Y-%m-%d}"
        assert f"You first wrote to us: {day} Your phones: WhatsApp: +{NUMBER} Last message from there: {day}" in words(
            on_whatsapp
        )
        assert f"Telegram: …{TELEGRAM[-3:]}" in words(on_whatsapp)
        assert f"WhatsApp: …{NUMBER[-3:]} Last message" in words(on_telegram)
        assert NUMBER not in on_telegram
        assert texts.KEPT_APART.english not in on_whatsapp, "nothing was told there before"
        assert texts.ALSO_USED.english not in on_whatsapp


async def test_it_says_that_something_told_before_is_kept_apart_and_does_not_show_it(database_url: str) -> None:
    async with two_channels(database_url) as home:
        await both_hers(home)
        who = select(person.c.id).order_by(person.c.created_at.desc(), person.c.id)
        assert len(await home.store.read(lambda connection: list(connection.scalars(who)))) == 2
        before = update(person).where(person.c.id != await speaker(home)).values(language="fr")
        await home.store.write(lambda connection: connection.execute(before))
        told = await page(home, "en", "telegram")
        assert words(told).count(words(texts.KEPT_APART.english)) == 1
        assert "Amal of before" not in told


async def speaker(home: House) -> int:
    return int(await home.store.read(lambda connection: connection.scalar(select(address.c.person).limit(1))) or 0)


async def test_on_a_shared_phone_it_names_nobody_else(database_url: str) -> None:
    async with two_channels(database_url) as home:
        await shared(home)
        told = await page(home, "ar", "telegram")
        assert VOICES["ar"].say(texts.ALSO_USED) in told
        assert "Amal" not in told
        assert re.search(r'dir="rtl"', told)


async def test_a_phone_where_nothing_arrives_says_so(database_url: str) -> None:
    async with two_channels(database_url) as home:
        await joined(home, NUMBER)
        lost = update(address).where(address.c.channel == "telegram").values(state="unreachable", reason="lost")
        await home.store.write(lambda connection: connection.execute(lost))
        assert "Telegram: …100 (nothing arrives there now)" in words(await page(home, "en", "whatsapp"))
