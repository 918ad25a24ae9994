"""Values as the type of their bind writes them (ODK XForms specification, "Data types"): `12.7` in an int is `12`.

Text that is no value of its type is no value: "". Dates are whole calendar days, as in JavaRosa: of a date with a time its day counts.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from math import isfinite

from dialogs.form import Question
from dialogs.xpath import dates

INT = 2**31  # an int has 32 bits (XML Schema)
LONGEST = 40  # characters of a number
LATITUDE, LONGITUDE = 90.0, 180.0  # degrees


def cast(value: str, kind: str) -> str:
    """The value as text of a type (`int`, `decimal`, `date`, `dateTime`, `time`, `geopoint`); other types take any text."""
    caster = CASTERS.get(kind) if value else None
    return caster(value) if caster else value


def written(question: Question, value: str) -> str:
    """A value as the question's type writes it; "" for what is none of its values."""
    found = cast(value, question.type)
    return bounded(found, question.parameters) if question.kind == "range" else found


def canonical(value: str, kind: str) -> str:
    """As a submission writes a value: a decimal has a point (XML Schema, 3.2.3.2), and so have degrees and metres."""
    if kind in ("decimal", "geopoint"):
        return " ".join(f"{word}.0" if word.lstrip("-").isdigit() else word for word in value.split())
    return value


def bounded(value: str, parameters: Mapping[str, str]) -> str:
    """A number of a range, or "" outside of its start and end, whichever is greater."""
    ends = [_number(parameters[name]) for name in ("start", "end") if name in parameters]
    limits, number = [end for end in ends if end is not None], _number(value)
    inside = number is not None and (len(limits) < len(("start", "end")) or min(limits) <= number <= max(limits))
    return value if inside else ""


def _int(value: str) -> str:
    if value.isascii() and value.isdigit() and len(value) < 10 and value[0] != "0":  # nearly always
        return value
    number = _number(value)
    whole = None if number is None else int(number)
    return "" if whole is None or not -INT <= whole < INT else str(whole)


def _decimal(value: str) -> str:
    number = _number(value)
    if number is None:
        return ""
    text = f"{number:f}"
    plain = (text.rstrip("0").rstrip(".") if "." in text else text).lstrip("+")
    return "0" if plain == "-0" else plain


def _number(value: str) -> Decimal | None:
    try:
        number = Decimal(value) if len(value) <= LONGEST and "_" not in value else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() and abs(number.adjusted()) < LONGEST else None


def _date(value: str) -> str:
    """Of a date with a time and an offset nothing: the day is another one elsewhere."""
    moment = dates.parse(value)
    if isinstance(moment, datetime):
        return "" if moment.tzinfo else moment.date().isoformat()
    return moment.isoformat() if isinstance(moment, date) else ""


def _moment(value: str) -> str:
    return value if isinstance(dates.parse(value), datetime) and _written_out(value[11:]) else ""


def _time(value: str) -> str:
    return value if dates.parse_time(value) and _written_out(value) else ""


_written_out = re.compile(r"[0-9:]{8}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?").fullmatch  # a time with its seconds


def _geopoint(value: str) -> str:
    """Latitude and longitude in degrees, then maybe altitude and accuracy in metres."""
    try:
        numbers = [float(word) for word in value.split()] if value.isascii() and "_" not in value else []
    except ValueError:
        return ""
    sound = 2 <= len(numbers) <= 4 and all(map(isfinite, numbers))
    return value if sound and abs(numbers[0]) <= LATITUDE and abs(numbers[1]) <= LONGITUDE else ""


CASTERS: Mapping[str, Callable[[str], str]] = {
    "int": _int,
    "decimal": _decimal,
    "date": _date,
    "dateTime": _moment,
    "time": _time,
    "geopoint": _geopoint,
}
