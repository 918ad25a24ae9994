"""What somebody is told in a phrase, in their language; what programs of others say stays as it is, and is marked."""

import re
from collections.abc import Callable, Iterator

from dialogs.phrase import Phrase, Quote

HELD = re.compile("\U0001fffe(\\d{1,3})\U0001ffff")  # where a quote will stand: Unicode keeps these two for such purposes


def told(phrase: Phrase, say: Callable[..., str]) -> list[tuple[str, bool]]:
    """(words, whether others say them, in English), in order. It begins with a capital."""
    quotes: list[Quote] = []

    def hold(quote: Quote) -> str:
        quotes.append(quote)
        return f"\U0001fffe{len(quotes) - 1}\U0001ffff"

    words = phrase.said(say, hold)
    return [*_parts(words[:1].upper() + words[1:], quotes)]


def _parts(words: str, quotes: list[Quote]) -> Iterator[tuple[str, bool]]:
    for place, part in enumerate(HELD.split(words)):
        if place % 2 == 0:
            yield part, False
        elif int(part) < len(quotes):  # an author may have written them too
            yield quotes[int(part)], True
