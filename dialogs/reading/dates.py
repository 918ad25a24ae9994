"""Dates and years as people type them, in the calendar of their country; all that they may mean is returned."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from dialogs.reading.calendars import ETHIOPIC, GREGORIAN, ISLAMIC, SOLAR_HIJRI, to_gregorian, usual
from dialogs.reading.dateparts import Parts, parts, tokens
from dialogs.reading.meanings import SHORT, Misread, Reading, Readings, one_of
from dialogs.reading.months import FIRST_MONTHS
from dialogs.reading.relative import day_from_today, is_vague, year_from_today
from dialogs.reading.scripts import flat
from dialogs.reading.words import AFTER_YEAR, BEFORE_YEAR, ERAS, languages, spellings

OLDEST, FURTHEST = 120, 20  # years before and after today that a written year may lie
OLDEST_SHORT, FURTHEST_SHORT = 100, 10  # the same of a year of two digits
MOST_YEARS = 3  # in one answer: "1990 or 1991"
LONGEST_MONTH = 31  # days: a higher number beside a month is its year
WINTER = 4

_CENTURIES = {GREGORIAN: (1900, 2000), ETHIOPIC: (1900, 2000), SOLAR_HIJRI: (1300, 1400), ISLAMIC: (1300, 1400)}
_YEAR_FIRST = {"fa", "fa_AF", "ps", "ckb", "zh", "lt"}  # 69/1/1
_MONTH_FIRST = {"en"}  # 3/21/1990, beside 21/3/1990
_GEEZ = re.compile("[\u1200-\u139f]")
_SEASON = re.compile(r"\d{4} ?[-/] ?\d{2}")  # 1990/91

_BEFORE_YEAR = spellings(BEFORE_YEAR) | {""}
_ERAS = frozenset(" ".join(tokens(flat(word))) for words in ERAS.values() for word in words.split("|"))
_AFTER_YEAR = spellings(AFTER_YEAR) | _ERAS | {""}


@dataclass(frozen=True, slots=True)
class _Written:
    """One way to take the numbers: the year as written, month and day (None where not given), possible calendars."""

    year: str
    month: int | None
    day: int | None
    calendars: tuple[str, ...]

    @property
    def precision(self) -> str:
        return "day" if self.day is not None else "month" if self.month is not None else "year"


def date_(text: str, *, language: str, today: date) -> Readings:
    """A date: 21.3.1990, ۱۳۶۹/۱/۱, "1 حمل 1369", "21 березня 1990", yesterday. Values are whole Gregorian days; where
    only a month, a season or a year was given, `precision` says so and the value is its first day.

    Misread: not_a_date where there is none, where it lacks its year, or where there is no such day; out_of_calendar.
    """
    if problem := _unreadable(text):
        return problem
    if named := day_from_today(text, language, today) or year_from_today(text, language, today):
        return named
    flattened = flat(text)
    if is_vague(flattened):
        return Misread(reason="not_a_date")
    found = parts(flattened, language)
    if found.seasons and not found.broken:
        return _of_season(found, _calendars(found, text, language), today)
    if found.broken or (found.wordy and not found.months and len(found.numbers) < 3):
        return Misread(reason="not_a_date")
    orders = _orders_beside_month(found) if found.months else _orders(found.numbers, flattened, language)
    ways = [[replace(way, calendars=way.calendars or _calendars(found, text, language)) for way in one] for one in orders]
    plain = found.numerals_only and sorted(map(len, found.numbers))[2:] == [4] and all(map(int, found.numbers))
    return _choose(ways, today, plain=plain)


def year(text: str, *, language: str, today: date) -> Readings:
    """A year: 1990, ۱۳۶۹, "about 1990", 69, the year of a whole date. The value is the Gregorian year in which it
    begins. Two digits beside a word that makes them an age or a duration are no year.

    Misread: not_a_date; out_of_calendar.
    """
    if problem := _unreadable(text):
        return problem
    if named := year_from_today(text, language, today):
        return _years_of(named)
    flattened = flat(text)
    found = parts(flattened, language)
    if _are_years(found, flattened) and not is_vague(flattened):
        calendars = _calendars(found, text, language)
        ways = [_Written(number, None, None, calendars) for number in _in_full(found.numbers)]
        return _years_of(_choose([ways], today, plain=flattened == found.numbers[0] and len(flattened) == 4))
    dates = date_(text, language=language, today=today)
    if isinstance(dates, Misread):
        return dates
    return _years_of(tuple(replace(one, calendar=GREGORIAN, precision="year", plain=False) for one in dates))


def _unreadable(text: str) -> Misread | None:
    if len(text) > SHORT:
        return Misread(reason="too_long")
    return None if flat(text) else Misread(reason="empty")


def _calendars(found: Parts, text: str, language: str) -> tuple[str, ...]:
    """The calendars a year may be of: what the text names, else what the person's script and language suggest."""
    theirs = usual("am" if _GEEZ.search(text) else language)
    named = tuple(calendar for calendar in theirs if calendar in found.eras)
    return named or tuple(sorted(found.eras)) or theirs


