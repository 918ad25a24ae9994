"""Telephone numbers as people type, paste or share them; what they come to is E.164."""

import re

from dialogs.reading.meanings import SHORT, Misread, Reading, Readings, one_of
from dialogs.reading.scripts import flat

FEWEST_DIGITS = 6
FEWEST_WITH_COUNTRY = 10  # written without + or 00: fewer are rather a national number of somewhere

_LINK = re.compile(r"(?:wa\.me/|phone=)\+?(\d+)|\+?(\d+)(?:[:.]\d+)?@(?:s\.whatsapp\.net|c\.us|lid)\b")
_RUN = re.compile(r"\+?[(]?\d[\d\s().\-/]*\d\+?")
_ZERO_IN_BRACKETS = re.compile(r"\(0\)")
_NOT_DIGIT = re.compile(r"\D")


def phone(text: str, *, region: str | None) -> Readings:
    """The telephone number in a text: +352 621 123 456, 00352…, 621 123 456 (of `region`, ISO 3166, where given), in any
    digits, as a WhatsApp link or address. A number with its country that could exist but is not known to is taken, yet
    not `plain`; nor is one whose country was guessed.

    Misread: not_a_phone where there is none, more than one, or one that `region` does not give out: it may be of anywhere.
    """
    if len(text) > SHORT:
        return Misread(reason="too_long")
    flattened = flat(text)
    if not flattened:
        return Misread(reason="empty")
    if link := _LINK.search(flattened):
        return _understood([("+" + (link[1] or link[2]), None)], guessed=False)
    runs = [run for one in _RUN.findall(flattened) for run in _parted(one) if _is_long(run)]
    if len(runs) != 1:
        return Misread(reason="not_a_phone")
    return _of_run(runs[0], region)


def _is_long(run: str) -> bool:
    return len(_NOT_DIGIT.sub("", run)) >= FEWEST_DIGITS


def _parted(run: str) -> list[str]:
    """A slash stands within a number (0151/2345678) or between two of them."""
    parts = run.split("/")
    return parts if all(map(_is_long, parts)) else [run]


def _of_run(run: str, region: str | None) -> Readings:
    digits = _NOT_DIGIT.sub("", run)
    if run.startswith("+") or run.endswith("+") or digits.startswith("00"):  # the + ends up behind in Arabic text
        international = _NOT_DIGIT.sub("", _ZERO_IN_BRACKETS.sub("", run)).removeprefix("00")
        return _understood([(f"+{international}", None)], guessed=False)
    ways: list[tuple[str, str | None]] = []
    if region:  # a 0 in front is put there from habit, also where a country has none
        ways += [(digits, region), (digits.lstrip("0"), region)]
    if len(digits) >= FEWEST_WITH_COUNTRY and not digits.startswith("0"):
        ways.append((f"+{digits}", None))
    return _understood(ways, guessed=True)


def _understood(ways: list[tuple[str, str | None]], *, guessed: bool) -> Readings:
    numbers = [number for way in ways if (number := _number(*way))]
    valid = [Reading(value=value, plain=not guessed) for value, is_valid in numbers if is_valid]
    if valid:
        return one_of(valid)
    if numbers and not guessed:
        return (Reading(value=numbers[0][0], plain=False),)
    return Misread(reason="not_a_phone")


def _number(digits: str, region: str | None) -> tuple[str, bool] | None:
    """In E.164, and whether such a number is given out; None where none can be."""
    import phonenumbers  # noqa: PLC0415 (40 ms and its tables: for those who are asked for a number)

    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    spelled = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return spelled, phonenumbers.is_valid_number(number)
