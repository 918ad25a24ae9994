"""What every Bot API method is handed, and what several of them do alike."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from phone.delivery import CarryOut
from phone.errors import bad_request
from phone.formatting import Formatted, Json, prepared, utf16_length
from phone.keyboards import checked_markup, inline_part
from phone.markup import parse_html
from phone.parameters import Parameters
from phone.world import Bot, Chat, Shown, World, text_of

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
LONGEST_SPAN = 1_000_000


@dataclass(frozen=True)
class Call:
    world: World
    bot: Bot
    parameters: Parameters
    carry_out: CarryOut

    def chat(self) -> Chat:
        return self.world.reachable_chat(self.bot, self.parameters.text("chat_id"))

    def markup(self) -> Json | None:
        return checked_markup(self.parameters.structure("reply_markup", "reply keyboard markup"))

    def message_text(self) -> Json:
        """The text and entities of sendMessage and editMessageText. Raises ApiError (400)."""
        if not self.parameters.text("text"):
            raise bad_request("message text is empty")
        formatted = self._formatted("text", "entities")
        if not formatted.text:
            raise bad_request("text must be non-empty")
        if utf16_length(formatted.text) > TEXT_UNITS:
            raise bad_request("message is too long")
        return _with_entities("text", "entities", formatted)

    def caption(self) -> Json:
        formatted = self._formatted("caption", "caption_entities")
        if utf16_length(formatted.text) > CAPTION_UNITS:
            raise bad_request("message caption is too long")
        return _with_entities("caption", "caption_entities", formatted) if formatted.text else {}

    def _formatted(self, name: str, entities_name: str) -> Formatted:
        text, mode = self.parameters.text(name), self.parameters.text("parse_mode").lower()
        if mode not in {"", "none", "html"}:
            raise bad_request("unsupported parse_mode")
        if mode == "html":
            return prepared(parse_html(text))
        entities = self.parameters.listing(entities_name, "entities")
        return prepared(Formatted(text, [_checked_entity(entity) for entity in entities]))

    def send(self, content: Json) -> Json:
        """Puts a message of the bot's into the chat. Raises ApiError (400, 403)."""
        markup, chat = self.markup(), self.chat()
        message = content | self._reply_to(chat)
        if inline_part(markup):
            message["reply_markup"] = markup
        elif markup:
            chat.reply_keyboard = None if markup.get("remove_keyboard") else markup
        message = self.world.new_message(self.bot, chat, self.bot.user(), message)
        chat.action = ""
        self.world.show(chat, Shown("sent", message["message_id"], text_of(message)))
        return message

    def _reply_to(self, chat: Chat) -> Json:
        reply = self.parameters.mapping("reply_parameters", "reply parameters")
        wanted = reply.get("message_id") or self.parameters.integer("reply_to_message_id")
        if not wanted:
            return {}
        if isinstance(wanted, int) and wanted in chat.messages:
            original = chat.messages[wanted]
            return {"reply_to_message": {key: value for key, value in original.items() if key != "reply_to_message"}}
        if reply.get("allow_sending_without_reply") or self.parameters.flag("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")


Method = Callable[[Call], Awaitable[Any]]


def _checked_entity(entity: Any) -> Json:
    if not isinstance(entity, dict) or not all(isinstance(entity.get(key), int) for key in ("offset", "length")):
        raise bad_request("can't parse MessageEntity: expected an Object")
    for key in ("offset", "length"):
        if not 0 <= entity[key] <= LONGEST_SPAN:
            raise bad_request(f"receive an entity with incorrect {key} {entity[key]}")
    return entity


def _with_entities(text_name: str, entities_name: str, formatted: Formatted) -> Json:
    content: Json = {text_name: formatted.text}
    if formatted.entities:
        content[entities_name] = formatted.entities
    return content
