"""What the tests of languages share: the languages, and their catalogues as translators see them.

A language has a catalogue for people, one for the desk, or both; a catalogue is written `fr` or `fr desk`.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

import py3langid
import pycld2
import pytest
from babel.messages.catalog import Message

from bot.texts import languages
from bot.texts.catalogue import DOMAINS, parse, path_of
from bot.texts.languages import DESK, ENGLISH, LOCALES, PEOPLE

ALL = languages.read()
TRANSLATED = [code for code in ALL if code != ENGLISH]
SPOKEN = [code for code, one in ALL.items() if PEOPLE in one.serves]  # with people
CATALOGUES = [(code, whom) for code in TRANSLATED for whom in (PEOPLE, DESK) if whom in ALL[code].serves]
every_language = pytest.mark.parametrize("code", ALL)
every_spoken = pytest.mark.parametrize("code", SPOKEN)
every_translation = pytest.mark.parametrize(("code", "whom"), CATALOGUES, ids=[f"{whom}-{code}" for code, whom in CATALOGUES])

PLACE = re.compile(r"\$?\{\w+\}")


@cache
def entries(code: str, whom: str = PEOPLE) -> tuple[Message, ...]:
    """The messages of a catalogue, in its order; those put aside left out."""
    return tuple(parse(path_of(code, LOCALES, whom)))


@cache
def template(whom: str = PEOPLE) -> tuple[Message, ...]:
    return tuple(parse(LOCALES / f"{DOMAINS[whom]}.pot"))


def wanted(code: str, whom: str) -> list[Message]:
    """What a catalogue is to translate: the desk's leaves out what people are told in the language as well."""
    told = {one.context for one in template()} if whom == DESK and PEOPLE in ALL[code].serves else set()
    return [one for one in template(whom) if one.context not in told]


def english(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])


def strings(message: Message) -> tuple[str, ...]:
    """The translation, or one for each plural form; blank where there is none."""
    return tuple(map(str, message.string)) if isinstance(message.string, tuple) else (str(message.string or ""),)


def forms(message: Message) -> tuple[str, ...]:
    """The translated forms of a message, blank ones left out."""
    return tuple(filter(None, strings(message)))


def translated(code: str, whom: str = PEOPLE) -> Iterator[tuple[Message, str]]:
    """(message, one of its forms), of everything that is translated."""
    for message in entries(code, whom):
        yield from ((message, form) for form in forms(message))


def is_word_list(message: Message) -> bool:
    return (message.context or "").startswith(("word:", "staff:words_"))


def bare(text: str) -> str:
    """A text without the marks for right-to-left drawing."""
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def faults(found: list[str]) -> str:
    return f"\n{len(found)} to mend:\n" + "\n".join(found[:40])


def running_text(code: str, whom: str) -> Iterator[str]:
    """The texts joined, in pieces of 300 characters and more, without pictograms, placeholders and words to type."""
    piece = ""
    for message, form in translated(code, whom):
        if not is_word_list(message):
            piece += " ".join(re.findall(r"[\w'’\u200c.,?!؟،-]+", PLACE.sub("", form))) + ". "
        if len(piece) >= 300:
            yield piece
            piece = ""


def identified(text: str) -> set[str]:
    """The language of a text, by two identifiers: enough when one of them is right."""
    return {pycld2.detect(text, isPlainText=True)[2][0][1], py3langid.classify(text)[0]}


# A list for the tests of what reads it: a language with three plural forms, one with a fallback.
LIST = """
[en]
name = "English"
english = "English"
serves = ["people", "desk"]
direction = "ltr"
plurals = { nplurals = 2, plural = "n != 1" }
fallbacks = []
whatsapp = "en"
telegram = "en"
aliases = []
review = "source"
cldr = "en_GB"

[uk]
name = "Українська"
english = "Ukrainian"
serves = ["people"]
direction = "ltr"
plurals = { nplurals = 3, plural = "n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2" }
fallbacks = []
whatsapp = "uk"
telegram = "uk"
aliases = []
review = "drafted"

[fa]
name = "فارسی"
english = "Persian"
serves = ["people"]
direction = "rtl"
plurals = { nplurals = 2, plural = "n > 1" }
fallbacks = []
whatsapp = "fa"
telegram = "fa"
aliases = ["pes"]
review = "drafted"

[fa_AF]
name = "دری"
english = "Dari"
serves = ["people"]
direction = "rtl"
plurals = { nplurals = 2, plural = "n > 1" }
fallbacks = ["fa"]
whatsapp = "prs_AF"
telegram = "fa"
aliases = ["prs"]
review = "drafted"
"""
