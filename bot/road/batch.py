"""What happens inside one transaction: claim the ids, load the people, take their turns, write what follows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

import structlog
from sqlalchemy import Connection

from bot.channels.base import Incoming
from bot.logs import where
from bot.road import points, staffing
from bot.road.happening import Arrived, Fallen, Followed, Happening, key_of, loadable
from bot.road.hearing import heard
from bot.road.phones import pass_on, phones, tapped
from bot.road.quarantine import place_of, quarantined
from bot.workshops import seating
from bot.world import NO_WORKSHOPS, World
from dialogs import engine
from dialogs.events import Due, Event, Left, Opened, Tapped
from dialogs.known import Broadcast, Known
from dialogs.workshops.values import Booked
from storage import concerns, due, events
from storage.crypt import Keyring
from storage.keeping import Keeping
from storage.messages import broadcasts, windows
from storage.messages.outbox import Message
from storage.speaking import addresses, people, speakers
from storage.speaking.loading import Loaded, awake_at, by_address, by_person
from storage.speaking.newcomers import Arrival
from storage.speaking.remembered import Remembered
from storage.staff import coordinators
from storage.times import ms, when

log = structlog.get_logger()


class Named(NamedTuple):
    """What the events of a batch name, beside people."""

    invitations: Mapping[str, tuple[int, str]]  # (id, hour) of coordinators, by the payload they came with
    broadcasts: Mapping[str, Broadcast]
    booked: Mapping[int, Mapping[str, Booked]]  # by person


def process(
    connection: Connection,
    keyring: Keyring,
    world: World,
    happened: Sequence[Arrived | Fallen],
    at: datetime,
    claim: Callable[[Message], bool],
    *,
    remembered: Remembered | None = None,
) -> None:
    """Everything a batch of events brings about. What is known already drops out; a turn that raises harms nobody else."""
    now = ms(at)
    new = events.claim(connection, [one.id for one in happened], now)
    points.reached("events_claimed")
    fresh: list[Happening] = list(
        {one.id: one for one in happened if one.id in new}.values()
    )  # twice in one batch is once, where it first stood
    while fresh:
        fresh = _round(connection, keyring, world, fresh, at, claim, remembered=remembered)
    due.settle(connection, [one.intention for one in happened if isinstance(one, Fallen)])
    points.reached("due_settled")


def _round(
    connection: Connection,
    keyring: Keyring,
    world: World,
    fresh: Sequence[Happening],
    at: datetime,
    claim: Callable[[Message], bool],
    *,
    remembered: Remembered | None,
) -> list[Happening]:
    """Load, turn, write. Nearly always there is one round; what must wait for what this one wrote comes back, for the next."""
    now = ms(at)
    fresh, later = loadable(fresh)
    speakers = _load(connection, keyring, world, fresh, now, remembered)
    points.reached("people_loaded")
    keeping = Keeping(keyring, now)
    turns = [(one, who) for one in fresh if (who := speakers.get(key_of(keyring, one)))]
    if world.windows:
        heard(connection, world.windows, [(one.incoming, who) for one, who in turns if isinstance(one, Arrived)], now)
    named = _named(connection, keyring, fresh, turns, now)
    done = turns[: _turns(connection, keeping, world, turns, at, named)]
    points.reached("turns_done")
    windows.release(connection, keeping.unheld, now)
    keeping.write(connection, claim)
    _wrote(connection, keeping, [who for one, who in done if isinstance(one, Arrived)])
    keeping.following += seating.carry_out(connection, keyring, world, keeping.wished, now)
    for who, outcome in keeping.asked:
        staffing.answer(connection, keyring, world, who, outcome, at)
    erased = [number for person in keeping.erased for number in people.erase(connection, keyring, person, now)]
    if remembered:
        remembered.stage(speakers.values())
        for person in erased:
            remembered.forget(person)
    following = [Followed(f"{done[-1][0].id}>{number}", follow) for number, follow in enumerate(keeping.following)]
    return [*following, *(one for one, _ in turns[len(done) :]), *later]


def _turns(
    connection: Connection,
    keeping: Keeping,
    world: World,
    turns: Sequence[tuple[Happening, Loaded]],
    at: datetime,
    named: Named,
) -> int:
    """One after the other; how many. When one has joined or parted phones, or passed the word to another, that is written before anything
    else happens, and so are a person's words from one phone before those from another. Who wished for something hears of that first.
    """
    turning: dict[int, Loaded] = {}
    for place, (one, who) in enumerate(turns):
        if turning.setdefault(who.id, who) is not who or keeping.waits(who):
            return place
        _turn(connection, keeping, world, who, one, at, named=named)
        if keeping.moves:
            return place + 1
    return len(turns)


def _wrote(connection: Connection, keeping: Keeping, writers: Sequence[Loaded]) -> None:
    """They can be reached again; of shared and joined phones it is kept when somebody last wrote."""
    back = {who.address for who in writers if not who.reachable}.difference(keeping.left)
    if back:
        people.reachable_again(connection, sorted(back))
        concerns.over(connection, {who.id for who in writers if who.address in back}, "unreachable", keeping.now)
    if several := {who.address for who in writers if who.several}:
        speakers.heard(connection, sorted(several), keeping.now)


def _load(
    connection: Connection,
    keyring: Keyring,
    world: World,
    fresh: Sequence[Happening],
    now: int,
    remembered: Remembered | None,
) -> dict[str, Loaded]:
    """{address key or "person:id": who}; one object a person, so that several events of one person follow each other."""
    arrivals = [_arrival(world, one.incoming) for one in fresh if isinstance(one, Arrived)]
    speaking = by_address(connection, keyring, arrivals, now, remembered) if arrivals else {}
    present = {who.id: who for who in speaking.values()}
    absent = sorted({one.intention.person for one in fresh if isinstance(one, Fallen)} - present.keys())
    if absent:
        present |= by_person(connection, keyring, absent, remembered)
    found = {**speaking, **{f"person:{number}": who for number, who in present.items()}}
    following = {(one.follow.place, one.follow.person): key_of(keyring, one) for one in fresh if isinstance(one, Followed)}
    for place, who in awake_at(connection, keyring, following.keys(), remembered).items():
        who.sure, found[following[place]] = True, who
    addresses.surround(connection, keyring, found.values(), now)
    return found


def _arrival(world: World, incoming: Incoming) -> Arrival:
    first = world.first
    return Arrival(
        channel=incoming.channel,
        account=incoming.account,
        external=incoming.external,
        also=incoming.also,
        hint=incoming.language,
        programme=first.code,
        zone=first.zone,
    )


def _named(
    connection: Connection, keyring: Keyring, fresh: Sequence[Happening], turns: Sequence[tuple[Happening, Loaded]], now: int
) -> Named:
    intentions = [one.intention for one in fresh if isinstance(one, Fallen)]
    return Named(
        _invitations(connection, keyring, fresh, now),
        broadcasts.spoken(connection, keyring, intentions, now),
        seating.booked(connection, keyring, turns, now),
    )


def _invitations(connection: Connection, keyring: Keyring, fresh: Sequence[Happening], now: int) -> dict[str, tuple[int, str]]:
    """Coordinators whose invitation was just opened, by the payload they came with."""
    payloads = {
        one.incoming.event.payload
        for one in fresh
        if isinstance(one, Arrived) and isinstance(one.incoming.event, Opened) and one.incoming.event.payload.startswith("c_")
    }
    return {payload: coordinators.invited(connection, keyring, payload, now) for payload in payloads}


def _turn(
    connection: Connection,
    keeping: Keeping,
    world: World,
    who: Loaded,
    one: Happening,
    at: datetime,
    *,
    named: Named,
) -> None:
    event = _event(one, at)
    if one.broken:
        return quarantined(keeping, world, who, one, one.broken)
    if isinstance(one, Arrived) and isinstance(event, Tapped) and (who.several or event.data.startswith("@")):
        event, whose = tapped(who, event)
        if whose != who.number:
            return pass_on(keeping, world, who, event, whose)
    try:
        outcomes = engine.turn(_known(connection, keeping, world, who, one, event, named=named), event, world.voices)
    except Exception as problem:  # noqa: BLE001 - whatever it is, the others in the batch must go on
        form, question = place_of(who)
        log.error("turn failed", event_id=one.id, form=form, question=question, problem=where(problem))
        quarantined(keeping, world, who, one, where(problem))
    else:
        keeping.keep(who, outcomes)
        if isinstance(event, Left):
            keeping.left.append(who.address)
        elif who.address in keeping.left:
            keeping.left.remove(who.address)  # gone and back again within one batch
        who.held_rows = who.held_rows if who.held else ()


def _known(
    connection: Connection, keeping: Keeping, world: World, who: Loaded, one: Happening, event: Event, *, named: Named
) -> Known:
    """What the turn may know. What waited for the window to open is said by what arrives first."""
    known = world.known(
        who,
        named.invitations.get(event.payload, (0, "")) if isinstance(event, Opened) else (0, ""),
        named.broadcasts,
        **phones(connection, keeping.keyring, one.id, who, event, keeping.now),
        booked=named.booked.get(who.id, NO_WORKSHOPS),
    )
    if isinstance(one, Arrived):
        who.held = ()
        return known
    return replace(known, held=()) if who.held else known


def _event(one: Happening, at: datetime) -> Event:
    if isinstance(one, Arrived):
        return replace(one.incoming.event, at=at)  # our clock, not the platform's: order and grace are ours
    if isinstance(one, Followed):
        return one.follow.event
    intention = one.intention
    return Due(at=max(at, when(intention.at)), seed=intention.at, kind=intention.kind, subject=intention.subject)
