"""Workshops at the desk: made, changed, looked at, cancelled, taken from files; acted as coordinators do, without a browser."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import httpx2
import pytest
from openpyxl import load_workbook
from sqlalchemy import Connection, func, select, update

from bot.workshops import timetable_books, timetable_calendars
from desk.staff import Role, Staff
from desk.workshops.files import Unread
from desk.workshops.location import place_from
from desk.workshops.series import DAILY, OTHER, WEEKLY, Repeat, repeat_of, series
from dialogs.known import Programme
from dialogs.workshops.schedule import slots
from storage import schema
from storage.staff.scope import EVERYBODY, Scope
from storage.times import ms
from storage.workshops import bookings, planning
from storage.workshops.planning import Kept
from tests.desks import ANNA, Visit, visit, words
from tests.people import House, house, welcome

SAME = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
OTHER_PROGRAMME = Programme(code="north", name="North", zone="Europe/London")
BOB = Staff(id=0xB0B, name="Bob", role=Role.COORDINATOR, scope=Scope(programme="north"))
COURSE: Mapping[str, str | list[str]] = {  # today is Monday, 2 March 2026
    "kind": "group",
    "owner": "harbour",
    "title:en": "Writing a CV",
    "about:en": "We write one together.",
    "title:ar": "كتابة السيرة الذاتية",
    "languages": ["en", "ar"],
    "day": "2026-03-10",
    "time": "10:00",
    "minutes": "90",
    "repeat": "weekly",
    "every": "1",
    "ends": "times",
    "times": "5",
    "place": "Town library",
    "address": "Rue Notre-Dame 3",
    "point": "https://www.openstreetmap.org/?mlat=49.6117&mlon=6.13#map=16/49.7/6.2",
    "capacity": "12",
    "queues": "1",
    "then": "keep",
}
TUESDAY = "Tuesday · 10 March 2026 · 10:00–11:30"


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(f"sqlite+aiosqlite:///{tmp_path}/one.db", OTHER_PROGRAMME) as found:
        yield found


@pytest.fixture
async def at(home: House) -> AsyncIterator[Visit]:
    async with visit(home) as found:
        yield found


async def send(at: Visit, path: str, given: Mapping[str, str | list[str]]) -> httpx2.Response:
    return await at.http.post(f"/desk{path}", content=urlencode(given, doseq=True), headers=SAME)


async def made(at: Visit, **changed: str | list[str]) -> str:
    """The path of a new workshop's page."""
    answer = await send(at, "/workshops/new", {**COURSE, **changed})
    assert answer.status_code == 303, words(answer.text)
    return str(answer.headers["location"]).removeprefix("/desk").partition("?")[0]


async def open_(at: Visit, **changed: str | list[str]) -> str:
    path = await made(at, **changed)
    await send(at, f"{path}/publish", {"anyway": "1"})
    return path


async def all_of(home: House) -> list[Kept]:
    keyring, far = home.store.keyring, datetime(2031, 1, 1, tzinfo=UTC)
    return await home.store.read(lambda connection: planning.listed(connection, keyring, EVERYBODY, home.now, far))


async def upload(at: Visit, content: bytes, name: str) -> httpx2.Response:
    headers = {"Sec-Fetch-Site": "same-origin"}
    return await at.http.post("/desk/workshops/import", files={"file": (name, content)}, headers=headers)


# --- made and changed ---------------------------------------------------------------------------------------------------


