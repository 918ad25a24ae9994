"""How hard a text is to read, by LIX (C. H. Björnsson, Läsbarhet, 1968; J. Anderson, "Lix and Rix", Journal of Reading 26, 1983).

LIX is the number of words in a sentence plus the percentage of words with more than six letters. It needs no syllables and no lists
of words, so that it serves every language that parts words by blanks. 20–30 is a children's book, 30–40 a story, 40–50 a newspaper,
50–60 an official text. For languages with long words the bounds lie higher; where words are not parted it says nothing.
"""

import re
import unicodedata
from typing import NamedTuple

LONG = 6  # letters: longer words are long
ENOUGH = 12  # words: about fewer LIX says nothing
HARD = 60.0  # LIX beyond which a text is "very difficult"
SENTENCE = 25  # words in the longest sentence
LONG_WORDS = {
    "de": 8.0,
    "fi": 14.0,
    "hu": 10.0,
    "ka": 12.0,
    "ru": 10.0,
    "tr": 12.0,
    "uk": 8.0,
}  # what their grammar adds to LIX
UNPARTED = frozenset("zh ja th lo my km bo".split())  # languages without blanks between words
ENDS = re.compile(r"[.!?:;؟۔।።…]+(?=\s|$)|\n+")


class Reading(NamedTuple):
    lix: float
    longest: int  # words in the longest sentence


def reading(text: str) -> Reading | None:
    """None where a text is too short to judge."""
    sentences = [words for words in map(_words, ENDS.split(text)) if words]
    words = [word for sentence in sentences for word in sentence]
    if len(words) < ENOUGH:
        return None
    long = sum(len(word) > LONG for word in words)
    return Reading(len(words) / len(sentences) + 100 * long / len(words), max(map(len, sentences)))


def too_hard(language: str, text: str) -> Reading | None:
    """How hard a text is, where it is too hard for people who read this language as a second one."""
    code = language.partition("_")[0]
    found = None if code in UNPARTED else reading(text)
    if found and (found.lix > HARD + LONG_WORDS.get(code, 0.0) or found.longest > SENTENCE):
        return found
    return None


def _words(sentence: str) -> list[str]:
    """The letters of each word: accents and points above and below are not counted."""
    letters = ("".join(one for one in word if unicodedata.category(one)[0] == "L") for word in sentence.split())
    return [word for word in letters if word]
