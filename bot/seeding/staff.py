"""The four of the demo's staff, and what they did in the weeks before: reviews, notes, cases taken and put off, a message to many, talks."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, func, select

from bot.reports import digests
from bot.road.batch import process
from bot.road.happening import Fallen
from bot.seeding.lives import Play
from bot.seeding.people import BROADCAST, LABELS, NOTES, TONGUES, WRITTEN
from bot.seeding.stories import CHANCE
from bot.world import World
from storage import due
from storage.answers import decisions
from storage.answers.decisions import APPROVED, HOLD, TODO, Place
from storage.answers.review import public
from storage.crypt import Keyring
from storage.messages import broadcasts
from storage.schema import answer, concern, submission
from storage.segments import Segment
from storage.staff import coordinators, digesting, needs, notes
from storage.staff.digesting import Wish
from storage.staff.needs import Doer, Wanted
from storage.staff.scope import Scope
from storage.staff.talks import Speaker, Speaking
from storage.times import Milliseconds, ms, when

DAY = timedelta(days=1)
PACE = 300  # people a minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """One of the staff."""

    name: str
    role: str
    language: str
    email: str
    hour: str
    about: str  # in the demo's own words
    programme: str = ""
    centre: str = ""
    channels: tuple[str, ...] = ("telegram", "email")


STAFF = (
    Hand(
        name="Clara",
        role="admin",
        language="en",
        email="clara@harbour.example",
        hour="08:00",
        about="admin, in English: all people, the staff, the forms. She has a phone too.",
    ),
    Hand(
        name="Karim",
        role="coordinator",
        language="ar",
        email="karim@lighthouse.example",
        hour="07:30",
        about="coordinator, in Arabic: the people of the Lighthouse, an asylum centre.",
        programme="lighthouse",
        channels=("email",),
    ),
    Hand(
        name="Rasa",
        role="coordinator",
        language="lt",
        email="rasa@harbour.example",
        hour="09:00",
        about="coordinator, in Lithuanian: the people of one house of the Harbour, in Esch.",
        programme="harbour",
        centre="esch",
        channels=("email",),
    ),
    Hand(
        name="Mireille",
        role="viewer",
        language="fr",
        email="mireille@funders.example",
        hour="08:00",
        about="viewer, in French: numbers and lists, no names and no words of anybody.",
        channels=("email",),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of them, hired. `code`: the payload of their start link."""

    hand: Hand
    id: int
    code: str

    @property
    def scope(self) -> Scope:
        return Scope(programme=self.hand.programme, centre=self.hand.centre)

    def doer(self, now: Milliseconds) -> Doer:
        return Doer(staff=self.id, scope=self.scope, now=now)

    @property
    def actor(self) -> str:
        return public(self.id)


def hire(connection: Connection, keyring: Keyring, now: datetime, zone: str) -> list[Member]:
    """Weeks ago. They have been here, so they need no invitation; a second factor they choose when they come."""
    found = []
    for hand in STAFF:
        values: dict[str, Any] = {"of": hand.programme, "language": hand.language, "zone": zone, "hour": hand.hour}
        values |= {"email": hand.email, "role": hand.role, "centre": hand.centre}
        number, code = coordinators.invite_one(connection, keyring, hand.name, now=ms(now - 40 * DAY), **values)
        coordinators.change(connection, number, state="active")
        wish = Wish(channels=hand.channels, hours=(hand.hour,))
        digesting.wish_for(connection, number, wish, ms(now - 2 * DAY))
        found.append(Member(hand=hand, id=number, code=coordinators.invite_again(connection, keyring, number, ms(now)) or code))
    return found


