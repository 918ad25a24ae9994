"""Telegram: updates read as raw JSON, messages sent by the raw call of python-telegram-bot over pyreqwest."""

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.introduction import Introduction

__all__ = ["Introduction", "Telegram"]
