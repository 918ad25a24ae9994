"""`lotse form import`, `export` and `paper`: workbooks come in, and go out again."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bot.commands import checking
from bot.forms import library
from bot.forms.shelf import put
from bot.settings import DEFAULT, SettingProblem, Settings
from bot.texts import speech
from bot.workbooks import reading
from bot.workbooks.converting import LONGEST, UNFIT
from bot.workbooks.reading import Source
from bot.workbooks.texts import OTHER_NAME
from dialogs.faults import whole
from dialogs.form import Form
from dialogs.phrase import phrase
from dialogs.xlsform.reader import FormError

FOLDER = "forms"  # in LOTSE_DATA: a folder for each imported form


def bring_in(settings: Settings, file: Path, name: str = "") -> Form:
    """Import a workbook with the files that it names; one imported before under this name becomes its older version.

    Raises FormError with everything that is wrong, SettingProblem for a file that is not there or a name that is none.
    """
    if name and (UNFIT.search(name) or len(name) > LONGEST):
        raise SettingProblem(f"--name must be letters, digits and _, {LONGEST} at the most.")
    source = replace(_opened(file), called=name or None)
    form, files = reading.read_all([source], apart=True, trial=True)[0]
    try:
        put(settings.data / FOLDER / form.name, file.suffix.lower(), source, files)
    except OSError as problem:
        raise SettingProblem(
            f"{settings.data / FOLDER} cannot be written: {problem.strerror}. Give Lotse the right to."
        ) from problem
    return form


def _opened(file: Path) -> Source:
    if file.suffix.lower() not in reading.SUFFIXES:
        raise FormError(file.name, [whole(phrase(OTHER_NAME, name=file.name))])
    try:
        return reading.at(file)
    except OSError as problem:
        raise SettingProblem(f"{file} cannot be read: {problem.strerror}. Check the name.") from problem


def told(form: Form, settings: Settings) -> str:
    """What a coordinator wants to know about a form that was just imported."""
    languages = ", ".join(form.languages) or "one language, without a code"
    lines = [f'"{form.name}" ({form.title.source}), version {form.version}: {form.size} questions, in {languages}.']
    if form.notices:
        lines += ["Cured or left out:", *(f"  {notice}" for notice in form.notices)]
    lines += _check(form)
    using = [programme.code for programme in settings.programmes if form.name in programme.forms]
    if using:
        lines.append(f"Offered by the programmes: {', '.join(using)}. A running bot takes it up within a minute.")
    else:
        names = ", ".join(f'"{name}"' for name in (*(settings.programmes or (DEFAULT,))[0].forms, form.name))
        lines.append(
            f"To offer it, name it in the table of a programme in lotse.toml, and start the bot again: forms = [{names}]"
        )
    return "\n".join(lines)


def _check(form: Form) -> list[str]:
    """In counts: a workbook that was not written for chat has many labels that are too long."""
    others: Mapping[str, Form] = {form.name: form}
    found = [fault for fault in checking.faults(others, speech.load()) if fault.form == form.name]
    counts = Counter(fault.cure for fault in found)
    if not counts:
        return ["lotse check finds nothing wrong with it."]
    return ["lotse check finds (it lists them all):", *(f"  {count} × {cure}" for cure, count in counts.most_common())]


def one(settings: Settings, name: str) -> Form:
    """A form by its name. Raises SettingProblem, FormError."""
    forms = library.forms(settings)
    if name not in forms:
        raise SettingProblem(f'There is no form "{name}". There are: {", ".join(forms)}.')
    return forms[name]


def import_(settings: Settings, file: Path, name: str) -> int:
    print(told(bring_in(settings, file, name), settings))
    return 0


def export(settings: Settings, name: str, out: Path | None) -> int:
    from bot.texts import corrected  # noqa: PLC0415 - each of the two brings libraries that the other does not need
    from bot.workbooks import writing  # noqa: PLC0415

    path = out or Path(f"{name}.xlsx")
    writing.export(one(settings, name), asyncio.run(corrected.voices(settings)), path)
    print(f"{path} is written.")
    return 0


def paper(settings: Settings, name: str, languages: Sequence[str], out: Path | None) -> int:
    from bot.paper import form as paper_  # noqa: PLC0415
    from bot.texts import corrected  # noqa: PLC0415

    path = out or Path(f"{name}.pdf")
    paper_.paper(one(settings, name), asyncio.run(corrected.voices(settings)), languages, path)
    print(f"{path} is written.")
    return 0
