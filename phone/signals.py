"""A counted change that any number of tasks can wait for."""

import asyncio


class Signal:
    """Counts changes. A waiter hands in the count it has seen, so nothing is missed between two waits."""

    def __init__(self) -> None:
        self.count = 0
        self._event = asyncio.Event()

    def fire(self) -> None:
        self.count += 1
        fired, self._event = self._event, asyncio.Event()
        fired.set()

    async def beyond(self, seen: int) -> int:
        """Waits until the count has passed `seen`; returns it."""
        while self.count <= seen:
            await self._event.wait()
        return self.count

    async def beyond_within(self, seen: int, seconds: float) -> bool:
        """Like `beyond`, but gives up after `seconds`; says whether there was a change."""
        try:
            await asyncio.wait_for(self.beyond(seen), max(seconds, 0))
        except TimeoutError:
            return False
        return True
