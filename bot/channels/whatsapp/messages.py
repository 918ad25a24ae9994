"""What leaves for WhatsApp: the limits of a message, and what was said as a message of the Graph API. Pure.

Limits: developers.facebook.com/documentation/business-messaging/whatsapp, messages/text-messages, interactive-reply-buttons-messages,
interactive-list-messages. Lengths are UTF-16 units, the strictest way to count.
"""

from collections.abc import Sequence
from typing import Any

from bot.channels.base import Template
from bot.channels.whatsapp.markup import anchored, styled, words_of
from dialogs.events import Option, Said
from dialogs.form import Limits
from dialogs.markup import plain
from dialogs.turn import length
from dialogs.workshops.values import Spot

TEXT = 4096  # characters of a text message
BODY = 1024  # beside buttons or a list
FOOTER = 60
BUTTONS, BUTTON = 3, 20  # how many, and the characters on each
ROWS, TITLE, DESCRIPTION = 10, 24, 72  # of a list, in all its sections
CAPTION = 1024
PLACE_NAME, PLACE_ADDRESS = 100, 300  # Meta names no limit: these are the judge's
OPEN = "☰"  # on the button that opens a list, where nothing is said to stand there: WhatsApp wants 1 to 20 characters
TRACKER = 512  # characters of biz_opaque_callback_data

LIMITS = Limits(text=TEXT, body=BODY, options=8, label=DESCRIPTION, together=ROWS, edits=False)

Message = tuple[str, dict[str, Any]]  # its type, and the object of that name


def message(said: Said) -> Message:
    """One message: reply buttons where few short choices are offered, else a list, else text with numbers. Nothing is edited."""
    verbs = [option for option in said.options if option.role == "verb"]
    choices = [option for option in said.options if option.role != "verb"] or verbs
    if not choices:
        return text_message(_directed(said, styled(said.text), TEXT))
    body = _body(said)
    if not body or len(choices) > ROWS:
        return text_message(numbered(said, choices))
    if len(choices) <= BUTTONS and fit(choices):
        return "interactive", _footed(said, buttons(body, choices), left=len(said.options) - len(choices))
    rows = (choices if choices is verbs else [*choices, *verbs])[:ROWS]
    return "interactive", _footed(said, rows_below(body, rows, said.opener), left=len(said.options) - len(rows))


def text_message(body: str) -> Message:
    return "text", {"body": body, "preview_url": False}


def _body(said: Said) -> str:
    """The text beside options: without its styles where they make it too long, "" where it is too long without."""
    for text in (styled(said.text), plain(said.text)):
        if length(found := anchored(text) if said.rtl else text) <= BODY:
            return found
    return ""


def _directed(said: Said, text: str, most: int) -> str:
    return cut(anchored(text) if said.rtl else text, most)


def numbered(said: Said, choices: Sequence[Option]) -> str:
    """Text with the choices under it, to be answered with a number."""
    lines = "\n".join(f"{i}. {words_of(option.label)}" for i, option in enumerate(choices, 1))
    below = "\n\n".join(filter(None, (lines, footer_of(said))))
    return _directed(said, "\n\n".join((cut(styled(said.text), TEXT - length(below) - 100), below)), TEXT)


def fit(choices: Sequence[Option]) -> bool:
    """Whether the labels fit on reply buttons, which must differ."""
    labels = {words_of(option.label) for option in choices}
    return len(labels) == len(choices) and all(length(label) <= BUTTON for label in labels)


def buttons(body: str, choices: Sequence[Option]) -> dict[str, Any]:
    replies = [{"type": "reply", "reply": {"id": option.data, "title": words_of(option.label)}} for option in choices]
    return {"type": "button", "body": {"text": body}, "action": {"buttons": replies}}


def rows_below(body: str, options: Sequence[Option], opener: str) -> dict[str, Any]:
    action = {"button": cut(opener, BUTTON) or OPEN, "sections": [{"rows": [row(option) for option in options]}]}
    return {"type": "list", "body": {"text": body}, "action": action}


def row(option: Option) -> dict[str, str]:
    """A label that is too long for a title stands whole in the description."""
    label = words_of(option.label)
    if length(label) <= TITLE:
        return {"id": option.data, "title": label}
    return {"id": option.data, "title": cut(label, TITLE), "description": cut(label, DESCRIPTION)}


def _footed(said: Said, interactive: dict[str, Any], *, left: int) -> dict[str, Any]:
    """With the verbs as words, where some of them have no button."""
    footer = footer_of(said) if left else ""
    return {**interactive, "footer": {"text": footer}} if footer else interactive


def footer_of(said: Said) -> str:
    return cut(said.footer, FOOTER)


def cut(text: str, most: int) -> str:
    """At most so many UTF-16 units, ended at a word, with an ellipsis where something was left out."""
    if length(text) <= most:
        return text
    room = max(most - 1, 0)
    begun = text.encode("utf-16-le", "surrogatepass")[: 2 * room].decode("utf-16-le", "ignore")
    at = max(begun.rfind(" "), begun.rfind("\n"))
    return (begun[:at] if at > room // 2 else begun).rstrip() + "…"


# --- Templates, files, reading -----------------------------------------------------------------------------------------------


def template_message(template: Template) -> dict[str, Any]:
    """Values stand in one line (Meta: no line breaks, tabs or runs of spaces in a parameter), and none is empty."""
    values = [{"type": "text", "text": words_of(value) or "–"} for value in template.values]
    components: list[dict[str, Any]] = [{"type": "body", "parameters": values}] if values else []
    for place, data in enumerate(template.data):
        payload = {"type": "payload", "payload": data}
        components.append({"type": "button", "sub_type": "quick_reply", "index": str(place), "parameters": [payload]})
    return {"name": template.name, "language": {"code": template.language}, "components": components}


def drawn(said: Said, file: str) -> Message:
    """A message with a picture that is with Meta already: in the header of reply buttons, else above a caption. See `drawable`."""
    kind, content = message(said)
    if kind == "interactive":
        return kind, {**content, "header": {"type": "image", "image": {"id": file}}}
    return "image", {"id": file, "caption": _directed(said, plain(said.text), CAPTION)}


def drawable(said: Said) -> bool:
    """Whether the words go together with a picture: a list shows none, and a caption is short."""
    kind, content = message(said)
    short = length(_directed(said, plain(said.text), TEXT)) <= CAPTION
    return content.get("type") == "button" or (kind == "text" and not said.options and short)


def location(spot: Spot) -> dict[str, Any]:
    where = {"latitude": spot.point.latitude, "longitude": spot.point.longitude} if spot.point else {}
    named = {"name": cut(spot.name, PLACE_NAME), "address": cut(spot.address, PLACE_ADDRESS)}
    return {**where, **{name: text for name, text in named.items() if text}}


def captioned(text: str) -> str:
    return cut(plain(text), CAPTION)
