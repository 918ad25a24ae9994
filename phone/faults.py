"""Faults put in on purpose: refused, unanswered and dropped calls; updates that come twice, swapped or late."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from phone.errors import ApiError
from phone.updates import Pending

SENTENCES = {
    400: "Bad Request: message can't be sent",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass
class Fault:
    """What happens to the next `count` calls that match `method` and `chat_id` (None matches all).

    `status`: refused with that code, `description` or the usual sentence, and for 429 `retry_after` seconds.
    `hang`: carried out, but never answered: the connection is cut after `hang` seconds or when the caller leaves.
    `drop`: the connection is cut before the call is carried out.
    """

    count: int = 1
    method: str | None = None
    chat_id: int | None = None
    status: int | None = None
    description: str = ""
    retry_after: int = 1
    hang: float | None = None
    drop: bool = False

    def __post_init__(self) -> None:
        kinds = [self.status is not None, self.hang is not None, self.drop]
        if sum(kinds) != 1:
            raise ValueError("a fault is one of status, hang and drop")
        if self.count < 1:
            raise ValueError("a fault happens at least once")

    def hits(self, method: str, chat_id: str) -> bool:
        of_method = self.method is None or self.method.lower() == method.lower()
        return of_method and (self.chat_id is None or str(self.chat_id) == chat_id)

    def refusal(self) -> ApiError | None:
        if self.status is None:
            return None
        if self.status == 429:
            text = self.description or f"Too Many Requests: retry after {self.retry_after}"
            return ApiError(429, text, self.retry_after)
        return ApiError(self.status, self.description or SENTENCES.get(self.status, "Error"))


class Planned(Protocol):
    """A fault of either platform. `hits` takes what its calls are told apart by."""

    count: int

    @property
    def hits(self) -> Callable[..., bool]: ...


P = TypeVar("P", bound=Planned)


@dataclass
class Faults(Generic[P]):
    planned: list[P] = field(default_factory=list)

    def add(self, fault: P) -> None:
        self.planned.append(fault)

    def take(self, *call: Any) -> P | None:
        """The first planned fault that hits this call, used up by one."""
        fault = next((fault for fault in self.planned if fault.hits(*call)), None)
        if fault is not None:
            fault.count -= 1
            self.planned = [kept for kept in self.planned if kept.count > 0]
        return fault

    def clear(self) -> None:
        self.planned = []

    def listed(self) -> list[dict[str, Any]]:
        return [dict(vars(fault)) for fault in self.planned]


@dataclass
class Disorder:
    """What becomes of the updates of one chat: `twice` each, `delay` seconds late, the next `swaps` pairs exchanged."""

    twice: bool = False
    delay: float = 0.0
    swaps: int = 0
    held: Pending | None = None

    def set(self, twice: bool, delay: float, swaps: int) -> Iterable[Pending]:
        """Changes the setting; returns an update that was held for a swap and need wait no longer."""
        self.twice, self.delay, self.swaps = twice, delay, swaps
        if swaps == 0 and self.held is not None:
            held, self.held = self.held, None
            return [held]
        return []

    def sorted(self, pending: Pending) -> Iterable[Pending]:
        """What may be queued now that `pending` has come, in order."""
        pending.copies = 2 if self.twice else 1
        if self.held is not None:
            held, self.held, self.swaps = self.held, None, self.swaps - 1
            return [pending, held]
        if self.swaps > 0:
            self.held = pending
            return []
        return [pending]
