"""What is said before it is known in whose language: a Text with its values (elsewhere called a lazy translation)."""

import re
from collections.abc import Callable
from dataclasses import dataclass

PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Text:
    """One message: `context` is its name for ever. `plural` is the English plural, chosen by the value of `n`."""

    context: str
    english: str
    note: str = ""
    plural: str = ""
    limit: int = 0


class Quote(str):
    """What a program of others says, in English: nobody translates it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text and its values by name, of which any may be a phrase too. As a `str` it is English, for a terminal."""

    text: Text
    values: tuple[tuple[str, "str | int | Phrase"], ...] = ()

    def __str__(self) -> str:
        given = {name: f"{value}" for name, value in self.values}
        return PLACE.sub(lambda place: given[place[1]], self.text.english)

    def said(self, say: Callable[..., str], quoted: Callable[[Quote], str] = str) -> str:
        """In a language. `quoted`: what becomes of what others say."""
        given = {name: _said(value, say, quoted) for name, value in self.values}
        return say(self.text, **given)


def _said(value: "str | int | Phrase", say: Callable[..., str], quoted: Callable[[Quote], str]) -> str | int:
    if isinstance(value, Phrase):
        return value.said(say, quoted)
    return quoted(value) if isinstance(value, Quote) else value


def phrase(text: Text, /, **values: "str | int | Phrase") -> Phrase:
    return Phrase(text, tuple(values.items()))
