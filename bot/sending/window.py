"""The window of one account: what may leave through it, what is held where it is closed, and to how many people we may write first."""

import time
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection

from bot.metrics import HELD, WRITTEN_FIRST
from bot.sending.account import Account
from storage.crypt import Keyring
from storage.messages import knocks, windows
from storage.messages.outbox import DAY_MS, Message
from storage.messages.windows import Ready
from storage.workshops import appointments

MARGIN_MS = 60_000  # a message on its way at the last moment would arrive after it


def usable(window: timedelta) -> int:
    """How long after somebody wrote we may count on it, in milliseconds."""
    return int(window.total_seconds() * 1000) - MARGIN_MS


class Window:
    """`length` in milliseconds. `people`: to how many a day templates may go, unless the platform has told another number."""

    def __init__(self, account: Account, keyring: Keyring, length: timedelta, people: int) -> None:
        self.account, self.keyring, self.people = account, keyring, people
        self.length = usable(length)

    def open(self, heard_at: int, now: int) -> bool:
        """Whether anything may be said where somebody wrote then. In milliseconds."""
        return now < heard_at + self.length

    def lets(self, message: Message, now: int) -> bool:
        return self.open(message.heard_at, now) and (message.said.lane == "conversation" or not self._hushed())

    def _hushed(self) -> bool:
        return self.account.hushed(time.monotonic())

    def waiting(self, connection: Connection, now: int) -> tuple[list[tuple[int, str]], bool]:
        """(id, address) of what may leave of all that waits, and whether there is more at once. What finds its window closed is held."""
        found = windows.waiting(connection, self.account.name, now)
        shut = {one.address for one in found if one.kind != "template" and not self.open(one.heard_at, now)}
        if shut:
            HELD.inc(knocks.hold(connection, self.keyring, shut, now))
        hushed = self._hushed()
        ready = [one for one in found if one.address not in shut and not (hushed and one.lane)]
        late = self._too_many(connection, [one for one in ready if one.kind == "template"], now)
        return [(one.id, one.address) for one in ready if one.id not in late], bool(shut)

    def _too_many(self, connection: Connection, templates: Sequence[Ready], now: int) -> set[int]:
        """Templates beyond the number of people whom we may write to first: they wait until the first of a day ago no longer counts."""
        fresh = [one.id for one in templates if one.knocked_at <= now - DAY_MS]  # else they are counted already
        if not fresh:
            return set()
        channel = self.account.name.partition(":")[0]
        count, first = knocks.written_to(connection, channel, now)
        WRITTEN_FIRST.set(count)
        told = knocks.allowed(connection, channel)
        late = fresh[max((self.people if told is None else told) - count, 0) :]
        knocks.put_off(connection, late, (first or now) + DAY_MS)
        return set(late)

    def taken(self, connection: Connection, messages: Sequence[Message], now: int) -> None:
        """These leave now: templates are told who is to read them."""
        templates = [one for one in messages if one.kind == "template"]
        if not templates:
            return
        knocks.knocked(connection, {one.address for one in templates}, now)
        readers = knocks.readers(connection, [one.id for one in templates])
        for one in templates:
            one.language, one.programme, one.shared = readers.get(one.id, ("", "", False))
        starts = appointments.starts(connection, {one.said.about for one in templates}, now)
        for one in templates:
            one.starts = starts.get(one.said.about)
