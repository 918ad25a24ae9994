"""Files that were sent either way, kept in memory, and the Bot API's shapes for them."""

import struct
from dataclasses import dataclass
from pathlib import PurePosixPath
from uuid import uuid4

from phone.errors import bad_request
from phone.formatting import Json
from phone.parameters import Upload

DOWNLOAD_LIMIT = 20 << 20
WRONG_FILE = "wrong file_id or the file is temporarily unavailable"
FOLDERS = {"photo": "photos", "voice": "voice", "audio": "music", "video": "videos", "sticker": "stickers"}


@dataclass(frozen=True)
class StoredFile:
    id: str
    unique_id: str
    path: str
    upload: Upload

    def shape(self) -> Json:
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.upload.data)}


class FileStore:
    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}
        self._mark = uuid4().hex[:8]  # ids of another store are unknown here, not another file's

    def add(self, upload: Upload, kind: str) -> StoredFile:
        number = len(self._files) + 1
        suffix = PurePosixPath(upload.name).suffix
        path = f"{FOLDERS.get(kind, 'documents')}/file_{number}{suffix}"
        file = StoredFile(f"AgACAgIAAxkBAAM{self._mark}{number:06d}", f"AQAD{self._mark}{number:06d}", path, upload)
        self._files[file.id] = file
        return file

    def by_id(self, file_id: str) -> StoredFile:
        """Raises ApiError (400) if nothing was ever stored under that id."""
        if file_id not in self._files:
            raise bad_request(WRONG_FILE)
        return self._files[file_id]

    def by_path(self, path: str) -> StoredFile | None:
        return next((file for file in self._files.values() if file.path == path), None)

    def by_unique_id(self, unique_id: str) -> StoredFile | None:
        return next((file for file in self._files.values() if file.unique_id == unique_id), None)


def photo_sizes(store: FileStore, file: StoredFile) -> list[Json]:
    """Two PhotoSizes, the small one first (its file holds the same bytes: nothing is scaled here).

    Raises ApiError (400) if the bytes are no picture the server would take.
    """
    size = image_size(file.upload.data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > 10_000:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    small = max(1, 90 * size[0] // max(size)), max(1, 90 * size[1] // max(size))
    both = ((store.add(file.upload, "photo"), small), (file, size))
    return [{**known.shape(), "width": width, "height": height} for known, (width, height) in both]


def image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG, read from its header."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    return _jpeg_size(data) if data.startswith(b"\xff\xd8") else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Walks the segments to the start-of-frame one (SOF0…SOF15 without DHT, JPG and DAC)."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
