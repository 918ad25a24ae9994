"""A coordinator writes to many: whom it reaches, what stops it, who may, and how the pages look."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from desk.staff import Role, Staff
from phone.server import InProcessServer, loopback_socket
from storage.schema import address, audit, broadcast, outbox
from storage.staff.scope import Scope
from storage.times import when
from tests.browsers import look
from tests.desks import ANNA, Village, Visit, visit, visit_village

if TYPE_CHECKING:
    from playwright.async_api import Page

SAME = {"Sec-Fetch-Site": "same-origin"}
FAIR = {"text:en": "The job fair begins at ten.", "text:ar": "يبدأ معرض العمل في العاشرة."}
OTHERS = {
    "text:fr": "Le forum commence à dix heures.",
    "text:fa_AF": "نمایشگاه ساعت ده آغاز می‌شود.",
    "text:uk": "Ярмарок о десятій.",
}
SENDING = {"then": "send", "pace": "60", "days": "7"}


@pytest.fixture
async def at_desk(village: Village, tmp_path: Path) -> AsyncIterator[Visit]:
    async with visit_village(village, tmp_path) as found:
        yield found


async def post(found: Visit, path: str, /, **given: str) -> str:
    """Where it leads to."""
    answer = await found.http.post(f"/desk{path}", data=given, headers=SAME)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).removeprefix("/desk")


async def begun(found: Visit, /, **given: str) -> str:
    """A draft with some words; its path."""
    path = await post(found, "/broadcasts")
    assert await post(found, path, title="Fair", **given) == f"{path}?said=kept"
    return path


async def states(found: Visit) -> list[str]:
    return await found.house.store.read(lambda connection: list(connection.scalars(select(broadcast.c.state))))


async def test_it_counts_whom_it_reaches_and_says_what_is_missing(at_desk: Visit) -> None:
    path = await begun(at_desk, **FAIR)
    page = await at_desk.see(path)
    assert "No text in their language" in page
    assert "Leave out the" in page
    assert "It costs nothing" in page
    for words in FAIR.values():
        assert words in page


async def test_a_missing_language_stops_it_until_that_is_meant(at_desk: Visit) -> None:
    path = await begun(at_desk, **FAIR)
    assert await post(at_desk, path, title="Fair", **FAIR, **SENDING) == f"{path}?said=missing"
    assert "some people have no text in their language" in await at_desk.see(f"{path}?said=missing")
    assert await states(at_desk) == ["draft"]
    assert await post(at_desk, path, title="Fair", **FAIR, **SENDING, leave_out="1") == path
    assert await states(at_desk) == ["planned"]
    assert "planned" in await at_desk.see(path)


async def test_without_words_nothing_goes_out(at_desk: Visit) -> None:
    path = await begun(at_desk)
    assert await post(at_desk, path, title="Fair", **SENDING, leave_out="1") == f"{path}?said=no_words"
    assert await states(at_desk) == ["draft"]


async def test_too_many_characters_are_said_with_the_language(at_desk: Visit) -> None:
    path = await begun(at_desk, **{"text:en": "x" * 1_001})
    await post(at_desk, path, title="Fair", **{"text:en": "x" * 1_001}, **SENDING, leave_out="1")
    assert await states(at_desk) == ["draft"]
    assert "Too long in: English" in await at_desk.see(path)


@pytest.mark.parametrize("at", ["2020-01-01T10:00", "tomorrow", "2026-13-45T99:00"])
async def test_a_time_that_is_none_or_has_passed_is_refused(at_desk: Visit, at: str) -> None:
    path = await begun(at_desk, **FAIR)
    assert await post(at_desk, path, title="Fair", **FAIR, **SENDING, leave_out="1", at=at) == f"{path}?said=time"
    assert await states(at_desk) == ["draft"]


async def test_it_begins_by_the_clock_of_who_planned_it(at_desk: Visit) -> None:
    luxembourg = Staff(id=5, name="Zoé", role=Role.ADMIN, zone="Europe/Luxembourg")
    async with visit(at_desk.house, staff=luxembourg) as zoe:
        path = await begun(zoe, **FAIR)
        await post(zoe, path, title="Fair", **FAIR, **SENDING, leave_out="1", at="2027-01-05T10:00")
        at = await zoe.house.store.read(lambda connection: connection.scalar(select(broadcast.c.at)))
        assert when(at or 0).isoformat() == "2027-01-05T09:00:00+00:00"
        assert "10:00" in await zoe.see(path)


@pytest.mark.parametrize("given", [{"state": "'; drop table"}, {"path": "welcome:nothing"}, {"programme": "elsewhere"}])
async def test_filters_that_are_none_are_refused(at_desk: Visit, given: dict[str, str]) -> None:
    path = await begun(at_desk)
    answer = await at_desk.http.post(f"/desk{path}", data={"title": "", **given}, headers=SAME)
    assert answer.status_code == 400


async def test_people_are_chosen_by_what_they_answered(at_desk: Visit) -> None:
    path = await begun(at_desk, path="welcome:gender", **FAIR)
    html = await at_desk.html(path)
    (value, *_) = re.findall(r'<option value="(\w+)"', html.partition('name="value"')[2].partition("</select>")[0])
    before = await at_desk.see(path)
    await post(at_desk, path, title="Fair", path="welcome:gender", value=value, **FAIR)
    after = await at_desk.see(path)
    assert total(after) < total(before)


def total(page: str) -> int:
    found = re.search(r"At once: \d+ of (\d+)", page)
    assert found
    return int(found[1])


async def test_on_ones_own_phone_first(at_desk: Visit) -> None:
    path = await begun(at_desk, **FAIR)
    assert await post(at_desk, path, title="Fair", **FAIR, then="try") == f"{path}?said=no_phone"
    store = at_desk.house.store
    key = await store.read(lambda connection: connection.scalar(select(address.c.key)))
    await store.write(
        lambda connection: connection.execute(update(address).where(address.c.key == key).values(coordinator=ANNA.id))
    )
    assert await post(at_desk, path, title="Fair", **FAIR, then="try") == f"{path}?said=tried"
    mine = select(outbox.c.person, outbox.c.state).where(outbox.c.address == key, outbox.c.person == 0)
    assert await store.read(lambda connection: [tuple(row) for row in connection.execute(mine)]) == [(0, "todo")] * 2
    assert await states(at_desk) == ["draft"]


async def test_stopped_and_gone_on_with_at_the_desk(at_desk: Visit) -> None:
    path = await begun(at_desk, **FAIR)
    await post(at_desk, path, title="Fair", **FAIR, **SENDING, leave_out="1")
    assert await post(at_desk, f"{path}/stop") == path
    assert "stopped" in await at_desk.see(path)
    assert await post(at_desk, f"{path}/stop") == f"{path}?said=changed"
    assert await post(at_desk, f"{path}/go-on") == path
    assert await states(at_desk) == ["sending"]
    rows = select(audit.c.actor, audit.c.action).where(audit.c.action == "broadcast")
    noted = await at_desk.house.store.read(lambda connection: [tuple(row) for row in connection.execute(rows)])
    assert noted == [(ANNA.actor, "broadcast")] * 3


async def test_a_draft_is_thrown_away(at_desk: Visit) -> None:
    path = await begun(at_desk, **FAIR)
    assert await post(at_desk, path, title="Fair", then="discard") == "/broadcasts"
    await at_desk.see(path, 404)
    assert "Nothing was sent" in await at_desk.see("/broadcasts")


async def test_another_programmes_message_is_not_there(at_desk: Visit) -> None:
    path = await begun(at_desk, **FAIR)
    mara = Staff(id=9, name="Mara", role=Role.COORDINATOR, scope=Scope(programme="other"))
    async with visit(at_desk.house, staff=mara) as stranger:
        await stranger.see(path, 404)
        assert (await stranger.http.post(f"/desk{path}/stop", headers=SAME)).status_code == 404
        own = await post(stranger, "/broadcasts")
        assert "At once: 0 of 0" in await stranger.see(own)
        await post(stranger, own, title="Mine")
        assert (await stranger.http.post(f"/desk{own}", data={"programme": "harbour"}, headers=SAME)).status_code == 400


@pytest.mark.parametrize("role", [Role.VIEWER, Role.AUDITOR])
async def test_whoever_only_looks_sends_nothing(at_desk: Visit, role: Role) -> None:
    async with visit(at_desk.house, staff=Staff(id=3, name="V", role=role)) as viewer:
        await viewer.see("/broadcasts", 403)
        assert (await viewer.http.post("/desk/broadcasts", headers=SAME)).status_code == 403


# --- In a browser -------------------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.timeout(300)
async def test_the_pages_have_no_fault_of_accessibility_and_are_not_too_wide(at_desk: Visit, page: "Page") -> None:
    draft = await begun(at_desk, **FAIR, path="welcome:gender")
    sent = await begun(at_desk, **FAIR)
    await post(at_desk, sent, title="Fair", **FAIR, **SENDING, leave_out="1")
    listener = loopback_socket("127.0.0.1", 0)
    server = InProcessServer(at_desk.site, listener)
    await server.start()
    for path in ("/broadcasts", draft, sent):
        await look(page, f"http://127.0.0.1:{listener.getsockname()[1]}/desk{path}")
    await server.stop()
