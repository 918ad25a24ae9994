"""Places in workshops: never more than there are, in the order of waiting, whatever happens; on both databases."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, event, insert, select, update

from bot.clock import Clock
from bot.files.mydata import page
from bot.workshops.seating import speaks
from dialogs.events import Answer, Tapped, WorkshopTold
from dialogs.known import Sheet
from dialogs.outcomes import WorkshopAsked
from dialogs.workshops import seats
from dialogs.workshops.seats import Done, Roster
from dialogs.workshops.values import Booked, Booking
from storage import programmes
from storage.answers.review import public
from storage.crypt import Keyring
from storage.schema import address_person, attendance, booking, concern, due, enrolment, person
from storage.segments import Segment
from storage.speaking.loading import Loaded
from storage.speaking.people import erase, everything
from storage.staff import needs
from storage.staff.scope import EVERYBODY
from storage.store import Store
from storage.times import ms, when
from storage.workshops import attending, booked, bookings, missing, planning, tickets
from storage.workshops.planning import Plan, Unchanged, Words
from tests.conversations import house, world
from tests.storing import MASTER, arrive

T = TypeVar("T")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday
HOUR = 3_600_000


# --- rosters as values ----------------------------------------------------------------------------------------------------

DEEDS = ("book", "leave", "accept", "decline", "remove", "put_in")
_deeds = st.one_of(
    st.tuples(st.sampled_from(DEEDS), st.integers(1, 6)),
    st.tuples(st.just("resize"), st.integers(0, 5)),
    st.tuples(st.just("hush"), st.integers(1, 6)),
    st.tuples(st.sampled_from(("wait", "late", "early", "sooner")), st.integers(1, 9)),
)


@given(st.integers(0, 3), st.booleans(), st.lists(_deeds, max_size=40))
def test_whatever_happens_to_a_roster(capacity: int, queues: bool, deeds: list[tuple[str, int]]) -> None:
    """Not more are in than there are places, unless the team took some away; nobody is twice in it, lost, overtaken, or left waiting."""
    now, roster = 0, Roster(capacity, queues, until=5)
    for deed, number in deeds:
        before = roster
        now += number if deed == "wait" else 0
        roster = _after(roster, deed, number, now)
        _sound(before, roster, own=number if deed in DEEDS else 0)


def _after(roster: Roster, deed: str, number: int, now: int) -> Roster:
    match deed:
        case "resize":
            return seats.refill(roster._replace(capacity=number))
        case "wait":
            return seats.refill(seats.expire(roster._replace(until=now + 5 if roster.until else 0), now))
        case "late" | "early":
            return seats.refill(roster._replace(until=0 if deed == "late" else now + 5))
        case "hush":
            return seats.refill(roster._replace(silent=roster.silent ^ {number}))
        case "sooner":
            return seats.shorten(roster, now + number)
        case "accept":
            return seats.accept(roster, number, now).roster
        case _:
            done: Done = getattr(seats, deed)(roster, number)
            return done.roster


def _sound(before: Roster, after: Roster, own: int) -> None:
    known = [one.person for one in after.holders]
    assert len(known) == len(set(known))
    assert {one.person for one in before.holders} <= set(known)
    assert not after.capacity or after.taken <= max(after.capacity, before.taken)
    queue, queued = [one.person for one in before.queue], [one.person for one in after.queue]
    stayed = [one for one in queue if one in queued]
    assert queued[: len(stayed)] == stayed  # in their order, and before whoever is new
    lucky = [who for who in queue if who != own and (one := after.of(who)) and one.state == "offered"]
    assert lucky == [one for one in queue if one not in after.silent | {own}][: len(lucky)]  # the first ones who can be told
    assert not (after.until and after.next and after.free != 0)
    lost = {one.person for one in before.holders if one.state == "booked"} - {
        one.person for one in after.holders if one.state == "booked"
    }
    assert lost <= {own}


# --- on a database --------------------------------------------------------------------------------------------------------


class Hall:
    """Workshops on a database, some people, and the time."""

    def __init__(self, store: Store, people_: dict[str, Loaded]) -> None:
        self.store, self.people, self.now, self.keyring = store, people_, ms(NOON), store.keyring

    async def do(self, work: Callable[[Connection], T]) -> T:
        return await self.store.write(work)

    async def made(self, plan: Plan | None = None, state: str = "open") -> int:
        return await self.do(
            lambda connection: planning.create(
                connection, self.keyring, plan or planned(), by=1, actor="1", now=self.now, state=state
            )
        )

    async def wish(self, *wishes: tuple[str, str, int, int], **fields: Any) -> list[WorkshopTold]:
        """(name, verb, workshop, occurrence or 0), all in one round; what each hears."""
        asked = [(self.people[name], asked_(verb, number, time, **fields)) for name, verb, number, time in wishes]
        told = await self.do(lambda connection: bookings.carry_out(connection, self.keyring, asked, self.now))
        assert [one.person for one in told] == [who.id for who, _ in asked]
        return [one.event for one in told if isinstance(one.event, WorkshopTold)]

    async def results(self, *wishes: tuple[str, str, int, int], **fields: Any) -> list[str]:
        return [one.result for one in await self.wish(*wishes, **fields)]

    async def tick(self, hours: float = 0) -> None:
        self.now += round(hours * HOUR)
        await self.do(lambda connection: bookings.expire(connection, self.now))

    async def states(self, number: int, time: int = 0) -> dict[str, str]:
        statement = select(booking.c.person, booking.c.state).where(booking.c.workshop == number, booking.c.occurrence == time)
        found = await self.do(lambda connection: connection.execute(statement).all())
        return {self.name(who): state for who, state in found}

    async def news(self, kind: str = "seat") -> list[tuple[str, Booked | None]]:
        """Who is to be told something, and of what as it is by then; it is told."""

        def look(connection: Connection) -> list[tuple[str, Booked | None]]:
            mine = (due.c.kind == kind) & (due.c.state == "waiting")
            rows = connection.execute(select(due.c.person, due.c.subject).where(mine)).all()
            wanted = [(who, f"{kind}:{subject}") for who, subject in rows]
            found = booked.told(connection, self.keyring, wanted, self.now)
            connection.execute(update(due).where(mine).values(state="done"))
            return sorted(((self.name(one[0]), found.get(one)) for one in wanted), key=lambda one: one[0])

        return await self.do(look)

    def name(self, number: int) -> str:
        return next((name for name, who in self.people.items() if who.id == number), "?")

    async def times(self, number: int) -> list[Any]:
        found = await self.do(lambda connection: planning.occurrences(connection, [number]))
        return found[number]


def asked_(verb: str, number: int, time: int, **fields: Any) -> WorkshopAsked:
    return WorkshopAsked(verb=verb, workshop=public(number), occurrence=public(time) if time else "", **fields)


def wall(day: int, hour: int = 10) -> datetime:
    """What the clock shows on a day of December."""
    return datetime.fromisoformat(f"2026-12-{day:02}T{hour:02}:00")


def planned(**fields: Any) -> Plan:
    return replace(COURSE, **fields)


COURSE = Plan(
    programme="test",
    words={"en": Words(title="Writing a CV", bring="A pen"), "de": Words(title="Lebenslauf")},
    zone="Europe/Berlin",
    starts=wall(1),
    minutes=90,
    whole=True,
    capacity=2,
    hours=24,
)
WEEKLY: dict[str, Any] = {"rule": "FREQ=WEEKLY;COUNT=4", "without": (wall(8),)}
NAMES = ("amal", "bashir", "chiara", "darya", "emeka")


@pytest.fixture
async def hall(database_url: str) -> AsyncIterator[Hall]:
    store = Store(database_url, Keyring(MASTER))
    await store.open()
    found = await arrive(store, *NAMES)
    known = {"status": "active", "language": "en", "consents": '{"programme":true}'}
    await store.write(lambda connection: connection.execute(update(person).values(**known)))
    await store.write(lambda connection: programmes.keep(connection, world().programmes.values()))
    for who in found.values():
        who.person = who.person._replace(language="en", status="active")
    yield Hall(store, found)
    await store.close()


async def test_the_waiting_list_moves_up(hall: Hall) -> None:
    """The last place goes to whoever came first; it is offered in order, for a day, and never at night."""
    one = await hall.made()
    assert await hall.results(*((name, "book", one, 0) for name in NAMES[:4]), needs=("children",)) == [
        *("booked", "booked", "waiting", "waiting")
    ]
    (told,) = await hall.wish(("darya", "show", one, 0))
    assert told.found[0].booking == Booking("waiting", ahead=1, needs=("children",), version=1)
    assert told.found[0].free == 0
    assert await hall.news() == []

    assert await hall.results(("emeka", "book", one, 0), ("amal", "leave", one, 0)) == ["waiting", "left"]
    ((name, news),) = await hall.news()
    assert name == "chiara"
    assert news
    assert news.booking
    assert news.booking.state == "offered"
    assert news.booking.until == NOON + timedelta(hours=24)

    await hall.tick(24)
    assert [(name, one.booking.state) for name, one in await hall.news() if one and one.booking] == [
        ("chiara", "expired"),
        ("darya", "offered"),
    ]
    assert await hall.results(("chiara", "accept", one, 0), ("darya", "accept", one, 0)) == ["expired", "booked"]
    assert await hall.results(("amal", "book", one, 0)) == ["waiting"]  # behind those who wait already

    hall.now = ms(datetime(2026, 11, 25, 22, 0, tzinfo=UTC))  # it is night in Berlin, until eight
    assert await hall.results(("bashir", "leave", one, 0)) == ["left"]
    ((name, news),) = await hall.news()
    assert name == "emeka"
    assert news
    assert news.booking
    assert news.booking.until == datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
    assert await hall.results(("emeka", "decline", one, 0)) == ["left"]
    assert [name for name, _ in await hall.news()] == ["amal"]  # who had it offered knows what became of it
    assert await hall.states(one) == {
        "amal": "offered",
        "bashir": "left",
        "chiara": "expired",
        "darya": "booked",
        "emeka": "left",
    }


async def test_more_places_and_fewer(hall: Hall) -> None:
    """More are offered in order; of fewer nobody loses theirs. An erased person's place goes to the next, as does one taken by the team."""
    one = await hall.made(planned(capacity=1))
    await hall.wish(*((name, "book", one, 0) for name in NAMES))
    await resized(hall, one, 3)
    assert [name for name, _ in await hall.news()] == ["bashir", "chiara"]
    assert await hall.results(("bashir", "accept", one, 0)) == ["booked"]
    await resized(hall, one, 1)
    assert await hall.results(("amal", "leave", one, 0)) == ["left"]
    assert await hall.states(one) == {
        "amal": "left",
        "bashir": "booked",
        "chiara": "offered",
        "darya": "waiting",
        "emeka": "waiting",
    }
    await hall.do(lambda connection: erase(connection, hall.keyring, hall.people["bashir"].id, hall.now))
    await hall.tick()
    assert "bashir" not in await hall.states(one)
    assert (await hall.states(one))["darya"] == "waiting"
    await hall.do(lambda connection: bookings.take_out(connection, one, 0, hall.people["chiara"].id, actor="1", now=hall.now))
    assert sorted((name, told.booking.state) for name, told in await hall.news() if told and told.booking) == [
        ("chiara", "removed"),
        ("darya", "offered"),
    ]
    put_in = await hall.do(
        lambda connection: bookings.put_in(connection, one, 0, hall.people["amal"].id, actor="1", now=hall.now)
    )
    assert put_in == "waiting"


