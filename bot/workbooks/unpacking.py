"""Whether the file of a workbook may be opened at all. Looked at as bytes, before anything reads it as a workbook.

A workbook comes from whoever sends one. What could run, swell or lead elsewhere is refused in a sentence with cause and cure.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from bot.workbooks import texts as said
from dialogs.phrase import Phrase, phrase

MOST_BYTES = 20_000_000  # of a file
MOST_UNPACKED = 200_000_000  # bytes of everything in it
MOST_RATIO = 200  # unpacked to packed; spreadsheets come to 20
SMALL = 1_000_000  # bytes below which a ratio says nothing
MOST_PARTS = 2_000
MOST_CELLS = 500_000  # with something in them
MOST_ROWS = 200_000  # with or without
PIECE = 1 << 20

UNREADABLE, DAMAGED, PROTECTED = phrase(said.UNREADABLE), phrase(said.DAMAGED), phrase(said.PROTECTED)
MACROS, BOMB = phrase(said.MACROS), phrase(said.BOMB)
TOO_MANY = phrase(said.TOO_MANY_ROWS, rows=f"{MOST_ROWS:,}")

PACKED, OLE = b"PK", b"\xd0\xcf\x11\xe0"
ROW, CELL = re.compile(rb"<(?:\w+:)?row[ >]"), re.compile(rb"<(?:\w+:)?(?:v|is)>")
FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\x00!\x00[DE]\x00|\x00<\x00!\x00[DE]", re.IGNORECASE)
KINDS = (
    ("xl/workbook.bin", "xlsb"),
    ("word/", "docx"),
    ("ppt/", "pptx"),
    ("content.xml", "OpenDocument"),
    ("Index/", "Numbers"),
)


def reason_to_refuse(content: bytes) -> Phrase | None:
    """Why a file is not opened, with the cure; None when it may be."""
    if not content.strip():
        return phrase(said.EMPTY)
    if len(content) > MOST_BYTES:
        return phrase(said.TOO_LARGE)
    if content.startswith(OLE):
        return _old_reason(content)
    if content.startswith(PACKED):
        return _packed_reason(content)
    if content.startswith((b"%PDF", b"{\\rtf", b"\x1f\x8b", b"<html", b"<!DOCTYPE")):
        return UNREADABLE
    return TOO_MANY if content.count(b"\n") > MOST_ROWS else None


def has_formulas(content: bytes) -> bool:
    """Whether some cell of an Excel workbook is calculated by the spreadsheet. It may be opened, as `reason_to_refuse` has found."""
    if not content.startswith(PACKED):
        return False
    with ZipFile(BytesIO(content)) as archive:
        sheets = (part for part in archive.infolist() if part.filename.startswith("xl/worksheets/"))
        return any(FORMULA.search(piece) for part in sheets for piece in _pieces(archive, part))


def _old_reason(content: bytes) -> Phrase | None:
    """Of a file of the kind before 2007: its directory names what is in it, in UTF-16."""
    if _named("EncryptedPackage") in content:
        return PROTECTED
    if _named("_VBA_PROJECT") in content:
        return MACROS
    if _named("WordDocument") in content:
        return phrase(said.OTHER_KIND, kind="doc")
    return None


def _named(name: str) -> bytes:
    return name.encode("utf-16-le")


def _packed_reason(content: bytes) -> Phrase | None:
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            return _swelling(parts, len(content)) or _strange(parts) or _inside(archive, parts)
    except (BadZipFile, EOFError, NotImplementedError, OSError, ValueError):  # the third: a packing that zipfile does not know
        return DAMAGED
    except RuntimeError:  # zipfile's word for a part with a password
        return PROTECTED
    except Exception as error:  # zlib.error has no better base
        if type(error).__module__ in ("zlib", "_lzma"):
            return DAMAGED
        raise


def _swelling(parts: list[ZipInfo], size: int) -> Phrase | None:
    """By what the archive says of itself; parts that overlap say more than the file has."""
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    ratios = (part.file_size / max(part.compress_size, 1) for part in parts if part.file_size > SMALL)
    swells = unpacked > MOST_UNPACKED or packed > size or any(ratio > MOST_RATIO for ratio in ratios)
    return BOMB if swells or len(parts) > MOST_PARTS else None


def _strange(parts: list[ZipInfo]) -> Phrase | None:
    names = [part.filename for part in parts]
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return MACROS
    if "xl/workbook.xml" in names:
        return None
    kinds = (kind for start, kind in KINDS if any(name.startswith(start) for name in names))
    kind = next(kinds, "")
    return phrase(said.OTHER_KIND, kind=kind) if kind else UNREADABLE


def _inside(archive: ZipFile, parts: list[ZipInfo]) -> Phrase | None:
    """Every XML part, read in pieces: nothing is kept."""
    rows = cells = 0
    for part in parts:
        if part.filename.endswith((".xml", ".rels", ".vml")):
            for piece in _pieces(archive, part):
                if DECLARED.search(piece):
                    return phrase(said.DEFINITIONS)
                if part.filename == "[Content_Types].xml" and b"macroEnabled" in piece:
                    return MACROS
                if part.filename.startswith("xl/worksheets/"):
                    rows, cells = rows + len(ROW.findall(piece)), cells + len(CELL.findall(piece))
                if rows > MOST_ROWS:
                    return TOO_MANY
                if cells > MOST_CELLS:
                    return phrase(said.TOO_FULL, cells=f"{MOST_CELLS:,}")
    return None


def _pieces(archive: ZipFile, part: ZipInfo) -> Iterator[bytes]:
    """The content of a part; each piece begins with the end of the one before, so that nothing is cut in two."""
    end = b""
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            yield end + piece
            end = piece[-16:] if not piece.endswith(b">") else b""
