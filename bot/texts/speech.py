"""The bot's voices: every text in every language, found message by message, formatted safely, never blank.

A text is looked for in the person's language, in its fallbacks, at last in English. One whose placeholders do not fit
is passed over, counted and logged, without what was to be put into it.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import structlog
from babel.dates import format_date, format_skeleton

from bot.texts import catalogue, cldr, languages
from bot.texts.bidi import anchor, has_rtl, isolate, mirror
from bot.texts.catalogue import CatalogueError, Forms, Key
from bot.texts.languages import DESK, ENGLISH, LOCALES, PEOPLE, Language
from dialogs.form import Form, Label
from dialogs.markup import plain, styled, unstyled
from dialogs.reading.calendars import GREGORIAN, both_calendars
from dialogs.reading.scripts import fold
from dialogs.texts import Text
from storage.elsewhere import elsewhere

log = structlog.get_logger()

IN_TEXT = re.compile(r"\{(\w+)\}")  # plain names only: nothing can be reached through a translation
CODE = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z]{2,8})?")  # of a language, as a person's row has room for it
NOTHING: Mapping[str, str] = MappingProxyType({})
NO_FORMS: Mapping[Key, Forms] = MappingProxyType({})
IN_LABEL = re.compile(r"\$\{(\w+)\}")


class Strange(NamedTuple):
    """Languages that we do not speak: CLDR's names by locale, and what each is."""

    names: Mapping[str, cldr.Names]
    tongues: Mapping[str, cldr.Tongue]

    def __bool__(self) -> bool:
        return bool(self.tongues)


def strange(voices: "Voices", form: Form) -> Strange:
    """The languages of a form that nobody has met so far. CLDR is read in a process apart."""
    codes = sorted(code for code in form.languages if not voices.nearest(code) and CODE.fullmatch(code))
    return Strange(*elsewhere(cldr.all_names, [], codes)) if codes else Strange({}, {})


def load(folder: Path = LOCALES, *, forms: Iterable[Form] = (), apart: bool = False) -> "Voices":
    """All languages of `folder`. Their catalogues are read when first spoken. Raises ValueError for a wrong list.

    The languages of `forms` come along: in one that we do not speak a form is asked, and what we say besides is English.
    `apart`: CLDR's names are looked up in a process of its own, and the memory that takes goes with it.
    """
    voices = Voices(folder)
    strange = sorted({code for form in forms for code in form.languages if not voices.nearest(code) and CODE.fullmatch(code)})
    if apart:
        locales = sorted({about.cldr for about in (*voices.about.values(), *voices.desk.about.values())})
        names, tongues = elsewhere(cldr.all_names, locales, strange)
        voices.names = voices.desk.names = lambda locale: names.get(locale, {})
    else:
        tongues = {code: cldr.tongue(code) for code in strange}
    voices.learn(tongues)
    return voices


