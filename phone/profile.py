"""What a bot says about itself: names, descriptions and commands, per language and scope."""

import re
from dataclasses import dataclass, field
from typing import Any

from phone.errors import bad_request
from phone.formatting import Json

MOST_COMMANDS = 100
COMMAND = re.compile(r"[a-z0-9_]+")
LIMITS = {"name": 64, "description": 512, "short_description": 120}
# The scopes a private chat can fall under, the nearest first.
PRIVATE_SCOPES = ("chat:{chat_id}", "all_private_chats", "default")
SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})


@dataclass
class Profile:
    username: str = "lotse_demo_bot"
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    menu_button: Json = field(default_factory=lambda: {"type": "default"})

    def name(self, language: str) -> str:
        return self.text("name", language) or "Lotse"

    def text(self, kind: str, language: str) -> str:
        """`kind` is a key of LIMITS; falls back to the text for all languages."""
        return self.texts.get((kind, language)) or self.texts.get((kind, ""), "")

    def set_text(self, kind: str, text: str, language: str) -> None:
        """Raises ApiError (400) over the limit or for a language that is not two letters."""
        if len(text) > LIMITS[kind]:
            raise bad_request(f"BOT_{kind.upper()}_TOO_LONG")
        self.texts[kind, checked_language(language)] = text

    def set_commands(self, scope: str, language: str, commands: list[Json]) -> None:
        self.commands[scope, checked_language(language)] = commands

    def shown_commands(self, chat_id: int, language: str) -> list[Json]:
        """The commands that a private chat's menu lists."""
        for scope in PRIVATE_SCOPES:
            for code in (language[:2], ""):
                found = self.commands.get((scope.format(chat_id=chat_id), code))
                if found:
                    return found
        return []


def checked_language(language: str) -> str:
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    return language


def checked_scope(scope: Any) -> str:
    """A key for a BotCommandScope: "default", "chat:7100001" … Raises ApiError (400)."""
    if scope is None:
        return "default"
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind == "chat" and "chat_id" in scope:
        return f"chat:{scope['chat_id']}"
    if kind not in SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return str(kind)


def checked_commands(commands: Any) -> list[Json]:
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_checked_command(command) for command in commands]


def _checked_command(raw: Any) -> Json:
    if not isinstance(raw, dict) or not all(isinstance(raw.get(key), str) for key in ("command", "description")):
        raise bad_request("can't parse BotCommand: expected an Object")
    command, description = raw["command"].strip().removeprefix("/"), raw["description"].strip()
    if not command:
        raise bad_request("command must be non-empty")
    if len(command) > 32:
        raise bad_request("command length must not exceed 32")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > 256:
        raise bad_request("command description length must not exceed 256")
    if not COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": command, "description": description}
