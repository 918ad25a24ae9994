"""One bot or number of ours, as its platform lets it send at present. Monotonic seconds come in."""

from dataclasses import dataclass

from bot.sending.pace import Pace

TRY_AGAIN = 600.0  # seconds until one message asks a platform that refuses us once more: a block passes, a bill is paid


@dataclass(slots=True)
class Account:
    """`name` is channel:account. `on` until the platform refuses it, and again when it has taken the message that tries that.

    Any other message may have left before, and may be refused yet.
    """

    name: str
    pace: Pace
    on: bool = True
    again_at: float = 0.0  # where it is refused: not before then is anything tried
    trial: int | None = None  # the number of the message that tries it
    hushed_until: float = 0.0  # nobody is written to first until then; answers still go

    def refuse(self, now: float) -> None:
        self.on, self.trial, self.again_at = False, None, now + TRY_AGAIN

    def tries(self, now: float) -> bool:
        """Whether anything may go out; one message at a time, where the account is off."""
        return self.on or now >= self.again_at

    def trying(self, number: int, now: float) -> None:
        """This message leaves although the account is off."""
        self.trial, self.again_at = number, now + TRY_AGAIN

    def tried(self, number: int, *, taken: bool) -> None:
        """What became of a message. Where the one that tries was not taken, and not for the account's sake, the next one tries at once."""
        if number == self.trial:
            self.on, self.trial, self.again_at = taken, None, 0.0

    def hush(self, seconds: float, now: float) -> None:
        self.hushed_until = max(self.hushed_until, now + seconds)

    def hushed(self, now: float) -> bool:
        return now < self.hushed_until

    def silent_for(self, now: float) -> float:
        """Seconds for which nobody is written to first yet."""
        return max(self.hushed_until - now, 0.0)
