"""When a workshop takes place, and when people are reminded of it. Wall clocks count, those of the place: ten o'clock stays ten o'clock
when clocks change (see `dialogs.walltime`).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import NamedTuple

from dateutil import rrule

from dialogs import faulttexts as said
from dialogs.phrase import Phrase, phrase
from dialogs.walltime import asleep, evening, instant, waking

MOST = 400  # times in one series
LONGEST = timedelta(days=5 * 366)  # from its first time to its last
MOST_MINUTES = 7 * 24 * 60
YEARS = range(2000, 2200)
OFTEN = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
PARTS = frozenset("FREQ INTERVAL COUNT UNTIL WKST BYDAY BYMONTHDAY BYMONTH BYSETPOS BYHOUR BYMINUTE".split())
DAY = 24 * 60  # minutes
HOUR = timedelta(hours=1)


class BadSeries(Exception):
    """A series that cannot be: why, and the cure."""

    def __init__(self, why: Phrase, cure: Phrase) -> None:
        super().__init__(f"{why} {cure}")
        self.why, self.cure = why, cure


class Slot(NamedTuple):
    """One time of a series, in UTC. `slot`: the wall time that the series gives it ("2026-12-01T10:00"), its name for ever."""

    slot: str
    starts: datetime
    ends: datetime


class Rule(NamedTuple):
    """When who is reminded, and of what (`kind`: one of dialogs.workshops.values.REMINDERS).

    `anchor`: start or end; `minutes` after it, below 0 before it. With `wall` ("18:00", of the place) so many days of 1440, at that time of
    the day. `states`: of bookings, or what came of them (see storage.workshops.reminders); `late`: minutes after which it is not sent
    any more.
    """

    kind: str
    anchor: str
    minutes: int
    wall: str
    states: tuple[str, ...]
    late: int


def slots(starts: datetime, minutes: int, zone: tzinfo, rule: str = "", without: Sequence[datetime] = ()) -> list[Slot]:
    """All times of a series. `starts`, `without`: naive, what the place's clock shows; `rule`: an RRULE of RFC 5545 with COUNT or UNTIL,
    "" = once. Raises BadSeries.
    """
    first = starts.replace(second=0, microsecond=0)
    if not 0 < minutes <= MOST_MINUTES:
        raise BadSeries(phrase(said.SERIES_MINUTES), phrase(said.SERIES_GIVE_MINUTES, most=MOST_MINUTES))
    if first.year not in YEARS:
        raise BadSeries(phrase(said.SERIES_YEAR, year=first.year), phrase(said.SERIES_GIVE_YEAR))
    left_out = {one.replace(second=0, microsecond=0) for one in without}
    walls = [wall for wall in (_walls(first, zone, rule) if rule else [first]) if wall not in left_out]
    if not walls:
        raise BadSeries(phrase(said.SERIES_NONE), phrase(said.SERIES_LEAVE_ONE))
    met = ((wall, instant(wall.date(), wall.time(), zone)) for wall in walls)
    return [Slot(f"{wall:%Y-%m-%dT%H:%M}", at, at + timedelta(minutes=minutes)) for wall, at in met]


def _walls(first: datetime, zone: tzinfo, rule: str) -> list[datetime]:
    """The wall times of a rule, in order."""
    parts = dict(_parts(rule))
    count, until = _count(parts.pop("COUNT", "")), _until(parts.pop("UNTIL", ""), zone)
    if not (count or until):
        raise BadSeries(phrase(said.SERIES_ENDLESS), phrase(said.SERIES_END, count="COUNT=10", until="UNTIL=20271231"))
    if not _names(parts, first):
        raise BadSeries(phrase(said.SERIES_FIRST), phrase(said.SERIES_MOVE_FIRST))
    last = first + LONGEST
    walls = _repeated(first, parts, min(until or last, last), min(count or MOST + 1, MOST + 1))
    if len(walls) > MOST or (until and until > last) or (not until and len(walls) < count):
        raise BadSeries(phrase(said.SERIES_LONG), phrase(said.SERIES_SHORTER, most=MOST, years=5))
    if first not in walls:
        raise BadSeries(phrase(said.SERIES_FIRST), phrase(said.SERIES_MOVE_FIRST))
    return walls


def _names(parts: Mapping[str, str], first: datetime) -> bool:
    """Whether month and day of the first time are named. One that is never met would be looked for until the year 9999."""
    month_after = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    own = {"BYMONTH": {first.month}, "BYMONTHDAY": {first.day, (first - month_after).days}}
    named = {name: parts[name].split(",") for name in own if name in parts}
    return all(any(f"{number}" in (one, one.lstrip("0")) for one in named[name] for number in own[name]) for name in named)


def _repeated(first: datetime, parts: Mapping[str, str], last: datetime, most: int) -> list[datetime]:
    rule = ";".join(f"{name}={value}" for name, value in parts.items())
    try:
        found = rrule.rrulestr(rule, dtstart=first)
        assert isinstance(found, rrule.rrule)  # noqa: S101 - it is one line
        return list(islice(found.replace(until=last), most))
    except (ValueError, TypeError, IndexError, OverflowError):  # what the library raises for parts that make no sense
        raise _unreadable(rule) from None


def _parts(rule: str) -> Iterator[tuple[str, str]]:
    """What a rule says, by name. Raises BadSeries where it is no rule, or one of hours and minutes: times of one day are apart."""
    found = [part.partition("=") for part in rule.strip().upper().removeprefix("RRULE:").rstrip(";").split(";")]
    names = [name for name, _, _ in found]
    given = {name: value for name, _, value in found}
    if len(names) != len(given) or not all(given.values()) or not PARTS.issuperset(names):
        raise _unreadable(rule)
    if given.get("FREQ") not in OFTEN or not given.get("INTERVAL", "1").isdecimal() or not int(given.get("INTERVAL", "1")):
        raise _unreadable(rule)
    yield from given.items()


def _count(given: str) -> int:
    if given and (not given.isdecimal() or not int(given)):
        raise _unreadable(f"COUNT={given}")
    return int(given or 0)


def _until(given: str, zone: tzinfo) -> datetime | None:
    """By the place's clock. A day counts to its end: whoever writes a day means to come on it."""
    if not given:
        return None
    try:
        if "T" not in given:
            given += "T235959"
        read = datetime.strptime(given.removesuffix("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        return (read.astimezone(zone) if given.endswith("Z") else read).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise _unreadable(f"UNTIL={given}") from None


def _unreadable(rule: str) -> BadSeries:
    return BadSeries(phrase(said.SERIES_UNREADABLE, rule=rule[:80]), phrase(said.SERIES_WRITE, example="FREQ=WEEKLY;COUNT=10"))


def remind_at(rule: Rule, starts: datetime, ends: datetime, zone: tzinfo, quiet: tuple[int, int]) -> datetime:
    """The one instant of a rule, in UTC. `quiet`: hours of the place in which nobody is told anything.

    What is before the start stays so: if it would come at night it comes in the morning, when there is still an hour left, or else in the
    evening before. What is after it waits for the morning.
    """
    anchor = starts if rule.anchor == "start" else ends
    at = _meant(rule, anchor, zone)
    if not is_before(rule):
        return waking(at, zone, quiet)
    at = min(at, starts)
    if not asleep(at, zone, quiet):
        return at
    morning = waking(at, zone, quiet)
    return morning if morning + HOUR <= starts else evening(at, zone, quiet)


def is_before(rule: Rule) -> bool:
    """Whether it is of no use once the workshop has begun."""
    return rule.anchor == "start" and rule.minutes <= 0


def _meant(rule: Rule, anchor: datetime, zone: tzinfo) -> datetime:
    if not rule.wall:
        return anchor + timedelta(minutes=rule.minutes)
    day = anchor.astimezone(zone).date() + timedelta(days=rule.minutes // DAY)
    return instant(day, time.fromisoformat(rule.wall), zone)
