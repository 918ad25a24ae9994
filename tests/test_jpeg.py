"""A picture that somebody sends says no longer where it was taken, and is the same picture."""

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files.jpeg import placeless

PHOTO = (Path(__file__).parents[1] / "phone/samples/photo.jpg").read_bytes()
LATITUDE = struct.pack("<6I", 52, 1, 31, 1, 12345, 1000)
PLACE_IN_XMP = b'http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude="52,31.2N"/>'
ASIDE = b"\xff\xe1" + struct.pack(">H", len(PLACE_IN_XMP) + 2) + PLACE_IN_XMP
NEWS = b"Photoshop 3.0\x008BIM Alexanderplatz"
NEWS_ASIDE = b"\xff\xed" + struct.pack(">H", len(NEWS) + 2) + NEWS
COLOURS = b"\xff\xe2" + struct.pack(">H", 22) + b"ICC_PROFILE\0 colours "[:20]


def exif(order: str = "<") -> bytes:
    """Exif as a camera writes it: an orientation, then the list of places, whose latitude stands behind it."""
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8)
    orientation, to_places = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, 6, 0), struct.pack(f"{order}HHII", 0x8825, 4, 1, 38)
    first = struct.pack(f"{order}H", 2) + orientation + to_places + bytes(4)
    north, latitude = struct.pack(f"{order}HHI4s", 1, 2, 2, b"N\0\0\0"), struct.pack(f"{order}HHII", 2, 5, 3, 68)
    places = struct.pack(f"{order}H", 2) + north + latitude + bytes(4)
    assert len(head + first) == 38
    assert len(head + first + places) == 68
    return head + first + places + LATITUDE


def block(tiff: bytes) -> bytes:
    return b"\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\0\0" + tiff


def photo(*blocks: bytes, behind: bytes = b"") -> bytes:
    return PHOTO[:2] + b"".join(blocks) + PHOTO[2:] + behind


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_place_goes_and_the_orientation_stays(order: str) -> None:
    found = placeless(photo(block(exif(order))))
    assert LATITUDE not in found
    assert struct.pack(f"{order}HHIHH", 0x0112, 3, 1, 6, 0) in found, "or the picture would lie on its side"
    assert found.endswith(PHOTO[2:])
    assert len(found) == len(photo(block(exif(order)))), "only emptied"


def test_other_places_where_the_place_is_written_are_left_out() -> None:
    found = placeless(photo(ASIDE, NEWS_ASIDE, COLOURS, behind=b"\0\0\0\x18ftypmp42" + photo(block(exif()))))
    assert found == photo(COLOURS)


def test_exif_that_nobody_can_read_is_left_out() -> None:
    beyond = exif()[:30] + struct.pack("<I", 60_000) + exif()[34:]
    strange = exif().replace(struct.pack("<HHII", 2, 5, 3, 68), struct.pack("<HHII", 2, 77, 3, 68))
    for tiff in (b"", b"II", exif()[:20], beyond, strange):
        assert placeless(photo(block(tiff))) == PHOTO


def test_a_picture_without_a_place_stays_as_it_is() -> None:
    assert placeless(PHOTO) == PHOTO
    assert placeless(photo(COLOURS)) == photo(COLOURS)


@given(content=st.binary(max_size=300))
def test_what_is_no_picture_stays_as_it_is(content: bytes) -> None:
    if not content.startswith(b"\xff\xd8\xff"):
        assert placeless(content) == content


@given(
    at=st.integers(2, 160),
    length=st.integers(0, 60),
    junk=st.binary(max_size=12),
    order=st.sampled_from("<>"),
    cut=st.booleans(),
)
def test_whatever_is_broken_in_it_nothing_raises_and_nothing_is_added(
    at: int, length: int, junk: bytes, order: str, cut: bool
) -> None:
    whole = photo(block(exif(order)), ASIDE)
    broken = whole[:at] + junk + (b"" if cut else whole[at + length :])
    found = placeless(broken)
    assert len(found) <= len(broken)
    assert placeless(found) == found or len(placeless(found)) <= len(found)
