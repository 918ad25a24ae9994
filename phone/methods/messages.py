"""Messages: sent, edited, deleted; taps answered."""

from typing import Any

from phone.errors import NOT_MODIFIED, QUERY_TOO_OLD, bad_request
from phone.formatting import Json
from phone.keyboards import inline_part
from phone.methods.call import Call, Method
from phone.world import TYPING_SECONDS, Chat, Query, Shown, text_of

NOTICE_CHARACTERS = 200
ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note", "cancel",
})  # fmt: skip


async def send_message(call: Call) -> Json:
    options = call.parameters.mapping("link_preview_options", "link preview options")
    extra = {"link_preview_options": options} if options else {}
    return call.send(call.message_text() | extra)


async def edit_message_text(call: Call) -> Json:
    content = call.message_text()
    chat, message = _own_message(call)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    kept = {key: value for key, value in message.items() if key not in {"text", "entities"}}
    return _replace(call, chat, message, kept | content)


async def edit_message_caption(call: Call) -> Json:
    content = call.caption()
    chat, message = _own_message(call)
    if "text" in message:
        raise bad_request("there is no caption in the message to edit")
    kept = {key: value for key, value in message.items() if key not in {"caption", "caption_entities"}}
    return _replace(call, chat, message, kept | content)


async def edit_message_reply_markup(call: Call) -> Json:
    chat, message = _own_message(call)
    return _replace(call, chat, message, message)


def _own_message(call: Call) -> tuple[Chat, Json]:
    chat = call.chat()
    message = chat.messages.get(call.parameters.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if not message["from"]["is_bot"]:
        raise bad_request("message can't be edited")
    return chat, message


def _replace(call: Call, chat: Chat, old: Json, new: Json) -> Json:
    """An edit without a keyboard takes the keyboard away, as on Telegram."""
    markup = call.markup()
    if markup is not None and not inline_part(markup):
        raise bad_request("inline keyboard expected")
    edited = {key: value for key, value in new.items() if key != "reply_markup"}
    edited |= {"reply_markup": markup} if markup else {}
    if edited == old:
        raise bad_request(NOT_MODIFIED)
    edited["edit_date"] = int(call.world.now())
    chat.messages[old["message_id"]] = edited
    call.world.show(chat, Shown("edited", old["message_id"], text_of(edited)))
    return edited


async def delete_message(call: Call) -> bool:
    chat = call.chat()
    _delete(call, chat, call.parameters.integer("message_id"))
    return True


async def delete_messages(call: Call) -> bool:
    chat, wanted = call.chat(), call.parameters.listing("message_ids", "message identifiers")
    for message_id in [known for known in wanted if isinstance(known, int) and known in chat.messages]:
        _delete(call, chat, message_id)
    return True


def _delete(call: Call, chat: Chat, message_id: int) -> None:
    message = chat.messages.pop(message_id, None)
    if message is None:
        raise bad_request("message to delete not found")
    call.world.show(chat, Shown("deleted", message_id, text_of(message)))


async def answer_callback_query(call: Call) -> bool:
    """Raises ApiError (400) for an unknown query, or one older than the world's `query_seconds`."""
    query = call.bot.queries.get(call.parameters.text("callback_query_id"))
    if query is None or _too_old(call, query):
        raise bad_request(QUERY_TOO_OLD)
    text = call.parameters.text("text")
    if len(text) > NOTICE_CHARACTERS:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answered = True
    if text:
        _notify(call, query.chat, text)
    call.world.touch(query.chat)
    return True


def _too_old(call: Call, query: Query) -> bool:
    limit = call.world.query_seconds
    return limit is not None and call.world.now() - query.asked_at > limit


def _notify(call: Call, chat: Chat, text: str) -> None:
    serial = chat.notice["serial"] + 1 if chat.notice else 1
    chat.notice = {"serial": serial, "text": text, "alert": call.parameters.flag("show_alert")}
    call.world.show(chat, Shown("notice", 0, text))


async def send_chat_action(call: Call) -> Any:
    action = call.parameters.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = call.chat()
    chat.action = "" if action == "cancel" else action
    chat.action_until = call.world.now() + TYPING_SECONDS
    call.world.touch(chat)
    return True


METHODS: dict[str, Method] = {
    "sendmessage": send_message,
    "editmessagetext": edit_message_text,
    "editmessagecaption": edit_message_caption,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
    "answercallbackquery": answer_callback_query,
    "sendchataction": send_chat_action,
}
