"""Files become sheets: Excel workbooks since 2007 and before, Markdown tables, CSV. `unpacking` has let them pass."""

import csv
import re
from collections.abc import Mapping
from io import BytesIO, StringIO
from typing import Any
from warnings import catch_warnings

from pyxform import xls2json_backends as backends

from bot.workbooks import texts as said
from bot.workbooks import unpacking
from bot.workbooks.sheets import FIRST_ROW, NAMES, SPACE, Book, Row, Sheet, listed
from dialogs.faults import Fault
from dialogs.phrase import phrase


def read(content: bytes) -> Book:
    """The sheets in a file. Raises whatever readers of foreign files stumble over; `unpacking` has let it pass."""
    with catch_warnings(action="ignore"):  # of styles and extensions, which are no part of a form
        return _read(content)


def _read(content: bytes) -> Book:
    if content.startswith(unpacking.PACKED):
        return _from_xlsx(content)
    if content.startswith(unpacking.OLE):
        return _from_xls(content)
    return _from_text(_as_utf8(content))


def _sheet_name(name: str) -> str:
    return SPACE.sub("_", name.strip().lower()).strip("_")


def _book(found: Mapping[str, tuple[list[str], list[Row]]], names: list[str]) -> Book:
    sheets = {name: Sheet(name, headings, rows) for name, (headings, rows) in found.items()}
    return Book(sheets, names)


# --- Excel since 2007 -----------------------------------------------------------------------------------------------------


def _from_xlsx(content: bytes) -> Book:
    from openpyxl import load_workbook  # noqa: PLC0415

    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    found, faults = {}, list[Fault]()
    for name, title in _of_interest(book.sheetnames).items():
        sheet = book[title]
        sheet.reset_dimensions()  # what a file says of its own size is not always true
        headings = _headings(name, [cell.value for cell in next(sheet.iter_rows(max_row=1), ())], faults)
        rows = sheet.iter_rows(min_row=FIRST_ROW, max_col=max(len(headings), 1))
        found[name] = ([one for one in headings if one], _rows(headings, rows, _xlsx_cell))
    result = _book(found, book.sheetnames)
    book.close()
    result.faults += faults
    if unpacking.has_formulas(content):
        _look_at_formulas(content, result)
    return result


def _xlsx_cell(cell: Any, _row: int, _heading: str) -> str | None:
    value = cell.value.strip() if isinstance(cell.value, str) else cell.value
    return None if backends.is_empty(value) else backends.xlsx_value_to_str(value)


def _look_at_formulas(content: bytes, book: Book) -> None:
    """A cell may be calculated by the spreadsheet, as long as what it comes to is saved with it."""
    from openpyxl import load_workbook  # noqa: PLC0415

    formulas = load_workbook(BytesIO(content), read_only=True, data_only=False)
    for name, title in _of_interest(formulas.sheetnames).items():
        headings = [_heading(cell.value) for cell in next(formulas[title].iter_rows(max_row=1), ())]
        width = max((i for i, heading in enumerate(headings, 1) if heading), default=1)
        taken: dict[str, list[str]] = {}
        for row in formulas[title].iter_rows(min_row=FIRST_ROW, max_col=width):
            for heading, cell in zip(headings, row, strict=False):
                if heading and getattr(cell, "data_type", "") == "f":
                    _formula(book, book.sheets[name], cell, heading, taken)
        for heading, cells in taken.items():
            book.notices.append(Fault(name, 0, heading, phrase(said.FORMULAS, cells=listed(cells))))
    formulas.close()


def _heading(value: object) -> str:
    heading: str = backends.RE_WHITESPACE.sub(" ", str(value).strip()) if value else ""
    return heading


