"""What has become of the demo's workshops: people sign up, wait, answer reminders, come or do not, as in the weeks before today."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from itertools import cycle
from typing import Any

from sqlalchemy import Row, select

from bot.road.batch import process
from bot.road.happening import Fallen
from bot.seeding.lives import Play
from bot.seeding.people import PROGRAMMES
from bot.seeding.staff import Member
from bot.seeding.stories import ALL, Life, filled
from bot.seeding.timetable import COMPUTER, CV, GERMAN, INTERVIEW, OFFERS, Offer
from storage import due
from storage.answers.review import public
from storage.schema import booking, occurrence
from storage.times import ms, when, zone_of
from storage.workshops import bookings, planning, reminding
from storage.workshops.planning import Plan, Words

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MADE = 30 * DAY  # before today
ABSENT = 2  # of those in the course: they come to none of the latest times
CAME = ("came", "came", "late", "came", "came", "left_early", "came", "came", "absent")
COMING, CHILDREN, INTERPRETER, CANNOT = "coming:{}", "need:{}:children", "need:{}:interpreter", "cannot:{}"
ANSWERS = (COMING, COMING, CHILDREN, COMING, CANNOT, COMING, INTERPRETER, COMING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """It goes the product's own road, in the order of time."""

    play: Play
    staff: Sequence[Member]
    now: datetime
    numbers: dict[str, int] = field(default_factory=dict)

    def live(self) -> None:
        self.make()
        happened = [*self._sign_ups(), *self._attended()]
        happened += [
            (self.now - 5 * DAY, self._think),
            (self.now - 20 * HOUR, self._leave_out),
            (self.now - 3 * HOUR, self._answer),
            (self.now - 2 * HOUR, self._give_back),
        ]
        for at, happen in sorted(happened, key=lambda one: one[0]):
            self._until(at)
            self.play.at = at
            happen()
        self._until(self.now)

    # --- the team ------------------------------------------------------------------------------------------------------

    def make(self) -> None:
        """Clara makes them, weeks ago."""
        at, clara = ms(self.now - MADE), self.staff[0]
        for name, offer in OFFERS.items():
            plan = _plan(offer, self.now)
            self.numbers[name] = planning.create(
                self.play.connection, self.play.keyring, plan, by=clara.id, actor=clara.actor, now=at, state=offer.state
            )

    def _attended(self) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """Who came to what is over is noted at its end."""
        numbers = [self.numbers[one] for one in (GERMAN, COMPUTER)]
        rows = self.play.connection.execute(
            select(occurrence)
            .where(occurrence.c.workshop.in_(numbers), occurrence.c.ends_at < ms(self.now))
            .order_by(occurrence.c.starts_at)
        ).all()
        for turn, row in enumerate(rows):
            yield when(row.ends_at), partial(self._note, row, turn)

    def _note(self, row: Row[Any], turn: int) -> None:
        """The last two of the course stay away after the first time."""
        people = self._booked(row.workshop)
        staying = len(people) - ABSENT if row.workshop == self.numbers[GERMAN] and turn else len(people)
        for place, who in enumerate(people):
            came = CAME[(place + turn) % len(CAME)] if place < staying else "absent"
            values: dict[str, Any] = {"how": "list", "by": self.staff[0].id, "at": row.starts_at, "now": row.ends_at}
            bookings.came(self.play.connection, row.id, who, came, **values)

    def _think(self) -> None:
        """Those who came to the last workshop say how it was."""
        self.play.look(self._lives(self._booked(self.numbers[COMPUTER])))
        self._fill(OFFERS[COMPUTER].feedback)

    def _leave_out(self) -> None:
        """One evening of the course does not take place: a holiday."""
        coming = self._times(GERMAN)
        planning.cancel_occurrence(self.play.connection, coming[2], actor=self.staff[0].actor, now=ms(self.now - 20 * HOUR))

    # --- people --------------------------------------------------------------------------------------------------------

    def _sign_ups(self) -> Iterator[tuple[datetime, Callable[[], None]]]:
        for name, offer in OFFERS.items():
            if offer.people:
                yield self.now - offer.before * DAY, partial(self._sign_up, name, offer)

    def _sign_up(self, name: str, offer: Offer) -> None:
        """In the order in which they stand; whoever finds it full waits."""
        number, verb = public(self.numbers[name]), "sign" if offer.form else "book"
        times = cycle([""] if offer.whole else map(public, self._times(name, self.play.at)))
        self._tap([(life, f"{verb}:{number}.{next(times)}") for life in self._people(offer)])
        if offer.form:
            self._fill(offer.form)

    def _people(self, offer: Offer) -> list[Life]:
        """Those who have told us everything, and understand what is spoken."""
        known = {*offer.languages, *offer.interpreters, *(() if offer.discreet else offer.titles)}
        people = [life for life in self.play.lives if life.ends == "done" and life.place.startswith(f"{offer.programme}-")]
        return [life for life in people if life.language in known][: offer.people]

    def _tap(self, what: Sequence[tuple[Life, str]]) -> None:
        self.play.happen([(life, f"@do:workshop:{word}") for life, word in what])

    def _fill(self, form: str) -> None:
        """All that they were asked just now."""
        stories = [(life, filled(life, form, ALL)) for life in self.play.lives if life.form == form]
        while did := [(life, word) for life, one in stories if (word := next(one, ""))]:
            self.play.happen(did)

    def _answer(self) -> None:
        """Tomorrow's workshop: most say that they are coming, some need help."""
        of = f"{public(self.numbers[CV])}.{public(self._times(CV)[0])}"
        lives = self._lives(self._booked(self.numbers[CV]))
        self._tap([(life, what.format(of)) for life, what in zip(lives, ANSWERS, strict=False)])

    def _give_back(self) -> None:
        """Somebody cannot come: the next one is offered the place."""
        of = f"{public(self.numbers[INTERVIEW])}.{public(self._times(INTERVIEW)[0])}"
        first = self._lives(self._booked(self.numbers[INTERVIEW]))[:1]
        self._tap([(life, f"leave:{of}") for life in first])

    # --- what time does -------------------------------------------------------------------------------------------------

    def _until(self, at: datetime) -> None:
        """Reminders, and what else people are told of workshops until then."""
        while (hour := reminding.first(self.play.connection)) is not None and hour <= ms(at):
            reminding.fan_out(self.play.connection, hour)
            self._tell(when(hour))
        self._tell(at)

    def _tell(self, at: datetime) -> None:
        fallen = [one for one in due.fallen(self.play.connection, ms(at), most=10_000) if one.kind in reminding.KINDS]
        if fallen:
            happened = [Fallen(one) for one in fallen]
            process(self.play.connection, self.play.keyring, self.play.world, happened, at, self.play.hear)

    # --- looked up ------------------------------------------------------------------------------------------------------

    def _times(self, name: str, at: datetime | None = None) -> list[int]:
        """Those to come."""
        mine = (occurrence.c.workshop == self.numbers[name]) & (occurrence.c.starts_at > ms(at or self.now))
        return list(self.play.connection.scalars(select(occurrence.c.id).where(mine).order_by(occurrence.c.starts_at)))

    def _booked(self, number: int) -> list[int]:
        mine = (booking.c.workshop == number) & (booking.c.state == "booked")
        return list(self.play.connection.scalars(select(booking.c.person).where(mine).order_by(booking.c.line)))

    def _lives(self, people: Sequence[int]) -> list[Life]:
        known = {life.id: life for life in self.play.lives}
        return [known[one] for one in people]


def _plan(offer: Offer, now: datetime) -> Plan:
    of = next(one for one in PROGRAMMES if one.code == offer.programme)
    day = (now.astimezone(zone_of(of.zone)) + offer.day * DAY).date()
    words = {
        code: Words(title=title, about=offer.about.get(code, ""), bring=offer.bring.get(code, ""))
        for code, title in offer.titles.items()
    }
    same = ("kind", "programme", "minutes", "rule", "whole", "capacity", "languages", "interpreters", "trainer", "spot")
    more = ("discreet", "enough", "form", "feedback")
    values = {name: getattr(offer, name) for name in (*same, *more)}
    return Plan(**values, words=words, zone=of.zone, starts=datetime.combine(day, time(offer.hour)))
