"""What the demo's people have said in the weeks before.

It goes the product's own road, all of them at the same time, so that a batch is large and a few seconds are enough; then each life is
moved to days of its own, in the weeks before today.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select, update

from bot.channels.base import Incoming
from bot.road.batch import process
from bot.road.happening import Arrived, Fallen
from bot.seeding.stories import OWING, PEOPLE, Life, story
from bot.world import World
from dialogs.events import Called, Event, Left, Opened, Shared, Tapped, Typed
from storage import due
from storage.crypt import Keyring
from storage.messages.outbox import Message
from storage.schema import PERSONAL, address, outbox, person, sheet
from storage.schema import due as due_
from storage.staff.needs import ms_of
from storage.times import ms

MINUTE = timedelta(minutes=1)
DAYS_BACK = 26
SILENT = 3  # days until somebody who owes an answer is reminded
NUDGED_AFTER = timedelta(days=SILENT, hours=1)
BEGAN = timedelta(days=SILENT, hours=4)  # before now: time enough for everything, and for the reminder


@dataclass(slots=True, kw_only=True)
class Play:
    """All of them at once; `at` is the clock, and everybody does one thing a minute."""

    connection: Connection
    keyring: Keyring
    world: World
    lives: list[Life]
    at: datetime
    by_external: dict[str, Life] = field(default_factory=dict)
    steps: int = 0

    def play(self) -> None:
        """From the first word to the last, and a reminder to those who have fallen silent."""
        self.by_external = {life.external: life for life in self.lives}
        stories = {life.external: story(life) for life in self.lives}
        while did := [(external, word) for external, one in stories.items() if (word := next(one, ""))]:
            stories = {external: stories[external] for external, _ in did}
            self.happen([(self.by_external[external], word) for external, word in did])
        self.at += NUDGED_AFTER
        silent = [one for one in due.fallen(self.connection, ms(self.at), most=10 * PEOPLE) if one.kind == "nudge"]
        process(self.connection, self.keyring, self.world, [Fallen(one) for one in silent], self.at, self.hear)

    def happen(self, did: list[tuple[Life, str]]) -> None:
        """One thing of each, a minute later."""
        self.at += MINUTE
        self.steps += 1
        arrived = [Arrived(self.incoming(life, word)) for life, word in did]
        process(self.connection, self.keyring, self.world, arrived, self.at, self.hear)
        self.look([life for life, _ in did])

    def look(self, lives: Sequence[Life]) -> None:
        """What is put to them now."""
        asked = select(sheet.c.person, sheet.c.form, sheet.c.question).where(sheet.c.state == "open").order_by(sheet.c.raised)
        put = {row.person: (row.form, row.question) for row in self.connection.execute(asked)}
        for life in lives:
            life.form, life.question = put.get(life.id, ("", ""))

    def hear(self, message: Message) -> bool:
        if life := self.by_external.get(message.external):
            life.id, life.said = message.person, message.said
        return True  # it is sent at once, so that no later question takes its place

    def incoming(self, life: Life, word: str) -> Incoming:
        account = life.account.partition(":")[2]
        return Incoming(
            id=f"seed-{life.number}-{self.steps}",
            channel=life.channel,
            account=account,
            external=life.external,
            event=self._event(word),
            language=life.language,
        )

    def _event(self, word: str) -> Event:
        match word[0], word[1:]:
            case "/", what if what.startswith("start"):
                return Opened(at=self.at, payload=what.partition(" ")[2])
            case "/", what:
                return Called(at=self.at, command=what)
            case "@", what:
                return Tapped(at=self.at, data=what)
            case "[", "left]":
                return Left(at=self.at)
            case "[", what:
                return Shared(at=self.at, kind=what.strip("]"))
        return Typed(at=self.at, text=word)


# --- each in their own days -----------------------------------------------------------------------------------------------


def spread(connection: Connection, everybody: list[Life]) -> None:
    """Move every life to days and hours of its own. Whoever still owes an answer is no newer than their reminder."""
    moves = [{"b_who": life.id, "b_by": _back(life)} for life in everybody if life.id]
    for table in PERSONAL:
        who = table.c.id if table is person else table.c.person
        times = [column for column in table.columns if column.name == "at" or column.name.endswith("_at")]
        for column in times:
            moved = update(table).where(who == bindparam("b_who"), column > 0).values({column: column - bindparam("b_by")})
            connection.execute(moved, moves)
    heard = update(address).where(address.c.person == bindparam("b_who"), address.c.heard_at > 0)
    connection.execute(heard.values(heard_at=address.c.heard_at - bindparam("b_by")), moves)


def _back(life: Life) -> int:
    """Milliseconds. Who wants to be forgotten has said so lately: it happens a day later."""
    if life.ends == "leaving":
        return -ms_of(timedelta(days=SILENT))
    newest = 0 if life.ends in OWING else -SILENT
    return ms_of(timedelta(days=life.chance.randint(newest, DAYS_BACK - SILENT), minutes=life.chance.randint(0, 8 * 60)))


def over(connection: Connection, now: int) -> None:
    """What was said has been sent long ago, and what was to be done has been. `now` in milliseconds."""
    sent = update(outbox).where(outbox.c.state.in_(("todo", "sending")), outbox.c.person != 0)
    connection.execute(
        sent.values(state="sent", sent_at=outbox.c.created_at, message=func.cast(outbox.c.id, outbox.c.message.type))
    )
    whatsapp = update(outbox).where(outbox.c.state == "sent", outbox.c.account.startswith("whatsapp:"))
    connection.execute(whatsapp.values(delivery="read"))
    passed = (due_.c.state == "waiting") & (due_.c.kind == "nudge") & (due_.c.at <= now)
    connection.execute(update(due_).where(passed).values(state="done"))
