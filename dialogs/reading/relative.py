"""Days and years told from today ("yesterday", "پارسال"), and years told as a limit or a decade, which are no date."""

import re
from datetime import date, timedelta

from dialogs.reading.calendars import from_gregorian, to_gregorian, usual
from dialogs.reading.meanings import Reading, one_of
from dialogs.reading.scripts import fold
from dialogs.reading.words import DAYS, DECADE_AFTER, DECADE_BEFORE, LIMITS, YEARS, languages, spellings

_WORDS = re.compile(r"(\w+): ([^;]*)")


def _from_today(tables: dict[int, str]) -> dict[str, dict[str, list[int]]]:
    words: dict[str, dict[str, list[int]]] = {}
    for distance, table in tables.items():
        for language, line in _WORDS.findall(table):
            for word in spellings(line):
                words.setdefault(language, {}).setdefault(word, []).append(distance)
    return words


_DAYS, _YEARS = _from_today(DAYS), _from_today(YEARS)


def _one_of(words: str) -> str:
    return "|".join(re.escape(word) for word in sorted(spellings(words), key=len, reverse=True))


_ROUND = r"(?:\d{3}0|[4-9]0)"  # not the 10th, 20th and 30th of a month
_VAGUE = re.compile(
    rf"(?<!\w)(?:{_one_of(LIMITS)}|(?:{_one_of(DECADE_BEFORE)}) {_ROUND}|{_ROUND}-? ?(?:{_one_of(DECADE_AFTER)}))(?!\w)"
)


def is_vague(flattened: str) -> bool:
    """Whether a year in a text is only its limit, or the first of ten: "before 1990", "1990s", "دهه ۶۰"."""
    return bool(_VAGUE.search(flattened))


def day_from_today(text: str, language: str, today: date) -> tuple[Reading, ...]:
    """The day that a word names, in each of its meanings; none where it names none."""
    days = _meanings(_DAYS, text, language)
    return one_of([Reading(value=str(today + timedelta(days=each)), plain=False) for each in days]) if days else ()


def year_from_today(text: str, language: str, today: date) -> tuple[Reading, ...]:
    """Likewise the year, of the first calendar of the language; the value is its first day."""
    calendar = usual(language)[0]
    this = from_gregorian(calendar, today)[0]
    begins = [to_gregorian(calendar, this + each, 1, 1) for each in _meanings(_YEARS, text, language)]
    found = [Reading(value=str(day), calendar=calendar, precision="year", plain=False) for day in begins]
    return one_of(found) if found else ()


def _meanings(words: dict[str, dict[str, list[int]]], text: str, language: str) -> list[int]:
    return next((found for table in (*languages(language), "en") if (found := words.get(table, {}).get(fold(text)))), [])
