"""What a person sees of the bot before and beside the chat: commands and descriptions, per language. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """What a person sees of the bot before and beside the chat, in one language.

    `commands`: (name, description of 1-256 characters); `description` up to 512, `short` up to 120 characters.
    """

    commands: tuple[tuple[str, str], ...]
    description: str
    short: str


def introduction(text: Introduction) -> dict[str, dict[str, Any]]:
    """Methods and their parameters."""
    commands = [{"command": command, "description": description} for command, description in text.commands]
    return {
        "setMyCommands": {"commands": commands},
        "setMyDescription": {"description": text.description},
        "setMyShortDescription": {"short_description": text.short},
    }


def by_telegram_language(texts: Mapping[str, Introduction]) -> dict[str, Introduction]:
    """By two-letter codes, all that Telegram knows: a regional language (fa_AF) stands in where its code is free."""
    if not texts:
        return {}
    found = {"": texts.get("") or next(iter(texts.values()))}
    for code in sorted(texts, key=len):
        language = re.split("[-_]", code)[0]
        if len(language) == 2:
            found.setdefault(language, texts[code])
    return found
