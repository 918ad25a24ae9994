"""Every text that is said, in one language, beside its source: for translators at the desk."""

import asyncio
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence

from babel.messages.catalog import Message

from bot.commands.checking import CHANNELS
from bot.texts import catalogue, pofiles
from bot.texts.languages import DESK, ENGLISH, PEOPLE
from bot.texts.messages import READ, all_texts
from bot.world import World
from desk.forms.publishing import STOP as MUST
from desk.forms.publishing import Change, Finding, Rows, Unreadable, Wording, Wrong
from dialogs.checks.forms import PLACE, limits_of
from dialogs.form import Form
from dialogs.labels import Shown, labels
from dialogs.markup import unstyled
from dialogs.reading.scripts import fold
from dialogs.reading.words import NO, YES
from dialogs.texts import Text

FORMS, EMPTY, PLACES, LENGTH, SIGNS, WORDS, LONG = "forms", "empty", "places", "length", "signs", "words", "long"
MOST_LANGUAGES = 2  # whose catalogues are kept in memory as translators see them
LONGEST = 4_000  # characters: a message
EXAMPLES, UP_TO = 4, 200
WORD_LIST = "word:"
Read = Mapping[str, Message]  # by context
Find = Callable[
    [str, str], tuple[tuple[str, ...], bool]
]  # (context, source): its forms, whether they were made for other English


class Wordings:
    """All texts of a world, in every language that anything is translated into."""

    def __init__(self, world: World) -> None:
        self.world, self.voices = world, world.voices
        self._read: OrderedDict[str, Read] = OrderedDict()

    @property
    def languages(self) -> Sequence[str]:
        known = dict.fromkeys([*self.voices.languages, *self.voices.desk.languages, *self.voices.learned])
        return [code for code in known if code != ENGLISH]

    def serves(self, language: str) -> Sequence[str]:
        people = language in self.voices.about or language in self.voices.learned
        return [whom for whom, yes in ((PEOPLE, people), (DESK, language in self.voices.desk.about)) if yes]

    async def wordings(self, language: str, *, brief: bool = False) -> Sequence[Wording]:
        if brief:
            return list({one.context: one for one in self._wordings(language, self._spoken(language))}.values())
        if language not in self._read:
            self._read[language] = await asyncio.to_thread(self._catalogues, language)
            if len(self._read) > MOST_LANGUAGES:
                self._read.popitem(last=False)
        read = self._read[language]
        return list({one.context: one for one in self._wordings(language, lambda *text: _forms_of(read, *text))}.values())

    def _spoken(self, language: str) -> Find:
        """By what is said, which is in memory anyway."""
        voices = self.voices.desk if language in self.voices.desk.about else self.voices
        known = voices.catalogue(language)
        return lambda context, source: (known.get((context, source), ()), False)

    def _catalogues(self, language: str) -> Read:
        """What lies in locales/, fuzzy ones too. Of the same text what people are told counts."""
        folder, found = self.voices.folder, dict[str, Message]()
        for whom in (DESK, PEOPLE):
            if whom in self.serves(language) and language not in self.voices.learned:
                found |= {one.context or "": one for one in catalogue.parse(catalogue.path_of(language, folder, whom))}
        return found

    def _wordings(self, language: str, find: Find) -> Iterator[Wording]:
        serves = self.serves(language)
        if language not in self.voices.learned:
            for whom in serves:
                yield from (_of_text(text, whom, find) for text in all_texts(whom))
        for form in self.world.forms.values():
            for shown in labels(form):
                if (PEOPLE in serves and self._speaks(form, language)) or (DESK in serves and shown.label.key.endswith(READ)):
                    yield self._of_label(form, shown, language, find)

    def _speaks(self, form: Form, language: str) -> bool:
        """Whether a form is meant to be in a language: those of its workbook, or all of ours."""
        return not form.languages or any(self.voices.nearest(code) == language for code in form.languages)

    def _of_label(self, form: Form, shown: Shown, language: str, find: Find) -> Wording:
        label = shown.label
        written = next((text for code, text in label.texts.items() if code and self.voices.nearest(code) == language), "")
        forms, fuzzy = ((written,) if written else (), False) if form.languages else find(label.key, label.source)
        limit = min(limits_of(shown, CHANNELS).values())
        return Wording(
            context=label.key,
            whom=PEOPLE,
            form=form.name,
            source=label.source,
            plural="",
            note="",
            limit=limit if shown.choices or shown.title else 0,
            shipped=forms,
            fuzzy=fuzzy,
        )

    def rows(self, language: str) -> Rows:
        about = self.voices.about.get(language) or self.voices.desk.about.get(language) or self.voices.known(language)
        by_form: dict[int, list[str]] = {}
        for number in range(UP_TO):
            by_form.setdefault(about.form(number), []).append(str(number))
        examples = [", ".join(by_form.get(form, [])[:EXAMPLES]) for form in range(about.nplurals)]
        return Rows(examples, about.rtl)

    def wrong(self, language: str, wording: Wording, forms: Sequence[str]) -> Wrong | None:
        wanted = len(self.rows(language).examples) if wording.plural else 1
        if len(forms) != wanted:
            return Wrong(FORMS, "", wanted)
        found = (_wrong(wording, form) for form in forms)
        if (first := next((one for one in found if one), None)) or not wording.context.startswith(WORD_LIST):
            return first
        return self._wrong_words(language, wording, forms[0])

    def _wrong_words(self, language: str, wording: Wording, words: str) -> Wrong | None:
        """A word belongs to one list only, and none means yes or no."""
        speech = self.voices[language]
        others = [text for text in all_texts(PEOPLE) if text.context.startswith(WORD_LIST) and text.context != wording.context]
        taken = {word for text in others for word in speech.words(text)} | _yes_and_no(language)
        mine = {fold(word) for word in wording.source.split("|")}
        met = sorted({fold(word) for word in words.split("|")} & (taken - mine))
        return Wrong(WORDS, met[0]) if met else None

    async def write(self, language: str, wordings: Sequence[Wording], to: str) -> bytes:
        rows = self.rows(language)
        if to == "po":
            return await asyncio.to_thread(pofiles.as_po, language, self._plural(language), wordings)
        return await asyncio.to_thread(pofiles.as_xlsx, wordings, rows)

    async def take(self, language: str, wordings: Sequence[Wording], content: bytes, name: str) -> Sequence[Change]:
        wanted = len(self.rows(language).examples)
        read: Callable[[bytes, int], Sequence[pofiles.Given]]
        read = pofiles.from_po if name.lower().endswith((".po", ".pot")) else pofiles.from_xlsx
        try:
            given = await asyncio.to_thread(read, content, wanted)
        except pofiles.Refused as refused:
            raise Unreadable([Finding(weight=MUST, said=refused.why)]) from refused
        return [*self._changes(language, {one.context: one for one in wordings}, given)]

    def _changes(self, language: str, known: Mapping[str, Wording], given: Sequence[pofiles.Given]) -> Iterator[Change]:
        """What differs from what is said now."""
        for one in given:
            wording = known.get(one.context)
            if one.wrong:
                yield Change(one.row, wording, one.forms, Wrong(one.wrong), one.context)
            elif not any(one.forms):
                continue
            elif wording is None:
                yield Change(one.row, None, one.forms, Wrong("unknown", one.context), one.context)
            elif one.source != wording.source:
                yield Change(one.row, wording, one.forms, Wrong("source"), one.context)
            elif (forms := one.forms if wording.plural else one.forms[:1]) != wording.said:
                yield Change(one.row, wording, forms, self.wrong(language, wording, forms), one.context)

    def _plural(self, language: str) -> str:
        about = self.voices.about.get(language) or self.voices.desk.about.get(language) or self.voices.known(language)
        return f"nplurals={about.nplurals}; plural=({about.plural});"


