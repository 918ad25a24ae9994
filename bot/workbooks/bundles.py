"""A zip of a workbook and its files becomes a workbook and its files: looked at by its directory before anything is unpacked."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePosixPath
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 - it is an exception

from bot.sending.showing import PLAIN
from bot.workbooks import texts as said
from bot.workbooks.reading import SUFFIXES
from bot.workbooks.unpacking import BOMB, DAMAGED, MOST_BYTES, MOST_RATIO, PACKED, PROTECTED, SMALL
from dialogs.phrase import Phrase, phrase

MOST_FILES = 200
MOST_INSIDE = 60_000_000  # bytes of everything in it: pictures and recordings hardly become smaller
SPREADSHEET = "xl/workbook.xml"


class Bundle(NamedTuple):
    """A workbook, what it is called, and the files beside it."""

    content: bytes
    name: str
    files: Mapping[str, bytes]


class Refused(Exception):
    """Why a zip is not taken, with its cure."""

    def __init__(self, why: Phrase) -> None:
        super().__init__(f"{why}")
        self.why = why


def is_bundle(content: bytes) -> bool:
    """Whether it is a zip, and no spreadsheet of any kind. One that is damaged is left to who looks at workbooks."""
    if not content.startswith(PACKED):
        return False
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (BadZipFile, OSError, ValueError, NotImplementedError):  # the last: a packing that zipfile does not know
        return False
    return SPREADSHEET not in names and "[Content_Types].xml" not in names and "mimetype" not in names


def unbundled(content: bytes) -> Bundle:
    """Raises Refused."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _opened(archive, len(content))
    except (BadZipFile, EOFError, OSError, ValueError, NotImplementedError, ZlibError) as problem:  # the fifth as above
        raise Refused(DAMAGED) from problem
    except RuntimeError as problem:  # zipfile's word for a part with a password
        raise Refused(PROTECTED) from problem


def _opened(archive: ZipFile, size: int) -> Bundle:
    parts = [part for part in archive.infolist() if not part.is_dir() and not _is_litter(part.filename)]
    _looked_at(parts, size)
    books = [part for part in parts if _is_book(part.filename)]
    if not books:
        raise Refused(phrase(said.NO_WORKBOOK))
    if len(books) > 1:
        books = _without_lists(archive, books)
    book = books[0]
    files = {PurePosixPath(part.filename).name: _read(archive, part) for part in parts if part is not book}
    return Bundle(_read(archive, book), PurePosixPath(book.filename).name, files)


def _looked_at(parts: list[ZipInfo], size: int) -> None:
    """By what the directory says of itself, before a byte is unpacked. Raises Refused."""
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    ratios = (part.file_size / max(part.compress_size, 1) for part in parts if part.file_size > SMALL)
    if unpacked > MOST_INSIDE or packed > size or any(ratio > MOST_RATIO for ratio in ratios):
        raise Refused(BOMB)
    if len(parts) > MOST_FILES:
        raise Refused(phrase(said.TOO_MANY_FILES, most=MOST_FILES))
    names = [PurePosixPath(part.filename) for part in parts]
    for name in names:
        if name.is_absolute() or ".." in name.parts or not PLAIN.fullmatch(name.name) or not name.name.isprintable():
            raise Refused(phrase(said.FILE_NAME, name=name.name[:60]))


def _is_litter(name: str) -> bool:
    """What computers add by themselves."""
    path = PurePosixPath(name)
    return path.parts[:1] == ("__MACOSX",) or path.name in (".DS_Store", "Thumbs.db", "desktop.ini")


def _is_book(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in SUFFIXES


def _without_lists(archive: ZipFile, books: list[ZipInfo]) -> list[ZipInfo]:
    """A csv file may be the workbook or a list beside it. Raises Refused where more than one is left."""
    found = [part for part in books if not part.filename.lower().endswith(".csv")] or books
    if len(found) > 1:
        found = [part for part in found if b"survey" in _read(archive, part)[:100_000].lower()]
    if len(found) != 1:
        names = ", ".join(PurePosixPath(part.filename).name for part in books[:5])
        raise Refused(phrase(said.SEVERAL, names=names))
    return found


def _read(archive: ZipFile, part: ZipInfo) -> bytes:
    """At most what the directory says: a header may lie. Raises Refused."""
    with archive.open(part) as stream:
        content = stream.read(part.file_size + 1)
    if len(content) > part.file_size or len(content) > MOST_BYTES:
        raise Refused(BOMB)
    return content
