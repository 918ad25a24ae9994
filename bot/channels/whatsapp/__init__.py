"""WhatsApp: webhooks read as raw JSON, messages sent by pywa's calls over pyreqwest. Imported only where there is WhatsApp."""

from bot.channels.whatsapp.business import Business
from bot.channels.whatsapp.channel import WhatsApp
from bot.channels.whatsapp.http import Session
from bot.channels.whatsapp.updates import numbers_in

__all__ = ["Business", "Session", "WhatsApp", "numbers_in"]
