"""Where something is, in degrees: "49.61, 6.13", "N 49.61 E 6.13", "49,61 6,13", or the address of a map that says so."""

import re
from dataclasses import replace

from dialogs.reading.meanings import Misread, Reading, Readings
from dialogs.reading.scripts import flat

LATITUDE, LONGITUDE = 90.0, 180.0
LONG = 500  # characters; addresses of maps are long

_NUMBER = r"[-+]?\d{1,3}(?:[.,٫]\d{1,15})?"
_APART = "(?: ?[,;،/|] ?| )"
_PLAIN = re.compile(rf"({_NUMBER}) ?°?{_APART}({_NUMBER}) ?°?")
_BEFORE = re.compile(rf"([nsew]) ?({_NUMBER}) ?°?{_APART}([nsew]) ?({_NUMBER}) ?°?")
_BEHIND = re.compile(rf"({_NUMBER}) ?°? ?([nsew]){_APART}({_NUMBER}) ?°? ?([nsew])")
_ONE_NUMBER = re.compile(r"\d+,\d+")  # twelve and a half rather than twelve and five
_IN_ADDRESS = re.compile(r"(?<![\d.])(-?\d{1,2}\.\d{2,15}),(-?\d{1,3}\.\d{2,15})(?![\d.])")
_LABELS = re.compile(r"\b(?:lat(?:itude)?|lon(?:g(?:itude)?)?|lng)\b ?[:=]?")


def place(text: str) -> Readings:
    """A point as ODK writes it: `latitude longitude altitude accuracy`, the last two 0.

    Misread: not_a_place where there are no two numbers, or they are beyond 90 and 180 degrees; too_long; empty.
    """
    if len(text) > LONG:
        return Misread(reason="too_long")
    flattened = flat(text).replace("(", " ").replace(")", " ").strip()
    if not flattened:
        return Misread(reason="empty")
    if "://" in flattened:
        pairs = dict.fromkeys(_IN_ADDRESS.findall(flattened))
        found = _point(*next(iter(pairs))) if len(pairs) == 1 else None
        return (replace(found, plain=False),) if found else Misread(reason="not_a_place")
    found = _written(" ".join(_LABELS.sub(" ", flattened).split()))
    return (found,) if found else Misread(reason="not_a_place")


def _written(text: str) -> Reading | None:
    if (plain := _PLAIN.fullmatch(text)) and not _ONE_NUMBER.fullmatch(text):
        return _point(_dotted(plain[1]), _dotted(plain[2]))
    if before := _BEFORE.fullmatch(text):
        return _sided(before[1], _dotted(before[2]), before[3], _dotted(before[4]))
    if behind := _BEHIND.fullmatch(text):
        return _sided(behind[2], _dotted(behind[1]), behind[4], _dotted(behind[3]))
    return None


def _dotted(number: str) -> str:
    return number.replace(",", ".").replace("٫", ".")


def _sided(first_side: str, first: str, second_side: str, second: str) -> Reading | None:
    """With the letters of the compass taken in; east may come first."""
    if first_side in "ew":
        first, second, first_side, second_side = second, first, second_side, first_side
    if first_side not in "ns" or second_side not in "ew" or "-" in first + second:
        return None
    found = _point(f"-{first}" if first_side == "s" else first, f"-{second}" if second_side == "w" else second)
    return replace(found, plain=False) if found else None


def _point(latitude: str, longitude: str) -> Reading | None:
    degrees = float(latitude), float(longitude)
    if abs(degrees[0]) > LATITUDE or abs(degrees[1]) > LONGITUDE:
        return None
    return Reading(value=point(*degrees))


def point(latitude: float, longitude: float, altitude: float = 0.0, accuracy: float = 0.0) -> str:
    """As a submission writes it: degrees to a centimetre, metres to a decimetre."""
    return f"{_short(latitude, 7)} {_short(longitude, 7)} {_short(altitude, 1)} {_short(accuracy, 1)}"


def _short(number: float, digits: int) -> str:
    written = f"{number:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written
