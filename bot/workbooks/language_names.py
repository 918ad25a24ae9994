"""Languages that a workbook calls by their names alone (`label::French`) get their codes (`label::French (fr)`).

Names are CLDR's: in English, in the languages that authors of forms write, and each language's own.
"""

import re
from collections.abc import Iterator
from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError

from bot.forms.lists import SPOKEN_LANGUAGES
from bot.workbooks import texts as said
from bot.workbooks.sheets import Book, Sheet
from dialogs.faults import Fault
from dialogs.phrase import phrase

AUTHORS = ("en", "fr", "es", "pt", "de", "it", "ar", "ru", "tr")
CODED = re.compile(r"\([A-Za-z]{2,3}([-_]\w+)*\)\s*$")
CODE = re.compile(r"[a-z]{2,3}([-_]\w{2,4})?")
ALSO = {"dari": "prs", "farsi": "fa", "pashtu": "ps", "kurmanji": "kmr", "sorani": "ckb", "oromifa": "om", "kiswahili": "sw"}


def cure(book: Book) -> Iterator[Fault]:
    """Headings, and the setting that names the default language."""
    for sheet in (book.survey, book.choices):
        for heading in list(sheet.headings):
            name = heading.rpartition("::")[2].strip() if "::" in heading else ""
            if heading.lower().startswith(("bind", "body", "control", "instance")) or not (code := _code(name)):
                continue
            _rename(sheet, heading, f"{heading.rpartition('::')[0]}::{name} ({code})")
            yield Fault(sheet.name, 1, heading, phrase(said.LANGUAGE, name=name, known=f"{name} ({code})"))
    name = book.setting("default_language")
    if code := _code(name):
        book.set("default_language", f"{name} ({code})")


def _code(name: str) -> str:
    """The code of a language that is called by its name alone; "" of what has one, is one, or is not known."""
    if not name or CODED.search(name) or CODE.fullmatch(name):
        return ""
    word = name.casefold()
    return ALSO.get(word) or names().get(word) or own_names().get(word, "")


def _rename(sheet: Sheet, heading: str, new: str) -> None:
    if new in sheet.headings:
        return
    sheet.headings[sheet.headings.index(heading)] = new
    for row in sheet.rows:
        if heading in row:
            row[new] = row.pop(heading)


@cache
def names() -> dict[str, str]:
    found: dict[str, str] = {}
    for author in reversed(AUTHORS):
        found |= {name.casefold(): code for code, name in Locale.parse(author).languages.items() if len(code) < 4}
    return found


@cache
def own_names() -> dict[str, str]:
    found: dict[str, str] = {}
    for code in SPOKEN_LANGUAGES:
        try:
            name = Locale.parse(code).get_language_name()
        except UnknownLocaleError:
            continue
        found |= {name.casefold(): code} if name else {}
    return found
