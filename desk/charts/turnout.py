"""Pictures of how many came: by date or month, and by language."""

from collections.abc import Callable, Iterable, Sequence
from datetime import tzinfo
from itertools import groupby
from typing import TYPE_CHECKING

from desk import texts
from desk.charts.drawing import Bar, Chart
from dialogs.texts import Text
from storage.times import when
from storage.workshops.turnout import Turnout, together

if TYPE_CHECKING:
    from desk.charts.picturing import Artist

HEADINGS = (texts.TURNOUT_BOOKED, texts.TURNOUT_CAME, texts.TURNOUT_LATE, texts.TURNOUT_ABSENT)


def by_date(artist: "Artist", found: Sequence[Turnout], zone: tzinfo) -> Chart:
    """A bar for each time of a workshop."""

    def label(one: Turnout) -> str:
        return artist.page.speech.day(when(one.starts).astimezone(zone).date().isoformat(), "day")

    title = artist.say(texts.TURNOUT_OVER_TIME)
    return _chart(artist, "turnout", title, _grouped(found, lambda one: (one.starts, label(one))), texts.TURNOUT_DATE)


def by_month(artist: "Artist", found: Sequence[Turnout]) -> Chart:
    """A bar for each month, of all workshops."""

    def month(one: Turnout) -> tuple[int, str]:
        at = when(one.starts).astimezone(artist.zone)
        return at.year * 12 + at.month, artist.page.speech.day(f"{at:%Y-%m-01}", "month")

    return _chart(artist, "turnouts", artist.say(texts.TURNOUT_WORKSHOPS), _grouped(found, month), texts.TURNOUT_DATE)


def by_language(artist: "Artist", found: Sequence[Turnout]) -> Chart:
    """The language of most people first."""
    names = {one.language: artist.page.language_name(one.language) or artist.say(texts.CHARTS_NO_LANGUAGE) for one in found}
    expected = {code: together(one for one in found if one.language == code).expected for code in names}
    ordered = _grouped(found, lambda one: (-expected[one.language], names[one.language]))
    return _chart(artist, "turnout-languages", artist.say(texts.TURNOUT_LANGUAGES), ordered, texts.LANGUAGE)


def _grouped(found: Iterable[Turnout], key: Callable[[Turnout], tuple[int, str]]) -> list[tuple[str, Turnout]]:
    return [(label, together(some)) for (_, label), some in groupby(sorted(found, key=key), key)]


def _chart(artist: "Artist", name: str, title: str, of: Sequence[tuple[str, Turnout]], first: Text) -> Chart:
    told = [(label, one) for label, one in of if artist.rounded(one.expected)]
    bars = [_bar(artist, label, one) for label, one in told]
    all_ = together(one for _, one in told)
    summary = artist.say(texts.TURNOUT_FIGURE, came=artist.number(all_.came), all=artist.number(all_.expected)) if told else ""
    return artist.chart(name, title, summary, bars, first, *HEADINGS)


def _bar(artist: "Artist", label: str, one: Turnout) -> Bar:
    return Bar(
        label=label,
        length=artist.rounded(one.expected),
        tail=artist.rounded(one.absent),
        figure=artist.say(texts.TURNOUT_FIGURE, came=artist.number(one.came), all=artist.number(one.expected)),
        cells=tuple(artist.number(number) for number in (one.expected, one.came, one.late, one.absent)),
    )
