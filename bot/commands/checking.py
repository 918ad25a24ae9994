"""`lotse check`: forms and texts, looked through for what would harm a conversation."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from bot.channels.telegram import messages as telegram
from bot.channels.whatsapp import messages as whatsapp
from bot.sending import templates
from bot.settings import SettingProblem
from bot.texts import speech
from bot.texts.languages import DESK, PEOPLE
from bot.texts.messages import all_texts
from bot.texts.speech import Voices
from bot.workbooks.reading import SUFFIXES, at, read_all
from dialogs.checks.forms import Channels, Fault, faults_of_form, faults_of_texts, warnings_of_form
from dialogs.cost import walk_of
from dialogs.form import Form, Label
from dialogs.texts import Text

CHANNELS: Channels = {
    "Telegram": telegram.LIMITS,
    "WhatsApp": whatsapp.LIMITS,
}


def check(forms: Mapping[str, Form], what: str = "") -> int:
    """Look through all forms, one of them by its name, or a workbook. Raises FormError, SettingProblem."""
    path = Path(what)
    if what in ("", *forms) or path.suffix.lower() not in SUFFIXES:
        if what and what not in forms:
            raise SettingProblem(f'There is no form and no workbook "{what}". There are: {", ".join(forms)}.')
        return main(forms, what)
    try:
        (form, notices), *_ = read_all([at(path)], apart=True, trial=True)
    except OSError as problem:
        raise SettingProblem(f"{path} cannot be read: {problem.strerror}. Check the name.") from problem
    sys.stdout.write("".join(f"{form.name}: {notice}\n" for notice in notices))
    return main({**forms, form.name: form}, form.name)


def main(forms: Mapping[str, Form], only: str = "") -> int:
    """Print every fault and every warning, one a line, and what each form costs; 1 if there is a fault.

    `only`: the form to look at; the others are those that it may lead to.
    """
    voices = speech.load()
    wanted = {name: form for name, form in forms.items() if only in ("", name)}
    found = [*faults(wanted, voices, forms, texts=not only)]
    noted = [*warnings(wanted, voices)]
    lines = [*map(str, found), *(f"warning: {one}" for one in noted)]
    lines += [f"{form.name}: {walk_of(form, whatsapp.LIMITS)}." for form in wanted.values()]
    counted = f"{len(found) or 'no'} faults, {len(noted) or 'no'} warnings"
    lines.append(f"{len(wanted)} forms, {len(voices.languages)} languages: {counted}")
    sys.stdout.write("\n".join([*lines, ""]))
    return 1 if found else 0


def faults(
    forms: Mapping[str, Form], voices: Voices, known: Mapping[str, Form] | None = None, *, texts: bool = True
) -> Iterator[Fault]:
    """All faults of the forms, and of the texts. A form is to be in its workbook's languages, or in all of ours.

    `known` are all forms that there are, where these are only some.
    """
    for form in forms.values():
        yield from faults_of_form(
            form,
            forms=known or forms,
            languages=_languages(form, voices),
            translation=partial(_own, voices),
            channels=CHANNELS,
        )
    if texts:
        yield from _faults_of_texts(PEOPLE, voices)
        yield from _faults_of_texts(DESK, voices.desk)
        yield from templates.faults(voices)


def _faults_of_texts(whom: str, voices: Voices) -> Iterator[Fault]:
    plurals = {code: about.nplurals for code, about in voices.about.items()}
    yield from faults_of_texts(all_texts(whom), languages=plurals, translation=partial(_own, voices))


def warnings(forms: Mapping[str, Form], voices: Voices) -> Iterator[Fault]:
    """What somebody should decide about."""
    for form in forms.values():
        yield from warnings_of_form(form, languages=_languages(form, voices), translation=partial(_own, voices))


def _languages(form: Form, voices: Voices) -> Sequence[str]:
    return [code for code in map(voices.nearest, form.languages) if code] or voices.languages


def _own(voices: Voices, what: Label | Text, language: str) -> tuple[str, ...] | None:
    return voices[language].own(what)
