"""What a refusal means: for the message, for its address and for the account. Nothing else decides about that."""

import random
import time
from dataclasses import dataclass, replace

import structlog
from sqlalchemy import Connection

from bot.channels.base import Meaning, Refused
from bot.metrics import HELD
from bot.sending.account import Account
from storage import concerns
from storage.crypt import Keyring
from storage.messages import deliveries, knocks, outbox, reaching, windows
from storage.messages.outbox import DAY_MS, IN_DOUBT, IN_DOUBT_WAIT_MS, Message, Settled

MOST_TRIES = 8
FIRST_RETRY_MS = 1_000
LONGEST_RETRY_MS = 300_000
LONGEST_REST = 3_600.0  # seconds
DAY = DAY_MS / 1000  # seconds

log = structlog.get_logger()


@dataclass(slots=True, kw_only=True)
class Refusals:
    """Those of one account. `window`, `patience` in milliseconds: how long after somebody wrote anything may be said, and how long the
    platform may take to tell what became of a message; 0 where there is no such thing.
    """

    account: Account
    keyring: Keyring
    window: int = 0
    patience: int = 0

    def settled(self, message: Message, refused: Refused, at: int) -> Settled:
        """What becomes of the row; the account and its pace learn of it too. `at` in milliseconds."""
        failed = Settled(
            id=message.id, state="failed", reason=refused.reason, attempts=message.attempts, tracked=bool(self.patience)
        )
        again = replace(failed, state="todo", due_at=at, reason=IN_DOUBT if message.doubted else refused.reason)
        match refused.meaning:
            case Meaning.UNCHANGED:
                return replace(failed, state="sent")
            case Meaning.SLOW_DOWN:
                self.account.pace.pause(refused.after, time.monotonic())
                return again
            case Meaning.REVOKED:
                self.account.refuse(time.monotonic())
                log.error("account refused", account=self.account.name, reason=refused.reason)
                return again
            case Meaning.HUSH if message.said.lane == "notice":
                return replace(again, due_at=at + self._hush(refused))
            case Meaning.CLOSED if self.window and message.kind != "template":
                return replace(failed, state="held")
            case Meaning.IN_DOUBT if harmless_twice(message) and not message.doubted:
                wait = self.patience or IN_DOUBT_WAIT_MS
                return replace(again, due_at=at + wait, attempts=message.attempts + 1, reason=IN_DOUBT)
            case Meaning.IN_DOUBT:
                return replace(failed, state="doubt")
            case Meaning.RETRY | Meaning.REST | Meaning.HUSH if message.attempts < MOST_TRIES:
                return replace(again, due_at=at + self._wait(message, refused), attempts=message.attempts + 1)
            case _:
                return failed

    def _hush(self, refused: Refused) -> int:
        """Milliseconds in which nobody is written to first."""
        seconds = refused.after or DAY
        log.error("account hushed", account=self.account.name, reason=refused.reason, seconds=seconds)
        self.account.hush(seconds, time.monotonic())
        return int(seconds * 1000)

    def _wait(self, message: Message, refused: Refused) -> int:
        """Milliseconds until the next try. An address that has had too much gets nothing else meanwhile; where the platform only keeps
        from somebody what nobody asked for, they are answered.
        """
        if refused.meaning is Meaning.HUSH:  # of an answer: it is tried again, and nobody is written to first meanwhile
            self._hush(refused)
        if refused.meaning is not Meaning.REST:
            return backoff(message.attempts)
        if refused.after:
            return int(refused.after * 1000)
        seconds = min(4.0**message.attempts, LONGEST_REST)
        self.account.pace.leave(message.address, seconds, time.monotonic())
        return int(seconds * 1000)

    # --- what follows from it, in the transaction that writes it --------------------------------------------------------

    def follow(self, connection: Connection, message: Message, settled: Settled, meaning: Meaning | None, at: int) -> None:
        """For other rows and for people: the row itself is written already."""
        if settled.state == "held":
            self._held(connection, message, settled, at)
        elif meaning in (Meaning.UNREACHABLE, Meaning.OPTED_OUT):
            self._lost(connection, message, settled, meaning, at)
        elif settled.state == "failed":
            self._failed(connection, message, settled, at)

    def _failed(self, connection: Connection, message: Message, settled: Settled, at: int) -> None:
        """A template that has not arrived has asked nobody: the next thing that is held may send another."""
        if message.kind == "template":
            knocks.missed(connection, message.address)
        if message.person:
            concerns.raise_(connection, message.person, "failed", at, reason=settled.reason)

    def _held(self, connection: Connection, message: Message, settled: Settled, at: int) -> None:
        """The window is closed, unless they have written while the message was on its way."""
        if windows.closed(connection, message.address, message.heard_at, at - self.window):
            HELD.inc(1 + knocks.hold(connection, self.keyring, [message.address], at))
        else:
            windows.release(connection, [settled.id], at)

    def _lost(self, connection: Connection, message: Message, settled: Settled, meaning: Meaning, at: int) -> None:
        """Notices go where the person can be reached; a coordinator is told why nothing arrives here."""
        there = reaching.elsewhere(connection, message.person, message.address) if _notice(message) else None
        if there:
            reaching.move_row(connection, self.keyring, settled.id, message.address, there, at)
        lose = reaching.unreachable if meaning is Meaning.UNREACHABLE else reaching.opted_out
        lose(connection, self.keyring, message.address, settled.reason, at)
        if message.person:
            concerns.raise_(connection, message.person, "unreachable", at, reason=settled.reason)

    def failed(self, connection: Connection, number: int, refused: Refused, at: int) -> None:
        """The platform had taken a message, and now tells that it has failed. Its row stays as it is; what is said again is a new one."""
        for message in outbox.opened(connection, self.keyring, [number]):
            message.heard_at = min(message.heard_at, deliveries.sent_at(connection, number))
            settled = self.settled(message, refused, at)
            if self._worth_another(connection, message, settled, refused.meaning):
                settled = replace(settled, id=deliveries.once_more(connection, message, settled, at))
            else:
                settled = replace(settled, state="failed")
            self.follow(connection, message, settled, refused.meaning, at)

    def _worth_another(self, connection: Connection, message: Message, settled: Settled, meaning: Meaning) -> bool:
        """Whether it is to be said again, later or elsewhere. A question that a newer one has overtaken is not."""
        if meaning in (Meaning.UNREACHABLE, Meaning.OPTED_OUT):
            return _notice(message) and reaching.elsewhere(connection, message.person, message.address) is not None
        overtaken = message.said.question and deliveries.asked_since(connection, message)
        return settled.state in ("todo", "held") and not overtaken


def _notice(message: Message) -> bool:
    """Something that another address of the same person may take over."""
    return message.said.lane == "notice" and message.kind != "template" and message.person != 0


def backoff(attempts: int) -> int:
    """Milliseconds until the next try: doubling, with jitter, at most five minutes."""
    return int(min(FIRST_RETRY_MS * 2**attempts, LONGEST_RETRY_MS) * random.uniform(0.75, 1.25))  # noqa: S311 - no secret


def harmless_twice(message: Message) -> bool:
    """Part of the conversation, not a reminder."""
    return message.said.lane == "conversation"
