"""PRETENDS: Telegram's Bot API and WhatsApp's Graph API on loopback, with a page of phones. Nothing here reaches a messenger."""

from phone.fake import FakeTelegram, Hand
from phone.whatsapp.fake import FakeWhatsApp
from phone.whatsapp.hand import WhatsAppHand

__all__ = ["FakeTelegram", "FakeWhatsApp", "Hand", "WhatsAppHand"]
