"""What a form or a file says about a workshop becomes a plan; what is wrong is told beside each field, and everything typed stays.

`given` is {name of a field: values}, from the page, from a row of a workbook or from a calendar.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from desk import texts
from desk.workshops.location import place_from
from desk.workshops.series import DAYS, HOWS, ONCE, OTHER, Repeat, series
from dialogs.known import Programme
from dialogs.phrase import Phrase, phrase
from dialogs.texts import Text
from dialogs.workshops.schedule import BadSeries, slots
from dialogs.workshops.values import KINDS, Spot
from storage.segments import Segment
from storage.times import zone_of
from storage.workshops.rows import Plan, Words

Given = Mapping[str, Sequence[str]]
zones = cache(available_timezones)  # it looks through a folder
Read = TypeVar("Read")

LONGEST = {  # characters
    "title": 120,
    "about": 1_000,
    "bring": 500,
    "way": 500,
    "trainer": 80,
    "place": 120,
    "address": 200,
    "point": 2_000,
    "link": 500,
    "rule": 500,
}
WORDS = ("title", "about", "bring", "way")
NUMBERS: Mapping[str, tuple[int, int]] = {  # the least and the most
    "minutes": (5, 7 * 24 * 60),
    "every": (1, 52),
    "times": (1, 400),
    "capacity": (0, 10_000),
    "hours": (1, 14 * 24),
    "enough": (0, 100),
}
USUAL = {"minutes": "90", "hours": "24", "every": "1", "times": "10", "capacity": "0", "enough": "0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What there is to choose from. `owners`: {programme, or programme/centre: what it is called} of whose workshops they may make.

    `steps`: {field: forms that are such a step of a workshop}.
    """

    owners: Mapping[str, str]
    programmes: Mapping[str, Programme]
    steps: Mapping[str, Collection[str]]
    languages: Collection[str]

    def zone(self, owner: str) -> str:
        found = self.programmes.get(owner.partition("/")[0])
        return found.zone if found else "UTC"


@dataclass(frozen=True, slots=True)
class Date:
    """One time of a series, as the form lists it. `out`: it is an exception."""

    slot: str
    starts: datetime
    ends: datetime
    out: bool = False


@dataclass(slots=True)
class Filled:
    """`plan` is None as long as something is wrong. `dates`: all of the series, exceptions too, where it makes sense so far."""

    given: Given
    wrong: dict[str, Phrase] = field(default_factory=dict)
    plan: Plan | None = None
    dates: Sequence[Date] = ()
    zone: str = "UTC"

    def one(self, name: str) -> str:
        return said(self.given, name)

    def all(self, name: str) -> Sequence[str]:
        return self.given.get(name, ())

    @property
    def spoken(self) -> set[str]:
        """Languages in which it has a title."""
        return {name.partition(":")[2] for name in self.given if name.startswith("title:") and said(self.given, name)}


def said(given: Given, name: str) -> str:
    return next(iter(given.get(name, ())), "").replace("\r\n", "\n").strip()


def filled(given: Given, bounds: Bounds, segment: Segment) -> Filled:
    """Everything that is wrong at once, or the plan. `segment`: for whom, as it was chosen."""
    one = Filled(given)
    owner = _chosen(one, "owner", bounds.owners) if given.get("owner") else next(iter(bounds.owners), "")
    programme, _, centre = owner.partition("/")
    starts, minutes = _starts(one), _number(one, "minutes")
    one.zone = said(given, "zone") or bounds.zone(owner)
    if one.zone not in zones():
        _refuse(one, "zone", texts.WORKSHOP_NO_ZONE, zone=one.zone[:60])
    rule, without = _series(one, starts, minutes) if starts and minutes else ("", ())
    plan = Plan(
        programme=programme,
        centre=centre,
        kind=_chosen(one, "kind", KINDS),
        words=_words(one, bounds),
        languages=_languages(one, "languages", bounds),
        interpreters=_languages(one, "interpreters", bounds),
        trainer=_text(one, "trainer"),
        spot=_spot(one),
        link=_link(one),
        zone=one.zone,
        starts=starts or datetime(2000, 1, 1),  # noqa: DTZ001 - then something is wrong, and no plan is given
        minutes=minutes,
        rule=rule,
        without=without,
        whole=said(given, "whole") == "whole",
        capacity=_number(one, "capacity"),
        queues=bool(given.get("queues")),
        hours=_number(one, "hours"),
        segment=segment,
        discreet=bool(given.get("discreet")),
        enough=_number(one, "enough"),
        form=_chosen(one, "form", ["", *bounds.steps["form"]]),
        feedback=_chosen(one, "feedback", ["", *bounds.steps["feedback"]]),
    )
    one.plan = None if one.wrong else plan
    return one


# --- pieces ------------------------------------------------------------------------------------------------------------------


def _refuse(one: Filled, name: str, text: Text, /, **values: "str | int | Phrase") -> None:
    one.wrong.setdefault(name, phrase(text, **values))


def _text(one: Filled, name: str, longest: str = "") -> str:
    text, most = said(one.given, name), LONGEST[longest or name]
    if len(text) > most:
        _refuse(one, name, texts.WORKSHOP_TOO_LONG, n=most, now=len(text))
    return text


def _chosen(one: Filled, name: str, offered: Collection[str]) -> str:
    text = said(one.given, name)
    if text not in offered:
        _refuse(one, name, texts.WORKSHOP_NOT_OFFERED, what=text[:60])
    return text


