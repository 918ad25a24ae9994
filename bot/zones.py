"""Wall clocks: people live by them, tables hold instants.

A time that a clock skips is the first minute after; one that it shows twice is the first of the two.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone_of(name: str) -> ZoneInfo:
    """The zone; an unknown name is UTC."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a region, such as "Europe"
        return ZoneInfo("UTC")


def instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The one instant, in UTC, at which this wall time is met on this day."""
    local = datetime.combine(day, wall, zone)
    met = local.astimezone(UTC)
    if met.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return met
    before = datetime.combine(day, wall, zone).replace(fold=1).astimezone(UTC)
    while before.astimezone(zone).replace(tzinfo=None) < local.replace(tzinfo=None):
        before += timedelta(minutes=1)
    return before


def next_day(hour: str, zone: ZoneInfo, after: datetime) -> tuple[date, datetime]:
    """The first instant after `after` at which the clock shows `hour` ("08:00"), and the day whose it is.

    That is not always the day on the calendar by then: 23:00 may be skipped, and its instant be midnight.
    """
    wall = time.fromisoformat(hour)
    today = after.astimezone(zone).date()
    days = (today + timedelta(days=number) for number in range(-1, 3))
    return next((day, at) for day in days if (at := instant(day, wall, zone)) > after)


def next_at(hour: str, zone: ZoneInfo, after: datetime) -> datetime:
    """The instant alone."""
    return next_day(hour, zone, after)[1]


def waking(at: datetime, zone: ZoneInfo, quiet: tuple[int, int]) -> datetime:
    """`at`, or the end of the quiet hours it falls into."""
    start, end = quiet
    local = at.astimezone(zone)
    asleep = local.hour >= start or local.hour < end if start > end else start <= local.hour < end
    return next_at(f"{end:02}:00", zone, at) if asleep else at
