"""What a person can do with their telephone."""

import re
from collections.abc import Sequence

from phone.files import photo_sizes
from phone.formatting import Formatted, Json, prepared
from phone.parameters import Upload
from phone.world import Bot, Chat, Query, World, text_of

QUERY_IDS = 4_100_000_000_000_000  # query ids are long on Telegram
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


class CannotDo(Exception):
    """The person's app would not let them; the message says why."""


def say(world: World, bot: Bot, chat: Chat, text: str) -> Json:
    formatted = prepared(Formatted(text))
    if not formatted.text:
        raise CannotDo("there is nothing to send")
    entities = {"entities": formatted.entities} if formatted.entities else {}
    return _send(world, bot, chat, {"text": formatted.text, **entities})


def start(world: World, bot: Bot, chat: Chat, payload: str = "") -> Json:
    """Presses Start, also after blocking; `payload` is that of a deep link."""
    if not PAYLOAD.fullmatch(payload):
        raise CannotDo("a deep link carries at most 64 of A-Z a-z 0-9 _ -")
    set_blocked(world, bot, chat, False)
    return say(world, bot, chat, f"/start {payload}".strip())


def edit(world: World, bot: Bot, chat: Chat, message_id: int, text: str) -> Json:
    _check_able(chat)
    old = chat.messages.get(message_id)
    if old is None or old["from"]["is_bot"] or "text" not in old:
        raise CannotDo("only your own text messages can be edited")
    formatted = prepared(Formatted(text))
    if not formatted.text or formatted.text == old["text"]:
        raise CannotDo("there is nothing to change")
    kept = {key: value for key, value in old.items() if key != "entities"}
    message = kept | {"text": formatted.text, "edit_date": int(world.now())}
    message |= {"entities": formatted.entities} if formatted.entities else {}
    chat.messages[message_id] = message
    world.touch(chat)
    world.emit(bot, chat, "edited_message", message)
    return message


def send_file(world: World, bot: Bot, chat: Chat, kind: str, upload: Upload, caption: str = "") -> Json:
    """`kind`: photo, voice, audio, video, document or sticker."""
    _check_able(chat)
    file = world.files.add(upload, kind)
    described = file.shape() | {"mime_type": upload.mime}
    stickers = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": "👍"}
    contents: dict[str, Json] = {
        "voice": {"voice": described | {"duration": 3}},
        "audio": {"audio": described | {"duration": 3, "file_name": upload.name}},
        "video": {"video": described | {"duration": 2, "width": 240, "height": 240, "file_name": upload.name}},
        "document": {"document": described | {"file_name": upload.name}},
        "sticker": {"sticker": file.shape() | stickers | {"set_name": "lotse_demo"}},
    }
    content = {"photo": photo_sizes(world.files, file)} if kind == "photo" else contents[kind]
    return _send(world, bot, chat, content | ({"caption": caption} if caption else {}))


def send_location(world: World, bot: Bot, chat: Chat, latitude: float, longitude: float, accuracy: float | None = None) -> Json:
    """`accuracy` in metres, where the phone knows it."""
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise CannotDo("there is no such place")
    known = {} if accuracy is None else {"horizontal_accuracy": accuracy}
    return _send(world, bot, chat, {"location": {"latitude": latitude, "longitude": longitude, **known}})


def send_contact(world: World, bot: Bot, chat: Chat) -> Json:
    """Shares the person's own number."""
    phone = chat.phone
    contact = {"phone_number": phone.phone_number, "first_name": phone.first_name, "user_id": phone.id}
    return _send(world, bot, chat, {"contact": contact})


def press(world: World, bot: Bot, chat: Chat, message_id: int, button: Json) -> None:
    """Taps an inline button; only callback buttons tell the bot."""
    _check_able(chat)
    if "callback_data" not in button:
        raise CannotDo("this button does not call the bot")
    query_id = str(QUERY_IDS + next(bot.ids))
    bot.queries[query_id] = Query(chat, message_id, button["callback_data"], world.now())
    world.touch(chat)
    body = {
        "id": query_id,
        "from": chat.phone.user(),
        "message": chat.messages[message_id],
        "chat_instance": str(-(chat.phone.id << 20) - bot.id % (1 << 20)),
        "data": button["callback_data"],
    }
    world.emit(bot, chat, "callback_query", body)


def press_reply_key(world: World, bot: Bot, chat: Chat, key: Json) -> Json:
    """Taps a key of the keyboard that stands in for the person's own."""
    markup = chat.reply_keyboard or {}
    if markup.get("one_time_keyboard"):
        chat.reply_keyboard = None
    if key.get("request_contact"):
        return send_contact(world, bot, chat)
    if key.get("request_location"):
        return send_location(world, bot, chat, 52.5251, 13.3694)
    return say(world, bot, chat, key["text"])


def find_inline_button(chat: Chat, wanted: str, message_id: int | None = None) -> tuple[int, Json] | None:
    """The newest button with that label or callback data, with the id of its message."""
    for identifier, message in reversed(chat.messages.items()):
        if message_id in (None, identifier):
            for button in (button for row in inline_rows(message) for button in row):
                if wanted in (button["text"], button.get("callback_data")):
                    return identifier, button
    return None


def inline_rows(message: Json) -> Sequence[Sequence[Json]]:
    rows: Sequence[Sequence[Json]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return rows


def set_blocked(world: World, bot: Bot, chat: Chat, blocked: bool) -> None:
    if chat.blocked != blocked:
        chat.blocked = blocked
        world.touch(chat)
        world.emit(bot, chat, "my_chat_member", _membership(world, bot, chat, blocked))


def _membership(world: World, bot: Bot, chat: Chat, blocked: bool) -> Json:
    user = {"user": bot.user()}
    member, banned = user | {"status": "member"}, user | {"status": "kicked", "until_date": 0}
    return {
        "chat": chat.phone.chat(),
        "from": chat.phone.user(),
        "date": int(world.now()),
        "old_chat_member": member if blocked else banned,
        "new_chat_member": banned if blocked else member,
    }


def as_seen(message: Json) -> str:
    """One message as lines of text: who, what, and its buttons in brackets."""
    who = "bot" if message["from"]["is_bot"] else "me"
    rows = ["  " + " ".join(f"[{button['text']}]" for button in row) for row in inline_rows(message)]
    return "\n".join([f"{who}: {text_of(message)}", *rows])


def _send(world: World, bot: Bot, chat: Chat, content: Json) -> Json:
    _check_able(chat)
    chat.started = True
    message = world.new_message(bot, chat, chat.phone.user(), content)
    world.touch(chat)
    world.emit(bot, chat, "message", message)
    return message


def _check_able(chat: Chat) -> None:
    if chat.phone.deactivated:
        raise CannotDo("this account is deactivated")
    if chat.blocked:
        raise CannotDo("the bot is blocked; press Start to unblock it")
