"""Workshops as the tables hold them, as the team writes them, and as a conversation knows them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Row, func, select

from dialogs.events import Place
from dialogs.form import Label
from dialogs.workshops.seats import HELD
from dialogs.workshops.values import Occurrence, Spot, Workshop
from storage.answers.review import public
from storage.crypt import Keyring
from storage.schema import booking, occurrence, workshop
from storage.segments import Segment, segment_from
from storage.times import Milliseconds, when, zone_of

NOWHERE, EVERYBODY = Spot(), Segment()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What people read of it, in one language. `way`: how to get there."""

    title: str
    about: str = ""
    bring: str = ""
    way: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the team writes. `starts` and `without` are wall times of `zone`; for the rest see dialogs.workshops.values.Workshop.

    `words`: by language. `rule`: an RRULE of RFC 5545 without its name, "" = once. `hours`: for which a place that became free is kept
    for whoever it is offered to. `enough`: of its times, in per cent, for a certificate; 0 = there is none.
    """

    programme: str
    centre: str = ""
    kind: str = "group"
    words: Mapping[str, Words]
    languages: tuple[str, ...] = ()
    interpreters: tuple[str, ...] = ()
    trainer: str = ""
    spot: Spot = NOWHERE
    link: str = ""
    zone: str
    starts: datetime
    minutes: int
    rule: str = ""
    without: tuple[datetime, ...] = ()
    whole: bool = False
    capacity: int = 0
    queues: bool = True
    hours: int = 24
    segment: Segment = EVERYBODY
    discreet: bool = False
    enough: int = 0
    form: str = ""
    feedback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A plan as it is kept. `state`: draft, open, cancelled. `by` changed it last, at `at`."""

    id: int
    plan: Plan
    state: str
    sequence: int
    by: int
    at: datetime


# --- a plan becomes a row -------------------------------------------------------------------------------------------------


def packed(plan: Plan, number: int, keyring: Keyring) -> dict[str, Any]:
    """The columns that a plan fills."""
    return {
        "programme": plan.programme,
        "centre": plan.centre,
        "kind": plan.kind,
        "words": orjson.dumps({code: _words(one) for code, one in plan.words.items()}).decode(),
        "languages": " ".join(plan.languages),
        "interpreters": " ".join(plan.interpreters),
        "sealed": keyring.house.seal(f"workshop:sealed:{number}", orjson.dumps({"trainer": plan.trainer})),
        "place": _spot(plan.spot),
        "link": plan.link,
        "zone": plan.zone,
        "starts": wall(plan.starts),
        "minutes": plan.minutes,
        "rule": plan.rule,
        "without": " ".join(wall(one) for one in plan.without),
        "whole": plan.whole,
        "capacity": plan.capacity,
        "queues": plan.queues,
        "hours": plan.hours,
        "segment": plan.segment.packed(),
        "discreet": plan.discreet,
        "enough": plan.enough,
        "form": plan.form,
        "feedback": plan.feedback,
    }


def wall(at: datetime) -> str:
    """A wall time as columns have it: "2026-12-01T10:00"."""
    return at.strftime("%Y-%m-%dT%H:%M")


def _words(one: Words) -> dict[str, str]:
    return {"title": one.title, "about": one.about, "bring": one.bring, "way": one.way}


def _spot(spot: Spot) -> str:
    if spot == NOWHERE:
        return ""
    known: dict[str, str | float] = {"name": spot.name, "address": spot.address}
    if spot.point:
        known |= {"latitude": spot.point.latitude, "longitude": spot.point.longitude}
    return orjson.dumps(known).decode()


# --- and back -------------------------------------------------------------------------------------------------------------


