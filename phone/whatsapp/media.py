"""Media: uploaded ones are kept for 30 days, those that people sent for 7; their addresses hold for five minutes."""

import hashlib
import itertools
import secrets
from dataclasses import dataclass

from phone.parameters import Upload
from phone.whatsapp.errors import GraphError, unknown_object

UPLOADED_SECONDS = 30 * 86_400
RECEIVED_SECONDS = 7 * 86_400
ADDRESS_SECONDS = 300
MEGA = 1 << 20

# What Meta takes, by kind: MIME types and the largest size (their page "Media", supported types).
TAKEN: dict[str, tuple[frozenset[str], int]] = {
    "image": (frozenset({"image/jpeg", "image/png"}), 5 * MEGA),
    "audio": (frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}), 16 * MEGA),
    "video": (frozenset({"video/mp4", "video/3gpp"}), 16 * MEGA),
    "sticker": (frozenset({"image/webp"}), 500 << 10),
    "document": (
        frozenset({"text/plain", "application/pdf"})
        | {f"application/{name}" for name in ("msword", "vnd.ms-excel", "vnd.ms-powerpoint")}
        | {
            f"application/vnd.openxmlformats-officedocument.{name}"
            for name in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
        },
        100 * MEGA,
    ),
}
LARGEST = max(most for _, most in TAKEN.values())


def plain(mime: str) -> str:
    return mime.partition(";")[0].strip().lower()


@dataclass(frozen=True)
class Media:
    id: str
    upload: Upload
    until: float
    sha256: str

    @property
    def size(self) -> int:
        return len(self.upload.data)


class MediaStore:
    def __init__(self) -> None:
        self._media: dict[str, Media] = {}
        self._ids = itertools.count(secrets.randbelow(10**9) * 10**6 + 10**15)  # another store's ids are unknown here
        self._addresses: dict[str, tuple[str, float]] = {}

    def add(self, upload: Upload, now: float, seconds: float) -> Media:
        media = Media(str(next(self._ids)), upload, now + seconds, hashlib.sha256(upload.data).hexdigest())
        self._media[media.id] = media
        return media

    def take(self, upload: Upload, now: float) -> Media:
        """What a business uploads. Raises GraphError for a type or size that Meta does not take, or an empty file."""
        mime = plain(upload.mime)
        most = max((most for types, most in TAKEN.values() if mime in types), default=0)
        if not most:
            raise GraphError(100, f"Param file must be a file with one of the supported types. Received file of type '{mime}'.")
        if not 0 < len(upload.data) <= most:
            raise GraphError(131053, f"Media file size must be between 1 byte and {most} bytes, it has {len(upload.data)}.")
        return self.add(upload, now, UPLOADED_SECONDS)

    def get(self, identifier: str, now: float) -> Media:
        """Raises GraphError (100) if there is none, or none any more."""
        media = self._media.get(identifier)
        if media is None or media.until <= now:
            raise unknown_object(identifier)
        return media

    def known(self, identifier: str) -> Media | None:
        """For the page: also what Meta no longer gives out."""
        return self._media.get(identifier)

    def delete(self, identifier: str) -> None:
        self._media.pop(identifier, None)

    def address(self, media: Media, now: float) -> str:
        """A name under which the bytes can be fetched for five minutes."""
        name = secrets.token_urlsafe(24)
        self._addresses[name] = (media.id, now + ADDRESS_SECONDS)
        return name

    def at(self, name: str, now: float) -> Media | None:
        """None where that address does not hold (any longer)."""
        identifier, until = self._addresses.get(name, ("", 0.0))
        return self._media.get(identifier) if until > now else None
