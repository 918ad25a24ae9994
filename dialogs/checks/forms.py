"""Faults found before a person meets them. What a channel can show and what is translated are handed in.

A fault breaks a conversation. A warning is for somebody to decide about: a subject that law protects, a text that is hard to read.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from dialogs import faulttexts as said
from dialogs.checks.logic import findings
from dialogs.checks.readability import too_hard
from dialogs.checks.sensitive import subjects
from dialogs.form import Form, Label, Limits, Question, walk
from dialogs.labels import Shown, labels
from dialogs.markup import unstyled
from dialogs.phrase import Phrase, phrase
from dialogs.texts import Text

Channels = Mapping[str, Limits]  # by their names
Translation = Callable[[Label | Text, str], tuple[str, ...] | None]  # (what, language): its forms in that very language

PLACE = re.compile(r"\$?\{\w+\}")
TITLE_EXTRA = 3  # characters before a form's title on the button that opens it: a pictogram (it may count twice), a space
PATTERN = re.compile(r"regex\s*\([^,]*,\s*('[^']*'|\"[^\"]*\")\s*\)")
Wrong = tuple[Phrase, Phrase]  # cause, cure


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, where, and what to do about it. `form` is "" for a text outside of forms, `language` for all.

    A `warning` is not wrong, but worth a decision. As a `str` it is English, for a terminal.
    """

    form: str = ""
    question: str = ""
    language: str = ""
    cause: Phrase
    cure: Phrase
    warning: bool = False

    def __str__(self) -> str:
        place = ", ".join(filter(None, [self.form, self.question, self.language]))
        return f"{place}: {self.cause} {self.cure}"


def faults_of_form(
    form: Form, *, forms: Collection[str], languages: Collection[str], translation: Translation, channels: Channels
) -> Iterator[Fault]:
    """All faults of a form. `forms` are the names of those it may lead to, `languages` those it is to be in."""
    for question, cause, cure in findings(form, forms):
        yield Fault(form=form.name, question=question, cause=cause, cure=cure)
    for language in languages:
        spoken = [(shown, _spoken(form, shown, language, translation)) for shown in labels(form)]
        if not any(texts for shown, texts in spoken if not shown.title):
            yield Fault(form=form.name, language=language, cause=phrase(said.NOTHING_TRANSLATED), cure=phrase(said.TRANSLATE))
            continue
        for shown, texts in spoken:
            for cause, cure in _wrong(shown.label.source, texts, 1, limits_of(shown, channels)):
                yield Fault(form=form.name, question=shown.question, language=language, cause=cause, cure=cure)
        for name, cause in _alike(form, language, translation):
            yield Fault(form=form.name, question=name, language=language, cause=cause, cure=phrase(said.OWN_WORDS))


def warnings_of_form(form: Form, *, languages: Collection[str], translation: Translation) -> Iterator[Fault]:
    """What somebody should decide about, or say in a simpler way."""
    for part in walk(form.root):
        if isinstance(part, Question) and part.constraint and (pattern := _loose(part.constraint.source)):
            cause = phrase(said.LOOSE, pattern=pattern)
            yield Fault(form=form.name, question=part.name, cause=cause, cure=phrase(said.ENCLOSE), warning=True)
    for shown in labels(form):
        for language in languages:
            for text in _spoken(form, shown, language, translation) or ():
                words = PLACE.sub("", unstyled(text))
                for cause, cure in (*_protected(language, words), *_hard(language, words)):
                    where = {"question": shown.question, "language": language}
                    yield Fault(form=form.name, cause=cause, cure=cure, warning=True, **where)


def _protected(language: str, text: str) -> Iterator[Wrong]:
    for subject, word in subjects(language, text):
        yield phrase(said.PROTECTED[subject.name], word=word), phrase(said.LEAVE_OUT)


def _hard(language: str, text: str) -> Iterator[Wrong]:
    if found := too_hard(language, text):
        yield phrase(said.HARD, lix=round(found.lix), longest=found.longest), phrase(said.SIMPLER)


def _loose(source: str) -> str:
    """A pattern of regex() that other programs read in another way."""
    found = PATTERN.search(source)
    return found[1] if found and not (found[1][1:2] == "^" and found[1][-2:-1] == "$") else ""


def _alike(form: Form, language: str, translation: Translation) -> Iterator[tuple[str, Phrase]]:
    """Choices of a list that nobody can tell apart."""
    for name, choices in form.lists.items():
        met: dict[str, str] = {}
        for choice in choices:
            texts = translation(choice.label, language) if choice.label.source else None
            words = " ".join(unstyled(texts[0]).casefold().split()) if texts else ""
            if words and met.setdefault(words, choice.name) != choice.name and not choice.columns:
                shown = unstyled(texts[0] if texts else "")
                yield name, phrase(said.ALIKE, one=met[words], other=choice.name, words=shown)


def _spoken(form: Form, shown: Shown, language: str, translation: Translation) -> tuple[str, ...] | None:
    """A label in a language. The title of a workbook with languages of its own is in one only: XLSForm knows no more."""
    return (shown.label.source,) if shown.title and form.languages else translation(shown.label, language)


def limits_of(shown: Shown, channels: Channels) -> Mapping[str, int]:
    """The most characters that each channel shows of a label."""
    if shown.title:
        return {name: limits.label - TITLE_EXTRA for name, limits in channels.items()}
    if shown.choices:
        return {name: limits.label for name, limits in channels.items()}
    return {name: limits.body or limits.text for name, limits in channels.items()}  # there are always options below


def faults_of_texts(texts: Iterable[Text], *, languages: Mapping[str, int], translation: Translation) -> Iterator[Fault]:
    """All faults of the texts outside of forms, in languages with so many plural forms."""
    for text in texts:
        limits = {"here": text.limit} if text.limit else {}
        for language, plurals in languages.items():
            wanted = plurals if text.plural else 1
            for cause, cure in _wrong(text.english, translation(text, language), wanted, limits):
                yield Fault(question=text.context, language=language, cause=cause, cure=cure)


def _wrong(english: str, forms: tuple[str, ...] | None, wanted: int, limits: Mapping[str, int]) -> Iterator[Wrong]:
    """(cause, cure) of what is wrong with a translation that should have so many plural forms."""
    if not forms:
        yield phrase(said.NOT_TRANSLATED, english=english), phrase(said.TRANSLATE)
        return
    if len(forms) != wanted:
        yield phrase(said.PLURAL_FORMS, given=len(forms), wanted=wanted), phrase(said.GIVE_PLURALS)
    for form in forms:
        strange = set(PLACE.findall(form)) ^ set(PLACE.findall(english))
        if strange - ({"{n}"} if wanted > 1 else set()):  # "one person" may say its number in words
            yield phrase(said.DIFFERS, form=form, places=", ".join(sorted(strange))), phrase(said.KEEP_PLACES)
        for name, most in limits.items():
            if (length := len(unstyled(form))) > most:
                yield phrase(said.TOO_LONG, form=form, length=length, channel=name, most=most), phrase(said.SHORTER)