# --- years ------------------------------------------------------------------------------------------------------------


def _are_years(found: Parts, flattened: str) -> bool:
    """Whether a text holds years and nothing else of a date: 1990, 1990-1991, 1990/91, or one of two digits."""
    lengths = [len(number) for number in found.numbers]
    if found.months or not 1 <= len(lengths) <= MOST_YEARS:
        return False
    if lengths == [2] and not found.seasons:
        before, after = (" ".join(tokens(side)) for side in flattened.split(found.numbers[0], 1))
        return before in _BEFORE_YEAR and after in _AFTER_YEAR
    return set(lengths) == {4} or bool(found.seasons) or bool(_SEASON.fullmatch(flattened) and int(found.numbers[1]) > 12)


def _in_full(numbers: tuple[str, ...]) -> list[str]:
    """1990/91 is 1990 and 1991."""
    return [numbers[0][: 4 - len(number)] + number if len(numbers) > 1 else number for number in numbers]


def _years_of(readings: Readings) -> Readings:
    if isinstance(readings, Misread):
        return readings
    return one_of([replace(one, value=one.value[:4]) for one in readings])


# --- seasons ----------------------------------------------------------------------------------------------------------


def _of_season(found: Parts, calendars: tuple[str, ...], today: date) -> Readings:
    """Spring 1990 is March to May; winter 1990 begins in 1989 or in 1990; بهار ۱۳۶۹ is the first quarter of a solar year."""
    (season,), (written,) = found.seasons, found.numbers
    known = tuple(calendar for calendar in calendars if calendar in FIRST_MONTHS) or (GREGORIAN,)
    readings = [
        Reading(
            value=str(to_gregorian(calendar, number - before, FIRST_MONTHS[calendar][season - 1], 1)),
            calendar=calendar,
            precision="season",
            plain=False,
        )
        for calendar in (known if len(written) == 4 else _for_short_years(known))
        for number in _plausible(written, calendar, today)
        for before in ((1, 0) if (calendar, season) == (GREGORIAN, WINTER) else (0,))
    ]
    return one_of(readings) if readings else Misread(reason="out_of_calendar")


# --- the order of the numbers -----------------------------------------------------------------------------------------


def _orders_beside_month(found: Parts) -> list[list[_Written]]:
    """Day and year beside the name of a month: likely ways, then those that count only where these give no date."""
    months = [month for month in found.months if month[0] in found.eras] or found.months
    if len(found.numbers) == 1:
        days_and_years: list[tuple[int | None, str]] = [(None, found.numbers[0])]
    elif len(found.numbers) == 2:
        first, second = found.numbers
        days_and_years = [(int(first), second), (int(second), first)]
    else:
        return []
    return [
        [_Written(written, month, day, (calendar,)) for calendar, month in months]
        for day, written in days_and_years
        if _can_only_be_a_year(written) or day is not None
    ]


def _can_only_be_a_year(number: str) -> bool:
    return len(number) == 4 or (len(number) == 2 and int(number) > LONGEST_MONTH)


def _orders(numbers: tuple[str, ...], flattened: str, language: str) -> list[list[_Written]]:
    """Numbers alone, the same."""
    if len(numbers) == 3:
        return _orders_of_three(numbers, flattened, language)
    if len(numbers) == 2:
        month, written = numbers if _can_only_be_a_year(numbers[1]) else reversed(numbers)
        return [[_Written(written, int(month), None, ())]] if _can_only_be_a_year(written) else []
    if len(numbers) == 1 and len(numbers[0]) == 8:
        (run,) = numbers
        return [[_in_order("dmy", (run[:2], run[2:4], run[4:])), _in_order("ymd", (run[:4], run[4:6], run[6:]))]]
    return [[_Written(number, None, None, ())] for number in numbers if len(numbers) == 1 and len(number) == 4]


