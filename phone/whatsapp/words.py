"""What a person reads of a message, as text and as the page's JSON."""

from phone.whatsapp.envelope import Json
from phone.whatsapp.things import Message

MEDIA = ("image", "video", "audio", "document", "sticker")


def buttons_of(message: Message) -> list[Json]:
    """Reply buttons, or a template's quick replies: id and title."""
    if message.template:
        return list(message.shown["buttons"])
    action = message.content.get("action", {}) if message.kind == "interactive" and not message.mine else {}
    if action.get("name") == "send_location":
        return [{"id": "send_location", "title": "Send location"}]
    return [button["reply"] for button in action.get("buttons", [])]


def list_of(message: Message) -> Json | None:
    """The list behind a button: its label and the sections with rows."""
    if message.kind != "interactive" or message.mine or message.content["type"] != "list":
        return None
    action = message.content["action"]
    sections = [
        {"title": section.get("title", ""), "rows": [{"description": "", **row} for row in section["rows"]]}
        for section in action["sections"]
    ]
    return {"button": action["button"], "sections": sections}


def rows_of(message: Message) -> list[Json]:
    found = list_of(message)
    return [row for section in found["sections"] for row in section["rows"]] if found else []


def text_of(message: Message) -> str:
    """Body or caption, without header, footer and buttons."""
    content = message.content
    if message.template:
        return str(message.shown["text"])
    if message.kind == "interactive":
        reply = content.get("button_reply") or content.get("list_reply") if message.mine else None
        return str(reply["title"] if reply else content["body"]["text"])
    if message.kind == "text":
        return str(content["body"])
    if message.kind == "button":
        return str(content["text"])
    if message.kind == "reaction":
        return str(content.get("emoji", ""))
    return str(content.get("caption", ""))


def words_of(message: Message) -> str:
    """All that stands in it: "[image]" and the like, header, text, footer; of a place its name and address."""
    kind = "voice" if message.content.get("voice") else message.kind
    mark = f"[{kind}]" if kind in {*MEDIA, "voice", "location", "contacts"} else ""
    place = message.content if message.kind == "location" else {}
    parts = (" ".join(filter(None, (mark, header_of(message)))), text_of(message), footer_of(message))
    return "\n".join(str(part) for part in (*parts, place.get("name"), place.get("address")) if part)


def header_of(message: Message) -> str:
    if message.template:
        return str(message.shown["header"])
    around = message.content if message.kind == "interactive" else {}
    return str(around.get("header", {}).get("text", ""))


def footer_of(message: Message) -> str:
    if message.template:
        return str(message.shown["footer"])
    around = message.content if message.kind == "interactive" else {}
    return str(around.get("footer", {}).get("text", ""))


def as_seen(message: Message) -> str:
    """One message as lines: who, what, and what can be tapped, in brackets; a list's rows under its button."""
    lines = [f"{'me' if message.mine else 'bot'}: {words_of(message)}"]
    if buttons := buttons_of(message):
        lines.append("  " + " ".join(f"[{button['title']}]" for button in buttons))
    if found := list_of(message):
        lines.append(f"  ≡ {found['button']}")
        lines += [
            f"    ({row['title']})" + (f" {row['description']}" if row["description"] else "") for row in rows_of(message)
        ]
    if message.state == "failed":
        lines.append(f"  not delivered ({message.error})")
    return "\n".join(lines)
