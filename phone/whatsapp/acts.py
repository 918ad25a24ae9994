"""The acts of the control API by name: parameters in, something done on the phone."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from phone.acts import BERLIN_CENTRAL_STATION, sample
from phone.parameters import Parameters
from phone.person import CannotDo
from phone.whatsapp import identity, person
from phone.whatsapp.business import Business
from phone.whatsapp.things import Chat
from phone.whatsapp.words import buttons_of

FILES = ("image", "photo", "voice", "audio", "video", "document", "sticker")


@dataclass(frozen=True)
class Act:
    business: Business
    chat: Chat
    parameters: Parameters

    @property
    def place(self) -> tuple[Business, Chat]:
        return self.business, self.chat


def _text(act: Act) -> None:
    person.say(*act.place, act.parameters.text("text"))


def _tap(act: Act) -> None:
    """By `message_id` and `index`, or by `wanted` (title or id, newest first)."""
    identifier, wanted = act.parameters.text("message_id"), act.parameters.text("wanted")
    if wanted:
        found = person.find_button(act.chat, wanted, identifier)
    else:
        message, at = act.chat.messages.get(identifier), act.parameters.integer("index")
        buttons = buttons_of(message) if message else []
        found = (message, buttons[at]) if message and 0 <= at < len(buttons) else None
    if found is None:
        raise CannotDo("there is no such button")
    person.press(*act.place, *found)


def _choose(act: Act) -> None:
    """By `message_id` and `row` (its id), or by `wanted` (title or id, newest first)."""
    wanted = act.parameters.text("row") or act.parameters.text("wanted")
    found = person.find_row(act.chat, wanted, act.parameters.text("message_id"))
    if found is None:
        raise CannotDo("there is no such row")
    person.choose(*act.place, *found)


def _file(kind: str, act: Act) -> None:
    upload = act.parameters.upload("file") or sample("photo" if kind == "image" else kind)
    person.send_file(*act.place, kind, upload, act.parameters.text("caption"))


def _location(act: Act) -> None:
    latitude, longitude = act.parameters.number("latitude"), act.parameters.number("longitude")
    here = (latitude, longitude) if latitude is not None and longitude is not None else BERLIN_CENTRAL_STATION
    name, address = act.parameters.text("name"), act.parameters.text("address")
    person.send_location(*act.place, *here, name=name, address=address)


def _contact(act: Act) -> None:
    person.send_contact(*act.place)


def _edit(act: Act) -> None:
    person.edit(*act.place, act.parameters.text("message_id"), act.parameters.text("text"))


def _react(act: Act) -> None:
    person.react(*act.place, act.parameters.text("message_id"), act.parameters.text("emoji"))


def _blocked(blocked: bool, act: Act) -> None:
    person.set_blocked(*act.place, blocked)


def _open(is_open: bool, act: Act) -> None:
    person.set_open(*act.place, is_open)


def _offline(offline: bool, act: Act) -> None:
    person.set_offline(act.business, act.chat.person, offline)


def _number(act: Act) -> None:
    identity.change_number(act.business, act.chat.person, act.parameters.text("phone_number"))


def _hidden(hidden: bool, act: Act) -> None:
    identity.set_hidden(act.business, act.chat.person, hidden)


def _marketing(marketing: bool, act: Act) -> None:
    identity.set_marketing(*act.place, marketing)


def _later(act: Act) -> None:
    hours = act.parameters.number("hours")
    person.let_pass(*act.place, 25.0 if hours is None else hours)


def _disorder(act: Act) -> None:
    """Any of `twice`, `delay` in seconds, `swaps`, `batch`."""
    disorder, given = act.chat.person.disorder, act.parameters
    if "twice" in given.values:
        disorder.twice = given.flag("twice")
    delay = given.number("delay")
    disorder.delay = disorder.delay if delay is None else max(delay, 0.0)
    disorder.swaps = given.integer("swaps", disorder.swaps)
    disorder.batch = given.integer("batch", disorder.batch)
    act.business.hooks.release(disorder)
    act.business.touch(act.chat)


ACTS: dict[str, Callable[[Act], None]] = {
    "text": _text,
    "tap": _tap,
    "choose": _choose,
    **{kind: partial(_file, "image" if kind == "photo" else kind) for kind in FILES},
    "location": _location,
    "contact": _contact,
    "edit": _edit,
    "react": _react,
    "block": partial(_blocked, True),
    "unblock": partial(_blocked, False),
    "open": partial(_open, True),
    "leave": partial(_open, False),
    "offline": partial(_offline, True),
    "online": partial(_offline, False),
    "change_number": _number,
    "hide_number": partial(_hidden, True),
    "show_number": partial(_hidden, False),
    "stop_marketing": partial(_marketing, False),
    "resume_marketing": partial(_marketing, True),
    "later": _later,
    "disorder": _disorder,
}
