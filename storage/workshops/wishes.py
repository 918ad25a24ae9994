"""What people wish of places in workshops, one round of it: rosters are loaded once, go from wish to wish, and are written."""

from collections.abc import Mapping

from sqlalchemy import Connection

from dialogs import outcomes as out
from dialogs.workshops import seats
from dialogs.workshops.seats import ACTIVE, Done
from dialogs.workshops.values import NEEDS, Seat
from storage.speaking.loading import Loaded
from storage.times import Milliseconds
from storage.workshops import attending, rosters
from storage.workshops.attending import Attending
from storage.workshops.rosters import ALL, Opened, Resource, Signed

Wish = tuple[Loaded, out.WorkshopAsked]
SEATS = frozenset({"book", "leave", "accept", "decline", "cannot"})  # these may change somebody's place, and say so
TIMES = frozenset({"coming", "cannot", "help"})  # these are about one time


def named(wish: out.WorkshopAsked) -> Resource:
    return Resource(_number(wish.workshop), _number(wish.occurrence))


def _number(written: str) -> int:
    """An id as buttons and links carry it; anything else is nobody's."""
    try:
        return int(written[:15], 16)
    except ValueError:
        return 0


def _needs(wish: out.WorkshopAsked) -> tuple[str, ...]:
    """They stand in clear, so they are codes and nobody's words."""
    return tuple(one for one in wish.needs if one in NEEDS)


class Round:
    """What was wished of places in one round: rosters are loaded, go from wish to wish, and are written."""

    def __init__(self, connection: Connection, wishes: Mapping[int, Wish], now: Milliseconds) -> None:
        self.connection, self.wishes, self.now = connection, wishes, now
        numbers = {named(wish).workshop for _, wish in wishes.values()}
        self.workshops = rosters.locked(connection, numbers)
        self.begins = rosters.beginnings(connection, sorted(self.workshops), now) if self.workshops else {}
        self.about = {place: self._about(wish) for place, (_, wish) in wishes.items()}
        resources = {self._of_place(one) for one in self.about.values()}
        self.rosters = rosters.opened(connection, self.workshops, resources, self.begins, now)
        self.attending: list[Attending] = []

    def results(self) -> Mapping[int, Seat]:
        """{number of a wish: what that place is now, or why nothing was done}. Everything is written."""
        first = {number: self._carry_out(number) for number in self.wishes}
        heard = {
            (self._of_place(self.about[number]), who.id) for number, (who, wish) in self.wishes.items() if wish.verb in SEATS
        }
        rosters.keep(self.connection, self.rosters.values(), self.now, heard)
        attending.keep(self.connection, self.attending, self.now)
        return {number: self._in_the_end(number, result) for number, result in first.items()}

    def _about(self, wish: out.WorkshopAsked) -> Resource:
        """Which time it is about; ALL: none of them alone, or nobody can tell which."""
        meant = named(wish)
        if meant.occurrence or meant.workshop not in self.workshops:
            return meant
        times = [one for one in self.begins if one.workshop == meant.workshop and one.occurrence != ALL]
        whole = self.workshops[meant.workshop].whole
        return times[0] if len(times) == 1 or (whole and times) else meant

    def _of_place(self, about: Resource) -> Resource:
        """What a place is of."""
        known = self.workshops.get(about.workshop)
        return Resource(about.workshop, ALL) if known and known.whole else about

    def _carry_out(self, number: int) -> Seat:
        (who, wish), about = self.wishes[number], self.about[number]
        place = self._of_place(about)
        one = self.rosters.get(place)
        if one is None:
            return "gone"
        if place.occurrence == ALL and not one.workshop.whole:
            return ""  # of which time? Only the person can say
        if wish.verb in ("book", "accept") and not one.open:
            return "gone"
        self._attend(who, wish, about, one)
        done = _done(one, wish.verb, who.id, self.now)
        if wish.verb == "book" and done.roster != one.roster:
            one.signed[who.id] = Signed(" ".join(_needs(wish)), wish.sheet)
        one.roster = done.roster
        return done.result

    def _attend(self, who: Loaded, wish: out.WorkshopAsked, about: Resource, one: Opened) -> None:
        """Only of a time of it that is to come; by somebody who has a place in it, or waits."""
        holder = one.roster.of(who.id)
        if wish.verb not in TIMES or holder is None or holder.state not in ACTIVE:
            return
        if about.occurrence == ALL or about not in self.begins:
            return
        self.attending.append(Attending(*about, who.id, who.programme, wish.verb, _needs(wish)))

    def _in_the_end(self, number: int, result: Seat) -> Seat:
        """What somebody after them did may have moved them up already."""
        one = self.rosters.get(self._of_place(self.about[number]))
        holder = one.roster.of(self.wishes[number][0].id) if one and result not in ("gone", "full", "") else None
        return holder.state if holder else result


def _done(one: Opened, verb: str, who: int, now: Milliseconds) -> Done:
    match verb:
        case "book":
            return seats.book(one.roster, who)
        case "accept":
            return seats.accept(one.roster, who, now)
        case "decline":
            return seats.decline(one.roster, who)
        case "leave":
            return seats.leave(one.roster, who)
        case "cannot" if not one.workshop.whole:
            return seats.leave(one.roster, who)
        case _:
            holder = one.roster.of(who)
            return Done(one.roster, holder.state if holder else "")
