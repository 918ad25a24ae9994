"""Everybody of the staff says at the desk what they want to be told, where and when."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from desk.staff import Role, Staff
from storage.due import Intention, plan
from storage.schema import coordinator, due
from storage.staff import coordinators, digesting
from storage.staff.digesting import Reader, Wish
from storage.staff.scope import Scope
from tests.desks import Visit, visit
from tests.people import MONDAY, house

FORM: dict[str, Any] = {
    "channel": ["telegram", "email"],
    "day": ["1", "3"],
    "hour": ["16:30", "08:00", "", ""],
    "zone": "Europe/Luxembourg",
    "language": "fr",
    "about": "",
    "waiting": "5",
    "stuck": "7",
    "urgent": "always",
}


@pytest.fixture
async def clara(village: Any, tmp_path: Path) -> AsyncIterator[tuple[Visit, int]]:
    """A coordinator at the desk, who has an e-mail address and no chat."""
    copy = tmp_path / "copy.db"
    copy.write_bytes(village.file.read_bytes())
    async with house(f"sqlite+aiosqlite:///{copy}", key=village.key) as there:
        there.now = MONDAY

        def invite(connection: Connection) -> int:
            values: dict[str, Any] = {
                "of": "",
                "language": "en",
                "zone": "UTC",
                "hour": "08:00",
                "now": 1,
                "email": "clara@example.org",
            }
            coordinators.invite(connection, there.store.keyring, "Clara", **values)
            connection.execute(update(coordinator).values(state="active"))
            return int(connection.scalar(select(coordinator.c.id)) or 0)

        number = await there.store.write(invite)
        async with visit(there, staff=Staff(id=number, name="Clara", role=Role.COORDINATOR)) as found:
            yield found, number


async def wish_of(visiting: Visit, number: int) -> Reader:
    found = await visiting.house.store.read(lambda connection: digesting.reader(connection, number))
    assert found
    return found


async def send(visiting: Visit, form: dict[str, Any]) -> int:
    headers = {"Sec-Fetch-Site": "same-origin"}
    return int((await visiting.http.post("/desk/digests", data=form, headers=headers)).status_code)


async def test_what_was_chosen_counts_and_what_was_planned_before_does_not(clara: tuple[Visit, int]) -> None:
    desk, number = clara
    before = Intention(person=number, kind="digest", subject="email", occurrence="2026-01-01T08:00", at=1)
    await desk.house.store.write(lambda connection: plan(connection, before))
    assert await send(desk, FORM) == 303
    one = await wish_of(desk, number)
    assert (one.language, one.zone) == ("fr", "Europe/Luxembourg")
    assert one.wish == Wish(
        channels=("telegram", "email"),
        days="13",
        hours=("08:00", "16:30"),
        waiting=5,
        stuck=7,
        urgent="always",
        changed_at=one.wish.changed_at,
    )
    assert one.channels == ["email"], "a chat they do not have"
    planned = select(due).where(due.c.person == number)
    assert await desk.house.store.read(lambda connection: connection.execute(planned).all()) == []
    page = await desk.see("/digests?said=1")
    assert "Saved." in page
    assert ("changed", "") in [(action, who) for _, action, who in await desk.audit()]


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": []},
        {"day": ["8"]},
        {"hour": ["", ""]},
        {"hour": ["25:00"]},
        {"hour": ["08:00 "]},
        {"hour": ["01:00", "02:00", "03:00", "04:00", "05:00"]},
        {"zone": "Europe/Atlantis"},
        {"language": "tlh"},
        {"about": "nowhere"},
        {"waiting": "-1"},
        {"waiting": "99999"},
        {"stuck": "0"},
        {"urgent": "sometimes"},
    ],
)
async def test_what_cannot_be_meant_is_not_kept(clara: tuple[Visit, int], wrong: dict[str, Any]) -> None:
    desk, number = clara
    assert await send(desk, FORM | wrong) == 400
    assert (await wish_of(desk, number)).wish.changed_at == 0


async def test_nobody_is_told_of_more_than_they_may_see(clara: tuple[Visit, int]) -> None:
    desk, number = clara
    places = await desk.house.store.read(coordinators.places)
    assert await send(desk, FORM | {"about": places[0][0]}) == 303
    assert (await wish_of(desk, number)).scope == Scope(programme=places[0][0])
    await desk.house.store.write(lambda connection: coordinators.change(connection, number, programme="elsewhere"))
    assert (await wish_of(desk, number)).scope == Scope(programme="elsewhere")


async def test_the_page_names_what_there_is(clara: tuple[Visit, int]) -> None:
    desk, _ = clara
    page = await desk.see("/digests")
    assert "E-mail" in page
    assert "Telegram or WhatsApp you need a new invitation" in page
    assert "Wednesday" in page
    html = await desk.html("/digests?lang=ar")
    assert 'dir="rtl"' in html
