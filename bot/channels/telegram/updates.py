"""What arrives from Telegram, read without trust: from an update as JSON to what happened, or why it is left out."""

from datetime import datetime
from typing import Any

from bot.channels.base import Incoming
from bot.channels.reading import (
    LARGEST,
    LONGEST_NAME,
    LeftOut,
    When,
    mapping,
    mime,
    moment,
    number,
    place_of,
    required,
    seed,
    text,
    whole,
    written,
)
from dialogs.events import Event, File, Left, Returned, Shared, Tapped

KINDS = ("message", "callback_query", "my_chat_member")  # of updates; the others are never asked for
CALLBACK_DATA = 64  # bytes (Bot API, InlineKeyboardButton): more was never ours
LONGEST_ID = 256  # characters of a file_id; those of today have about 90

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


def file_of(value: Any, kind: str) -> File | None:
    """What is told of a file; of a photo's sizes the largest. None where it cannot be fetched."""
    if isinstance(value, list):
        value = max((size for size in value if isinstance(size, dict)), key=pixels, default=None)
    if not isinstance(value, dict) or not 0 < len(text(value.get("file_id"))) <= LONGEST_ID:
        return None
    size = value.get("file_size")
    return File(
        id=text(value["file_id"]),
        name=text(value.get("file_name"))[:LONGEST_NAME],
        mime=mime(value.get("mime_type"), kind),
        size=size if type(size) is int and 0 < size <= LARGEST else 0,
    )


def pixels(size: dict[str, Any]) -> float:
    return number(size.get("width"), 0, LARGEST) * number(size.get("height"), 0, LARGEST)


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
