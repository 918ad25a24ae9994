"""Places and who waits for them, as plain values: each function gives the roster as it is after that.

Whatever happens, booked and offered places together are no more than there are (unless the team takes some away: then nobody loses
theirs), those who wait keep their order, and nobody is in the roster twice or lost.
"""

from collections.abc import Iterable
from typing import NamedTuple

from dialogs.workshops.values import Seat

STATES = ("waiting", "offered", "booked", "left", "expired", "removed")
HELD = frozenset({"booked", "offered"})  # they take up a place
ACTIVE = HELD | {"waiting"}


class Holder(NamedTuple):
    """Somebody's place, or wait for one. `line`: the order of waiting. `until`: ms since 1970, how long an offered place is kept."""

    person: int
    state: Seat
    line: int
    until: int = 0


class Roster(NamedTuple):
    """All holders of the places of one occurrence, or of a whole series, also those who have left.

    `capacity` 0: as many as come. `until`: how long a place that is offered now is kept; 0: it is too late to offer one, or it is cancelled.
    `silent`: who wait and want no messages; nothing can be offered to them, and they keep their place in the line.
    """

    capacity: int
    queues: bool
    until: int
    holders: tuple[Holder, ...] = ()
    silent: frozenset[int] = frozenset()

    @property
    def taken(self) -> int:
        return sum(one.state in HELD for one in self.holders)

    @property
    def free(self) -> int | None:
        """None: as many as come."""
        return max(0, self.capacity - self.taken) if self.capacity else None

    @property
    def queue(self) -> list[Holder]:
        """Those who wait, in their order."""
        return sorted((one for one in self.holders if one.state == "waiting"), key=lambda one: one.line)

    @property
    def next(self) -> list[Holder]:
        """Those of them to whom something can be offered."""
        return [one for one in self.queue if one.person not in self.silent]

    def of(self, person: int) -> Holder | None:
        return next((one for one in self.holders if one.person == person), None)

    def ahead(self, person: int) -> int:
        """How many wait before somebody who waits."""
        return next((place for place, one in enumerate(self.queue) if one.person == person), 0)


class Done(NamedTuple):
    """The roster after something was done, and what came of it for whoever did it."""

    roster: Roster
    result: Seat


def book(roster: Roster, person: int) -> Done:
    """A place; or the end of the waiting list, if somebody waits already or nothing is free; or it is full.

    Where nothing can be offered any more, whoever comes first takes what is free.
    """
    state = _state(roster, person)
    if state == "booked":
        return Done(roster, "booked")
    if state == "offered":
        return Done(_to(roster, person, "booked"), "booked")
    if roster.free != 0 and not (roster.until and roster.next):
        return Done(_to(roster, person, "booked"), "booked")
    if state == "waiting":
        return Done(roster, "waiting")
    return Done(_to(roster, person, "waiting"), "waiting") if roster.queues else Done(roster, "full")


def put_in(roster: Roster, person: int) -> Done:
    """The team does, before all who wait: they need not have asked."""
    state = _state(roster, person)
    if state in HELD or roster.free != 0:
        return Done(_to(roster, person, "booked"), "booked")
    return Done(roster, "waiting") if state == "waiting" else book(roster, person)


def leave(roster: Roster, person: int) -> Done:
    """Of a place, or of the waiting list; the next ones are offered what is free now."""
    if _state(roster, person) not in ACTIVE:
        return Done(roster, _state(roster, person))
    return Done(refill(_to(roster, person, "left")), "left")


def accept(roster: Roster, person: int, now: int) -> Done:
    """A place that was offered; too late, it goes to the next."""
    holder = roster.of(person)
    if holder and holder.state == "offered" and holder.until <= now:
        return Done(expire(roster, now), "expired")
    if holder and holder.state in ("offered", "booked"):
        return Done(_to(roster, person, "booked"), "booked")
    return Done(roster, holder.state if holder else "")


def decline(roster: Roster, person: int) -> Done:
    """A place that was offered. Somebody who has taken it meanwhile keeps it."""
    state = _state(roster, person)
    return leave(roster, person) if state == "offered" else Done(roster, state)


def remove(roster: Roster, person: int) -> Done:
    """The team does."""
    if _state(roster, person) not in ACTIVE:
        return Done(roster, _state(roster, person))
    return Done(refill(_to(roster, person, "removed")), "removed")


def forward(roster: Roster, person: int) -> Done:
    """Of those who wait, somebody changes places with the one before them: the team's wish."""
    queue = roster.queue
    place = roster.ahead(person)
    if _state(roster, person) != "waiting" or not place:
        return Done(roster, _state(roster, person))
    one, before = queue[place], queue[place - 1]
    swapped = {one.person: before.line, before.person: one.line}
    holders = tuple(each._replace(line=swapped.get(each.person, each.line)) for each in roster.holders)
    return Done(roster._replace(holders=holders), "waiting")


def expire(roster: Roster, now: int) -> Roster:
    """Offers whose time is over go to the next."""
    late = [one.person for one in roster.holders if one.state == "offered" and one.until <= now]
    return refill(_with(roster, late, "expired")) if late else roster


def shorten(roster: Roster, until: int) -> Roster:
    """Nothing that is offered is kept longer than that."""
    return roster._replace(
        holders=tuple(
            one._replace(until=until) if one.state == "offered" and one.until > until else one for one in roster.holders
        )
    )


def refill(roster: Roster) -> Roster:
    """What is free is offered to those who wait, in their order. Of fewer places nobody loses theirs."""
    if not roster.until:
        return roster
    fortunate = [one.person for one in roster.next[: roster.free]]
    return _with(roster, fortunate, "offered") if fortunate else roster


def changed(before: Roster, after: Roster) -> list[Holder]:
    """Those for whom something has changed."""
    known = set(before.holders)
    return [one for one in after.holders if one not in known]


def _state(roster: Roster, person: int) -> Seat:
    holder = roster.of(person)
    return holder.state if holder else ""


def _to(roster: Roster, person: int, state: Seat) -> Roster:
    """Somebody is in another state. Who begins to wait does so behind all others, as does who was in no list yet."""
    before = roster.of(person)
    if before and before.state in ACTIVE:
        return _with(roster, [person], state)
    line = 1 + max((one.line for one in roster.holders), default=0)
    others = tuple(one for one in roster.holders if one.person != person)
    return roster._replace(holders=(*others, Holder(person, state, line)))


def _with(roster: Roster, people: Iterable[int], state: Seat) -> Roster:
    chosen = set(people)
    until = roster.until if state == "offered" else 0
    return roster._replace(
        holders=tuple(one._replace(state=state, until=until) if one.person in chosen else one for one in roster.holders)
    )
