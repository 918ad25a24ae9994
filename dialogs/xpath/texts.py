"""Text in expressions: cutting, patterns, digests."""

import base64
import hashlib
import re
from functools import lru_cache
from math import inf
from typing import Any

import re2  # type: ignore[import-untyped]

from dialogs.xpath.maths import rounded, whole
from dialogs.xpath.values import Run

ALGORITHMS = ("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512")


def substring(text: str, start: float, length: float | None = None) -> str:
    """Characters are counted from 1 (XPath 1.0, 4.2)."""
    first = rounded(start)
    last = inf if length is None else first + rounded(length)
    return "".join(character for i, character in enumerate(text, 1) if first <= i < last)


def substr(text: str, start: float, end: float | None = None) -> str:
    """Characters are counted from 0, negative positions from the end."""
    return text[whole(start) : None if end is None else whole(end)]


def translate(text: str, old: str, new: str) -> str:
    table: dict[int, str | None] = {}
    for i, character in enumerate(old):
        table.setdefault(ord(character), new[i] if i < len(new) else None)
    return text.translate(table)


def normalize_space(text: str) -> str:
    """White space is what XPath calls so: blanks, tabs, line ends."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


@lru_cache(maxsize=512)
def pattern(source: str) -> Any:
    """A compiled pattern. RE2 is used because its time grows with the text only; what it cannot do is a ValueError."""
    options = re2.Options()
    options.log_errors = False
    unicode_escapes = re.sub(r"\\u([0-9A-Fa-f]{4})", r"\\x{\1}", source)
    try:
        return re2.compile(unicode_escapes.encode(errors="replace"), options)
    except re2.error as error:
        raise ValueError(error.args[0].decode(errors="replace")) from None


def regex(run: Run, text: str, source: str) -> bool:
    try:
        return pattern(source).search(text.encode(errors="replace")) is not None
    except ValueError:
        raise run.error("The pattern for regex() that comes out here cannot be used") from None


def digest(run: Run, text: str, algorithm: str, encoding: str = "base64") -> str:
    if algorithm not in ALGORITHMS or encoding not in ("base64", "hex"):
        raise run.error(f"digest() knows {', '.join(ALGORITHMS)}, written as base64 or hex")
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
