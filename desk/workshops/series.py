"""How often a workshop takes place: what a form says becomes a rule of RFC 5545, and back.

Meetings one after the other (nine to twelve, half an hour each) are times of one series too: a rule of hours and minutes, without those
that the rule names beside them (`09:00`, `09:45`, `10:30` has no shorter one).
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from dialogs.workshops.schedule import slots

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ONCE, DAILY, WEEKLY, OTHER = "once", "daily", "weekly", "other"
HOWS = (ONCE, WEEKLY, DAILY, OTHER)
READ = {"FREQ", "INTERVAL", "BYDAY", "UNTIL", "COUNT", "WKST", "BYHOUR", "BYMINUTE"}  # what the form can say


class Repeat(NamedTuple):
    """`until` or `times` ends it. `rule`: as it is, where `how` is "other". `to`: the end of a row of meetings, None = there is one."""

    how: str = ONCE
    every: int = 1
    days: tuple[str, ...] = ()
    until: date | None = None
    times: int = 0
    rule: str = ""
    to: time | None = None


class Series(NamedTuple):
    """`rule` as a plan has it; `beside`: times that it names and that are none."""

    rule: str
    beside: tuple[datetime, ...] = ()


def series(repeat: Repeat, starts: datetime, minutes: int, zone: tzinfo) -> Series:
    """Raises BadSeries. `starts`: what the place's clock shows; `to` is after it."""
    rule = _rule(repeat)
    meetings = list(_meetings(starts, minutes, repeat.to))
    if len(meetings) < 2:
        return Series(rule)
    days = [datetime.fromisoformat(one.slot).date() for one in slots(starts, minutes, zone, rule)]
    hours, marks = sorted({one.hour for one in meetings}), sorted({one.minute for one in meetings})
    beside = [time(hour, mark) for hour in hours for mark in marks if time(hour, mark) not in meetings]
    kept = [part for part in rule.split(";") if part and not part.startswith(("COUNT=", "UNTIL="))] or ["FREQ=DAILY"]
    of_a_day = [f"BYHOUR={_joined(hours)}", f"BYMINUTE={_joined(marks)}", f"UNTIL={days[-1]:%Y%m%d}"]
    return Series(";".join([*kept, *of_a_day]), tuple(datetime.combine(day, one) for day in days for one in beside))


def repeat_of(rule: str, starts: datetime, minutes: int, zone: tzinfo, without: Sequence[datetime] = ()) -> Repeat:
    """What the form would say for a rule that can be read."""
    parts = dict(part.partition("=")[::2] for part in rule.split(";") if part)
    how, days = parts.get("FREQ", ONCE).lower(), tuple(parts.get("BYDAY", "").split(",")) if "BYDAY" in parts else ()
    if set(parts) - READ or how not in HOWS or set(days) - set(DAYS) or (days and how == DAILY):
        return Repeat(OTHER, rule=rule)
    until = parts.get("UNTIL", "")
    last = _last(until, rule, starts, minutes, zone) if until else None
    found = Repeat(how, int(parts.get("INTERVAL", "1")), days, last, int(parts.get("COUNT", "0")))
    if "BYHOUR" not in parts:
        return found
    walls = [datetime.fromisoformat(one.slot) for one in slots(starts, minutes, zone, rule, without)]
    to = max(datetime.combine(starts, one.time()) for one in walls) + timedelta(minutes=minutes)
    if how == DAILY and last == starts.date():
        return Repeat(to=to.time())
    return found._replace(to=to.time())


def _last(until: str, rule: str, starts: datetime, minutes: int, zone: tzinfo) -> date:
    """A day as it is; of an instant, by whichever clock, the last day on which it takes place."""
    if "T" not in until:
        return datetime.strptime(until, "%Y%m%d").date()  # noqa: DTZ007 - a day
    return datetime.fromisoformat(slots(starts, minutes, zone, rule)[-1].slot).date()


def _rule(repeat: Repeat) -> str:
    if repeat.how == ONCE:
        return ""
    if repeat.how == OTHER:
        return repeat.rule.strip().upper().removeprefix("RRULE:")
    parts = [f"FREQ={repeat.how.upper()}", *([f"INTERVAL={repeat.every}"] if repeat.every != 1 else [])]
    if repeat.how == WEEKLY and repeat.days:
        parts.append(f"BYDAY={','.join(one for one in DAYS if one in repeat.days)}")
    end = f"UNTIL={repeat.until:%Y%m%d}" if repeat.until else f"COUNT={repeat.times}"
    return ";".join([*parts, end])


def _meetings(starts: datetime, minutes: int, to: time | None) -> Iterator[time]:
    """When each of a row of meetings begins; the last one ends at `to` at the latest."""
    at, end = starts, datetime.combine(starts, to) if to else starts
    while minutes > 0 and at + timedelta(minutes=minutes) <= end:
        yield at.time()
        at += timedelta(minutes=minutes)


def _joined(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers))
