"""`lotse demo` as a visitor meets it: a whole conversation in Dari on the phone page, then its answers at the desk."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ROOT = Path(__file__).parents[1]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
# `LOTSE_PICTURES=docs/pictures pytest tests/test_demo.py` takes README's pictures anew.
PICTURES = os.environ.get("LOTSE_PICTURES", "")

CONVERSATION = [
    ("tap", "دری"),
    ("tap", "✅ بلی"),
    ("toggle", "👥 رهنما"),
    ("tap", "تمام"),
    ("say", "بشیر"),
    ("say", "۱۳۶۹"),
    ("tap", "مرد"),
    ("say", "افغانستان"),
    ("tap", "✅ بلی"),
    ("say", "انگلیسی"),
    ("tap", "چند کلمه"),
    ("tap", "نخیر"),
    ("say", "Esch"),
    ("tap", "شام"),
    ("tap", "ارسال شود"),
]


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The address of a running demo; everything it started ends with the test."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"LOTSE_PORT": str(port)}
    command = [sys.executable, "-m", "bot", "demo"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        assert any("Lotse is running" in line for line in process.stdout), "the demo did not start"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)
        process.communicate()


@pytest.fixture(scope="module")
def page(chromium: str) -> Iterator["Page"]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(20_000)
        yield page
        browser.close()


def picture(page: "Page", name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", animations="disabled")


@pytest.mark.browser
@pytest.mark.timeout(240)
def test_a_whole_conversation_in_dari_and_then_its_answers_at_the_desk(demo: str, page: "Page") -> None:
    page.goto(f"{demo}/")
    page.get_by_role("link", name="Phones").click()
    bashir = page.locator("article.phone", has=page.get_by_role("heading", name="Bashir", exact=True))
    bashir.get_by_role("button", name="شروع").click()
    _theirs(bashir).first.wait_for()
    for verb, words in CONVERSATION:
        _act(bashir, verb, words)
    picture(page, "phones")
    page.goto(f"{demo}/desk/people")
    page.get_by_role("link", name=re.compile("بشیر")).click()
    told = page.locator("main").inner_text()
    for expected in ("بشیر", "1990", "1369", "Afghanistan", "Esch", "English"):
        assert expected in told, f"{expected} is not at the desk:\n{told}"
    picture(page, "desk-person")
    _in_arabic(page)


def _in_arabic(page: "Page") -> None:
    page.goto(f"{page.url.partition('?')[0]}?lang=ar")
    assert page.locator("html").get_attribute("dir") == "rtl"
    picture(page, "desk-arabic")


def _theirs(phone: "Locator") -> "Locator":
    """What the bot has sent, as far as it is on the screen."""
    return phone.locator(".message.theirs")


def _act(phone: "Locator", verb: str, words: str) -> None:
    """One thing a person does; it is over when the bot has answered."""
    phone.locator("[aria-busy=true]").first.wait_for(state="detached")  # the button tapped before is done with
    before = _theirs(phone).count()
    if verb == "say":
        phone.get_by_role("textbox").fill(words)
        phone.get_by_role("textbox").press("Enter")
    else:
        phone.get_by_role("button", name=words).last.click()
    if verb == "toggle":
        phone.get_by_role("button", name=f"☑ {words}").wait_for()
    else:
        _theirs(phone).nth(before).wait_for()
