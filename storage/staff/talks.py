"""One of the staff speaks with a person in the bot's stead: takes over, says something, hands back. Jobs for the writer lane.

What is said goes into the outbox as a turn's words do, so windows, refusals and other channels are dealt with as for everything else.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import orjson
from sqlalchemy import Connection, select

from dialogs import relay
from dialogs.events import Due
from dialogs.form import Limits
from dialogs.known import Known, Programme
from dialogs.texts import Voices
from dialogs.turn import Turn
from storage import concerns, due, events
from storage.crypt import Keyring
from storage.due import Intention
from storage.keeping import Keeping
from storage.schema import WAITING, person
from storage.schema import due as due_
from storage.speaking import addresses, loading
from storage.speaking.people import audited
from storage.times import Milliseconds, ms, when

TOOK_OVER, HANDED_BACK = "took over", "handed back"  # how they stand in the audit log
ROOM = Limits(text=4096, options=10, label=64)  # of one message, on every channel
ANSWERED = ("asked", relay.WAITS)  # the cases that are over once somebody has spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One of the staff: `actor` is how they stand in the audit log."""

    id: int
    name: str
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """Who speaks with a person now: a coordinator, or the bot (`coordinator` 0). `unanswered`: the person has written since.

    `until`: when the bot takes the word again if nobody says anything.
    """

    coordinator: int = 0
    name: str = ""
    unanswered: bool = False
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Speaking:
    """Somebody of the staff does something about who speaks with a person."""

    connection: Connection
    keyring: Keyring
    voices: Voices
    person: int
    by: Speaker
    at: datetime

    def take_over(self) -> bool:
        """The bot is silent from now on, and the person is told who speaks. False where they have stopped it, or are gone."""

        def began(turn: Turn) -> bool:
            if turn.person.status != "active":
                return False
            if turn.person.talks_with != self.by.id:  # done twice it changes nothing
                relay.take_over(turn, self.by.id, self.by.name)
                self._written_down(TOOK_OVER)
            return True

        return self._turn(began)

    def say(self, words: str, once: str) -> bool:
        """The words leave for the person; sent twice with the same `once` they leave once. False where the speaker does not have the word."""

        def said(turn: Turn) -> bool:
            if turn.person.talks_with != self.by.id or turn.person.status != "active":
                return False
            if events.claim(self.connection, [f"talk:{self.person}:{once}"], ms(self.at)):
                relay.speak(turn, words)
                self._written_down("wrote")
                for kind in ANSWERED:
                    concerns.over(self.connection, [self.person], kind, ms(self.at))
            return True

        return self._turn(said)

    def hand_back(self) -> Intention | None:
        """The bot is to speak again: what that brings about, to be handed to the turnstile at once, or by the clock. None where it does."""
        planned: list[Intention] = []

        def asked(turn: Turn) -> bool:
            if turn.person.talks_with:
                at = ms(self.at)
                planned.append(
                    Intention(person=self.person, kind=relay.HAND_BACK, subject=relay.ASKED, occurrence=str(at), at=at)
                )
                due.plan(self.connection, planned[0])
                self._written_down(HANDED_BACK)
            return True

        self._turn(asked)
        return planned[0] if planned else None

    def _turn(self, what: Callable[[Turn], bool]) -> bool:
        """Something is said to the person where they can be reached. On PostgreSQL they are locked."""
        found = loading.by_person(self.connection, self.keyring, [self.person]).get(self.person)
        if found is None:
            return False
        now = ms(self.at)
        addresses.surround(self.connection, self.keyring, [found], now)
        turn = Turn(_known(found), Due(at=self.at, kind="talk", subject=""), self.voices)
        if not what(turn):
            return False
        keeping = Keeping(self.keyring, now)
        keeping.keep(found, turn.finish())
        keeping.write(self.connection, lambda _: False)
        return True

    def _written_down(self, action: str) -> None:
        audited(self.connection, self.by.actor, action, self.person, ms(self.at))


def _known(who: loading.Loaded) -> Known:
    """What is needed to say something; no form is touched."""
    own = Known(person=who.person, programme=Programme(), forms={}, limits=ROOM, hint=who.hint)
    return replace(own, number=who.number, family=who.family)


def talk(connection: Connection, keyring: Keyring, number: int) -> Talk:
    """Who speaks with somebody now."""
    statement = select(person.c.key, person.c.sealed, person.c.talks_with).where(
        person.c.id == number, person.c.talks_with != 0
    )
    row = connection.execute(statement).one_or_none()
    if row is None:
        return Talk()
    told = orjson.loads(keyring.person(number, row.key).open(f"person:sealed:{number}", row.sealed))
    silent = (due_.c.person == number) & (due_.c.kind == relay.HAND_BACK) & (due_.c.subject == relay.SILENT)
    ends: Milliseconds | None = connection.scalar(select(due_.c.at).where(silent, due_.c.state == WAITING))
    return Talk(
        coordinator=row.talks_with,
        name=told.get("talker", ""),
        unanswered=told.get("unanswered", False),
        until=when(ends) if ends else None,
    )
