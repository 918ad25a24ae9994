"""The time, as this machine has it. Everything else asks through a function that it was given."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    return datetime.now(UTC)
