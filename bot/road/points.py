"""Named places on the road of an event, where a test may end the process. In service nothing happens there."""

import os

ALL = (
    "batch_taken",
    "events_claimed",
    "people_loaded",
    "turns_done",
    "due_settled",
    "rows_written",
    "committed",
    "answered",  # webhooks only
    "message_sent",
    "result_kept",
    "due_found",
    "digest_claimed",
    "digest_told",
    "digest_kept",
    "file_fetched",
    "file_kept",
)

_deadly, _times = "", 0


def arm(place: str) -> None:
    """End the process at once, as `kill -9` would, when a place is reached: `committed`, or `committed:3` for the third time."""
    global _deadly, _times  # noqa: PLW0603 - one process, one place
    _deadly, _, times = place.partition(":")
    _times = int(times or 1)


def reached(name: str) -> None:
    global _times  # noqa: PLW0603
    if name == _deadly:
        _times -= 1
        if not _times:
            os._exit(137)
