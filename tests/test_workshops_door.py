"""Who comes to a workshop: its people, the door with and without a network, walk-ins, who did not come, the list, certificates."""

import re
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import orjson
import pytest
from PIL import Image
from playwright.async_api import expect
from sqlalchemy import func, select, update

from bot.workshops.tickets import ticket
from desk.staff import Role
from phone.server import InProcessServer, loopback_socket
from storage.schema import address, address_person, attendance, broadcast, concern, due
from storage.segments import segment_from
from storage.staff.scope import EVERYBODY
from storage.times import ms
from storage.workshops import attending, presence, tickets
from storage.workshops.attending import Attending
from storage.workshops.presence import By, Mark
from tests.browsers import look
from tests.desks import Visit, visit, words
from tests.people import House, house, welcome
from tests.test_workshops_desk import BOB, OTHER_PROGRAMME, open_, send

if TYPE_CHECKING:
    from playwright.async_api import Page

STARTS = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)  # 10:00 in Luxembourg
HOUR = timedelta(hours=1)
NAMES = ("Amal", "Marie", "Olena")


@dataclass(slots=True)
class Hall:
    """A workshop that begins in a moment, with Amal and Marie booked, and Olena who waits."""

    at: Visit
    path: str
    first: str  # id of its first time
    second: str
    who: dict[str, str]  # ids of people, as pages carry them

    @property
    def house(self) -> House:
        return self.at.house

    @property
    def number(self) -> int:
        return int(self.path.rpartition("/")[2], 16)

    @property
    def door(self) -> str:
        return f"{self.path}/door/{self.first}"

    def code(self, name: str) -> str:
        return tickets.ticket(self.house.store.keyring, self.number, int(self.who[name], 16))

    async def put_in(self, name: str, time: str = "") -> None:
        await send(self.at, f"{self.path}/people/in", {"who": self.who[name], "seat": time or self.first, "back": self.first})

    async def sync(self, *marks: dict[str, Any]) -> dict[str, Any]:
        now = ms(self.house.now)
        usual = {"came": "came", "how": "list", "at": now}
        body = orjson.dumps({"marks": [{**usual, "id": f"{n}", **one} for n, one in enumerate(marks)]})
        headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
        answer = await self.at.http.post(f"/desk{self.door}/sync", content=body, headers=headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def came(self) -> dict[str, str]:
        """{name: what is noted of the first time}"""
        noted = await self.house.store.read(lambda connection: presence.noted(connection, int(self.first, 16)))
        return {name: noted[int(who, 16)] for name, who in self.who.items() if noted.get(int(who, 16))}


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with house(f"sqlite+aiosqlite:///{tmp_path}/one.db", OTHER_PROGRAMME) as there, visit(there) as at:
        yield await _hall(at)


async def _hall(at: Visit, **changed: str) -> Hall:
    for number, name in enumerate(NAMES):
        await welcome(at.house, f"{number}", name, language=("ar", "fr", "uk")[number])
    who = {name: (await at.page_of(name)).rpartition("/")[2] for name in NAMES}
    path = await open_(at, **{"capacity": "2", **changed})
    first, second, *_ = dict.fromkeys(re.findall(r"/times/([0-9a-f]+)", await at.html(path)))
    found = Hall(at, path, first, second, who)
    for name in NAMES:
        await found.put_in(name)
    at.house.now = STARTS - timedelta(minutes=5)
    return found


def said(answer: httpx2.Response) -> str:
    assert answer.status_code == 303, words(answer.text)
    return str(re.findall(r"said=(\w+)", answer.headers["location"])[0])


# --- people -------------------------------------------------------------------------------------------------------------


async def test_people_are_shown_by_date_moved_up_and_taken_out(hall: Hall) -> None:
    page = f"{hall.path}/people/{hall.first}"
    shown = await hall.at.see(page)
    assert "Have a place 2 Amal Arabic has not answered yet" in shown
    assert "Waiting list 1 Olena Ukrainian Waits as number 1" in shown
    assert "Nobody has signed up yet." in await hall.at.see(f"{hall.path}/people/{hall.second}")
    assert ("a77a", "listed", "") in await hall.at.audit()
    await welcome(hall.house, "9", "Lina")
    found = await send(hall.at, f"{page}/find", {"words": "lina"})
    hall.who["Lina"] = re.findall(r'name="who" value="([0-9a-f]+)"', found.text.partition('id="put-in"')[2])[0]
    await hall.put_in("Lina")
    assert "Waits as number 2" in await hall.at.see(page)
    given = {"who": hall.who["Lina"], "seat": hall.first, "back": hall.first}
    assert said(await send(hall.at, f"{hall.path}/people/up", given)) == "up"
    assert re.search("Lina English Waits as number 1 .* Olena Ukrainian Waits as number 2", await hall.at.see(page))
    news = select(due.c.person).where(due.c.kind == "seat", due.c.person == int(hall.who["Olena"], 16), due.c.occurrence != "1")
    assert (
        await hall.house.store.read(lambda connection: connection.scalar(news)) is None
    )  # nobody is told that another overtook them
    await hall.house.store.write(
        lambda connection: connection.execute(update(address).values(channel="whatsapp", heard_at=1, knocked_at=2))
    )
    assert "Cannot be reached 4 Amal has not written on WhatsApp for a day" in await hall.at.see(page)
    lina, amal = int(hall.who["Lina"], 16), int(hall.who["Amal"], 16)
    joined = update(address_person).where(address_person.c.person == lina).values(shares=False, instead=amal)
    await hall.house.store.write(lambda connection: connection.execute(joined))
    assert "Lina was joined with another record" in await hall.at.see(page)
    away = {"who": hall.who["Amal"], "seat": hall.first, "back": hall.first}
    assert said(await send(hall.at, f"{hall.path}/people/out", away)) == "removed"
    assert "Have no place any more 1 Amal" in await hall.at.see(page)


async def test_one_tap_begins_a_message_to_a_part_of_them(hall: Hall) -> None:
    await hall.sync({"who": hall.who["Amal"]}, {"who": hall.who["Marie"], "came": "absent"})
    reached = {}
    for part in ("all", "booked", "waiting", "unsure", "came", "absent"):
        to = (await send(hall.at, f"{hall.path}/people/{hall.first}/write", {"part": part})).headers["location"]
        shown = await hall.at.see(to.removeprefix("/desk"))
        reached[part] = [
            name for name, language in zip(NAMES, ("Arabic", "French", "Ukrainian"), strict=True) if f"{language}: " in shown
        ]
    assert "Only people of this workshop: Who did not come Writing a CV" in shown
    assert reached == {
        "all": [*NAMES],
        "booked": ["Amal", "Marie"],
        "waiting": ["Olena"],
        "unsure": [],
        "came": ["Amal"],
        "absent": ["Marie"],
    }
    await send(hall.at, to.removeprefix("/desk"), {"title": "How are you?", "text:fr": "Ça va ?", "then": "keep"})  # it stays
    packed = await hall.house.store.read(lambda connection: list(connection.scalars(select(broadcast.c.segment))))
    assert all(segment_from(one).workshop == hall.number for one in packed)


# --- the door -----------------------------------------------------------------------------------------------------------


async def test_the_door_without_javascript(hall: Hall) -> None:
    page = await hall.at.http.get(f"/desk{hall.door}")
    assert page.headers["Permissions-Policy"].startswith("camera=(self)")
    assert (await hall.at.http.get("/desk/people")).headers["Permissions-Policy"].startswith("camera=()")
    assert "Here: 0 of 2" in words(page.text)
    answer = await send(hall.at, hall.door, {"who": hall.who["Amal"], "came": "late"})
    assert (said(answer), answer.headers["location"].endswith(f"#p-{hall.who['Amal']}")) == ("noted", True)
    assert await hall.came() == {"Amal": "late"}
    await send(hall.at, hall.door, {"who": hall.who["Amal"], "came": ""})
    assert await hall.came() == {}
    results = {
        hall.code("Amal"): "right",
        hall.code("Amal").lower()[:4] + " " + hall.code("Amal")[4:]: "again",
        hall.code("Olena"): "waiting",
        "22222222": "unknown",
        "": "unknown",
    }
    for code, result in results.items():
        assert said(await send(hall.at, f"{hall.door}/code", {"code": code})) == result, code
    assert "Already noted. Amal" in await hall.at.see(f"{hall.door}?said=again&who={hall.who['Amal']}")
    assert "On the waiting list, without a place. Olena Put in and note" in await hall.at.see(
        f"{hall.door}?said=waiting&who={hall.who['Olena']}"
    )
    assert said(await send(hall.at, f"{hall.door}/walk-in", {"who": hall.who["Olena"]})) == "walked_in"
    assert await hall.came() == {"Amal": "came", "Olena": "came"}
    for bad in ({"who": "x", "came": "came"}, {"who": hall.who["Amal"], "came": "dead"}):
        assert (await send(hall.at, hall.door, bad)).status_code == 400


async def test_a_ticket_of_another_workshop_or_another_date_is_known_as_such(hall: Hall) -> None:
    other = await open_(hall.at, **{"title:en": "Job fair", "repeat": "once", "day": "2026-03-10", "time": "15:00"})
    time = re.findall(r"/times/([0-9a-f]+)", await hall.at.html(other))[0]
    await welcome(hall.house, "9", "Lina")
    hall.who["Lina"] = (await hall.at.page_of("Lina")).rpartition("/")[2]
    await send(hall.at, f"{other}/people/in", {"who": hall.who["Lina"], "seat": time, "back": time})
    theirs = tickets.ticket(hall.house.store.keyring, int(other.rpartition("/")[2], 16), int(hall.who["Lina"], 16))
    assert said(await send(hall.at, f"{hall.door}/code", {"code": f"LOTSE:{theirs}"})) == "elsewhere"
    await hall.put_in("Lina", hall.second)
    assert said(await send(hall.at, f"{hall.door}/code", {"code": hall.code("Lina")})) == "unbooked"
    assert await hall.came() == {}


async def test_what_was_kept_without_a_network_is_taken_in_its_order_and_twice_does_no_harm(hall: Hall) -> None:
    minute, now = 60_000, ms(hall.house.now)
    marks = [
        {"code": hall.code("Amal"), "how": "qr", "at": now - 9 * minute},
        {"who": hall.who["Marie"], "at": now - 8 * minute},
        {"who": hall.who["Marie"], "came": "", "at": now - 7 * minute},
        {"who": "fffffff", "at": now - minute},
    ]
    first = await hall.sync(*marks)
    assert [one["result"] for one in first["told"]] == ["right", "noted", "undone", "unknown"]
    assert first["noted"] == {hall.who["Amal"]: "came", hall.who["Marie"]: ""}
    hall.house.now += timedelta(minutes=1)
    await hall.sync({"who": hall.who["Marie"], "came": "late"})  # another door
    hall.house.now += timedelta(minutes=5)
    again = await hall.sync(*marks)  # the answer was lost: all once more
    assert [one["result"] for one in again["told"]][:1] == ["again"]
    assert await hall.came() == {"Amal": "came", "Marie": "late"}
    at = await hall.house.store.read(
        lambda connection: connection.scalar(select(attendance.c.came_at).where(attendance.c.how == "qr"))
    )
    assert at == ms(STARTS - timedelta(minutes=14))
    for bad in (
        b"",
        b"[]",
        b"[" * 50_000,
        b'{"marks": [{}]}',
        b'{"marks": [{"id": "1", "who": "1", "came": "", "how": "list", "at": Infinity}]}',
        b'{"marks": [{"id": 1, "came": "x", "how": "list", "at": 0, "who": "1"}]}',
    ):
        headers = {"Sec-Fetch-Site": "same-origin"}
        assert (await hall.at.http.post(f"/desk{hall.door}/sync", content=bad, headers=headers)).status_code == 400
    foreign = await hall.at.http.post(
        f"/desk{hall.door}/sync", content=b'{"marks": []}', headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert foreign.status_code == 403


# --- who did not come ---------------------------------------------------------------------------------------------------


async def test_the_rest_is_noted_with_one_button_once_it_has_begun(hall: Hall) -> None:
    assert (await send(hall.at, f"{hall.door}/rest", {})).status_code == 400
    hall.house.now = STARTS + HOUR
    await hall.sync({"who": hall.who["Amal"]})
    assert said(await send(hall.at, f"{hall.door}/rest", {})) == "rest"
    assert await hall.came() == {"Amal": "came", "Marie": "absent"}  # nobody expected Olena
    await hall.sync({"code": hall.code("Marie"), "how": "qr", "at": ms(STARTS + HOUR / 2)})  # a door that had no network
    assert await hall.came() == {"Amal": "came", "Marie": "came"}


async def test_an_hour_after_the_end_it_is_concluded_where_a_list_was_kept(hall: Hall) -> None:
    later = STARTS + 90 * timedelta(minutes=1) + HOUR

    async def conclude() -> dict[str, str]:
        await hall.house.store.write(lambda connection: presence.conclude(connection, ms(later)))
        return await hall.came()

    assert await conclude() == {}  # nobody kept one
    await hall.sync({"who": hall.who["Amal"]})
    before = await hall.house.store.read(lambda connection: presence.over(connection, ms(later) - 1))
    assert before == []
    assert await conclude() == {"Amal": "came", "Marie": "absent"}
    hall.house.now = later
    await hall.sync({"who": hall.who["Marie"], "came": ""})
    assert await conclude() == {"Amal": "came"}  # what the team has undone stays so


async def test_a_place_in_a_whole_course_is_a_place_at_each_of_its_doors(hall: Hall) -> None:
    course = replace(hall, path=await open_(hall.at, whole="whole", day="2026-03-11", time="18:00"))
    course.first, course.second, *_ = dict.fromkeys(re.findall(r"/times/([0-9a-f]+)", await hall.at.html(course.path)))
    for name in NAMES:
        await course.put_in(name, "0")
    cannot = Attending(course.number, int(course.first, 16), int(hall.who["Olena"], 16), "harbour", "cannot")
    await hall.house.store.write(lambda connection: attending.keep(connection, [cannot], ms(hall.house.now)))
    hall.house.now = STARTS + timedelta(days=2)
    assert said(await send(hall.at, f"{course.door}/code", {"code": course.code("Amal")})) == "right"
    assert "Olena Ukrainian says: cannot come" in await hall.at.see(course.door)
    assert said(await send(hall.at, f"{course.door}/rest", {})) == "rest"
    assert await course.came() == {"Amal": "came", "Marie": "absent"}  # who said so before is not missed
    assert "Have a place 3" in await hall.at.see(f"{course.path}/people/{course.second}")
    assert "11 March 2026 3 1 0 1" in await hall.at.see(f"{course.path}/people")


async def test_who_often_did_not_come_is_marked_without_blame(hall: Hall) -> None:
    """The mark and the case in the queue go by the same rule."""
    amal, times = int(hall.who["Amal"], 16), dict.fromkeys(re.findall(r"/times/([0-9a-f]+)", await hall.at.html(hall.path)))
    mark = Mark(amal, "absent", "list", ms(hall.house.now))
    cases = select(func.count()).select_from(concern).where(concern.c.kind == "often_missed", concern.c.person == amal)
    seen = []
    for time in [*times][:3]:
        await hall.house.store.write(
            lambda connection, time=time: presence.note(connection, int(time, 16), [mark], By(1, "anna"), mark.at)  # type: ignore[misc]
        )
        page = await hall.at.see(f"{hall.path}/people/{hall.first}")
        found = await hall.house.store.read(lambda connection: connection.scalar(cases))
        seen.append(("ask what would help" in page, found))
    assert seen == [(False, 0), (False, 0), (True, 1)]
    assert "Missed 3 of the last 3: ask what would help" in page


async def test_attendance_is_drawn_by_date_and_by_language_and_rounded_for_who_sees_figures_only(hall: Hall) -> None:
    await hall.sync({"who": hall.who["Amal"], "came": "late"}, {"who": hall.who["Marie"], "came": "absent"})
    hall.house.now = STARTS + HOUR
    shown = await hall.at.see(f"{hall.path}/people")
    assert "10 March 2026 2 1 1 1" in shown  # had a place, came, of them late, did not come
    assert "Arabic 1 1 1 0 French 1 0 0 1" in shown
    assert "March 2026 1 of 2" in await hall.at.see("/charts")
    async with visit(hall.house, staff=replace(BOB, role=Role.VIEWER, scope=EVERYBODY)) as viewer:
        assert "March 2026" not in await viewer.see("/charts")


async def test_a_certificate_is_looked_at_and_sent_once_enough_was_attended(hall: Hall) -> None:
    path = await open_(hall.at, **{"title:en": "Job fair", "repeat": "once", "enough": "100"})
    time = re.findall(r"/times/([0-9a-f]+)", await hall.at.html(path))[0]
    theirs = f"{path}/certificates/{hall.who['Amal']}"
    await send(hall.at, f"{path}/people/in", {"who": hall.who["Amal"], "seat": time, "back": time})
    await hall.at.html(theirs, 404)
    assert said(await send(hall.at, theirs, {})) == "unsent"
    hall.house.now = STARTS + 3 * HOUR
    await send(hall.at, f"{path}/door/{time}", {"who": hall.who["Amal"], "came": "came"})
    assert theirs in await hall.at.html(f"{path}/people")
    answer = await hall.at.http.get(f"/desk{theirs}")
    assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert (await hall.at.audit())[-1] == ("a77a", "opened", hall.who["Amal"])
    assert said(await send(hall.at, theirs, {})) == "sent"
    rows = await hall.house.store.read(
        lambda connection: connection.execute(select(due.c.subject).where(due.c.kind == "reminder")).all()
    )
    assert [row.subject for row in rows if row.subject.startswith("5.")] == [f"5.{path.rpartition('/')[2]}.{time}.0"]


# --- whose it is --------------------------------------------------------------------------------------------------------


async def test_names_are_hidden_until_asked_for_and_other_programmes_have_no_door(hall: Hall) -> None:
    pages = (hall.door, f"{hall.path}/people/{hall.first}", f"{hall.path}/people", f"{hall.path}/list/{hall.first}")
    for path in pages:
        assert "Amal" in await hall.at.see(path), path
    async with visit(hall.house, staff=replace(BOB, scope=replace(BOB.scope, programme="harbour"))) as masked:
        for path in pages:
            shown = await masked.see(path)
            assert ("Amal" in shown, f"Person {hall.who['Amal']}" in shown) == (False, True), path
    async with visit(hall.house, staff=BOB) as bob:
        for path in pages:
            await bob.html(path, 404)
        for act in ("", "/code", "/sync", "/find", "/walk-in", "/rest"):
            assert (await send(bob, f"{hall.door}{act}", {"who": hall.who["Amal"], "came": "came"})).status_code == 404, act
    assert await hall.came() == {}
    assert "Nobody has" not in await hall.at.see(f"{hall.path}/list/{hall.first}")


# --- in a browser -------------------------------------------------------------------------------------------------------

CAMERA = """
([greys, width, height]) => {
  const canvas = document.createElement("canvas"), context = canvas.getContext("2d");
  [canvas.width, canvas.height] = [640, 480];
  const bytes = Uint8Array.from(atob(greys), (one) => one.charCodeAt(0)), seen = new ImageData(width, height);
  bytes.forEach((grey, at) => seen.data.set([grey, grey, grey, 255], 4 * at));
  setInterval(() => context.putImageData(seen, 120, 20), 50);
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(20);
}
"""  # a camera that looks at a ticket: our pages load no picture from elsewhere


def looked_at(code: str) -> tuple[str, int, int]:
    """A ticket as a camera sees it."""
    picture = Image.open(BytesIO(ticket(code, "Writing a CV"))).convert("L").reduce(2)
    picture.thumbnail((400, 440))
    return b64encode(picture.tobytes()).decode(), *picture.size


@pytest.mark.browser
async def test_a_phone_at_the_door_scans_and_keeps_what_it_noted_without_a_network(hall: Hall, page: "Page") -> None:
    listener = loopback_socket("127.0.0.1", 0)
    server = InProcessServer(hall.at.site, listener)
    await server.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/desk"
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    marie = page.locator(f"#p-{hall.who['Marie']}")
    try:
        await page.set_viewport_size({"width": 360, "height": 740})
        await page.goto(url + hall.door)
        await page.evaluate(CAMERA, looked_at(hall.code("Amal")))
        await page.get_by_role("button", name="Camera").click()
        await expect(page.get_by_role("alert")).to_contain_text("On the list. Noted. Amal")
        await page.get_by_role("button", name="Stop the camera").click()
        await expect(page.locator("#tally")).to_have_text("Here: 1 of 2")
        await expect(page.locator("#unsent")).to_be_hidden()
        assert await hall.came() == {"Amal": "came"}
        await page.context.set_offline(True)
        await marie.get_by_role("button", name="Is here").click()
        await marie.get_by_role("button", name="Late").click()
        await page.get_by_label("Code of the ticket").fill(hall.code("Amal"))
        await page.get_by_role("button", name="Note", exact=True).click()
        await expect(page.get_by_role("alert")).to_contain_text("Already noted. Amal")
        await expect(page.locator("#unsent")).to_have_text("Not yet sent: 2")
        assert await hall.came() == {"Amal": "came"}
        kept = await page.evaluate("Object.values(localStorage).join()")
        assert (hall.who["Marie"] in kept, "Marie" in kept) == (True, False)
        hall.house.now += timedelta(minutes=1)
        await page.context.set_offline(False)
        # it is sent at once, and perhaps once more by the page that comes anew
        await page.reload()
        await expect(page.locator("#unsent")).to_be_hidden()
        await expect(marie.get_by_role("button", name="Late")).to_have_attribute("aria-pressed", "true")
        assert await hall.came() == {"Amal": "came", "Marie": "late"}
        noted = [one for one in await hall.at.audit() if one[2] == hall.who["Marie"] and one[1] == "workshop"]
        assert len(noted) == 3  # put in, is here, late: each once
        assert faults == []
        for path in (hall.door, f"{hall.path}/people/{hall.first}", f"{hall.path}/list/{hall.first}"):
            await look(page, url + path)
    finally:
        await server.stop()
