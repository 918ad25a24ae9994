"""Dates in expressions: text of the form yyyy-mm-dd, or yyyy-mm-ddThh:mm:ss.mmm+hh:mm.

Two ways of counting, because people ask for two things. *Days on the calendar* (`number()`, comparisons, sums) are whole for a
date, in every zone, as in JavaRosa: birthdays and deadlines do not shift. *Days since 1970-01-01 UTC* (`decimal-date-time()`
and its inverse `date-time()`) measure moments; so the specification and all implementations. `date()` accepts both: a whole
number is a day on the calendar, one with a fraction is a moment, and becomes the day it falls on locally. Therefore
`date(decimal-date-time(.) + 7)` is a week later everywhere.

Text that is no date is NaN as a number and "" as a date; JavaRosa stops the form instead. Names of months and days are English.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from math import isfinite, nan

Moment = date | datetime  # a date is a whole day; a datetime without zone is local

EPOCH = date(1970, 1, 1).toordinal()
EPOCH_UTC = datetime(1970, 1, 1, tzinfo=UTC)
SECONDS = 86_400
LONGEST = 40  # characters of a date with a time
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun".split()

_CLOCK = r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]+))?)?(?:(Z)|([+-])([01][0-9]|2[0-3])(?::?([0-5][0-9]))?)?"
_clock = re.compile(_CLOCK).fullmatch
_moment = re.compile(rf"([0-9]{{4}})-([0-9]{{1,2}})-([0-9]{{1,2}})(?:T({_CLOCK}))?").fullmatch

# what format-date() and format-date-time() know; %W (week of the year) is JavaRosa's
DIRECTIVES: Mapping[str, Callable[[datetime], str]] = {
    "%": lambda _: "%",
    "Y": lambda at: f"{at.year:04}",
    "y": lambda at: f"{at.year % 100:02}",
    "m": lambda at: f"{at.month:02}",
    "n": lambda at: str(at.month),
    "b": lambda at: MONTHS[at.month - 1],
    "d": lambda at: f"{at.day:02}",
    "e": lambda at: str(at.day),
    "a": lambda at: WEEKDAYS[at.weekday()],
    "W": lambda at: str(at.isocalendar().week),
    "H": lambda at: f"{at.hour:02}",
    "h": lambda at: str(at.hour),
    "M": lambda at: f"{at.minute:02}",
    "S": lambda at: f"{at.second:02}",
    "3": lambda at: f"{at.microsecond // 1000:03}",
}


def parse(text: str) -> Moment | None:
    """The date in a text or, where the text has a time, the datetime. None for anything else."""
    return _parse(text) if text[4:5] == "-" and len(text) <= LONGEST else None


@lru_cache(maxsize=4096)
def _parse(text: str) -> Moment | None:
    found = _moment(text)
    if not found:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:  # the 31st of April
        return None
    clock = parse_time(found[4]) if found[4] else None
    return datetime.combine(day, clock) if clock else day


def parse_time(text: str) -> time | None:
    """The time of day in hh:mm[:ss[.fff]][Z|+hh[:mm]]."""
    found = _clock(text)
    if not found:
        return None
    hour, minute, second, fraction, utc, sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    zone = timezone(-offset if sign == "-" else offset) if utc or sign else None
    return time(int(hour), int(minute), int(second or 0), int((fraction or "")[:6].ljust(6, "0")), tzinfo=zone)


def days(text: str, zone: tzinfo | None) -> float:
    """Days from 1970-01-01 to a date on the calendar of `zone`, with the fraction of the day; NaN for other text."""
    moment = parse(text)
    return nan if moment is None else _calendar_days(moment, zone)


def _calendar_days(moment: Moment, zone: tzinfo | None) -> float:
    at = localised(moment, zone)
    return at.toordinal() - EPOCH + _part_of_day(at)


def _part_of_day(at: datetime) -> float:
    return (at - datetime.combine(at, time.min)).total_seconds() / SECONDS


def localised(moment: Moment, zone: tzinfo | None) -> datetime:
    """The moment on the clock of `zone`, without zone."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time.min)
    try:
        return (moment.astimezone(zone) if moment.tzinfo else moment).replace(tzinfo=None)
    except OverflowError:  # the first or the last day of all
        return moment.replace(tzinfo=None)


def today(now: datetime) -> str:
    return now.date().isoformat()


def written(at: datetime) -> str:
    """A datetime as text, to the millisecond, with its offset."""
    return at.isoformat(timespec="milliseconds")


def to_date(value: str | float, zone: tzinfo | None) -> str:
    """date(value): of a text with a time the day that is written, whatever the zone of its clock."""
    moment = _read(value)
    if isinstance(moment, datetime):
        moment = (localised(moment, zone) if isinstance(value, float) else moment).date()
    return "" if moment is None else moment.isoformat()


def to_datetime(value: str | float, zone: tzinfo | None) -> str:
    """date-time(value): a date stays the whole day it is; a number is a moment, whole or not."""
    moment = parse(value) if isinstance(value, str) else _instant(value)
    if not isinstance(moment, datetime):
        return "" if moment is None else moment.isoformat()
    return written(localised(moment, zone).replace(tzinfo=zone))


def to_decimal(value: str | float, zone: tzinfo | None) -> float:
    """decimal-date-time(value): days since 1970-01-01 UTC; a date, or a time without offset, is taken as local."""
    if isinstance(value, float):
        return value
    moment = parse(value)
    if moment is None:
        return nan
    aware = moment if isinstance(moment, datetime) and moment.tzinfo else localised(moment, zone).replace(tzinfo=zone)
    return (aware - EPOCH_UTC).total_seconds() / SECONDS


def to_decimal_time(text: str, now: datetime) -> float:
    """decimal-time(text): the fraction of the local day at a time of day, or at a datetime."""
    clock = parse_time(text)
    moment = datetime.combine(now.date(), clock) if clock else parse(text)
    return nan if moment is None else _part_of_day(localised(moment, now.tzinfo))


def formatted(value: str | float, template: str, zone: tzinfo | None) -> str:
    """format-date(value, template); a directive that is not known stays as it is written."""
    moment = _read(value)
    if moment is None:
        return ""
    at = localised(moment, zone)
    return re.sub(r"%(.)", lambda found: DIRECTIVES[found[1]](at) if found[1] in DIRECTIVES else found[0], template)


def _read(value: str | float) -> Moment | None:
    """A text, a whole number of days on the calendar, or a moment in days since 1970-01-01 UTC."""
    if isinstance(value, str):
        return parse(value)
    return _day(int(value)) if value.is_integer() else _instant(value)


def _day(number: int) -> date | None:
    ordinal = number + EPOCH
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None


def _instant(number: float) -> datetime | None:
    try:
        return EPOCH_UTC + timedelta(days=number) if isfinite(number) else None
    except OverflowError:
        return None
