"""What arrives from Telegram, read without trust: from an update as JSON to what happened, or why it is left out."""

import hashlib
import math
import re
from datetime import UTC, datetime
from typing import Any, TypedDict

from bot.channels.base import Incoming
from dialogs.events import Called, Event, File, Left, Opened, Place, Returned, Shared, Tapped, Typed

KINDS = ("message", "callback_query", "my_chat_member")  # of updates; the others are never asked for
LARGEST = 2**63 - 1  # of an id: what a database column holds
CALLBACK_DATA = 64  # bytes (Bot API, InlineKeyboardButton): more was never ours
EARLIEST = datetime(2015, 6, 24, tzinfo=UTC)  # the Bot API began: an earlier date is no date
COMMAND = re.compile(r"/([a-z_]{1,32})(?:@\w+)?")
START = re.compile(r"/start(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
MIME = re.compile(r"[a-z]{1,20}/[a-z0-9][a-z0-9.+-]{0,80}")
LONGEST_ID = 256  # characters of a file_id; those of today have about 90
LONGEST_NAME = 255  # characters of a file's name
FARTHEST = 1500.0  # metres (Bot API, Location: horizontal_accuracy)
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")  # of a deep link (Bot API, Features: deep linking)

# What a message may carry instead of text, the telling field first: an animation is a document too, a venue a location.
SHARED = {
    "photo": "photo",
    "voice": "voice",
    "audio": "voice",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "document": "document",
    "venue": "location",
    "location": "location",
    "contact": "contact",
    "sticker": "sticker",
    "poll": "other",
    "dice": "other",
    "game": "other",
    "story": "other",
    "paid_media": "other",
    "checklist": "other",
}
# Fields that hold a file, and what kind of file it is where Telegram does not say.
FILES = {
    "photo": "image/jpeg",
    "voice": "audio/ogg",
    "audio": "audio/mpeg",
    "video": "video/mp4",
    "video_note": "video/mp4",
    "animation": "video/mp4",
    "document": "",
}


class LeftOut(Exception):
    """An update that nothing follows from; the reason is one of a few fixed words, fit for a metric."""


class When(TypedDict):
    """The fields that all events share."""

    at: datetime
    seed: int


def incoming(raw: Any, now: datetime, account: str) -> Incoming:
    """What happened in a private chat with a person. `now`: aware, UTC. Raises LeftOut, and nothing else."""
    update = mapping(raw)
    kind = next((kind for kind in KINDS if kind in update), None)
    if kind is None:
        raise LeftOut("kind")
    number, body = whole(update.get("update_id"), "update_id", least=0), mapping(update[kind])
    chat, sender = mapping(message_of(kind, body).get("chat")), mapping(body.get("from"))
    if chat.get("type") != "private":
        raise LeftOut("not private")
    if sender.get("is_bot"):
        raise LeftOut("bot")
    name = " ".join(filter(None, (text(sender.get("first_name")), text(sender.get("last_name")))))
    id_ = f"u:{number}"
    return Incoming(
        id=id_,
        channel="telegram",
        account=account,
        external=str(whole(chat.get("id"), "chat")),
        event=happened(kind, body, When(at=moment(body.get("date"), now), seed=seed(id_))),
        name=name,
        language=text(sender.get("language_code")),
        callback=required(body.get("id")) if kind == "callback_query" else "",
    )


def message_of(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """The object of an update that names the chat."""
    return mapping(body.get("message")) if kind == "callback_query" else body


def happened(kind: str, body: dict[str, Any], when: When) -> Event:
    if kind == "message":
        return sent(body, when)
    if kind == "callback_query":
        return tapped(body, when)
    return membership(body, when)


def sent(message: dict[str, Any], when: When) -> Event:
    """A message: typed, a command, or something that is not text."""
    if isinstance(message.get("text"), str):
        return written(text(message["text"]), when)
    field = next((field for field in SHARED if field in message), None)
    if field is None:
        raise LeftOut("content")  # a pinned message, a changed timer: Telegram speaks, not the person
    file = file_of(message[field], FILES[field]) if field in FILES else None
    place = place_of(message.get("location")) if SHARED[field] == "location" else None
    return Shared(kind=SHARED[field], file=file, place=place, caption=text(message.get("caption")), **when)


def file_of(value: Any, mime: str) -> File | None:
    """What is told of a file; of a photo's sizes the largest. None where it cannot be fetched."""
    if isinstance(value, list):
        value = max((size for size in value if isinstance(size, dict)), key=pixels, default=None)
    if not isinstance(value, dict) or not 0 < len(text(value.get("file_id"))) <= LONGEST_ID:
        return None
    told, size = text(value.get("mime_type")).lower(), value.get("file_size")
    return File(
        id=text(value["file_id"]),
        name=text(value.get("file_name"))[:LONGEST_NAME],
        mime=told if MIME.fullmatch(told) else mime,
        size=size if type(size) is int and 0 < size <= LARGEST else 0,
    )


def pixels(size: dict[str, Any]) -> float:
    return number(size.get("width"), 0, LARGEST) * number(size.get("height"), 0, LARGEST)


def place_of(value: Any) -> Place | None:
    """A place on earth. One that moves on says so in edits, which are not asked for: it counts as it was first sent."""
    if not isinstance(value, dict):
        return None
    latitude, longitude = number(value.get("latitude"), -90, 90, math.nan), number(value.get("longitude"), -180, 180, math.nan)
    if math.isnan(latitude) or math.isnan(longitude):
        return None
    return Place(latitude, longitude, accuracy=number(value.get("horizontal_accuracy"), 0, FARTHEST))


def number(value: Any, least: float, most: float, otherwise: float = 0.0) -> float:
    """A number within bounds; `otherwise` for anything else."""
    return float(value) if type(value) in (int, float) and least <= value <= most else otherwise


def written(words: str, when: When) -> Event:
    """A command stands alone: with anything behind it, it is taken as text, so that no words are lost."""
    alone = words.strip()
    if start := START.fullmatch(alone):
        payload = start[1] or ""
        return Opened(payload=payload if PAYLOAD.fullmatch(payload) else "", **when)
    if command := COMMAND.fullmatch(alone):
        return Called(command=command[1], **when)
    return Typed(text=words, **when)


def tapped(query: dict[str, Any], when: When) -> Event:
    data = required(query.get("data"))
    if len(data.encode()) > CALLBACK_DATA:
        raise LeftOut("data")
    return Tapped(data=data, message=str(whole(mapping(query.get("message")).get("message_id"), "message_id")), **when)


def membership(change: dict[str, Any], when: When) -> Event:
    """In a private chat: the person blocked the bot, or let it back in."""
    status = mapping(change.get("new_chat_member")).get("status")
    if status == "kicked":
        return Left(**when)
    if status == "member":
        return Returned(**when)
    raise LeftOut("status")


def moment(date: Any, now: datetime) -> datetime:
    """Unix seconds as UTC; `now` where there are none (a button press has none), or none that can be true."""
    if isinstance(date, int) and EARLIEST.timestamp() <= date <= now.timestamp():
        return datetime.fromtimestamp(date, UTC)
    return now


def seed(id_: str) -> int:
    return int.from_bytes(hashlib.sha256(id_.encode()).digest()[:8], "big")


def mapping(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise LeftOut("shape")


def whole(value: Any, field: str, least: int = 1) -> int:
    if type(value) is int and least <= value <= LARGEST:  # a bool is no number here
        return value
    raise LeftOut(field)


def required(value: Any) -> str:
    if found := text(value):
        return found
    raise LeftOut("shape")


def text(value: Any) -> str:
    """A string without what no database takes: NUL goes, half of a surrogate pair becomes U+FFFD. Otherwise ""."""
    if not isinstance(value, str):
        return ""
    return value.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
