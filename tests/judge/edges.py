"""Every limit of WhatsApp's that we keep: a payload at its edge, and one a step beyond, which the judge has to refuse."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

Payload = dict[str, Any]

TEXT = 4096  # a text message
BODY = 1024  # the text above buttons
LIST_BODY = 4096  # the text above a list, as Meta's page has it; we keep to BODY there too
BUTTONS, BUTTON, BUTTON_ID = 3, 20, 256
ROWS, ROW, DESCRIPTION, ROW_ID = 10, 24, 72, 200
FOOTER, CAPTION, NOTE = 60, 1024, 512  # NOTE: biz_opaque_callback_data
PLACE_NAME, PLACE_ADDRESS = 100, 300
BSUID = 128  # letters and digits after the country


class Edge(NamedTuple):
    """`unseen`: the judge does not know this limit and takes what is beyond it, too."""

    name: str
    within: Payload
    beyond: Payload
    unseen: bool = False


def edges() -> Iterator[Edge]:
    yield Edge("text", text(TEXT), text(TEXT + 1), unseen=True)
    yield Edge("body over buttons", buttons(body=BODY), buttons(body=BODY + 1))
    yield Edge("buttons", buttons(count=BUTTONS), buttons(count=BUTTONS + 1))
    yield Edge("label of a button", buttons(label=BUTTON), buttons(label=BUTTON + 1))
    yield Edge("label of a button, in emoji", buttons(letter="🧵", label=BUTTON), buttons(letter="🧵", label=BUTTON + 1))
    yield Edge("label of a button, least", buttons(label=1), buttons(label=0))
    yield Edge("id of a button", buttons(ident=BUTTON_ID), buttons(ident=BUTTON_ID + 1))
    yield Edge("footer under buttons", buttons(footer=FOOTER), buttons(footer=FOOTER + 1))
    yield Edge("body over a list", rows(body=LIST_BODY), rows(body=LIST_BODY + 1))
    yield Edge("rows", rows(count=ROWS), rows(count=ROWS + 1))
    yield Edge("label of a row", rows(label=ROW), rows(label=ROW + 1))
    yield Edge("label of a row, least", rows(label=1), rows(label=0))
    yield Edge("description of a row", rows(description=DESCRIPTION), rows(description=DESCRIPTION + 1))
    yield Edge("id of a row", rows(ident=ROW_ID), rows(ident=ROW_ID + 1))
    yield Edge("button that opens a list", rows(opener=BUTTON), rows(opener=BUTTON + 1))
    yield Edge("footer under a list", rows(footer=FOOTER), rows(footer=FOOTER + 1))
    yield Edge("caption", picture(CAPTION), picture(CAPTION + 1))
    yield Edge("name of a place", place(name=PLACE_NAME), place(name=PLACE_NAME + 1))
    yield Edge("address of a place", place(address=PLACE_ADDRESS), place(address=PLACE_ADDRESS + 1))
    yield Edge("our number of a message", text(1, note=NOTE), text(1, note=NOTE + 1))
    yield Edge("business-scoped id", text(1, to="DE." + "1" * BSUID), text(1, to="DE." + "1" * (BSUID + 1)))
    yield Edge("business-scoped id, its country", text(1, to="DE.1a"), text(1, to="de.1a"))


def text(size: int, *, to: str = "4915100000001", note: int = 1) -> Payload:
    return _message(to, "text", {"body": "x" * size, "preview_url": False}) | {"biz_opaque_callback_data": "7" * note}


def picture(caption: int) -> Payload:
    return _message("4915100000001", "image", {"id": "1", "caption": "x" * caption})


def place(*, name: int = 1, address: int = 1) -> Payload:
    content = {"latitude": 52.52, "longitude": 13.405, "name": "x" * name, "address": "y" * address}
    return _message("4915100000001", "location", content)


def buttons(*, count: int = 1, body: int = 1, label: int = 1, ident: int = 1, footer: int = 1, letter: str = "x") -> Payload:
    offered = [{"type": "reply", "reply": {"id": _nth(i, ident), "title": _nth(i, label, letter)}} for i in range(count)]
    return _interactive("button", body, footer, {"buttons": offered})


def rows(
    *,
    count: int = 1,
    body: int = 1,
    label: int = 1,
    description: int = 1,
    ident: int = 1,
    opener: int = 1,
    footer: int = 1,
) -> Payload:
    offered = [{"id": _nth(i, ident), "title": _nth(i, label), "description": "x" * description} for i in range(count)]
    return _interactive("list", body, footer, {"button": "x" * opener, "sections": [{"rows": offered}]})


def _interactive(kind: str, body: int, footer: int, action: Payload) -> Payload:
    content = {"type": kind, "body": {"text": "x" * body}, "footer": {"text": "x" * footer}, "action": action}
    return _message("4915100000001", "interactive", content)


def _message(to: str, kind: str, content: Payload) -> Payload:
    address = {"recipient" if "." in to else "to": to}
    return {"messaging_product": "whatsapp", "recipient_type": "individual", **address, "type": kind, kind: content}


def _nth(number: int, size: int, letter: str = "x") -> str:
    """A text of so many letters, another for each number."""
    return (letter * (size - 1) + "abcdefghijklmnop"[number])[-size:] if size and letter == "x" else letter * size


def lengths(*limits: int) -> Sequence[int]:
    """Around each limit: one less, at it, one beyond."""
    return sorted({limit + step for limit in limits for step in (-1, 0, 1)})
