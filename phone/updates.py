"""What happened on the phones and the bot has not confirmed yet: one queue per bot."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from phone.errors import OTHER_POLLER, WEBHOOK_SET, conflict
from phone.formatting import Json
from phone.signals import Signal

# Seconds an update waits for the bot (Client.cpp: add_message_update, process_new_callback_query_queue).
KEPT_SECONDS = {"callback_query": 150.0}
KEPT_SECONDS_ELSE = 86_400.0
LONGEST_POLL = 50


class Lane(NamedTuple):
    """Updates of one lane reach a webhook one after another; lanes overtake each other."""

    chat_id: int
    kind: str


@dataclass(eq=False)
class Pending:
    id: int
    kind: str
    body: Json
    lane: Lane
    expires_at: float
    copies: int = 1

    def update(self) -> Json:
        return {"update_id": self.id, self.kind: self.body}


@dataclass
class UpdateQueue:
    """Updates in the order in which they are handed out. `now` is in seconds since 1970."""

    now: Callable[[], float]
    last_id: int = 0
    allowed: frozenset[str] = frozenset()
    pending: list[Pending] = field(default_factory=list)
    changed: Signal = field(default_factory=Signal)
    closed: bool = False
    _poll: int = 0
    _ended_by: str = OTHER_POLLER

    def new(self, kind: str, body: Json, chat_id: int) -> Pending | None:
        """An update with the next id, not queued yet; None if the bot did not ask for this kind."""
        if self.allowed and kind not in self.allowed:
            return None
        self.last_id += 1
        lane = Lane(chat_id, "message" if kind == "edited_message" else kind)
        expires_at = self.now() + KEPT_SECONDS.get(kind, KEPT_SECONDS_ELSE)
        return Pending(self.last_id, kind, body, lane, expires_at)

    def put(self, pending: Pending) -> None:
        self.pending.append(pending)
        self.changed.fire()

    def allow(self, kinds: Any) -> None:
        """allowed_updates: a list replaces the setting, an empty one means all kinds, None keeps what is set."""
        if isinstance(kinds, list):
            self.allowed = frozenset(map(str, kinds))

    def waiting(self) -> list[Pending]:
        self.pending = [pending for pending in self.pending if pending.expires_at > self.now()]
        return self.pending

    def lanes(self) -> Iterable[Lane]:
        return dict.fromkeys(pending.lane for pending in self.waiting())

    def head(self, lane: Lane) -> Pending | None:
        return next((pending for pending in self.waiting() if pending.lane == lane), None)

    def delivered(self, pending: Pending) -> None:
        """One copy has arrived for good."""
        pending.copies -= 1
        self.pending = [kept for kept in self.pending if kept.copies > 0]

    def confirm(self, offset: int) -> None:
        """Forgets what getUpdates' `offset` confirms; a negative one keeps only that many from the end."""
        if offset < 0:
            self.pending = self.pending[offset:]
        for pending in [pending for pending in self.pending if pending.id < offset]:
            self.delivered(pending)

    def close(self) -> None:
        """The server stops: polls under way come back empty."""
        self.closed = True
        self.changed.fire()

    def end_poll(self) -> None:
        """A webhook is being set: the long poll under way ends with a conflict."""
        self._poll, self._ended_by = self._poll + 1, WEBHOOK_SET
        self.changed.fire()

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Json]:
        """getUpdates. Raises ApiError (409) as soon as another poll starts or a webhook is set."""
        self._poll, self._ended_by = self._poll + 1, OTHER_POLLER
        mine = self._poll
        self.changed.fire()
        self.confirm(offset)
        clock = asyncio.get_running_loop().time
        ends_at, seen = clock() + timeout, self.changed.count
        while not self.waiting() and not self.closed and clock() < ends_at:
            await self.changed.beyond_within(seen, ends_at - clock())
            seen = self.changed.count
            if self._poll != mine:
                raise conflict(self._ended_by)
        return [pending.update() for pending in self.waiting()[:limit]]
