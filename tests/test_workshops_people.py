"""Workshops on a person's own pages at the desk: regular meetings, what they missed, their timeline."""

import csv
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.exports.attendance import export_attendance
from storage.schema import concern, due, occurrence
from storage.times import ms
from storage.workshops import bookings, presence
from storage.workshops.presence import By
from tests.desks import Visit, visit
from tests.people import House, house, welcome
from tests.test_workshops_desk import all_of, send

PLANNED = {
    "day": "2026-03-04",
    "time": "09:30",
    "minutes": "45",
    "every": "2",
    "until": "2026-05-01",
    "with": "Anna",
    "place": "Room 4",
    "about": "How it goes",
}


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(f"sqlite+aiosqlite:///{tmp_path}/one.db") as found:
        yield found


@pytest.fixture
async def at(home: House) -> AsyncIterator[Visit]:
    async with visit(home) as found:
        yield found


async def times_of(home: House, number: int) -> list[int]:
    statement = select(occurrence.c.id).where(occurrence.c.workshop == number).order_by(occurrence.c.starts_at)
    return await home.store.read(lambda connection: list(connection.scalars(statement)))


async def noted(home: House, time: int, who: int, came: str) -> list[tuple[str, str]]:
    """The cases of one kind that there are after that. `came` "": nobody noted them, and it is over."""
    now = ms(home.now)

    def note(connection: Connection) -> None:
        if came:
            bookings.came(connection, time, who, came, how="list", by=1, at=now, now=now)
        else:
            presence.rest(connection, time, By(0, ""), now)

    await home.store.write(note)
    home.now += timedelta(hours=1)

    def cases(connection: Connection) -> list[tuple[str, str]]:
        rows = connection.execute(select(concern.c.kind, concern.c.state).where(concern.c.kind == "often_missed"))
        return [(kind, state) for kind, state in rows]

    return await home.store.read(cases)


async def test_regular_meetings_are_planned_on_somebodys_page_told_to_them_and_to_nobody_else(
    home: House, at: Visit, tmp_path: Path
) -> None:
    """And what they miss is a case, once; gone when they come again."""
    await welcome(home, "amal", "Amal")
    await welcome(home, "olena", "Olena")
    page = await at.page_of("Amal")
    assert "This person has no place in anything yet. Plan a meeting" in await at.see(page)
    assert "Every 2 weeks" in await at.see(f"{page}/meetings")
    for wrong in (
        {"day": ""},
        {"until": "soon"},
        {"minutes": "x"},
        {"every": "9"},
        {"day": "2026-02-04"},
        {"until": "2026-01-01"},
    ):
        answer = await send(at, f"{page}/meetings", {**PLANNED, **wrong})
        assert (answer.status_code, "Room 4" in answer.text) == (422, True), wrong
    assert (await send(at, f"{page}/meetings", PLANNED)).status_code == 303
    (kept,) = await all_of(home)
    assert (kept.plan.rule, kept.plan.trainer, kept.plan.discreet) == ("FREQ=WEEKLY;INTERVAL=2;UNTIL=20260501", "Anna", True)
    [(who, kind)] = await home.store.read(
        lambda connection: [(row.person, row.kind) for row in connection.execute(select(due)) if row.kind == "seat"]
    )
    assert kind == "seat"
    shown = await at.see(page)
    assert "Appointment Has a place" in shown
    assert "Appointment" in await at.see("/workshops")
    assert "Appointment" in await at.see("/workshops?alone=only")
    assert "Appointment" not in await at.see("/workshops?alone=without")
    for someone in ("amal", "olena"):
        await home.talk(someone, "/workshops")
        assert "There is nothing to sign up for now" in home.texts[someone] or someone == "amal"
        assert ("Appointment" in home.texts[someone]) == (someone == "amal")
    times = await times_of(home, kept.id)
    assert len(times) == 5  # 4 and 18 March, 1, 15 and 29 April
    found = [await noted(home, time, who, came) for time, came in zip(times, ("absent", "absent", "", "absent"), strict=False)]
    assert found == [[], [], [("often_missed", "open")], [("often_missed", "open")]]
    queue = await at.html("/")
    assert f"{page}/meetings" in queue
    assert "perhaps something is in the way" in queue
    assert await noted(home, times[4], who, "late") == [("often_missed", "done")]
    assert "Came: 1 of 5" in await at.see(page)
    timeline = await at.see(f"{page}/talk")
    assert "Signed up: Appointment (now: Has a place)" in timeline
    assert timeline.count("Did not come: Appointment") == 4
    assert "Came late: Appointment" in timeline
    assert await export_attendance(home.store, to="csv", out=tmp_path / "came.csv") == 5
    rows = list(csv.DictReader((tmp_path / "came.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["came"] for row in rows] == ["absent"] * 4 + ["late"]
    assert {(row["title"], row["programme"], row["state"], row["language"]) for row in rows} == {
        ("Appointment", "harbour", "booked", "en")
    }
    assert rows[0]["starts"] == "2026-03-04T08:30:00+00:00"
    assert await export_attendance(home.store, to="xlsx", out=tmp_path / "came.xlsx") == 5