def _formula(book: Book, sheet: Sheet, cell: Any, heading: str, taken: dict[str, list[str]]) -> None:
    at = cell.row - FIRST_ROW
    cells = sheet.rows[at] if 0 <= at < len(sheet.rows) else {}
    if heading not in cells or cells[heading].startswith("#"):
        book.faults.append(Fault(sheet.name, cell.row, heading, phrase(said.FORMULA, cell=cell.coordinate)))
        cells.pop(heading, None)
    else:
        taken.setdefault(heading, []).append(cell.coordinate)


# --- Excel before 2007 ----------------------------------------------------------------------------------------------------


def _from_xls(content: bytes) -> Book:
    from xlrd import open_workbook  # noqa: PLC0415

    book = open_workbook(file_contents=content)
    found, faults = {}, list[Fault]()
    for name, title in _of_interest(book.sheet_names()).items():
        sheet = book.sheet_by_name(title)
        rows = sheet.get_rows()
        headings = _headings(name, [cell.value for cell in next(rows, ())], faults)

        def clean(cell: Any, _row: int, _heading: str, mode: int = book.datemode) -> str | None:
            value = cell.value.strip() if isinstance(cell.value, str) else cell.value
            return None if backends.is_empty(value) else backends.xls_value_to_unicode(value, cell.ctype, mode)

        found[name] = ([one for one in headings if one], _rows(headings, rows, clean))
    result = _book(found, book.sheet_names())
    result.faults += faults
    return result


def _of_interest(titles: list[str]) -> dict[str, str]:
    """{our name: title} of the sheets that make a form; the only sheet of a file is the survey."""
    found = {_sheet_name(title): title for title in reversed(titles) if _sheet_name(title) in NAMES}
    exact = {title.lower(): title for title in titles if title.lower() in NAMES}
    return found | exact or ({"survey": titles[0]} if len(titles) == 1 else {})


def _headings(sheet: str, cells: list[Any], faults: list[Fault]) -> list[str | None]:
    """Of two columns with the same heading the second is left out, and a fault."""
    kept: list[Any] = []
    for value in cells:
        text = str(value).strip() if value is not None else None
        if text and text in kept:
            faults.append(Fault(sheet, 1, text, phrase(said.SAME_HEADING)))
            text = None
        kept.append(text)
    found: list[str | None] = backends.get_excel_column_headers(kept)
    return found


def _rows(headings: list[str | None], rows: Any, clean: Any) -> list[Row]:
    found: list[Row] = backends.get_excel_rows(headers=headings, rows=rows, cell_func=clean)
    return [{key: value for key, value in row.items() if value is not None} for row in found]


# --- text -----------------------------------------------------------------------------------------------------------------


def _as_utf8(content: bytes) -> bytes:
    """Without the mark that Windows puts before it; UTF-16 as UTF-8."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16").encode()
    return content.removeprefix(b"\xef\xbb\xbf")


def _from_text(content: bytes) -> Book:
    if re.search(rb"^\s*\|", content, re.MULTILINE):
        found = backends.md_to_dict(BytesIO(content))
    else:
        found = backends.csv_to_dict(BytesIO(_with_commas(content)))
    sheets: dict[str, tuple[list[str], list[Row]]] = {}
    for name, rows in found.items():
        if not name.endswith("_header") and _sheet_name(name) in NAMES:
            heads: Mapping[str, Any] = next(iter(found.get(f"{name}_header") or ()), {})
            sheets[_sheet_name(name)] = ([head for head in heads if head], [_texts(row) for row in rows])
    return _book(sheets, list(found.get("sheet_names") or ()))


def _texts(row: Mapping[str, Any]) -> Row:
    return {key: str(value) for key, value in row.items() if key and value not in (None, "")}


def _with_commas(content: bytes) -> bytes:
    """A spreadsheet program of a country that writes 1,5 separates by semicolons."""
    if content.count(b"\n;") <= content.count(b"\n,"):  # below the name of a sheet the first column is empty
        return content
    out = StringIO()
    csv.writer(out).writerows(csv.reader(StringIO(content.decode()), delimiter=";"))
    return out.getvalue().encode()
