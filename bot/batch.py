"""What happens inside one transaction: claim the ids, load the people, take their turns, write what follows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import orjson
import structlog
from sqlalchemy import Connection, insert

from bot import points
from bot.channels.base import Incoming
from bot.digests import tell
from bot.logs import where
from bot.world import World
from dialogs import engine, texts
from dialogs.events import Due, Event, Left, Opened, Said
from storage import coordinators, due, events, people
from storage.crypt import Keyring
from storage.due import Intention
from storage.ids import random_id
from storage.keeping import Keeping
from storage.loading import Arrival, Loaded, by_address, by_person
from storage.outbox import Message
from storage.schema import quarantine
from storage.times import ms, when

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Arrived:
    """Something came in at an address. `broken`: why it could not be kept at the first try; then it is set aside with an apology."""

    incoming: Incoming
    broken: str = ""

    @property
    def id(self) -> str:
        return f"{self.incoming.channel}:{self.incoming.account}:{self.incoming.id}"


@dataclass(frozen=True, slots=True)
class Fallen:
    """An intention fell due. `broken` as above."""

    intention: Intention
    broken: str = ""

    @property
    def id(self) -> str:
        return self.intention.event


def process(
    connection: Connection,
    keyring: Keyring,
    world: World,
    happened: Sequence[Arrived | Fallen],
    at: datetime,
    claim: Callable[[Message], bool],
) -> None:
    """Everything a batch of events brings about. What is known already drops out; a turn that raises harms nobody else."""
    now = ms(at)
    new = events.claim(connection, [one.id for one in happened], now)
    points.reached("events_claimed")
    fresh = list(
        {one.id: one for one in happened if one.id in new}.values()
    )  # twice in one batch is once, where it first stood
    speakers = _load(connection, keyring, world, fresh, now)
    invitations = _invitations(connection, keyring, fresh, now)
    points.reached("people_loaded")
    keeping = Keeping(keyring, now)
    turns = [(one, who) for one in fresh if (who := speakers.get(_key(keyring, one)))]
    for one, who in turns:
        _turn(keeping, world, who, one, at, invitations)
    points.reached("turns_done")
    keeping.write(connection, claim)
    back = {who.address for one, who in turns if isinstance(one, Arrived) and not who.reachable}.difference(keeping.left)
    if back:
        people.reachable_again(connection, sorted(back))
    for coordinator in keeping.digests:
        tell(connection, keyring, world, coordinator, at, asked=True)
    for person in keeping.erased:
        people.erase(connection, keyring, person, now)
    due.settle(connection, [one.intention for one in happened if isinstance(one, Fallen)])
    points.reached("due_settled")


def _load(
    connection: Connection, keyring: Keyring, world: World, fresh: Sequence[Arrived | Fallen], now: int
) -> dict[str, Loaded]:
    """{address key or "person:id": who}; one object a person, so that several events of one person follow each other."""
    arrivals = [_arrival(world, one.incoming) for one in fresh if isinstance(one, Arrived)]
    speakers = by_address(connection, keyring, arrivals, now) if arrivals else {}
    present = {who.id: who for who in speakers.values()}
    absent = sorted({one.intention.person for one in fresh if isinstance(one, Fallen)} - present.keys())
    if absent:
        present |= by_person(connection, keyring, absent)
    return {**speakers, **{f"person:{number}": who for number, who in present.items()}}


def _arrival(world: World, incoming: Incoming) -> Arrival:
    first = world.first
    return Arrival(
        channel=incoming.channel,
        account=incoming.account,
        external=incoming.external,
        hint=incoming.language,
        programme=first.code,
        zone=first.zone,
    )


def _key(keyring: Keyring, one: Arrived | Fallen) -> str:
    if isinstance(one, Fallen):
        return f"person:{one.intention.person}"
    return keyring.index(one.incoming.channel, one.incoming.account, one.incoming.external)


def _invitations(
    connection: Connection, keyring: Keyring, fresh: Sequence[Arrived | Fallen], now: int
) -> dict[str, tuple[int, str]]:
    """Coordinators whose invitation was just opened, by the payload they came with."""
    payloads = {
        one.incoming.event.payload
        for one in fresh
        if isinstance(one, Arrived) and isinstance(one.incoming.event, Opened) and one.incoming.event.payload.startswith("c_")
    }
    return {payload: coordinators.invited(connection, keyring, payload, now) for payload in payloads}


def _turn(
    keeping: Keeping, world: World, who: Loaded, one: Arrived | Fallen, at: datetime, invitations: dict[str, tuple[int, str]]
) -> None:
    event = _event(one, at)
    invited = invitations.get(event.payload, (0, "")) if isinstance(event, Opened) else (0, "")
    if one.broken:
        return _quarantined(keeping, world, who, one, one.broken)
    try:
        outcomes = engine.turn(world.known(who, invited), event, world.voices)
    except Exception as problem:  # noqa: BLE001 - whatever it is, the others in the batch must go on
        form, question = _place(who)
        log.error("turn failed", event_id=one.id, form=form, question=question, problem=where(problem))
        _quarantined(keeping, world, who, one, where(problem))
    else:
        keeping.keep(who, outcomes)
        if isinstance(event, Left):
            keeping.left.append(who.address)
        elif who.address in keeping.left:
            keeping.left.remove(who.address)  # gone and back again within one batch


def _event(one: Arrived | Fallen, at: datetime) -> Event:
    if isinstance(one, Arrived):
        return replace(one.incoming.event, at=at)  # our clock, not the platform's: order and grace are ours
    intention = one.intention
    return Due(at=max(at, when(intention.at)), seed=intention.at, kind=intention.kind, subject=intention.subject)


# --- what went wrong ------------------------------------------------------------------------------------------------------


def _place(who: Loaded) -> tuple[str, str]:
    sheet = max((one for one in who.sheets if one.state == "open"), key=lambda one: one.raised, default=None)
    return (sheet.form, sheet.question) if sheet else ("", "")


def _quarantined(keeping: Keeping, world: World, who: Loaded, one: Arrived | Fallen, reason: str) -> None:
    """Kept aside for a coordinator to see; the person gets an apology and may go on."""
    keeping.rows[quarantine].append(_row(keeping.keyring, one, who.address, who.id, reason, keeping.now))
    keeping.concern(who, "quarantined")
    if isinstance(one, Arrived):
        speech = world.voices[who.person.language or world.voices.nearest(who.hint) or "en"]
        keeping.keep(who, [Said(text=speech.say(texts.BROKEN), rtl=speech.rtl)])


def _row(keyring: Keyring, one: Arrived | Fallen, address: str, person: int, reason: str, now: int) -> dict[str, object]:
    number = random_id()
    return {
        "id": number,
        "event": one.id[:160],
        "address": address,
        "person": person,
        "sealed": keyring.house.seal(f"quarantine:sealed:{number}", _body(one)),
        "reason": reason,
        "at": now,
    }


def _body(one: Arrived | Fallen) -> bytes:
    what = one.incoming.event if isinstance(one, Arrived) else one.intention
    try:
        return orjson.dumps(what, default=str)
    except TypeError:  # text that is not Unicode may be the very reason why it is here
        return repr(what).encode(errors="backslashreplace")


def aside(one: Arrived | Fallen, keyring: Keyring, at: datetime) -> Callable[[Connection], None]:
    """A job that keeps an event of which nothing else can be written, so that it is neither lost nor tried for ever."""

    def job(connection: Connection) -> None:
        events.claim(connection, [one.id], ms(at))
        connection.execute(insert(quarantine), [_row(keyring, one, _key(keyring, one)[:32], 0, one.broken, ms(at))])
        if isinstance(one, Fallen):
            due.settle(connection, [one.intention], "missed")

    return job
