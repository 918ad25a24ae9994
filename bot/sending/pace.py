"""How fast an account may send: so many messages in any second, a moment of rest for each address. Monotonic seconds come in.

How long the rest is depends on the platform: Telegram asks for a message a second, WhatsApp for one in six seconds after a burst.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from math import ceil

ADDRESS_REST = 1.0  # seconds between two messages to one address, on average
PARTS = 5  # of the time in which so many messages may go
ADDRESS_BURST = 3.0  # messages that may follow each other at once: a question after an answer, a toggle or two
REMEMBERED = 10_000


@dataclass(slots=True)
class Pace:
    """`rate` in messages per second; 0 = unpaced. No second ever holds more of them (below one: no message comes sooner).

    `rest`: seconds between two messages to one address, on average; `burst`: how many may follow each other at once.
    """

    rate: float
    rest: float = field(default_factory=lambda: ADDRESS_REST)
    burst: float = ADDRESS_BURST
    paused_until: float = 0.0
    _latest: deque[float] = field(init=False)  # when the last messages went, as many as a window may hold
    _window: float = field(init=False, default=0.0)  # seconds
    _part_ends: float = field(init=False, default=0.0)  # the present part of it
    _parted: int = field(init=False, default=0)  # messages in that
    _rests: OrderedDict[str, float] = field(default_factory=OrderedDict)  # when an address's burst is used up no more
    _resting: dict[str, float] = field(default_factory=dict)  # addresses that the platform wants left alone, until when

    def __post_init__(self) -> None:
        most = ceil(self.rate)
        self._latest = deque(maxlen=most)
        if most:
            self._window = most / self.rate

    def wait(self, address: str, now: float, *, evenly: bool = False) -> float:
        """Seconds until a message may go to the address; 0 = now. `evenly`: it leaves a gap soon for whoever is answered meanwhile, as
        every fifth of a second has a share of its own.
        """
        if now < self.paused_until:
            return self.paused_until - now
        if self._resting and (resting := self._left(address, now)):
            return resting
        if not self.rate:
            return 0.0
        most = self._latest.maxlen or 1
        full = len(self._latest) == most
        of_account = self._latest[0] + self._window - now if full else 0.0
        if evenly and self._parted >= max(most // PARTS, 1):
            of_account = max(of_account, self._part_ends - now)
        of_address = self._rests.get(address, 0.0) - (self.burst - 1) * self.rest - now
        return max(of_account, of_address, 0.0)

    def take(self, address: str, now: float) -> None:
        """A message goes out now."""
        if not self.rate:
            return
        self._latest.append(now)
        self._count(now)
        self._rests[address] = max(self._rests.pop(address, 0.0), now) + self.rest
        if len(self._rests) > REMEMBERED:
            self._rests.popitem(last=False)

    def _count(self, now: float) -> None:
        """In its part of the time. A part begins where the one before ended: whoever looks a little late has lost nothing by it."""
        length = self._window / PARTS
        if now >= self._part_ends:
            began = self._part_ends if now < self._part_ends + length else now
            self._part_ends, self._parted = began + length, 0
        self._parted += 1

    def pause(self, seconds: float, now: float) -> None:
        """The platform has asked for it: nothing goes out to anybody."""
        self.paused_until = max(self.paused_until, now + seconds)

    def leave(self, address: str, seconds: float, now: float) -> None:
        """The platform has asked for it: nothing goes out to this address."""
        self._resting = {one: until for one, until in self._resting.items() if until > now}
        self._resting[address] = max(self._resting.get(address, 0.0), now + seconds)

    def _left(self, address: str, now: float) -> float:
        """Seconds for which an address is left alone yet."""
        return max(self._resting.get(address, 0.0) - now, 0.0)
