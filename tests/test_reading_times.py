"""Times of day, days with a time, and places, as people write them; everything that a text may mean comes back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.answers.casting import cast
from dialogs.questions.ranking import order
from dialogs.reading import Misread, Reading, datetime_, place, time_

NOW = datetime(2026, 11, 21, 12, tzinfo=timezone(timedelta(hours=1)))


def values(found: tuple[Reading, ...] | Misread) -> list[str]:
    assert not isinstance(found, Misread), found
    return [one.value for one in found]


def hours(text: str, language: str = "en") -> list[str]:
    """HH:MM of each reading."""
    return [value.removesuffix(":00.000") for value in values(time_(text, language=language))]


@pytest.mark.parametrize(
    ("text", "language", "meant"),
    [
        ("15:30", "en", ["15:30"]),
        ("۱۵:۳۰", "fa", ["15:30"]),
        ("15.30", "de", ["15:30"]),
        ("15h30", "fr", ["15:30"]),
        ("15 h", "fr", ["15:00"]),
        ("à 15h", "fr", ["15:00"]),
        ("15 Uhr 30", "de", ["15:30"]),
        ("um 15:30 Uhr", "de", ["15:30"]),
        ("saat 15:30", "tr", ["15:30"]),
        ("1530", "en", ["15:30"]),
        ("3.30 pm", "en", ["15:30"]),
        ("3PM", "en", ["15:00"]),
        ("3.30 p.m.", "en", ["15:30"]),
        ("7 am", "en", ["07:00"]),
        ("3 in the afternoon", "en", ["15:00"]),
        ("8 uhr abends", "de", ["20:00"]),
        ("в 8 вечера", "ru", ["20:00"]),
        ("о 8 ранку", "uk", ["08:00"]),
        ("8 de la noche", "es", ["20:00"]),
        ("2 ночи", "ru", ["02:00"]),
        ("ساعت ۸ صبح", "fa", ["08:00"]),
        ("الساعة ٣ مساء", "ar", ["15:00"]),
        ("٣:٣٠ م", "ar", ["15:30"]),
        ("noon", "en", ["12:00"]),
        ("midi", "fr", ["12:00"]),
        ("نیمه شب", "fa", ["00:00"]),
        ("12 noon", "en", ["12:00"]),
        ("24:00", "en", ["00:00"]),
        ("0:30", "en", ["00:30"]),
        ("03:30", "en", ["03:30"]),
    ],
)
def test_a_time_that_can_mean_one_thing_is_read_so(text: str, language: str, meant: list[str]) -> None:
    assert hours(text, language) == meant


@pytest.mark.parametrize(
    ("text", "language", "meant"),
    [
        ("3:30", "en", ["03:30", "15:30"]),
        ("3:30", "de", ["03:30", "15:30"]),  # nobody is up at half past three
        ("10:30", "en", ["10:30", "22:30"]),
        ("9 uhr", "de", ["09:00", "21:00"]),
        ("12 pm", "en", ["12:00", "00:00"]),
        ("12 am", "en", ["00:00", "12:00"]),
        ("3:30", "ti", ["09:30", "21:30", "03:30", "15:30"]),  # counted from dawn
    ],
)
def test_a_time_that_can_mean_several_is_read_as_all_of_them(text: str, language: str, meant: list[str]) -> None:
    found = time_(text, language=language)
    assert hours(text, language) == meant
    assert not isinstance(found, Misread)
    assert not any(one.plain for one in found)


def test_where_clocks_show_twenty_four_hours_a_morning_hour_is_one() -> None:
    assert hours("10:30", "de") == hours("10:30", "fa") == ["10:30"]


@pytest.mark.parametrize(
    "text", ["", "later", "25:00", "12:60", "99", "3:3", "1990", "-3:00", "15:30 or 16:30", "13 pm", "x" * 200]
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert isinstance(time_(text, language="en"), Misread)


def moments(text: str, language: str = "en", now: datetime = NOW) -> list[str]:
    return values(datetime_(text, language=language, now=now))


@pytest.mark.parametrize(
    "text",
    [
        "21.07.2026 15:30",
        "15:30 21.07.2026",
        "21 July 2026 at 3.30 pm",
        "21 July 2026, 15:30",
        "2026-07-21T15:30",
        "2026-07-21 15:30",
        "21/07/2026 15h30",
        "2026-07-21T14:30:00Z",
        "2026-07-21T15:30:00.000+01:00",
    ],
)
def test_a_day_and_a_time_are_read_in_either_order(text: str) -> None:
    assert moments(text) == ["2026-07-21T15:30:00.000+01:00"]


def test_a_day_alone_comes_back_as_a_day() -> None:
    assert moments("21.07.2026") == ["2026-07-21"]
    assert moments("tomorrow") == ["2026-11-22"]


def test_tomorrow_at_three_is_counted_from_where_the_person_is() -> None:
    late = datetime(2026, 11, 21, 23, tzinfo=UTC).astimezone(timezone(timedelta(hours=4.5)))
    assert moments("tomorrow 3 pm", now=late) == ["2026-11-23T15:00:00.000+04:30"]


def test_both_readings_of_the_day_and_of_the_time_come_back() -> None:
    assert len(moments("03/04/2026 3:30")) == 4


@pytest.mark.parametrize(
    "text", ["", "15:30", "July 2026", "July 2026 15:30", "soon", "2026-13-21T15:30", "0001-01-01T00:00+14:00"]
)
def test_what_has_no_day_is_no_moment(text: str) -> None:
    assert isinstance(datetime_(text, language="en", now=NOW), Misread)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("49.61, 6.13", "49.61 6.13 0 0"),
        ("49.61 6.13", "49.61 6.13 0 0"),
        ("49,61 6,13", "49.61 6.13 0 0"),
        ("49,61, 6,13", "49.61 6.13 0 0"),
        ("۴۹٫۶۱ ۶٫۱۳", "49.61 6.13 0 0"),
        ("-33.8; 151.2", "-33.8 151.2 0 0"),
        ("N 49.61 E 6.13", "49.61 6.13 0 0"),
        ("6.13°E, 49.61°N", "49.61 6.13 0 0"),
        ("33.8 S 151.2 E", "-33.8 151.2 0 0"),
        ("lat: 49.61 lon: 6.13", "49.61 6.13 0 0"),
        ("https://maps.example/?q=49.61160,6.13190", "49.6116 6.1319 0 0"),
        ("https://maps.example/@49.6116,6.1319,17z", "49.6116 6.1319 0 0"),
    ],
)
def test_a_place_is_read_in_degrees(text: str, value: str) -> None:
    assert values(place(text)) == [value]


@pytest.mark.parametrize(
    "text",
    ["", "here", "49.61", "91 6", "49 181", "12,5", "N 49 N 6", "https://x.example/1.23,4.56/7.89,1.23", "1 2 3", "x" * 900],
)
def test_what_is_no_place_is_none(text: str) -> None:
    assert isinstance(place(text), Misread)


TEXTS = st.text(max_size=40) | st.text(st.sampled_from("0123456789:. amphnsewT-+,/°۱۲۳"), max_size=25)


@given(text=TEXTS, language=st.sampled_from(["en", "fa", "ti", "xx"]))
def test_whatever_is_written_what_is_read_is_a_value_of_its_type(text: str, language: str) -> None:
    for found, kind in (
        (time_(text, language=language), "time"),
        (datetime_(text, language=language, now=NOW), "dateTime"),
        (place(text), "geopoint"),
    ):
        for one in () if isinstance(found, Misread) else found:
            assert cast(one.value, kind) == one.value or (kind == "dateTime" and len(one.value) == 10)


@given(text=TEXTS, count=st.integers(1, 12))
def test_an_order_names_each_thing_once(text: str, count: int) -> None:
    found = order(text, [(f"Thing {letter}",) for letter in "abcdefghijkl"[:count]])
    if not isinstance(found, Misread):
        assert 0 < len(found) == len(set(found)) <= count
        assert set(found) <= set(range(count))
