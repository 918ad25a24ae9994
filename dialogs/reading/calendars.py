"""The calendars people write in, and the one we keep: every date is stored as the Gregorian day.

Solar Hijri through jdatetime, Islamic through hijridate (Umm al-Qura; what was seen in the sky elsewhere may differ by
a day), Ethiopic by its own rule: twelve months of 30 days and a rest, a leap day before each year divisible by four.
"""

from datetime import date, timedelta

from dialogs.reading.words import languages

GREGORIAN, SOLAR_HIJRI, ISLAMIC, ETHIOPIC = CALENDARS = ("gregorian", "solar_hijri", "islamic", "ethiopic")

_ETHIOPIC_EPOCH = 2796  # the ordinal (datetime.date) of the first day of the Ethiopic year 1
_PARTS = {"year": 1, "month": 2, "day": 3}

# The calendars people of a language write in, theirs first. Others may have come from anywhere.
_USUAL = {
    **dict.fromkeys(("fa", "fa_AF", "ps"), (SOLAR_HIJRI, GREGORIAN, ISLAMIC)),
    **dict.fromkeys(("ar", "ur"), (GREGORIAN, ISLAMIC)),
    **dict.fromkeys(("am", "ti"), (GREGORIAN, ETHIOPIC)),
}
_ANYWHERE = (GREGORIAN, SOLAR_HIJRI, ISLAMIC)


def usual(language: str) -> tuple[str, ...]:
    """The calendars in which people of a language write years, theirs first."""
    return _USUAL.get(languages(language)[0], _ANYWHERE)


def to_gregorian(calendar: str, year: int, month: int, day: int) -> date:
    """The Gregorian day of a day in any of CALENDARS.

    ValueError: there is no such day. OverflowError: the calendar is not known that far (Islamic: 1343 to 1500 AH).
    """
    if calendar == SOLAR_HIJRI:
        import jdatetime  # noqa: PLC0415 - half a MB, for those who count so

        solar: date = jdatetime.date(year, month, day).togregorian()
        return solar
    if calendar == ISLAMIC:
        from hijridate import Hijri  # noqa: PLC0415 - as above

        return date(*Hijri(year, month, day).to_gregorian().datetuple())
    if calendar == ETHIOPIC:
        return _ethiopic_to_gregorian(year, month, day)
    return date(year, month, day)


def from_gregorian(calendar: str, day: date) -> tuple[int, int, int]:
    """Year, month and day in any of CALENDARS. ValueError, OverflowError: outside the calendar."""
    if calendar == SOLAR_HIJRI:
        import jdatetime  # noqa: PLC0415 - as above

        solar = jdatetime.date.fromgregorian(date=day)
        return solar.year, solar.month, solar.day
    if calendar == ISLAMIC:
        from hijridate import Gregorian  # noqa: PLC0415 - as above

        return Gregorian(day.year, day.month, day.day).to_hijri().datetuple()
    if calendar == ETHIOPIC:
        return _gregorian_to_ethiopic(day)
    return day.year, day.month, day.day


def _ethiopic_to_gregorian(year: int, month: int, day: int) -> date:
    length = 30 if month < 13 else 6 if year % 4 == 3 else 5
    if not (1 <= month <= 13 and 1 <= day <= length):
        raise ValueError("no such day in the Ethiopic calendar")
    return date.fromordinal(_ETHIOPIC_EPOCH + 365 * (year - 1) + year // 4 + 30 * (month - 1) + day - 1)


def _gregorian_to_ethiopic(day: date) -> tuple[int, int, int]:
    days = day.toordinal() - _ETHIOPIC_EPOCH + 365  # since the first day of the year 0, which no leap day precedes
    cycles, rest = divmod(days, 1461)
    year = min(rest // 365, 3)
    month, day_of_month = divmod(rest - 365 * year, 30)
    return 4 * cycles + year, month + 1, day_of_month + 1


def spell(parts: tuple[int, int, int], precision: str) -> str:
    """Year-month-day as numbers, as far as it is known: 1369-01-01, 1369-01 or 1369."""
    return "-".join(f"{part:02}" for part in parts[: _PARTS[precision]])


def _spell_span(calendar: str, first: date, last: date, precision: str) -> str:
    begins, ends = (spell(from_gregorian(calendar, day), precision) for day in (first, last))
    return begins if begins == ends else f"{begins}/{ends}"


def both_calendars(value: str, precision: str, calendar: str = SOLAR_HIJRI) -> tuple[str, str]:
    """A reading's value for the echo, in Gregorian and in the calendar it was written in (Solar Hijri if that was
    Gregorian), spelled as numbers, with a slash where a year or month of the one lies in two of the other.

    ("1990-03-21", "1369-01-01"); a year written 1369, which is kept as 1990: ("1990/1991", "1369"); with `calendar`
    "gregorian" a year written 1990: ("1990", "1368/1369"). For a year, `value` may be the year alone. ValueError: not
    a value that a reading has.
    """
    day = date.fromisoformat(value if len(value) > 4 else f"{value}-01-01")
    if precision == "season":
        return _both_of_season(calendar, day)
    if precision == "day":
        return value, spell(from_gregorian(_other(calendar), day), precision)
    if calendar == GREGORIAN:
        first = _beginning(GREGORIAN, day, precision)
        last = _end(GREGORIAN, first, precision)
        return spell(from_gregorian(GREGORIAN, day), precision), _spell_span(_other(calendar), first, last, precision)
    if precision == "month":
        return _spell_both(calendar, _beginning(calendar, day, precision), day, precision)
    return _years_beginning_in(day.year, calendar)


def _both_of_season(calendar: str, first: date) -> tuple[str, str]:
    """The three months from a day on, which is the first of a month."""
    last = _end(calendar, first, "month")
    for _ in ("second", "third"):
        last = _end(calendar, last + timedelta(days=1), "month")
    return _spell_span(GREGORIAN, first, last, "month"), _spell_span(_other(calendar), first, last, "month")


def _other(calendar: str) -> str:
    return SOLAR_HIJRI if calendar == GREGORIAN else calendar


def _years_beginning_in(year: int, calendar: str) -> tuple[str, str]:
    """Nearly always one year; in 2008 two Islamic years began."""
    latest = _beginning(calendar, date(year, 12, 31), "year")
    earlier = _beginning(calendar, latest - timedelta(days=1), "year")
    return _spell_both(calendar, earlier if earlier.year == year else latest, latest, "year")


def _spell_both(calendar: str, first: date, last: date, precision: str) -> tuple[str, str]:
    """The months or years of a calendar from the one to the other day, in Gregorian and as they are called."""
    begin, end = _beginning(calendar, first, precision), _end(calendar, last, precision)
    return _spell_span(GREGORIAN, begin, end, precision), _spell_span(calendar, begin, end, precision)


def _beginning(calendar: str, day: date, precision: str) -> date:
    """The first day of the calendar's year or month in which a day lies."""
    year, month, _ = from_gregorian(calendar, day)
    return to_gregorian(calendar, year, month if precision == "month" else 1, 1)


def _end(calendar: str, day: date, precision: str) -> date:
    """The last day of the calendar's year or month in which a day lies."""
    year, month, _ = from_gregorian(calendar, day)
    if precision == "month" and month < (13 if calendar == ETHIOPIC else 12):
        return to_gregorian(calendar, year, month + 1, 1) - timedelta(days=1)
    return to_gregorian(calendar, year + 1, 1, 1) - timedelta(days=1)
