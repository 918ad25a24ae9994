"""The parts of a date found in a text: numbers, the name of a month or season, the name of a calendar, in order."""

import re
from dataclasses import dataclass
from functools import lru_cache

from dialogs.reading.calendars import ETHIOPIC, usual
from dialogs.reading.months import MONTHS, SEASONS
from dialogs.reading.ordinals import DAYS_OF_MONTH
from dialogs.reading.scripts import PUNCTUATION, flat
from dialogs.reading.words import DATE_FILLERS, ERAS, FIRST, MONTH_AFTER, MONTH_BEFORE, languages, spellings

LONGEST_NAME = 4  # words: "rabi al awwal", "kanûna pêşîn"
LEAST_LETTERS, LEAST_SYLLABLES = 3, 2  # of a shortened month, in alphabets and in Indic and Ge'ez scripts
LIKENESS = 0.8  # of a month with a slip or an ending: "Marhc", "adara"; one letter in five

_TOKEN = re.compile(rf"\d+|[^\s\d{re.escape(PUNCTUATION)}]+")

_FIRST_INDIC = "\u0900"
# "Month" written to its name in Persian; in Sorani what follows: تشرینی یەکەمی ١٩٩٠; in Turkish what an apostrophe parts off.
_ENDINGS = ("ماه", "ی", "inda", "unda", "da", "de", "ta", "te", "in", "un")

Month = tuple[str, int]  # calendar, 1 to 12 or 13


@dataclass(frozen=True, slots=True)
class Parts:
    """What a text holds of a date. `months`: what its month's name may mean, () without one; `seasons`: likewise, 1 to 4
    from spring on, beside one number alone; `eras`: the calendars it names; `broken`: other words stand between its
    parts; `wordy`: or beside them; `numerals_only`: no words at all."""

    numbers: tuple[str, ...] = ()
    months: tuple[Month, ...] = ()
    seasons: tuple[int, ...] = ()
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


def _numbered(table: dict[str, str]) -> dict[str, dict[str, int]]:
    """{phrase: {language: its place from 1}} of a table that counts, also with the words of a phrase written together."""
    names: dict[str, dict[str, int]] = {}
    for language, line in table.items():
        for number, spelled in enumerate(line.split(", "), 1):
            for name in map(_phrase, spelled.split("|")):
                names.setdefault(name, {}).setdefault(language, number)
                names.setdefault(name.replace(" ", ""), {}).setdefault(language, number)
    return names


_MONTHS = _month_names()
_SEASONS, _DAYS = _numbered(SEASONS), _numbered(DAYS_OF_MONTH)
_ERAS = {_phrase(word): frozenset(names.split()) for names, words in ERAS.items() for word in words.split("|")}
_ERITREAN = {_phrase("ዓ ም"): frozenset(("gregorian", ETHIOPIC))}  # there both calendars are called so
_FILLERS = spellings(DATE_FILLERS)
_MONTH_BEFORE, _MONTH_AFTER = spellings(MONTH_BEFORE), spellings(MONTH_AFTER)
_FIRST = dict.fromkeys(spellings(FIRST), "1")
_PHRASES = frozenset[str]().union(_MONTHS, _ERAS, _SEASONS, _DAYS, _FIRST)


def parts(flattened: str, language: str) -> Parts:
    """The parts of a date in a text that `scripts.flat` has flattened."""
    words = tokens(flattened)
    tables = languages(language)
    found = _with_numbered_month(_items(words, (*tables, "en")))
    if not _texts(found, "month"):
        found = [_guessed(found, place, (*tables, "en")) for place in range(len(found))]
    found = _with_spelled_days(found)
    if _texts(found, "month") or len(_texts(found, "number")) != 1 or len(_texts(found, "season")) != 1:
        found = [("word", text) if kind == "season" else (kind, text) for kind, text in found]
    dated = [place for place, (kind, _) in enumerate(found) if kind in {"number", "month", "season"}]
    span = found[dated[0] : dated[-1] + 1] if dated else []
    named = _texts(span, "month")
    months = _common(named, tables)
    return Parts(
        numbers=tuple(_texts(span, "number")),
        months=months,
        seasons=tuple(map(int, _texts(span, "season"))),
        eras=_era(_texts(found, "era"), tables),
        broken=bool(_texts(span, "word")) or (bool(named) and not months),
        wordy=bool(_texts(found, "word")),
        numerals_only=all(word.isdecimal() for word in words),
    )


Item = tuple[str, str]  # kind (number, month, numbered, season, era, filler, word; or the day that a word may be), text


