"""Text in expressions: cutting, patterns, digests."""

import base64
import hashlib
import re
from functools import lru_cache
from math import inf
from typing import Any

from dialogs import faulttexts
from dialogs.phrase import phrase
from dialogs.xpath.maths import rounded, whole
from dialogs.xpath.values import Run

PATTERN_BYTES = 8 << 20  # of memory: `\p{L}{2,100}` needs 6 MB
SMALL_PATTERN_BYTES = 32 << 10  # of one that is not the author's
LONG_PATTERN = 256  # characters of one that is not the author's
PATTERN_PRICE = 1_000  # steps that it takes to make one
LARGE = 10_000  # parts: larger patterns have classes of Unicode, which RE2 does not look at one by one
FREE = 1_000  # steps that are covered by the price of the function
ALGORITHMS = ("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512")


def substring(text: str, start: float, length: float | None = None) -> str:
    """Characters are counted from 1 (XPath 1.0, 4.2)."""
    first = rounded(start)
    last = inf if length is None else first + rounded(length)
    return "".join(character for i, character in enumerate(text, 1) if first <= i < last)


def substr(text: str, start: float, end: float | None = None) -> str:
    """Characters are counted from 0, negative positions from the end."""
    return text[whole(start) : None if end is None else whole(end)]


def translate(run: Run, text: str, old: str, new: str) -> str:
    run.spend(4 * len(old))
    table: dict[int, str | None] = {}
    for i, character in enumerate(old):
        table.setdefault(ord(character), new[i] if i < len(new) else None)
    return text.translate(table)


def normalize_space(text: str) -> str:
    """White space is what XPath calls so: blanks, tabs, line ends."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


@lru_cache(maxsize=256)
def pattern(source: str, most: int = PATTERN_BYTES) -> Any:
    """A compiled pattern of at most so many bytes. RE2's time grows with the text only; what it cannot do is a ValueError."""
    import re2  # type: ignore[import-untyped]  # noqa: PLC0415 - 2 MB, for forms with a pattern

    options = re2.Options()
    options.log_errors, options.never_capture, options.max_mem = False, True, most
    unicode_escapes = re.sub(r"\\u([0-9A-Fa-f]{4})", r"\\x{\1}", source)
    try:
        return re2.compile(unicode_escapes.encode(errors="replace"), options)
    except re2.error as error:
        raise ValueError(error.args[0].decode(errors="replace")) from None


def matches(made: Any, text: str, run: Run) -> bool:
    """Whether a pattern is found. At the worst RE2 looks at every part of the pattern for each byte."""
    found = text.encode(errors="replace")
    cost = min(made.programsize, LARGE) * len(found) >> 1
    if cost > FREE:
        run.spend(cost)
    return made.search(found) is not None


def regex(run: Run, text: str, source: str) -> bool:
    """With a pattern that is put together while evaluating."""
    run.spend(PATTERN_PRICE)
    try:
        made = pattern(source, SMALL_PATTERN_BYTES) if len(source) <= LONG_PATTERN else None
    except ValueError:
        made = None
    if made is None:
        raise run.error(phrase(faulttexts.XP_MADE_PATTERN))
    return matches(made, text, run)


def digest(run: Run, text: str, algorithm: str, encoding: str = "base64") -> str:
    if algorithm not in ALGORITHMS or encoding not in ("base64", "hex"):
        raise run.error(phrase(faulttexts.XP_DIGEST, names=", ".join(ALGORITHMS)))
    run.spend(len(text) >> 2)
    made = hashlib.new(algorithm.replace("-", ""), text.encode(errors="replace"), usedforsecurity=False)
    return made.hexdigest() if encoding == "hex" else base64.b64encode(made.digest()).decode()


def base64_decode(text: str) -> str:
    try:
        return base64.b64decode(text).decode(errors="replace")
    except ValueError:
        return ""


def selected(text: str, value: str) -> bool:
    """Whether the value is one of the words; no value is among no words."""
    wanted = value.strip()
    return wanted in text.split() or (not wanted and not text.strip())


def selected_at(text: str, index: float) -> str:
    words, at = text.split(), whole(index)
    return words[at] if 0 <= at < len(words) else ""
