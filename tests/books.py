"""Workbooks, written for a test: sheets as lists of rows, in every kind of file."""

import csv
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from bot.workbooks.reading import load
from dialogs.form import Form
from dialogs.xlsform.reader import FormError

Sheets = dict[str, list[list[Any]]]


def xlsx(sheets: Sheets) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def markdown(sheets: Sheets) -> bytes:
    lines = []
    for name, rows in sheets.items():
        lines += [f"| {name} |", *(f"| | {' | '.join(row)} |" for row in rows), ""]
    return "\n".join(lines).encode()


def comma_separated(sheets: Sheets, separator: str = ",") -> bytes:
    file = StringIO()
    writer = csv.writer(file, delimiter=separator)
    for name, rows in sheets.items():
        writer.writerow([name])
        writer.writerows([["", *row] for row in rows])
    return file.getvalue().encode()


def tables(survey: str, choices: str = "", **more: str) -> bytes:
    """Sheets written as lines of cells with `|` between them."""
    sheets = {"survey": survey, "choices": choices, **more}
    parts = [f"| {name} |\n" + "\n".join(f"| | {line} |" for line in rows.split("\n")) for name, rows in sheets.items() if rows]
    return "\n\n".join(parts).encode()


def repacked(content: bytes, parts: dict[str, bytes | str], *, without: tuple[str, ...] = ()) -> bytes:
    """An xlsx file with other parts in it."""
    file = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts and name not in without:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return file.getvalue()


def faults(content: bytes, files: dict[str, bytes] | None = None, *, or_none: bool = False) -> list[str]:
    """What is said about a workbook that is refused; `or_none`: it may as well be taken."""
    try:
        form: Form = load(content, name="tried", files=files)
    except FormError as refused:
        return list(map(str, refused.faults))
    if not or_none:
        raise AssertionError(f"it was taken, with {form.notices}")
    return []
