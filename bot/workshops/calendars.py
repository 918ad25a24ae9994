"""The calendar file of a workshop: iCalendar (RFC 5545, 5546), for the calendar of any phone. Pure, and nobody's data is in it.

Each time of a series is an event of its own: `docs/why.md` says why.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from dialogs.markup import plain
from dialogs.texts import Speech
from dialogs.workshops import texts
from dialogs.workshops.values import Occurrence, Workshop
from storage.times import zone_of

NAME = "calendar.ics"
MAKER = "-//Lotse//Lotse//EN"
AROUND = timedelta(days=2)  # a zone's rules are written down for the days of the events, and these before and after


def calendar(workshop: Workshop, occurrences: Sequence[Occurrence], speech: Speech, stamp: datetime) -> bytes:
    """A file that puts these times into a calendar, or strikes out those that are cancelled. `stamp`: when the workshop was last changed.

    A time that was in the calendar before takes its place there: it has the same UID, and SEQUENCE has risen.
    """
    found = Calendar()
    gone = not any(_stands(workshop, one) for one in occurrences)
    for name, value in {"prodid": MAKER, "version": "2.0", "method": "CANCEL" if gone else "PUBLISH"}.items():
        found.add(name, value)
    zone, first, last = zone_of(workshop.zone), min(one.starts for one in occurrences), max(one.ends for one in occurrences)
    if zone.key != "UTC":
        found.add_component(_zone(zone, first - AROUND, last + AROUND))
    for one in occurrences:
        found.add_component(_event(workshop, one, speech, stamp))
    return bytes(found.to_ical())


def _stands(workshop: Workshop, one: Occurrence) -> bool:
    return workshop.open and one.planned


def _event(workshop: Workshop, one: Occurrence, speech: Speech, stamp: datetime) -> Event:
    event = Event()
    starts, ends = _walls(workshop.zone, one)
    title = speech.say(texts.FILE_DISCREET) if workshop.discreet else speech.label(workshop.title)
    event.add("uid", f"{one.id}@lotse")
    event.add("sequence", workshop.sequence + one.sequence)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("summary", _clean(title), parameters={"LANGUAGE": speech.language.replace("_", "-")})
    event.add("status", "CONFIRMED" if _stands(workshop, one) else "CANCELLED")
    event.add("class", "PRIVATE" if workshop.discreet else "PUBLIC")
    _place(event, workshop)
    if described := "\n\n".join(_described(workshop, speech)):
        event.add("description", _clean(described))
    if workshop.link:
        event.add("url", _clean(workshop.link))
    return event


def _walls(zone: str, one: Occurrence) -> tuple[datetime, datetime]:
    """In the zone of the place; in UTC where a clock shows an hour for the second time, which a wall time cannot tell (RFC 5545, 3.3.5)."""
    local = one.starts.astimezone(zone_of(zone)), one.ends.astimezone(zone_of(zone))
    if any(each.fold for each in local):
        return one.starts.astimezone(UTC), one.ends.astimezone(UTC)
    return local


def _place(event: Event, workshop: Workshop) -> None:
    """Where a title is not for everybody's eyes, the name of the house is not, either."""
    spot = workshop.spot
    if where := ", ".join(filter(None, (spot.name * (not workshop.discreet), spot.address))):
        event.add("location", _clean(where))
    if spot.point:
        event.add("geo", (spot.point.latitude, spot.point.longitude))


def _described(workshop: Workshop, speech: Speech) -> Iterator[str]:
    if way := speech.label(workshop.way):
        yield speech.say(texts.FILE_WAY, way=_clean(way))
    if bring := speech.label(workshop.bring):
        yield speech.say(texts.FILE_BRING, bring=_clean(bring))
    if workshop.link:
        yield speech.say(texts.FILE_LINK, link=workshop.link)


def _zone(zone: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """The rules of a zone for some time. What icalendar would add by itself lets summer begin an hour late (RFC 5545, 3.6.5: each onset is
    in the wall time of before).
    """
    found = Timezone()
    found.add("tzid", zone.key)
    before = _offset(first, zone)
    for at in (first, *_changes(zone, first, last)):
        local = at.astimezone(zone)
        part = TimezoneDaylight() if local.dst() else TimezoneStandard()
        part.add("dtstart", (at + before).replace(tzinfo=None))
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", before := _offset(at, zone))
        part.add("tzname", local.tzname() or zone.key)
        found.add_component(part)
    return found


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The instants at which the clock jumps, to the minute."""
    hours = (first + timedelta(hours=number) for number in range((last - first) // timedelta(hours=1)))
    for hour in hours:
        if _offset(hour, zone) != _offset(hour + timedelta(hours=1), zone):
            minutes = (hour + timedelta(minutes=number) for number in range(1, 61))
            yield next(minute for minute in minutes if _offset(minute, zone) != _offset(hour, zone))


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _clean(text: str) -> str:
    """Without what would end a line, or a file, in somebody else's calendar: icalendar escapes the rest."""
    lines = "\n".join(plain(text).splitlines())
    return "".join(letter for letter in lines if letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cs", "Zl", "Zp"))
