"""Files that translators work in: gettext's PO, and a workbook for those who have no tool for it. Out, and in again."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, NamedTuple
from warnings import catch_warnings

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

from bot.workbooks import texts as said
from bot.workbooks import unpacking
from desk.forms.publishing import Rows, Wording
from dialogs.phrase import Phrase, Quote, phrase

FIXED = ("context", "source", "plural")  # columns that nobody changes
TRANSLATION, NOTE, STATE, LIMIT = "translation", "note", "state", "limit"
WIDTH = 48
MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
FORMULA = "formula"


class Given(NamedTuple):
    """A text as a translator gave it. `row`: of the sheet, or the line of the file. `wrong`: FORMULA, or ""."""

    row: int
    context: str
    source: str
    forms: tuple[str, ...]
    wrong: str = ""


class Refused(Exception):
    """Why a file is not taken, with the cure."""

    def __init__(self, why: Phrase) -> None:
        super().__init__(f"{why}")
        self.why = why


def as_po(language: str, plural: str, wordings: Sequence[Wording]) -> bytes:
    """What is said now; what was made for other English is marked fuzzy."""
    found = Catalog(fuzzy=False)
    found.mime_headers = [("Plural-Forms", plural)]  # else it writes as many forms as English has
    for one in wordings:
        found[_id(one)] = _message(one)
    header = [
        'msgid ""',
        'msgstr ""',
        '"Project-Id-Version: Lotse\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        f'"Language: {language}\\n"',
        f'"Plural-Forms: {plural}\\n"',
    ]
    body = BytesIO()
    write_po(body, found, width=0, omit_header=True)
    return "\n".join([*header, "", ""]).encode() + body.getvalue()


def _id(one: Wording) -> str | tuple[str, str]:
    return (one.source, one.plural) if one.plural else one.source


def _message(one: Wording) -> Message:
    forms = one.said or one.shipped
    string: Any = (forms or ("", "")) if one.plural else (forms[0] if forms else "")
    comments = [*filter(None, [one.note]), *([f"At most {one.limit} characters."] if one.limit else [])]
    flags = ("fuzzy",) if one.fuzzy and not one.said else ()
    return Message(_id(one), string, context=one.context, auto_comments=comments, flags=flags)


def from_po(content: bytes, wanted: int) -> Sequence[Given]:
    """The texts of a PO file; those that are marked fuzzy are left out. Raises Refused."""
    if len(content) > MOST_BYTES:
        raise Refused(phrase(said.LARGE_TEXTS))
    try:
        with catch_warnings(action="ignore"):
            found = read_po(BytesIO(content), ignore_obsolete=True, abort_invalid=True)
    except (PoFileError, ValueError, LookupError, TypeError) as problem:
        raise Refused(phrase(said.NO_PO, quote=Quote(str(problem)[:120]))) from problem
    given = [_given(message, wanted) for message in found if message.id]
    if not given:
        raise Refused(phrase(said.EMPTY_PO))
    return [one for one, message in zip(given, (one for one in found if one.id), strict=True) if not message.fuzzy]


def _given(message: Message, wanted: int) -> Given:
    source = message.id if isinstance(message.id, str) else message.id[0]
    forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return Given(message.lineno or 0, message.context or "", source, tuple(form or "" for form in forms[:wanted]))


# --- Workbooks --------------------------------------------------------------------------------------------------------------


def as_xlsx(wordings: Sequence[Wording], rows: Rows) -> bytes:
    """A row for each text, a column for each plural form. Every cell is text, whatever it begins with."""
    import xlsxwriter  # noqa: PLC0415 - some MB, seldom needed

    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet, bold = book.add_worksheet("texts"), book.add_format({"bold": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        headings = [*FIXED, *_columns(rows), NOTE, STATE, LIMIT]
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(headings) - 1, WIDTH, wrapped)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for at, one in enumerate(wordings, 1):
            for column, text in enumerate(_cells(one, len(rows.examples))):
                if text:
                    sheet.write_string(at, column, text, wrapped)
    return file.getvalue()


def _columns(rows: Rows) -> Iterator[str]:
    """One form: `translation`; more: with the numbers that they are for."""
    for place, example in enumerate(rows.examples):
        yield TRANSLATION if place == 0 else f"{TRANSLATION} {place + 1} ({example} …)"


def _cells(one: Wording, wanted: int) -> Iterator[str]:
    forms = one.said or one.shipped
    yield from (one.context, one.source, one.plural)
    yield from (forms[place] if place < len(forms) else "" for place in range(wanted))
    yield from (one.note, one.state, str(one.limit or ""))


def from_xlsx(content: bytes, wanted: int) -> Sequence[Given]:
    """The rows of a workbook. A cell that is calculated is no text: its row is refused. Raises Refused."""
    if len(content) > MOST_BYTES:
        raise Refused(phrase(said.LARGE_TEXTS))
    if not content.startswith(unpacking.PACKED):
        raise Refused(phrase(said.NO_TEXTS))
    if reason := unpacking.reason_to_refuse(content):
        raise Refused(reason)
    try:
        with catch_warnings(action="ignore"):
            return _rows(content, wanted)
    except (KeyError, ValueError, TypeError, OSError, AttributeError) as problem:
        raise Refused(phrase(said.NO_TEXTS)) from problem


def _rows(content: bytes, wanted: int) -> Sequence[Given]:
    from openpyxl import load_workbook  # noqa: PLC0415 - some MB, seldom needed

    book = load_workbook(BytesIO(content), read_only=True)
    sheet = book[book.sheetnames[0]]
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=MOST_ROWS)
    headings = [str(cell.value or "").strip().lower() for cell in next(rows, ())]
    if not {"context", "source", TRANSLATION} <= set(headings):
        raise Refused(phrase(said.NO_TEXTS_SHEET))
    columns = [place for place, heading in enumerate(headings) if heading.split(" ", 1)[0] == TRANSLATION][:wanted]
    context, source = headings.index("context"), headings.index("source")
    found = []
    for number, row in enumerate(rows, 2):
        cells = {place: row[place] for place in (context, source, *columns) if place < len(row)}
        if not any(cell.value for cell in cells.values()):
            continue
        wrong = FORMULA if any(cell.data_type == "f" for cell in cells.values()) else ""
        text = {place: _text(cell.value) for place, cell in cells.items()}
        forms = tuple(text.get(place, "") for place in columns)
        found.append(Given(number, text.get(context, ""), text.get(source, ""), forms, wrong))
    book.close()
    return found


def _text(value: object) -> str:
    return "" if value is None else str(value).replace("_x000D_", "").replace("\r\n", "\n")
