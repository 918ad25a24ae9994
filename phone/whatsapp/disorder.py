"""Webhooks that come twice, late, swapped or many in one."""

import random
from dataclasses import dataclass, field

from phone.whatsapp.envelope import Event

BATCH_SECONDS = 2.0


@dataclass(eq=False)
class Disorder:
    """What becomes of events: `twice` each, `delay` seconds late, the next `swaps` pairs exchanged, `batch` in one POST.

    A batch that does not fill goes after `patience` seconds. `shuffle` (a seed, 0 = off) sends each batch's events in another order.
    """

    twice: bool = False
    delay: float = 0.0
    swaps: int = 0
    batch: int = 0
    shuffle: int = 0
    patience: float = BATCH_SECONDS
    held: list[Event] = field(default_factory=list)

    @property
    def active(self) -> bool:
        return bool(self.twice or self.delay or self.swaps or self.batch > 1 or self.held)

    def sorted(self, event: Event) -> list[list[Event]]:
        """What may leave now that `event` has come, one list for each POST."""
        if self.batch <= 1 and not self.swaps:
            return self._copied([[event]])
        self.held.append(event)
        if self.batch > 1:
            return self.released() if len(self.held) >= self.batch else []
        if len(self.held) < 2:
            return []
        self.swaps -= 1
        self.held.reverse()
        return self.released()

    def released(self) -> list[list[Event]]:
        """What is held, no longer held."""
        events, self.held = self.held, []
        if self.shuffle:
            random.Random(self.shuffle).shuffle(events)  # noqa: S311  (an order, not a secret)
        if not events:
            return []
        return self._copied([events] if self.batch > 1 else [[each] for each in events])

    def _copied(self, bundles: list[list[Event]]) -> list[list[Event]]:
        return [bundle for each in bundles for bundle in ([each, each] if self.twice else [each])]