async def test_news_that_nobody_needs_any_more(hall: Hall) -> None:
    """Who has acted already, or moved up in the same moment, is told once; of several changes in a night only how it is now."""
    one = await hall.made(planned(capacity=1))
    await hall.wish(("amal", "book", one, 0), ("bashir", "book", one, 0), needs=("children", "Zarifeh"))
    assert await hall.results(("chiara", "book", one, 0), ("amal", "leave", one, 0), ("bashir", "accept", one, 0)) == [
        *("waiting", "left", "booked")
    ]
    assert await hall.results(("bashir", "leave", one, 0)) == ["left"]  # chiara is to be told in a moment
    assert await hall.results(("chiara", "accept", one, 0)) == ["booked"]
    assert await hall.news() == []
    assert await hall.results(("darya", "book", one, 0), ("chiara", "leave", one, 0)) == ["offered", "left"]
    assert await hall.results(("darya", "accept", one, 0)) == ["booked"]

    await hall.wish(("emeka", "book", one, 0), needs=("children", "Zarifeh"))
    await hall.do(lambda connection: erase(connection, hall.keyring, hall.people.pop("darya").id, hall.now))
    assert await hall.results(("amal", "book", one, 0)) == ["waiting"]  # though a place is free: emeka was first
    await hall.tick()
    assert await hall.results(("emeka", "accept", one, 0)) == ["booked"]
    found = await hall.do(lambda connection: planning.people(connection, hall.keyring, one, 0))
    assert {hall.name(known.person): known.needs for known in found}["emeka"] == ("children",)

    for link in ("https://example.org/one", "https://example.org/two"):
        await changed(hall, one, link=link)
    assert [name for name, _ in await hall.news("workshop")] == ["amal", "emeka"]
    (time,) = await hall.times(one)
    number, later = int(time.id, 16), time.starts + timedelta(hours=5)
    await hall.do(
        lambda connection: planning.move(connection, number, later, later + timedelta(hours=1), actor="1", now=hall.now)
    )
    await changed(hall, one, minutes=60)  # what was moved by hand stays where it is
    assert (await hall.times(one))[0].starts == later
    await hall.do(lambda connection: planning.cancel(connection, one, actor="1", now=hall.now))
    told = [(name, known.workshop.open) for name, known in await hall.news("workshop") if known]
    assert told == [("amal", False), ("emeka", False)]


