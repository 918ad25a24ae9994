"""What POST /{phone number}/messages takes, as strict as Meta's pages say (limits: "Interactive reply buttons", "… list messages").

Lengths count characters (Unicode code points).
"""

import re
from typing import Any

from phone.whatsapp.errors import GraphError, invalid, missing
from phone.whatsapp.shapes import Check, Json, anything, distinct, flag, listing, number, one_of, record, text

USER_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
MOST_ROWS = 10

IDENTIFIER = text(256)
HEADER_MEDIA = dict.fromkeys(("image", "video", "document"), anything)
HEADER = record(
    {"type": one_of("text", "image", "video", "document")}, {"text": text(60), "sub_text": text(60), **HEADER_MEDIA}
)
FOOTER = record({"text": text(60)})
BODY = record({"text": text(1024)})
BUTTON = record({"type": one_of("reply"), "reply": record({"id": IDENTIFIER, "title": text(20)})})
ROW = record({"id": text(200), "title": text(24)}, {"description": text(72, 0)})
SECTION = record({"rows": listing(ROW, MOST_ROWS)}, {"title": text(24)})
AROUND: dict[str, Check] = {"header": HEADER, "footer": FOOTER}


def _interactive(action: Check, optional: dict[str, Check] | None = None) -> Check:
    kind = {"type": anything, "body": BODY, "action": action}
    return record(kind, AROUND if optional is None else optional)


INTERACTIVE: dict[str, Check] = {
    "button": _interactive(record({"buttons": listing(BUTTON, 3)})),
    "list": _interactive(record({"button": text(20), "sections": listing(SECTION, 10)})),
    "cta_url": _interactive(
        record({"name": one_of("cta_url"), "parameters": record({"display_text": text(20), "url": text(2000)})})
    ),
    "location_request_message": _interactive(record({"name": one_of("send_location")}), {}),
}

MEDIUM: dict[str, Check] = {"id": anything, "link": text(2000)}
CAPTION: dict[str, Check] = {"caption": text(1024, 0)}
TEMPLATE_PARAMETER = record(
    {"type": one_of("text", "payload", "currency", "date_time", "image", "document", "video")},
    {
        "text": anything, "payload": text(128), "parameter_name": text(100), "currency": anything, "date_time": anything,
        "image": anything, "document": anything, "video": anything,
    },
)  # fmt: skip
COMPONENT = record(
    {"type": anything}, {"sub_type": anything, "index": anything, "parameters": listing(TEMPLATE_PARAMETER, 100)}
)
LANGUAGE = record({"code": text(16)}, {"policy": one_of("deterministic")})
CONTACT = record({"name": record({"formatted_name": text(256)}, dict.fromkeys(("first_name", "last_name", "prefix", "suffix"), anything))},
                 dict.fromkeys(("phones", "emails", "urls", "addresses", "org", "birthday"), anything))  # fmt: skip

CONTENT: dict[str, Check] = {
    "text": record({"body": text(4096)}, {"preview_url": flag}),
    "image": record({}, MEDIUM | CAPTION),
    "video": record({}, MEDIUM | CAPTION),
    "audio": record({}, MEDIUM | {"voice": flag}),
    "document": record({}, MEDIUM | CAPTION | {"filename": text(240)}),
    "sticker": record({}, MEDIUM),
    "location": record(
        {"latitude": number(-90, 90), "longitude": number(-180, 180)}, {"name": text(1000), "address": text(1000)}
    ),
    "contacts": listing(CONTACT, 257),
    "reaction": record({"message_id": text(255)}, {"emoji": text(8, 0)}),
    "template": record({"name": text(512), "language": LANGUAGE}, {"components": listing(COMPONENT, 12, 0)}),
}
ENVELOPE: dict[str, Check] = {
    "messaging_product": one_of("whatsapp"),
    "recipient_type": one_of("individual"),
    "to": text(32),
    "recipient": text(140),
    "type": one_of("interactive", *CONTENT),
    "context": record({"message_id": text(255)}),
    "biz_opaque_callback_data": text(512),
}
READ = record(
    {"messaging_product": one_of("whatsapp"), "status": one_of("read"), "message_id": text(255)},
    {"typing_indicator": record({"type": one_of("text")})},
)


def check_read(body: Json) -> None:
    """A mark-as-read, perhaps with the typing indicator. Raises GraphError."""
    READ(body, "body")


def check_message(body: Json) -> str:
    """A message; its type. Raises GraphError."""
    kind = body.get("type", "text")
    if "messaging_product" not in body:
        raise GraphError(100, "The parameter messaging_product is required.")
    for key, value in body.items():
        if key != kind and key not in ENVELOPE:
            raise GraphError(100, f'Unexpected key "{key}" on the message.')
        if key in ENVELOPE:
            ENVELOPE[key](value, key)
    if body.get(kind) is None:
        raise missing(kind)
    _check_recipient(body)
    (_check_interactive if kind == "interactive" else CONTENT[kind])(body[kind], kind)
    if "id" not in body[kind] and "link" not in body[kind] and kind in {"image", "video", "audio", "document", "sticker"}:
        raise missing(f"{kind}['id']")
    return str(kind)


def _check_recipient(body: Json) -> None:
    if not body.get("to") and not body.get("recipient"):
        raise missing("to")
    if body.get("to"):
        if not re.fullmatch(r"\+?[\d ()-]{5,25}", body["to"]):
            raise invalid("Recipient is not a valid phone number")
    elif not USER_ID.fullmatch(body["recipient"]):
        raise invalid("Recipient is not a valid business-scoped user ID")


def _check_interactive(value: Any, name: str) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind is None:
        raise missing(f"{name}['type']")
    if not isinstance(kind, str) or kind not in INTERACTIVE:
        raise GraphError(100, f"Param {name}['type'] must be one of {{{', '.join(INTERACTIVE).upper()}}} - got {kind!r}.")
    INTERACTIVE[kind](value, name)
    if kind == "button":
        replies = [button["reply"] for button in value["action"]["buttons"]]
        distinct([reply["title"] for reply in replies], "button titles")
        distinct([reply["id"] for reply in replies], "button ids")
    elif kind == "list":
        _check_sections(value)


def _check_sections(value: Json) -> None:
    sections = value["action"]["sections"]
    rows = [row for section in sections for row in section["rows"]]
    if len(rows) > MOST_ROWS:
        raise invalid(f"Total row count exceed max allowed count: {MOST_ROWS}")
    if len(sections) > 1 and not all(section.get("title") for section in sections):
        raise missing("section title")
    if value.get("header", {}).get("type", "text") != "text":
        raise invalid("List messages take a header of type text only")
    distinct([row["id"] for row in rows], "row ids")
