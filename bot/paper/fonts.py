"""Fonts of this machine that can print a text: Noto, a family with letters for every script. What cannot be printed is refused by name."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from fontTools.ttLib import TTFont

from bot.settings import SettingProblem

FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/Library/Fonts", "~/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
PLAIN, PICTOGRAMS = "NotoSans", "NotoColorEmoji"
SYMBOLS = ("NotoSansSymbols", "NotoSansSymbols2", "NotoSansMath")
READABLE = {
    "Arabic": "NotoNaskhArabic",
    "Cyrillic": PLAIN,
    "Latin": PLAIN,
    "Greek": PLAIN,
    "Digit": PLAIN,
}  # else NotoSans + script
UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me"})  # letters of these are drawn with others, or not at all
JOINERS = "\u200c\u200d"  # unseen, and without them Persian is misspelt
CURE = "On Debian and Ubuntu: apt install fonts-noto-core. Elsewhere put the files {files} into the folder .fonts of your home directory."


class Font(NamedTuple):
    name: str
    regular: Path
    bold: Path  # the regular one where there is none


def fonts(texts: Iterable[str], folders: Sequence[str] = FOLDERS) -> list[Font]:
    """The fonts that print all these texts, the plain one first. Raises SettingProblem that names the script and the cure."""
    installed = _installed(tuple(folders))
    letters = sorted({letter for text in texts for letter in text if unicodedata.category(letter) not in UNSEEN})
    wanted = dict.fromkeys([PLAIN, *map(_family, letters)])
    found = [font for name in wanted if (font := _font(name, installed))]
    if not found or found[0].name != PLAIN:
        raise SettingProblem(
            f"There is no font to print with. {CURE.format(files='NotoSans-Regular.ttf and NotoSans-Bold.ttf')}"
        )
    missing = [letter for letter in letters if not any(ord(letter) in _letters(font.regular) for font in found)]
    for name in (*SYMBOLS, PICTOGRAMS):
        font = _font(name, installed)
        if font and any(ord(letter) in _letters(font.regular) for letter in missing):
            found.append(font)
            missing = [letter for letter in missing if ord(letter) not in _letters(font.regular)]
    for letter in missing:
        if unicodedata.category(letter)[0] == "L":
            raise SettingProblem(
                f'No font on this machine can print "{letter}" ({unicodedata.name(letter, "a letter without a name").lower()}). '
                + CURE.format(files=f"{_family(letter)}-Regular.ttf and {_family(letter)}-Bold.ttf")
            )
    return found


def printable(text: str, found: Sequence[Font]) -> str:
    """The text without the pictograms that none of the fonts has, so that no empty box is printed."""
    return "".join(
        letter
        for letter in text
        if unicodedata.category(letter) in UNSEEN or any(ord(letter) in _letters(font.regular) for font in found)
    ).strip()


def lettered(text: str) -> str:
    """The text in one line, without pictograms and marks of direction."""
    unwanted = ("So", "Sk", "Cn", "Co", "Cc", "Cf")
    kept = "".join(letter for letter in text if letter in JOINERS or unicodedata.category(letter) not in unwanted)
    return " ".join(kept.split())


def runs(text: str, found: Sequence[Font]) -> list[tuple[Font, str]]:
    """The text in pieces, each with the first of the fonts that has its letters; what none has goes with the piece before."""
    pieces: list[tuple[Font, str]] = []
    for letter in text:
        last = pieces[-1][0] if pieces else found[0]
        seen = unicodedata.category(letter) not in UNSEEN
        font = next((one for one in found if ord(letter) in _letters(one.regular)), last) if seen else last
        if pieces and font == last:
            pieces[-1] = (font, pieces[-1][1] + letter)
        else:
            pieces.append((font, letter))
    return pieces


def _family(letter: str) -> str:
    """`ARABIC LETTER BEH` -> NotoNaskhArabic"""
    script = unicodedata.name(letter, "LATIN").split(" ")[0].title()
    if unicodedata.category(letter)[0] not in "LMN":
        return PLAIN if script != "Arabic" else READABLE[script]
    return READABLE.get(script, f"NotoSans{script}")


def _font(name: str, installed: dict[str, Path]) -> Font | None:
    regular = installed.get(f"{name}-Regular") or installed.get(name)
    return Font(name, regular, installed.get(f"{name}-Bold", regular)) if regular else None


@cache
def _installed(folders: tuple[str, ...]) -> dict[str, Path]:
    places = [Path(folder).expanduser() for folder in folders]
    return {path.stem: path for place in places if place.is_dir() for path in sorted(place.rglob("Noto*.ttf"))}


@cache
def _letters(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
