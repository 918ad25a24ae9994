"""Places in workshops: what people wish for, what the team does, and what time does. All of it under the lock of the workshop's row."""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from dialogs.events import WorkshopTold
from dialogs.workshops import seats
from dialogs.workshops.seats import Done, Roster
from dialogs.workshops.values import Seat
from storage.answers.review import public
from storage.crypt import Keyring
from storage.schema import OFFERED, WAITING, booking, occurrence, person
from storage.segments import awake, willing
from storage.speaking.loading import Loaded
from storage.speaking.moves import Follow
from storage.speaking.people import audited
from storage.times import Milliseconds, when
from storage.workshops import attending, booked, lists, reminding, rosters
from storage.workshops.booked import Asked
from storage.workshops.rosters import ALL, Opened, Resource, Signed
from storage.workshops.rows import held
from storage.workshops.wishes import SEATS, TIMES, Round, Wish, named

LISTS = frozenset({"list", "mine"})

_places = select(booking.c.workshop, booking.c.occurrence).distinct()
_queues = _places.join(person, person.c.id == booking.c.person).where(booking.c.state == WAITING, willing, awake)


# --- what people wish for -------------------------------------------------------------------------------------------------


def carry_out(
    connection: Connection,
    keyring: Keyring,
    wishes: Sequence[Wish],
    now: Milliseconds,
    speaks: Callable[[Loaded], Collection[str]] = lambda who: [who.person.language],
) -> list[Follow]:
    """All wishes of a round, one after the other, and what whoever had each of them hears of it, in the same order.

    `speaks`: codes of the languages in which somebody can follow a workshop.
    """
    numbered = dict(enumerate(wishes))
    results = Round(connection, {n: one for n, one in numbered.items() if one[1].verb in SEATS | TIMES}, now).results()
    shown = {n: [Asked(who.id, *named(wish))] for n, (who, wish) in numbered.items() if wish.workshop}
    shown |= lists.of(connection, {n: one for n, one in numbered.items() if one[1].verb in LISTS}, speaks, now)
    found = booked.of(connection, keyring, [one for many in shown.values() for one in many])
    return [
        Follow(
            who.address,
            who.id,
            WorkshopTold(
                at=when(now),
                seed=now,
                verb=wish.verb,
                result=results.get(n, ""),
                found=tuple(found[one] for one in shown.get(n, ()) if one in found),
            ),
        )
        for n, (who, wish) in numbered.items()
    ]


# --- what the team does ---------------------------------------------------------------------------------------------------


class Hand(NamedTuple):
    """Who of the team does it, as in the audit log; when."""

    actor: str
    now: Milliseconds


def put_in(
    connection: Connection, number: int, time: int, person: int, *, actor: str, now: Milliseconds, needs: str = ""
) -> Seat:
    """Somebody gets a place, before all who wait; where there is none they wait, or it is full. `time` ALL: of the whole series."""
    return _by_team(connection, Resource(number, time), person, seats.put_in, Hand(actor, now), needs)


def take_out(connection: Connection, number: int, time: int, person: int, *, actor: str, now: Milliseconds) -> Seat:
    """Somebody has no place any more, nor waits for one."""
    return _by_team(connection, Resource(number, time), person, seats.remove, Hand(actor, now))


def move_up(connection: Connection, number: int, time: int, person: int, *, actor: str, now: Milliseconds) -> Seat:
    """Somebody who waits does so one place further ahead."""
    return _by_team(connection, Resource(number, time), person, seats.forward, Hand(actor, now))


def _by_team(
    connection: Connection, place: Resource, person: int, what: Callable[[Roster, int], Done], by: Hand, needs: str = ""
) -> Seat:
    workshops = rosters.locked(connection, [place.workshop])
    begins = rosters.beginnings(connection, [place.workshop], by.now)
    one = rosters.opened(connection, workshops, [place], begins, by.now).get(place)
    if one is None or one.workshop.state != "open" or not _there(connection, one):
        return "gone"
    done = what(one.roster, person)
    if done.roster != one.roster:
        waits = {holder.person for holder in seats.changed(one.roster, done.roster) if holder.state == "waiting"}
        still = {who: row for who, row in one.rows.items() if who in waits and row.state == "waiting"}
        one.signed |= {who: Signed(row.needs, row.sheet) for who, row in still.items()}
        if needs:
            one.signed[person] = Signed(needs)
        one.roster = done.roster
        rosters.keep(connection, [one], by.now, heard=[(place, who) for who in still])  # they wait, as before
        audited(connection, by.actor, "workshop", person, by.now, workshop=public(place.workshop), step=done.result)
    return done.result


