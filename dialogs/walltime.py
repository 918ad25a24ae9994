"""Wall clocks: people live by them, tables hold instants.

A time that a clock skips is the first minute after; one that it shows twice is the first of the two.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo


def instant(day: date, wall: time, zone: tzinfo) -> datetime:
    """The one instant, in UTC, at which this wall time is met on this day."""
    local = datetime.combine(day, wall, zone)
    met = local.astimezone(UTC)
    if met.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return met
    before = datetime.combine(day, wall, zone).replace(fold=1).astimezone(UTC)
    while before.astimezone(zone).replace(tzinfo=None) < local.replace(tzinfo=None):
        before += timedelta(minutes=1)
    return before


def next_day(hour: str, zone: tzinfo, after: datetime) -> tuple[date, datetime]:
    """The first instant after `after` at which the clock shows `hour` ("08:00"), and the day whose it is.

    That is not always the day on the calendar by then: 23:00 may be skipped, and its instant be midnight.
    """
    wall = time.fromisoformat(hour)
    today = after.astimezone(zone).date()
    days = (today + timedelta(days=number) for number in range(-1, 3))
    return next((day, at) for day in days if (at := instant(day, wall, zone)) > after)


def next_at(hour: str, zone: tzinfo, after: datetime) -> datetime:
    """The instant alone."""
    return next_day(hour, zone, after)[1]


def asleep(at: datetime, zone: tzinfo, quiet: tuple[int, int]) -> bool:
    """Whether it is in the quiet hours: from, until."""
    start, end = quiet
    hour = at.astimezone(zone).hour
    return hour >= start or hour < end if start > end else start <= hour < end


def waking(at: datetime, zone: tzinfo, quiet: tuple[int, int]) -> datetime:
    """`at`, or the end of the quiet hours it falls into."""
    return next_at(f"{quiet[1]:02}:00", zone, at) if asleep(at, zone, quiet) else at


def evening(at: datetime, zone: tzinfo, quiet: tuple[int, int]) -> datetime:
    """`at`, or an hour before the quiet hours it falls into: time enough to tell many before these begin."""
    if not asleep(at, zone, quiet):
        return at
    today = at.astimezone(zone).date()
    hours = (instant(today - timedelta(days=number), time((quiet[0] - 1) % 24), zone) for number in range(-1, 4))
    return next(one for one in hours if one < at and not asleep(one, zone, quiet))
