"""PRETENDS: Telegram's Bot API and WhatsApp's Graph API on loopback, with a page of phones. Nothing here reaches a messenger."""

from phone.fake import FakeTelegram, Hand
from phone.mail import FakeMail
from phone.whatsapp.fake import FakeWhatsApp
from phone.whatsapp.hand import WhatsAppHand

__all__ = ["FakeMail", "FakeTelegram", "FakeWhatsApp", "Hand", "WhatsAppHand"]
