"""What a message from WhatsApp holds, as what happened."""

import re
from typing import Any

from bot.channels.reading import (
    LARGEST,
    LONGEST_NAME,
    PAYLOAD,
    LeftOut,
    When,
    mapping,
    mime,
    place_of,
    required,
    text,
    written,
)
from dialogs.events import Event, File, Opened, Shared, Tapped, Typed

LONGEST_TEXT = 65_536  # characters that a phone lets somebody write
LONGEST_CAPTION = 4_096
LONGEST_ID = 255  # characters of a media's or a message's id
LONGEST_DATA = 200  # characters of a row's id (Meta, interactive-list-messages), of which we use far less
INVITED = re.compile(r"start\s+(\S+)", re.IGNORECASE)  # what a link (wa.me/…?text=) has put into the person's mouth
CODE = re.compile(r"c_[\w-]+|\w+-[\w-]*", re.ASCII)  # a coordinator's invitation, or programme-form: no word that people type

# Kinds of messages that are not text: what they are called here, and the kind of file where WhatsApp does not say.
FILES = {
    "image": ("photo", "image/jpeg"),
    "audio": ("voice", "audio/ogg"),
    "video": ("video", "video/mp4"),
    "document": ("document", ""),
    "sticker": ("sticker", ""),
}
OTHERS = {"location": "location", "contacts": "contact"}
KEEPABLE = frozenset({"image", "audio", "video", "document"})  # a sticker is no file that anybody asks for


def happened(kind: str, item: dict[str, Any], when: When) -> Event:
    """What a message says. A kind that nobody here knows is `other`, as are an edit and what WhatsApp calls unsupported. Raises LeftOut."""
    match kind:
        case "text":
            return said(text(mapping(item.get("text")).get("body"))[:LONGEST_TEXT], when)
        case "interactive":
            return replied(item, when)
        case "button":
            return pressed(item, when)
    called, file = FILES.get(kind, (OTHERS.get(kind, "other"), ""))[0], file_of(kind, item)
    place = place_of(item.get("location")) if kind == "location" else None
    return Shared(kind=called, file=file, place=place, caption=caption_of(item.get(kind)), **when)


def said(words: str, when: When) -> Event:
    """Text, a command, or what a link said for the person: `start programme-form`, `start c_…`."""
    invited = INVITED.fullmatch(words.strip())
    if invited and PAYLOAD.fullmatch(invited[1]) and CODE.fullmatch(invited[1]):
        return Opened(payload=invited[1], **when)
    return written(words, when)


def replied(item: dict[str, Any], when: When) -> Event:
    """A button or a row of a message of ours; any other answer (a form of WhatsApp's own, say) is nothing we have asked for."""
    reply = mapping(item.get("interactive"))
    kind = reply.get("type")
    if kind not in ("button_reply", "list_reply"):
        return Shared(kind="other", **when)
    return tapped(required(mapping(reply.get(kind)).get("id")), item, when)


def pressed(item: dict[str, Any], when: When) -> Event:
    """The button of a template. One without data says what stands on it."""
    button = mapping(item.get("button"))
    data = text(button.get("payload"))
    return tapped(data, item, when) if data else Typed(text=required(button.get("text"))[:LONGEST_TEXT], **when)


def tapped(data: str, item: dict[str, Any], when: When) -> Event:
    if len(data) > LONGEST_DATA:
        raise LeftOut("data")
    context = item.get("context")
    message = text(context.get("id")) if isinstance(context, dict) else ""
    return Tapped(data=data, message=message if len(message) <= LONGEST_ID else "", **when)


def file_of(kind: str, item: dict[str, Any]) -> File | None:
    """What is told of a file; None where it cannot be fetched. Its size is told only when it is fetched."""
    value = item.get(kind)
    if kind not in KEEPABLE or not isinstance(value, dict) or not 0 < len(text(value.get("id"))) <= LONGEST_ID:
        return None
    told = text(value.get("mime_type")).partition(";")[0].strip()  # "audio/ogg; codecs=opus"
    return File(
        id=text(value["id"]),
        name=text(value.get("filename"))[:LONGEST_NAME],
        mime=mime(told, FILES[kind][1]),
        size=size if type(size := value.get("file_size")) is int and 0 < size <= LARGEST else 0,
    )


def caption_of(value: Any) -> str:
    return text(value.get("caption"))[:LONGEST_CAPTION] if isinstance(value, dict) else ""
