"""WhatsApp's judge: a library that Meta's users write their bots with says what it thinks of our payloads. See docs/testing.md."""
