"""The acts of the control API by name: parameters in, something done on the phone."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from phone import person
from phone.parameters import Parameters, Upload
from phone.person import CannotDo
from phone.view import button_at
from phone.world import Bot, Chat, World

SAMPLES = Path(__file__).parent / "samples"
SAMPLE_FILES = {
    "photo": ("photo.jpg", "image/jpeg"),
    "voice": ("voice.ogg", "audio/ogg"),
    "audio": ("voice.ogg", "audio/ogg"),
    "video": ("film.mp4", "video/mp4"),
    "document": ("letter.txt", "text/plain"),
    "sticker": ("sticker.webp", "image/webp"),
}
BERLIN_CENTRAL_STATION = (52.5251, 13.3694)


@dataclass(frozen=True)
class Act:
    world: World
    bot: Bot
    chat: Chat
    parameters: Parameters

    @property
    def place(self) -> tuple[World, Bot, Chat]:
        return self.world, self.bot, self.chat


def sample(kind: str) -> Upload:
    """The picture, recording, film, letter or sticker that a phone has at hand."""
    name, mime = SAMPLE_FILES[kind]
    return Upload((SAMPLES / name).read_bytes(), name, mime)


def _text(act: Act) -> None:
    person.say(*act.place, act.parameters.text("text"))


def _start(act: Act) -> None:
    person.start(*act.place, act.parameters.text("payload"))


def _tap(act: Act) -> None:
    """By `message_id` with `row` and `column`, or by `wanted` (label or callback data, newest first)."""
    parameters = act.parameters
    message_id = parameters.integer("message_id") or None
    wanted = parameters.text("wanted")
    if wanted:
        found = person.find_inline_button(act.chat, wanted, message_id)
    else:
        button = button_at(act.chat.messages.get(message_id or 0, {}), *map(parameters.integer, ("row", "column")))
        found = (message_id, button) if message_id and button else None
    if found is None:
        raise CannotDo("there is no such button")
    person.press(*act.place, *found)


def _key(act: Act) -> None:
    """Taps the key at `row` and `column` of the reply keyboard."""
    rows = (act.chat.reply_keyboard or {}).get("keyboard", [])
    row, column = act.parameters.integer("row"), act.parameters.integer("column")
    if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
        raise CannotDo("there is no such key")
    person.press_reply_key(*act.place, rows[row][column])


def _file(kind: str, act: Act) -> None:
    upload = act.parameters.upload("file") or sample(kind)
    person.send_file(*act.place, kind, upload, act.parameters.text("caption"))


def _location(act: Act) -> None:
    latitude, longitude = act.parameters.number("latitude"), act.parameters.number("longitude")
    here = (latitude, longitude) if latitude is not None and longitude is not None else BERLIN_CENTRAL_STATION
    person.send_location(*act.place, *here, act.parameters.number("accuracy"))


def _contact(act: Act) -> None:
    person.send_contact(*act.place)


def _edit(act: Act) -> None:
    person.edit(*act.place, act.parameters.integer("message_id"), act.parameters.text("text"))


def _blocked(blocked: bool, act: Act) -> None:
    person.set_blocked(*act.place, blocked)


def _deactivated(deactivated: bool, act: Act) -> None:
    act.chat.phone.deactivated = deactivated
    act.world.touch(act.chat)


ACTS: dict[str, Callable[[Act], None]] = {
    "text": _text,
    "start": _start,
    "tap": _tap,
    "key": _key,
    **{kind: partial(_file, kind) for kind in SAMPLE_FILES},
    "location": _location,
    "contact": _contact,
    "edit": _edit,
    "block": partial(_blocked, True),
    "unblock": partial(_blocked, False),
    "deactivate": partial(_deactivated, True),
    "reactivate": partial(_deactivated, False),
}