async def resized(hall: Hall, number: int, capacity: int) -> None:
    await changed(hall, number, capacity=capacity)


async def changed(hall: Hall, number: int, **fields: Any) -> None:
    def change(connection: Connection) -> None:
        kept = planning.find(connection, hall.keyring, number, EVERYBODY)
        assert kept
        planning.change(connection, hall.keyring, number, replace(kept.plan, **fields), actor="1", now=hall.now)

    await hall.do(change)


async def test_too_late_to_be_offered(hall: Hall) -> None:
    """In the last hour nothing is offered: who comes first has it. Once it has begun nobody gets a place, nor when it is cancelled."""
    one = await hall.made(planned(capacity=1))
    await hall.wish(("amal", "book", one, 0), ("bashir", "book", one, 0))
    hall.now = ms(datetime(2026, 12, 1, 8, 0, tzinfo=UTC))
    assert await hall.results(("amal", "leave", one, 0), ("chiara", "book", one, 0)) == ["left", "booked"]
    assert await hall.news() == []
    hall.now += 2 * HOUR
    assert await hall.results(("darya", "book", one, 0), ("bashir", "accept", one, 0)) == ["gone", "gone"]
    assert await hall.results(("darya", "book", 12345, 0)) == ["gone"]
    assert (await hall.wish(("darya", "book", 12345, 0)))[0].found == ()


