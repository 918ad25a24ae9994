"""Workshops in golden conversations: what the team does about them, by name ("CV", "French", "Advice", "Clinic")."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, select

from desk.door.marks import Door, Given, take
from dialogs.events import Place
from dialogs.workshops.values import Spot
from storage.crypt import Keyring
from storage.schema import occurrence
from storage.staff.scope import EVERYBODY
from storage.times import ms, when
from storage.workshops import bookings, planning, tickets
from storage.workshops.planning import Plan, Words
from storage.workshops.presence import By

TEAM = "Clara"


def words(title: str, about: str = "", bring: str = "", way: str = "") -> Words:
    return Words(title=title, about=about, bring=bring, way=way)


PLANS = {
    "CV": Plan(
        programme="test",
        words={
            "en": words("Writing a CV", "We write your CV together.", "Your papers", "Bus 4 to Gare, then the blue door"),
            "fr": words("Écrire un CV", "Nous écrivons votre CV ensemble.", "Vos papiers", "Bus 4, arrêt Gare, porte bleue"),
            "ar": words("كتابة السيرة الذاتية", "نكتب معًا سيرتك الذاتية.", "أوراقك", "الحافلة 4 حتى المحطة"),
            "uk": words("Як написати резюме", "Напишемо ваше резюме разом.", "Ваші документи", "Автобус 4 до вокзалу"),
        },
        languages=("fr",),
        interpreters=("en", "ar", "uk", "fa_AF", "ti"),
        trainer="Claude",
        spot=Spot("House 3", "12, rue de la Gare", Place(49.6, 6.13)),
        zone="Europe/Luxembourg",
        starts=datetime(2026, 11, 26, 10, 0),  # noqa: DTZ001 - of the zone's clock
        minutes=120,
        capacity=1,
        form="workshop_signup",
        feedback="workshop_feedback",
    )
}
PLANS["French"] = replace(
    PLANS["CV"],
    kind="course",
    words={"en": words("French A1", "Eight lessons for beginners.")},
    starts=datetime(2026, 11, 26, 18, 0),  # noqa: DTZ001
    minutes=90,
    rule="FREQ=WEEKLY;COUNT=4",
    without=(datetime(2026, 12, 10, 18, 0),),  # noqa: DTZ001
    whole=True,
    capacity=12,
    form="",
)
PLANS["German"] = replace(
    PLANS["French"],
    words={
        "en": words("German A1", "The first words."),
        "ar": words("الألمانية A1", "الكلمات الأولى."),
        "uk": words("Німецька A1", "Перші слова."),
    },
    rule="FREQ=DAILY;COUNT=4",
    without=(datetime(2026, 11, 28, 18, 0),),  # noqa: DTZ001
    enough=60,
)
PLANS["Advice"] = replace(
    PLANS["CV"], kind="meeting", words={"en": words("Advice about work")}, rule="FREQ=DAILY;COUNT=3", form="", feedback=""
)
PLANS["Clinic"] = replace(
    PLANS["CV"],
    words={"en": words("Help after war")},
    starts=datetime(2026, 11, 27, 14, 0),  # noqa: DTZ001
    discreet=True,
    capacity=5,
    form="",
)

PLANS["Night"] = replace(PLANS["CV"], starts=datetime(2027, 3, 27, 10, 0), rule="FREQ=DAILY;COUNT=3", form="", feedback="")  # noqa: DTZ001

CUE = re.compile(r"the team (?P<does>[a-z ]+?) “(?P<name>\w+)”(?P<rest>.*)")


class Team:
    """Does what a cue says, in a database. Raises KeyError for what it does not know."""

    def __init__(self, keyring: Keyring) -> None:
        self.keyring = keyring
        self.numbers: dict[str, int] = {}

    def job(self, cue: re.Match[str], person: int, now: datetime) -> Callable[[Connection], object]:
        """`person`: who holds the phone, for what is done about one of the people."""

        def write(connection: Connection) -> object:
            return DOES[cue["does"]](self, connection, cue["name"], person, now)

        return write

    def offers(self, connection: Connection, name: str, _: int, now: datetime) -> None:
        plan = PLANS[name]
        self.numbers[name] = planning.create(connection, self.keyring, plan, by=1, actor=TEAM, now=ms(now), state="open")

    def moves(self, connection: Connection, name: str, _: int, now: datetime) -> None:
        """The next time, by a day."""
        row = connection.execute(_times(self.numbers[name], now)).first()
        assert row
        starts, ends = (when(at) + timedelta(days=1) for at in (row.starts_at, row.ends_at))
        planning.move(connection, row.id, starts, ends, actor=TEAM, now=ms(now))

    def cancels(self, connection: Connection, name: str, _: int, now: datetime) -> None:
        planning.cancel(connection, self.numbers[name], actor=TEAM, now=ms(now))

    def leaves_out(self, connection: Connection, name: str, _: int, now: datetime) -> None:
        """The time after the next."""
        row = connection.execute(_times(self.numbers[name], now)).all()[1]
        planning.cancel_occurrence(connection, row.id, actor=TEAM, now=ms(now))

    def enlarges(self, connection: Connection, name: str, _: int, now: datetime) -> None:
        """By a place."""
        kept = planning.find(connection, self.keyring, self.numbers[name], EVERYBODY)
        assert kept
        plan = replace(kept.plan, capacity=kept.plan.capacity + 1)
        planning.change(connection, self.keyring, kept.id, plan, actor=TEAM, now=ms(now))

    def notes(self, connection: Connection, name: str, person: int, now: datetime, came: str = "came") -> None:
        """At the latest time that has begun."""
        time = self._begun(connection, name, now)
        bookings.came(connection, time, person, came, how="list", by=1, at=ms(now), now=ms(now))

    def _begun(self, connection: Connection, name: str, now: datetime) -> int:
        times = select(occurrence.c.id).where(occurrence.c.workshop == self.numbers[name], occurrence.c.starts_at <= ms(now))
        number: int = connection.execute(times.order_by(occurrence.c.starts_at.desc()).limit(1)).scalar_one()
        return number

    def takes_code(self, connection: Connection, name: str, person: int, now: datetime) -> None:
        """At the door, of the latest time that has begun: read out by them, typed by somebody of the team."""
        number, by = self.numbers[name], By(1, TEAM)
        plan = planning.find(connection, self.keyring, number, EVERYBODY)
        time = self._begun(connection, name, now)
        door = Door(workshop=number, time=time, seat=0 if plan and plan.plan.whole else time, by=by, scope=EVERYBODY)
        code = tickets.spaced(tickets.ticket(self.keyring, number, person)).lower()
        given = Given("", 0, code, "came", "code", ms(now))
        [told] = take(connection, self.keyring, door, [given], ms(now))
        assert told.result == "right", told

    def misses(self, connection: Connection, name: str, person: int, now: datetime) -> None:
        self.notes(connection, name, person, now, "absent")


def _times(number: int, now: datetime) -> Select[Any]:
    mine = (occurrence.c.workshop == number) & (occurrence.c.starts_at > ms(now)) & (occurrence.c.state == "planned")
    return select(occurrence).where(mine).order_by(occurrence.c.starts_at)


DOES: dict[str, Callable[[Team, Connection, str, int, datetime], None]] = {
    "offers": Team.offers,
    "moves": Team.moves,
    "cancels": Team.cancels,
    "leaves out a date of": Team.leaves_out,
    "has one place more in": Team.enlarges,
    "saw them at": Team.notes,
    "did not see them at": Team.misses,
    "takes their code at": Team.takes_code,
}