def kept(row: Row[Any], keyring: Keyring) -> Kept:
    plan = Plan(
        programme=row.programme,
        centre=row.centre,
        kind=row.kind,
        words={code: Words(**one) for code, one in orjson.loads(row.words).items()},
        languages=tuple(row.languages.split()),
        interpreters=tuple(row.interpreters.split()),
        trainer=_trainer(row, keyring),
        spot=_spot_from(row.place),
        link=row.link,
        zone=row.zone,
        starts=datetime.fromisoformat(row.starts),
        minutes=row.minutes,
        rule=row.rule,
        without=tuple(datetime.fromisoformat(one) for one in row.without.split()),
        whole=row.whole,
        capacity=row.capacity,
        queues=row.queues,
        hours=row.hours,
        segment=segment_from(row.segment),
        discreet=row.discreet,
        enough=row.enough,
        form=row.form,
        feedback=row.feedback,
    )
    return Kept(id=row.id, plan=plan, state=row.state, sequence=row.sequence, by=row.by, at=when(row.at))


def spoken(row: Row[Any], keyring: Keyring) -> Workshop:
    """As a conversation knows it."""
    words = orjson.loads(row.words)
    title, about, bring, way = (
        Label(key=f"workshop:{public(row.id)}:{field}", texts={code: one[field] for code, one in words.items() if one[field]})
        for field in ("title", "about", "bring", "way")
    )
    return Workshop(
        id=public(row.id),
        kind=row.kind,
        title=title,
        about=about,
        bring=bring,
        way=way,
        programme=row.programme,
        languages=tuple(row.languages.split()),
        interpreters=tuple(row.interpreters.split()),
        trainer=_trainer(row, keyring),
        spot=_spot_from(row.place),
        link=row.link,
        zone=row.zone,
        clock=zone_of(row.zone),
        whole=row.whole,
        capacity=row.capacity,
        queues=row.queues,
        discreet=row.discreet,
        form=row.form,
        feedback=row.feedback,
        open=row.state == "open",
        sequence=row.sequence,
    )


def _trainer(row: Row[Any], keyring: Keyring) -> str:
    return str(orjson.loads(keyring.house.open(f"workshop:sealed:{row.id}", row.sealed))["trainer"])


def _spot_from(place: str) -> Spot:
    if not place:
        return NOWHERE
    known = orjson.loads(place)
    point = Place(known["latitude"], known["longitude"]) if "latitude" in known else None
    return Spot(known["name"], known["address"], point)


# --- their times ----------------------------------------------------------------------------------------------------------


def occurrences(connection: Connection, numbers: Collection[int]) -> dict[int, list[Occurrence]]:
    """{workshop: its times, in order}; each tells how many places are left, where places are for each time."""
    if not numbers:
        return {}
    rows = connection.execute(
        select(occurrence, workshop.c.whole, workshop.c.capacity)
        .join(workshop, workshop.c.id == occurrence.c.workshop)
        .where(occurrence.c.workshop.in_(numbers))
        .order_by(occurrence.c.starts_at, occurrence.c.id)
    ).all()
    taken = held(connection, {row.workshop for row in rows if row.capacity and not row.whole})
    found: dict[int, list[Occurrence]] = defaultdict(list)
    for row in rows:
        limited = row.capacity and not row.whole
        found[row.workshop].append(
            Occurrence(
                id=public(row.id),
                starts=when(row.starts_at),
                ends=when(row.ends_at),
                slot=row.slot,
                planned=row.state == "planned",
                sequence=row.sequence,
                free=max(0, row.capacity - taken.get((row.workshop, row.id), 0)) if limited else None,
            )
        )
    return dict(found)


def held(connection: Connection, numbers: Iterable[int]) -> dict[tuple[int, int], int]:
    """{(workshop, occurrence or 0): places that are taken or offered}"""
    wanted = sorted(numbers)
    if not wanted:
        return {}
    statement = select(booking.c.workshop, booking.c.occurrence, func.count()).group_by(
        booking.c.workshop, booking.c.occurrence
    )
    rows = connection.execute(statement.where(booking.c.workshop.in_(wanted), booking.c.state.in_(sorted(HELD))))
    return {(number, time): count for number, time, count in rows}


def to_come(now: Milliseconds) -> ColumnElement[bool]:
    """A condition on `occurrence`: it has not begun."""
    return (occurrence.c.state == "planned") & (occurrence.c.starts_at > now)
