"""When somebody wants to hear from us: on some days of the week, at some hours of their own clock.

An hour that a clock skips is the first minute after; one that it shows twice is the first of the two (see `dialogs.walltime`). Two hours that
fall together are one occasion.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialogs.walltime import instant

WEEK = 7


def occasions(days: str, hours: Sequence[str], zone: ZoneInfo, around: datetime) -> Iterator[tuple[str, datetime]]:
    """(which: day and hour by their clock, when) from a week before until a week after, in no order. `days`: 1 Monday … 7 Sunday."""
    today = around.astimezone(zone).date()
    for number in range(-WEEK - 1, WEEK + 2):
        day = today + timedelta(days=number)
        if str(day.isoweekday()) in days:
            yield from ((f"{day}T{hour}", _met(day, hour, zone)) for hour in hours)


def following(days: str, hours: Sequence[str], zone: ZoneInfo, after: datetime) -> tuple[str, datetime]:
    """The first occasion after an instant; there must be a day and an hour."""
    found = ((at, which) for which, at in occasions(days, hours, zone, after) if at > after)
    at, which = min(found)
    return which, at


def latest(days: str, hours: Sequence[str], zone: ZoneInfo, until: datetime) -> datetime:
    """The last occasion up to an instant."""
    return max(at for _, at in occasions(days, hours, zone, until) if at <= until)


def tomorrow(hour: str, zone: ZoneInfo, now: datetime) -> datetime:
    """That hour of the day after this one."""
    return _met(now.astimezone(zone).date() + timedelta(days=1), hour, zone)


def _met(day: date, hour: str, zone: ZoneInfo) -> datetime:
    return instant(day, time.fromisoformat(hour), zone)
