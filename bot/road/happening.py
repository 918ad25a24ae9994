"""What a batch is made of: something came in, an intention fell due, or somebody's turn brings something about for another."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.channels.base import Incoming
from storage.crypt import Keyring
from storage.due import Intention
from storage.speaking.moves import Follow


@dataclass(frozen=True, slots=True)
class Arrived:
    """Something came in at an address. `broken`: why it could not be kept at the first try; then it is set aside with an apology."""

    incoming: Incoming
    broken: str = ""

    @property
    def id(self) -> str:
        return f"{self.incoming.channel}:{self.incoming.account}:{self.incoming.id}"


@dataclass(frozen=True, slots=True)
class Fallen:
    """An intention fell due. `broken` as above."""

    intention: Intention
    broken: str = ""

    @property
    def id(self) -> str:
        return self.intention.event


@dataclass(frozen=True, slots=True)
class Followed:
    """What somebody's turn brings about for another person, in the same transaction. Its id is made from that of the event before it."""

    id: str
    follow: Follow
    broken: str = ""


Happening = Arrived | Fallen | Followed


def key_of(keyring: Keyring, one: Happening) -> str:
    """Whom it concerns: the key of the id that something came with, `person:<id>`, or `<address>/<person>`."""
    if isinstance(one, Fallen):
        return f"person:{one.intention.person}"
    if isinstance(one, Followed):
        return f"{one.follow.place}/{one.follow.person}"
    return keyring.place(one.incoming.channel, one.incoming.account, one.incoming.external)


def loadable(fresh: Sequence[Happening]) -> tuple[Sequence[Happening], Sequence[Happening]]:
    """What may be loaded at once, and what only after that: a number that comes with another user id is somebody else's by then."""
    came: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for place, one in enumerate(fresh):
        if isinstance(one, Arrived) and (also := one.incoming.also):
            number = (one.incoming.channel, one.incoming.account, one.incoming.external)
            if came.setdefault(number, also) != also:
                return fresh[:place], fresh[place:]
    return fresh, ()