class Voices:
    """All languages of people, by code; a code that is not ours speaks the nearest one, or English.

    `desk` speaks with coordinators, whose languages are others: with `people`, these are the voices of the desk.
    """

    def __init__(self, folder: Path, people: "Voices | None" = None) -> None:
        self.folder, self._people = folder, people
        serves = DESK if people else PEOPLE
        self.about: Mapping[str, Language] = {code: one for code, one in languages.read(folder).items() if serves in one.serves}
        self.languages = tuple(self.about)
        self.faults: Counter[tuple[str, str]] = Counter()  # (language, context) of translations that could not be used
        self.learned: dict[str, Language] = {}
        meant = languages.meanings(self.about.values())
        self._nearest = lru_cache(maxsize=500)(lambda code: languages.nearest(code, meant))  # every label asks
        self._speeches: dict[str, Speech] = {}
        self._catalogues: dict[str, Mapping[Key, Forms]] = {}
        self._words: dict[str, frozenset[str]] = {}
        # By language: what the desk says in place of catalogue or workbook.
        self.corrected: Mapping[str, Mapping[Key, Forms]] = {}
        self.names: Callable[[str], cldr.Names] = cldr.names  # of a locale

    @cached_property
    def desk(self) -> "Voices":
        """The same for coordinators: their languages only, and their texts besides."""
        return self if self._people else Voices(self.folder, self)

    def __getitem__(self, language: str) -> "Speech":
        speech = self._speeches.get(language)
        return speech or self._spoken(self.nearest(language) or ENGLISH)

    def _spoken(self, code: str) -> "Speech":
        # A turn in another thread may be speaking when something is corrected: what it makes goes with these.
        speeches = self._speeches
        if code not in speeches:
            speeches[code] = Speech(self, self.known(code))
        return speeches[code]

    def correct(self, corrected: Mapping[str, Mapping[Key, Forms]]) -> None:
        """From the next sentence on these texts are said, by language: those of catalogues and of workbooks no longer."""
        self.corrected = {
            code: {key: _drawn(forms, rtl=self._is_rtl(code)) for key, forms in found.items()}
            for code, found in corrected.items()
        }
        self.begin_anew()  # in this order: whatever is made from now on knows the corrections
        if not self._people:
            self.desk.correct(corrected)

    def correction(self, language: str, label: Label) -> Forms | None:
        """What the desk says in place of a label."""
        return self.corrected.get(language, NO_FORMS).get((label.key, label.source))

    def begin_anew(self) -> None:
        """Whatever was spoken so far is put together again."""
        self._speeches, self._words = {}, {}

    def _is_rtl(self, code: str) -> bool:
        about = self.about.get(code) or self.learned.get(code)
        return about.rtl if about else False

    def known(self, code: str) -> Language:
        """One of ours, or of those that forms brought along."""
        return self.about.get(code) or self.learned[code]

    def learn(self, tongues: Mapping[str, cldr.Tongue]) -> None:
        """Languages that forms bring along: their questions are in them, all else is in English."""
        self.learned |= {code: languages.learned(code, *one) for code, one in tongues.items()}
        meant = languages.meanings([*self.learned.values(), *self.about.values()])
        self._nearest = lru_cache(maxsize=500)(lambda code: languages.nearest(code, meant))

    def meet(self, strange: Strange) -> None:
        """The same while the bot runs."""
        before = self.names
        self.names = lambda locale: strange.names.get(locale) or before(locale)
        self.learn(strange.tongues)

    def knowing(self, strange: Strange) -> "Voices":
        """The same voices with languages that only a form has which nobody is asked yet."""
        if not strange:
            return self
        found = copy(self)
        found.learned = dict(self.learned)
        found.meet(strange)
        found.begin_anew()
        return found

    def own_names(self) -> dict[str, str]:
        """{code: what a language calls itself}, ours first."""
        return {code: one.name for code, one in [*self.about.items(), *self.learned.items()]}

    def nearest(self, code: str) -> str | None:
        """Our language for a code as platforms send it, or None."""
        return self._nearest(code)

    def words(self, text: Text) -> frozenset[str]:
        """The folded words of a list separated by |, in all languages."""
        if text.context not in self._words:
            self._words[text.context] = frozenset().union(*(self[language].words(text) for language in self.languages))
        return self._words[text.context]

    def catalogue(self, language: str) -> Mapping[Key, Forms]:
        """What is translated into a language. A catalogue that cannot be read is empty, and logged as an error."""
        if language in self.learned:
            return {}
        if language not in self._catalogues:
            self._catalogues[language] = self._read(language)
        return self._catalogues[language]

    def _read(self, language: str) -> Mapping[Key, Forms]:
        """Of the desk: what people are told as well, for it shows that."""
        try:
            found = catalogue.read(self.about[language], self.folder, DESK if self._people else PEOPLE)
        except CatalogueError:
            log.exception("catalogue cannot be read", language=language)
            found = {}
        both = self._people and language in self._people.about
        return {**self._people.catalogue(language), **found} if self._people and both else found

    def fault(self, language: str, context: str) -> None:
        """Count a translation whose placeholders do not fit; the first time it is logged."""
        self.faults[language, context] += 1
        if self.faults[language, context] == 1:
            log.warning("translation does not fit", language=language, context=context)