def _texts(items: list[Item], kind: str) -> list[str]:
    return [text for each, text in items if each == kind]


def _items(words: list[str], tables: tuple[str, ...]) -> list[Item]:
    found: list[Item] = []
    place = 0
    while place < len(words):
        kind, text, length = _longest(words, place, tables)
        if kind != "filler":
            found.append((kind, text))
        place += length
    return found


def _longest(words: list[str], place: int, tables: tuple[str, ...]) -> tuple[str, str, int]:
    """The longest known phrase at a place: kind, phrase, number of words."""
    first, second = words[place], words[place + 1] if place + 1 < len(words) else ""
    if first in _MONTH_BEFORE and _is_month(second):
        return "numbered", second, 2
    if second in _MONTH_AFTER and _is_month(first):
        return "numbered", first, 2
    if first.isdecimal():
        return "number", first, 1
    for length in range(min(LONGEST_NAME, len(words) - place), 0, -1):
        phrase = " ".join(words[place : place + length])
        if (phrase in _PHRASES or phrase.endswith(_ENDINGS)) and (known := _known(phrase, tables)):
            return *known, length
    return ("filler" if words[place] in _FILLERS else "word"), words[place], 1


def _known(phrase: str, tables: tuple[str, ...]) -> Item | None:
    if phrase in _MONTHS:
        return "month", phrase
    if phrase in _ERAS:
        return "era", phrase
    if number := _own(_SEASONS, phrase, tables):
        return "season", number
    if day := _own(_DAYS, phrase, tables) or _FIRST.get(phrase):
        return day, phrase
    return next((("month", name) for ending in _ENDINGS if (name := phrase.removesuffix(ending)) in _MONTHS), None)


def _is_month(word: str) -> bool:
    return word.isdecimal() and len(word) <= 2 and 1 <= int(word) <= 12


def _with_numbered_month(found: list[Item]) -> list[Item]:
    """ "Month 3" names a month, unless another one is named."""
    alone = not _texts(found, "month") and len(_texts(found, "numbered")) == 1
    return [("month" if alone else "number", text) if kind == "numbered" else (kind, text) for kind, text in found]


def _own(table: dict[str, dict[str, int]], phrase: str, tables: tuple[str, ...]) -> str:
    """The number of a phrase in the person's language or in English; blank without one."""
    by_language = table.get(phrase, {})
    return next((str(by_language[each]) for each in tables if each in by_language), "")


def _with_spelled_days(found: list[Item]) -> list[Item]:
    """Days written out count beside a month only; elsewhere they are words like others: "one of us, 1990"."""
    resolved = []
    for place, (kind, text) in enumerate(found):
        if not kind.isdecimal():
            resolved.append((kind, text))
        elif any(other == "month" for other, _ in found[max(0, place - 1) : place] + found[place + 1 : place + 2]):
            resolved.append(("number", kind))
        elif text not in _FILLERS:
            resolved.append(("word", text))
    return resolved


def _guessed(found: list[Item], place: int, tables: tuple[str, ...]) -> Item:
    """A word beside a number may be a month shortened or mistyped, in the person's language or in English."""
    kind, text = found[place]
    beside = found[max(0, place - 1) : place] + found[place + 1 : place + 2]
    if (
        (kind == "word" or kind.isdecimal())
        and any(other == "number" for other, _ in beside)
        and (name := _guess(text, tables))
    ):
        return "month", name
    return kind, text


@lru_cache(maxsize=64)
def _names_of(tables: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name, by_language in _MONTHS.items() if not by_language.keys().isdisjoint(tables))


def _guess(word: str, tables: tuple[str, ...]) -> str | None:
    """The one month that a word shortens or resembles, by one of its names."""
    if len(word) < (LEAST_SYLLABLES if word[0] >= _FIRST_INDIC else LEAST_LETTERS):
        return None
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - 4 MB, for slips

    names = [name for name in _names_of(tables) if name.startswith(word)] or [
        name for name in _names_of(tables) if name[0] == word[0] and OSA.normalized_similarity(name, word) >= LIKENESS
    ]
    meanings = {_meanings(name, tables) for name in names}
    return names[0] if len(meanings) == 1 else None


def _meanings(name: str, tables: tuple[str, ...]) -> tuple[Month, ...]:
    """What a month's name or number means: in the person's language if it is a word there, else in any."""
    if name.isdecimal():
        return tuple((calendar, int(name)) for calendar in usual(tables[0]))
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
