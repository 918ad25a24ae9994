"""PRETENDS: a Telegram Bot API on loopback, with a page of phones. Nothing here reaches a real messenger."""

from phone.fake import FakeTelegram, Hand

__all__ = ["FakeTelegram", "Hand"]
