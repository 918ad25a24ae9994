"""What `reading` and its neighbours answer with: what was understood, or why nothing was."""

from dataclasses import dataclass, replace

SHORT = 100  # characters beyond which a text is no number, date, telephone number or yes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One thing the person may have meant.

    `value` is canonical: "42", "3.5", "1990-03-21" (a date), "1990" (a year), "15:30:00.000", "+352621123456", "yes", "no". `calendar` is
    the one they wrote in (`calendars.CALENDARS`) and `precision` says how much of a date they gave (day, month, season, year),
    while the value is always the Gregorian day, or year, on which that begins. `plain` is False where the value is not
    what stands there digit for digit (in any script): words, units, separators, a guessed country, another calendar, a
    range, one of several readings. Then it is worth showing what was understood.
    """

    value: str
    calendar: str = "gregorian"
    precision: str = "day"
    plain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Misread:
    """Why nothing was understood; `reason` is one of: empty, too_long, not_a_number, not_whole, not_a_date, not_a_time, not_a_place,
    out_of_calendar (no year that anybody living would mean), not_a_phone, no_such_choice, several_choices."""

    reason: str


Readings = tuple[Reading, ...] | Misread


def one_of(readings: list[Reading]) -> tuple[Reading, ...]:
    """The readings in order, each once; where there are several, none of them is plain."""
    if len(readings) == 1:
        return (readings[0],)
    first: dict[tuple[str, str, str], Reading] = {}
    for reading in readings:
        first.setdefault((reading.value, reading.calendar, reading.precision), reading)
    if len(first) == 1:
        return tuple(first.values())
    return tuple(replace(reading, plain=False) for reading in first.values())
