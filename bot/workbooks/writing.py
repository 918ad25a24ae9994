"""`lotse form export`: a form as a workbook that KoboToolbox and ODK run, with every language as columns."""

import csv
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale

from bot.forms.lists import live_lists
from bot.settings import SettingProblem
from bot.texts.speech import Voices
from dialogs.form import Form, Label
from dialogs.labels import labels
from dialogs.xlsform.rows import Languages, Row, Sheets, sheets

if TYPE_CHECKING:
    from xlsxwriter import Workbook

MOST_TEXT = 32_767  # characters that a cell holds
WIDTHS = {"type": 24, "name": 20, "list_name": 18}  # characters of a column
WIDTH = 32
RLM = "\u200f"  # a mark of our catalogues that a cell does not need


def export(form: Form, voices: Voices, out: Path) -> None:
    """Write the workbook. The live lists (languages, countries …) are written out as they are now. Raises SettingProblem.

    Lists that `pulldata` looks things up in are csv files in `<workbook>-media` beside it.
    """
    write(workbook(form, voices), out)


def workbook(form: Form, voices: Voices) -> Sheets:
    """The rows of a form: an uploaded one in the languages of its workbook, a shipped one in all of ours."""
    lists = live_lists(voices.own_names())
    return sheets(form, languages(form, voices), lists)


def languages(form: Form, voices: Voices) -> Languages:
    ours = {code: voices[code] for code in voices.languages}
    translated = not form.languages and any(
        ours[code].own(shown.label) for shown in labels(form) for code in ours if code != "en"
    )
    spoken = {code: our for code in form.languages if (our := voices.nearest(code))} or {"": "en"}

    def texts(label: Label) -> Mapping[str, str]:
        if translated:
            return {code: forms[0].strip(RLM) for code, speech in ours.items() if (forms := speech.own(label))}
        corrected = {code: forms[0].strip(RLM) for code, our in spoken.items() if (forms := voices.correction(our, label))}
        if label.texts:
            return {**label.texts, **{code: text for code, text in corrected.items() if code}}
        return {code: voices[our].label(label).strip(RLM) for code, our in spoken.items() if label.key}

    codes = tuple(ours) if translated else form.languages
    return Languages(texts=texts, names={code: named(code, voices) for code in codes})


def named(code: str, voices: Voices) -> str:
    """What the language is called in a heading: `French (fr)`. One that nobody knows is called as its workbook calls it."""
    if code in voices.about:
        return f"{voices.about[code].english} ({code.replace('_', '-')})"
    name = Locale.parse("en").languages.get(code)
    return f"{name} ({code.replace('_', '-')})" if name else code


def write(book: Sheets, out: Path) -> None:
    """The file appears when it is whole. Raises SettingProblem."""
    import xlsxwriter  # noqa: PLC0415 - some MB, seldom needed

    tables = {"survey": book.survey, "choices": book.choices, "settings": book.settings}
    try:
        with tempfile.TemporaryDirectory(prefix=".form-", dir=out.absolute().parent) as folder:
            whole = Path(folder, "form.xlsx")
            with xlsxwriter.Workbook(whole) as file:
                for name, rows in tables.items():
                    _sheet(file, name, book.headings(rows), rows)
            whole.replace(out)
        if book.files:
            _lists(book, out.with_name(f"{out.stem}-media"))
    except OSError as problem:
        raise SettingProblem(f"{out} cannot be written: {problem.strerror}. Name another file with --out.") from problem


def _lists(book: Sheets, folder: Path) -> None:
    """The csv files, in the folder where ODK and Lotse look for them. Their cells are data, as they came in."""
    folder.mkdir(exist_ok=True)
    for name, rows in book.files.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, book.headings(rows), restval="")
            writer.writeheader()
            writer.writerows(rows)


def _sheet(file: "Workbook", name: str, headings: Sequence[str], rows: Sequence[Row]) -> None:
    """Every cell is text, whatever it begins with: nothing is taken for a formula, a number or a link."""
    sheet, bold = file.add_worksheet(name), file.add_format({"bold": True})
    sheet.freeze_panes(1, 2)
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, WIDTHS.get(heading, WIDTH))
        sheet.write_string(0, column, heading, bold)
        for at, row in enumerate(rows, 1):
            if cell := row.get(heading):
                if len(cell) > MOST_TEXT:
                    raise SettingProblem(
                        f'sheet "{name}", row {at + 1}, column "{heading}": longer than the {MOST_TEXT:,} characters of a cell.'
                    )
                sheet.write_string(at, column, cell)
