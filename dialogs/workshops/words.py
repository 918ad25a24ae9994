"""A workshop in words: what it is, when, where, whether there is room; the time of the place, and the person's where that is another."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from dialogs import texts
from dialogs.form import Label
from dialogs.questions.spelling import CALENDARS
from dialogs.reading.calendars import ETHIOPIC, SOLAR_HIJRI, both_calendars, usual
from dialogs.texts import Speech
from dialogs.turn import Turn
from dialogs.workshops import texts as told
from dialogs.workshops.values import Booked, Occurrence, Workshop

SHOWN = 6  # dates of a series in one message
CLOCK = "%H:%M"


def title(t: Turn, one: Booked, *, unasked: bool = False) -> str:
    """What it is called. `unasked`: it may be read by others on a locked phone."""
    hidden = unasked and one.workshop.discreet
    return t.speech.say(told.FILE_DISCREET) if hidden else t.speech.label(one.workshop.title)


def to_come(t: Turn, one: Booked) -> list[Occurrence]:
    """Its times that have not begun."""
    return [time for time in one.occurrences if time.planned and time.starts > t.event.at]


def time_of(t: Turn, one: Booked) -> Occurrence | None:
    """The time it is about: the one that is spoken of, the only one that can be chosen, or the next of a course."""
    coming = to_come(t, one)
    return one.occurrence or (coming[0] if coming and (one.workshop.whole or len(coming) == 1) else None)


def free(t: Turn, one: Booked) -> int | None:
    """How many places are left; None = as many as come."""
    time = time_of(t, one)
    return one.free if one.workshop.whole or time is None else time.free


# --- when -----------------------------------------------------------------------------------------------------------------


def day(t: Turn, at: datetime) -> str:
    return day_in(t.speech, at)


def day_in(speech: Speech, at: datetime) -> str:
    """With the day of the week, and in the calendar of those who have another one."""
    iso = at.date().isoformat()
    shown, calendar = speech.day(iso, "weekday"), _calendar(speech.language)
    return (
        speech.say(CALENDARS[calendar], gregorian=shown, solar=both_calendars(iso, "day", calendar)[1]) if calendar else shown
    )


def _calendar(language: str) -> str:
    theirs = usual(language)
    return SOLAR_HIJRI if theirs[0] == SOLAR_HIJRI else ETHIOPIC if ETHIOPIC in theirs else ""


def starts(t: Turn, workshop: Workshop, time: Occurrence) -> str:
    """On the clock of the place."""
    at = time.starts.astimezone(workshop.clock)
    return t.speech.say(texts.MOMENT, day=day(t, at), time=at.strftime(CLOCK))


def short_start(t: Turn, workshop: Workshop, time: Occurrence) -> str:
    """For a button."""
    at = time.starts.astimezone(workshop.clock)
    return t.speech.say(texts.MOMENT, day=short_day(t, workshop, time), time=at.strftime(CLOCK))


def short_day(t: Turn, workshop: Workshop, time: Occurrence) -> str:
    """For a button."""
    return t.speech.day(time.starts.astimezone(workshop.clock).date().isoformat(), "day")


def moment(t: Turn, at: datetime) -> str:
    """Day and time on the person's own clock."""
    local = at.astimezone(t.known.zone)
    return t.speech.say(texts.MOMENT, day=day(t, local), time=local.strftime(CLOCK))


def when(t: Turn, workshop: Workshop, time: Occurrence) -> str:
    """On the clock of the place; where the person's shows something else, on theirs too."""
    there, here = (time.starts.astimezone(zone) for zone in (workshop.clock, t.known.zone))
    shown = {"day": day(t, there), "hours": _hours(t, time, workshop.clock)}
    if there.utcoffset() == here.utcoffset():
        return t.speech.say(told.WHEN, **shown)
    city = workshop.zone.rpartition("/")[2].replace("_", " ")
    mine = t.speech.say(told.WHEN_HERE, day=day(t, here), hours=_hours(t, time, t.known.zone))
    return f"{t.speech.say(told.WHEN_THERE, city=city, **shown)}\n{mine}"


def _hours(t: Turn, time: Occurrence, zone: tzinfo) -> str:
    starts, ends = time.starts.astimezone(zone), time.ends.astimezone(zone)
    if starts.date() == ends.date():
        return f"{starts:{CLOCK}}–{ends:{CLOCK}}"
    return f"{starts:{CLOCK}} – {t.speech.say(texts.MOMENT, day=day(t, ends), time=ends.strftime(CLOCK))}"


def before(t: Turn, workshop: Workshop, time: Occurrence) -> str:
    """When it was to be by the series; "" where that is still so, or is not known."""
    there = time.starts.astimezone(workshop.clock)
    try:
        planned = datetime.fromisoformat(time.slot)
    except ValueError:
        return ""
    if planned == there.replace(tzinfo=None):
        return ""
    return t.speech.say(texts.MOMENT, day=day(t, planned), time=planned.strftime(CLOCK))


def dates_of(t: Turn, one: Booked) -> str:
    """Of a course, where one place is for all of its times: the first of those to come."""
    coming = to_come(t, one)
    if not one.workshop.whole or len(coming) < 2:
        return ""
    lines = [f"• {starts(t, one.workshop, time)}" for time in coming[:SHOWN]]
    more = [t.speech.say(told.DATES_MORE, n=len(coming) - SHOWN)] if len(coming) > SHOWN else []
    return "\n".join([t.speech.say(told.DATES, n=len(coming)), *lines, *more])


# --- what and where ---------------------------------------------------------------------------------------------------------


def essentials(t: Turn, one: Booked) -> str:
    """When and where."""
    time = time_of(t, one)
    return "\n".join([*([when(t, one.workshop, time)] if time else []), *_where(t, one.workshop)])


def _where(t: Turn, workshop: Workshop) -> Iterator[str]:
    if place := ", ".join(filter(None, (workshop.spot.name, workshop.spot.address))):
        yield t.speech.say(told.PLACE, place=place)
    if workshop.link:
        yield t.speech.say(told.LINK, link=workshop.link)


def described(t: Turn, one: Booked) -> list[str]:
    """Everything about it, in paragraphs."""
    workshop, say = one.workshop, t.speech.say
    people = [
        *([say(told.HELD_IN, languages=_languages(t, workshop.languages))] if workshop.languages else []),
        *([say(told.INTERPRETED, languages=_languages(t, workshop.interpreters))] if workshop.interpreters else []),
        *([say(told.TRAINER, name=workshop.trainer)] if workshop.trainer else []),
    ]
    facts = "\n".join(filter(None, [essentials(t, one), *people]))
    heading = say(told.KINDS[workshop.kind], title=t.speech.label(workshop.title))
    return [heading, words(t, workshop.about), facts, dates_of(t, one), bring(t, workshop)]


def bring(t: Turn, workshop: Workshop) -> str:
    what = words(t, workshop.bring)
    return t.speech.say(told.BRING, bring=what) if what else ""


def way(t: Turn, workshop: Workshop) -> str:
    found = words(t, workshop.way)
    return t.speech.say(told.WAY, way=found) if found else ""


def words(t: Turn, label: Label) -> str:
    """What the team wrote, "" where it wrote nothing."""
    return t.speech.label(label) if label.source else ""


def _languages(t: Turn, codes: Sequence[str]) -> str:
    return " · ".join(t.speech.label(Label(key=f"language:{code}", texts={})) for code in codes)
