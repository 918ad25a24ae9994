"""Every occurrence once: in all zones, over days on which clocks change, standstills and crashes."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, func, insert, select
from sqlalchemy.pool import StaticPool

from bot.reports import digests
from bot.reports.occasions import following, latest, occasions, tomorrow
from bot.world import World
from storage.crypt import Keyring
from storage.due import fallen
from storage.messages.outbox import unpacked
from storage.schema import address, coordinator, due, metadata, outbox
from storage.staff.digesting import Wish, wish_for
from storage.times import ms
from tests.conversations import world
from tests.digested import need, newcomer

ZONES = sorted(available_timezones())
KEYRING = Keyring(bytes(32))
CLARA, CHAT = 77, "chat"

zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.sets(st.sampled_from("1234567"), min_size=1).map(lambda some: "".join(sorted(some)))
hours = st.sets(st.times().map(lambda one: f"{one:%H:%M}"), min_size=1, max_size=4).map(lambda some: tuple(sorted(some)))
moments = st.integers(915_148_800, 2_140_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
changes = st.tuples(zones, st.integers(1999, 2037), st.integers(0, 30))


def shift(zone: ZoneInfo, year: int, which: int) -> datetime:
    """A day before the clock of a zone changes in a year; New Year where it does not."""
    start = datetime(year, 1, 1, tzinfo=UTC)
    found = [
        start + timedelta(days=day)
        for day in range(366)
        if (start + timedelta(days=day)).astimezone(zone).utcoffset()
        != (start + timedelta(days=day + 1)).astimezone(zone).utcoffset()
    ]
    return found[which % len(found)] if found else start


def met(day: date, hour: str, zone: ZoneInfo) -> datetime:
    """The plain meaning: the first minute at which the clock shows that time of that day or, where it skips it, a later one."""
    wall = datetime.fromisoformat(f"{day}T{hour}")
    at = (wall - timedelta(hours=27)).replace(tzinfo=UTC)
    while at.astimezone(zone).replace(tzinfo=None) < wall - timedelta(hours=3):
        at += timedelta(hours=1)
    at -= timedelta(hours=2)
    while at.astimezone(zone).replace(tzinfo=None) < wall:
        at += timedelta(minutes=1)
    return at


@given(zones, days, hours, moments)
@example(ZoneInfo("Pacific/Apia"), "5", ("12:00",), datetime(2011, 12, 28, tzinfo=UTC))
@example(ZoneInfo("Africa/Casablanca"), "7", ("02:30",), datetime(2024, 4, 10, tzinfo=UTC))
def test_the_next_occasion_is_the_first_there_is(zone: ZoneInfo, days: str, hours: tuple[str, ...], after: datetime) -> None:
    which, at = following(days, hours, zone, after)
    all_ = [one for one, _ in occasions(days, hours, zone, after)]
    assert len(all_) == len(set(all_)), "each has a name of its own"
    assert after < at <= after + timedelta(days=9)
    assert latest(days, hours, zone, at) == at
    assert latest(days, hours, zone, at - timedelta(microseconds=1)) <= after
    day, _, hour = which.partition("T")
    assert str(date.fromisoformat(day).isoweekday()) in days
    assert hour in hours


@given(changes, days, hours)
def test_around_a_change_of_clocks_an_hour_is_met_once_a_day(
    change: tuple[ZoneInfo, int, int], days: str, hours: tuple[str, ...]
) -> None:
    zone = change[0]
    around = shift(*change)
    found = dict(occasions(days, hours, zone, around))
    for number in range(-1, 3):
        day = around.date() + timedelta(days=number)
        for hour in hours if str(day.isoweekday()) in days else ():
            assert found[f"{day}T{hour}"] == met(day, hour, zone)


@given(changes, st.times().map(lambda one: f"{one:%H:%M}"))
def test_tomorrow_is_later_today_nowhere(change: tuple[ZoneInfo, int, int], hour: str) -> None:
    now = shift(*change)
    assert now < tomorrow(hour, change[0], now) <= now + timedelta(hours=49)


# --- A clock over a database ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def database() -> Iterator[Engine]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def told() -> World:
    return world()


class Crash(Exception):
    """The process ends before the commit."""


def ends(here: bool) -> None:
    """Raises Crash where the process ends here."""
    if here:
        raise Crash


class Desk:
    """One of the staff, the clock, and people who come now and then."""

    def __init__(
        self, connection: Connection, known: World, zone: ZoneInfo, days: str, hours: tuple[str, ...], now: datetime
    ) -> None:
        self.connection, self.world, self.zone, self.days, self.hours, self.now = connection, known, zone, days, hours, now
        row = {column.name: "" for column in coordinator.c} | {"sealed": b"", "invited_until": 0, "created_at": ms(now)}
        row |= {"id": CLARA, "role": "coordinator", "state": "active", "language": "en", "zone": zone.key, "hour": "08:00"}
        connection.execute(insert(coordinator).values(row | {"digest_from": ms(now)}))
        chat = {column.name: "" for column in address.c} | {"external": b"", "person": 0, "heard_at": 0, "knocked_at": 0}
        chat |= {"key": CHAT, "channel": "telegram", "state": "ok", "coordinator": CLARA, "marketing": True}
        connection.execute(insert(address).values(chat))
        wish_for(connection, CLARA, Wish(channels=("telegram",), days=days, hours=hours), ms(now))

    def comes(self, seconds: int) -> None:
        """At some time of the last so many seconds."""
        newcomer(self.connection, KEYRING, ms(self.now) - 500 * seconds)

    def tick(self, crash: str = "") -> None:
        """As bot.clock does, each write a transaction. `crash`: where the process ends in the middle of one."""
        with suppress(Crash):
            with self.connection.begin_nested():
                digests.plan(self.connection, self.world, self.now)
                ends(crash == "planning")
            for one in fallen(self.connection, ms(self.now), most=100):
                with self.connection.begin_nested():
                    digests.fall(self.connection, KEYRING, self.world, one, self.now)
                    ends(crash == "telling")

    def texts(self) -> list[tuple[int, int]]:
        """(when, how many new people) of every digest in the outbox."""
        found = []
        for row in self.connection.execute(select(outbox.c.created_at, outbox.c.id, outbox.c.sealed).order_by(outbox.c.id)):
            said, _ = unpacked(KEYRING.house.open(f"outbox:sealed:{row.id}", row.sealed))
            found.append((row.created_at, dict(said.bars)[6]))
        return found


steps = st.lists(
    st.tuples(
        st.one_of(
            st.just(5), st.integers(1, 600), st.integers(3_000, 90_000), st.integers(80_000, 900_000)
        ),  # seconds of standstill
        st.booleans(),  # somebody comes
        st.sampled_from(["", "", "planning", "telling"]),
    ),
    min_size=1,
    max_size=25,
)


@given(changes, days, hours, steps)
@example((ZoneInfo("Europe/Berlin"), 2026, 0), "1234567", ("02:30", "03:00"), [(3600, True, "")] * 25)
@example((ZoneInfo("Europe/Berlin"), 2026, 1), "1234567", ("02:30",), [(1800, True, "telling"), (5, False, "")] * 12)
@example((ZoneInfo("America/New_York"), 2026, 0), "7", ("02:00",), [(900_000, True, ""), (5, True, "")] * 3)
def test_everything_that_is_new_is_told_once_whatever_crashes_and_however_long_nothing_runs(
    database: Engine,
    told: World,
    change: tuple[ZoneInfo, int, int],
    days: str,
    hours: tuple[str, ...],
    steps: list[tuple[int, bool, str]],
) -> None:
    zone = change[0]
    with database.connect() as connection, connection.begin() as all_:
        desk = Desk(connection, told, zone, days, hours, shift(*change))
        desk.tick()
        expected: list[tuple[int, int]] = []
        planned = following(days, hours, zone, desk.now)[1]
        waiting = 0
        for seconds, comes, crash in steps:
            desk.now += timedelta(seconds=seconds)
            if comes:
                desk.comes(seconds)
                waiting += 1
            desk.tick(crash)
            desk.tick()  # the process is there again
            if planned <= desk.now:
                if desk.now - max(planned, latest(days, hours, zone, desk.now)) <= timedelta(hours=12):
                    expected += [(ms(desk.now), waiting)] if waiting else []
                    waiting = 0
                planned = following(days, hours, zone, desk.now)[1]
        assert desk.texts() == expected
        waits = connection.execute(select(due.c.at).where(due.c.state == "waiting")).scalars().all()
        assert waits == [ms(planned)], "the next one is planned, and nothing else"
        all_.rollback()


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.integers(5, 5_000)), max_size=30), st.integers(1, 6))
def test_one_more_comes_as_soon_as_so_many_wait_and_once_between_two_digests(
    database: Engine, told: World, steps: list[tuple[int, bool, int]], many: int
) -> None:
    with database.connect() as connection, connection.begin() as all_:
        desk = Desk(connection, told, ZoneInfo("UTC"), "1234567", ("08:00",), datetime(2026, 11, 23, 9, tzinfo=UTC))
        wish_for(connection, CLARA, Wish(channels=("telegram",), waiting=many, urgent="off"), ms(desk.now))
        desk.tick()
        extra, since = False, 0
        for count, crashes, seconds in steps:
            desk.now += timedelta(seconds=seconds)
            if (
                desk.now
                >= (regular := datetime(desk.now.year, desk.now.month, desk.now.day, 8, tzinfo=UTC))
                > desk.now - timedelta(seconds=seconds)
            ):
                desk.tick()
                extra, since = False, 0
            for _ in range(count):
                need(connection, newcomer(connection, KEYRING, 0), ms(desk.now) - 1, "untaken")
            since += count
            before = connection.scalar(select(func.count()).select_from(outbox)) or 0
            desk.tick("telling" if crashes else "")
            desk.tick()
            desk.tick()
            came = (connection.scalar(select(func.count()).select_from(outbox)) or 0) - before
            due_now = since >= many and not extra
            assert came == due_now, (regular, since)
            if due_now:
                extra, since = True, 0
        all_.rollback()
