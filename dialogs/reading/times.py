"""Times of day, and days with a time, as people write them: 15:30, 3.30 pm, "3 in the afternoon", ۱۵:۳۰, 15h30.

All that a text may mean is returned. 3:30 is in the night or in the afternoon; 12 pm is noon to most and midnight to some;
and where the day's hours are counted from dawn (Amharic, Tigrinya), three o'clock may be nine.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

from dialogs.reading.dates import date_
from dialogs.reading.meanings import SHORT, Misread, Reading, Readings, one_of
from dialogs.reading.scripts import flat
from dialogs.reading.words import languages, spellings

HOURS_FROM_DAWN = frozenset({"am", "ti", "om"})  # languages in which the day begins at six
HALF_DAYS = HOURS_FROM_DAWN | {"en", "ar", "ur", "hi", "bn", "so"}  # languages whose clocks show twelve hours (CLDR)
EARLY = 7  # nobody is up before: 3:30 is rather in the afternoon, whatever the clocks of the language

# Parts of the day, all languages together: no word of one means another part elsewhere.
_PARTS = {
    "am": "ص|am|a.m.|a.m|a. m.|قبل الظهر|ق.ظ|ق ظ|до полудня|до обеда|до обіду|öö|ö.ö.",
    "pm": "م|pm|p.m.|p.m|p. m.|ب.ظ|ب ظ|ös|ö.s.|پی ام",
    "morning": "morning|in the morning|du matin|matin|de la mañana|mañana|por la mañana|morgens|am morgen|früh|vormittags|vormittag"
    "|am vormittag|sabah|sabahleyin|утра|утром|ранку|вранці|зранку|صباحا|صباحًا|الصبح|في الصباح|صبح|از صبح|سهار|صباح",
    "afternoon": "afternoon|in the afternoon|de l'après-midi|après-midi|de la tarde|por la tarde|tarde|nachmittags|nachmittag"
    "|am nachmittag|öğleden sonra|дня|днем|днём|после обеда|пополудни|після обіду|пополудні|بعد الظهر|العصر|عصرا|بعد از ظهر|بعدازظهر"
    "|عصر|ماسپښین|دیگر|چاشت",
    "evening": "evening|in the evening|du soir|soir|abends|abend|am abend|akşam|вечера|вечером|вечора|ввечері|увечері|مساء|مساءً|المسا"
    "|في المساء|ماښام|شام",
    "night": "night|at night|in the night|de la nuit|la nuit|nachts|in der nacht|gece|ночи|ночью|ночі|вночі|de la noche|por la noche"
    "|noche|de la madrugada|ليلا|ليلًا|في الليل|شب|شپه",
}
_NAMED = {
    12: "noon|midday|at noon|midi|mittag|mittags|zwölf uhr mittags|mediodía|al mediodía|öğle|öğlen|полдень|полудень|опівдні|الظهر|ظهرا|ظهر"
    "|غرمه",
    0: "midnight|at midnight|minuit|mitternacht|medianoche|gece yarısı|полночь|північ|опівночі|منتصف الليل|نیمه شب|نیمه‌شب|نصف شب|نیمه شپه",
}
_OCLOCK = "o'clock|oclock|uhr|h|hs|hrs|heures|heure|horas|hora|saat|час|часа|часов|година|години|годин|год|ч|الساعة|ساعة|ساعت|بجه|بجې|at|um|à"
_BEFORE = f"{_OCLOCK}|a las|a la|о|об|в|ب|kl|gegen"

_DIGITS = re.compile(
    r"(?P<hour>\d{1,2})(?:(?: ?[:.٫,h] ?| h | uhr )(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?(?: ?(?:h|min))?"
)
_RUN = re.compile(r"(?P<hour>\d{2})(?P<minute>\d{2})")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}t\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:z|[+-]\d{2}:\d{2})?")


@lru_cache(maxsize=1)
def _words() -> tuple[dict[str, str], dict[str, int], frozenset[str], frozenset[str]]:
    """Parts of the day, named hours, what may stand behind the number, what before: by their folded spelling."""
    parts = {word: part for part, line in _PARTS.items() for word in spellings(line)}
    named = {word: hour for hour, line in _NAMED.items() for word in spellings(line)}
    return parts, named, spellings(_OCLOCK), spellings(_BEFORE)


def time_(text: str, *, language: str) -> Readings:
    """A time of day; the value is HH:MM:SS.000. Misread: empty, too_long, not_a_time."""
    if len(text) > SHORT:
        return Misread(reason="too_long")
    flattened = flat(text)
    if not flattened:
        return Misread(reason="empty")
    found = list(dict.fromkeys(_times(flattened.strip(" .,;!?؟،"), language)))
    plain = re.fullmatch(r"\d{2}:\d{2}", flattened) is not None
    return one_of([Reading(value=one, plain=plain) for one in found]) if found else Misread(reason="not_a_time")


def _times(text: str, language: str) -> Iterator[str]:
    parts, named, behind, before = _words()
    words = text.split()
    while words and words[0] in before and len(words) > 1:
        words = words[1:]
    number, part = _cut(words, parts)
    if " ".join(words) in named:
        yield _value(named[" ".join(words)], 0, 0)
        return
    if not part and words and words[-1] in named:  # 12 noon, ۱ ظهر
        number, part = words[:-1], "noon" if named[words[-1]] else "night"
    while number and number[-1] in behind and len(number) > 1:
        number = number[:-1]
    digits = " ".join(number)
    found = _DIGITS.fullmatch(digits) or _RUN.fullmatch(digits)
    if not found:
        return
    parted = found.groupdict()
    hour, minute, second = (int(parted.get(one) or 0) for one in ("hour", "minute", "second"))
    if minute < 60 and second < 60:
        padded = len(found["hour"]) == 2 and found["hour"][0] == "0"
        exact = padded or (hour >= EARLY and parted.get("minute") is not None and HALF_DAYS.isdisjoint(languages(language)))
        yield from (_value(each, minute, second) for each in _hours(hour, part, language, exact=exact))


def _cut(words: list[str], parts: dict[str, str]) -> tuple[list[str], str]:
    """What stands before the part of the day, or behind it, and that part: `3 in the afternoon`, `صبح ۸`, `3pm`."""
    for count in range(min(4, len(words) - 1), 0, -1):
        if part := parts.get(" ".join(words[-count:])):
            return words[:-count], part
        if part := parts.get(" ".join(words[:count])):
            return words[count:], part
    glued = re.fullmatch(r"(.*\d)([^\d.:].*)", words[-1]) if words else None
    if glued and (part := parts.get(glued[2])):
        return [*words[:-1], glued[1]], part
    return words, ""


def _hours(hour: int, part: str, language: str, *, exact: bool) -> tuple[int, ...]:
    """The hours of 24 that an hour may mean, the likely first."""
    if hour > 24 or (hour > 12 and part in ("am", "pm", "noon")):
        return ()
    if hour > 12 or hour == 0:
        return (hour % 24,)
    late = hour % 12 + 12
    if not part and exact:
        return (hour,)
    if not part:
        both = (12,) if hour == 12 else (hour, late)
        dawn = not HOURS_FROM_DAWN.isdisjoint(languages(language))
        return (*((late - 6, (late + 6) % 24) if dawn else ()), *both)
    if part in ("am", "pm", "morning") and hour == 12:
        return (12, 0) if part == "pm" else (0, 12)
    if part in ("am", "morning"):
        return (hour,)
    if part == "night":
        return (hour,) if hour < 6 else ((hour + 12) % 24,)
    if part == "noon":
        return (hour,) if hour > 9 else (late,)
    return (12, 0) if part == "evening" and hour == 12 else (late,)


def _value(hour: int, minute: int, second: int) -> str:
    return f"{hour:02}:{minute:02}:{second:02}.000"


# --- a day and a time -------------------------------------------------------------------------------------------------


def datetime_(text: str, *, language: str, now: datetime) -> Readings:
    """A day with a time; `now` is where the person is, and so are the values: YYYY-MM-DDTHH:MM:SS.000±HH:MM.

    A text that is only a day comes back as one: a value of ten characters, whose time is still to be asked.
    Misread: as `date_`; not_a_date where only a month or a year is given.
    """
    if len(text) > SHORT:
        return Misread(reason="too_long")
    flattened = flat(text)
    if _ISO.fullmatch(flattened):
        return _iso(flattened.upper(), now)
    for day, clock in _splits(flattened.replace("،", ",").split()):
        days, times = date_(day, language=language, today=now.date()), time_(clock, language=language)
        if not isinstance(days, Misread) and not isinstance(times, Misread):
            whole = [one for one in days if one.precision == "day"]
            if whole:
                return one_of([at(one, each.value, now.tzinfo, plain=each.plain) for one in whole for each in times])
    days = date_(text, language=language, today=now.date())
    if isinstance(days, Misread):
        return days
    return tuple(one for one in days if one.precision == "day") or Misread(reason="not_a_date")


def _iso(text: str, now: datetime) -> Readings:
    try:
        moment = datetime.fromisoformat(text)
        here = moment.astimezone(now.tzinfo) if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
    except (ValueError, OverflowError):
        return Misread(reason="not_a_date")
    return (Reading(value=written(here), plain=False),)


def at(day: Reading, time: str, zone: tzinfo | None, *, plain: bool) -> Reading:
    """The moment at which it is that time on that day."""
    moment = datetime.fromisoformat(f"{day.value}T{time}").replace(tzinfo=zone)
    return replace(day, value=written(moment), plain=plain and day.plain)


def written(moment: datetime) -> str:
    """A moment as ODK writes it."""
    offset = moment.utcoffset() or timedelta()
    return f"{moment.replace(tzinfo=None).isoformat(timespec='milliseconds')}{_offset(offset)}"


def _offset(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _splits(words: list[str]) -> Iterator[tuple[str, str]]:
    """Where the day may end and the time begin, or the other way round: the shortest times that look like one first."""
    for count in range(1, min(len(words), 6)):
        yield from ((day, clock) for day, clock in _both_ends(words, count) if _clocklike(clock))


def _both_ends(words: list[str], count: int) -> Iterator[tuple[str, str]]:
    yield " ".join(words[:-count]).rstrip(","), " ".join(words[-count:])
    yield " ".join(words[count:]).lstrip(","), " ".join(words[:count]).rstrip(",")


def _clocklike(text: str) -> bool:
    """More than a bare number, which is rather the day or the year."""
    return not text.replace(",", "").isdecimal()
