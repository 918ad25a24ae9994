"""Wall clocks all over the world: whatever a government does to them, what is daily happens once a day, and nobody is woken."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.walltime import instant, next_at, next_day, waking
from storage.times import zone_of

FIRST, DAYS = date(2024, 1, 1), 7 * 365 + 2
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@cache
def zones() -> list[tuple[ZoneInfo, list[date]]]:
    """Every zone that differs from the others in these years, and the days around each change of its clocks."""
    found: dict[tuple[object, ...], tuple[ZoneInfo, list[date]]] = {}
    noons = [datetime.combine(FIRST + timedelta(days=number), time(12), UTC) for number in range(DAYS)]
    for name in sorted(available_timezones() - {"localtime"}):
        zone = ZoneInfo(name)
        offsets = [noon.astimezone(zone).utcoffset() for noon in noons]
        changes = [place for place in range(1, DAYS) if offsets[place] != offsets[place - 1]]
        days = sorted({FIRST + timedelta(days=place + near) for place in changes for near in (-2, -1, 0, 1)})
        found.setdefault((offsets[0], *((place, offsets[place]) for place in changes)), (zone, days or [date(2026, 11, 21)]))
    return list(found.values())


def met(zone: ZoneInfo, day: date) -> dict[datetime, datetime]:
    """{what the zone's clock shows: the first instant at which it does}, found by looking at each quarter of an hour around a day."""
    start = datetime.combine(day, time(), UTC) - 15 * HOUR
    instants = [start + quarter * HOUR / 4 for quarter in range(4 * 54)]
    return {at.astimezone(zone).replace(tzinfo=None): at for at in reversed(instants)}


def test_there_are_many_zones_and_many_changes_to_try() -> None:
    assert len(zones()) > 60
    assert sum(len(days) for _, days in zones()) > 1000


def test_every_hour_of_every_day_is_met_at_one_instant_the_first_there_is() -> None:
    for zone, days in zones():
        for day in days:
            shown = met(zone, day)
            for hour in range(24):
                at, wall = instant(day, time(hour), zone), datetime.combine(day, time(hour))
                if wall in shown:
                    assert at == shown[wall], (zone, wall)
                else:  # the clock skips it
                    local, before = (moment.astimezone(zone).replace(tzinfo=None) for moment in (at, at - MINUTE))
                    assert before < wall < local, (zone, wall)


def test_what_is_daily_happens_once_for_every_day() -> None:
    for zone, days in zones():
        for hour in ("00:00", "01:00", "02:30", "03:00", "08:00", "23:00", "23:30"):
            for day in (day for day in days if day + timedelta(days=1) in days):
                after = instant(day, time.fromisoformat(hour), zone)
                following, at = next_day(hour, zone, after)
                assert (following, at) == (day + timedelta(days=1), next_at(hour, zone, after)), (zone, day, hour)
                assert 0 < (at - after) / HOUR <= 26, (zone, day, hour)


@given(st.data())
def test_nobody_is_disturbed_while_they_sleep_and_nobody_waits_longer_than_a_night(data: st.DataObject) -> None:
    zone, days = data.draw(st.sampled_from(zones()))
    day = data.draw(st.sampled_from(days))
    at = datetime.combine(day, time(), UTC) + data.draw(st.integers(0, 48 * 60)) * MINUTE
    start, end = quiet = data.draw(st.sampled_from([(21, 8), (22, 6), (23, 9), (0, 7), (13, 15)]))
    awake = waking(at, zone, quiet)
    hour = awake.astimezone(zone).hour
    assert not (hour >= start or hour < end if start > end else start <= hour < end)
    assert at <= awake <= at + 13 * HOUR
    assert awake == at or awake.astimezone(zone).hour == end


@pytest.mark.parametrize("name", ["", "Europe", "../UTC", "/etc/passwd", "Nowhere/Land", "UTC\0", "a" * 300])
def test_a_zone_that_is_none_is_utc(name: str) -> None:
    assert zone_of(name).key == "UTC"
