"""PRETENDS: Meta's Graph API for WhatsApp on loopback, with people's phones. Nothing here reaches a real messenger."""