async def test_who_wants_no_messages_is_passed_over_and_keeps_their_place_in_the_line(hall: Hall) -> None:
    """Nothing is kept for somebody who cannot be told; once they start again they are the next."""
    one, bashir = await hall.made(planned(capacity=1)), hall.people["bashir"].id

    async def becomes(status: str, *, asleep: bool = False) -> None:
        change = update(person).where(person.c.id == bashir).values(status=status)
        joined = update(address_person).where(address_person.c.person == bashir).values(shares=not asleep, instead=int(asleep))
        await hall.do(lambda connection: [connection.execute(one) for one in (change, joined)])
        await hall.tick()

    await hall.wish(*((name, "book", one, 0) for name in NAMES[:3]))
    await becomes("stopped")
    await hall.wish(("amal", "leave", one, 0))
    assert [name for name, _ in await hall.news()] == ["chiara"]
    await becomes("active", asleep=True)  # their phone was joined to another one of theirs, where they are somebody else
    assert await hall.results(("chiara", "decline", one, 0), ("darya", "book", one, 0)) == ["left", "booked"]
    assert await hall.results(("darya", "leave", one, 0)) == ["left"]
    assert not await hall.do(lambda connection: bookings.waiting(connection, hall.now)), "the clock has nothing to look at"
    assert await hall.news() == []
    await becomes("active")
    assert [name for name, _ in await hall.news()] == ["bashir"]


