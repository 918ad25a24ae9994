"""Things put in order: all at once ("3 1 2", names with commas between) or one after the other."""

import re
from collections.abc import Sequence

from dialogs.reading import Misread, choice
from dialogs.reading.scripts import flat

SIGNS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"  # no digits: those are what may be typed
LONG = 1000

_NUMBERS = re.compile(r"\d{1,3}(?:[\s.,،、;؛>-]+\d{1,3})*[\s.,،]*")
_NUMBER = re.compile(r"\d+")
_COMMAS = re.compile("[,،、;؛>→\r\n]+")


def order(text: str, labels: Sequence[Sequence[str]]) -> tuple[int, ...] | Misread:
    """The indexes named, in the order named, each once; perhaps not all.

    `312` is 3, 1, 2 where there are so many and fewer than ten. Misread: empty, too_long, no_such_choice, several_choices.
    """
    if len(text) > LONG:
        return Misread(reason="too_long")
    flattened = flat(text)
    if not flattened:
        return Misread(reason="empty")
    if len(labels) < 10 and len(flattened) == len(labels) > 1 and flattened.isdecimal():
        return _places(list(flattened), len(labels))
    if _NUMBERS.fullmatch(flattened):
        return _places(_NUMBER.findall(flattened), len(labels))
    found: list[int] = []
    for part in filter(str.strip, _COMMAS.split(text)):
        one = choice(part, labels)
        if isinstance(one, Misread):
            return one
        found.append(one)
    return _each_once(found)


def _places(numbers: Sequence[str], count: int) -> tuple[int, ...] | Misread:
    places = [int(number) - 1 for number in numbers]
    return _each_once(places) if all(0 <= place < count for place in places) else Misread(reason="no_such_choice")


def _each_once(places: Sequence[int]) -> tuple[int, ...] | Misread:
    if not places:
        return Misread(reason="no_such_choice")
    return tuple(places) if len(set(places)) == len(places) else Misread(reason="several_choices")


def completed(draft: Sequence[str], everything: Sequence[str]) -> tuple[str, ...]:
    """With the last one, for which there is only one place left."""
    missing = [name for name in everything if name not in draft]
    return (*draft, *missing) if len(missing) == 1 else tuple(draft)


def toggled(draft: Sequence[str], name: str, everything: Sequence[str]) -> tuple[str, ...]:
    """One more at the end; one that is there already is taken out, and what stands behind it moves up."""
    if name in draft:
        return tuple(one for one in draft if one != name)
    return completed((*draft, name), everything)


def sign(place: int) -> str:
    return SIGNS[place] if place < len(SIGNS) else f"({place + 1})"