def _orders_of_three(numbers: tuple[str, ...], flattened: str, language: str) -> list[list[_Written]]:
    tables = languages(language)
    month_first = ["mdy"] if not _MONTH_FIRST.isdisjoint(tables) and "." not in flattened else []
    if len(numbers[0]) == 4:
        orders = [["ymd"], ["ydm"]]
    elif len(numbers[2]) == 4:
        orders = [["dmy", *month_first], ["mdy"]]
    else:
        year_first = [] if _YEAR_FIRST.isdisjoint(tables) else ["ymd"]
        orders = [[*year_first, "dmy", *month_first], ["ymd", "mdy"]]
    return [[_in_order(order, numbers) for order in alike] for alike in orders]


def _in_order(order: str, numbers: tuple[str, ...]) -> _Written:
    """A day or month of zero is one that nobody knows: 00/05/1990, as it stands in many a passport."""
    placed = dict(zip(order, numbers, strict=True))
    month, day = int(placed["m"]), int(placed["d"])
    if day == 0 and len(placed["y"]) == 4:
        return _Written(placed["y"], month or None, None, ())
    return _Written(placed["y"], month, day, ())


# --- what they come to ------------------------------------------------------------------------------------------------


def _choose(orders: list[list[_Written]], today: date, *, plain: bool) -> Readings:
    """The readings of the first orders that give any."""
    for rank, ways in enumerate(orders):
        readings = [reading for way in ways for reading in _readings(way, today, plain=plain and rank == 0)]
        if readings:
            return one_of(_settle_islamic(readings, today))
    years = [way for ways in orders for way in ways if len(way.year) == 4]
    plausible = any(_plausible(way.year, calendar, today) for way in years for calendar in way.calendars)
    return Misread(reason="not_a_date" if plausible or not years else "out_of_calendar")


def _readings(way: _Written, today: date, *, plain: bool) -> Iterator[Reading]:
    for calendar in way.calendars if len(way.year) == 4 else _for_short_years(way.calendars):
        for number in _plausible(way.year, calendar, today):
            try:
                begins = to_gregorian(calendar, number, *(1 if part is None else part for part in (way.month, way.day)))
            except (ValueError, OverflowError):
                continue
            is_plain = plain and calendar == GREGORIAN
            yield Reading(value=str(begins), calendar=calendar, precision=way.precision, plain=is_plain)


def _for_short_years(calendars: tuple[str, ...]) -> tuple[str, ...]:
    """Nobody shortens Islamic years, and solar ones only who writes those above all; unless the text names them."""
    first, *others = calendars
    return first, *(calendar for calendar in others if calendar in {GREGORIAN, ETHIOPIC})


def _plausible(written: str, calendar: str, today: date) -> list[int]:
    """The years that what is written may mean in a calendar, recent before future ones."""
    if len(written) == 4:
        years, oldest, furthest = [int(written)], OLDEST, FURTHEST
    elif len(written) == 2:
        years, oldest, furthest = [c + int(written) for c in _CENTURIES[calendar]], OLDEST_SHORT, FURTHEST_SHORT
    else:
        return []
    begins = {number: _begins(calendar, number) for number in years}
    near = [number for number in years if today.year - oldest <= begins[number] <= today.year + furthest]
    return sorted(near, key=lambda number: (begins[number] > today.year, -number))


def _begins(calendar: str, number: int) -> int:
    """The Gregorian year in which a year begins (of the lunar calendar: about)."""
    if calendar == ISLAMIC:
        return 622 + number * 354_367 // 365_243
    return number + {SOLAR_HIJRI: 621, ETHIOPIC: 7}.get(calendar, 0)


def _settle_islamic(readings: list[Reading], today: date) -> list[Reading]:
    """1369 may be solar (1990) or lunar (1949): who may write solar years means those. 1410 would be a solar year of
    the future (2031): then it may be either, the past one rather."""
    future = [one.calendar == SOLAR_HIJRI and one.value > str(today) for one in readings]
    if any(one.calendar == SOLAR_HIJRI for one in readings) and not any(future):
        return [one for one in readings if one.calendar != ISLAMIC]
    return [one for _, one in sorted(zip(future, readings, strict=True), key=lambda pair: pair[0])]
