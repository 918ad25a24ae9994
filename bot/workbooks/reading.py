"""Workbooks (xlsx, xls, csv, Markdown tables) become Forms, through pyxform; what is wrong is said with sheet, row and cure.

The road of a workbook: the file itself (`unpacking`), its sheets (`opening`, `sheets`), what can be cured (`cures`), what is refused by name
(`refusals`), the lists beside it (`beside`), pyxform (`converting`), and what `dialogs.xlsform.reader` finds in the XForm.
All faults are told at once. Rows are counted as a spreadsheet shows them: the column headings are row 1; in a Markdown table blank
lines, comments and rulers do not count.
"""

import resource
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import CalledProcessError
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import fromstring

from bot.workbooks import texts as said
from bot.workbooks import unpacking
from bot.workbooks.converting import Converted, converted
from dialogs.depend import circles
from dialogs.faults import Fault, whole
from dialogs.faulttexts import CIRCLE
from dialogs.form import Form
from dialogs.phrase import Quote, phrase
from dialogs.xlsform.reader import FormError, read
from storage.elsewhere import elsewhere

WORKBOOK = "form"  # what the workbook of an imported form is called, whatever its name was
SUFFIXES = (".md", ".xlsx", ".xls", ".csv")
SHEETS = ("settings", "survey", "choices")
SECONDS, BYTES = 30, 2_000_000_000  # of processor time and of addresses, for a conversion in a process apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A workbook as it came. `files` are those beside it: folders, or contents by name. `called`: see `converted`."""

    content: bytes
    name: str
    files: Sequence[Path] | Mapping[str, bytes] = ()
    called: str | None = ""


def load(source: Path | str | bytes, *, name: str | None = None, files: Mapping[str, bytes] | None = None) -> Form:
    """The Form in a workbook: a path, or the bytes of a file. Raises FormError with all faults found, OSError.

    `name` is the form's name where the workbook has no `form_id`; by default that of the file. The version is the workbook's own
    (settings sheet), or a short hash of its content. `files` are those it names: by default what lies beside it.
    """
    if isinstance(source, bytes):
        return read_all([Source(content=source, name=name or "form", files=files or {})])[0][0]
    found = at(Path(source), name=name or "")
    return read_all([found if files is None else replace(found, files=files)])[0][0]


def load_folder(*folders: Path | str, imported: Path | None = None, apart: bool = False) -> dict[str, Form]:
    """{name: form} of all workbooks in some folders. Raises FormError with the faults of the first that has any.

    A form takes the place of one with its name in a folder before. `imported` holds a folder for each form, which is called like it.
    `apart`: pyxform does its work in a process of its own, and its 30 MB go with it.
    """
    paths = [path for folder in folders for path in sorted(Path(folder).iterdir()) if is_workbook(path)]
    inside = sorted(path for path in imported.iterdir() if is_imported(path)) if imported and imported.is_dir() else []
    known = {path: at(path) for path in paths} | {path: at(kept(path), called=path.name) for path in inside}
    forms: dict[tuple[Path, str], Form] = {}
    for path, (form, _) in zip(known, read_all(list(known.values()), apart=apart), strict=True):
        if (path.parent, form.name) in forms:
            fault = phrase(said.TWICE_CALLED, name=form.name)
            raise FormError(path.name, [Fault("settings", 2, "form_id", fault)])
        forms[path.parent, form.name] = form
    return {name: form for (_, name), form in forms.items()}


def at(path: Path, *, name: str = "", called: str = "") -> Source:
    """The workbook at a path, and where its files lie. Raises OSError."""
    folder = path.absolute().parent
    beside = (folder, folder / f"{path.stem}-media")  # as Collect and pyxform call it
    return Source(content=path.read_bytes(), name=name or path.stem, files=beside, called=called)


def kept(folder: Path) -> Path:
    """The workbook in the folder of an imported form."""
    return next(path for path in sorted(folder.iterdir()) if path.stem == WORKBOOK and path.suffix in SUFFIXES)


def is_imported(folder: Path) -> bool:
    """Whether an import has left a form there. One that is under way begins with a dot."""
    return folder.is_dir() and folder.name[:1] != "." and any((folder / f"{WORKBOOK}{suffix}").exists() for suffix in SUFFIXES)


def is_workbook(path: Path) -> bool:
    """By its name; and a csv file is one only if it holds a sheet called survey: others are lists."""
    if path.suffix.lower() != ".csv":
        return path.suffix.lower() in SUFFIXES
    start = path.read_bytes()[:100_000].removeprefix(b"\xef\xbb\xbf").lower()
    return any(
        line.strip(b'",; \t\r') == b"survey" or line.startswith((b"survey,", b'"survey",')) for line in start.split(b"\n")
    )


