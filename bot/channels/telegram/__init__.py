"""Telegram: updates read as raw JSON, calls of the Bot API over pyreqwest."""

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.introduction import Introduction

__all__ = ["Introduction", "Telegram"]