async def test_a_workshop_is_made_published_changed_copied_and_cancelled(at: Visit) -> None:
    path = await made(at)
    shown = await at.see(path)
    assert "Writing a CV draft" in shown
    assert TUESDAY in shown
    assert "Tuesday · 31 March 2026 · 10:00–11:30" in shown  # the clocks have changed before it
    (kept,) = await all_of(at.house)
    assert kept.plan.spot.point == (49.6117, 6.13, 0.0, 0.0)
    assert kept.plan.rule == "FREQ=WEEKLY;COUNT=5"
    await send(at, f"{path}/publish", {})
    assert "Writing a CV published" in await at.see(path)
    assert "Town library Booked: 0 of 12 published" in await at.see("/workshops")
    html = await at.html(f"{path}/change")
    assert 'value="كتابة السيرة الذاتية"' in html
    await send(at, f"{path}/change", {**COURSE, "place": "Harbour house", "time": "11:00"})
    assert "Tuesday · 10 March 2026 · 11:00–12:30" in await at.see(path)
    copy = (await send(at, f"{path}/copy", {})).headers["location"]
    assert re.fullmatch(r"/desk/workshops/[0-9a-f]+/change\?said=copied", copy)
    assert "Nobody has signed up, so nobody is told." in await at.see(f"{path}/cancel")
    await send(at, f"{path}/cancel", {})
    assert "Writing a CV cancelled" in await at.see(path)
    for again in ("cancel", "change", "publish"):
        assert (await send(at, f"{path}/{again}", COURSE)).headers["location"].endswith("said=changed"), again
    steps = [action for _, action, _ in await at.audit() if action == "workshop"]
    assert len(steps) == 5  # made, published, changed, copied, cancelled


async def test_what_is_wrong_stands_beside_its_field_and_everything_typed_stays(at: Visit) -> None:
    wrong = {
        "title:en": "",
        "day": "31.12.2026",
        "capacity": "many",
        "point": "https://maps.app.goo.gl/x",
        "link": "javascript:1",
    }
    answer = await send(at, "/workshops/new", {**COURSE, **wrong})
    shown = words(answer.text)
    assert answer.status_code == 422
    assert "5 things are not right yet. Nothing is lost." in shown
    for told in (
        "but no title",
        "as in 2026-12-31",
        "from 0 to 10000",
        "A short link does not tell it",
        "It begins with https://",
    ):
        assert told in shown, told
    for typed in ('value="many"', ">We write one together.<", 'value="Rue Notre-Dame 3"', 'value="https://maps.app.goo.gl/x"'):
        assert typed in answer.text, typed
    marked = re.findall(r'name="([^"]*)"[^>]*aria-invalid="true" aria-describedby="([^"]*)"', answer.text)
    assert {("title:en", "fault-title-en"), ("capacity", "fault-capacity"), ("point", "fault-point")} <= set(marked)
    assert all(f'id="{fault}"' in answer.text for _, fault in marked)
    assert await all_of(at.house) == []


async def test_dates_are_looked_at_before_and_exceptions_ticked(at: Visit) -> None:
    form = await at.html("/workshops/new")
    assert '<option value="workshop_signup" selected>Signing up</option>' in form
    assert '<option value="welcome"' not in form  # it is no step of a workshop
    looked = await send(at, "/workshops/new", {**COURSE, "then": "dates", "title:en": ""})
    assert "5 dates" in words(looked.text)
    assert "The clocks have changed before this date; the hour stays the same." in words(looked.text)
    undated = {**COURSE, "day": "", "title:en": ""}
    assert "1 thing is not right yet." in words((await send(at, "/workshops/new", {**undated, "then": "dates"})).text)
    ruled = await send(at, "/workshops/new", {**COURSE, "then": "dates", "repeat": "other"})
    assert ("for example FREQ=MONTHLY" in words(ruled.text), 'name="rule"' in ruled.text) == (True, True)
    spoken = (await send(at, "/workshops/new", {**undated, "then": "language", "also": "uk"})).text
    assert ("not right" in words(spoken), 'name="title:uk"' in spoken) == (False, True)
    path = await made(at, without=["2026-03-17T10:00"])
    shown = await at.see(path)
    assert "17 March" not in shown
    assert "Dates 4" in shown
    assert re.search(r'value="2026-03-17T10:00" checked', await at.html(f"{path}/change"))
    everything = [f"2026-03-{day}T10:00" for day in ("10", "17", "24", "31")] + ["2026-04-07T10:00"]
    assert "No date is left." in words((await send(at, "/workshops/new", {**COURSE, "without": everything})).text)