def _number(one: Filled, name: str) -> int:
    text, (least, most) = said(one.given, name) or USUAL[name], NUMBERS[name]
    number = int(text) if text.isdecimal() and len(text) < 8 else -1
    if not least <= number <= most:
        _refuse(one, name, texts.WORKSHOP_NO_NUMBER, least=least, most=most)
        return 0
    return number


def _read(one: Filled, name: str, read: Callable[[str], Read], why: Text) -> Read | None:
    """None for nothing, and for what cannot be read."""
    text = said(one.given, name)
    try:
        return read(text) if text else None
    except ValueError:
        _refuse(one, name, why)
        return None


def _starts(one: Filled) -> datetime | None:
    day = _read(one, "day", date.fromisoformat, texts.WORKSHOP_NO_DAY)
    at = _read(one, "time", time.fromisoformat, texts.WORKSHOP_NO_TIME)
    if not said(one.given, "day"):
        _refuse(one, "day", texts.WORKSHOP_NO_DAY)
    if not said(one.given, "time"):
        _refuse(one, "time", texts.WORKSHOP_NO_TIME)
    return datetime.combine(day, at.replace(second=0, microsecond=0, tzinfo=None)) if day and at else None


def _words(one: Filled, bounds: Bounds) -> Mapping[str, Words]:
    codes = sorted({name.partition(":")[2] for name in one.given if name.partition(":")[0] in WORDS and ":" in name})
    found = {}
    for code in codes:
        told = {word: _text(one, f"{word}:{code}", word) for word in WORDS}
        if any(told.values()):
            found[code] = Words(**told)
            if code not in bounds.languages:
                _refuse(one, f"title:{code}", texts.WORKSHOP_NO_LANGUAGE, what=code[:20])
            if not told["title"]:
                _refuse(one, f"title:{code}", texts.WORKSHOP_NO_TITLE_HERE)
    if not found:
        _refuse(one, "words", texts.WORKSHOP_NO_TITLE)
    return found


def _languages(one: Filled, name: str, bounds: Bounds) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(code for code in one.given.get(name, ()) if code))
    if strange := next((code for code in chosen if code not in bounds.languages), ""):
        _refuse(one, name, texts.WORKSHOP_NO_LANGUAGE, what=strange[:20])
    return chosen


def _spot(one: Filled) -> Spot:
    pasted = _text(one, "point")
    point = place_from(pasted) if pasted else None
    if pasted and point is None:
        _refuse(one, "point", texts.WORKSHOP_NO_POINT)
    return Spot(name=_text(one, "place"), address=_text(one, "address"), point=point)


def _link(one: Filled) -> str:
    link = _text(one, "link")
    parts = urlsplit(link) if link.isprintable() and not set(link) & set("[] <>") else urlsplit("x:")
    if link and (parts.scheme not in ("http", "https") or not parts.hostname):
        _refuse(one, "link", texts.WORKSHOP_NO_LINK)
    return link


# --- the series --------------------------------------------------------------------------------------------------------------


def _series(one: Filled, starts: datetime, minutes: int) -> tuple[str, tuple[datetime, ...]]:
    """(rule, exceptions); and the dates that the page shows."""
    repeat, zone, without = _repeat(one, starts), zone_of(one.zone), _without(one)
    if repeat is None:
        return "", ()
    try:
        found = series(repeat, starts, minutes, zone)
        everything = slots(starts, minutes, zone, found.rule, found.beside)
        one.dates = [Date(*slot, out=bool({slot.slot, slot.slot[:10]} & without)) for slot in everything]
        exceptions = (*found.beside, *(datetime.fromisoformat(date.slot) for date in one.dates if date.out))
        slots(starts, minutes, zone, found.rule, exceptions)
    except BadSeries as bad:
        _refuse(one, "repeat", texts.WORKSHOP_BAD_SERIES, why=bad.why, cure=bad.cure)
        return "", ()
    return found.rule, exceptions


def _repeat(one: Filled, starts: datetime) -> Repeat | None:
    how = _chosen(one, "repeat", HOWS) if one.given.get("repeat") else ONCE
    to = _read(one, "to", time.fromisoformat, texts.WORKSHOP_NO_TIME)
    if to and to <= starts.time():
        _refuse(one, "to", texts.WORKSHOP_ENDS_BEFORE)
    if how == OTHER and not said(one.given, "rule"):
        _refuse(one, "rule", texts.WORKSHOP_NO_RULE, example="FREQ=MONTHLY;BYDAY=1TU;COUNT=6")
    if how in (ONCE, OTHER):
        return Repeat(how, rule=_text(one, "rule"), to=to) if not set(one.wrong) & {"repeat", "to", "rule"} else None
    until = _read(one, "until", date.fromisoformat, texts.WORKSHOP_NO_DAY) if said(one.given, "ends") == "until" else None
    if said(one.given, "ends") == "until":
        if until is None:
            _refuse(one, "until", texts.WORKSHOP_NO_DAY)
        elif until < starts.date():
            _refuse(one, "until", texts.WORKSHOP_ENDS_BEFORE)
    every, times = _number(one, "every"), _number(one, "times") if until is None else 0
    days = tuple(code for code in one.given.get("days", ()) if code in DAYS)
    bad = set(one.wrong) & {"repeat", "to", "until", "every", "times"}
    return None if bad else Repeat(how, every, days, until, times, to=to)


def _without(one: Filled) -> set[str]:
    """Exceptions: days, on which nothing of it takes place, or times as the series names them."""
    found = set()
    for text in one.given.get("without", ()):
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            _refuse(one, "without", texts.WORKSHOP_NO_DAY)
        else:
            found.add(f"{at:%Y-%m-%d}" if len(text) == len("2026-12-01") else f"{at:%Y-%m-%dT%H:%M}")
    return found
