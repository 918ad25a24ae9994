"""JPEG pictures without what says where they were taken: a camera writes it down unasked.

Emptied: the list of GPS values in Exif. Left out: XMP and IPTC, which repeat it, and whatever follows the end of the picture (further
pictures and films have their own). The picture itself, its colours, its orientation and its date stay.
"""

import re
import struct
from collections.abc import Iterator

START, END_OF_IMAGE, START_OF_SCAN = b"\xff\xd8", 0xD9, 0xDA
EXIF = b"Exif\0\0"
LEFT_OUT = {0xE1: (b"http://ns.adobe.com/",), 0xE2: (b"MPF\0",), 0xED: (b"Photoshop 3.0\0",)}  # by marker
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # in a scan, 00 and D0 to D7 belong to the data, FF fills up
GPS = 0x8825  # the tag that leads to the list (Exif 2.32, 4.6.3)
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}  # bytes of a value of a type (TIFF 6.0)


def placeless(content: bytes) -> bytes:
    """The picture without its place; what is no JPEG comes back as it is."""
    if not content.startswith(START + b"\xff"):
        return content
    return START + b"".join(_cleaned(marker, segment) for marker, segment in _segments(content))


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, bytes of the segment with it), a scan with its data; where the order ends, the rest as it is."""
    at = len(START)
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == END_OF_IMAGE:
            yield marker, content[at : at + 2]
            return
        end = at + 1 if marker == 0xFF else at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == START_OF_SCAN:
            following = NEXT_MARKER.search(content, end)
            end = following.start() if following else len(content)
        yield marker, content[at:end]
        at = end
    yield 0, content[at:]


def _cleaned(marker: int, segment: bytes) -> bytes:
    body = segment[4:]
    if any(body.startswith(name) for name in LEFT_OUT.get(marker, ())):
        return b""
    if marker != 0xE1 or not body.startswith(EXIF):
        return segment
    try:
        return segment[:4] + EXIF + _without_places(body[len(EXIF) :])
    except (struct.error, KeyError):  # nobody can say what is in it
        return b""


def _without_places(tiff: bytes) -> bytes:
    """Exif with an empty list of places. Raises struct.error, KeyError for what is no Exif."""
    found, order = bytearray(tiff), "<" if tiff.startswith(b"II") else ">"
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    for _, (tag, _, _, value) in _entries(tiff, order, first):
        if tag == GPS:
            _empty(found, tiff, order, value)
    return bytes(found)


def _empty(found: bytearray, tiff: bytes, order: str, at: int) -> None:
    """Zeros for a list's values, entries and length."""
    for entry, (_, kind, count, value) in _entries(tiff, order, at):
        size = SIZES[kind] * count
        if size > 4:
            end = min(value + size, len(found))
            found[value:end] = bytes(max(end - value, 0))
        found[entry : entry + 12] = bytes(12)
    found[at : at + 2] = bytes(2)


def _entries(tiff: bytes, order: str, at: int) -> Iterator[tuple[int, tuple[int, int, int, int]]]:
    """(where it stands, (tag, type, count, value or where the value stands)) of a list's entries."""
    (length,) = struct.unpack_from(f"{order}H", tiff, at)
    for entry in range(at + 2, at + 2 + 12 * length, 12):
        tag, kind, count, value = struct.unpack_from(f"{order}HHII", tiff, entry)
        yield entry, (tag, kind, count, value)
