"""What the person meant: a number, a date, a telephone number, a yes or no, a choice, in any script and calendar.

One door to `numerals`, `dates`, `times`, `phones`, `places` and `options`. Each function takes what was typed and gives every reading that
is plausible, the likely first, or a `Misread` that says why there is none; none raises, whatever the text. Nothing is
guessed silently: where a text may mean two things both are returned, or it is asked again.
"""

import re
from functools import lru_cache

from dialogs.reading.dates import date_, year
from dialogs.reading.meanings import SHORT, Misread, Reading, Readings
from dialogs.reading.numerals import decimal, integer
from dialogs.reading.options import choice, choices
from dialogs.reading.phones import phone
from dialogs.reading.places import place
from dialogs.reading.scripts import clean, flat, fold, trim
from dialogs.reading.times import datetime_, time_
from dialogs.reading.words import COURTESIES, NO, NO_SIGNS, YES, YES_SIGNS, languages, spellings

__all__ = [
    "Misread",
    "Reading",
    "Readings",
    "choice",
    "choices",
    "clean",
    "date_",
    "datetime_",
    "decimal",
    "fold",
    "integer",
    "phone",
    "place",
    "plainly",
    "time_",
    "year",
    "yes_no",
]

_COURTESY = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(spellings(COURTESIES), key=len, reverse=True)))})(?!\w)")
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")  # nooo
_WORD_ENDS = re.compile(r"[\s,.!،;؛።፣。]+")
_PICTOGRAMS = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]")
_SKIN = re.compile("[\U0001f3fb-\U0001f3ff♀♂]")
_SIGNS = {flat(sign): value for value, signs in (("yes", YES_SIGNS), ("no", NO_SIGNS)) for sign in signs.split()}


@lru_cache(maxsize=64)
def _answers(language: str) -> dict[str, str]:
    """What means yes or no in a language, and in English; one letter only in the language itself."""
    tables = [*languages(language), "en"]
    answers: dict[str, str] = {}
    for table in tables:
        for value, words in (("yes", YES.get(table, "")), ("no", NO.get(table, ""))):
            for word in spellings(words):
                if word and (len(word) > 1 or table != "en" or table == tables[0]):
                    answers.setdefault(word, value)
    return answers | _SIGNS


def yes_no(text: str, *, language: str) -> Readings:
    """Yes or no in the language or in English, as people say it ("yeah", "آره", "nooo", "no, thank you", 👍).

    Misread: several_choices for both at once; no_such_choice for anything that is more than a yes or a no.
    """
    if len(text) > SHORT:
        return Misread(reason="too_long")
    flattened = flat(text)
    if not flattened:
        return Misread(reason="empty")
    answers = _answers(language)
    said = trim(flattened)
    value = answers.get(said) or answers.get(_DRAWN_OUT.sub(r"\1", said))
    return (Reading(value=value),) if value else _in_other_words(flattened, answers)


def plainly(folded: str) -> str:
    """A folded text without what changes nothing: letters drawn out ("stooop"), courtesies, pictograms, the same word again."""
    alone = folded.isalnum()  # nothing stands beside it
    said = folded if alone else trim(_PICTOGRAMS.sub(" ", _COURTESY.sub(" ", folded)))
    return " ".join(dict.fromkeys(_WORD_ENDS.split(_DRAWN_OUT.sub(r"\1", said))))


def _in_other_words(flattened: str, answers: dict[str, str]) -> Readings:
    """Several words that all say the same, and courtesies."""
    said = trim(_SKIN.sub("", _COURTESY.sub(" ", flattened)))
    words = [word for word in _WORD_ENDS.split(_DRAWN_OUT.sub(r"\1", said)) if word]
    values = {answers.get(" ".join(words))} if " ".join(words) in answers else {answers.get(word) for word in words}
    if values in ({"yes"}, {"no"}):
        return (Reading(value=str(values.pop())),)
    return Misread(reason="several_choices" if values == {"yes", "no"} else "no_such_choice")
