"""`lotse demo` with WhatsApp: days of silence in the middle of a conversation, and one person on both channels."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.demos import act, browser_page, demo, desk, page_of, phone_of, theirs

if TYPE_CHECKING:
    from playwright.sync_api import Page

TO_THE_YEAR = [("tap", "Hello"), ("choose", "English"), ("tap", "✅ Yes"), ("say", "1"), ("say", "Yonas"), ("say", "1990")]
FROM_THE_COUNTRY = [
    ("say", "Eritrea"),
    ("choose", "✅ Yes"),
    ("say", "German"),
    ("choose", "A few words"),
    ("tap", "✖ No"),
    ("say", "Esch"),
    ("choose", "🌙 Evening"),
    ("tap", "✅ Yes, send"),
]
TO_THE_CODE = [
    ("tap", "English"),
    ("tap", "✅ Yes"),
    ("tap", "Done"),
    ("say", "Amal"),
    ("say", "menu"),
    ("tap", "My phones"),
    ("tap", "My other phone"),
]
CODE = re.compile(r"\d{4} \d{4}")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with demo(telegram_pace=0, whatsapp_pace=0) as found:
        yield found


@pytest.fixture(scope="module")
def page(chromium: str) -> Iterator["Page"]:
    with browser_page(chromium) as found:
        yield found


def noon(page: "Page", address: str) -> None:
    """Moves the clock on until it is noon in Greenwich, early afternoon in the sample programme's zone."""
    now = datetime.fromisoformat(page.request.get(f"{address}/demo/clock").json()["now"]).astimezone(UTC)
    page.request.post(f"{address}/demo/clock", data={"hours": (12 - now.hour) % 24 or 24})


def at_desk(page: "Page", address: str, *expected: str) -> None:
    """The first is the person's name; the others are somewhere among their answers."""
    page_of(page, address, expected[0])
    told = page.locator("main").inner_text()
    for one in expected:
        assert one in told, f"{one} is not at the desk:\n{told}"


@pytest.mark.browser
@pytest.mark.timeout(240)
def test_amal_begins_on_telegram_links_whatsapp_and_finishes_there(address: str, page: "Page") -> None:
    page.goto(f"{address}/phone/")
    telegram, whatsapp = phone_of(page, "Amal"), phone_of(page, "Amal", "whatsapp")
    telegram.get_by_role("button", name="ابدأ").click()
    theirs(telegram).first.wait_for()
    for verb, words in TO_THE_CODE:
        act(telegram, verb, words)
    expect(theirs(telegram).last).to_contain_text(CODE)
    code = CODE.search(theirs(telegram).last.inner_text())
    assert code
    act(whatsapp, "say", code.group())
    act(whatsapp, "tap", "Yes, join them")
    telegram.get_by_text("Was that you?").wait_for()
    act(telegram, "tap", "Yes, it was me")
    whatsapp.get_by_text("Your phones are joined").wait_for()
    whatsapp.get_by_text("In which year were you born?").wait_for()
    for verb, words in [("say", "1990"), ("choose", "Woman"), *FROM_THE_COUNTRY]:
        act(whatsapp, verb, words)
    at_desk(page, address, "Amal", "1990", "Woman", "Eritrea", "German", "Esch")
    desk(page, address, "/people")
    page.locator("#words").fill("Amal")
    with page.expect_navigation():
        page.locator("#words").press("Enter")
    assert page.get_by_role("link", name=re.compile("Amal")).count() == 1


@pytest.mark.browser
@pytest.mark.timeout(240)
def test_a_conversation_on_whatsapp_goes_on_after_days_of_silence(address: str, page: "Page") -> None:
    page.goto(f"{address}/phone/")
    yonas = phone_of(page, "Yonas", "whatsapp")
    for verb, words in TO_THE_YEAR:
        act(yonas, verb, words)
    page.get_by_role("button", name="+3 days").click()
    yonas.locator(".state").get_by_text("window closed").wait_for()
    noon(page, address)  # at night nobody is written to
    yonas.get_by_text("template lotse_waiting/en").wait_for()
    act(yonas, "tap", "Read it")
    yonas.locator(".state").get_by_text("open until").wait_for()
    for verb, words in [("choose", "Man"), *FROM_THE_COUNTRY]:
        act(yonas, verb, words)
    expect(page.locator("#cost")).to_contain_text(re.compile(r"\d+ messages to pay: \d+ service, \d+ utility"))
    assert page.evaluate("document.querySelector('.bar').offsetHeight") < 80  # it all stands in one row
    at_desk(page, address, "Yonas", "1990", "Man", "Eritrea", "German", "Esch")
