"""Figures about people, and their pictures."""
