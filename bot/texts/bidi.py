"""Right-to-left text as plain text can carry it: Unicode's marks, seen by nobody.

Without them a phone number in an Arabic sentence is drawn backwards, and a line that begins with a Latin name is
drawn from the left (Unicode Standard Annex 9).
"""

import re
import unicodedata

FSI, PDI, RLM = "\u2068", "\u2069", "\u200f"
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
PLACE = re.compile(r"\$?\{\w+\}")


def has_rtl(text: str) -> bool:
    """Whether there is a letter of a right-to-left script in the text."""
    return RIGHT_TO_LEFT.search(text) is not None


def isolate(value: str) -> str:
    """The value as a piece of its own, whose direction neither takes from nor gives to the text around it."""
    return "\n".join(f"{FSI}{line}{PDI}" if line else line for line in value.split("\n"))


MIRRORED = str.maketrans("◀▶", "▶◀")


def mirror(text: str) -> str:
    """Arrows as they point for somebody who reads from the right: back is to the right."""
    return text.translate(MIRRORED)


def anchor(text: str) -> str:
    """A template of a right-to-left language: each line will be drawn from the right, whatever it begins with."""
    return "\n".join(line if _starts_rtl(line) else RLM + line for line in text.split("\n"))


def _starts_rtl(line: str) -> bool:
    """Whether the first letter of a line says right-to-left; values, which will be isolated, do not count."""
    directions = map(unicodedata.bidirectional, PLACE.sub("", line))
    first = next((direction for direction in directions if direction in ("L", "R", "AL")), "" if line else "R")
    return first in ("R", "AL")
