"""Several accounts behind one turnstile: each message, and all that is told of it, goes to its own sender."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import Connection

from bot.road.turnstile import Turnstile
from bot.sending.sender import Sender
from storage.messages import deliveries
from storage.messages.deliveries import Status
from storage.messages.outbox import Message, Settled

T = TypeVar("T")


class Dispatch:
    """Messages of accounts that are not ours (any more) wait in the table."""

    def __init__(self, senders: Sequence[Sender]) -> None:
        self.senders = {sender.account: sender for sender in senders}

    def claim(self, message: Message) -> bool:
        sender = self.senders.get(message.account)
        return sender is not None and sender.claim(message)

    def deliver(self, messages: Sequence[Message]) -> None:
        """Every sender hears of it, that none overlooks what was left in its table."""
        mine = _by_account(messages, lambda one: one.account)
        for account, sender in self.senders.items():
            sender.deliver(mine.get(account, ()))

    def release(self, messages: Sequence[Message]) -> None:
        for account, mine in _by_account(messages, lambda one: one.account).items():
            self.senders[account].release(mine)

    def told(self, connection: Connection, statuses: Sequence[Status]) -> None:
        """What became of messages."""
        for account, mine in _by_account(statuses, lambda one: one.account).items():
            if sender := self.senders.get(account):
                sender.told(connection, mine)

    def settled(self, connection: Connection, results: Sequence[Settled]) -> None:
        """Messages are known by the platform's ids from now on: what was told of them before that counts now."""
        messages = [one.message for one in results if one.message]
        self.told(connection, deliveries.unpark(connection, messages) if messages else ())


def _by_account(many: Sequence[T], account: Callable[[T], str]) -> dict[str, list[T]]:
    found = defaultdict(list)
    for one in many:
        found[account(one)].append(one)
    return found


def join(turnstile: Turnstile, senders: Sequence[Sender]) -> Dispatch:
    """Turnstile and senders know each other from now on; one alone is asked without a detour."""
    every = Dispatch(senders)
    one = senders[0] if len(senders) == 1 else every
    turnstile.claim, turnstile.deliver, turnstile.release = one.claim, one.deliver, one.release
    turnstile.settled, turnstile.told = every.settled, every.told
    return every
