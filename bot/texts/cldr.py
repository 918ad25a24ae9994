"""What CLDR knows: names of countries and languages. Babel reads 4 MB for each locale to give them, and never forgets."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from babel import Locale
from babel.core import UnknownLocaleError, get_global

from bot.forms.lists import COUNTRIES, SPOKEN

PREFIXES = ("territory:", "language:")  # of the keys of labels that CLDR knows
Names = Mapping[str, str]  # {"territory:AF": "Afghanistan", "language:ps": "Pashto"}


class Tongue(NamedTuple):
    """A language that we do not speak. `locale` is "" where CLDR does not know it either."""

    name: str  # its own
    english: str
    rtl: bool
    locale: str


def all_names(locales: Sequence[str], codes: Collection[str] = ()) -> tuple[dict[str, Names], dict[str, Tongue]]:
    """({locale: its names}, {code: what it is}), the names of these other languages' locales among them."""
    found = {code: tongue(code) for code in codes}
    return {locale: names(locale) for locale in [*locales, *(one.locale for one in found.values() if one.locale)]}, found


def tongue(code: str) -> Tongue:
    """A language by its code, as workbooks write it."""
    try:
        locale = Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return Tongue(code, code, rtl=False, locale="")
    own, english = locale.get_display_name(code) or code, locale.get_display_name("en") or code
    return Tongue(own[:1].upper() + own[1:], english, rtl=locale.text_direction == "rtl", locale=str(locale))


@cache
def names(locale: str) -> Names:
    """Of what our lists hold, and a language's name begins with a capital. CLDR's aliases too: `prs` is `fa_AF`."""
    if not locale:
        return {}
    known = Locale.parse(locale)
    found = {f"territory:{code}": name for code, name in known.territories.items()}
    found |= {f"language:{code}": name[:1].upper() + name[1:] for code, name in known.languages.items()}
    wanted = {key: found[key] for key in (choice.label.key for choice in (*COUNTRIES, *SPOKEN)) if key in found}
    aliases = {f"language:{old}": f"language:{new}" for old, new in get_global("language_aliases").items()}
    return {old: wanted[new] for old, new in aliases.items() if new in wanted} | wanted
