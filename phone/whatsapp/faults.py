"""Faults put in on purpose: calls that Meta refuses, does not answer or never hears."""

from dataclasses import dataclass

from phone.whatsapp.errors import GraphError


@dataclass
class Fault:
    """What happens to the next `count` calls that match `call` and `to` (None matches all).

    `call`: messages, media, templates … as in the record of requests; `to`: a phone's id, number or business-scoped id.
    `code`: refused with Meta's error (with `later`: accepted, and told by a failed status); `status`: that HTTP status without
    Meta's body, as from something in between. `hang`: carried out but never answered: the connection is cut after that many
    seconds or when the caller leaves. `drop`: the connection is cut before the call is carried out.
    """

    count: int = 1
    call: str | None = None
    to: int | str | None = None
    code: int | None = None
    status: int | None = None
    hang: float | None = None
    drop: bool = False
    later: bool = False

    def __post_init__(self) -> None:
        if sum([self.code is not None, self.status is not None, self.hang is not None, self.drop]) != 1:
            raise ValueError("a fault is one of code, status, hang and drop")
        if self.count < 1:
            raise ValueError("a fault happens at least once")
        if self.later and self.code is None:
            raise ValueError("only a code can come later")

    def hits(self, call: str, to: frozenset[str]) -> bool:
        return self.call in (None, call) and (self.to is None or str(self.to) in to)

    def refusal(self) -> GraphError | None:
        return GraphError(self.code) if self.code is not None and not self.later else None