async def test_a_row_of_meetings_is_a_time_for_each(at: Visit) -> None:
    path = await made(at, kind="meeting", minutes="45", to="12:00", time="09:00", repeat="once", capacity="1")
    shown = await at.see(path)
    assert re.findall(r"10 March 2026 · (\d\d:\d\d)", shown) == ["09:00", "09:45", "10:30", "11:15"]
    form = await at.html(f"{path}/change")
    assert re.search(r'name="to" value="12:00"', form)
    assert re.search(r'<option value="once" selected', form)
    assert "09:00–12:00 Writing a CV 4 dates" in await at.see("/workshops/calendar?week=2026-03-10")


async def test_it_is_not_published_as_long_as_somebody_could_not_read_it(at: Visit) -> None:
    await welcome(at.house, "7", "Marie", language="fr")
    path = await made(at)
    stopped = await send(at, f"{path}/publish", {})
    assert stopped.headers["location"].endswith("said=missing")
    assert "No words in: French (1)" in await at.see(path)
    await send(at, f"{path}/change", {**COURSE, "title:fr": "Écrire un CV"})
    await send(at, f"{path}/publish", {})
    assert "published" in await at.see(path)


async def test_one_of_its_times_is_moved_and_one_left_out(at: Visit) -> None:
    path = await open_(at)
    first, second, *_ = dict.fromkeys(re.findall(r'href="/desk([^"]*/times/[^"]*)"', await at.html(path)))
    assert "Nobody has signed up" in await at.see(first)
    bad = await send(at, f"{first}/move", {"day": "2026-03-01", "time": "10:00", "minutes": "90"})
    assert (bad.status_code, "This is in the past." in words(bad.text)) == (422, True)
    assert (await send(at, f"{first}/move", {"day": "x", "time": "", "minutes": ""})).status_code == 422
    await send(at, f"{first}/move", {"day": "2026-03-12", "time": "15:00", "minutes": "60"})
    await send(at, f"{second}/cancel", {})
    shown = await at.see(path)
    assert "Thursday · 12 March 2026 · 15:00–16:00" in shown
    assert "17 March 2026 · 10:00–11:30 Booked: 0 of 12 does not take place" in shown
    await send(at, f"{path}/change", {**COURSE, "place": "Elsewhere"})  # what was moved by hand stays where it is
    assert "Thursday · 12 March 2026 · 15:00–16:00" in await at.see(path)


async def test_how_many_people_hear_of_it_stands_there_before(at: Visit) -> None:
    there = at.house
    for who, name in (("7", "Amal"), ("8", "Marie")):
        await welcome(there, who, name)
    people = [int((await at.page_of(name)).rsplit("/", 1)[1], 16) for name in ("Amal", "Marie")]
    path = await open_(at, capacity="1")
    first, second, *_ = dict.fromkeys(re.findall(r'href="/desk([^"]*/times/[^"]*)"', await at.html(path)))
    number = int(path.rpartition("/")[2], 16)

    def book(connection: Connection) -> None:
        for person, time_ in ((people[0], first), (people[1], first), (people[0], second)):
            at_ = int(time_.rpartition("/")[2], 16)
            bookings.put_in(connection, number, at_, person, actor="anna", now=ms(there.now))

    await there.store.write(book)
    assert "Booked: 1 of 1 Waiting: 1" in await at.see("/workshops")
    assert "2 people are told at once." in await at.see(f"{path}/cancel")  # one of them twice, who is one
    assert "2 people have signed up." in await at.see(f"{path}/change")
    assert "2 people are told at once." in await at.see(first)
    assert "1 person is told at once." in await at.see(second)
    taken = await send(at, f"{path}/change", {**COURSE, "whole": "whole"})
    assert (taken.status_code, "People have a place already" in words(taken.text)) == (409, True)
    await send(at, f"{path}/cancel", {})
    due = await there.store.read(
        lambda connection: connection.scalar(select(func.count()).where(schema.due.c.kind == "workshop"))
    )
    assert due == 2