async def test_an_offer_never_outlives_the_start(hall: Hall) -> None:
    """It begins sooner: the offer is over an hour before, or when it begins, and whoever has it hears so with the new time."""
    one = await hall.made(planned(capacity=1, whole=False))
    (time,) = await hall.times(one)
    number, now = int(time.id, 16), NOON
    await hall.wish(("amal", "book", one, number), ("bashir", "book", one, number))
    await hall.wish(("amal", "leave", one, number))
    kept = []
    for starts in (now + timedelta(days=3), now + timedelta(hours=7), now + timedelta(minutes=40), now + timedelta(hours=20)):
        ends = starts + timedelta(hours=1)
        await hall.do(
            lambda connection, at=(starts, ends): planning.move(connection, number, *at, actor="1", now=hall.now)  # type: ignore[misc]
        )
        kept += [told.booking.until for _, told in await hall.news("workshop") if told and told.booking]
    offered, soon = now + timedelta(hours=24), now + timedelta(minutes=40)
    assert kept == [offered, now + timedelta(hours=6), soon, soon]
    assert await hall.news() == [], "both are told in one"
    await hall.tick(1)
    assert await hall.states(one, number) == {"amal": "left", "bashir": "expired"}


async def test_a_cancelled_workshop(hall: Hall) -> None:
    """Everybody who has a place or waits hears of it, once; those who have left do not."""
    one = await hall.made(planned(capacity=1, whole=False, **WEEKLY))
    first, second, _ = (int(time.id, 16) for time in await hall.times(one))
    await hall.wish(("amal", "book", one, first), ("amal", "book", one, second), ("bashir", "book", one, first))
    await hall.wish(("chiara", "book", one, first), ("chiara", "leave", one, first))
    assert await hall.results(("darya", "book", one, 0)) == [""]  # which time?
    await hall.do(lambda connection: planning.cancel(connection, one, actor="1", now=hall.now))
    told = await hall.news("workshop")
    assert [name for name, _ in told] == ["amal", "bashir"]
    assert all(about and not about.workshop.open and about.workshop.sequence == 1 for _, about in told)
    assert await hall.results(("darya", "book", one, first)) == ["gone"]
    with pytest.raises(Unchanged):
        await hall.do(lambda connection: planning.cancel(connection, one, actor="1", now=hall.now))
    (mine,) = await hall.wish(("amal", "mine", 0, 0))
    assert [known.occurrence.id for known in mine.found if known.occurrence] == [public(first), public(second)]


async def test_times_that_change(hall: Hall) -> None:
    """A series with an exception: one time is moved, one left out, and the whole moved by an hour; each hears of their own."""
    one = await hall.made(planned(capacity=5, whole=False, **WEEKLY))
    times = await hall.times(one)
    assert [time.slot for time in times] == ["2026-12-01T10:00", "2026-12-15T10:00", "2026-12-22T10:00"]
    first, second, third = (int(time.id, 16) for time in times)
    await hall.wish(("amal", "book", one, first), ("bashir", "book", one, second), ("chiara", "book", one, third))
    later = times[1].starts + timedelta(days=1)

    def both(connection: Connection) -> None:
        planning.move(connection, second, later, later + timedelta(hours=1), actor="1", now=hall.now)
        planning.cancel_occurrence(connection, third, actor="1", now=hall.now)

    await hall.do(both)
    assert [(name, known.occurrence) for name, known in await hall.news("workshop") if known] == [
        ("bashir", times[1]._replace(starts=later, ends=later + timedelta(hours=1), sequence=1, free=4)),
        ("chiara", times[2]._replace(planned=False, sequence=1, free=4)),
    ]
    await changed(hall, one, starts=wall(1, 11), without=(wall(8, 11),))
    assert [(name, known.occurrence.sequence) for name, known in await hall.news("workshop") if known and known.occurrence] == [
        ("amal", 1),
        ("bashir", 2),
    ]
    now = await hall.times(one)
    assert [(time.id, time.slot, time.planned) for time in now if time.planned] == [
        (public(first), "2026-12-01T11:00", True),
        (public(second), "2026-12-15T11:00", True),
        (now[-1].id, "2026-12-22T11:00", True),
    ]
    stale = f"workshop:{public(one)}.{public(second)}.1.moved"
    asked = [(hall.people["bashir"].id, stale)]
    assert not await hall.do(lambda connection: booked.told(connection, hall.keyring, asked, hall.now))
    await changed(hall, one, link="https://example.org/room")
    assert [name for name, known in await hall.news("workshop") if known] == ["amal", "bashir"]


