"""What could not be dealt with: kept aside, sealed, for a coordinator to see, so that it is neither lost nor tried for ever."""

from collections.abc import Callable
from datetime import datetime

import orjson
from sqlalchemy import Connection, insert

from bot.road.happening import Arrived, Fallen, Followed, Happening, key_of
from bot.world import World
from dialogs import texts
from dialogs.events import Said
from storage import due, events
from storage.crypt import Keyring
from storage.ids import random_id
from storage.keeping import Keeping
from storage.schema import quarantine
from storage.speaking.loading import Loaded
from storage.times import ms


def place_of(who: Loaded) -> tuple[str, str]:
    """(form, question) at which somebody is."""
    sheet = max((one for one in who.sheets if one.state == "open"), key=lambda one: one.raised, default=None)
    return (sheet.form, sheet.question) if sheet else ("", "")


def quarantined(keeping: Keeping, world: World, who: Loaded, one: Happening, reason: str) -> None:
    """Kept aside for a coordinator to see; the person gets an apology and may go on."""
    keeping.rows[quarantine].append(_row(keeping.keyring, one, who.address, who.id, reason, keeping.now))
    keeping.concern(who, "quarantined")
    keeping.unheld += who.held_rows
    who.held, who.held_rows = (), ()
    if isinstance(one, Arrived | Followed):
        speech = world.voices[who.person.language or world.voices.nearest(who.hint) or "en"]
        keeping.keep(who, [Said(text=speech.say(texts.BROKEN), rtl=speech.rtl)])


def _row(keyring: Keyring, one: Happening, address: str, person: int, reason: str, now: int) -> dict[str, object]:
    number = random_id()
    return {
        "id": number,
        "event": one.id[:160],
        "address": address,
        "person": person,
        "sealed": keyring.house.seal(f"quarantine:sealed:{number}", _body(one)),
        "reason": reason,
        "at": now,
    }


def _body(one: Happening) -> bytes:
    what = one.incoming.event if isinstance(one, Arrived) else one.intention if isinstance(one, Fallen) else one.follow.event
    try:
        return orjson.dumps(what, default=str)
    except TypeError:  # text that is not Unicode may be the very reason why it is here
        return repr(what).encode(errors="backslashreplace")


def aside(one: Happening, keyring: Keyring, at: datetime) -> Callable[[Connection], None]:
    """A job that keeps an event of which nothing else can be written, so that it is neither lost nor tried for ever."""

    def job(connection: Connection) -> None:
        events.claim(connection, [one.id], ms(at))
        connection.execute(insert(quarantine), [_row(keyring, one, key_of(keyring, one)[:32], 0, one.broken, ms(at))])
        if isinstance(one, Fallen):
            due.settle(connection, [one.intention], "missed")

    return job