# --- whose it is --------------------------------------------------------------------------------------------------------


async def test_workshops_of_other_programmes_are_not_there(home: House) -> None:
    async with visit(home) as anna:
        path = await open_(anna)
    async with visit(home, staff=BOB) as bob:
        assert "Writing a CV" not in await bob.see("/workshops") + await bob.see("/workshops/calendar?month=2026-03")
        for page in (path, f"{path}/change", f"{path}/cancel", f"{path}/reminders"):
            await bob.html(page, 404)
        for act in ("publish", "copy", "cancel", "change", "reminders"):
            assert (await send(bob, f"{path}/{act}", COURSE)).status_code == 404, act
        assert (await send(bob, "/workshops/new", COURSE)).status_code == 422  # nor can one be made for them
        await bob.html("/workshops/reminders?programme=harbour", 403)
        assert (await send(bob, "/workshops/reminders/usual", {"programme": "harbour"})).status_code == 403
        assert "North" in await bob.see("/workshops/reminders")
    centre = replace(BOB, scope=Scope(programme="harbour", centre="esch"))
    async with visit(home, staff=centre) as one:
        await one.html("/workshops/reminders", 403)
        await one.html(path, 404)


# --- the calendar -------------------------------------------------------------------------------------------------------


async def test_the_calendar_shows_months_and_weeks(at: Visit) -> None:
    await open_(at)
    month = await at.html("/workshops/calendar")
    assert "March 2026" in words(month)
    assert len(re.findall(r"<td ", month)) == 42  # from 23 February to 5 April
    assert re.search(r'<td class=" today">\s*<time class="date" datetime="2026-03-02" aria-current="date">', month)
    assert {"?month=2026-02", "?month=2026-04", "?month=2026-03"} <= set(re.findall(r'calendar(\?[^"]*)"', month))
    table, _, listed = month.partition("</table>")
    assert (table.count("Writing a CV"), listed.count("Writing a CV")) == (
        4,
        4,
    )  # by table where it is wide, by day where it is narrow
    week = words(await at.html("/workshops/calendar?week=2026-03-12"))
    assert "Week from 9 March 2026 to 15 March 2026" in week
    assert "10:00–11:30 Writing a CV Town library Booked: 0 of 12" in week
    far = {"title:en": "Far away", "zone": "Pacific/Auckland", "day": "2026-03-13", "time": "09:00", "repeat": "once"}
    await open_(at, **far)
    assert re.search(
        r'datetime="2026-03-13">13</time>\s*<ul>\s*<li>\s*<a [^>]*>\s*<span class="hour" dir="ltr">09:00</span>',
        await at.html("/workshops/calendar"),
    )
    for odd in ("month=2026-13", "week=x", "month=0001-01", "week=9999-12-31", "month=2026-03-01-01"):
        assert "March 2026" in await at.see(f"/workshops/calendar?{odd}"), odd


async def test_the_list_shows_what_is_coming_first_and_is_narrowed(at: Visit) -> None:
    await open_(at)
    await open_(at, **{"title:en": "Job fair", "kind": "jobs", "day": "2026-03-05", "repeat": "once"})
    await made(at, **{"title:en": "Not yet", "owner": "north", "day": "2026-03-04", "repeat": "once"})
    titles = re.findall(r"<bdi>(Writing a CV|Job fair|Not yet)</bdi></a>", await at.html("/workshops"))
    assert titles == ["Not yet", "Job fair", "Writing a CV"]
    for query, expected in (("kind=jobs", "Job fair"), ("state=draft", "Not yet"), ("programme=north", "Not yet")):
        found = re.findall(r"<bdi>(Writing a CV|Job fair|Not yet)</bdi></a>", await at.html(f"/workshops?{query}"))
        assert found == [expected], query
    at.house.now += timedelta(days=5)
    assert "Job fair" not in await at.see("/workshops")
    assert "Job fair" in await at.see("/workshops?when=past")


