"""Two blue ticks: what people wrote is marked as read. A mark under the last of it counts for all before, so a few are enough."""

import asyncio
import time
from collections.abc import Mapping, Sequence

from bot.channels.base import Incoming, Refused
from bot.channels.whatsapp import WhatsApp
from bot.road.dispatch import Dispatch

REST = 15.0  # seconds between two marks at one address: somebody who writes and taps quickly is answered, and sees that; a mark is a call
MOST = 3_000  # addresses that rest; a mark is a courtesy, and beyond that many nobody gets one
Place = tuple[str, str]  # our account, their address


class Marks:
    """Nobody waits for them, and one that fails is worth no second call."""

    def __init__(self, channels: Mapping[str, WhatsApp], dispatch: Dispatch) -> None:
        self.channels, self.dispatch = channels, dispatch
        self._resting: dict[Place, str] = {}  # and what has come since, "" = nothing
        self._tasks: set[asyncio.Task[None]] = set()

    def heard(self, happened: Sequence[Incoming]) -> None:
        """Under the last of what each person wrote."""
        for place, message in {(one.account, one.external): one.message for one in happened if one.message}.items():
            if place in self._resting:
                self._resting[place] = message
            elif len(self._resting) < MOST:
                self._mark(place, message)

    def _mark(self, place: Place, message: str) -> None:
        self._resting[place] = ""
        asyncio.get_running_loop().call_later(REST, self._rested, place)
        task = asyncio.create_task(self._read(place[0], message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _rested(self, place: Place) -> None:
        if message := self._resting.pop(place):
            self._mark(place, message)

    async def _read(self, account: str, message: str) -> None:
        """With the sign that we write where the answer takes a while: else it would come after the answer, and stay."""
        channel = self.channels[account]
        sender = self.dispatch.senders[f"{channel.name}:{account}"]
        if sender.pace.paused_until > time.monotonic():
            return
        try:
            await channel.read(message, typing=sender.slow)
        except Refused:
            return
