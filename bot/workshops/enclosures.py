"""Files that are made when their message leaves, so that they hold what is stored then. The first word of `Said.made` chooses who makes it.

data: all that is stored about the person. calendar:<workshop>.<occurrence>, ticket:<workshop>.<occurrence>: of one time of a workshop,
or of all of it where the occurrence is 0. certificate:<workshop>.<occurrence>: of all of it. Ids are as buttons carry them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from babel.languages import get_official_languages

from bot.channels.base import Meaning, Refused
from bot.files import mydata
from bot.world import World
from dialogs.known import Programme
from dialogs.texts import Speech
from dialogs.workshops import texts
from dialogs.workshops.values import Occurrence
from storage.messages.outbox import Message
from storage.store import Store
from storage.times import zone_of
from storage.workshops.enclosed import Enclosed, enclosed

WORDS_ALONE = frozenset({"calendar", "ticket"})  # whose messages say something without their file

File = tuple[str, bytes]  # its name, its content
Make = Callable[[Enclosed, World, datetime], File]


def kind_of(made: str) -> str:
    return made.partition(":")[0]


def maker(store: Store, world: World, now: Callable[[], datetime]) -> Callable[[Message], Awaitable[File]]:
    """What makes a message's file. It raises Refused where there is nothing left to make it of."""
    data = mydata.maker(store, world)

    async def make(message: Message) -> File:
        kind, _, about = message.said.made.partition(":")
        if kind == "data":
            return await data(message)
        number, time = (int(part or "0", 16) for part in (*about.split("."), "")[:2])
        found = await store.read(lambda connection: enclosed(connection, store.keyring, message.person, number, time))
        if found is None:
            raise Refused(Meaning.OURS, f"{kind}: it is no more")
        return await asyncio.to_thread(MAKERS[kind], found, world, now())  # drawing takes a while

    return make


def _calendar(found: Enclosed, world: World, _: datetime) -> File:
    from bot.workshops.calendars import NAME, calendar  # noqa: PLC0415 - some MB, as the others below

    if times := _times(found):
        return NAME, calendar(found.booked.workshop, times, _speech(found, world), found.at)
    raise Refused(Meaning.OURS, "calendar: no times")


def _times(found: Enclosed) -> list[Occurrence]:
    """Of what is cancelled those that were to come by then: the others took place, and stay in people's calendars."""
    one = found.booked
    times = [one.occurrence] if one.occurrence else [*one.occurrences]
    return times if one.workshop.open else [time for time in times if time.starts > found.at]


def _ticket(found: Enclosed, world: World, _: datetime) -> File:
    from bot.workshops.tickets import NAME, ticket  # noqa: PLC0415

    booking, workshop, speech = found.booked.booking, found.booked.workshop, _speech(found, world)
    if booking is None or booking.state != "booked" or not workshop.open:
        raise Refused(Meaning.OURS, "ticket: no place")
    title = speech.say(texts.FILE_DISCREET) if workshop.discreet else speech.label(workshop.title)
    return NAME, ticket(found.code, title, rtl=speech.rtl)


def _certificate(found: Enclosed, world: World, now: datetime) -> File:
    from bot.workshops.certificates import NAME, Attended, certificate  # noqa: PLC0415

    workshop, came = found.booked.workshop, found.came
    if not came.enough:
        raise Refused(Meaning.OURS, "certificate: not enough")
    zone, programme = zone_of(workshop.zone), world.programmes.get(workshop.programme, Programme())
    about = Attended(
        name=found.name,
        title=workshop.title,
        programme=programme.name,
        days=tuple(starts.astimezone(zone).date() for starts, _ in came.times),
        of=came.of,
        minutes=sum((ends - starts for starts, ends in came.times), timedelta()) // timedelta(minutes=1),
        place=", ".join(filter(None, (workshop.spot.name, workshop.spot.address))),
        online=bool(workshop.link),
        day=now.astimezone(zone).date(),
        number=found.number,
    )
    speeches = [world.voices[_of_the_place(programme, world)], _speech(found, world)]
    return NAME, certificate(about, list(dict.fromkeys(speeches)))


def _of_the_place(programme: Programme, world: World) -> str:
    """The language of those to whom a certificate is shown: of the country where the programme is, as far as we speak it."""
    official = get_official_languages(programme.region) if programme.region else ()
    return next((code for code in official if code in world.voices.languages), "en")


def _speech(found: Enclosed, world: World) -> Speech:
    return world.voices[found.language or "en"]


MAKERS: Mapping[str, Make] = {"calendar": _calendar, "ticket": _ticket, "certificate": _certificate}
