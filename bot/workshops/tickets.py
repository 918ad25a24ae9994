"""The ticket of a booking: a picture with a QR code that a phone's camera reads at the door, and the same in letters to be read out.

The fewer squares, the larger they are, and the more of them a cracked screen may hide: the code is short, in capitals (QR's
alphanumeric mode), and a quarter of it may be lost (error correction Q).
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

import segno
from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection
from PIL import Image, ImageDraw, ImageFont, features

from bot.paper.fonts import Font, fonts, lettered, runs
from bot.settings import SettingProblem
from storage.workshops.tickets import BEGINS, spaced

NAME = "ticket.png"
SQUARE, QUIET = 24, 4  # pixels of a module; modules that stay white around (ISO/IEC 18004: four)
TITLE, LINES, LEADING = 44, 3, 1.45  # pixels; how many lines of them at most
LETTERS, EDGE = 96, 36  # pixels
INK, GROUND = 0, 255


def ticket(code: str, title: str = "", *, rtl: bool = False) -> bytes:
    """A PNG. The title is left out where this machine has no letters for it, or nothing to join them."""
    squares = _squares(code)
    lines = [*_lines(title, squares.width - 2 * EDGE, rtl=rtl)]
    high = round(TITLE * LEADING)
    head = EDGE + high * len(lines) if lines else 0
    picture = Image.new("L", (squares.width, head + squares.height + LETTERS + EDGE), GROUND)
    draw = ImageDraw.Draw(picture)
    for at, line in enumerate(lines):
        _put(draw, line, picture.width, EDGE + at * high, high)
    picture.paste(squares, (0, head))
    middle = picture.height - EDGE - LETTERS // 2
    draw.text((picture.width // 2, middle), spaced(code), font=_plain(LETTERS), fill=INK, anchor="mm")
    content = BytesIO()
    picture.quantize(16).save(content, "PNG")
    return content.getvalue()


def _squares(code: str) -> Image.Image:
    content = BytesIO()
    segno.make(BEGINS + code, error="q", boost_error=False, micro=False).save(content, kind="png", scale=SQUARE, border=QUIET)
    return Image.open(content).convert("L")


# --- The title: words of any script in lines, each in pieces of one direction and one font ------------------------------------

Piece = tuple[str, Any, str]  # words, font, direction


def _lines(title: str, width: int, *, rtl: bool) -> Iterator[list[Piece]]:
    title = lettered(title)
    if not title or not features.check("raqm"):
        return
    try:
        found = fonts([title])
    except SettingProblem:
        return
    left = title.split()
    for number in range(1, LINES + 1):
        tried = range(2, len(left) + 1)
        count = next((n - 1 for n in tried if _wide(_pieces(left[:n], found, rtl=rtl)) > width), len(left))
        words, left = left[:count], left[count:]
        yield _pieces([*words, "…"] if left and number == LINES else words, found, rtl=rtl)
        if not left:
            return


def _pieces(words: Sequence[str], found: Sequence[Font], *, rtl: bool) -> list[Piece]:
    """From left to right."""
    base = TextDirection.RTL if rtl else TextDirection.LTR
    pieces = []
    for text, direction in BidiParagraph(" ".join(words), base, preserve_bn_chars=True).get_bidi_fragments():
        within = [(piece, _font(font), direction.value.lower()) for font, piece in runs(text, found)]
        pieces += within if rtl == (direction is TextDirection.RTL) else within[::-1]
    return pieces[::-1] if rtl else pieces


@lru_cache(maxsize=20)
def _font(font: Font) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font.bold, TITLE, layout_engine=ImageFont.Layout.RAQM)


def _wide(pieces: Sequence[Piece]) -> float:
    return sum(float(font.getlength(text, direction=direction)) for text, font, direction in pieces)


def _put(draw: ImageDraw.ImageDraw, pieces: Sequence[Piece], width: int, top: int, high: int) -> None:
    """In the middle; the letters of all fonts stand on one line."""
    x = (width - _wide(pieces)) / 2
    for text, font, direction in pieces:
        draw.text((x, top + high * 0.7), text, font=font, fill=INK, anchor="ls", direction=direction)
        x += font.getlength(text, direction=direction)


def _plain(size: int) -> Any:
    """For capitals and digits: our own font where there is one, else Pillow's."""
    try:
        return ImageFont.truetype(fonts([BEGINS])[0].bold, size)
    except SettingProblem:
        return ImageFont.load_default(size)
