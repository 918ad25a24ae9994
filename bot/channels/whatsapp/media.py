"""How a file is sent on WhatsApp: as what, by the ending of its name, and how large it may be. Pure.

Kinds and sizes: developers.facebook.com/documentation/business-messaging/whatsapp, business-phone-numbers/media.
"""

import mimetypes
from typing import NamedTuple
from urllib.parse import urlsplit

from bot.channels.base import Meaning, Refused

MEGABYTE = 1 << 20
LARGEST = {"image": 5 * MEGABYTE, "audio": 16 * MEGABYTE, "video": 16 * MEGABYTE, "document": 100 * MEGABYTE}
SHOWN = {
    "jpg": ("image", "image/jpeg"),
    "jpeg": ("image", "image/jpeg"),
    "png": ("image", "image/png"),
    "mp3": ("audio", "audio/mpeg"),
    "m4a": ("audio", "audio/mp4"),
    "aac": ("audio", "audio/aac"),
    "amr": ("audio", "audio/amr"),
    "ogg": ("audio", "audio/ogg"),
    "oga": ("audio", "audio/ogg"),
    "opus": ("audio", "audio/ogg"),
    "mp4": ("video", "video/mp4"),
    "m4v": ("video", "video/mp4"),
    "3gp": ("video", "video/3gpp"),
}
# Documents that WhatsApp takes under another kind than their own: of text it knows text/plain only.
TEXTS = ("text/", "application/json", "application/xml", "image/svg")
HOSTS = (".fbsbx.com", ".fbcdn.net", ".whatsapp.net")  # where Meta keeps files, and so whom the token may be shown


class Medium(NamedTuple):
    kind: str  # of the message
    mime: str  # of the file


def medium(name: str) -> Medium:
    """What shows a file, by the ending of its name; whatever WhatsApp shows none of is handed over as a document."""
    ending = name.lower().rpartition(".")[2]
    if ending in SHOWN:
        return Medium(*SHOWN[ending])
    own = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Medium("document", "text/plain" if own.startswith(TEXTS) else own)


def weighed(kind: str, content: bytes) -> bytes:
    """Raises Refused for what WhatsApp would not take."""
    if len(content) > LARGEST[kind]:
        raise Refused(Meaning.TOO_LARGE, f"more than {LARGEST[kind] // MEGABYTE} MB, {kind}")
    return content


def is_metas(url: str, api: str) -> bool:
    """Whether a file's address is where the token may be shown: with the Graph API itself, or where Meta keeps files, by HTTPS."""
    try:
        parts, own = urlsplit(url), urlsplit(api)
    except ValueError:
        return False
    if (parts.scheme, parts.netloc) == (own.scheme, own.netloc):
        return True
    host = parts.hostname or ""
    return parts.scheme == "https" and parts.netloc.lower() == host and f".{host}".endswith(HOSTS)
