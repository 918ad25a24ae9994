"""The file a person gets when they ask for their data: one page that any browser shows, in their language."""

from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterator, Mapping
from html import escape
from typing import Any

from bot.texts.bidi import isolate
from bot.world import World
from desk.files import shown_as
from dialogs import texts
from dialogs.events import Answer
from dialogs.form import MEDIA, Form, Question
from dialogs.linking import CHANNELS
from dialogs.menu import PURPOSE_NAMES
from dialogs.texts import Speech
from dialogs.workshops import texts as workshop_texts
from storage.messages.outbox import Message
from storage.speaking import people
from storage.staff.heard import NO_SHEET
from storage.store import Store
from storage.workshops.mybookings import Mine

Files = Mapping[tuple[int, str], tuple[str, bytes | None]]  # (sheet, name): kind of file, content
WHATSAPP = "whatsapp"
SAID = {"coming": workshop_texts.COMING_SAID, "cannot": workshop_texts.CANNOT_SAID}
SHOWN = 3  # digits of the number of another phone
TAGS = {
    "image": '<img src="data:{mime};base64,{content}" alt="{name}" style="max-width:100%">',
    "audio": '<audio src="data:{mime};base64,{content}" controls></audio>',
    "video": '<video src="data:{mime};base64,{content}" controls style="max-width:100%"></video>',
    "": '<a href="data:application/octet-stream;base64,{content}" download="{name}">{name}</a>',
}


def maker(store: Store, world: World) -> Callable[[Message], Awaitable[tuple[str, bytes]]]:
    """Makes the file when it leaves, so that it holds what is stored then."""

    async def make(message: Message) -> tuple[str, bytes]:
        found = await store.read(lambda connection: people.everything(connection, store.keyring, message.person))
        return "my-data.html", page(found, world, message.address).encode()

    return make


def page(found: dict[str, Any], world: World, here: str = "") -> str:
    """`here`: the key of the address that it goes to. Whoever holds that phone knows its number, perhaps not those of the others."""
    speech = world.voices[found["language"] or "en"]
    sections = [_form(one, world, speech, found["files"]) for one in found["forms"] if one["form"] in world.forms]
    title = escape(speech.say(texts.MY_DATA))
    consents = "".join(
        f"<li>{escape(str(one['at'].date()))} — {escape(_consent(one, speech))}</li>" for one in found["consents"]
    )
    return (
        f'<!doctype html><html lang="{speech.language.replace("_", "-")}" dir="{"rtl" if speech.rtl else "ltr"}">'
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
        f"<h1>{title}</h1><p>{escape(found['name'])}</p>{_places(found, speech, here)}{''.join(sections)}"
        f"<h2>{escape(speech.say(texts.CONSENTS))}</h2><ul>{consents}</ul>{_heard(found, speech)}{_workshops(found, speech)}"
        f"{_readings(found, speech)}</html>"
    )


def _places(found: dict[str, Any], speech: Speech, here: str) -> str:
    """Since when they are known, and where they can be reached."""
    since = speech.say(texts.FIRST_WROTE, day=str(found["since"].date()))
    items = "".join(f"<li>{'<br>'.join(map(escape, _place(one, speech, one['key'] == here)))}</li>" for one in found["places"])
    return f"<p>{escape(since)}</p><h2>{escape(speech.say(texts.PHONES_TITLE))}</h2><ul>{items}</ul>"


def _place(one: dict[str, Any], speech: Speech, here: bool) -> Iterator[str]:
    number = _number(one) if here else "…" + one["external"][-SHOWN:]
    name = f"{CHANNELS.get(one['channel'], one['channel'])}: {isolate(number)}"
    yield speech.say(texts.PHONE_SILENT, channel=name) if one["silent"] else name
    if one["heard"]:
        yield speech.say(texts.WROTE_FROM, day=str(one["heard"].date()))
    if one["shared"]:
        yield speech.say(texts.ALSO_USED)
    if one["joined"]:
        yield speech.say(texts.KEPT_APART)


