"""CLDR's names of countries and languages. Babel reads 4 MB for each locale to give them, and never forgets."""

from collections.abc import Mapping, Sequence
from functools import cache

from babel import Locale
from babel.core import get_global

from bot.lists import COUNTRIES, SPOKEN

PREFIXES = ("territory:", "language:")  # of the keys of labels that CLDR knows
Names = Mapping[str, str]  # {"territory:AF": "Afghanistan", "language:ps": "Pashto"}


def all_names(locales: Sequence[str]) -> dict[str, Names]:
    """{locale: its names}"""
    return {locale: names(locale) for locale in locales}


@cache
def names(locale: str) -> Names:
    """Of what our lists hold, and a language's name begins with a capital. CLDR's aliases too: `prs` is `fa_AF`."""
    known = Locale.parse(locale)
    found = {f"territory:{code}": name for code, name in known.territories.items()}
    found |= {f"language:{code}": name[:1].upper() + name[1:] for code, name in known.languages.items()}
    wanted = {key: found[key] for key in (choice.label.key for choice in (*COUNTRIES, *SPOKEN)) if key in found}
    aliases = {f"language:{old}": f"language:{new}" for old, new in get_global("language_aliases").items()}
    return {old: wanted[new] for old, new in aliases.items() if new in wanted} | wanted
