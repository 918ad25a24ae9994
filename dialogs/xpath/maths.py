"""Arithmetic of expressions: IEEE 754 doubles throughout. Nothing here raises: what has no result is NaN or infinite."""

import math
from collections.abc import Callable, Iterable
from decimal import ROUND_FLOOR, Decimal
from math import inf, isfinite, nan

MAX_PLACES = 30  # of round(); beyond is NaN, as in JavaRosa


def divide(a: float, b: float) -> float:
    if b:
        return a / b
    return nan if not a or math.isnan(a) or math.isnan(b) else math.copysign(inf, a) * math.copysign(1, b)


def modulo(a: float, b: float) -> float:
    """With the sign of `a`, as in Java and ECMAScript."""
    return math.fmod(a, b) if b and isfinite(a) else nan


def rounded(number: float, places: float = 0.0) -> float:
    """To the nearest, halves upward: round(-1.5) is -1 (XPath 1.0; Enketo says -2). Places may be negative.

    Counted in decimal digits as they are written: round(2.15, 1) is 2.2.
    """
    if not isfinite(number):
        return number
    if not abs(places) <= MAX_PLACES:
        return nan
    if not int(places):
        below = math.floor(number)
        return float(below + (number - below >= 0.5))
    scale = Decimal(1).scaleb(-int(places))
    return float((Decimal(repr(number)) / scale + Decimal("0.5")).to_integral_value(ROUND_FLOOR) * scale)


def floor(number: float) -> float:
    return float(math.floor(number)) if isfinite(number) else number


def ceiling(number: float) -> float:
    return float(math.ceil(number)) if isfinite(number) else number


def truncated(number: float) -> float:
    return float(math.trunc(number)) if isfinite(number) else number


def whole(number: float) -> int:
    """As an index: NaN is 0, the infinite is far away."""
    return int(min(max(number, -(2**31)), 2**31)) if not math.isnan(number) else 0


def smallest(numbers: Iterable[float]) -> float:
    """NaN when there is none, or one of them is (XPath 3.0; JavaRosa passes over blanks)."""
    found = list(numbers)
    return nan if not found or any(map(math.isnan, found)) else min(found)


def largest(numbers: Iterable[float]) -> float:
    return -smallest(-number for number in numbers)


def power(base: float, exponent: float) -> float:
    return inf if base == 0 and exponent < 0 else _pow(base, exponent)


def logarithm(function: Callable[[float], float]) -> Callable[[float], float]:
    safe = defined(function)
    return lambda number: -inf if number == 0 else safe(number)


def defined(function: Callable[..., float]) -> Callable[..., float]:
    """The function with NaN where it has no value, and infinity where that is too large."""

    def call(*numbers: float) -> float:
        try:
            return function(*numbers)
        except ValueError:
            return nan
        except OverflowError:
            return inf

    return call


_pow = defined(math.pow)