def _number(one: dict[str, Any]) -> str:
    """As one dials it, or the platform's id."""
    external = str(one["external"])
    return f"+{external}" if one["channel"] == WHATSAPP and external.isdecimal() else external


def _heard(found: dict[str, Any], speech: Speech) -> str:
    """What they wrote or sent to somebody of the team, as long as it is kept."""
    rows = "".join(
        f"<tr><td>{escape(one.at.strftime('%Y-%m-%d %H:%M'))}</td><td>{escape(one.text)}{_sent(one.file, found['files'], speech)}</td></tr>"
        for one in found["heard"]
    )
    return f"<h2>{escape(speech.say(texts.HEARD))}</h2><table>{rows}</table>" if rows else ""


def _sent(name: str, files: Files, speech: Speech) -> str:
    return _file(name, *files.get((NO_SHEET, name), ("", None)), speech) if name else ""


def _workshops(found: dict[str, Any], speech: Speech) -> str:
    """Places in workshops, and what is known about the times of these."""
    items = "".join(f"<li>{'<br>'.join(map(escape, _workshop(one, speech)))}</li>" for one in found["workshops"])
    return f"<h2>{escape(speech.say(workshop_texts.MENU))}</h2><ul>{items}</ul>" if items else ""


def _workshop(one: Mine, speech: Speech) -> Iterator[str]:
    day = f" — {one.time.starts.date()}" if one.time else ""
    yield speech.label(one.booked.workshop.title) + day
    if one.booked.booking:
        yield speech.say({**workshop_texts.STATES, **workshop_texts.DATA_STATES}[one.booked.booking.state])
    if one.said:
        yield speech.say(SAID[one.said])
    if one.came:
        yield speech.say(workshop_texts.DATA_CAME[one.came])
    yield from (speech.say(workshop_texts.HELPS[need]) for need in one.help)


def _readings(found: dict[str, Any], speech: Speech) -> str:
    """Days on which somebody of the team opened what is stored."""
    days = dict.fromkeys(str(one["at"].date()) for one in found["readings"])
    items = "".join(f"<li>{day}</li>" for day in days)
    return f"<h2>{escape(speech.say(texts.READINGS))}</h2><ul>{items}</ul>" if items else ""


def _consent(one: dict[str, Any], speech: Speech) -> str:
    state = texts.ALLOWED if one["given"] else texts.NOT_ALLOWED
    return speech.say(state, purpose=speech.say(PURPOSE_NAMES[one["purpose"]]))


def _form(one: dict[str, Any], world: World, speech: Speech, files: Files) -> str:
    form = world.forms[one["form"]]
    rows = "".join(_row(answer, form, speech, files.get((one["number"], answer.value))) for answer in one["answers"])
    return f"<h2>{escape(speech.label(form.title))}</h2><table>{rows}</table>"


def _row(answer: Answer, form: Form, speech: Speech, file: tuple[str, bytes | None] | None) -> str:
    question = form.questions.get(answer.path.rsplit("].", 1)[-1])
    label = speech.label(question.label) if question and question.label else answer.path
    given = escape(answer.typed or answer.label or _value(answer, question, form, speech))
    if file and question and question.kind in MEDIA:
        given = _file(answer.value, *file, speech)
    at = answer.at.strftime("%Y-%m-%d %H:%M") if answer.at else ""
    return f"<tr><td>{escape(at)}</td><th>{escape(label)}</th><td>{given}</td></tr>"


def _file(name: str, mime: str, content: bytes | None, speech: Speech) -> str:
    """The file itself, inside the page."""
    if content is None:
        return escape(speech.say(texts.FILE_MISSING))
    return TAGS[shown_as(mime)].format(name=escape(name), mime=mime, content=b64encode(content).decode())


def _value(answer: Answer, question: Question | None, form: Form, speech: Speech) -> str:
    source = question.choices if question else None
    labels = {choice.name: choice.label for choice in form.lists.get(source.list, ())} if source else {}
    return (
        ", ".join(speech.label(labels[name]) if name in labels else name for name in answer.value.split())
        if labels
        else answer.value
    )
