"""Workshops as one person sees each of them: for those who ask, and for those who are to be told. A few statements for everybody at once."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from dialogs.workshops.seats import ACTIVE
from dialogs.workshops.values import Booked, Booking, Occurrence, Seat
from storage.answers.review import public
from storage.crypt import Keyring
from storage.schema import attendance, booking, workshop
from storage.times import Milliseconds, when
from storage.workshops import rules
from storage.workshops.rosters import ALL, Resource
from storage.workshops.rows import held, occurrences, spoken
from storage.workshops.tickets import spaced, ticket


class Asked(NamedTuple):
    """Whose, and which. `occurrence` 0: the whole of it. `reminder`: what they are told it for, see Booked. `since`: where places are of
    single times, it is about the first of theirs that begins after then.
    """

    person: int
    workshop: int
    occurrence: int = ALL
    reminder: str = ""
    since: Milliseconds = 0


class _Read(NamedTuple):
    """Rows, by what they are looked up by."""

    workshops: Mapping[int, Row[Any]]
    times: Mapping[int, list[Occurrence]]
    bookings: Mapping[tuple[int, int, int], Row[Any]]  # workshop, occurrence, person
    said: Mapping[tuple[int, int], Row[Any]]  # occurrence, person
    taken: Mapping[tuple[int, int], int]
    lines: Mapping[Resource, list[int]]  # of those who wait


def of(connection: Connection, keyring: Keyring, asked: Iterable[Asked]) -> dict[Asked, Booked]:
    """Without those workshops that are no more."""
    wanted = list(dict.fromkeys(asked))
    if not wanted:
        return {}
    read = _read(connection, wanted)
    known = {number: spoken(row, keyring) for number, row in read.workshops.items()}
    found = {}
    for one in wanted:
        if one.workshop in known:
            times = tuple(read.times.get(one.workshop, ()))
            time = _time(one, times, read, whole=known[one.workshop].whole)
            capacity = read.workshops[one.workshop].capacity
            found[one] = Booked(
                workshop=known[one.workshop],
                occurrences=times,
                occurrence=time,
                booking=_booking(read, keyring, one, time, whole=known[one.workshop].whole),
                free=max(0, capacity - read.taken.get((one.workshop, ALL), 0))
                if capacity and known[one.workshop].whole
                else None,
                reminder=one.reminder,
                places=() if time or known[one.workshop].whole else _places(read, one, times),
            )
    return found


def _read(connection: Connection, wanted: Collection[Asked]) -> _Read:
    numbers, people = sorted({one.workshop for one in wanted}), sorted({one.person for one in wanted})
    workshops = {row.id: row for row in connection.execute(select(workshop).where(workshop.c.id.in_(numbers)))}
    mine = select(booking).where(booking.c.workshop.in_(numbers), booking.c.person.in_(people))
    bookings = {(row.workshop, row.occurrence, row.person): row for row in connection.execute(mine)}
    said = select(attendance).where(attendance.c.workshop.in_(numbers), attendance.c.person.in_(people))
    return _Read(
        workshops=workshops,
        times=occurrences(connection, numbers),
        bookings=bookings,
        said={(row.occurrence, row.person): row for row in connection.execute(said)},
        taken=held(connection, [number for number, row in workshops.items() if row.whole and row.capacity]),
        lines=_lines(connection, {row.workshop for row in bookings.values() if row.state == "waiting"}),
    )


def _lines(connection: Connection, numbers: Collection[int]) -> Mapping[Resource, list[int]]:
    found: dict[Resource, list[int]] = defaultdict(list)
    statement = select(booking.c.workshop, booking.c.occurrence, booking.c.line).order_by(booking.c.line)
    waiting = statement.where(booking.c.workshop.in_(sorted(numbers)), booking.c.state == "waiting")
    for number, time, line in connection.execute(waiting) if numbers else ():
        found[Resource(number, time)].append(line)
    return found


def _time(one: Asked, times: Sequence[Occurrence], read: _Read, *, whole: bool) -> Occurrence | None:
    """The one that it is about: where there is but one, that."""
    if one.occurrence:
        return next((time for time in times if time.id == public(one.occurrence)), None)
    if one.since and not whole:
        mine = (read.bookings.get((one.workshop, int(time.id, 16), one.person)) for time in times)
        return next(
            (
                time
                for time, row in zip(times, mine, strict=True)
                if row and row.state in ACTIVE and time.starts > when(one.since)
            ),
            None,
        )
    return times[0] if len(times) == 1 and not whole else None


def _places(read: _Read, one: Asked, times: Sequence[Occurrence]) -> tuple[tuple[str, Seat], ...]:
    rows = ((time.id, read.bookings.get((one.workshop, int(time.id, 16), one.person))) for time in times)
    return tuple((time, row.state) for time, row in rows if row and row.state in ACTIVE)


def _booking(read: _Read, keyring: Keyring, one: Asked, time: Occurrence | None, *, whole: bool) -> Booking | None:
    number = int(time.id, 16) if time else ALL
    row = read.bookings.get((one.workshop, ALL if whole else number, one.person))
    if row is None:
        return None
    said = read.said.get((number, one.person))
    waits = read.lines.get(Resource(row.workshop, row.occurrence), []) if row.state == "waiting" else []
    return Booking(
        state=row.state,
        ahead=bisect_left(waits, row.line),
        until=when(row.until) if row.until else None,
        needs=tuple(row.needs.split()),
        said=said.said if said else "",
        came=said.came if said else "",
        version=row.version,
        code=spaced(ticket(keyring, one.workshop, one.person)) if row.state == "booked" else "",
    )


def active(one: Booked | None) -> bool:
    """Whether they have a place, or wait for one."""
    return one is not None and one.booking is not None and one.booking.state in ACTIVE


# --- what somebody is to be told ------------------------------------------------------------------------------------------

ABOUT = ("seat:", "workshop:", "reminder:")  # how what is loaded for Known.booked begins: the kind of an intention


def told(
    connection: Connection, keyring: Keyring, wanted: Collection[tuple[int, str]], now: Milliseconds
) -> dict[tuple[int, str], Booked]:
    """{(person, about): workshop} of what is still worth telling. `about`: `<kind>:<subject>` of an intention, see ABOUT.

    Left out: what has begun, or was moved again (another sequence), and news of a place for those who have given it up.
    """
    subjects = {one: _subject(one[1]) for one in wanted}
    named = {int(parts[0], 16) for kind, parts in subjects.values() if kind == "reminder"}
    kinds = rules.kinds(connection, named) if named else {}
    asked = {one: _asked(one[0], kind, parts, kinds, now) for one, (kind, parts) in subjects.items()}
    found = of(connection, keyring, asked.values())
    return {
        one: found[asked[one]]
        for one, (kind, parts) in subjects.items()
        if asked[one] in found and _timely(kind, parts, found[asked[one]], when(now))
    }


def _subject(about: str) -> tuple[str, list[str]]:
    kind, _, subject = about.partition(":")
    return kind, subject.split(".")


def _asked(person: int, kind: str, parts: list[str], kinds: Mapping[int, str], now: Milliseconds) -> Asked:
    if kind != "reminder":
        return Asked(person, int(parts[0], 16), int(parts[1], 16), since=now)
    return Asked(person, int(parts[1], 16), int(parts[2], 16), kinds.get(int(parts[0], 16), ""))


def _timely(kind: str, parts: list[str], one: Booked, now: datetime) -> bool:
    to_come = [
        time for time in one.occurrences if time.starts > now and (one.occurrence is None or time.id == one.occurrence.id)
    ]
    match kind:
        case "seat":
            known = one.booking is not None and one.booking.state != "left"
            return known and one.workshop.open and any(time.planned for time in to_come)
        case "workshop":
            return active(one) and bool(to_come) and _still(parts, one)
        case _:
            return _reminds(parts, one, bool(to_come))


def _still(parts: list[str], one: Booked) -> bool:
    """News of one time are those of its latest change; of all times, until it is cancelled: then that is the news."""
    _, number, sequence, what = parts
    if what != "cancelled" and not one.workshop.open:
        return False
    return number == "0" or (one.occurrence is not None and public(one.occurrence.sequence) == sequence)


def _reminds(parts: list[str], one: Booked, to_come: bool) -> bool:
    """A reminder comes before the start, all others after the end; also to those who came without a booking."""
    time = one.occurrence
    if time is None or not one.reminder or not one.workshop.open or not time.planned or public(time.sequence) != parts[3]:
        return False
    return (to_come and active(one)) if one.reminder == "remind" else True