# --- reminders ----------------------------------------------------------------------------------------------------------

MARCH_7 = datetime(2026, 3, 7, 16, tzinfo=UTC)  # five o'clock in Luxembourg
RULE = {"kind": "remind", "number": "3", "unit": "days", "way": "before", "anchor": "start", "wall": "17:00", "late": "360"}


async def test_reminders_are_listed_added_and_removed(at: Visit) -> None:
    path = await open_(at)
    shown = await at.see(f"{path}/reminders")
    assert "2 days before the start, at 18:00 Next: 8 March 2026, 18:00" in shown
    assert "These are the usual rules." in shown
    bad = await send(at, f"{path}/reminders", {**RULE, "number": "many"})
    assert (bad.status_code, "Choose at least one." in words(bad.text)) == (422, True)
    await send(at, f"{path}/reminders", {**RULE, "states": ["booked", "waiting"]})
    shown = await at.see(f"{path}/reminders")
    assert "3 days before the start, at 17:00 Next: 7 March 2026, 17:00" in shown
    assert "These are its own rules." in shown
    late = update(schema.reminder).where(schema.reminder.c.people == 0).values(missed=2, state="missed")
    await at.house.store.write(lambda connection: connection.execute(late.where(schema.reminder.c.at == ms(MARCH_7))))
    shown = await at.see(f"{path}/reminders")
    assert "Not sent 7 March 2026, 17:00: 2 people were not told (Reminder: coming, cannot, need help)" in shown
    for _ in range(6):
        remove = re.findall(r'action="/desk([^"]*/remove)"', await at.html(f"{path}/reminders"))
        await send(at, remove[0], {})
    assert "Nobody is reminded." in await at.see(f"{path}/reminders")
    await send(at, f"{path}/reminders/usual", {})
    assert "2 days before the start, at 18:00" in await at.see(f"{path}/reminders")


async def test_a_programme_has_reminders_for_all_its_workshops(at: Visit) -> None:
    path = await open_(at)
    await send(at, "/workshops/reminders", {**RULE, "programme": "harbour", "states": "booked"})
    assert "3 days before the start, at 17:00" in await at.see("/workshops/reminders?programme=harbour")
    assert "3 days before the start, at 17:00" in await at.see(f"{path}/reminders")
    assert "3 days before" not in await at.see("/workshops/reminders?programme=north")


# --- from files ---------------------------------------------------------------------------------------------------------


