"""Faults of forms and texts, found before a person meets them."""
