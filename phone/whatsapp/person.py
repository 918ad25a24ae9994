"""What a person can do with WhatsApp on their telephone."""

from phone.parameters import Upload
from phone.person import CannotDo
from phone.whatsapp.business import Business
from phone.whatsapp.envelope import Json
from phone.whatsapp.media import RECEIVED_SECONDS, plain
from phone.whatsapp.sending import arrive, read
from phone.whatsapp.things import Chat, Message, Person
from phone.whatsapp.words import buttons_of, rows_of

LONGEST_TEXT = 65_536  # what the app lets people write
EDIT_SECONDS = 15 * 60  # how long the app lets them change it


def say(business: Business, chat: Chat, text: str) -> Message:
    if not text.strip():
        raise CannotDo("there is nothing to send")
    if len(text) > LONGEST_TEXT:
        raise CannotDo("this is too long")
    return _send(business, chat, "text", {"body": text.strip()})


def find_button(chat: Chat, wanted: str, message_id: str = "") -> tuple[Message, Json] | None:
    """The newest button with that title or id."""
    return _find(chat, wanted, message_id, buttons=True)


def find_row(chat: Chat, wanted: str, message_id: str = "") -> tuple[Message, Json] | None:
    """The newest row of a list with that title, description or id."""
    return _find(chat, wanted, message_id, buttons=False)


def _find(chat: Chat, wanted: str, message_id: str, buttons: bool) -> tuple[Message, Json] | None:
    for message in reversed(chat.messages.values()):
        if message_id in ("", message.id) and not message.mine:
            for one in buttons_of(message) if buttons else rows_of(message):
                if wanted in (one["title"], one["id"], one.get("description") or one["id"]):
                    return message, one
    return None


def press(business: Business, chat: Chat, message: Message, button: Json) -> Message:
    """Taps a reply button, or a template's quick reply; one that asks for the place sends a place."""
    if message.template:
        return _send(business, chat, "button", {"payload": button["id"], "text": button["title"]}, message.id)
    if message.content["type"] == "location_request_message":
        return send_location(business, chat, 52.5251, 13.3694, reply_to=message.id)
    reply = {"id": button["id"], "title": button["title"]}
    return _send(business, chat, "interactive", {"type": "button_reply", "button_reply": reply}, message.id)


def choose(business: Business, chat: Chat, message: Message, row: Json) -> Message:
    """Chooses a row of a list."""
    reply = {key: row[key] for key in ("id", "title", "description") if row.get(key)}
    return _send(business, chat, "interactive", {"type": "list_reply", "list_reply": reply}, message.id)


def send_file(business: Business, chat: Chat, kind: str, upload: Upload, caption: str = "") -> Message:
    """`kind`: image, voice, audio, video, document or sticker."""
    if not upload.data:
        raise CannotDo("this file is empty")
    media = business.media.add(upload, business.now(), RECEIVED_SECONDS)
    mime = "audio/ogg; codecs=opus" if kind == "voice" and plain(upload.mime) == "audio/ogg" else upload.mime
    content: Json = {"mime_type": mime, "sha256": media.sha256, "id": media.id}
    if caption and kind in {"image", "video", "document"}:
        content["caption"] = caption
    if kind == "document":
        content["filename"] = upload.name
    if kind in {"voice", "audio"}:
        content["voice"] = kind == "voice"
    if kind == "sticker":
        content["animated"] = False
    return _send(business, chat, "audio" if kind == "voice" else kind, content)


def send_location(
    business: Business, chat: Chat, latitude: float, longitude: float, *, name: str = "", address: str = "", reply_to: str = ""
) -> Message:
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise CannotDo("there is no such place")
    named = {key: value for key, value in (("name", name), ("address", address)) if value}
    return _send(business, chat, "location", {"latitude": latitude, "longitude": longitude, **named}, reply_to)


def send_contact(business: Business, chat: Chat) -> Message:
    """Shares the person's own number."""
    person = chat.person
    phones = [{"phone": f"+{person.phone_number}", "wa_id": person.phone_number, "type": "CELL"}]
    name = {"formatted_name": person.first_name, "first_name": person.first_name}
    return _send(business, chat, "contacts", {"contacts": [{"name": name, "phones": phones}]})


def edit(business: Business, chat: Chat, message_id: str, text: str) -> Message:
    old = chat.messages.get(message_id)
    if old is None or not old.mine or old.kind != "text":
        raise CannotDo("only your own text messages can be edited")
    if business.now() - old.date > EDIT_SECONDS:
        raise CannotDo("it is too late to change this message")
    if not text.strip() or text.strip() == old.content["body"]:
        raise CannotDo("there is nothing to change")
    _check_able(chat)
    old.content, old.edited = {"body": text.strip()}, True
    changed = {"type": "text", "text": old.content}
    _tell(business, chat, business.new_id(), "edit", {"original_message_id": message_id, "message": changed})
    return old


def react(business: Business, chat: Chat, message_id: str, emoji: str) -> Message:
    if message_id not in chat.messages:
        raise CannotDo("there is no such message")
    return _send(business, chat, "reaction", {"message_id": message_id, "emoji": emoji})


def set_blocked(business: Business, chat: Chat, blocked: bool) -> None:
    """WhatsApp does not tell a business: it learns it when it writes."""
    chat.blocked = blocked
    business.touch(chat)


def set_open(business: Business, chat: Chat, is_open: bool) -> None:
    """The chat comes to the front (what has come is read now) or goes to the back."""
    chat.open = is_open
    for message in [*chat.messages.values()] if is_open else []:
        if not message.mine and message.state == "delivered":
            read(business, chat, message)
    business.touch(chat)


def set_offline(business: Business, person: Person, offline: bool) -> None:
    """Off the net nothing arrives; back on it everything that waited does."""
    person.offline = offline
    for chat in business.chats_of(person):
        waiting, chat.waiting = ([], chat.waiting) if offline else (chat.waiting, [])
        for message in waiting:
            arrive(business, chat, message)
        business.touch(chat)


def let_pass(business: Business, chat: Chat, hours: float) -> None:
    """For this chat alone: WhatsApp takes it that they wrote that much longer ago."""
    if chat.heard_at is not None:
        chat.heard_at -= hours * 3600
    business.touch(chat)


def _send(business: Business, chat: Chat, kind: str, content: Json, reply_to: str = "") -> Message:
    _check_able(chat)
    message = Message(business.new_id(), True, int(business.now()), kind, content, reply_to, "delivered")
    business.received(chat, message)
    if not chat.open:
        set_open(business, chat, True)
    business.touch(chat)
    _tell(business, chat, message.id, kind, content.get(kind, content) if kind == "contacts" else content, reply_to)
    return message


def _tell(business: Business, chat: Chat, identifier: str, kind: str, content: object, reply_to: str = "") -> None:
    person = chat.person
    head = {} if person.hidden else {"from": person.phone_number}
    item: Json = head | {"from_user_id": person.user_id, "id": identifier, "timestamp": str(int(business.now())), "type": kind}
    if reply_to:
        item["context"] = {"from": chat.number.display, "id": reply_to}
    business.tell(chat, "messages", item | {kind: content})


def _check_able(chat: Chat) -> None:
    if chat.person.offline:
        raise CannotDo("this phone is offline")
    if chat.blocked:
        raise CannotDo("you have blocked this business; unblock it first")
