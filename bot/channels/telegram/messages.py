"""What leaves for Telegram: the limits of a message, and what was said as a call of the Bot API. Pure.

Plain text and entities without `parse_mode`, so that nothing a person wrote can be markup; buttons under the message, never a
keyboard in place of the phone's own: that would stay when the question is gone.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from dialogs.events import Option, Said
from dialogs.form import Limits
from dialogs.markup import plain, spans
from dialogs.turn import length
from dialogs.workshops.values import Spot

TEXT = 4096  # characters (Bot API, sendMessage: "1-4096 characters after entities parsing")
CAPTION = 1024  # UTF-16 units (Bot API, sendPhoto: "0-1024 characters after entities parsing")
LABEL = 64  # characters: ours, the Bot API names no limit; phones cut what does not fit into one line
ENTITIES = 100  # of one message: what is beyond is shown without style
OPTIONS = 10  # a page: ours, a phone shows about that many with the question (the Bot API takes 100 buttons)
COLUMNS = 2  # choices in a row, where their form asks for columns and they are short
NARROW = 14  # characters of a choice that stands beside another without being cut
VERBS = 3  # a row: ours, more would be cut to stumps (the Bot API takes 8)

# What shows a file with a given ending, and the parameter that takes it (Bot API: sendPhoto, sendAudio, sendVoice, sendVideo);
# whatever else is handed over as a document.
MEDIA = {
    "sendPhoto": ("photo", ("jpg", "jpeg", "png", "webp")),
    "sendAudio": ("audio", ("mp3", "m4a")),
    "sendVoice": ("voice", ("ogg", "oga", "opus")),
    "sendVideo": ("video", ("mp4", "m4v")),
}

LIMITS = Limits(text=TEXT, options=OPTIONS, label=LABEL)
Button = dict[str, str]


def payload(chat: str, said: Said) -> tuple[str, dict[str, Any]]:
    """Method and parameters. An edit without options takes the buttons away."""
    text, entities = formatted(said.text)
    parameters: dict[str, Any] = {"chat_id": chat, "text": text, "link_preview_options": {"is_disabled": True}}
    if entities:
        parameters["entities"] = entities
    if said.options:
        parameters["reply_markup"] = {"inline_keyboard": list(rows(said.options, rtl=said.rtl))}
    if not said.edits:
        return "sendMessage", parameters
    return "editMessageText", parameters | {"message_id": int(said.edits)}


def drawn(chat: str, said: Said) -> dict[str, Any] | None:
    """The parameters of a message under a picture, which is added to them; None where the words are too many."""
    _, parameters = payload(chat, said)
    if length(parameters["text"]) > CAPTION:
        return None
    named = {"text": "caption", "entities": "caption_entities"}
    return {named.get(name, name): value for name, value in parameters.items() if name != "link_preview_options"}


def venue(chat: str, spot: Spot) -> dict[str, Any]:
    """The parameters of sendVenue, which wants both a title and an address: what is missing its coordinates stand for."""
    where = {"latitude": spot.point.latitude, "longitude": spot.point.longitude} if spot.point else {}
    title, address = [*filter(None, (spot.name, spot.address)), *[", ".join(f"{one:.5f}" for one in where.values())] * 2][:2]
    return {"chat_id": chat, **where, "title": title, "address": address}


def formatted(text: str) -> tuple[str, list[dict[str, Any]]]:
    """Text and its entities, of a message or a caption (Bot API, MessageEntity: offsets in UTF-16 units)."""
    words, found = spans(text)
    entities: list[dict[str, Any]] = []
    for span in found[:ENTITIES]:
        entity = {"type": "text_link" if span.url else span.style, "offset": span.start, "length": span.length}
        entities.append({**entity, "url": span.url} if span.url else entity)
    return words, entities


def medium(name: str) -> tuple[str, str]:
    """The method that shows a file, by the ending of its name, and the parameter for the file."""
    ending = name.lower().rpartition(".")[2]
    found = ((method, field) for method, (field, endings) in MEDIA.items() if ending in endings)
    return next(found, ("sendDocument", "document"))


def rows(options: tuple[Option, ...], *, rtl: bool) -> Iterator[list[Button]]:
    """Choices and answers one to a row, short ones of columns two, then the verbs. The Bot API knows no right-to-left: we reverse."""
    for beside, run in groupby((option for option in options if option.role != "verb"), key=narrow):
        yield from chunks([button(option) for option in run], COLUMNS if beside else 1, rtl=rtl)
    yield from chunks([button(option) for option in options if option.role == "verb"], VERBS, rtl=rtl)


def narrow(option: Option) -> bool:
    return option.beside and len(option.label) <= NARROW


def chunks(buttons: list[Button], most: int, *, rtl: bool) -> Iterator[list[Button]]:
    for start in range(0, len(buttons), most):
        row = buttons[start : start + most]
        yield row[::-1] if rtl else row


def button(option: Option) -> Button:
    return {"text": plain(option.label), "callback_data": option.data}
