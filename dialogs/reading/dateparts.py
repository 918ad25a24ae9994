"""The parts of a date found in a text: numbers, the name of a month, the name of a calendar, in order."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from dialogs.reading.calendars import ETHIOPIC
from dialogs.reading.months import MONTHS
from dialogs.reading.scripts import PUNCTUATION, flat
from dialogs.reading.words import DATE_FILLERS, ERAS, FIRST, languages, spellings

LONGEST_NAME = 4  # words: "rabi al awwal", "kanûna pêşîn"
LEAST_LETTERS, LEAST_SYLLABLES = 3, 2  # of a shortened month, in alphabets and in Indic and Ge'ez scripts
LIKENESS = 0.8  # of a month with a slip or an ending: "Marhc", "adara"; one letter in five

_TOKEN = re.compile(rf"\d+|[^\s\d{re.escape(PUNCTUATION)}]+")

_FIRST_INDIC = "\u0900"
_ENDINGS = ("ماه", "ی")  # "month" written to its name in Persian; in Sorani what follows: تشرینی یەکەمی ١٩٩٠

Month = tuple[str, int]  # calendar, 1 to 12 or 13


@dataclass(frozen=True, slots=True)
class Parts:
    """What a text holds of a date. `months`: what its month's name may mean, () without one; `eras`: the calendars it
    names; `broken`: other words stand between its parts; `wordy`: or beside them; `numerals_only`: no words at all."""

    numbers: tuple[str, ...] = ()
    months: tuple[Month, ...] = ()
    eras: frozenset[str] = frozenset()
    broken: bool = False
    wordy: bool = False
    numerals_only: bool = False


def tokens(flattened: str) -> list[str]:
    """Numbers and words of a flattened text, without punctuation."""
    return _TOKEN.findall(flattened)


def _phrase(words: str) -> str:
    return " ".join(tokens(flat(words)))


def _month_names() -> dict[str, dict[str, list[Month]]]:
    names: dict[str, dict[str, list[Month]]] = {}
    for calendar, by_language in MONTHS.items():
        for language, line in by_language.items():
            for number, spelled in enumerate(line.split(", "), 1):
                for name in spelled.split("|"):
                    names.setdefault(_phrase(name), {}).setdefault(language, []).append((calendar, number))
    return names


_MONTHS = _month_names()
_ERAS = {_phrase(word): frozenset(names.split()) for names, words in ERAS.items() for word in words.split("|")}
_ERITREAN = {_phrase("ዓ ም"): frozenset(("gregorian", ETHIOPIC))}  # there both calendars are called so
_FILLERS = spellings(DATE_FILLERS)
_FIRST = spellings(FIRST)


def parts(flattened: str, language: str) -> Parts:
    """The parts of a date in a text that `scripts.flat` has flattened."""
    words = tokens(flattened)
    tables = languages(language)
    found = _items(words)
    if not _texts(found, "month"):
        found = [_guessed(found, place, (*tables, "en")) for place in range(len(found))]
    dated = [place for place, (kind, _) in enumerate(found) if kind in {"number", "month"}]
    span = found[dated[0] : dated[-1] + 1] if dated else []
    named = _texts(span, "month")
    months = _common(named, tables)
    return Parts(
        numbers=tuple(_texts(span, "number")),
        months=months,
        eras=_era(_texts(found, "era"), tables),
        broken=bool(_texts(span, "word")) or (bool(named) and not months),
        wordy=bool(_texts(found, "word")),
        numerals_only=all(word.isdecimal() for word in words),
    )


Item = tuple[str, str]  # kind (number, month, era, word), text


def _texts(items: list[Item], kind: str) -> list[str]:
    return [text for each, text in items if each == kind]


def _items(words: list[str]) -> list[Item]:
    found: list[Item] = []
    place = 0
    while place < len(words):
        kind, text, length = _longest(words, place)
        if kind != "filler":
            found.append((kind, text))
        place += length
    return found


def _longest(words: list[str], place: int) -> tuple[str, str, int]:
    """The longest known phrase at a place: kind, phrase, number of words."""
    if words[place].isdecimal():
        return "number", words[place], 1
    for length in range(min(LONGEST_NAME, len(words) - place), 0, -1):
        phrase = " ".join(words[place : place + length])
        if phrase in _MONTHS:
            return "month", phrase, length
        if phrase in _ERAS:
            return "era", phrase, length
        for ending in _ENDINGS:
            if (name := phrase.removesuffix(ending)) in _MONTHS:
                return "month", name, length
    if words[place] in _FIRST:
        return "number", "1", 1
    return ("filler" if words[place] in _FILLERS else "word"), words[place], 1


def _guessed(found: list[Item], place: int, tables: tuple[str, ...]) -> Item:
    """A word beside a number may be a month shortened or mistyped, in the person's language or in English."""
    kind, text = found[place]
    beside = found[max(0, place - 1) : place] + found[place + 1 : place + 2]
    if kind == "word" and any(other == "number" for other, _ in beside) and (name := _guess(text, tables)):
        return "month", name
    return kind, text


@lru_cache(maxsize=64)
def _names_of(tables: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name, by_language in _MONTHS.items() if not by_language.keys().isdisjoint(tables))


def _guess(word: str, tables: tuple[str, ...]) -> str | None:
    """The one month that a word shortens or resembles, by one of its names."""
    if len(word) < (LEAST_SYLLABLES if word[0] >= _FIRST_INDIC else LEAST_LETTERS):
        return None
    names = [name for name in _names_of(tables) if name.startswith(word)] or [
        name for name in _names_of(tables) if name[0] == word[0] and OSA.normalized_similarity(name, word) >= LIKENESS
    ]
    meanings = {_meanings(name, tables) for name in names}
    return names[0] if len(meanings) == 1 else None


def _meanings(name: str, tables: Iterable[str]) -> tuple[Month, ...]:
    """What a month's name means: in the person's language if it is a word there, else in any."""
    by_language = _MONTHS[name]
    own = [month for table in tables for month in by_language.get(table, ())]
    return tuple(dict.fromkeys(own or [month for months in by_language.values() for month in months]))


def _common(names: list[str], tables: tuple[str, ...]) -> tuple[Month, ...]:
    """What all names of months mean together: آذار/مارس is March twice."""
    if not names:
        return ()
    first, *others = (_meanings(name, tables) for name in names)
    return tuple(month for month in first if all(month in other for other in others))


def _era(phrases: list[str], tables: tuple[str, ...]) -> frozenset[str]:
    local = _ERITREAN if tables == ("ti",) else {}
    eras = [local.get(phrase) or _ERAS[phrase] for phrase in phrases]
    return eras[0].intersection(*eras[1:]) if eras else frozenset()
