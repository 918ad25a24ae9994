"""Which of the options shown the person means, by its number or by its words.

An answer is taken only where it can mean one thing. Words may be shortened or have a slip of the finger in them, but
never so that "I have no papers" could be read from "I have papers".
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dialogs.reading.meanings import Misread
from dialogs.reading.scripts import flat
from dialogs.reading.words import AND, NO, NUMBER_SIGNS, TO, YES, spellings

LONG = 1000  # characters beyond which a text is a story, not a choice
LEAST_LETTERS = 2  # of a shortened label
LEAST_LETTERS_WITH_A_SLIP = 5
LIKENESS = 90  # of 100 (rapidfuzz)


def _pattern(words: frozenset[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word)


_DIGIT_KEYS = re.compile("[\u20e3\U0001f51f]")
_BARE = re.compile(r"\d{1,3}")
_POSITION = re.compile(
    rf"(?:(?:{_pattern(spellings(NUMBER_SIGNS))})(?![^\W\d_]))?[\s.:]*[#№(\[]*\s*(?P<number>\d{{1,3}})\s*[.)\]:-]*"
)
_POSITION_AND_LABEL = re.compile(r"(?P<number>\d{1,3})[\s.)\]:-]+(?P<label>\D.*)")
_NUMBER = re.compile(r"\d+")
_RANGE = re.compile(rf"(\d{{1,3}})\s*(?:-|\b(?:{_pattern(spellings(TO))})\b)\s*(\d{{1,3}})")
_NUMBERS = re.compile(r"\d{1,3}(?:[\s.]+\d{1,3})+[\s.]*")
_COMMAS = re.compile("[,،、;؛፣፤|/+&•·*\r\n]+")
_ANDS = re.compile(rf"(?:^|(?<=\s))(?:{_pattern(spellings(AND))})(?=\s)")
_ANDS_ATTACHED = re.compile(rf"{_ANDS.pattern}|(?<=[\s\d])و(?=\S)")  # in Arabic script it belongs to the next word: ۱ و۳
_IDEOGRAPH = re.compile("[\u2e80-\u9fff\uf900-\ufaff]")
_ANSWER_WORDS = frozenset(word for table in (YES, NO) for line in table.values() for word in spellings(line))


@dataclass(frozen=True, slots=True)
class _Known:
    """Options prepared: indexes by label flattened, by its bare words, by the number it begins with, by any number in
    it; and the bare words in order."""

    count: int
    exact: dict[str, set[int]]
    bare: dict[str, set[int]]
    begins: dict[str, set[int]]
    mentions: dict[str, set[int]]
    names: tuple[tuple[str, int], ...]


def _strip_signs(flattened: str) -> str:
    """Without punctuation, symbols and pictograms at its ends; as it is, where it is nothing else."""
    start, end = 0, len(flattened)
    while start < end and unicodedata.category(flattened[start])[0] in "PSZ":
        start += 1
    while start < end and unicodedata.category(flattened[end - 1])[0] in "PSZ":
        end -= 1
    return flattened[start:end] or flattened


@lru_cache(maxsize=512)
def _known(labels: tuple[tuple[str, ...], ...]) -> _Known:
    exact, bare, begins, mentions = (defaultdict[str, set[int]](set) for _ in range(4))
    names = []
    for index, texts in enumerate(labels):
        for label in filter(None, map(flat, texts)):
            name = _strip_signs(label)
            exact[label].add(index)
            bare[name].add(index)
            names.append((name, index))
            for number in _NUMBER.finditer(name):
                mentions[number[0]].add(index)
                if number.start() == 0:
                    begins[number[0]].add(index)
    return _Known(len(labels), dict(exact), dict(bare), dict(begins), dict(mentions), tuple(dict.fromkeys(names)))


def choice(text: str, labels: Sequence[Sequence[str]]) -> int | Misread:
    """The index of the option meant; labels[i] are all texts that name option i.

    Taken: a label; the number of its place from 1, in any digits, also as "2.", "no. 2", 2️⃣ or "2. Yes"; the
    beginning of one label only; a label with a slip. A bare number that is a label ("3", "3+") is that option; where
    it begins another option than the one at its place ("2 children") it is not taken, while "2." is its place.

    Misread: empty, too_long, no_such_choice, several_choices.
    """
    if len(text) > LONG:
        return Misread(reason="too_long")
    flattened = flat(text)
    if not flattened:
        return Misread(reason="empty")
    known = _known(tuple(map(tuple, labels)))
    if found := known.exact.get(flattened):
        return _only(found)
    if _BARE.fullmatch(flattened) and not _DIGIT_KEYS.search(text):
        return _by_bare_number(flattened, known)
    if position := _POSITION.fullmatch(flattened):
        return _at(int(position["number"]), known)
    return _by_words(flattened, known)


def _only(found: set[int]) -> int | Misread:
    if len(found) == 1:
        return next(iter(found))
    return Misread(reason="several_choices" if found else "no_such_choice")


def _at(number: int, known: _Known) -> int | Misread:
    return number - 1 if 1 <= number <= known.count else Misread(reason="no_such_choice")


def _by_bare_number(number: str, known: _Known) -> int | Misread:
    if found := known.bare.get(number):
        return _only(found)
    place = _at(int(number), known)
    begins = known.begins.get(number, set())
    if not begins or place in begins:
        return place
    if isinstance(place, int) or begins != known.mentions[number]:
        return Misread(reason="several_choices")
    return _only(begins)


def _by_words(flattened: str, known: _Known) -> int | Misread:
    name = _strip_signs(flattened)
    if found := known.bare.get(name):
        return _only(found)
    if both := _POSITION_AND_LABEL.fullmatch(flattened):
        named = _by_words(both["label"], known)
        if isinstance(named, int):
            return named if named == _at(int(both["number"]), known) else Misread(reason="several_choices")
    return _only(_by_beginning(name, known) or _by_likeness(name, known))


def _by_beginning(name: str, known: _Known) -> set[int]:
    """Options that begin so. An answer of its own (no, da, si …) is not the beginning of a longer word."""
    if unicodedata.category(name[0]) == "So":
        return {index for label, found in known.exact.items() if label.startswith(name) for index in found}
    if sum(map(str.isalnum, name)) < LEAST_LETTERS and not _IDEOGRAPH.match(name):
        return set()
    whole_words = name in _ANSWER_WORDS
    return {
        index
        for label, index in known.names
        if label.startswith(name) and not (whole_words and label[len(name) : len(name) + 1].isalnum())
    }


def _by_likeness(name: str, known: _Known) -> set[int]:
    if sum(map(str.isalpha, name)) < LEAST_LETTERS_WITH_A_SLIP or _IDEOGRAPH.search(name):
        return set()
    from rapidfuzz import fuzz  # noqa: PLC0415 - 4 MB, for slips

    return {
        index
        for label, index in known.names
        if fuzz.ratio(name, label, score_cutoff=LIKENESS) and _is_slip(name.split(), label.split())
    }


def _is_slip(words: list[str], label: list[str]) -> bool:
    return len(words) == len(label) and all(map(_is_slip_in_word, words, label))


def _is_slip_in_word(word: str, label: str) -> bool:
    """Whether a word is another mistyped. Not where numbers differ, nor where a "not" may hide: most languages put it
    first (un-, не-, ن, na-, ኣይ), Turkish inside as an m."""
    if word == label:
        return True
    if min(len(word), len(label)) < 4 or word[0] != label[0] or word.count("m") != label.count("m"):
        return False
    if any(map(str.isdecimal, word + label)):
        return False
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - see above

    return OSA.distance(word, label) <= (1 if len(label) < 9 else 2)


def choices(text: str, labels: Sequence[Sequence[str]]) -> tuple[int, ...] | Misread:
    """The indexes of the options meant, ascending: "1 3 5", "1,3", "۱ و ۳", "1-3", labels with commas or "and" between.

    Each part as `choice` takes it. Misread: as the first part that is not understood.
    """
    whole = choice(text, labels)
    if isinstance(whole, int) or len(text) > LONG:
        return (whole,) if isinstance(whole, int) else whole
    found: set[int] = set()
    parts = _parts(_DIGIT_KEYS.sub(_key_apart, text))
    for part in parts:
        indexes = _several(part, labels, alone=len(parts) == 1)
        if isinstance(indexes, Misread):
            return indexes
        found |= indexes
    return tuple(sorted(found)) or whole


def _key_apart(key: re.Match[str]) -> str:
    return " 10 " if key[0] == "\U0001f51f" else " "


def _parts(text: str) -> list[str]:
    return [part for part in map(flat, _COMMAS.split(text)) if part]


def _several(part: str, labels: Sequence[Sequence[str]], *, alone: bool) -> set[int] | Misread:
    """One part between commas: one option, a range, numbers with spaces, or options with "and" between."""
    one = choice(part, labels) if alone else _one_of_several(part, labels)
    if isinstance(one, int):
        return {one}
    misread = one
    for pieces in _pieces(part):
        found = [_one_of_several(piece, labels) for piece in map(str.strip, pieces) if piece]
        wrong = [each for each in found if isinstance(each, Misread)]
        if not wrong:
            return {each for each in found if isinstance(each, int)}
        misread = wrong[0]
    return misread


def _pieces(part: str) -> Iterator[list[str]]:
    """The ways to take a part asunder."""
    if ends := _RANGE.fullmatch(part):
        yield [str(number) for number in range(int(ends[1]), int(ends[2]) + 1)] or [part]
    elif _NUMBERS.fullmatch(part):
        yield _NUMBER.findall(part)
    else:
        yield from (pieces for way in (_ANDS, _ANDS_ATTACHED) if len(pieces := way.split(part)) > 1)


def _one_of_several(piece: str, labels: Sequence[Sequence[str]]) -> int | Misread:
    """As `choice`, but a number beside others is a place, also where it begins another option."""
    one = choice(piece, labels)
    if isinstance(one, Misread) and _BARE.fullmatch(piece):
        return choice(f"{piece}.", labels)
    return one
