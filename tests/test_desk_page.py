"""The desk in a real browser: on a phone and on a wide screen, in the light and in the dark, from left and from right."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from phone.server import InProcessServer, loopback_socket
from tests.browsers import look, window
from tests.desks import ANNA, NAMES, Village, Visit, hired, visit_village
from tests.test_workshops_desk import open_

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = pytest.mark.browser
MARIA = replace(ANNA, id=0x3A21A, name="Maria-Konstantina Papadopoulou-Winterhalter")  # a long name, on a narrow page


@pytest.fixture
async def at_desk(village: Village, tmp_path: Path) -> AsyncIterator[Visit]:
    async with visit_village(village, tmp_path) as found:
        yield found


@pytest.fixture
async def url(at_desk: Visit) -> AsyncIterator[str]:
    listener = loopback_socket("127.0.0.1", 0)
    server = InProcessServer(at_desk.site, listener)
    await server.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/desk"
    await server.stop()


async def test_a_coordinator_finds_reads_and_settles_with_the_keyboard_alone(at_desk: Visit, page: "Page", url: str) -> None:
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
    await page.goto(f"{url}/")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent") == "Skip to the content"
    await page.keyboard.press("j")
    await focus_on(page, NAMES["amal"])
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name=NAMES["amal"], level=1).wait_for()
    await page.get_by_role("button", name="Done: Would like to talk to a person").press("Enter")
    await page.get_by_text("Already taken care of").press("Enter")
    await page.get_by_text("Would like to talk to a person").wait_for()
    await page.get_by_role("link", name="Overview", exact=True).press("Enter")
    await page.get_by_role("heading", name="Needs a person 12").wait_for()
    await page.locator(".languages summary").press("Enter")
    await page.get_by_role("link", name="العربية").press("Enter")
    await page.wait_for_url("**/?lang=ar")
    assert await page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert faults == []


async def test_single_letters_walk_the_queue_put_off_settle_and_lead_to_writing(page: "Page", url: str) -> None:
    await page.goto(f"{url}/")
    for letter in "jjk":
        await page.keyboard.press(letter)
    await focus_on(page, NAMES["amal"])
    await page.keyboard.press("h")  # later
    await page.get_by_text("1 case changed.").wait_for()
    await focus_on(page, NAMES["bashir"])  # the row that follows
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert await page.evaluate(outline) == "solid"
    await page.keyboard.press("a")  # done
    await page.get_by_role("heading", name="Needs a person 11").wait_for()
    await focus_on(page, "Sam")
    await page.keyboard.press("r")
    await page.wait_for_url("**/talk")
    await page.goto(f"{url}/")
    await page.get_by_role("textbox", name="Label").press_sequentially("jar")  # letters are letters where one writes
    assert await page.get_by_role("textbox", name="Label").input_value() == "jar"


async def test_single_letters_walk_answers_approve_hold_and_unfold_asking_again(at_desk: Visit, page: "Page", url: str) -> None:
    await page.goto(f"{url}/review")
    await page.get_by_role("heading", name="Review: About you", level=1).wait_for()
    await page.keyboard.press("j")
    await page.keyboard.press("a")
    await page.locator(".judge.is-approved").wait_for()
    await page.locator(".judge:nth-child(2):focus-within").wait_for()  # on to the next
    await page.keyboard.press("h")
    await page.locator(".judge.is-hold").wait_for()
    await page.locator(".judge:nth-child(3):focus-within").wait_for()
    await page.keyboard.press("r")
    assert await page.evaluate("document.activeElement.name") == "reason"
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.get_by_text("The question goes back to the person.").wait_for()
    await expect(page.locator(".judge.is-again")).to_have_count(1)


async def test_without_javascript_everything_is_still_done(at_desk: Visit, browser: str, url: str) -> None:
    await hired(at_desk.house, MARIA)
    async with window(browser, java_script_enabled=False) as page:
        await page.goto(f"{url}/")
        await page.get_by_role("checkbox").nth(0).check()
        await page.get_by_role("checkbox").nth(1).check()
        await page.get_by_role("group", name="Chosen cases").get_by_role("button", name="Take").click()
        await page.get_by_text("2 cases changed.").wait_for()
        await page.get_by_role("link", name="Mine 2").click()
        await page.get_by_role("checkbox").nth(0).check()
        await page.get_by_label("Colleague").select_option(MARIA.name)
        await page.get_by_role("button", name="Give to").click()
        await page.get_by_role("link", name="Mine 1").wait_for()
        await page.get_by_role("link", name="Next answers to review").click()
        await page.get_by_role("button", name="Approve all").click()
        await page.get_by_role("heading", name="Review:").wait_for()
        await page.get_by_role("link", name="People", exact=True).click()
        await page.get_by_text("Columns and answers").click()
        await page.get_by_role("checkbox", name="Are you a woman or a man?").check()
        await page.get_by_role("button", name="Show").click()
        await page.get_by_label("Are you a woman or a man?").nth(0).select_option("Man")
        await page.get_by_role("button", name="Show").click()
        await page.get_by_text("1 person").wait_for()
        await page.locator("#words").fill("Sam")
        await page.get_by_role("button", name="Search").click()
        await page.get_by_role("link", name="Sam").wait_for()


async def focus_on(page: "Page", text: str) -> None:
    """Waits until what has these words has the focus: a page that comes anew is seen before its script has run."""
    await expect(page.locator(":focus")).to_have_text(text)


async def test_the_name_stays_in_sight_while_the_list_moves_below_it(page: "Page", url: str) -> None:
    await page.set_viewport_size({"width": 390, "height": 800})
    for language, way in (("en", 300), ("ar", -300)):
        await page.goto(f"{url}/people?lang={language}")
        name = page.get_by_role("link", name=NAMES["bashir"])
        before = await name.bounding_box()
        await page.locator(".scroll").evaluate("(list, way) => list.scrollBy(way, 0)", way)
        assert await page.locator(".scroll").evaluate("list => Math.abs(list.scrollLeft) > 100")
        assert await name.bounding_box() == before


@pytest.mark.timeout(300)
async def test_no_page_has_a_fault_of_accessibility_or_is_too_wide(at_desk: Visit, page: "Page", url: str) -> None:
    people = [await at_desk.page_of(name) for name in (NAMES["bashir"], NAMES["amal"], "Sam", "Lina")]
    joining = [f"{people[0]}/join", f"{people[0]}/join/{people[1].rsplit('/', 1)[1]}"]
    columns = "/people?c=state&c=review&c=a.welcome.gender&c=a.welcome.town&sort=language"
    reviews = [f"{people[0]}/review/1", f"{people[1]}/review/2", f"{people[1]}/review/2?said=asked"]
    for one in (ANNA, MARIA):
        await hired(at_desk.house, one)
    others = ("/people?state=unreachable", "/nothing", "/digests?said=1")
    workshop = await open_(at_desk)
    workshops = ("/workshops/calendar", f"{workshop}/change", workshop)
    for path in ("/", "/?owner=me", columns, "/people", *others, *people, *joining, *reviews, *workshops):
        await look(page, url + path)


async def test_no_page_asks_anything_of_another_machine(page: "Page", url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/people"):
        await page.goto(f"{url}{path}")
    assert asked
    assert [one for one in asked if not one.startswith(url)] == []