async def test_the_workbook_to_fill_in_is_taken_and_bad_rows_are_named(at: Visit) -> None:
    template = (await at.http.get("/desk/workshops/import/template")).content
    book = load_workbook(BytesIO(template))
    sheet = book["workshops"]
    headings = [str(cell.value) for cell in sheet[1]]
    good = {"kind": "jobs", "title (en)": "Job fair", "day": datetime(2026, 3, 9), "time": time(14), "minutes": 240.0}  # noqa: DTZ001
    bad = {"kind": "party", "title (en)": "Odd", "day": "9.3.2026", "time": "14:00", "waiting list": "maybe"}
    for row in (good, bad):
        sheet.append([row.get(heading) for heading in headings])
    content = BytesIO()
    book.save(content)
    page = (await upload(at, content.getvalue(), "all.xlsx")).text
    shown = words(page)
    assert "1 row cannot be taken" in shown
    assert "workshops, row 4 Odd waiting list Write yes or no." in shown
    assert "Odd day Choose a day. It is written as in 2026-12-31." in shown
    assert "Odd kind This cannot be chosen: party." in shown
    assert "2 workshops are ready Writing a CV Group workshop Tuesday · 1 December 2026 · 10:00–11:30" in shown
    assert await all_of(at.house) == []  # looked at, not kept
    kept = await _keep(at, page)
    assert [one.plan.words["en"].title for one in kept] == ["Job fair", "Writing a CV"]
    assert {one.state for one in kept} == {"draft"}


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//any//any//EN
BEGIN:VEVENT
UID:1
DTSTART;TZID={zone}:20260310T100000
DTEND;TZID={zone}:20260310T113000
SUMMARY:Café and a CV
LOCATION:Library\\, Street 3
GEO:49.6;6.1
RRULE:FREQ=WEEKLY;UNTIL=20260407T080000Z
EXDATE;TZID={zone}:20260317T100000
EXDATE:20260331T080000Z
END:VEVENT
BEGIN:VEVENT
UID:1
RECURRENCE-ID:20260324T090000Z
STATUS:CANCELLED
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20260310
SUMMARY:All day
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTART:20260310T100000Z
DTEND:20260310T110000Z
SUMMARY:For ever
RRULE:FREQ=DAILY
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.parametrize("zone", ["Europe/Luxembourg", "W. Europe Standard Time"])
async def test_a_calendar_is_taken_with_its_exceptions(at: Visit, zone: str) -> None:
    page = (await upload(at, CALENDAR.format(zone=zone).encode(), "team.ics")).text
    shown = words(page)
    assert "2 rows cannot be taken" in shown
    assert "Line 20 All day DTSTART Choose a time." in shown
    assert "For ever RRULE This series has no end. Say how often it takes place" in shown
    assert "1 workshop is ready" in shown
    (kept,) = await _keep(at, page, language="fr")
    assert kept.plan.words["fr"].title == "Café and a CV"
    assert kept.plan.spot.point == (49.6, 6.1, 0.0, 0.0)
    planned = slots(kept.plan.starts, kept.plan.minutes, ZoneInfo(kept.plan.zone), kept.plan.rule, kept.plan.without)
    assert [one.slot for one in planned] == ["2026-03-10T10:00", "2026-04-07T10:00"]


async def _keep(at: Visit, page: str, language: str = "en") -> list[Kept]:
    taken = unescape(re.findall(r'name="taken" value="([^"]*)"', page)[0])
    assert "Odd" not in taken
    answer = await send(at, "/workshops/import/keep", {"taken": taken, "language": language})
    assert answer.status_code == 303
    return await all_of(at.house)


HOSTILE = {
    "large": b"BEGIN:VCALENDAR\n" + b"X" * 2_100_000,
    "long line": b"BEGIN:VCALENDAR\nSUMMARY:" + b"a\n b" * 10_000 + b"\nEND:VCALENDAR",
    "deep": b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 900,
    "many": b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 1_001 + b"END:VCALENDAR",
    "torn": b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n",
    "endless zone": b"BEGIN:VCALENDAR\nBEGIN:VTIME\n ZONE\nTZID:X\nBEGIN:STANDARD\nDTSTART:19700101T000000\nRRULE:FREQ=SECONDLY\n"
    b"TZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:STANDARD\nEND:VTIMEZONE\nEND:VCALENDAR\n",
    "no calendar": b"BEGIN:VCALENDAR\n\xff\xfe;;;;\n",
    "binary": bytes(range(256)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_calendar_is_refused_or_empty(name: str) -> None:
    try:
        found = timetable_calendars.read(HOSTILE[name], "UTC")
    except Unread:
        return
    assert found == []


def test_one_broken_event_spoils_no_other() -> None:
    twice = "BEGIN:VEVENT\nUID:9\nDTSTART:20260310T100000Z\nDTSTART:20260310T100000Z\nSUMMARY:Twice\nEND:VEVENT\n"
    odd = "BEGIN:VEVENT\nUID:8\nDTSTART:foo\nRRULE:FREQ=XX\nEND:VEVENT\n"
    content = CALENDAR.format(zone="UTC").replace("END:VCALENDAR", f"{twice}{odd}END:VCALENDAR").encode()
    first, *_, double, broken = timetable_calendars.read(content, "UTC")
    assert (not first.wrong, list(double.wrong), sorted(broken.wrong)) == (True, [""], ["DTSTART", "RRULE"])


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"kind,day\n", b"\xd0\xcf\x11\xe0"], ids=["empty", "torn", "csv", "old"]
)
async def test_what_is_no_file_of_ours_is_refused_in_a_sentence(at: Visit, content: bytes) -> None:
    answer = await upload(at, content, "file.xlsx")
    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)