def fetched(source: Source, name: str) -> bytes | None:
    """A file beside a workbook."""
    from bot.workbooks.beside import fetch  # noqa: PLC0415 - it needs pyxform

    return fetch(source.files, name)


def read_all(sources: Sequence[Source], *, apart: bool = False, trial: bool = False) -> list[tuple[Form, tuple[str, ...]]]:
    """The forms, each with the names of the files that it uses. Raises FormError with the faults of the first that has any.

    `apart`: in a process of its own, whose time and memory are limited; with `trial` the form is put together there too, before it
    is here, so that none comes in that only seems to be small.
    """
    for one in sources:
        if reason := unpacking.reason_to_refuse(one.content):
            raise FormError(one.name, [whole(reason)])
    books = _apart(sources, trial=trial) if apart else list(map(_converted, sources))
    return [(_form(book), book.files) for book in books]


def read_one(source: Source) -> tuple[Form, Converted]:
    """Somebody's workbook, in a process of its own, with what is known of its rows. Raises FormError."""
    if reason := unpacking.reason_to_refuse(source.content):
        raise FormError(source.name, [whole(reason)])
    (book,) = _apart([source], trial=True)
    return _form(book), book


def _converted(one: Source) -> Converted:
    return converted(one.content, one.name, one.files, one.called)


def _apart(sources: Sequence[Source], *, trial: bool) -> list[Converted]:
    """A process of its own for all of them. One that was ended for what it took is looked for, and named."""
    try:
        return elsewhere(guarded, sources, SECONDS * len(sources), BYTES, trial)
    except (CalledProcessError, MemoryError) as error:
        if len(sources) == 1:
            raise FormError(sources[0].name, [whole(phrase(said.TOO_MUCH))]) from error
    return [_apart([one], trial=trial)[0] for one in sources]


def guarded(sources: Sequence[Source], seconds: int, most: int, trial: bool) -> list[Converted]:
    """In the process apart, which may use only so many seconds of a processor, and so many bytes of addresses."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    books = list(map(_converted, sources))
    for book in books if trial else ():
        with suppress(FormError):  # its faults are found once more where they are told
            _form(book)
    return books


def _form(book: Converted) -> Form:
    faults = list(book.faults)
    try:
        form = _read(book) if book.xform else None
        faults += _circular(form, book.rows) if form else []
    except FormError as error:
        form, faults = None, faults + [fault for fault in error.faults if fault not in faults]
    except ParseError as error:
        form = None
        faults.append(whole(phrase(said.STRANGE_XML, quote=Quote(error))))
    if faults or form is None:
        raise FormError(book.name, sorted({_placed(fault, book.rows): None for fault in faults}, key=_place))
    return replace(form, notices=book.notices)


def _placed(fault: Fault, rows: Mapping[str, int]) -> Fault:
    """With a place, if there is one. The name of a submission is an expression of the settings."""
    if fault.sheet or not fault.question:
        return fault
    if fault.question == "instanceName":
        return Fault("settings", 2, "instance_name", fault.what)
    by_name = {ref.rsplit("/", 1)[-1]: row for ref, row in rows.items()}
    row = by_name.get(fault.question) or by_name.get(fault.question.removesuffix("_count"))
    return fault._replace(sheet="survey", row=row) if row else fault


def _place(fault: Fault) -> tuple[int, int]:
    """By sheet and row; what is about the whole file comes first."""
    if not fault.sheet:
        return -1, 0
    return SHEETS.index(fault.sheet) if fault.sheet in SHEETS else len(SHEETS), fault.row


def _read(book: Converted) -> Form:
    document = fromstring(book.xform)
    if book.tables:
        from bot.workbooks.beside import put_in  # noqa: PLC0415 - it needs pyxform

        put_in(document, book.tables)
    return read(document, version=book.version, rows=book.rows)


def _circular(form: Form, rows: Mapping[str, int]) -> list[Fault]:
    """Questions whose values or relevance go round in a circle."""
    faults = []
    for circle in circles(form.root):
        names = [ref.rsplit("/", 1)[-1] for ref in circle]
        row = rows.get(circle[0], 0)
        what = phrase(CIRCLE, chain=" → ".join([*names, names[0]]))
        faults.append(Fault("survey" if row else "", row, "", what, question=names[0]))
    return faults
