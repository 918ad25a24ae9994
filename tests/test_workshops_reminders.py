"""When workshops take place and who is reminded of them: in all zones, through every change, standstill and crash, each person once."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, delete, func, insert, select, update
from sqlalchemy.pool import StaticPool

from bot.clock import Clock
from dialogs.walltime import asleep, waking
from dialogs.workshops.schedule import BadSeries, Rule, is_before, remind_at, slots
from storage import audit
from storage.crypt import Keyring
from storage.due import fallen
from storage.schema import attendance, booking, due, metadata, occurrence, person, reminder, workshop
from storage.store import Store
from storage.times import Milliseconds, ms, when
from storage.workshops import reminders, reminding, rules
from storage.workshops.reminding import Missed
from storage.workshops.rows import Plan, Words, packed
from storage.workshops.rules import USUAL
from tests.conversations import House, house
from tests.storing import MASTER, arrive
from tests.test_zones import met, zones

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 24 * 3_600_000
BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = (21, 8)
FIRST = datetime.fromisoformat("2026-12-01T10:00")
NOON = datetime(2026, 12, 1, 11, tzinfo=UTC)  # in Berlin
NOW = ms(NOON)

# --- When it takes place ---------------------------------------------------------------------------------------------------

near_a_change = st.sampled_from(zones()).flatmap(lambda one: st.tuples(st.just(one[0]), st.sampled_from(one[1])))
quarters = st.integers(0, 95).map(lambda number: time(number // 4, number % 4 * 15))


@given(near_a_change, quarters, st.integers(1, 600))
def test_a_daily_course_keeps_its_hour_whatever_the_clocks_do(near: tuple[ZoneInfo, date], wall: time, minutes: int) -> None:
    zone, day = near
    found = slots(datetime.combine(day - DAY, wall), minutes, zone, "FREQ=DAILY;COUNT=3")
    assert [one.slot for one in found] == [f"{day + number * DAY}T{wall:%H:%M}" for number in (-1, 0, 1)]
    for number, one in zip((-1, 0, 1), found, strict=True):
        shown, meant = met(zone, day + number * DAY), datetime.combine(day + number * DAY, wall)
        assert one.ends - one.starts == minutes * MINUTE
        if meant in shown:
            assert one.starts == shown[meant], "the first of the two, where the hour comes twice"
        else:
            local, before = (at.astimezone(zone).replace(tzinfo=None) for at in (one.starts, one.starts - MINUTE))
            assert before < meant < local, "the first minute after, where it is skipped"


@pytest.mark.parametrize(
    ("rule", "last", "number"),
    [
        ("FREQ=WEEKLY;COUNT=3", "2026-12-15T10:00", 3),
        ("FREQ=WEEKLY;UNTIL=20261215T090000Z", "2026-12-15T10:00", 3),
        ("FREQ=WEEKLY;UNTIL=20261215T085959Z", "2026-12-08T10:00", 2),
        ("FREQ=WEEKLY;UNTIL=20261215", "2026-12-15T10:00", 3),
        ("RRULE:FREQ=MONTHLY;BYDAY=1TU;COUNT=2", "2027-01-05T10:00", 2),
        ("FREQ=MONTHLY;BYMONTHDAY=-31;COUNT=2", "2027-01-01T10:00", 2),
        ("FREQ=DAILY;BYHOUR=10,11;BYMINUTE=0,30;COUNT=4", "2026-12-01T11:30", 4),
        ("freq=daily;interval=2;count=400", "2029-02-06T10:00", 400),
    ],
)
def test_a_series_repeats_as_its_rule_says(rule: str, last: str, number: int) -> None:
    found = slots(FIRST, 60, BERLIN, rule)
    assert (found[-1].slot, len(found)) == (last, number)


def test_exceptions_are_left_out_and_count_all_the_same() -> None:
    without = [FIRST + 7 * DAY, FIRST + 8 * DAY]
    found = slots(FIRST, 60, BERLIN, "FREQ=WEEKLY;COUNT=3", without)
    assert [one.slot for one in found] == ["2026-12-01T10:00", "2026-12-15T10:00"]


@pytest.mark.parametrize(
    "rule",
    "FREQ=DAILY FREQ=DAILY;COUNT=0 FREQ=DAILY;COUNT=401 FREQ=DAILY;COUNT=x FREQ=DAILY;UNTIL=20361231 FREQ=DAILY;UNTIL=tomorrow"
    " FREQ=HOURLY;COUNT=2 FREQ=DAILY;INTERVAL=0;COUNT=2 FREQ=WEEKLY;BYDAY=WE;COUNT=2 FREQ=WEEKLY;BYDAY=ZZ;COUNT=2 COUNT=2 DAILY"
    " FREQ=YEARLY;COUNT=7 FREQ=DAILY;BYMONTHDAY=99;COUNT=2 FREQ=DAILY;COUNT=2;COUNT=3 FREQ=DAILY;BYHOUR=10,99;COUNT=2 ;".split(),
)
def test_a_rule_that_cannot_be_is_refused_with_a_cure(rule: str) -> None:
    with pytest.raises(BadSeries) as refused:
        slots(FIRST, 60, BERLIN, rule)
    assert f"{refused.value.why} {refused.value.cure}" == f"{refused.value}"


def test_what_has_no_length_no_year_and_no_date_is_refused_too() -> None:
    for bad in ((FIRST, 0), (FIRST, 8 * 1440), (FIRST.replace(year=226), 60)):
        with pytest.raises(BadSeries):
            slots(*bad, BERLIN)
    with pytest.raises(BadSeries):
        slots(FIRST, 60, BERLIN, without=[FIRST])


# --- When people are reminded ----------------------------------------------------------------------------------------------

hour_rules = st.integers(-10 * 1440, 10 * 1440).map(lambda minutes: (minutes, ""))
wall_rules = st.tuples(st.integers(-10, 10).map(lambda days: days * 1440), quarters.map(lambda wall: f"{wall:%H:%M}"))
timings = st.tuples(st.sampled_from(["start", "end"]), hour_rules | wall_rules).map(
    lambda one: Rule("remind", one[0], one[1][0], one[1][1], ("booked",), 60)
)
nights = st.sampled_from([NIGHT, (22, 6), (23, 9), (0, 7), (13, 15), (3, 8), (0, 0)])


@given(near_a_change, quarters, st.integers(1, 600), timings, nights)
def test_a_rule_names_one_instant_by_day_and_never_after_a_start_it_is_before(
    near: tuple[ZoneInfo, date], wall: time, minutes: int, rule: Rule, night: tuple[int, int]
) -> None:
    zone, day = near
    (time_,) = slots(datetime.combine(day, wall), minutes, zone)
    at = remind_at(rule, time_.starts, time_.ends, zone, night)
    anchor = time_.starts if rule.anchor == "start" else time_.ends
    assert at == remind_at(rule, time_.starts, time_.ends, zone, night)
    assert not asleep(at, zone, night)
    assert abs(at - anchor - timedelta(minutes=rule.minutes)) <= 49 * HOUR
    if is_before(rule):
        assert at <= time_.starts
    if not rule.wall and not asleep(anchor + rule.minutes * MINUTE, zone, night):
        assert at == anchor + rule.minutes * MINUTE
    if rule.wall and (rule.minutes < 0 or not is_before(rule)):
        named = anchor.astimezone(zone).date() + timedelta(days=rule.minutes // 1440)
        plain = met(zone, named).get(datetime.combine(named, time.fromisoformat(rule.wall)))
        assert plain is None or asleep(plain, zone, night) or at == plain or plain > time_.starts


@pytest.mark.parametrize(
    ("minutes", "wall", "start", "expected"),
    [
        (-120, "", "10:00", "2026-12-04T08:00"),  # by day
        (-2880, "18:00", "10:00", "2026-12-02T18:00"),
        (-180, "", "10:00", "2026-12-04T08:00"),  # at seven: an hour later is early enough
        (-120, "", "08:59", "2026-12-03T20:00"),  # the morning is too late
        (-60, "", "22:30", "2026-12-04T20:00"),
        (-120, "", "06:00", "2026-12-03T20:00"),
        (-1440, "23:00", "10:00", "2026-12-04T08:00"),
        (0, "18:00", "10:00", "2026-12-04T10:00"),  # a wall time after the start: at the start
        (120, "", "20:00", "2026-12-05T08:00"),  # afterwards: in the morning
    ],
)
def test_nobody_is_reminded_at_night(minutes: int, wall: str, start: str, expected: str) -> None:
    (time_,) = slots(datetime.fromisoformat(f"2026-12-04T{start}"), 60, BERLIN)
    at = remind_at(Rule("remind", "start", minutes, wall, ("booked",), 60), time_.starts, time_.ends, BERLIN, NIGHT)
    assert f"{at.astimezone(BERLIN):%Y-%m-%dT%H:%M}" == expected


# --- What is planned -------------------------------------------------------------------------------------------------------

COURSE = 0xC0
TIMES = (0xA1, 0xA2, 0xA3)  # occurrences
PEOPLE = range(1, 5)
KEYRING = Keyring(MASTER)
PLAN = Plan(
    programme="test",
    kind="course",
    words={"en": Words(title="Writing a CV")},
    zone="Europe/Berlin",
    starts=FIRST + timedelta(days=2, hours=2),
    minutes=60,
    rule="FREQ=DAILY;INTERVAL=2;COUNT=3",
    whole=True,
    enough=60,
    feedback="feedback",
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def database(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        connection.info[audit.KEYRING] = KEYRING
        course(connection)
        yield connection
        connection.rollback()


def course(connection: Connection, keyring: Keyring = KEYRING, people: Sequence[int] = PEOPLE) -> None:
    """Three times, two days apart from the day after tomorrow on, at noon in Berlin, for an hour; everybody has a place in it."""
    row = {"id": COURSE, "state": "open", "sequence": 0, "by": 0, "at": NOW}
    connection.execute(insert(workshop).values(**row, **packed(PLAN, COURSE, keyring)))
    for number, one in zip(TIMES, slots(PLAN.starts, PLAN.minutes, BERLIN, PLAN.rule), strict=True):
        times = {"slot": one.slot, "starts_at": ms(one.starts), "ends_at": ms(one.ends)}
        connection.execute(insert(occurrence).values(id=number, workshop=COURSE, state="planned", sequence=0, **times))
    for who in people:
        book(connection, who)
    reminders.plan(connection, COURSE, NOW)


def book(connection: Connection, who: int, state: str = "booked", time: int = 0) -> None:
    row = {"line": who, "until": 0, "needs": "", "sheet": 0, "version": 1, "at": NOW, "changed_at": NOW}
    connection.execute(insert(booking).values(workshop=COURSE, occurrence=time, person=who, state=state, **row))


def note(connection: Connection, who: int, time: int, *, said: str = "", came: str = "") -> None:
    row = {"help": "", "how": "", "by": 0, "came_at": 0, "at": NOW, "workshop": COURSE}
    connection.execute(insert(attendance).values(occurrence=time, person=who, said=said, came=came, **row))


def planned(connection: Connection, *states: str) -> dict[tuple[int, int, int], Milliseconds]:
    found = connection.execute(select(reminder).where(reminder.c.state.in_(states or ("waiting",))))
    return {(row.rule, row.occurrence, row.sequence): row.at for row in found}


def told(connection: Connection) -> dict[str, set[int]]:
    """{subject: people}"""
    found: dict[str, set[int]] = {}
    for row in connection.execute(select(due).where(due.c.kind == "reminder")):
        assert row.person not in found.setdefault(row.subject, set())
        found[row.subject].add(row.person)
    return found


def only_rule(connection: Connection, rule: Rule, number: int = COURSE, now: Milliseconds = NOW) -> int:
    """The workshop has this rule, and no other."""
    found = reminders.keep_rule(connection, rule, of="test", number=number, actor="7", now=now)
    for one in rules.rules(connection, COURSE):
        if one.id != found:
            reminders.drop_rule(connection, one.id, of="test", number=number, actor="7", now=now)
    return found


def test_the_usual_rules_count_until_programme_or_workshop_have_their_own(database: Connection) -> None:
    assert rules.rules(database, COURSE) == list(USUAL)
    by_programme = reminders.keep_rule(
        database, USUAL[0].rule._replace(minutes=-4320), of="test", changes=1, actor="7", now=NOW
    )
    found = rules.rules(database, COURSE)
    assert {one.rule for one in found if one.id != by_programme} == {one.rule for one in USUAL[1:]}, "the others go on"
    own = only_rule(database, Rule("remind", "start", -30, "", ("booked",), 20))
    assert [one.id for one in rules.rules(database, COURSE)] == [own]
    assert set(planned(database)) == {(own, time, 0) for time in TIMES}
    reminders.drop_rule(database, own, of="test", number=COURSE, actor="7", now=NOW)
    assert (rules.rules(database, COURSE), planned(database)) == ([], {}), "none is not the same as the usual ones"
    reminders.usual(database, of="test", number=COURSE, actor="7", now=NOW)
    assert by_programme in [one.id for one in rules.rules(database, COURSE)]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "other"},
        {"anchor": "middle"},
        {"states": ()},
        {"states": ("gone",)},
        {"wall": "18:00", "minutes": -60},
        {"late": 0},
    ],
)
def test_a_rule_that_makes_no_sense_is_not_kept(database: Connection, change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="Rule"):
        reminders.keep_rule(database, USUAL[0].rule._replace(**change), of="test", number=COURSE, actor="7", now=NOW)  # type: ignore[arg-type]


def test_what_is_asked_about_a_whole_course_comes_after_its_end(database: Connection) -> None:
    assert {time for rule, time, _ in planned(database) if rule in (3, 5)} == {TIMES[-1]}
    database.execute(update(workshop).values(whole=False, enough=0))
    reminders.plan(database, COURSE, NOW)
    assert {(rule, time) for rule, time, _ in planned(database) if rule in (3, 5)} == {(3, time) for time in TIMES}


def test_a_time_that_moves_gets_new_reminders_and_none_of_the_old(database: Connection) -> None:
    before = planned(database)
    moved = (occurrence.c.starts_at + DAY_MS, occurrence.c.ends_at + DAY_MS, occurrence.c.sequence + 1)
    values = dict(zip(("starts_at", "ends_at", "sequence"), moved, strict=True))
    database.execute(update(occurrence).where(occurrence.c.id == TIMES[0]).values(**values))
    reminders.plan(database, COURSE, NOW)
    after = planned(database)
    assert {key: at for key, at in after.items() if key[1] != TIMES[0]} == {
        k: at for k, at in before.items() if k[1] != TIMES[0]
    }
    assert {key[2] for key in after if key[1] == TIMES[0]} == {1}
    assert after[2, TIMES[0], 1] == before[2, TIMES[0], 0] + DAY_MS


CHANGES = ("move", "cancel", "again", "rule", "drop", "usual", "close", "open", "wait", "wait", "wait")
changes = st.lists(st.tuples(st.sampled_from(CHANGES), st.sampled_from(TIMES), st.integers(1, 72)), max_size=12)


@given(changes)
@example([("wait", TIMES[0], 47), ("move", TIMES[0], 1), ("wait", TIMES[0], 72)])
def test_any_sequence_of_changes_leaves_what_is_wanted_and_tells_each_once(
    engine: Engine, done: list[tuple[str, int, int]]
) -> None:
    with engine.connect() as database:
        database.info[audit.KEYRING] = KEYRING
        course(database)
        now = NOW
        for what, time_, number in done:
            now += number * HOUR_MS * (what == "wait")
            _change(database, what, time_, number, now)
            reminders.plan(database, COURSE, now)
            once = planned(database, "waiting", "done", "missed")
            reminders.plan(database, COURSE, now)
            assert planned(database, "waiting", "done", "missed") == once, "planning again changes nothing"
            state = dict(
                database.execute(select(occurrence.c.id, occurrence.c.sequence).where(occurrence.c.state == "planned")).all()
            )
            assert all(state.get(key[1]) == key[2] for key in planned(database)), "what was moved or cancelled does not wait"
            while reminding.fan_out(database, now):
                pass
            assert all(at > now for at in planned(database).values())
        people = sum(len(one) for one in told(database).values())
        assert people == database.scalar(select(func.coalesce(func.sum(reminder.c.people - reminder.c.missed), 0)))
        database.rollback()


def _change(database: Connection, what: str, time: int, number: int, now: Milliseconds) -> None:
    this = update(occurrence).where(occurrence.c.id == time)
    if what == "move":
        starts = now + number * HOUR_MS
        database.execute(this.values(starts_at=starts, ends_at=starts + HOUR_MS, sequence=occurrence.c.sequence + 1))
    elif what in ("cancel", "again"):
        database.execute(this.values(state="cancelled" if what == "cancel" else "planned"))
    elif what == "rule":
        own = rules.rules(database, COURSE)
        rule = Rule("remind", "start", -number * 60, "", ("booked",), 60 * number)
        reminders.keep_rule(database, rule, of="test", number=COURSE, changes=own[0].id if own else 0, actor="7", now=now)
    elif what == "drop" and (own := rules.rules(database, COURSE)):
        reminders.drop_rule(database, own[-1].id, of="test", number=COURSE, actor="7", now=now)
    elif what == "usual":
        reminders.usual(database, of="test", number=COURSE, actor="7", now=now)
    elif what in ("close", "open"):
        database.execute(update(workshop).values(state="cancelled" if what == "close" else "open"))


# --- Who is told -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("states", "people"),
    [
        (("booked",), {1, 2, 6}),  # nobody who said that they cannot come
        (("coming",), {2}),
        (("unsure",), {1, 6}),
        (("waiting", "offered"), {4, 5}),
        (("came",), {6, 8}),  # who came without a place came
        (("absent",), {2}),
        (("came", "absent", "waiting"), {2, 4, 6, 8}),
    ],
)
def test_a_rule_is_for_those_in_its_states(database: Connection, states: tuple[str, ...], people: set[int]) -> None:
    database.execute(delete(booking))
    for who, state in enumerate(["booked", "booked", "booked", "waiting", "offered", "booked", "left"], 1):
        book(database, who, state, time=TIMES[0] if who % 2 else 0)
    book(database, 9, time=TIMES[1])  # of another time
    for who, said, came in ((2, "coming", "absent"), (3, "cannot", ""), (6, "", "late"), (8, "", "came")):
        note(database, who, TIMES[0], said=said, came=came)
    only_rule(database, Rule("remind", "end", 60, "", states, 600))
    starts = NOW + 2 * DAY_MS
    assert reminding.fan_out(database, starts + 3 * HOUR_MS) == 1
    assert list(told(database).values()) == [people]


def test_a_certificate_is_for_those_who_came_to_enough_of_it(database: Connection) -> None:
    for who, times in ((1, TIMES), (2, TIMES[1:]), (3, TIMES[:1])):
        for time_ in times:
            note(database, who, time_, came="came")
    while reminding.fan_out(database, NOW + 7 * DAY_MS):
        pass
    assert told(database)[f"5.c0.{TIMES[-1]:x}.0"] == {1, 2}


def test_who_is_noted_only_later_is_told_all_the_same_and_nobody_twice(database: Connection) -> None:
    note(database, 1, TIMES[-1], came="came")
    at = NOW + 6 * DAY_MS + 2 * HOUR_MS
    while reminding.fan_out(database, at):
        pass
    feedback = f"3.c0.{TIMES[-1]:x}.0"
    assert told(database)[feedback] == {1}
    note(database, 2, TIMES[-1], came="came")
    assert reminding.belated(database, TIMES[-1], at + DAY_MS) == 1
    assert told(database)[feedback] == {1, 2}
    assert reminding.belated(database, TIMES[-1], at + DAY_MS) == 0
    note(database, 3, TIMES[-1], came="came")
    assert reminding.belated(database, TIMES[-1], at + 4 * DAY_MS) == 0, "too late by the rule"


def test_after_six_hours_of_standstill_exactly_what_the_rules_say_is_sent_and_the_rest_is_shown_as_missed(
    database: Connection,
) -> None:
    start, back = NOW + 2 * DAY_MS, NOW + 2 * DAY_MS - HOUR_MS  # six hours: from seven hours before the start on
    reminders.usual(database, of="test", number=COURSE, actor="7", now=NOW)
    made = {}
    for minutes, late in ((-400, 30), (-400, 600), (-360, 299), (-360, 301), (-120, 61), (-120, 60), (-30, 1)):
        rule = Rule("remind", "start", minutes, "", ("booked",), late)
        made[minutes, late] = reminders.keep_rule(database, rule, of="test", number=COURSE, actor="7", now=NOW)
    for one in rules.rules(database, COURSE):
        if one.id not in made.values():
            reminders.drop_rule(database, one.id, of="test", number=COURSE, actor="7", now=NOW)
    database.execute(update(reminder).values(at=start + 0))  # replaced below: no night may move them
    for (minutes, _), number in made.items():
        for place, time_ in enumerate(TIMES):
            at = start + place * 2 * DAY_MS + minutes * MINUTE_MS
            database.execute(update(reminder).where(reminder.c.rule == number, reminder.c.occurrence == time_).values(at=at))
    while reminding.fan_out(database, back):
        pass
    over = {(-400, 30), (-360, 299), (-120, 60)}
    assert {int(subject.split(".")[0], 16) for subject in told(database)} == {
        made[one] for one in set(made) - over - {(-30, 1)}
    }
    found = reminding.missed(database, [COURSE])
    assert len(found) == len(over)
    assert {(one.occurrence, one.kind, one.people) for one in found} == {(TIMES[0], "remind", len(PEOPLE))}


def test_what_fell_due_before_the_standstill_is_missed_too_once_it_has_begun(database: Connection) -> None:
    only_rule(database, Rule("remind", "start", -120, "", ("booked",), 600))
    start = NOW + 2 * DAY_MS
    reminding.fan_out(database, start - 110 * MINUTE_MS)
    waiting = fallen(database, start, most=100)
    assert {one.over for one in reminding.hours(database, waiting, start).values()} == {start}
    reminding.miss(database, waiting)
    reminding.miss(database, waiting)  # another process says so too
    rule = rules.rules(database, COURSE)[0].id
    at = database.scalar(select(reminder.c.at).where(reminder.c.rule == rule, reminder.c.occurrence == TIMES[0]))
    assert reminding.missed(database, [COURSE]) == [Missed(COURSE, TIMES[0], "remind", at or 0, len(PEOPLE))]


# --- Crashes, two processes, nights -----------------------------------------------------------------------------------------


class Crash(Exception):
    """The process ends before the commit."""


@pytest.fixture
async def home(database_url: str) -> AsyncIterator[House]:
    async with house(database_url) as found:
        found.now = NOON
        await found.store.write(lambda connection: course(connection, found.store.keyring, ()))
        yield found


async def booked(home: House, *names: str) -> dict[str, int]:
    people = {name: who.id for name, who in (await arrive(home.store, *names)).items()}
    for who in people.values():
        await home.store.write(lambda connection, who=who: book(connection, who))  # type: ignore[misc]
    return people


async def test_a_crash_repeats_nobody_and_of_two_processes_one_tells_them(home: House, database_url: str) -> None:
    people = await booked(home, "1", "2", "3")
    at = NOW + 2 * DAY_MS - 119 * MINUTE_MS

    def crashes(connection: Connection) -> None:
        reminding.fan_out(connection, at)
        raise Crash

    with suppress(Crash):
        await home.store.write(crashes)
    assert await home.store.read(told) == {}
    async with another(home, database_url) as other:
        both = (home.store, other)
        await asyncio.gather(*(store.write(lambda connection: reminding.fan_out(connection, at)) for store in both))
    assert await home.store.read(told) == {f"2.c0.{TIMES[0]:x}.0": set(people.values())}
    assert await home.store.read(lambda connection: planned(connection, "done"))
    assert await home.store.read(
        lambda connection: connection.scalar(select(func.sum(reminder.c.people)).where(reminder.c.state == "done"))
    ) == len(people)


@asynccontextmanager
async def another(home: House, url: str) -> AsyncIterator[Store]:
    """Another process at the same database, where that may be."""
    if url.startswith("sqlite"):
        yield home.store
        return
    store = Store(url, home.store.keyring)
    await store.open()
    yield store
    await store.close()


async def fell(home: House, now: datetime) -> list[tuple[str, str, Milliseconds]]:
    """(kind, state, at) of what was planned for people, after the clock has looked."""
    home.now = now
    await Clock(home.store, home.turnstile, lambda: home.now).tick()
    rows = await home.store.read(lambda connection: connection.execute(select(due).order_by(due.c.kind)).all())
    return [(row.kind, row.state, row.at) for row in rows]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("zone", "minutes", "late", "expected"),
    [
        ("Europe/Berlin", -120, 1, "done"),
        ("America/New_York", -120, 1, "done"),  # it is five in the morning there, and eight only after the start
        ("Asia/Tokyo", -900, 1, "waiting"),  # the same there, but it begins in their evening
        ("America/New_York", -120, 120, "missed"),
        ("Europe/Berlin", -120, 90, "missed"),
        ("Europe/Berlin", -120, 89, "done"),
    ],
)
async def test_a_night_puts_a_reminder_off_but_never_past_the_start(
    home: House, zone: str, minutes: int, late: int, expected: str
) -> None:
    await booked(home, "1")
    start = NOW + 2 * DAY_MS
    at = start + minutes * MINUTE_MS

    def falls(connection: Connection) -> None:
        connection.execute(update(person).values(zone=zone))
        connection.execute(update(reminder).where(reminder.c.rule == 2, reminder.c.occurrence == TIMES[0]).values(at=at))
        connection.execute(delete(reminder).where(reminder.c.rule != 2))
        reminding.fan_out(connection, at)

    await home.store.write(falls)
    now = when(at) + late * MINUTE
    ((_, state, until),) = await fell(home, now)
    assert state == expected
    assert when(until) == (waking(now, ZoneInfo(zone), NIGHT) if expected == "waiting" else when(at))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_news_of_this_very_morning_is_told_at_night_and_other_news_in_the_morning(home: House) -> None:
    who = (await booked(home, "1"))["1"]
    night, morning = datetime(2026, 12, 1, 2, tzinfo=UTC), datetime(2026, 12, 1, 7, tzinfo=UTC)  # three, and eight in Berlin
    soon, later = ms(morning + HOUR), ms(morning + HOUR) + 1

    def news(connection: Connection) -> None:
        for subject, begins in (("c0.a1.1.moved", soon), ("c0.a2.1.cancelled", later)):
            row = {"person": who, "kind": "workshop", "subject": subject, "occurrence": f"{begins}", "at": ms(night)}
            connection.execute(insert(due).values(**row, state="waiting"))

    await home.store.write(news)
    assert sorted(await fell(home, night)) == [("workshop", "done", ms(night)), ("workshop", "waiting", ms(morning))]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_thousands_fall_due_in_one_look_and_a_reply_overtakes_them(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.clock.MOST", 10)
    monkeypatch.setattr("bot.road.turnstile.UNASKED", 3)
    await booked(home, *(f"{number}" for number in range(25)))
    start = NOW + 2 * DAY_MS
    await home.store.write(lambda connection: reminding.fan_out(connection, start - 110 * MINUTE_MS))
    home.now = when(start - 110 * MINUTE_MS)

    def look(connection: Connection) -> int:
        waits = select(func.count()).select_from(due).where(due.c.state == "waiting", due.c.kind == "reminder")
        return connection.scalar(waits) or 0

    clock = asyncio.create_task(Clock(home.store, home.turnstile, lambda: home.now).tick())
    while not home.turnstile._unasked:  # noqa: ASYNC110 - nothing says so
        await asyncio.sleep(0)
    phone = home.phone("somebody")
    await phone.start()
    left = await home.store.read(look)
    assert phone.messages
    assert left > 25 - 10, "the answer came before those that were due already"
    assert await clock == 25
    assert await home.store.read(look) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_clock_looks_at_the_very_moment_of_the_next_reminder(home: House) -> None:
    await home.store.write(lambda connection: connection.execute(update(reminder).values(at=NOW + 3_000)))
    clock = Clock(home.store, home.turnstile, lambda: home.now)
    clock.start()
    try:
        await clock.tick()
        wait = clock._ticks.next_run_time - datetime.now(UTC)
        assert 1 < wait.total_seconds() <= 3
    finally:
        clock.stop()
