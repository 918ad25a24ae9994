"""The picture of a digest: a bar and a number for each of its lines, in the colours that the lines have as well. No words, so no script."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

WIDTH, ROW, EDGE = 720, 76, 28  # pixels
BAR = 44
ROOM = 120  # for the number behind the longest bar
GROUND, INK = "#ffffff", "#1c2326"
COLOURS = ("#f28c1a", "#c62828", "#1f66c1", "#7b3fb5", "#7a5230", "#2b2b2b", "#2e7d32", "#f2c11a")  # as dialogs.digest.LINES


def bars(counts: Sequence[tuple[int, int]]) -> bytes:
    """A PNG. `counts`: (number of a colour, how many), from top to bottom."""
    picture = Image.new("RGB", (WIDTH, 2 * EDGE + ROW * len(counts)), GROUND)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(34)
    most, room = max((count for _, count in counts), default=1), WIDTH - 2 * EDGE - ROOM
    for place, (colour, count) in enumerate(counts):
        top = EDGE + ROW * place + (ROW - BAR) // 2
        end = EDGE + max(round(room * count / most), 8)
        draw.rounded_rectangle((EDGE, top, end, top + BAR), 8, fill=COLOURS[colour % len(COLOURS)], outline=INK, width=1)
        draw.text((end + 16, top + BAR // 2), str(count), font=font, fill=INK, anchor="lm")
    content = BytesIO()
    picture.quantize(64).save(content, "PNG", optimize=True)
    return content.getvalue()
