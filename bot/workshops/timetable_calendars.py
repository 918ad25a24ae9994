"""Workshops in a calendar (RFC 5545): each event is one, its rule and exceptions are its dates. icalendar reads it; how much it may be is
looked at before, line by line.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from icalendar import Calendar

from bot.workbooks import texts as said
from desk.workshops.files import Read, Unread
from desk.workshops.form import LONGEST, zones
from desk.workshops.series import ONCE, OTHER
from dialogs.phrase import Phrase, phrase
from storage.times import zone_of

Event = Any  # of icalendar: a mapping whose values are of thirty types
MOST_BYTES = 2_000_000
MOST_EVENTS = 1_000
MOST_DEPTH = 4  # a calendar, an event, an alarm
MOST_LINE = 20_000  # bytes, unfolded
MOST_LINES = 60_000
BEGINS, ENDS = re.compile(rb"\s*BEGIN\s*[;:]", re.IGNORECASE), re.compile(rb"\s*END\s*[;:]", re.IGNORECASE)
ZONE, EVENT = re.compile(rb"VTIMEZONE", re.IGNORECASE), re.compile(rb"VEVENT", re.IGNORECASE)
WORDS = {"title": "SUMMARY", "about": "DESCRIPTION"}
COLUMNS: Mapping[str, str] = {
    "day": "DTSTART",
    "time": "DTSTART",
    "zone": "DTSTART",
    "minutes": "DTEND",
    "repeat": "RRULE",
    "rule": "RRULE",
    "without": "EXDATE",
    "place": "LOCATION",
    "address": "LOCATION",
    "point": "GEO",
    "link": "URL",
    "words": "SUMMARY",
}
# What icalendar raises for what is no calendar; a later release may find others, and then the page says that it is broken
BROKEN = (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, RecursionError)


def read(content: bytes, zone: str) -> Sequence[Read]:
    """The events of a calendar, but for those that were cancelled. Raises Unread."""
    looked_at, lines = _looked_through(content)
    try:
        calendars = Calendar.from_ical(looked_at, multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
        own = next((str(calendar["X-WR-TIMEZONE"]) for calendar in calendars if "X-WR-TIMEZONE" in calendar), "")
        usual = own if own in zones() else zone
        gone = {_uid(event): _cancelled_times(events, _uid(event)) for event in events if "RRULE" in event}
        found = zip(lines, events, strict=False)
        return [_read_one(line, event, usual, gone.get(_uid(event), ())) for line, event in found if not _is_cancelled(event)]
    except BROKEN as problem:
        raise Unread(phrase(said.WORKSHOP_NO_CALENDAR)) from problem


def _lines(content: bytes) -> Iterator[tuple[int, bytes]]:
    """(number of the line in which it begins, the line), unfolded. Raises Unread for more than anybody has."""
    lines = content.splitlines() if len(content) <= MOST_BYTES else []
    if not lines or len(lines) > MOST_LINES:
        raise Unread(phrase(said.WORKSHOP_BIG_CALENDAR if content else said.WORKSHOP_NO_CALENDAR, n=MOST_EVENTS))
    begun, parts = 1, [lines[0]]
    for number, line in enumerate(lines[1:], 2):
        if line[:1] in (b" ", b"\t"):
            parts.append(line[1:])
        elif line.strip():
            yield begun, b"".join(parts)
            begun, parts = number, [line]
    yield begun, b"".join(parts)


def _looked_through(content: bytes) -> tuple[bytes, list[int]]:
    """(what icalendar is to read, in which line each event begins). Raises Unread.

    Zones count by their names alone: what a file says of them would be run through without an end (FREQ=SECONDLY, since 1970).
    """
    kept, events, depth, in_zone = [], list[int](), 0, False
    for number, line in _lines(content):
        begins, ends = BEGINS.match(line), ENDS.match(line)
        in_zone = in_zone or bool(begins and ZONE.search(line))
        if not in_zone:
            kept.append(line)
            depth += bool(begins) - bool(ends)
            events += [number] if begins and EVENT.search(line) else []
        in_zone = in_zone and not (ends and ZONE.search(line))
        if depth > MOST_DEPTH or len(events) > MOST_EVENTS or len(line) > MOST_LINE:
            raise Unread(phrase(said.WORKSHOP_BIG_CALENDAR, n=MOST_EVENTS))
    return b"\r\n".join(kept), events


def _uid(event: Event) -> str:
    return str(event.get("UID", ""))


def _is_cancelled(event: Event) -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED"


def _cancelled_times(events: Sequence[Event], uid: str) -> list[Any]:
    """Single times of a series that do not take place."""
    return [
        event["RECURRENCE-ID"].dt
        for event in events
        if _uid(event) == uid and "RECURRENCE-ID" in event and _is_cancelled(event) and "RECURRENCE-ID" not in _broken(event)
    ]


def _broken(event: Event) -> set[str]:
    return {str(name).upper() for name, _ in event.errors}


def _read_one(line: int, event: Event, usual: str, gone: Sequence[Any]) -> Read:
    """One that says something twice, or what nobody expects there, is refused; the others are not."""
    try:
        return _read(line, event, usual, gone)
    except BROKEN:
        return Read("", line, {"title:": [str(event.get("SUMMARY", ""))]}, COLUMNS, {"": phrase(said.WORKSHOP_NO_PROPERTY)})


def _read(line: int, event: Event, usual: str, gone: Sequence[Any]) -> Read:
    wrong: dict[str, Phrase] = {name: phrase(said.WORKSHOP_NO_PROPERTY) for name in sorted(_broken(event))}
    if "RECURRENCE-ID" in event:
        wrong["RECURRENCE-ID"] = phrase(said.WORKSHOP_ONE_MOVED)
    if "RDATE" in event:
        wrong["RDATE"] = phrase(said.WORKSHOP_MORE_TIMES)
    given: dict[str, list[str]] = {}
    columns = dict(COLUMNS)
    for field, values in _given(event, usual, gone, _broken(event)):
        given[field] = values
        if field.partition(":")[0] in WORDS:
            columns[field] = WORDS[field.partition(":")[0]]
    columns |= {f"title:{name.partition(':')[2]}": "SUMMARY" for name in given if ":" in name}
    return Read("", line, given, columns, wrong)


def _given(event: Event, usual: str, gone: Sequence[Any], broken: set[str]) -> Iterator[tuple[str, list[str]]]:
    for field, name in WORDS.items():
        if text := str(event.get(name, "")).strip():
            yield f"{field}:{_language(event)}", [text]
    yield from _where(event, broken)
    if "DTSTART" in event and "DTSTART" not in broken:
        yield from _times(event, usual, gone, broken)


def _language(event: Event) -> str:
    """Of its words, where it says so: as our codes are written."""
    params = getattr(event.get("SUMMARY"), "params", {})
    return str(params.get("LANGUAGE", "")).partition("-")[0].lower()


def _where(event: Event, broken: set[str]) -> Iterator[tuple[str, list[str]]]:
    place = " ".join(str(event.get("LOCATION", "")).split())
    name, _, address = place.partition(", ") if len(place) > LONGEST["place"] else (place, "", "")
    yield "place", [name]
    yield "address", [address]
    if "GEO" in event and "GEO" not in broken:
        yield "point", [f"{event['GEO'].latitude}, {event['GEO'].longitude}"]
    link = str(event.get("URL", ""))
    yield "link", [link if link.startswith(("https://", "http://")) else ""]


def _times(event: Event, usual: str, gone: Sequence[Any], broken: set[str]) -> Iterator[tuple[str, list[str]]]:
    """By the clock of the place. What repeats by UTC does so by UTC: an hour later in winter is what it says."""
    starts = event["DTSTART"].dt
    repeats = "RRULE" in event and "RRULE" not in broken
    zone = _zone(event, usual, repeats=repeats)
    yield "zone", [zone]
    there = _wall(starts, zone_of(zone))
    yield "day", [there[:10]]
    if len(there) > len("2026-12-01"):
        yield "time", [there[11:]]
    yield "minutes", [str(_minutes(event, starts))]
    yield "repeat", [OTHER if repeats else ONCE]
    if repeats:
        yield "rule", [event["RRULE"].to_ical().decode()]
    exceptions = [] if "EXDATE" in broken else [one.dt for some in _list(event.get("EXDATE")) for one in some.dts]
    yield "without", [_wall(one, zone_of(zone)) for one in (*exceptions, *gone)]


def _zone(event: Event, usual: str, *, repeats: bool) -> str:
    """The name of its zone; as it was written, if that is none, for the page to say so."""
    told = getattr(event["DTSTART"].dt, "tzinfo", None)
    key = str(getattr(told, "key", ""))
    named = str(event["DTSTART"].params.get("TZID", ""))
    if (told is None and not named) or (key == "UTC" and not repeats):
        return usual
    return key or named


def _wall(at: Any, zone: tzinfo) -> str:
    """A day, or what a clock there shows."""
    if not isinstance(at, datetime):
        return str(at)
    return f"{at.astimezone(zone) if at.tzinfo else at:%Y-%m-%dT%H:%M}"


def _minutes(event: Event, starts: Any) -> int:
    """How long it takes; 0 where that is not said, or makes no sense."""
    broken = _broken(event)
    length = event["DURATION"].dt if "DURATION" in event and "DURATION" not in broken else timedelta()
    ends = event["DTEND"].dt if "DTEND" in event and "DTEND" not in broken else None
    if isinstance(ends, datetime) and isinstance(starts, datetime) and bool(ends.tzinfo) == bool(starts.tzinfo):
        length = ends - starts
    return int(length / timedelta(minutes=1)) if isinstance(length, timedelta) else 0


def _list(value: Any) -> list[Any]:
    """A property may be there not at all, once, or several times."""
    return [] if value is None else value if isinstance(value, list) else [value]
