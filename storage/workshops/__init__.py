"""Workshops, their times, and who has a place in them; who is reminded of them, and who came."""