async def test_a_course_has_one_place_for_all_its_times(hall: Hall) -> None:
    """Who cannot come once keeps the place; several changes are one word; who has people keeps what a place is for."""
    one = await hall.made(planned(capacity=1, **WEEKLY))
    times = await hall.times(one)
    await hall.wish(("amal", "book", one, 0), ("bashir", "book", one, 0))
    second = int(times[1].id, 16)
    assert await hall.results(("amal", "cannot", one, second)) == ["booked"]
    stranger = int((await hall.times(await hall.made()))[0].id, 16)
    await hall.wish(("amal", "coming", one, stranger))  # that is a time of another workshop
    assert (one, stranger) not in await hall.do(lambda connection: planning.counts(connection, [one]))
    (told,) = await hall.wish(("amal", "show", one, second))
    assert told.found[0].booking
    assert told.found[0].booking.said == "cannot"
    assert told.found[0].occurrence == times[1]
    await changed(hall, one, starts=wall(2), without=(wall(9),))
    told_ = await hall.news("workshop")
    assert [(name, known.occurrence if known else 0) for name, known in told_] == [("amal", None), ("bashir", None)]
    with pytest.raises(Unchanged):
        await changed(hall, one, whole=False)


async def test_answers_to_a_reminder(hall: Hall) -> None:
    """Coming, cannot and help: the place goes on, is given up, or the team is asked to help; codes, and nobody's words."""
    one = await hall.made(planned(capacity=2, whole=False))
    (time,) = await hall.times(one)
    number = int(time.id, 16)
    await hall.wish(*((name, "book", one, 0) for name in NAMES[:3]))  # there is but one time
    assert await hall.results(("amal", "coming", one, number), ("bashir", "cannot", one, number)) == ["booked", "left"]
    await hall.wish(("amal", "help", one, number), needs=("children",))
    await hall.wish(("amal", "help", one, 0), needs=("transport",))
    assert await hall.results(("darya", "coming", one, number)) == [""]
    assert [name for name, _ in await hall.news()] == ["chiara"]

    def look(connection: Connection) -> Any:
        rows = connection.execute(select(attendance.c.person, attendance.c.said, attendance.c.help)).all()
        cases = connection.execute(select(concern.c.kind, concern.c.reason, concern.c.times)).all()
        return sorted((hall.name(who), said, help_) for who, said, help_ in rows), [tuple(case) for case in cases]

    assert await hall.do(look) == (
        [("amal", "coming", "children transport"), ("bashir", "cannot", "")],
        [("workshop_help", "transport", 2)],
    )
    assert attending.HELP in needs.KINDS
    counts = await hall.do(lambda connection: planning.counts(connection, [one]))
    assert counts == {(one, number): planning.Counts(booked=1, offered=1, coming=1, cannot=1)}