@dataclass(slots=True, kw_only=True)
class History:
    """What they did, in the order of days, up to `now`."""

    connection: Connection
    keyring: Keyring
    world: World
    staff: Sequence[Member]
    now: datetime
    chance: Random

    def write(self) -> None:
        self.reviews()
        self.cases()
        self.many()
        self.talks()
        self.told()

    def reviews(self) -> None:
        """Two of three that were handed in long enough ago have been looked at; of these most were approved."""
        old = (submission.c.at < ms(self.now - 2 * DAY)) & (submission.c.review == TODO)
        rows = self.connection.execute(select(submission).where(old).order_by(submission.c.at)).all()
        for row in rows:
            if self.chance.random() < 0.66:
                self._review(Place(row.person, row.sheet), when(row.at) + DAY)

    def _review(self, place: Place, at: datetime) -> None:
        mine = (answer.c.person == place.person) & (answer.c.sheet == place.sheet)
        latest = select(answer.c.path, func.max(answer.c.seq).label("seq")).where(mine).group_by(answer.c.path)
        seen = {row.path: row.seq for row in self.connection.execute(latest)}
        by, luck = self._whose(place.person, at), self.chance.random()
        chosen = [max(seen)] if luck > 0.92 else list(seen)
        decisions.decide(self.connection, by, place, seen, chosen, HOLD if luck > 0.92 else APPROVED)

    def _whose(self, person: int, at: datetime) -> Doer:
        """Somebody who may see them, the nearest first."""
        near = (one for one in (self.staff[2], self.staff[1], self.staff[0]) if one.scope.holds(self.connection, person))
        return next(near).doer(ms(at))

    def cases(self) -> None:
        """Some are somebody's, some are put off, some have a word or a note, and some are done, but never all of a kind."""
        found = needs.queue(self.connection, self.keyring, Wanted(), ms(self.now)).rows
        left = Counter(one.kind for one in found)
        for one in found:
            by, luck = self._whose(one.person, max(self.now - DAY, one.since)), self.chance.random()
            if luck < 0.35:
                needs.take(self.connection, by, [one.id])
            elif luck < 0.45:
                needs.snooze(self.connection, by, [one.id], ms(self.now + 2 * DAY))
            elif luck < 0.55 and left[one.kind] > 1:
                left[one.kind] -= needs.settle(self.connection, by, [one.id])
            if luck < 0.2:
                needs.label(self.connection, by, [one.id], self.chance.choice(LABELS))
            if luck < 0.3:
                values: dict[str, Any] = {"author": by.staff, "actor": by.actor, "now": by.now}
                notes.add(self.connection, self.keyring, one.person, self.chance.choice(NOTES), **values)

    def many(self) -> None:
        """Clara told the Harbour's people of a workshop, yesterday: a message to many, all the way."""
        clara, at = self.staff[0], self.now - DAY
        values: dict[str, Any] = {"title": BROADCAST, "segment": Segment(programme="harbour")}
        number = broadcasts.draft(self.connection, self.keyring, by=clara.id, scope=clara.scope, now=ms(at), **values)
        texts = {language: tongue.broadcast for language, tongue in TONGUES.items()}
        broadcasts.write(self.connection, self.keyring, number, texts=texts, **values)
        begun, until = ms(at), ms(self.now + 2 * DAY)
        broadcasts.begin(self.connection, number, clara.actor, at=begun, until=until, pace=PACE, now=ms(at))
        broadcasts.take_up(self.connection, self.keyring, ms(at), 60.0)
        fallen = [Fallen(one) for one in due.fallen(self.connection, ms(at), most=PACE) if one.kind == broadcasts.KIND]
        process(self.connection, self.keyring, self.world, fallen, at, lambda _: False)
        broadcasts.take_up(self.connection, self.keyring, ms(at) + 1, 60.0)

    def talks(self) -> None:
        """Two who asked for a person: with one Clara still speaks, to the other the bot speaks again."""
        asked = (concern.c.kind == "asked") & (concern.c.state == "open")
        people = list(self.connection.scalars(select(concern.c.person).where(asked).order_by(concern.c.at).limit(2)))
        clara, at = self.staff[0], self.now - timedelta(hours=3)
        for place, person in enumerate(people):
            by = Speaker(id=clara.id, name=clara.hand.name, actor=clara.actor)
            speaking = Speaking(self.connection, self.keyring, self.world.voices, person, by, at)
            if speaking.take_over():
                speaking.say(WRITTEN, once="seed")
            if place and (back := replace(speaking, at=at + timedelta(minutes=20)).hand_back()):
                process(self.connection, self.keyring, self.world, [Fallen(back)], when(back.at), lambda _: False)

    def told(self) -> None:
        """The digests of yesterday, as letters that are under way: they are in the mailbox when the demo has begun."""
        digests.plan(self.connection, self.world, self.now - DAY)
        for one in due.fallen(self.connection, ms(self.now), most=100):
            if one.kind == digests.DIGEST:
                digests.fall(self.connection, self.keyring, self.world, one, when(one.at))


def history(play: Play, staff: Sequence[Member], now: datetime) -> None:
    chance = Random(CHANCE)  # noqa: S311 - the same each time
    values: dict[str, Any] = {"connection": play.connection, "keyring": play.keyring, "world": play.world}
    History(**values, staff=staff, now=now, chance=chance).write()
