"""Places in workshops, in a round of turns: what is known of them for those who are told something, and what people wish for."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import Connection

from bot.road.happening import Fallen, Happening
from bot.world import World
from dialogs.known import Sheet
from dialogs.workshops.values import Booked
from storage.crypt import Keyring
from storage.speaking.loading import Loaded
from storage.speaking.moves import Follow
from storage.times import Milliseconds
from storage.workshops import bookings
from storage.workshops.booked import ABOUT, told
from storage.workshops.wishes import Wish

NONE: Mapping[int, Mapping[str, Booked]] = MappingProxyType({})
SPOKEN = frozenset({"spoken_languages", "languages"})  # lists from which people choose languages that they speak


def booked(
    connection: Connection, keyring: Keyring, turns: Sequence[tuple[Happening, Loaded]], now: Milliseconds
) -> Mapping[int, Mapping[str, Booked]]:
    """{person: {about: workshop}} of those who are to be told something about a workshop: its time has come, or their window is open."""
    wanted = [(who.id, about) for one, who in turns for about in (*_fallen(one), *who.held) if about.startswith(ABOUT)]
    if not wanted:
        return NONE
    found: dict[int, dict[str, Booked]] = {}
    for (person, about), one in told(connection, keyring, wanted, now).items():
        found.setdefault(person, {})[about] = one
    return found


def _fallen(one: Happening) -> tuple[str, ...]:
    return (f"{one.intention.kind}:{one.intention.subject}",) if isinstance(one, Fallen) else ()


def carry_out(
    connection: Connection, keyring: Keyring, world: World, wishes: Sequence[Wish], now: Milliseconds
) -> list[Follow]:
    """What comes of them: one event for each, in the same order."""
    if not wishes:
        return []
    return bookings.carry_out(connection, keyring, wishes, now, lambda who: speaks(world, who))


def speaks(world: World, who: Loaded) -> Collection[str]:
    """The language somebody reads, and those that they named in any form."""
    return {who.person.language, *(code for sheet in who.sheets for code in _named(world, sheet))}


def _named(world: World, sheet: Sheet) -> Collection[str]:
    form = world.forms.get(sheet.form)
    if form is None:
        return ()
    asked = {one.name for one in form.questions.values() if one.choices and one.choices.list in SPOKEN}
    given = {one.path: one for one in sheet.answers if one.path.rpartition(".")[2] in asked}  # the latest of a path counts
    return [code for one in given.values() if one.status == "answered" for code in one.value.split()]
