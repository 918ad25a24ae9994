"""The list of languages, read from `locales/languages.toml`: what each is, and which a platform's code means."""

import gettext
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

LOCALES = Path(__file__).parents[2] / "locales"
ENGLISH = "en"
PEOPLE, DESK = "people", "desk"  # whom a language serves: those who answer, those who read at the desk and get digests
TEMPLATES = "templates"  # the one table that is no language


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language. `chain` is where its texts are looked for: itself, its fallbacks, English. `serves`: PEOPLE, DESK or both."""

    code: str
    name: str
    english: str
    rtl: bool
    serves: frozenset[str]
    nplurals: int
    plural: str  # gettext's expression in C
    chain: tuple[str, ...]
    whatsapp: str
    telegram: str
    aliases: tuple[str, ...]
    review: str
    cldr: str
    form: Callable[[int], int] = field(repr=False, compare=False)  # which plural form a number takes, from 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """In which languages Meta takes a template (its codes), and in which of ours one goes to whom we cannot write in their own."""

    offered: frozenset[str] = frozenset()
    instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def for_speakers_of(self, code: str) -> tuple[str, ...]:
        """Our languages, best first, for a code as a workbook has it; English is not said."""
        return self.instead[found] if (found := nearest(code, {one.lower(): one for one in self.instead})) else ()


@cache
def read(folder: Path = LOCALES) -> Mapping[str, Language]:
    """All languages by code, in the order of the file. Raises ValueError that names the language and what is wrong."""
    tables = {code: table for code, table in _tables(folder).items() if code != TEMPLATES}
    return {code: _language(code, table, tables) for code, table in tables.items()}


@cache
def templates(folder: Path = LOCALES) -> Templates:
    """Raises ValueError for a language that Meta does not take, or that is none of ours."""
    table = _tables(folder).get(TEMPLATES, {})
    found = Templates(
        offered=frozenset(table.get("offered", ())),
        instead={code: tuple(others) for code, others in table.get("instead", {}).items()},
    )
    known = read(folder)
    for code, others in found.instead.items():
        if strangers := [other for other in others if other not in known or not _has_templates(known[other])]:
            raise ValueError(f"languages.toml, [templates.instead], {code}: no languages of templates: {', '.join(strangers)}")
    if found.offered and (
        strangers := [one.code for one in known.values() if one.whatsapp and one.whatsapp not in found.offered]
    ):
        raise ValueError(f"languages.toml, [templates], offered: not among them is what {', '.join(strangers)} has as whatsapp")
    return found


def _has_templates(one: Language) -> bool:
    return bool(one.whatsapp) and PEOPLE in one.serves


def _tables(folder: Path) -> dict[str, Any]:
    with (folder / "languages.toml").open("rb") as file:
        return tomllib.load(file)


def _language(code: str, table: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> Language:
    try:
        return _checked(code, table, known)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"languages.toml, [{code}]: {error}") from error


def _checked(code: str, table: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> Language:
    if strangers := set(table["fallbacks"]) - set(known):
        raise ValueError(f"fallbacks not in the list: {', '.join(sorted(strangers))}")
    serves = frozenset(table["serves"])
    if not serves or not serves <= {PEOPLE, DESK}:
        raise ValueError(f"serves is a list of {PEOPLE}, {DESK} or both")
    if others := [one for one in table["fallbacks"] if not serves <= set(known[one]["serves"])]:
        raise ValueError(f"fallbacks that do not serve the same: {', '.join(others)}")
    if table["direction"] not in ("ltr", "rtl"):
        raise ValueError("direction is ltr or rtl")
    plurals = table["plurals"]
    form = gettext.c2py(plurals["plural"])  # accepts numbers, n and operators only
    if {form(n) for n in range(1000)} != set(range(plurals["nplurals"])):
        raise ValueError("the plural expression does not give every form from 0 to nplurals - 1, and no other")
    return Language(
        code=code,
        name=table["name"],
        english=table["english"],
        rtl=table["direction"] == "rtl",
        serves=serves,
        nplurals=plurals["nplurals"],
        plural=plurals["plural"],
        chain=tuple(dict.fromkeys([code, *table["fallbacks"], ENGLISH])),
        whatsapp=table["whatsapp"],
        telegram=table["telegram"],
        aliases=tuple(table["aliases"]),
        review=table["review"],
        cldr=table.get("cldr", code),
        form=form,
    )


def learned(code: str, name: str, english: str, rtl: bool, cldr: str) -> Language:
    """A language that a form brought along: we say nothing in it ourselves."""
    return Language(
        code=code,
        name=name,
        english=english,
        rtl=rtl,
        serves=frozenset({PEOPLE}),
        nplurals=2,
        plural="n != 1",
        chain=(code, ENGLISH),
        whatsapp="",
        telegram="",
        aliases=(),
        review="",
        cldr=cldr,
        form=lambda n: int(n != 1),
    )


def meanings(languages: Iterable[Language]) -> Mapping[str, str]:
    """Our code for every code and alias in the list, and for the names that authors of workbooks write ("Dari", "Français").

    A code weighs more than another language's alias, and both more than a name.
    """
    known = [*languages]
    names = {name: one.code for one in known for name in (one.english, one.name)}
    names |= {name: one.code for one in known for name in one.aliases} | {one.code: one.code for one in known}
    return {name.lower().replace("-", "_"): code for name, code in names.items()}


def nearest(code: str, meant: Mapping[str, str]) -> str | None:
    """Our language for a code as platforms send it (`fa`, `uk-UA`, `prs`), or None. Subtags at its end may be dropped."""
    subtags = code.strip().lower().replace("-", "_").split("_")
    tried = ("_".join(subtags[:end]) for end in range(len(subtags), 0, -1))
    return next((meant[name] for name in tried if name in meant), None)
