"""Files that people sent, as the desk gives them to a browser: what it may show, and what it only hands over."""

import re

from starlette.responses import Response

from storage.answers.attachments import Kept

# What browsers show without running anything in it; HTML and SVG are not among them, whatever they call themselves.
SHOWN = {
    "image": frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"}),
    "audio": frozenset({"audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/x-m4a", "audio/wav", "audio/webm"}),
    "video": frozenset({"video/mp4", "video/webm", "video/quicktime"}),
}
ODD = re.compile(r"[^A-Za-z0-9._-]+")


def shown_as(mime: str) -> str:
    """image, audio or video; "" for what is handed over."""
    return next((kind for kind, types in SHOWN.items() if mime in types), "")


def answer(file: Kept, content: bytes) -> Response:
    """The content, under its own type only where that is one of ours: no browser is to guess another (nosniff stands on every answer)."""
    shown = bool(shown_as(file.mime))
    name = ODD.sub("_", file.name).strip("._") or "file"
    headers = {"Content-Disposition": f'{"inline" if shown else "attachment"}; filename="{name}"'}
    return Response(content, headers=headers, media_type=file.mime if shown else "application/octet-stream")
