"""At the door of a workshop: who is expected, and who has come."""