async def test_at_the_door(hall: Hall) -> None:
    """Noted twice, or in another order, it is the same. A ticket is one person's, for one workshop."""
    one, two = await hall.made(planned(capacity=0, whole=False)), await hall.made()
    number, amal, bashir = int((await hall.times(one))[0].id, 16), hall.people["amal"].id, hall.people["bashir"].id
    await hall.wish(("amal", "book", one, number), ("bashir", "book", one, number), ("chiara", "book", one, number))
    mine = tickets.ticket(hall.keyring, one, amal)
    assert len(mine) == 8
    assert mine != tickets.ticket(hall.keyring, two, amal)
    spaced = f"{mine[:4].lower()}-{mine[4:]}"
    codes = await hall.do(lambda connection: tickets.holders(connection, hall.keyring, one))
    assert codes[tickets.written(spaced)] == amal
    assert tickets.written(spaced) not in await hall.do(lambda connection: tickets.holders(connection, hall.keyring, two))

    async def note(who: int, came: str, at: int, how: str = "qr") -> bool:
        return await hall.do(
            lambda connection: bookings.came(connection, number, who, came, how=how, by=1, at=at, now=hall.now)
        )

    assert [await note(amal, "came", at) for at in (5_000, 5_000, 9_000, 4_000)] == [True, False, False, True]
    assert await note(amal, "left_early", 8_000, how="list")
    assert not await note(amal, "came", 5_000)
    assert await note(bashir, "absent", 9_000, how="list")
    hall.now = ms(datetime(2026, 12, 1, 8, 30, tzinfo=UTC))
    assert await note(hall.people["chiara"].id, "came", hall.now, how="code")
    (told,) = await hall.wish(("amal", "ticket", one, number))
    assert told.found[0].booking
    assert told.found[0].booking.code == f"{mine[:4]} {mine[4:]}"
    found = await hall.do(lambda connection: planning.people(connection, hall.keyring, one, number))
    assert [(hall.name(one.person), one.came, one.came_at, one.reachable) for one in found] == [
        ("amal", "left_early", when(4_000), True),
        ("bashir", "absent", None, True),
        ("chiara", "came", when(hall.now), True),
    ]
    known = await hall.do(lambda connection: missing.habits(connection, [amal, bashir]))
    assert {who: (habit.missed, habit.of, habit.often) for who, habit in known.items()} == {
        amal: (0, 1, False),
        bashir: (1, 1, False),
    }
    stored = await hall.do(lambda connection: everything(connection, hall.keyring, amal))
    shown = page(stored, world())
    assert "Writing a CV — 2026-12-01" in shown
    assert "You have a place." in shown
    assert "You were there, and left earlier." in shown


async def test_what_fits_somebody(hall: Hall) -> None:
    """Open, not begun, in a language that they speak or that is interpreted, for people like them; the next one first."""

    async def made(day: int, **fields: Any) -> str:
        state = fields.pop("state", "open")
        return public(await hall.made(planned(starts=wall(day), **fields), state))

    later = await made(9, languages=("en",))
    sooner = await made(2, languages=("de",), interpreters=("en",))
    german = await made(3, languages=("de",))
    theirs = await made(4, segment=Segment(language="uk"))
    centre = await made(5, centre="north")
    await made(6, programme="other")
    await made(7, state="draft")
    under_way = await made(1, rule="FREQ=DAILY;COUNT=3")
    hall.now = ms(datetime(2026, 12, 1, 12, 0, tzinfo=UTC))
    amal, bashir = hall.people["amal"], hall.people["bashir"]
    row = {"person": amal.id, "programme": "test", "centre": "north", "at": 0}
    await hall.do(lambda connection: connection.execute(insert(enrolment), [row]))
    await hall.do(lambda connection: connection.execute(update(person).where(person.c.id == bashir.id).values(language="uk")))
    bashir.person = bashir.person._replace(language="uk")
    given = Answer(path="other_languages[k1].spoken_language", seq=1, value="de")
    bashir.sheets = (Sheet(number=1, form="welcome", answers=(given,)),)
    wishes = [(who, WorkshopAsked(verb="list")) for who in (amal, bashir)]
    told = await hall.do(
        lambda connection: bookings.carry_out(connection, hall.keyring, wishes, hall.now, lambda who: speaks(world(), who))
    )
    found = [[known.workshop.id for known in one.event.found] for one in told if isinstance(one.event, WorkshopTold)]
    assert found == [[sooner, centre, later], [sooner, german, theirs]]
    assert under_way not in found[0]