async def test_columns_that_nobody_knows_are_named() -> None:
    book = load_workbook(BytesIO(timetable_books.template(["en"])))
    book["workshops"].cell(1, 2, "titel (en)")
    content = BytesIO()
    book.save(content)
    with pytest.raises(Unread, match="Sheet workshops, row 1: there is no such column as titel"):
        timetable_books.read(content.getvalue())


async def test_what_the_page_never_wrote_is_not_taken(at: Visit) -> None:
    for taken in ("", "[1]", '[{"title:en": "x"}]', '{"a": []}', "[" * 5_000):
        assert (await send(at, "/workshops/import/keep", {"taken": taken, "language": "en"})).status_code == 400, taken[:20]


# --- pieces -------------------------------------------------------------------------------------------------------------

START = datetime(2026, 12, 1, 9, 0)  # noqa: DTZ001 - a wall clock; a Tuesday


@pytest.mark.parametrize(
    ("repeat", "minutes", "number"),
    [
        (Repeat(), 90, 1),
        (Repeat(WEEKLY, 2, ("TU", "TH"), times=6), 90, 6),
        (Repeat(WEEKLY, 1, (), until=date(2026, 12, 29)), 90, 5),
        (Repeat(DAILY, 3, until=date(2026, 12, 10)), 60, 4),
        (Repeat(to=time(12)), 45, 4),
        (Repeat(WEEKLY, 1, ("TU",), until=date(2026, 12, 15), to=time(12, 10)), 50, 9),
        (Repeat(DAILY, until=date(2026, 12, 3), to=time(12)), 25, 21),
        (Repeat(OTHER, rule="FREQ=MONTHLY;BYDAY=1TU;COUNT=3"), 30, 3),
    ],
)
def test_what_the_form_says_becomes_a_rule_and_back(repeat: Repeat, minutes: int, number: int) -> None:
    zone = ZoneInfo("Europe/Luxembourg")
    found = series(repeat, START, minutes, zone)
    times = slots(START, minutes, zone, found.rule, found.beside)
    assert len(times) == number
    back = repeat_of(found.rule, START, minutes, zone, found.beside)
    again = series(back, START, minutes, zone)
    assert slots(START, minutes, zone, again.rule, again.beside) == times
    assert back._replace(to=None) == repeat._replace(to=None)


@pytest.mark.parametrize(
    ("pasted", "place"),
    [
        ("49.61, 6.13", (49.61, 6.13)),
        ("49.61 6.13", (49.61, 6.13)),
        ("geo:49.61,-6.13?z=3", (49.61, -6.13)),
        ("https://www.openstreetmap.org/?mlat=49.6&mlon=6.1#map=16/49.7/6.2", (49.6, 6.1)),
        ("https://www.openstreetmap.org/#map=16/49.7/6.2", (49.7, 6.2)),
        ("https://www.google.com/maps/place/X/@49.6,6.13,17z/data=!3m1!8m2!3d49.611!4d6.131", (49.611, 6.131)),
        ("https://maps.google.com/?q=49.6%2C6.1", (49.6, 6.1)),
        ("https://maps.apple.com/?ll=49.6,6.1&q=x", (49.6, 6.1)),
        ("https://maps.app.goo.gl/abc", None),
        ("91, 3", None),
        ("Place de la Gare 3, 4", None),
        ("", None),
    ],
)
def test_a_place_is_read_from_degrees_or_the_link_of_a_map(pasted: str, place: tuple[float, float] | None) -> None:
    found = place_from(pasted)
    assert (found and (found.latitude, found.longitude)) == place


async def test_nothing_of_a_workshop_is_shown_to_who_only_looks(home: House) -> None:
    async with visit(home, staff=replace(ANNA, role=Role.VIEWER)) as at:
        await at.html("/workshops", 403)
