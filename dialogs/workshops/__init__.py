"""Workshops in a conversation: what they are, looking for one, a place in it, reminders, and what becomes of it all."""