class Speech:
    """One language, spoken (see dialogs.texts.Speech)."""

    def __init__(self, voices: Voices, about: Language) -> None:
        self.language, self.rtl = about.code, about.rtl
        self._locale, self._voices = about.cldr or ENGLISH, voices
        chain = [voices.known(code) for code in about.chain]
        corrected = voices.corrected
        self._sources = [
            _Source(one.code, one.rtl, voices.catalogue(one.code), one.cldr, corrected.get(one.code, NO_FORMS)) for one in chain
        ]
        self._said: dict[str, str] = {}
        self._words: dict[str, frozenset[str]] = {}

    def say(self, text: Text, **values: str | int) -> str:
        """The text with its values, of which `n` chooses the plural form."""
        if values:
            return self._filled(text, values)
        said = self._said.get(text.context)
        if said is None:
            said = self._said[text.context] = self._filled(text, values)
        return said

    def label(self, label: Label, /, **values: str) -> str:
        """The words of a label with its values. The key `territory:AF` or `language:ps` is the name of a country or language."""
        return self._label(label, unstyled, values)

    def styled(self, label: Label, /, **values: str) -> str:
        """The same with the marks of its style; what is put into it is no markup, whatever it looks like."""
        return self._label(label, styled, values)

    def _label(self, label: Label, style: Callable[[str], str], values: Mapping[str, str]) -> str:
        """Without values it is found once: each label is said again and again."""
        if values:
            return self._worded(label, style, values)
        known = label.known.get((self, style))
        if known is None:
            known = label.known[self, style] = self._worded(label, style, values)
        return known

    def _worded(self, label: Label, style: Callable[[str], str], values: Mapping[str, str]) -> str:
        for language, (text,) in self._versions(label.key, (label.source,), label.texts):
            if "${" not in text:
                return style(text)
            if set(IN_LABEL.findall(text)) <= values.keys():
                return self._fill(IN_LABEL, style(text), values)
            self._voices.fault(language, label.key)
        return self._fill(IN_LABEL, style(label.source), values)

    def file(self, versions: Mapping[str, str]) -> str:
        """Of {language: name of a file} the one for this language, for a fallback, or whichever there is."""
        found = (name for source in self._sources if (name := self._written(versions, source.language)))
        return next(found, versions.get("") or next(iter(versions.values()), ""))

    def own(self, text: Text | Label) -> Forms | None:
        """The forms of a text in this very language, as they are shown; None where another language has to help out."""
        if isinstance(text, Text):
            versions = self._versions(text.context, _english(text))
        else:
            versions = self._versions(text.key, (text.source,), text.texts)
        language, forms = next(versions)
        return forms if language == self.language else None

    def words(self, text: Text) -> frozenset[str]:
        """The folded words of a list separated by |, the English ones too."""
        if text.context not in self._words:
            _, (words,) = next(self._versions(text.context, (text.english,)))
            folded = map(fold, [*words.split("|"), *text.english.split("|")])
            self._words[text.context] = frozenset(word for word in folded if word)
        return self._words[text.context]

    def day(self, date: str, precision: str) -> str:
        """A Gregorian ISO date in words, to its precision (weekday: a day, and which day of the week that is; day, month, season, year).

        What is no date comes back as it is.
        """
        try:
            day = dt.date.fromisoformat(date)
        except ValueError:
            return date
        if precision == "year":
            return str(day.year)
        if precision == "month":
            return format_skeleton("yMMMM", day, locale=self._locale)
        if precision == "season":
            first, last = both_calendars(date, precision, GREGORIAN)[0].split("/")
            return " – ".join(self.day(f"{month}-01", "month") for month in (first, last))
        return _dated(day, "full" if precision == "weekday" else "long", self._locale)

    def _versions(self, context: str, english: Forms, workbook: Mapping[str, str] = NOTHING) -> Iterator[tuple[str, Forms]]:
        """(language, plural forms) of a text, best first: the one place that knows where texts are looked for."""
        for source in self._sources:
            if forms := source.corrected.get((context, english[0])):
                yield source.language, forms
            elif written := self._written(workbook, source.language):
                yield source.language, (anchor(written) if source.rtl and not has_rtl(written[0]) else written,)
            elif forms := source.translated.get((context, english[0])):
                yield source.language, forms
            elif context.startswith(cldr.PREFIXES) and (name := self._voices.names(source.cldr).get(context)):
                yield source.language, (name,)
        yield ENGLISH, english if any(english) else (context.rpartition(":")[2],)

    def _written(self, workbook: Mapping[str, str], language: str) -> str | None:
        """What a workbook says in a language, whichever code it has for it (prs, fa_AF, uk_UA …)."""
        if language in workbook or len(workbook) < 2:
            return workbook.get(language)
        return next((text for code, text in workbook.items() if self._voices.nearest(code) == language), None)

    def _filled(self, text: Text, values: Mapping[str, str | int]) -> str:
        for language, forms in self._versions(text.context, _english(text)):
            template = forms[self._form(language, values.get("n")) if len(forms) > 1 else 0]
            if set(IN_TEXT.findall(template)) <= values.keys():
                return self._fill(IN_TEXT, template, values)
            self._voices.fault(language, text.context)
        return self._fill(IN_TEXT, text.english, values)

    def _form(self, language: str, n: str | int | None) -> int:
        """Which plural form a number takes; without a whole number the last one, which is the most general."""
        return self._voices.known(language).form(n) if isinstance(n, int) and n >= 0 else -1

    def _fill(self, places: re.Pattern[str], template: str, values: Mapping[str, str | int]) -> str:
        """The template with its values in place; one that is missing leaves nothing behind."""
        return places.sub(lambda place: self._inserted(str(values.get(place[1], ""))), template)

    def _inserted(self, value: str) -> str:
        value = value if value.isascii() else plain(value)
        return isolate(value) if self.rtl or has_rtl(value) else value


@lru_cache(maxsize=500)
def _dated(day: dt.date, length: str, locale: str) -> str:
    """A day in words. Thousands may be told of the same one."""
    return format_date(day, length, locale=locale)


def _drawn(forms: Forms, *, rtl: bool) -> Forms:
    """As the catalogue's are made ready."""
    return tuple(anchor(mirror(form)) for form in forms) if rtl else forms


def _english(text: Text) -> Forms:
    return (text.english, text.plural) if text.plural else (text.english,)


class _Source(NamedTuple):
    """Where one language's texts come from."""

    language: str
    rtl: bool
    translated: Mapping[Key, Forms]
    cldr: str
    corrected: Mapping[Key, Forms] = NO_FORMS
