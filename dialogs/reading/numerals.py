"""Numbers as people type them: digits of any script, separators of any country, a unit behind, a range."""

import re
from collections.abc import Iterator
from decimal import Context, Decimal

from dialogs.reading.counting import ABOUT, HALVES, UNITS, WITH_UNIT, written_out
from dialogs.reading.meanings import SHORT, Misread, Reading, Readings, one_of
from dialogs.reading.scripts import flat, trim
from dialogs.reading.words import MULTIPLES, OR, TO, spellings

# Digits with single separators, perhaps a fraction; not those of names and formulas (B1, 1e5).
_RUN = re.compile(
    r"(?<![a-zа-яіє\d])(?<!\d[.,٫٬_])(?P<sign>(?<!\S)[-+])?"
    r"(?P<number>(?:(?<!\S)[.,٫])?\d+(?:[ .,٫٬_]\d+(?![\d⁄]))*(?!\d*⁄))?(?P<fraction> ?\d+⁄\d+)?(?<=\d)(?!\w?\d)"
)
# 1.234.567, or 12,34,567 as in India
_GROUPED = r"[1-9]\d{0,2}(?P<separator>[ .,٬_])\d{3}(?:(?P=separator)\d{3})*|[1-9]\d?(?:,\d{2})+,\d{3}"
_THOUSANDS = re.compile(_GROUPED)
_DECIMAL = re.compile(rf"(?P<whole>{_GROUPED}|\d*)(?P<point>[.,٫])(?P<part>\d+)")
_SEPARATORS = re.compile(r"[ .,٬_]")
_WORD = re.compile(r"\s*([^\W\d_]+)")
_EXACT = Context(prec=2 * SHORT)
_A_HALF, _FOUR_PLACES = Decimal("0.5"), Decimal("0.0001")

MAX_DIGITS = 15  # what a form's arithmetic (IEEE 754) still tells apart
_RANGES = spellings(TO) | spellings(OR) | {"-"}
_FACTORS = {word: factor for factor, words in MULTIPLES.items() for word in spellings(words)}


_WRITTEN_OUT = written_out()


def _one_of(words: str) -> str:
    return "|".join(re.escape(word) for word in sorted(spellings(words), key=len, reverse=True))


_HALF = re.compile(rf"(?:\s*(?:{_one_of(UNITS)}))?\s*(?:{_one_of(HALVES)})(?!\w)")
_COUNTED = re.compile(
    rf"(?:(?:{_one_of(ABOUT)})\s+)?(?P<number>.+?)(?P<unit>\s+(?:{_one_of(UNITS)}))?(?P<half>\s+(?:{_one_of(HALVES)}))?"
    rf"(?P<behind>\s+(?:{_one_of(UNITS)}))?"
)


def integer(text: str) -> Readings:
    """A whole number: 3, ۴۲, 1.234, "3 years", "2 thousand", "three", "twenty-five years"; a range gives both its ends.

    Misread: not_whole for 3.5; not_a_number where there is none, or where several stand beside each other.
    """
    flattened = flat(text[: SHORT + 1])
    values = _values(flattened, text)
    if isinstance(values, Misread):
        return values
    whole = [value for value in values if value == value.to_integral_value()]
    return _readings(whole, flattened) if whole else Misread(reason="not_whole")


def decimal(text: str) -> Readings:
    """A number with or without decimals: 3.5, 3,5, ٣٫٥, 2½, "1.234,50 €". 1.234 has two readings."""
    flattened = flat(text[: SHORT + 1])
    values = _values(flattened, text)
    return values if isinstance(values, Misread) else _readings(values, flattened)


def _readings(values: list[Decimal], flattened: str) -> Readings:
    spelled = [_spell(value) for value in values]
    if any(len(value.strip("-").replace(".", "")) > MAX_DIGITS for value in spelled):
        return Misread(reason="too_long")
    written = (flattened.replace("٫", "."), trim(flattened))
    return one_of([Reading(value=value, plain=value in written) for value in spelled])


def _spell(value: Decimal) -> str:
    digits = format(value, "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits


def _values(flattened: str, text: str) -> list[Decimal] | Misread:
    if len(text) > SHORT:
        return Misread(reason="too_long")
    if not flattened:
        return Misread(reason="empty")
    values = _of_runs(flattened, list(_RUN.finditer(flattened))) or _in_words(trim(flattened))
    return values or Misread(reason="not_a_number")


def _in_words(said: str) -> list[Decimal]:
    """A number written out, alone or beside what is counted: "three", "about twenty-five years", "دو سال و نیم"."""
    words = " ".join(said.replace("-", " ").split())
    if (found := _COUNTED.fullmatch(words)) is None:
        return []
    number = found["number"]
    values = _WRITTEN_OUT.get(words) or _WRITTEN_OUT.get(number, [])
    if found["unit"] or found["behind"]:
        values = values or WITH_UNIT.get(number, [])
    return [_EXACT.add(value, _A_HALF * bool(found["half"])) for value in map(Decimal, values)]


def _of_runs(flattened: str, runs: list[re.Match[str]]) -> list[Decimal]:
    """The values of the one number in a text, or of the two ends of a range; nothing where numbers just follow."""
    if len(runs) == 1:
        factor = _factor_behind(flattened, runs[0])
        half = _A_HALF * bool(_HALF.match(flattened, runs[0].end()))
        return [_EXACT.multiply(_EXACT.add(value, half), factor) for value in _run_values(runs[0])]
    if len(runs) == 2 and flattened[runs[0].end() : runs[1].start()].strip() in _RANGES:
        return [value for run in runs for value in _run_values(run)]
    return []


def _factor_behind(flattened: str, run: re.Match[str]) -> Decimal:
    word = _WORD.match(flattened, run.end())
    return Decimal(_FACTORS.get(word[1], 1)) if word else Decimal(1)


def _run_values(run: re.Match[str]) -> Iterator[Decimal]:
    """What one run of digits and separators may be: 1.234 is both, 1.23 a decimal, 1 23 nothing."""
    sign = -1 if run["sign"] == "-" else 1
    fraction = _fraction(run["fraction"])
    for value in _number_values(run["number"] or "0"):
        yield _EXACT.multiply(_EXACT.add(value, fraction), sign)


def _number_values(number: str) -> Iterator[Decimal]:
    if number.isdecimal():
        yield Decimal(number)
    elif (match := _DECIMAL.fullmatch(number)) and match["point"] not in match["whole"]:
        yield Decimal(f"{_SEPARATORS.sub('', match['whole'])}.{match['part']}")
    if _THOUSANDS.fullmatch(number):
        yield Decimal(_SEPARATORS.sub("", number))


def _fraction(written: str | None) -> Decimal:
    if not written:
        return Decimal(0)
    numerator, denominator = written.split("⁄")
    if not int(denominator):
        return Decimal(0)
    return _EXACT.quantize(_EXACT.divide(Decimal(numerator), Decimal(denominator)), _FOUR_PLACES)
