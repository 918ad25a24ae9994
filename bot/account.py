"""One bot or number of ours, as its platform lets it send at present. Monotonic seconds come in."""

from dataclasses import dataclass

from bot.pace import Pace


@dataclass(slots=True)
class Account:
    """`name` is channel:account. `on` until the platform refuses it."""

    name: str
    pace: Pace
    on: bool = True
    hushed_until: float = 0.0  # nobody is written to first until then; answers still go

    def hush(self, seconds: float, now: float) -> None:
        self.hushed_until = max(self.hushed_until, now + seconds)

    def hushed(self, now: float) -> bool:
        return now < self.hushed_until
