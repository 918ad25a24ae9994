"""From a workbook's sheets to an XForm: pyxform does it, and stops at the first fault.

Here the faulty row is set aside and the rest tried again, so that an author learns of all faults at once.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bot.workbooks import texts as said
from bot.workbooks.faults import explain
from bot.workbooks.unpacking import UNREADABLE
from dialogs.faults import Fault, whole
from dialogs.phrase import Phrase, Quote, phrase
from dialogs.xlsform.reader import FormError

if TYPE_CHECKING:  # pyxform takes half a second and 30 MB: only when needed
    from bot.workbooks.beside import Files, Table
    from bot.workbooks.sheets import Book, Row, Sheet

ROOT = "form_"  # the root element: a name that no author gives a question (pyxform's own, `data`, is a frequent one)
FIRST_ROW = 2
MOST_FAULTS = 20  # after so many the author has enough to do, and each costs a conversion
LONGEST = 40  # characters of an imported form's name: it stands in buttons, of which Telegram takes 64 bytes
UNFIT = re.compile(r"[^A-Za-z0-9_]+")
BEGIN, END = re.compile(r"begin[ _]\w+"), re.compile(r"end[ _]\w+")
OF_A_ROW = {  # what is said of a whole workbook, once its row is known
    said.UNUSABLE: said.UNUSABLE_ROW,
    said.UNUSABLE_SAYS: said.UNUSABLE_ROW_SAYS,
    said.STUMBLED: said.STUMBLED_ROW,
}
STUMBLED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)  # what pyxform does where it does not look


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """What pyxform made of a workbook: the XForm ("" when nothing), the row of each XPath in it, faults, notices, lists from files."""

    name: str
    version: str
    xform: str
    rows: Mapping[str, int]
    faults: list[Fault]
    notices: tuple[Fault, ...] = ()
    tables: "Mapping[str, Table]" = field(default_factory=dict)
    files: tuple[str, ...] = ()  # that it names and that are there
    choices: Mapping[str, int] = field(default_factory=dict)  # {list/choice: its row}


def converted(content: bytes, name: str, files: "Files" = (), called: str | None = "") -> Converted:
    """The XForm of a workbook that may be opened. Raises FormError when it cannot be read at all.

    `name` is the form's where the workbook has none. `called` is one that counts more than the workbook's own, of an imported form
    (None: its own, made to fit); the version then tells its content too, since authors forget to raise theirs.
    """
    from bot.workbooks import beside, cures, refusals  # noqa: PLC0415

    book = _opened(content, name)
    version = book.setting("version") or _digest(book)
    if called is None:
        called = fit(book.setting("form_id") or name)
    if called:
        version = ".".join(dict.fromkeys((version, _digest(book))))
        book.set("form_id", called)
    cures.cure(book)
    refusals.refuse(book)
    tables = beside.tables(book, files)
    notices = (*book.notices, *beside.unshown_media(book, files))
    xform, faults = Conversion(book, name).run()
    return Converted(
        name=called or name,
        version=version,
        xform=xform,
        rows=dict(_refs(book)),
        faults=faults,
        notices=notices,
        tables=tables,
        files=tuple(
            dict.fromkeys(one.file for one in (*beside.named(book), *beside.media(book)) if beside.there(files, one.file))
        ),
        choices=dict(_choice_rows(book)),
    )


def fit(name: str) -> str:
    """A form_id as a name that fits into buttons, links and folders."""
    return UNFIT.sub("_", name)[:LONGEST].strip("_") or "form"


def _opened(content: bytes, name: str) -> "Book":
    from bot.workbooks import opening  # noqa: PLC0415

    try:
        return opening.read(content)
    except MemoryError:
        raise
    except Exception as error:
        reason = phrase(said.LOCKED) if "encrypted" in str(error).lower() else UNREADABLE
        raise FormError(name, [whole(reason)]) from error


def _digest(book: "Book") -> str:
    sheets = {name: sheet.rows for name, sheet in book.sheets.items() if any(sheet.rows)}
    return hashlib.sha256(json.dumps(sheets, sort_keys=True, default=str).encode()).hexdigest()[:8]


def _refs(book: "Book") -> Iterator[tuple[str, int]]:
    """{XPath of a question, group or repeat: its row}"""
    path, sheet = [f"/{ROOT}"], book.survey
    for (_, row), cells in sheet.filled():
        kind, name = sheet.cell(cells, "type"), sheet.cell(cells, "name")
        if END.match(kind):
            path = path[:-1] or path
        elif name:
            yield f"{'/'.join(path)}/{name}", row
            path += [name] if BEGIN.match(kind) else []


def _choice_rows(book: "Book") -> Iterator[tuple[str, int]]:
    for (_, row), cells in book.choices.filled():
        yield f"{book.choices.cell(cells, 'list_name')}/{book.choices.cell(cells, 'name')}", row


class Conversion:
    """One workbook on its way through pyxform. Rows are pyxform's in here, and the author's in what comes out."""

    def __init__(self, book: "Book", name: str) -> None:
        self.book, self.name = book, name

    def run(self) -> tuple[str, list[Fault]]:
        """The XForm of what is right, and what is wrong; "" when the rest cannot be understood without what is wrong."""
        faults, met = dict.fromkeys(self.book.faults), set[Fault]()
        while len(faults) < MOST_FAULTS:
            xform, fault = self.tried()
            if fault is None:
                return xform, list(faults)
            faults[self._as_written(fault)] = None
            if fault in met or not self._set_aside(fault):
                break
            met.add(fault)
        return "", list(faults)

    def tried(self) -> tuple[str, Fault | None]:
        """The XForm, or the first fault."""
        from pyxform.errors import PyXFormError  # noqa: PLC0415

        try:
            return self._convert(), None
        except PyXFormError as error:
            fault = explain(str(error), self._find)
        except STUMBLED as error:
            fault = whole(_stumbled(error))
        return "", fault if fault.sheet else self._located(fault)

    def _convert(self) -> str:
        from pyxform.xls2xform import convert  # noqa: PLC0415

        xform: str = convert(self.book.for_pyxform(self.name), validate=False, form_name=ROOT).xform
        return xform

    def _located(self, fault: Fault) -> Fault:
        """Where a fault without a place is: the one row that makes it go away when something harmless stands there. By halving."""
        sheet, kept = self.book.survey, list(self.book.survey.rows)
        suspects = [i for i, row in enumerate(kept) if row and not _frame(sheet, row)]
        if not suspects or self._same(fault, kept, suspects):
            return fault
        while len(suspects) > 1:
            half = suspects[: len(suspects) // 2]
            suspects = suspects[len(suspects) // 2 :] if self._same(fault, kept, half) else half
        what = replace(fault.what, text=OF_A_ROW[fault.what.text])
        return Fault("survey", suspects[0] + FIRST_ROW, "", what)

    def _same(self, fault: Fault, kept: "list[Row]", without: list[int]) -> bool:
        """Whether the fault is still there without some rows."""
        from pyxform.errors import PyXFormError  # noqa: PLC0415

        sheet = self.book.survey
        sheet.rows = [_harmless(sheet, row, i) if i in set(without) else row for i, row in enumerate(kept)]
        try:
            self._convert()
        except PyXFormError as error:
            return explain(str(error), self._find).what == fault.what
        except STUMBLED as error:
            return _stumbled(error) == fault.what
        finally:
            sheet.rows = kept
        return False

    def _find(self, sheet: str, column: str, cell: str) -> int:
        known = self.book.sheets[sheet]
        return next((row for row, cells in enumerate(known.rows, FIRST_ROW) if known.cell(cells, column) == cell), 0)

    def _as_written(self, fault: Fault) -> Fault:
        sheet = self.book.sheets.get(fault.sheet)
        at = fault.row - FIRST_ROW
        if sheet is None or not 0 <= at < len(sheet.places):
            return fault
        name, row = sheet.places[at]
        return fault._replace(sheet=name, row=row)

    def _set_aside(self, fault: Fault) -> bool:
        """Put something harmless where the fault is, so that the rest can be looked at; False where nothing is."""
        sheet, at = self.book.sheets.get(fault.sheet), fault.row - FIRST_ROW
        if sheet is None or fault.sheet not in ("survey", "choices") or not 0 <= at < len(sheet.rows):
            return False
        row, name = sheet.rows[at], sheet.heading("name")
        mended = {name: f"row_{fault.row}"} if fault.column == "name" or name not in row else {}
        if fault.sheet == "choices" or _frame(sheet, row):
            row.update(mended)
            return bool(mended) and (fault.sheet == "choices" or fault.column == "name")
        sheet.rows[at] = _harmless(sheet, row, at) | mended
        return True


def _stumbled(error: Exception) -> Phrase:
    return phrase(said.STUMBLED, quote=Quote(f"{type(error).__name__}: {error}"))


def _frame(sheet: "Sheet", row: "Row") -> bool:
    kind = sheet.cell(row, "type")
    return bool(BEGIN.match(kind) or END.match(kind))


def _harmless(sheet: "Sheet", row: "Row", at: int) -> "Row":
    """A question of the same name that nothing is wrong with."""
    made: dict[str, Any] = {}
    for column, value in (("type", "text"), ("name", sheet.cell(row, "name") or f"row_{at + FIRST_ROW}"), ("label", "-")):
        sheet.put(made, column, value)
    return made