def _there(connection: Connection, one: Opened) -> bool:
    """Whether places are of that. It may have begun: somebody stands at the door."""
    if one.workshop.whole or one.resource.occurrence == ALL:
        return bool(one.workshop.whole) and one.resource.occurrence == ALL
    planned = (occurrence.c.id == one.resource.occurrence) & (occurrence.c.state == "planned")
    return connection.scalar(select(occurrence.c.workshop).where(planned)) == one.resource.workshop


def came(
    connection: Connection, time: int, person: int, came: str, *, how: str, by: int, at: Milliseconds, now: Milliseconds
) -> bool:
    """It is noted that somebody came to a time of a workshop (then, `at`), or did not: dialogs.workshops.values.Came. Whether that is new.

    Said twice, or in another order, it comes to the same: a scan that arrives late changes nothing but the hour, to the earlier one.
    """
    new = attending.register(connection, time, person, came, how=how, by=by, at=at, now=now)
    if new:
        reminding.belated(connection, time, now)
    return new


# --- what time does -------------------------------------------------------------------------------------------------------


def waiting(connection: Connection, now: Milliseconds) -> list[Resource]:
    """Where an offer is over, or something is free that can be offered: an erased person, or the morning, frees places too."""
    late = select(booking.c.workshop, booking.c.occurrence).where(booking.c.state == OFFERED, booking.c.until <= now)
    found = {Resource(*row) for row in connection.execute(late)}
    queues = {Resource(*row) for row in connection.execute(_queues)}
    if not queues:
        return sorted(found)
    numbers = sorted({one.workshop for one in queues})
    workshops, begins = rosters.known(connection, numbers), rosters.beginnings(connection, numbers, now)
    taken = held(connection, numbers)
    for one in queues:
        of = workshops[one.workshop]
        if (not of.capacity or taken.get(one, 0) < of.capacity) and rosters.kept_until(of, begins.get(one, 0), now):
            found.add(one)
    return sorted(found)


def expire(connection: Connection, now: Milliseconds) -> None:
    """Offers whose time is over, and what is free, go to those who wait."""
    _settle(connection, waiting(connection, now), now)


def settle(connection: Connection, numbers: Collection[int], now: Milliseconds) -> None:
    """These workshops have changed: what is free now is offered, and no offer outlives the start."""
    mine = _places.where(booking.c.workshop.in_(numbers), booking.c.state.in_((WAITING, OFFERED)))
    _settle(connection, [Resource(*row) for row in connection.execute(mine)], now)


def _settle(connection: Connection, places: Collection[Resource], now: Milliseconds) -> None:
    numbers = sorted({one.workshop for one in places})
    if not numbers:
        return
    workshops, begins = rosters.locked(connection, numbers), rosters.beginnings(connection, numbers, now)
    found = rosters.opened(connection, workshops, places, begins, now).values()
    heard = []  # whoever has less time to answer hears of it with the new time
    for one in found:
        sooner = seats.shorten(one.roster, rosters.answer_by(one.begins, now)) if one.begins else one.roster
        heard += [(one.resource, holder.person) for holder in seats.changed(one.roster, sooner)]
        one.roster = seats.refill(seats.expire(sooner, now))
    rosters.keep(connection, found, now, heard)


def withdraw(connection: Connection, number: int, now: Milliseconds, *, time: int = ALL) -> None:
    """Nothing is offered any more in a workshop, or at a time of it, that does not take place."""
    mine = (booking.c.workshop == number) & (booking.c.state == OFFERED)
    values = {"state": "waiting", "until": 0, "version": booking.c.version + 1, "changed_at": now}
    connection.execute(update(booking).where(mine, *([booking.c.occurrence == time] if time else [])).values(**values))
