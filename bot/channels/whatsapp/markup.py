"""Text with marks as text for WhatsApp: *bold*, _italic_, the address of a link behind its words. Pure.

faq.whatsapp.com/539178204879377: a style begins and ends beside a word, within a line. There is no way to escape a sign, so what a
person wrote is left as it is: at worst their own stars make their own words bold.
"""

import unicodedata
from collections import defaultdict

from dialogs.markup import Span, plain, spans

SIGNS = {"bold": "*", "italic": "_"}
SCHEMES = ("https://", "http://", "mailto:", "tel:")
RLM = "\u200f"


def styled(text: str) -> str:
    """The text as WhatsApp shows it, never much longer than the marks made it."""
    words, found = spans(text)
    if not found:
        return words
    places = _places(words)
    before: dict[int, str] = defaultdict(str)
    after: dict[int, str] = defaultdict(str)
    for span in found:  # what begins first stands outside
        start, end = places[span.start], places[span.start + span.length]
        if span.url:
            after[end] = after[end] + _address(span, words[start:end])
        elif span.style in SIGNS:
            sign = SIGNS[span.style]
            for first, last in _lines(words, start, end, sign):
                before[first] = before[first] + sign
                after[last] = sign + after[last]
    return "".join(f"{after[i]}{before[i]}{words[i : i + 1]}" for i in range(len(words) + 1))


def _places(words: str) -> dict[int, int]:
    """From UTF-16 units to characters."""
    places, units = {}, 0
    for i, character in enumerate(words):
        places[units] = i
        units += 2 if character > "\uffff" else 1
    places[units] = len(words)
    return places


def _lines(words: str, start: int, end: int, sign: str) -> list[tuple[int, int]]:
    """The stretches of a span that can be styled: without the space around, within a line, between words, without the sign itself."""
    found, at = [], start
    for line in words[start:end].split("\n"):
        first = at + len(line) - len(line.lstrip())
        last = at + len(line.rstrip())
        at += len(line) + 1
        alone = not words[first - 1 : first].isalnum() and not words[last : last + 1].isalnum()
        if first < last and alone and sign not in words[first:last]:
            found.append((first, last))
    return found


def _address(span: Span, words: str) -> str:
    """Where a link leads, in brackets; nothing where the words say it."""
    scheme = next((one for one in SCHEMES if span.url.lower().startswith(one)), "")
    shown = span.url if scheme.startswith("http") else span.url[len(scheme) :]
    return "" if span.url[len(scheme) :].rstrip("/") in words else f" ({shown})"


def anchored(text: str) -> str:
    """Text of a right-to-left language: each line is drawn from the right, also one that begins with a Latin name (Unicode, Annex 9)."""
    return "\n".join(RLM + line if _starts_left(line) else line for line in text.split("\n"))


def _starts_left(line: str) -> bool:
    directions = map(unicodedata.bidirectional, line)
    return next((direction for direction in directions if direction in ("L", "R", "AL")), "") == "L"


def words_of(label: str) -> str:
    """A label in one line, without marks."""
    return " ".join(plain(label).split())
