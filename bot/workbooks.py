"""Workbooks (xlsx, xls, csv, Markdown tables) become Forms, through pyxform; what is wrong is said with sheet, row and cure.

pyxform stops at the first fault. Here the faulty row is set aside and the rest tried again, so that an author learns of
all faults at once. Rows are counted as a spreadsheet shows them: the column headings are row 1; in a Markdown table
blank lines, comments and rulers do not count.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from warnings import catch_warnings
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import fromstring

from bot.faults import Fault, explain
from dialogs.form import Form
from dialogs.xlsform import FormError, read
from storage.elsewhere import elsewhere

ROOT = "form_"  # the root element: a name that no author gives a question (pyxform's own, `data`, is a frequent one)
FIRST_ROW = 2  # of a sheet, below the headings
MOST_FAULTS = 20  # after so many the author has enough to do, and each costs a conversion
SUFFIXES = (".md", ".xlsx", ".xls", ".csv")
UNREADABLE = (
    "this file is no form. It must be an Excel workbook, a CSV file in UTF-8 or Markdown tables,"
    ' with a sheet called "survey". Save it again as one of them.'
)
BEGIN, END = re.compile(r"begin[ _]\w+"), re.compile(r"end[ _]\w+")

Row = dict[str, Any]


def load(source: Path | str | bytes, *, name: str | None = None) -> Form:
    """The Form in a workbook: a path, or the bytes of a file. Raises FormError with all faults found, OSError.

    `name` is the form's name where the workbook has no `form_id`; by default that of the file. The version is the
    workbook's own (settings sheet), or a short hash of its content.
    """
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    return _form(converted(content, name or ("form" if isinstance(source, bytes) else Path(source).stem)))


def load_folder(*folders: Path | str, apart: bool = False) -> dict[str, Form]:
    """{name: form} of all workbooks in some folders. Raises FormError with the faults of the first that has any.

    A form takes the place of one with its name in a folder before. `apart`: pyxform does its work in a process of its own, and its
    30 MB go with it.
    """
    paths = [path for folder in folders for path in sorted(Path(folder).iterdir()) if path.suffix in SUFFIXES]
    contents, names = [path.read_bytes() for path in paths], [path.stem for path in paths]
    books = elsewhere(_all_converted, contents, names) if apart else _all_converted(contents, names)
    forms: dict[tuple[Path, str], Form] = {}
    for path, book in zip(paths, books, strict=True):
        form = _form(book)
        if (path.parent, form.name) in forms:
            raise FormError(path.name, [f'sheet "settings", column "form_id": another form is called "{form.name}"'])
        forms[path.parent, form.name] = form
    return {name: form for (_, name), form in forms.items()}


def _all_converted(contents: Sequence[bytes], names: Sequence[str]) -> "list[Converted]":
    return list(map(converted, contents, names))


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """What pyxform made of a workbook: the XForm ("" when nothing), the row of each XPath in it, and the faults."""

    name: str
    version: str
    xform: str
    rows: Mapping[str, int]
    faults: list[str]


def converted(content: bytes, name: str) -> Converted:
    """The XForm of a workbook. Raises FormError when it cannot be read at all."""
    book = Workbook(content, name)
    xform, faults = book.convert()
    return Converted(name=name, version=book.version, xform=xform, rows=book.rows, faults=faults)


def _form(book: Converted) -> Form:
    faults = list(book.faults)
    try:
        form = read(fromstring(book.xform), version=book.version, rows=book.rows) if book.xform else None
    except FormError as error:
        faults += error.faults
    except ParseError as error:
        faults.append(f"a cell holds a character that no form can have, such as a tab or a page break ({error})")
    if faults or form is None:
        raise FormError(book.name, faults)
    return form


class Workbook:
    """The sheets of a form as rows of cells, as pyxform reads them. Raises FormError when it cannot be read at all."""

    def __init__(self, content: bytes, name: str) -> None:
        from pyxform.xls2json_backends import get_xlsform  # noqa: PLC0415 - half a second and 30 MB: only when needed

        try:
            with catch_warnings(action="ignore"):  # of styles and extensions, which are no part of a form
                self.data = get_xlsform(content, file_type=_suffix(content))
        except Exception as error:  # readers of foreign files raise whatever they stumble over
            raise FormError(name, [UNREADABLE]) from error
        settings = next(iter(self._cells("settings")), Row())
        self.version: str = settings.get(self._heading("settings", "version")) or _digest(asdict(self.data))
        self.data.fallback_form_name = name
        self.rows: Mapping[str, int] = dict(self._refs())  # {XPath of a question, group or repeat: its row}

    def convert(self) -> tuple[str, list[str]]:
        """The XForm of what is right, and what is wrong; "" when the rest cannot be understood without what is wrong."""
        from pyxform.errors import PyXFormError  # noqa: PLC0415
        from pyxform.xls2xform import convert  # noqa: PLC0415

        faults: dict[str, Fault] = {}
        while len(faults) < MOST_FAULTS:
            try:
                xform: str = convert(asdict(self.data), validate=False, form_name=ROOT).xform
                return xform, list(faults)
            except PyXFormError as error:
                fault = explain(str(error), self._find)
            except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
                fault = Fault("", 0, "", f"pyxform cannot work with this workbook ({type(error).__name__}: {error})")
            again = str(fault) in faults
            faults[str(fault)] = fault
            if again or not self._set_aside(fault):
                break
        return "", list(faults)

    def _cells(self, sheet: str) -> list[Row]:
        return getattr(self.data, sheet, None) or []

    def _headings(self, sheet: str) -> tuple[str, ...]:
        return tuple(next(iter(getattr(self.data, f"{sheet}_header", None) or ()), ()))

    def _heading(self, sheet: str, column: str) -> str:
        """The heading as this workbook spells it: `Name`, `label::English (en)`; `column` itself when there is none."""
        spelled = (heading for heading in self._headings(sheet) if heading.lower().partition("::")[0].strip() == column)
        return next(spelled, column)

    def _find(self, sheet: str, column: str, cell: str) -> int:
        heading = self._heading(sheet, column)
        rows = (row for row, cells in enumerate(self._cells(sheet), FIRST_ROW) if cells.get(heading) == cell)
        return next(rows, 0)

    def _refs(self) -> Iterator[tuple[str, int]]:
        kind, name = self._heading("survey", "type"), self._heading("survey", "name")
        path = [f"/{ROOT}"]
        for row, cells in enumerate(self._cells("survey"), FIRST_ROW):
            if END.match(cells.get(kind, "")):
                path = path[:-1] or path
            elif name in cells:
                yield f"{'/'.join(path)}/{cells[name]}", row
                path += [cells[name]] if BEGIN.match(cells.get(kind, "")) else []

    def _set_aside(self, fault: Fault) -> bool:
        """Put something harmless where the fault is, so that the rest can be looked at; False where nothing is."""
        rows = self._cells(fault.sheet)
        if fault.sheet not in ("survey", "choices") or not 0 <= fault.row - FIRST_ROW < len(rows):
            return False
        cells = rows[fault.row - FIRST_ROW]
        kind, name, label = (self._heading(fault.sheet, column) for column in ("type", "name", "label"))
        mended = {name: f"row_{fault.row}"} if fault.column == "name" or name not in cells else {}
        if fault.sheet == "choices":
            cells.update(mended)
            return bool(mended)
        if BEGIN.match(cells.get(kind, "")) or END.match(cells.get(kind, "")):
            cells.update(mended)
            return bool(mended) and fault.column == "name"
        rows[fault.row - FIRST_ROW] = {name: cells.get(name), kind: "text", label: "-"} | mended
        return {name, kind, label}.issubset(self._headings("survey"))


def _suffix(content: bytes) -> str:
    """What kind of file this is, by its first bytes."""
    if content.startswith(b"PK"):
        return ".xlsx"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return ".xls"
    return ".md" if re.search(rb"^\s*\|", content, re.MULTILINE) else ".csv"


def _digest(sheets: object) -> str:
    return hashlib.sha256(json.dumps(sheets, sort_keys=True, default=str).encode()).hexdigest()[:8]