def _of_text(text: Text, whom: str, find: Find) -> Wording:
    forms, fuzzy = find(text.context, text.english)
    return Wording(
        context=text.context,
        whom=whom,
        form="",
        source=text.english,
        plural=text.plural,
        note=text.note,
        limit=text.limit,
        shipped=forms,
        fuzzy=fuzzy,
    )


def _forms_of(read: Read, context: str, source: str) -> tuple[tuple[str, ...], bool]:
    """(its forms, whether they were made for other English or are not whole); none where nothing is written."""
    if (known := read.get(context)) is None:
        return (), False
    forms = (known.string,) if isinstance(known.string, str) else tuple(known.string or ())
    english = known.id if isinstance(known.id, str) else known.id[0]
    return (forms, known.fuzzy or english != source or not all(forms)) if any(forms) else ((), False)


def _yes_and_no(language: str) -> set[str]:
    lists = (known.get(code, "") for known in (YES, NO) for code in (language, ENGLISH))
    return {fold(word) for words in lists for word in words.split("|") if word}


def _wrong(wording: Wording, form: str) -> Wrong | None:
    if not form.strip():
        return Wrong(EMPTY)
    if strange := next(
        (letter for letter in form if letter != "\n" and unicodedata.category(letter) in ("Cc", "Co", "Cs")), ""
    ):
        return Wrong(SIGNS, f"U+{ord(strange):04X}")
    given, wanted = set(PLACE.findall(form)), set(PLACE.findall(wording.source))
    free = {"{n}"} if wording.plural else set()  # "one person" may say its number in words
    if strangers := sorted((given ^ wanted) - free) + sorted((given - wanted) & free):
        return Wrong(PLACES, " ".join(strangers))
    if any(form.count(sign) != wording.source.count(sign) for sign in "{}") and not wording.plural:
        return Wrong(PLACES, "{ }")
    if wording.limit and len(unstyled(form)) > wording.limit:
        return Wrong(LENGTH, str(len(unstyled(form))), wording.limit)
    return Wrong(LONG, str(len(form)), LONGEST) if len(form) > LONGEST else None