async def test_many_at_once_cost_a_handful_of_statements(hall: Hall) -> None:
    """As many as a batch may hold, whatever they wish."""
    names = [f"{number}" for number in range(60)]
    hall.people |= await arrive(hall.store, *names)
    one = await hall.made(planned(capacity=20))
    statements: list[str] = []

    def counted(connection: Connection) -> int:
        event.listen(connection, "before_cursor_execute", lambda *given: statements.append(given[2]))
        wishes = [(hall.people[name], asked_("book", one, 0)) for name in names]
        wishes += [(hall.people[name], WorkshopAsked(verb=verb)) for name in names for verb in ("list", "mine")]
        return len(bookings.carry_out(connection, hall.keyring, wishes, hall.now))

    assert await hall.do(counted) == 180
    assert len(statements) < 25, statements
    states = list((await hall.states(one)).values())
    assert (states.count("booked"), states.count("waiting")) == (20, 40)


# --- through the bot ------------------------------------------------------------------------------------------------------


async def test_the_same_tap_twice(database_url: str) -> None:
    """A platform that sends an event again changes nothing; of two in one batch the first has the place. The clock offers it on."""
    async with house(database_url) as home:
        phones = [home.phone(name) for name in ("amal", "bashir")]
        for phone in phones:
            await phone.start()
        agreed = {"status": "active", "language": "en", "consents": '{"programme":true}'}
        await home.store.write(lambda connection: connection.execute(update(person).values(**agreed)))
        home.now = NOON
        plan = planned(capacity=1)
        number = await home.store.write(
            lambda connection: planning.create(
                connection, home.store.keyring, plan, by=1, actor="1", now=ms(home.now), state="open"
            )
        )
        tap = Tapped(at=home.now, data=f"do:workshop:book:{public(number)}.")
        await asyncio.gather(*(phone.happen(tap, f"u:t{place}") for place, phone in enumerate(phones)))

        def rows(connection: Connection) -> list[tuple[Any, ...]]:
            statement = select(booking.c.state, booking.c.version).order_by(booking.c.line)
            return [tuple(row) for row in connection.execute(statement)]

        assert await home.store.read(rows) == [("booked", 1), ("waiting", 1)]
        assert [await phone.happen(tap, f"u:t{place}") for place, phone in enumerate(phones)] == [[], []]
        assert await home.store.read(rows) == [("booked", 1), ("waiting", 1)]

        clock = Clock(home.store, home.turnstile, lambda: home.now)
        await phones[0].happen(Tapped(at=home.now, data=f"do:workshop:leave:{public(number)}."))
        await clock.tick()
        assert "A place has become free: Writing a CV" in phones[1].look()[-1].text
        home.later(hours=24)
        await clock.tick()
        assert "The place is not kept for you any more: Writing a CV" in phones[1].look()[-1].text
        assert await home.store.read(rows) == [("left", 2), ("expired", 3)]


@pytest.mark.pg
async def test_two_processes(postgres_url: str) -> None:
    """The last places are given once, though two processes write at the same time, and never wait for each other in a circle."""
    stores = [Store(postgres_url, Keyring(MASTER)) for _ in range(2)]
    for store in stores:
        await store.open()
    names = [f"{number}" for number in range(8)]
    hall = Hall(stores[0], await arrive(stores[0], *names))
    one, two = await hall.made(planned(capacity=3)), await hall.made(planned(capacity=3))

    async def round_(store: Store, mine: Sequence[str], order: Collection[int]) -> None:
        wishes = [(hall.people[name], asked_("book", number, 0)) for number in order for name in mine]
        await store.write(lambda connection: bookings.carry_out(connection, store.keyring, wishes, hall.now))

    await asyncio.gather(round_(stores[0], names[:4], (one, two)), round_(stores[1], names[4:], (two, one)))
    for number in (one, two):
        states = sorted((await hall.states(number)).values())
        assert states == ["booked"] * 3 + ["waiting"] * 5
    for store in stores:
        await store.close()
