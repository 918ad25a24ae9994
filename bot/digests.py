"""Overviews for coordinators: planned as intentions, told once, never with a name in them."""

from datetime import datetime

from sqlalchemy import Connection, insert

from bot.world import World
from bot.zones import next_day, zone_of
from dialogs import digest, texts
from dialogs.events import Said
from storage import coordinators, due
from storage.coordinators import Coordinator
from storage.crypt import Keyring
from storage.due import Intention
from storage.knocks import OVERVIEW
from storage.outbox import Message, message_row
from storage.schema import outbox
from storage.times import ms


def tell(connection: Connection, keyring: Keyring, world: World, number: int, at: datetime, *, asked: bool = False) -> None:
    """Put the overview into the outbox. Nothing new means no message, unless they asked for it.

    Somebody who has blocked the bot is told nothing; once they are back, the next overview begins where their last one ended.
    """
    one = next((one for one in coordinators.linked(connection, keyring) if one.id == number), None)
    if one is None or not (one.reachable or asked):
        return
    counts = coordinators.counts(connection, one.programme, one.digest_from, ms(at))
    speech = world.voices[one.language]
    name = coordinators.name_of(connection, one.programme)
    text = digest.compose(
        speech, programme=name, new=counts.new, handed_in=counts.handed_in, needs=counts.needs, link=world.desk
    )
    if asked and not text:
        text = speech.say(texts.DIGEST_NOTHING)
    if text:
        about = "" if asked else f"{OVERVIEW}{one.digest_from}"
        said = Said(text=text, rtl=speech.rtl, lane="conversation" if asked else "notice", about=about)
        _queue(connection, keyring, one, said, at)
    if not asked:
        coordinators.told(connection, number, ms(at))


def _queue(connection: Connection, keyring: Keyring, one: Coordinator, said: Said, at: datetime) -> None:
    message = Message(address=one.address, external=one.external, account=one.account, person=0, key=keyring.house, said=said)
    connection.execute(insert(outbox), [message_row(message, ms(at), state="todo")])


def plan(connection: Connection, keyring: Keyring, at: datetime) -> None:
    """The next overview of everybody who can be told; one that is planned already stays as it is."""
    for one in coordinators.linked(connection, keyring):
        due.plan(connection, following(one, at))


def following(one: Coordinator, after: datetime) -> Intention:
    """The intention of the first overview after an instant. Its occurrence is the day, by the coordinator's own clock."""
    day, at = next_day(one.hour, zone_of(one.zone), after)
    return Intention(person=one.id, kind="digest", subject="daily", occurrence=day.isoformat(), at=ms(at))
