"""Named places where a test may end the process. In service nothing happens there."""

import os

_deadly = ""


def arm(name: str) -> None:
    """End the process at once, as `kill -9` would, when the place `name` is reached."""
    global _deadly  # noqa: PLW0603 - one process, one place
    _deadly = name


def reached(name: str) -> None:
    if name == _deadly:
        os._exit(137)


ALL = (
    "batch_taken",
    "events_claimed",
    "people_loaded",
    "turns_done",
    "rows_written",
    "committed",
    "answered",
    "message_sent",
    "result_kept",
    "due_found",
    "due_settled",
)
